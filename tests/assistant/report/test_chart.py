"""Charts and numbers: what holds for every indicator that can be drawn, and some seen whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode

from assistant.report.chart import LARGE, SMALL, Chart, Segment, Size, Tick, chart
from assistant.report.numbers import NBSP, day, number, tick
from kg.followup import Standing
from kg.followup_rule import Judgement
from kg.followup_values import ROLES, Value, Values

quick = settings(deadline=None, database=None, derandomize=True)


def standing(*values: tuple[str, int, object], expected: object = None) -> Standing:
    """An indicator with these values (role, year, number)."""
    made = [Value(role, year, Decimal(str(n)), BlankNode()) for role, year, n in values]
    made.sort(key=lambda v: (v.year, ROLES.index(v.role)))
    judged = Judgement(
        "no_data", "no_outcome", None if expected is None else Decimal(str(expected))
    )
    node = NamedNode("http://example.org/i")
    return Standing(node, Values(tuple(made)), judged, None, None, (), False, ())


def drawn(*values: tuple[str, int, object], size: Size = LARGE) -> Chart:
    made = chart(standing(*values), "sv", size)
    assert made is not None
    return made


amounts = st.one_of(
    st.integers(-50, 50).map(Decimal),
    st.decimals(-(10**9), 10**9, places=3),
    st.decimals("-1e40", "1e40", allow_nan=False),
    st.just(Decimal("0.00000001")),
)
points = st.tuples(st.sampled_from(ROLES), st.integers(1, 9999), amounts)


@quick
@given(values=st.lists(points, min_size=1, max_size=30), size=st.sampled_from([LARGE, SMALL]))
def test_everything_lies_within_the_picture(
    values: list[tuple[str, int, Decimal]], size: Size
) -> None:
    made = drawn(*values, size=size)
    lines = [*made.plan, *made.measured]
    across = [mark.x for mark in made.marks] + [t.at for t in made.x_ticks]
    across += [x for line in lines for x in (line.x1, line.x2)]
    down = [mark.y for mark in made.marks] + [t.at for t in made.y_ticks]
    down += [y for line in lines for y in (line.y1, line.y2)]
    assert all(0 <= x <= 100 for x in across)
    assert all(size.top <= y <= made.floor for y in down)
    assert len(made.marks) == len(values)
    assert 1 <= len(made.x_ticks) <= size.x_ticks
    assert 2 <= len(made.y_ticks) <= size.y_ticks + 2
    assert made.left <= 40


@quick
@given(values=st.lists(points, min_size=2, max_size=30))
def test_higher_numbers_are_higher_and_later_years_are_to_the_right(
    values: list[tuple[str, int, Decimal]],
) -> None:
    made = drawn(*values)
    ordered = sorted(standing(*values).values.all, key=lambda v: v.role == "outcome")
    placed = list(zip(ordered, made.marks, strict=True))
    for (a, one), (b, other) in pairwise(sorted(placed, key=lambda pair: pair[0].number)):
        assert a.number <= b.number
        assert one.y >= other.y
    for (_, one), (_, other) in pairwise(sorted(placed, key=lambda pair: pair[0].year)):
        assert one.x <= other.x
    assert [t.at for t in made.y_ticks] == sorted((t.at for t in made.y_ticks), reverse=True)


def test_a_plan_and_its_outcomes() -> None:
    made = drawn(
        ("baseline", 2020, 10),
        ("milestone", 2025, 15),
        ("target", 2030, 20),
        ("outcome", 2020, 10),
        ("outcome", 2022, "13.5"),
    )
    assert [t.label for t in made.y_ticks] == ["10", "15", "20"]
    assert made.x_ticks == (
        Tick(3.0, "2020"),
        Tick(21.8, "2022"),
        Tick(40.6, "2024"),
        Tick(59.4, "2026"),
        Tick(78.2, "2028"),
        Tick(97.0, "2030"),
    )
    floor, top = float(made.floor), float(LARGE.top)
    middle = (floor + top) / 2
    assert made.plan == (Segment(3.0, floor, 50.0, middle), Segment(50.0, middle, 97.0, top))
    assert [m.label for m in made.marks] == ["", "", "20", "", "13,5"]
    assert [m.role for m in made.marks][-2:] == ["outcome", "outcome"]
    assert (made.zero, made.left) == (None, 2)


def test_no_values_make_no_picture() -> None:
    assert chart(standing(), "sv") is None


def test_one_year_is_in_the_middle() -> None:
    made = drawn(("outcome", 2025, 4))
    assert (made.x_ticks, made.plan, made.measured) == ((Tick(50.0, "2025"),), (), ())
    assert [t.label for t in made.y_ticks] == ["3,6", "3,8", "4,0", "4,2", "4,4"]


def test_numbers_on_both_sides_of_nought_have_a_line_at_nought() -> None:
    made = drawn(("baseline", 2020, -4), ("target", 2030, 6))
    assert made.zero is not None
    assert made.zero in [t.at for t in made.y_ticks]
    assert [t.label for t in made.y_ticks] == ["−5", "0", "5", "10"]


def test_labels_of_outcome_and_target_do_not_stand_on_each_other() -> None:
    made = drawn(("baseline", 2020, 0), ("target", 2030, 50), ("outcome", 2030, 51))
    sides = {mark.role: mark.side for mark in made.marks if mark.label}
    assert sides == {"target": "below", "outcome": "above"} or sides == {
        "target": "above",
        "outcome": "below",
    }


@pytest.mark.parametrize(
    ("value", "swedish", "english"),
    [
        ("1234.5", f"1{NBSP}234,5", "1,234.5"),
        ("-1234567", f"−1{NBSP}234{NBSP}567", "−1,234,567"),
        ("0.10", "0,1", "0.1"),
        ("-0.00", "0", "0"),
        ("12", "12", "12"),
        ("1E+3", f"1{NBSP}000", "1,000"),
        ("1" + "0" * 40, "1·10⁴⁰", "1·10⁴⁰"),
        ("123456789012345678.123456789", "123 456 789 012 345 678,123456789".replace(" ", NBSP),
         "123,456,789,012,345,678.123456789"),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(value: str, swedish: str, english: str) -> None:
    assert (number(Decimal(value), "sv"), number(Decimal(value), "en")) == (swedish, english)


@quick
@given(value=st.decimals("-1e20", "1e20", allow_nan=False, places=4))
def test_no_digit_of_a_number_is_lost(value: Decimal) -> None:
    said = number(value, "sv").replace(NBSP, "").replace(",", ".").replace("−", "-")
    assert Decimal(said) == value


def test_large_numbers_on_an_axis_are_short() -> None:
    said = [
        tick(Decimal(n), "sv", Decimal(step), Decimal(largest))
        for n, step, largest in [
            ("1500000", "500000", "2000000"),
            ("0", "500000", "2000000"),
            ("2500000000", "500000000", "3e9"),
            ("2e18", "1e18", "3e18"),
            ("1250", "250", "2000"),
        ]
    ]
    assert said == [
        f"1,5{NBSP}mn",
        "0",
        f"2,5{NBSP}md",
        "2·10¹⁸",
        f"1{NBSP}250",
    ]


def test_days() -> None:
    assert [day(date(2026, 8, 31), lang).replace(NBSP, " ") for lang in ("sv", "en")] == [
        "31 augusti 2026",
        "31 August 2026",
    ]
