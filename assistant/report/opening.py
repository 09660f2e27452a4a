"""From what was asked for to a report: period, programmes, and the version that it is about."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.errors import DayWrong, PeriodWrong, ThingUnknown
from assistant.report.content import Content
from assistant.settings import Settings
from kg.errors import StoreError
from kg.followup_period import Period
from kg.graph import GovernanceGraph
from kg.names import STYR
from kg.versions import VersionStore

TERTIAL_ENDS = ((12, 31), (8, 31), (4, 30))
"""The days that municipalities follow up to, the latest first: the year, the part year, a third."""


def period_of(first: str, last: str, today: date) -> Period:
    """The period from two days (2026-01-31); what is left out is as `usual_period` has it.

    Raises `DayWrong` or `PeriodWrong`.
    """
    usual = usual_period(today)
    end = _day(last) if last else usual.last
    start = _day(first) if first else date(end.year, 1, 1)
    if start > end:
        raise PeriodWrong(first=first or start.isoformat(), last=last or end.isoformat())
    return Period(start, end)


def usual_period(today: date) -> Period:
    """From the new year to the last end of four, eight or twelve months that has passed."""
    for year in (today.year, today.year - 1):
        for month, day in TERTIAL_ENDS:
            if date(year, month, day) <= today:
                return Period(date(year, 1, 1), date(year, month, day))
    raise AssertionError("some year's end has passed")


def make(
    graph: GovernanceGraph,
    settings: Settings,
    period: Period,
    lang: str,
    programmes: Sequence[str] = (),
    today: date | None = None,
) -> Content:
    """The report. Raises `ThingUnknown` for a programme that the graph does not have."""
    chosen = [_programme(graph, each, settings.base) for each in programmes if each]
    return Content(
        graph,
        period,
        Citer(graph, lang, settings.base),
        made=today or date.today(),
        published=published(settings.data, graph.number),
        programmes=chosen or None,
    )


def published(data: Path, number: int) -> date | None:
    """The day that version was published; None for a graph that never was, or is not there now."""
    if number:
        with suppress(StoreError):
            return datetime.fromisoformat(VersionStore(data).version(number).published).date()
    return None


def _programme(graph: GovernanceGraph, iri: str, base: str) -> NamedNode:
    try:
        node = NamedNode(iri if ":" in iri else base + iri)
    except ValueError as problem:
        raise ThingUnknown(iri=iri) from problem
    if not graph.is_a(node, STYR.DevelopmentProgramme):
        raise ThingUnknown(iri=node.value)
    return node


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise DayWrong(day=text) from problem
