"""The geometry of an indicator's chart: where points, lines, ticks and labels are.

Across, places are percent of the plot, so that a picture is as wide as the page lets it while its
text keeps its size; down, they are pixels of its height. Colours and shapes are the template's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from itertools import pairwise

from assistant.report.numbers import number, tick
from kg.followup import Standing
from kg.followup_values import Value

INSET = 3.0
"""Percent between the plot's edge and the first or last year."""
_STEPS = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))
_QUARTER = Decimal("2.5")
"""A step that is taken only where it adds no decimal."""
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_APART = 20.0
"""Pixels between two labels that do not touch."""


@dataclass(frozen=True, slots=True)
class Size:
    """How high a picture is, and how many ticks it has room for."""

    height: int
    top: int
    bottom: int
    y_ticks: int
    x_ticks: int
    labels: bool


LARGE = Size(height=290, top=40, bottom=34, y_ticks=4, x_ticks=6, labels=True)
SMALL = Size(height=132, top=12, bottom=26, y_ticks=2, x_ticks=2, labels=False)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what stands there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A value in the picture. ``label`` is empty where it has none; ``side`` is above or below."""

    role: str
    x: float
    y: float
    label: str = ""
    side: str = "above"
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight part of a line."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture. ``left`` is how many characters the widest label of the y axis has."""

    size: Size
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    plan: tuple[Segment, ...]
    measured: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    zero: float | None
    left: int

    @property
    def floor(self) -> int:
        """Where the plot ends below."""
        return self.size.height - self.size.bottom


def chart(standing: Standing, lang: str, size: Size = LARGE) -> Chart | None:
    """The picture of an indicator; None when it has no value to show."""
    values = standing.values.all
    if not values:
        return None
    numbers = [value.number for value in values]
    with localcontext(_context(numbers)):
        scale = _Scale(values, size)
        labels = [tick(at, lang, scale.step, max(map(abs, scale.ticks))) for at in scale.ticks]
    plan, outcomes = standing.values.plan, standing.outcomes
    marks = [Mark(value.role, scale.x(value.year), scale.y(value.number)) for value in values]
    marks.sort(key=lambda mark: mark.role == "outcome")  # outcomes are drawn on top
    return Chart(
        size=size,
        y_ticks=tuple(
            Tick(scale.y(at), label) for at, label in zip(scale.ticks, labels, strict=True)
        ),
        x_ticks=tuple(Tick(scale.x(year), str(year)) for year in scale.years),
        plan=tuple(_line(plan, scale)),
        measured=tuple(_line(outcomes, scale)),
        marks=tuple(_labelled(marks, standing, lang) if size.labels else marks),
        zero=scale.y(Decimal(0)) if scale.ticks[0] < 0 < scale.ticks[-1] else None,
        left=max(map(len, labels)),
    )


class _Scale:
    """From years and numbers to places."""

    def __init__(self, values: Sequence[Value], size: Size) -> None:
        years = [value.year for value in values]
        self._first, self._last = min(years), max(years)
        self.years = _year_ticks(self._first, self._last, size.x_ticks)
        self.step, self.ticks = _number_ticks([value.number for value in values], size.y_ticks)
        self._top, self._floor = size.top, size.height - size.bottom
        self._context = _context([*self.ticks, *(value.number for value in values)])

    def x(self, year: int) -> float:
        """Percent from the plot's left edge."""
        if self._first == self._last:
            return 50.0
        share = (year - self._first) / (self._last - self._first)
        return round(INSET + share * (100 - 2 * INSET), 3)

    def y(self, value: Decimal) -> float:
        """Pixels from the top."""
        with localcontext(self._context):
            share = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return round(self._floor - float(share) * (self._floor - self._top), 2)


def _number_ticks(numbers: Sequence[Decimal], most: int) -> tuple[Decimal, list[Decimal]]:
    """The step and the ticks, evenly spaced round numbers that enclose all ``numbers``."""
    low, high = min(numbers), max(numbers)
    if low == high:
        room = abs(low) / 10 or Decimal(1)
        low, high = low - room, high + room
    rough = (high - low) / most
    power = Decimal(1).scaleb(rough.adjusted())
    steps = (power * each for each in _STEPS if power * each >= rough)
    step = next(each for each in steps if power > 1 or each != power * _QUARTER)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return step, [step * (first + n) for n in range(int(last - first) + 1)]


def _year_ticks(first: int, last: int, most: int) -> list[int]:
    """Years to write on the axis, at most ``most`` (the first and the last when two)."""
    if first == last:
        return [first]
    if most <= 2:
        return [first, last]
    step = next(each for each in _YEAR_STEPS if (last - first) // each + 1 <= most)
    if step == 1:
        return list(range(first, last + 1))
    return [year for year in range(first, last + 1) if (last - year) % step == 0]


def _line(values: Sequence[Value], scale: _Scale) -> list[Segment]:
    points = [(scale.x(value.year), scale.y(value.number)) for value in values]
    return [Segment(*a, *b) for a, b in pairwise(points)]


def _labelled(marks: list[Mark], standing: Standing, lang: str) -> list[Mark]:
    """Label the last outcome and the target, on sides where they do not touch."""
    target, outcomes = standing.target, standing.outcomes
    places = {mark.role: mark for mark in marks}  # the last of each role
    aim, now = (
        places.get(role) if there else None
        for role, there in (("target", target), ("outcome", outcomes))
    )
    expected = standing.judgement.expected
    found = []
    for mark in marks:
        if mark is aim and target:
            side = (
                "below" if _touches(mark, now) and now is not None and now.y < mark.y else "above"
            )
            found.append(_named(mark, number(target.number, lang), side))
        elif mark is now and outcomes:
            lower = expected is not None and outcomes[-1].number < expected
            if aim is not None and _touches(mark, aim):
                lower = mark.y >= aim.y
            found.append(
                _named(mark, number(outcomes[-1].number, lang), "below" if lower else "above")
            )
        else:
            found.append(mark)
    return found


def _touches(mark: Mark, other: Mark | None) -> bool:
    return (
        other is not None and abs(mark.x - other.x) < _APART and abs(mark.y - other.y) < 2 * _APART
    )


def _named(mark: Mark, label: str, side: str) -> Mark:
    anchor = "start" if mark.x < 12 else "end" if mark.x > 88 else "middle"
    return Mark(mark.role, mark.x, mark.y, label, side, anchor)


def _context(numbers: Sequence[Decimal]) -> Context:
    """Arithmetic in which numbers of very different size keep all their digits."""
    shown = [each for each in numbers if each]
    span = max((each.adjusted() for each in shown), default=0)
    least = min((int(each.as_tuple().exponent) for each in shown), default=0)
    return Context(prec=min(max(50, span - least + 30), 5000))
