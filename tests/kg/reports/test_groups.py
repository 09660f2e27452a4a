"""Results gathered by strategy, owner and rule: what is in which group, in which order."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kg.reports.groups import Group, by_owner, by_rule, by_strategy, counts, level, told_once
from kg.results import Result
from tests.kg.reports.examples import (
    LIBRARY,
    NO_STRATEGY,
    OWN_WARNING,
    PROGRAMME,
    RULE,
    SCHOOLS,
    STRATEGY,
    no_status,
    report_of,
    thing,
)

DIRECT = no_status(1, programme=None)
IN_PROGRAMME = no_status(2)
OTHER = thing("annan", "Annan strategi", "Another strategy")
NOTE = replace(OWN_WARNING, severity="info", rule="H01", strategy=OTHER)
ALL = (NO_STRATEGY, DIRECT, IN_PROGRAMME, OWN_WARNING, NOTE)


def test_by_strategy_then_programme() -> None:
    assert by_strategy(ALL) == (
        Group(
            STRATEGY,
            (NO_STRATEGY, DIRECT, IN_PROGRAMME),
            (Group(None, (DIRECT,)), Group(PROGRAMME, (NO_STRATEGY, IN_PROGRAMME))),
        ),
        Group(OTHER, (NOTE,), (Group(None, (NOTE,)),)),
        Group(None, (OWN_WARNING,)),
    )


def test_by_owner_most_to_do_first_and_nobody_last() -> None:
    assert by_owner(ALL) == (
        Group(LIBRARY, (DIRECT, IN_PROGRAMME)),
        Group(SCHOOLS, (NO_STRATEGY,)),
        Group(None, (OWN_WARNING, NOTE)),
    )


def test_by_rule_with_its_texts_or_what_the_result_says() -> None:
    groups = by_rule(report_of(NO_STRATEGY, IN_PROGRAMME, OWN_WARNING))
    assert [(g.rule.id, g.results) for g in groups] == [
        ("R09", (NO_STRATEGY,)),
        ("R21", (IN_PROGRAMME,)),
        ("Egen", (OWN_WARNING,)),
    ]
    assert groups[0].rule == RULE
    assert groups[1].rule.help == IN_PROGRAMME.help


def test_a_message_on_many_things_of_a_kind_is_told_once() -> None:
    three = tuple(no_status(number) for number in (1, 2, 3))
    assert told_once((*three, NO_STRATEGY)) == ([three], (Group(PROGRAMME, (NO_STRATEGY,)),))
    assert told_once(three[:2]) == ([], tuple(Group(r.focus, (r,)) for r in three[:2]))


def test_one_thing_three_times_is_not_many_things() -> None:
    results = [replace(IN_PROGRAMME, value=value) for value in "abc"]
    assert told_once(results) == ([], (Group(IN_PROGRAMME.focus, tuple(results)),))


def test_a_made_up_severity_is_a_note() -> None:
    made_up = replace(OWN_WARNING, severity="kritisk")
    assert level(made_up) == "info"
    assert counts([made_up, OWN_WARNING]) == {"violation": 0, "warning": 1, "info": 1}


def _leaves(groups: Sequence[Group]) -> list[Result]:
    return [r for g in groups for r in (_leaves(g.parts) if g.parts else g.results)]


@given(st.lists(st.sampled_from(ALL)))
def test_nothing_is_lost_or_told_twice(results: list[Result]) -> None:
    many, things = told_once(results)
    rules = [r for group in by_rule(report_of(*results)) for r in group.results]
    told = [*(r for same in many for r in same), *_leaves(things)]
    wanted = sorted(map(id, results))
    for found in (_leaves(by_strategy(results)), _leaves(by_owner(results)), rules, told):
        assert sorted(map(id, found)) == wanted
