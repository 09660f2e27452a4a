"""A follow-up of a period: per strategy and programme, indicators, activities and what is missing.

What is reported is what the graph says: outcomes of years up to the period's last, follow-ups dated
within it, activities that were to be done in some part of it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from kg.followup import Standing, standings
from kg.followup_places import Section, sections
from kg.graph import GovernanceGraph
from kg.names import DCT, PROV, STYR


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    def has(self, day: date | None) -> bool:
        """Whether the day is in it."""
        return day is not None and self.first <= day <= self.last

    def meets(self, start: date | None, end: date | None) -> bool:
        """Whether what goes on from ``start`` to ``end`` (None: no limit) does so in part of it."""
        return (start is None or start <= self.last) and (end is None or end >= self.first)


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A follow-up (styr:FollowUp) of ``thing``; ``by`` are those who reported it."""

    node: NamedNode
    thing: NamedNode
    day: date
    assessment: NamedNode | None
    by: tuple[NamedNode, ...]
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Done:
    """An activity in the period: its status, who is responsible, when, and its follow-ups."""

    node: NamedNode
    status: NamedNode | None
    responsible: tuple[NamedNode, ...]
    start: date | None
    end: date | None
    follow_ups: tuple[FollowedUp, ...]
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing: ``what`` (a key of texts) and the things that lack it."""

    what: str
    things: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What is reported of one programme, or of what lies directly under a strategy.

    ``follow_ups`` are those of the programme and its focus areas; ``outside`` counts activities
    that were not to be done in the period.
    """

    section: Section
    indicators: tuple[Standing, ...]
    activities: tuple[Done, ...]
    follow_ups: tuple[FollowedUp, ...]
    outside: int
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """The whole follow-up."""

    period: Period
    parts: tuple[Part, ...]

    @property
    def indicators(self) -> tuple[Standing, ...]:
        """Each once, though it is in several parts."""
        return tuple({s.indicator: s for part in self.parts for s in part.indicators}.values())

    @property
    def activities(self) -> tuple[Done, ...]:
        """Each once."""
        return tuple({d.node: d for part in self.parts for d in part.activities}.values())

    @property
    def follow_ups(self) -> tuple[FollowedUp, ...]:
        """Each once, by day."""
        found = {f.node: f for part in self.parts for f in _all_follow_ups(part)}
        return tuple(sorted(found.values(), key=lambda f: (f.day, f.node.value)))


def period_report(
    graph: GovernanceGraph,
    period: Period,
    lang: str,
    programmes: Collection[NamedNode] | None = None,
) -> PeriodReport:
    """The follow-up of ``period``, in the order of titles in ``lang``.

    ``programmes`` are those reported; all, and what is in none, when None.
    """
    chosen = [s for s in sections(graph, lang) if programmes is None or s.programme in programmes]
    wanted = list(dict.fromkeys(i for section in chosen for i in section.indicators))
    judged = standings(graph, wanted, period.last.year) if wanted else []
    standing_of = {standing.indicator: standing for standing in judged}
    follow_ups = _follow_ups(graph, period)
    parts = [_part(graph, period, each, standing_of, follow_ups) for each in chosen]
    return PeriodReport(period, tuple(parts))


def day_of(graph: GovernanceGraph, node: NamedNode, predicate: NamedNode) -> date | None:
    """The date that ``predicate`` states; None without one that can be read."""
    for literal in graph.texts(node, predicate):
        try:
            return date.fromisoformat(literal.value[:10])
        except ValueError:
            continue
    return None


def _follow_ups(graph: GovernanceGraph, period: Period) -> dict[NamedNode, list[FollowedUp]]:
    """Those dated in the period, by what they follow up, the earliest first."""
    found: dict[NamedNode, list[FollowedUp]] = {}
    for node in graph.instances(STYR.FollowUp):
        day = day_of(graph, node, DCT.date)
        if day is None or not period.has(day):
            continue
        for thing in graph.nodes(node, STYR.followsUp):
            told = FollowedUp(
                node=node,
                thing=thing,
                day=day,
                assessment=next(iter(graph.nodes(node, STYR.assessment)), None),
                by=tuple(graph.nodes(node, PROV.wasAttributedTo)),
                illustrative=graph.illustrative(node, DCT.description),
            )
            found.setdefault(thing, []).append(told)
    for each in found.values():
        each.sort(key=lambda told: (told.day, told.node.value))
    return found


