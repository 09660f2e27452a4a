"""Figures, intervals and tests over outcomes made by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import Comparison, Evaluation, Group, Outcome, Question
from assistant.evaluation.draws import MEANS, Drawn, bin_of, difference
from assistant.evaluation.result import Bin


def outcome(number: int, kind: str, verdict: str = "supported", **told: object) -> Outcome:
    """What is not told: right, Swedish, nothing shown, no citations, 10 ms."""
    question = Question(str(number), "?", str(told.pop("lang", "sv")), kind, ("x",))
    bare = Outcome(
        question, verdict, "", (), True, True, True, False, False, None, None, {}, {}, 10.0
    )
    return replace(bare, **told)  # type: ignore[arg-type]


FOUR = {"bm25": True, "dense": False, "dense_mean_3": True, "fused": False}
OUTCOMES = (
    outcome(1, "registered", shown="x", score=1.0, cites=True, ranks={"strategy": 1},
            baselines=FOUR, ms=10.0),
    outcome(2, "described", shown="y", score=0.6, cites=True, hit=False, ms=20.0,
            ranks={"strategy": 2, "programme": 4, "focus_area": 0}, baselines=FOUR),
    outcome(3, "described", "unknown", verdict_right=False, hit=False, shared=True, lang="en",
            ranks={"strategy": 0, "programme": 1}, ms=30.0),
    outcome(4, "system", "answered", cites=True, cited_right=False, ms=40.0),
    outcome(5, "off_topic", "off_topic", ms=50.0),
    outcome(6, "unknown", "likely", shown="y", score=0.6, verdict_right=False, hit=False, ms=60.0),
    outcome(7, "unknown", "answered", verdict_right=False, ms=70.0),
)  # fmt: skip


def test_figures_by_hand() -> None:
    drawn = Drawn(OUTCOMES)
    values = {
        name: (round(drawn.figure(name).value, 4), drawn.counted[name]) for name in drawn.values
    }
    assert values == {
        "right": (0.2857, 7),
        "verdict_right": (0.5714, 7),
        "shown_first": (0.3333, 3),
        "strategy_hits_at_1": (0.3333, 3),
        "strategy_hits_at_3": (0.6667, 3),
        "strategy_mrr": (0.5, 3),
        "programme_hits_at_1": (0.5, 2),
        "programme_hits_at_3": (0.5, 2),
        "programme_mrr": (0.625, 2),
        "focus_area_hits_at_1": (0.0, 1),
        "focus_area_hits_at_3": (0.0, 1),
        "focus_area_mrr": (0.0, 1),
        "abstention_precision": (0.5, 2),
        "abstention_recall": (0.3333, 3),
        "false_answers": (0.3333, 3),
        "citations_right": (0.6667, 3),
        "brier": (0.24, 3),
        "bm25": (0.6667, 3),
        "dense": (0.0, 3),
        "dense_mean_3": (0.6667, 3),
        "fused": (0.0, 3),
        "calibration_error": (0.4, 3),
        "gain_shown": (-0.3333, 3),
        "gain_ranked": (-0.3333, 3),
        "ms_median": (40.0, 7),
        "ms_p95": (67.0, 7),
        "ms_max": (70.0, 7),
    }
    assert drawn.best_baseline == "bm25"


def test_groups_confusion_and_reliability() -> None:
    evaluation = Evaluation(OUTCOMES)
    assert {group.key: len(evaluation.of(group)) for group in evaluation.groups} == {
        "all": 7, "en": 1, "sv": 6,
        "registered": 1, "registered.sv": 1,
        "described": 2, "described.en": 1, "described.sv": 1,
        "described.unshared": 1, "described.unshared.sv": 1,
        "described.shared": 1, "described.shared.en": 1,
        "system": 1, "system.sv": 1,
        "unknown": 2, "unknown.sv": 2, "off_topic": 1, "off_topic.sv": 1,
    }  # fmt: skip
    none = dict.fromkeys(("supported", "likely", "answered", "unknown", "off_topic"), 0)
    assert evaluation.confusion == {
        "registered": {**none, "supported": 1},
        "described": {**none, "supported": 1, "unknown": 1},
        "system": {**none, "answered": 1},
        "unknown": {**none, "likely": 1, "answered": 1},
        "off_topic": {**none, "off_topic": 1},
    }
    assert [each for each in evaluation.reliability if each.n] == [
        Bin(0.6, 0.7, 2, 0.6, 0.0),
        Bin(0.9, 1.0, 1, 1.0, 1.0),
    ]
    assert evaluation.figure("brier", "system") is None
    assert evaluation.figure("right", "internal") is None
    assert [o.question.id for o in evaluation.failures] == ["2", "3", "4", "6", "7"]


def test_nothing_at_all() -> None:
    empty = Evaluation(())
    assert (empty.groups, empty.figure("right"), empty.confusion) == ((), None, {})
    assert Drawn(()).values == {}


def test_the_interval_of_a_share_is_about_that_of_the_binomial() -> None:
    """100 questions, 80 right: the normal approximation gives 0.80 ± 0.078."""
    drawn = Drawn([outcome(n, "system", verdict_right=n < 80) for n in range(100)])
    figure = drawn.figure("verdict_right")
    assert figure.value == pytest.approx(0.8)
    assert (figure.low, figure.high) == pytest.approx((0.722, 0.878), abs=0.015)
    again = Drawn([outcome(n, "system", verdict_right=n < 80) for n in range(100)])
    assert again.figure("verdict_right") == figure


def test_the_paired_test_sees_what_intervals_do_not() -> None:
    """Eight of 100 became right and none wrong: each interval holds the other's share, yet it is
    no chance. Eight right and eight wrong is."""
    before = [outcome(n, "system", verdict_right=n < 72) for n in range(100)]
    better = [outcome(n, "system", verdict_right=n < 80) for n in range(100)]
    mixed = [outcome(n, "system", verdict_right=8 <= n < 80) for n in range(100)]
    earlier = Drawn(before)
    found = difference(earlier, Drawn(better), "verdict_right")
    assert found is not None
    assert (found.earlier, found.later, round(found.value, 3)) == (0.72, 0.8, 0.08)
    assert found.low > 0
    assert found.p <= 0.002
    even = difference(earlier, Drawn(mixed), "verdict_right")
    assert even is not None
    assert even.low < 0 < even.high
    assert even.p > 0.5
    assert difference(earlier, earlier, "brier") is None


def test_a_run_compared_with_itself_is_equal() -> None:
    run = Evaluation(OUTCOMES)
    same = Comparison(run, run)
    assert (len(same.pairs), same.left_out, same.became_right, same.became_wrong) == (7, 0, (), ())
    for differences in same.differences.values():
        assert {(d.value, d.low, d.high, d.p) for d in differences.values()} == {(0, 0, 0, 1)}


def test_only_the_same_questions_are_compared() -> None:
    """Another text or kind under the same id is another question."""
    first, second, third, *_ = OUTCOMES
    later = (
        replace(first, hit=False),
        replace(second, question=replace(second.question, question="Annat?")),
        replace(third, verdict_right=True, hit=True),
    )
    compared = Comparison(Evaluation((third, second, first)), Evaluation(later))
    assert [(a.question.id, b.question.id) for a, b in compared.pairs] == [("1", "1"), ("3", "3")]
    assert compared.left_out == 2
    assert [b.question.id for _, b in compared.became_wrong] == ["1"]
    assert [b.question.id for _, b in compared.became_right] == ["3"]
    assert compared.differences["all"]["right"].value == 0


SHARE = st.sampled_from((0.0, 0.05, 0.1, 0.3, 0.55, 0.6, 0.95, 1.0))
SOME = st.lists(st.tuples(st.booleans(), SHARE, st.integers(0, 4)), min_size=1, max_size=12)


@given(SOME)
def test_figures_lie_within_their_intervals_and_bounds(made: list[tuple[bool, float, int]]) -> None:
    """Also where a resample holds none of the questions that a figure is over."""
    outcomes = [
        outcome(n, "described" if n % 2 else "unknown", verdict_right=right, score=score,
                shown="x" if right else "y", baselines=FOUR,
                ranks={"strategy": rank} if n % 3 else {})
        for n, (right, score, rank) in enumerate(made)
    ]  # fmt: skip
    drawn = Drawn(outcomes)
    for name in drawn.values:
        figure = drawn.figure(name)
        assert not any(map(math.isnan, (figure.value, figure.low, figure.high))), name
        assert figure.low <= figure.high, name
        if name in MEANS:
            assert figure.low >= 0, name
            assert figure.high <= 1, name
    expected = np.mean([(score - right) ** 2 for right, score, _ in made])
    assert drawn.figure("brier").value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("score", "place"), [(0, 0), (0.09, 0), (0.1, 1), (0.95, 9), (1, 9), (1.1, 9)]
)
def test_bins(score: float, place: int) -> None:
    assert bin_of(score) == place


def test_a_group_names_itself() -> None:
    assert [Group().key, Group(lang="en").key, Group("described", False, "sv").key] == [
        "all", "en", "described.unshared.sv",
    ]  # fmt: skip
