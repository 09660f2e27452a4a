"""Walking from hits to strategies: evidence and shares worked out by hand."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from assistant.corpus import entry_of
from assistant.find import DENSE, Hit
from assistant.walk import SIZE, TEMPERATURE, VOTERS, Support, walk
from kg.graph import GovernanceGraph

EX = "http://example.org/exempelby/"
LARANDE, NATUR = NamedNode(EX + "strategi-larande"), NamedNode(EX + "strategi-natur")
SIZES = {LARANDE: 5, NATUR: 2}
EVEN = {LARANDE: 1, NATUR: 1}


def hit(graph: GovernanceGraph, name: str, score: float) -> Hit:
    """A hit of that score."""
    return Hit(entry_of(graph, NamedNode(EX + name)), dense=score / DENSE)


def ranked(supports: list[Support]) -> list[NamedNode]:
    return [support.strategy for support in supports]


def test_evidence_adds_up_less_what_as_many_things_give_by_chance(example: GovernanceGraph) -> None:
    rows = [("fiskevard", 4.0), ("laxhjalp", 3.8), ("sprakkafe", 3.7), ("strategi-natur", 0.5)]
    hits = [hit(example, name, score) for name, score in rows]
    raised = [exp(score / TEMPERATURE) for _, score in rows]
    larande = TEMPERATURE * log(raised[1] + raised[2]) - SIZE * TEMPERATURE * log(5)
    natur = TEMPERATURE * log(raised[0] + raised[3]) - SIZE * TEMPERATURE * log(2)
    total = exp(larande) + exp(natur)
    supports = {support.strategy: support for support in walk(hits, SIZES)}
    assert set(supports) == {LARANDE, NATUR}
    assert supports[LARANDE].share == pytest.approx(exp(larande) / total)
    assert supports[NATUR].share == pytest.approx(exp(natur) / total)
    assert supports[LARANDE].hits == (hits[1], hits[2])
    assert supports[NATUR].hits == (hits[0], hits[3])
    assert [step.node.value.removeprefix(EX) for step in supports[LARANDE].path] == [
        "laxhjalp",
        "insats-studiestod",
        "program-skola",
        "strategi-larande",
        "vision",
    ]
    assert [step.node.value.removeprefix(EX) for step in supports[NATUR].path] == [
        "fiskevard",
        "strategi-natur",
        "vision",
    ]


def test_several_good_hits_outweigh_a_single_better_one(example: GovernanceGraph) -> None:
    lucky = hit(example, "fiskevard", 4.0)
    good = [hit(example, name, 3.9) for name in ("laxhjalp", "sprakkafe", "program-skola")]
    assert ranked(walk([lucky, good[0]], EVEN)) == [NATUR, LARANDE]
    assert ranked(walk([lucky, *good], EVEN)) == [LARANDE, NATUR]
    far = [hit(example, entry.entry.node.value.removeprefix(EX), -20.0) for entry in good]
    assert ranked(walk([lucky, *far], EVEN)) == [NATUR, LARANDE]


@given(st.integers(1, VOTERS - 1))
def test_a_strategy_does_not_win_by_having_more_things(
    example: GovernanceGraph, number: int
) -> None:
    hits = [hit(example, "laxhjalp", 1.0)] * number + [hit(example, "fiskevard", 1.0)]
    shares = {s.strategy: s.share for s in walk(hits, {LARANDE: number, NATUR: 1})}
    assert shares[LARANDE] <= shares[NATUR] + 1e-9


def test_one_hit_gives_all_to_its_strategy(example: GovernanceGraph) -> None:
    (only,) = walk([hit(example, "program-skola", 1.0)], SIZES)
    assert (only.strategy, only.share) == (LARANDE, 1.0)


def test_what_is_even_is_settled_by_iri(example: GovernanceGraph) -> None:
    supports = walk([hit(example, "fiskevard", 1.0), hit(example, "laxhjalp", 1.0)], EVEN)
    assert [(s.strategy, s.share) for s in supports] == [(LARANDE, 0.5), (NATUR, 0.5)]


def test_what_leads_nowhere_does_not_count(example: GovernanceGraph) -> None:
    assert walk([], SIZES) == []
    assert walk([hit(example, "vision", 9.0)], SIZES) == []
    (only,) = walk([hit(example, "vision", 9.0), hit(example, "fiskevard", 1.0)], SIZES)
    assert (only.strategy, only.share) == (NATUR, 1.0)


def test_the_long_tail_does_not_count(example: GovernanceGraph) -> None:
    hits = [hit(example, "laxhjalp", 1.0)] * VOTERS + [hit(example, "fiskevard", 1.0)] * 5
    assert ranked(walk(hits, SIZES)) == [LARANDE]


NAMES = ("fiskevard", "laxhjalp", "sprakkafe", "program-skola", "strategi-natur")
SCORES = st.lists(st.tuples(st.sampled_from(NAMES), st.floats(-60, 60)), min_size=1, max_size=20)


@given(SCORES, st.floats(-500, 500))
def test_shares_are_sorted_probabilities_and_only_differences_count(
    example: GovernanceGraph, rows: list[tuple[str, float]], moved: float
) -> None:
    rows = sorted(rows, key=lambda row: -row[1])
    supports = walk([hit(example, *row) for row in rows], SIZES)
    shares = [support.share for support in supports]
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    again = walk([hit(example, name, score + moved) for name, score in rows], SIZES)
    assert {s.strategy: s.share for s in again} == pytest.approx(
        {s.strategy: s.share for s in supports}, abs=1e-6
    )


@given(SCORES)
def test_the_order_of_the_hits_does_not_matter(
    example: GovernanceGraph, rows: list[tuple[str, float]]
) -> None:
    hits = [hit(example, *row) for row in rows]
    shares = {s.strategy: s.share for s in walk(hits, SIZES)}
    assert {s.strategy: s.share for s in walk(hits[::-1], SIZES)} == pytest.approx(shares)