def _part(
    graph: GovernanceGraph,
    period: Period,
    section: Section,
    standing_of: dict[NamedNode, Standing],
    follow_ups: dict[NamedNode, list[FollowedUp]],
) -> Part:
    all_done = [_done(graph, node, follow_ups) for node in section.activities]
    done = [d for d in all_done if period.meets(d.start, d.end) or d.follow_ups]
    above = [node for node in (section.programme, *section.focus_areas) if node is not None]
    told = [each for node in above for each in follow_ups.get(node, ())]
    indicators = tuple(standing_of[node] for node in section.indicators)
    return Part(
        section=section,
        indicators=indicators,
        activities=tuple(done),
        follow_ups=tuple(told),
        outside=len(all_done) - len(done),
        lacks=tuple(_lacks(graph, period, section, indicators, done, told)),
    )


def _done(
    graph: GovernanceGraph, node: NamedNode, follow_ups: dict[NamedNode, list[FollowedUp]]
) -> Done:
    return Done(
        node=node,
        status=next(iter(graph.nodes(node, STYR.status)), None),
        responsible=tuple(graph.nodes(node, STYR.responsible)),
        start=day_of(graph, node, STYR.validFrom),
        end=day_of(graph, node, STYR.validTo),
        follow_ups=tuple(follow_ups.get(node, ())),
        illustrative=graph.illustrative(node, DCT.title),
    )


def _lacks(
    graph: GovernanceGraph,
    period: Period,
    section: Section,
    indicators: Collection[Standing],
    done: Collection[Done],
    told: Collection[FollowedUp],
) -> Iterable[Lack]:
    """What is missing for the period to be followed up in full, in the order that it is told."""
    nodes = [d.node for d in done]
    strategy = section.strategy
    without = strategy and not graph.subjects(STYR.programmeOf, strategy)
    found: dict[str, list[NamedNode]] = {
        "no_programme": [strategy] if strategy and without else [],
        "no_indicators": [] if indicators or not section.programme else [section.programme],
        "no_activities": [] if section.activities or not section.programme else [section.programme],
        "no_outcome": [s.indicator for s in indicators if "no_outcome" in s.lacks],
        "no_outcome_in_period": [s.indicator for s in indicators if _stale(s, period)],
        "no_plan": [s.indicator for s in indicators if {"no_baseline", "no_target"} & {*s.lacks}],
        "no_milestone": [s.indicator for s in indicators if "no_milestone" in s.lacks],
        "unclear_values": [s.indicator for s in indicators if _unclear(s)],
        "no_unit": [s.indicator for s in indicators if "no_unit" in s.lacks],
        "no_responsible": [
            *(s.indicator for s in indicators if not s.responsible),
            *(d.node for d in done if not d.responsible),
        ],
        "no_status": [d.node for d in done if d.status is None],
        "no_follow_up": [d.node for d in done if not d.follow_ups],
        "no_programme_follow_up": [] if told or not section.programme else [section.programme],
        "no_source": [
            node
            for node in [*(s.indicator for s in indicators), *nodes]
            if not graph.objects(node, DCT.source)
        ],
    }
    return [Lack(what, tuple(things)) for what, things in found.items() if things]


def _stale(standing: Standing, period: Period) -> bool:
    """Whether its latest outcome is of a year before the period's first."""
    return bool(standing.outcomes) and standing.outcomes[-1].year < period.first.year


def _unclear(standing: Standing) -> bool:
    return any(lack.startswith(("broken_", "several_", "same_year")) for lack in standing.lacks)


def _all_follow_ups(part: Part) -> list[FollowedUp]:
    return [*part.follow_ups, *(each for done in part.activities for each in done.follow_ups)]
