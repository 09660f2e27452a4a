"""Where indicators stand: whole results, and the laws that hold for every indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.followup import Standing, standing, standings
from kg.followup_period import Period, period_report
from kg.followup_places import Section, in_order, sections
from kg.followup_rule import STATUSES, concept_of, direction_of
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH
from kg.rdf import in_graph
from tests.kg.conftest import EX, KNOWN

EXAMPLE = Path(__file__).parents[1] / "assistant" / "example.ttl"
PITEA = "https://w3id.org/styrkompass/id/pitea/"
OPPOSITE = {"increase": "decrease", "decrease": "increase", "maintain": "maintain"}
Point = tuple[int, Decimal]
quick = settings(deadline=None, database=None, derandomize=True, max_examples=60)


def graph_of(turtle: str) -> GovernanceGraph:
    """A graph of data alone, without the ontology, which none of this needs."""
    store = Store()
    quads = parse((KNOWN + turtle).encode(), format=RdfFormat.TURTLE)
    store.extend(in_graph(quad, DATA_GRAPH) for quad in quads)
    return GovernanceGraph(store)


def value(point: Point) -> str:
    year, number = point
    return f'[ styr:value "{number:f}"^^xsd:decimal ; styr:year "{year:04}"^^xsd:gYear ]'


def indicator(
    name: str = "i",
    baseline: Sequence[Point] = (),
    milestones: Sequence[Point] = (),
    target: Sequence[Point] = (),
    outcomes: Sequence[Point] = (),
    direction: str = "",
) -> str:
    lines = [f"ex:{name} a styr:Indicator ."]
    if direction:
        lines.append(f"ex:{name} styr:direction direction:{direction} .")
    roles = {"baseline": baseline, "milestone": milestones, "target": target, "outcome": outcomes}
    for role, points in roles.items():
        lines += [f"ex:{name} styr:{role} {value(point)} ." for point in points]
    return "\n".join(lines)


def stands(until: int | None = None, **parts: object) -> Standing:
    turtle = indicator(**parts)  # type: ignore[arg-type]
    return standing(graph_of(turtle), NamedNode(EX + "i"), until)


def d(number: object) -> Decimal:
    return Decimal(str(number))


PLAN: dict[str, object] = {
    "baseline": [(2020, d(10))],
    "milestones": [(2024, d(18))],
    "target": [(2030, d(30))],
    "direction": "increase",
}


# -- what is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "status", "reason", "expected", "point", "years"),
    [
        ([], "no_data", "no_outcome", None, None, ()),
        ([(2020, d(12))], "no_data", "early", None, None, ()),
        ([(2022, d(14))], "on_track", "on_track", d(14), "between", (2020, 2024)),
        ([(2022, d("13.9"))], "behind", "behind", d(14), "between", (2020, 2024)),
        ([(2024, d(18))], "on_track", "on_track", d(18), "milestone", (2024,)),
        ([(2025, d("19.99"))], "behind", "behind", d(20), "between", (2024, 2030)),
        ([(2022, d(99)), (2025, d(19))], "behind", "behind", d(20), "between", (2024, 2030)),
        ([(2022, d(30))], "reached", "reached", d(14), "between", (2020, 2024)),
        ([(2031, d(29))], "behind", "behind", d(30), "target", (2030,)),
        ([(2030, d(30))], "reached", "reached", d(30), "target", (2030,)),
    ],
)
def test_the_latest_outcome_is_compared_with_the_line(
    outcomes: list[Point],
    status: str,
    reason: str,
    expected: Decimal | None,
    point: str | None,
    years: tuple[int, ...],
) -> None:
    judged = stands(**PLAN, outcomes=outcomes).judgement
    told = (judged.status, judged.reason, judged.expected, judged.point, judged.years)
    assert told == (status, reason, expected, point, years)


def test_a_level_to_be_kept_is_not_to_be_left() -> None:
    level: dict[str, object] = {
        "baseline": [(2020, d(5))],
        "target": [(2030, d(5))],
        "direction": "maintain",
    }
    reasons = [stands(**level, outcomes=[(2025, d(n))]).judgement.reason for n in (4, 5, 6)]
    assert reasons == ["deviates", "on_track", "deviates"]


def test_a_direction_that_is_not_stated_is_read_from_baseline_and_target() -> None:
    parts: dict[str, object] = {"baseline": [(2020, d(9))], "target": [(2030, d(1))]}
    falling = stands(**parts, outcomes=[(2025, d(4))])
    assert (falling.judgement.way, falling.direction, falling.status) == (
        "decrease",
        None,
        "on_track",
    )
    unknown = stands(target=[(2030, d(9))], milestones=[(2024, d(5))], outcomes=[(2025, d(4))])
    assert (unknown.judgement.way, unknown.judgement.reason) == (None, "no_direction")


def test_outcomes_after_the_period_are_not_counted() -> None:
    outcomes = [(2022, d(13)), (2025, d(25))]
    all_years, early = (stands(until, **PLAN, outcomes=outcomes) for until in (None, 2024))
    assert (all_years.status, early.status) == ("on_track", "behind")
    assert [value.year for value in early.outcomes] == [2022]
    assert stands(2021, **PLAN, outcomes=outcomes).judgement.reason == "no_outcome"


def test_what_is_missing_is_told_and_nothing_fails() -> None:
    bare = stands()
    assert (bare.status, bare.lacks) == (
        "no_data",
        ("no_baseline", "no_milestone", "no_target", "no_outcome", "no_direction", "no_unit"),
    )
    assert stands(outcomes=[(2025, d(4))]).judgement.reason == "no_plan"
    assert stands(**PLAN, outcomes=[(2025, d("1" * 40))]).judgement.reason == "uncountable"


def test_values_that_cannot_be_read_are_told_and_left_out() -> None:
    broken = """ex:i styr:outcome [ styr:value "många" ; styr:year "2026"^^xsd:gYear ] ,
        [ styr:value 4 ] , "inget värde" ; styr:baseline [ styr:year "2020"^^xsd:gYear ] ."""
    made = graph_of(indicator(target=[(2030, d(9))], outcomes=[(2025, d(4))]) + broken)
    told = standing(made, NamedNode(EX + "i"))
    assert [value.year for value in told.values.all] == [2025, 2030]
    assert told.values.broken == (("baseline", 1), ("outcome", 3))
    assert told.judgement.latest_year == 2025
    assert {"broken_baseline", "broken_outcome", "no_baseline"} <= {*told.lacks}


def test_two_of_what_there_is_one_of_is_told() -> None:
    twice = {
        **PLAN,
        "baseline": [(2020, d(10)), (2021, d(11))],
        "target": [(2030, d(3)), (2031, d(4))],
    }
    one, again = (stands(**twice, outcomes=[(2025, d(20)), (2025, d(21))]) for _ in range(2))
    assert {"several_baselines", "several_targets", "same_year"} <= {*one.lacks}
    assert one.judgement == again.judgement


def test_every_status_and_direction_is_a_concept_with_a_name(pitea: GovernanceGraph) -> None:
    assert [pitea.title(concept_of(code), "sv") for code in STATUSES] == [
        "Uppnått",
        "Enligt plan",
        "Efter plan",
        "Inte bedömt",
    ]
    ways = [pitea.title(direction_of(way), "sv") for way in OPPOSITE]
    assert ways == ["Öka", "Minska", "Behålla"]


# -- laws -----------------------------------------------------------------------------------------

numbers = st.decimals(-1000, 1000, places=3, allow_nan=False, allow_infinity=False)
years = st.integers(2000, 2060)


@st.composite
def parts_of(draw: st.DrawFn) -> dict[str, list[Point]]:
    """Baseline, milestones, target in the order of their years, each of them maybe missing."""
    span = sorted(draw(st.lists(years, min_size=3, max_size=6, unique=True)))
    plan = [(year, draw(numbers)) for year in span]
    measured = draw(st.lists(years, max_size=5, unique=True))
    return {
        "baseline": plan[:1] if draw(st.booleans()) else [],
        "milestones": plan[1:-1] if draw(st.booleans()) else [],
        "target": plan[-1:] if draw(st.booleans()) else [],
        "outcomes": [(year, draw(numbers)) for year in measured],
    }


def mirrored(parts: dict[str, list[Point]]) -> dict[str, list[Point]]:
    return {role: [(year, -number) for year, number in points] for role, points in parts.items()}


@quick
@given(parts=parts_of(), way=st.sampled_from(["", *OPPOSITE]))
def test_a_mirrored_indicator_has_the_same_status(parts: dict[str, list[Point]], way: str) -> None:
    one = stands(**parts, direction=way).judgement
    other = stands(**mirrored(parts), direction=OPPOSITE.get(way, "")).judgement
    assert (one.status, one.reason, one.point, one.years) == (
        other.status,
        other.reason,
        other.point,
        other.years,
    )
    assert one.expected == (None if other.expected is None else -other.expected)
    assert one.way == OPPOSITE.get(other.way or "")


@quick
@given(parts=parts_of(), way=st.sampled_from(["", *OPPOSITE]), data=st.data())
def test_the_order_of_values_says_nothing(
    parts: dict[str, list[Point]], way: str, data: st.DataObject
) -> None:
    turned = {role: data.draw(st.permutations(points)) for role, points in parts.items()}
    one, other = (stands(**each, direction=way) for each in (parts, turned))
    assert (one.judgement, one.lacks) == (other.judgement, other.lacks)
    assert [(v.role, v.year, v.number) for v in one.values.all] == [
        (v.role, v.year, v.number) for v in other.values.all
    ]


@quick
@given(parts=parts_of(), way=st.sampled_from(["", *OPPOSITE]))
def test_alone_or_among_others_it_stands_the_same(parts: dict[str, list[Point]], way: str) -> None:
    other = indicator("other", **PLAN, outcomes=[(2025, d(3))])  # type: ignore[arg-type]
    both = graph_of(indicator("i", **parts, direction=way) + "\n" + other)
    found = {each.indicator.value: each.judgement for each in standings(both)}
    assert found[EX + "i"] == stands(**parts, direction=way).judgement
    assert found[EX + "other"].reason == "behind"


# -- whole graphs ---------------------------------------------------------------------------------


def test_the_shipped_graph(pitea: GovernanceGraph) -> None:
    found = standings(pitea)
    assert Counter(each.judgement.reason for each in found) == {
        "on_track": 34,
        "behind": 15,
        "deviates": 1,
    }
    assert {lack for each in found for lack in each.lacks} == set()
    assert all(each.illustrative for each in found)
    assert Counter(e.judgement.reason for e in standings(pitea, until=2024)) == {
        "early": 27,
        "behind": 13,
        "on_track": 10,
    }


def test_the_rule_is_what_the_library_answers(pitea: GovernanceGraph) -> None:
    from assistant.library import question_named

    rows = question_named("indicator-states").rows(pitea, None, "sv")
    flags = {
        "reached": "reached",
        "onTrack": "on_track",
        "behind": "behind",
        "deviates": "deviates",
    }
    said = {row["item"]: next(flags[name] for name in flags if name in row) for row in rows}
    assert said == {each.indicator: each.judgement.reason for each in standings(pitea)}


def test_sections_of_a_graph_with_little_in_it() -> None:
    graph = GovernanceGraph.from_files([EXAMPLE])
    ex = "http://example.org/exempelby/"
    assert standings(graph) == []
    assert sections(graph, "sv") == [
        Section(NamedNode(ex + "strategi-natur"), None, activities=(NamedNode(ex + "fiskevard"),)),
        Section(
            NamedNode(ex + "strategi-larande"),
            NamedNode(ex + "program-skola"),
            focus_areas=(NamedNode(ex + "insats-studiestod"),),
            activities=(NamedNode(ex + "laxhjalp"), NamedNode(ex + "sprakkafe")),
        ),
    ]


def test_what_belongs_nowhere_comes_last_and_a_thing_can_be_in_two_places() -> None:
    graph = graph_of(
        """ex:s a styr:Strategy ; dct:title "S"@sv .
        ex:p a styr:DevelopmentProgramme ; styr:programmeOf ex:s ; dct:title "P"@sv .
        ex:q a styr:DevelopmentProgramme ; dct:title "Q"@sv .
        ex:a a styr:Indicator ; styr:indicatorOf ex:p , ex:q , ex:s .
        ex:b a styr:Indicator ; styr:indicatorOf ex:gone ."""
    )
    told = [
        tuple(
            node.value.removeprefix(EX) if node else None
            for node in (each.strategy, each.programme)
        )
        + tuple(node.value.removeprefix(EX) for node in each.indicators)
        for each in sections(graph, "sv")
    ]
    assert told == [("s", None, "a"), ("s", "p", "a"), (None, None, "b"), (None, "q", "a")]


def test_titles_are_in_swedish_order() -> None:
    graph = graph_of("".join(f'ex:n{n} dct:title "{t}"@sv .' for n, t in enumerate("öäåzaÖÅ")))
    found = in_order(graph, [NamedNode(f"{EX}n{n}") for n in range(7)], "sv")
    assert [graph.title(node, "sv") for node in found] == ["a", "z", "å", "Å", "ä", "ö", "Ö"]


PART_YEAR = Period(date(2026, 1, 1), date(2026, 8, 31))


def test_a_period_of_a_programme(pitea: GovernanceGraph) -> None:
    (part,) = period_report(pitea, PART_YEAR, "sv", [NamedNode(PITEA + "program-kultur")]).parts
    told = {
        done.node.value.removeprefix(PITEA): [
            f.node.value.removeprefix(PITEA) for f in done.follow_ups
        ]
        for done in part.activities
        if done.follow_ups
    }
    assert told == {"aktivitet-bokbuss-byar": ["uppfoljning-bokbuss-byar-2026"]}
    assert (len(part.indicators), len(part.activities), part.outside) == (5, 12, 1)
    assert [(lack.what, len(lack.things)) for lack in part.lacks] == [
        ("no_outcome_in_period", 5),
        ("no_follow_up", 11),
        ("no_programme_follow_up", 1),
    ]


def test_a_period_counts_each_thing_once(pitea: GovernanceGraph) -> None:
    whole = period_report(pitea, PART_YEAR, "sv")
    assert (len(whole.parts), len(whole.indicators)) == (10, 50)
    assert len({done.node for done in whole.activities}) == len(whole.activities)
    assert [told.day for told in whole.follow_ups] == sorted(told.day for told in whole.follow_ups)
    assert all(PART_YEAR.has(told.day) for told in whole.follow_ups)
    assert replace(whole, parts=()).indicators == ()


def test_a_period_of_a_graph_with_little_in_it() -> None:
    report = period_report(GovernanceGraph.from_files([EXAMPLE]), PART_YEAR, "sv")
    lacks = [
        (lack.what, [node.value.rsplit("/", 1)[-1] for node in lack.things])
        for part in report.parts
        for lack in part.lacks
    ]
    assert lacks == [
        ("no_programme", ["strategi-natur"]),
        ("no_responsible", ["fiskevard"]),
        ("no_status", ["fiskevard"]),
        ("no_follow_up", ["fiskevard"]),
        ("no_source", ["fiskevard"]),
        ("no_indicators", ["program-skola"]),
        ("no_responsible", ["sprakkafe"]),
        ("no_status", ["laxhjalp", "sprakkafe"]),
        ("no_follow_up", ["laxhjalp", "sprakkafe"]),
        ("no_programme_follow_up", ["program-skola"]),
        ("no_source", ["laxhjalp", "sprakkafe"]),
    ]


def test_nothing_at_all() -> None:
    nothing = GovernanceGraph(Store())
    assert (standings(nothing), sections(nothing, "sv")) == ([], [])
    assert period_report(nothing, PART_YEAR, "sv").parts == ()
