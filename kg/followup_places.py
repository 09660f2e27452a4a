"""Where indicators and activities belong: under a programme of a strategy, or directly under one.

What belongs nowhere comes last, under no strategy, so that nothing is left out of an overview.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.graph import GovernanceGraph
from kg.names import STYR

_ALPHABET = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "é": "e", "ü": "y"})
"""Puts the Swedish letters after z, in their order."""


@dataclass(frozen=True, slots=True)
class Section:
    """What belongs to a programme of a strategy.

    ``programme`` is None for what belongs directly to the strategy, ``strategy`` None too for what
    belongs to none. Everything is in the order of its titles.
    """

    strategy: NamedNode | None
    programme: NamedNode | None
    focus_areas: tuple[NamedNode, ...] = ()
    indicators: tuple[NamedNode, ...] = ()
    activities: tuple[NamedNode, ...] = ()


@dataclass
class _Gathered:
    focus_areas: set[NamedNode] = field(default_factory=set)
    indicators: set[NamedNode] = field(default_factory=set)
    activities: set[NamedNode] = field(default_factory=set)


_Key = tuple[NamedNode | None, NamedNode | None]


def sections(graph: GovernanceGraph, lang: str) -> list[Section]:
    """Every strategy's programmes (one with none too), strategies by title, the internal last.

    A thing that belongs to two programmes is in both.
    """
    found: dict[_Key, _Gathered] = {}
    for strategy in graph.instances(STYR.Strategy):
        for programme in graph.subjects(STYR.programmeOf, strategy):
            found[strategy, programme] = _Gathered()
        if not any(key[0] == strategy for key in found):
            found[strategy, None] = _Gathered()
    for programme in graph.instances(STYR.DevelopmentProgramme):
        for key in _programme_keys(graph, programme):
            areas = graph.subjects(STYR.focusAreaOf, programme)
            found.setdefault(key, _Gathered()).focus_areas.update(areas)
    for indicator in graph.instances(STYR.Indicator):
        for key in places(graph, indicator, STYR.indicatorOf):
            found.setdefault(key, _Gathered()).indicators.add(indicator)
    for activity in graph.instances(STYR.Activity):
        for key in places(graph, activity, STYR.inFocusArea, STYR.supportsStrategy):
            found.setdefault(key, _Gathered()).activities.add(activity)
    return [_section(graph, key, found[key], lang) for key in _ordered(graph, found, lang)]


def places(graph: GovernanceGraph, thing: NamedNode, *relations: NamedNode) -> list[_Key]:
    """The strategies and programmes that ``thing`` belongs to, by what ``relations`` lead to.

    ``[(None, None)]`` where it belongs to none.
    """
    keys = [
        key
        for relation in relations
        for above in graph.nodes(thing, relation)
        for key in _keys(graph, above)
    ]
    named = [key for key in dict.fromkeys(keys) if key != (None, None)]
    return named or [(None, None)]


def in_order(graph: GovernanceGraph, things: Iterable[NamedNode], lang: str) -> list[NamedNode]:
    """By title as Swedish orders letters, then by IRI."""
    return sorted(things, key=lambda thing: (sort_key(graph.title(thing, lang)), thing.value))


def sort_key(title: str) -> str:
    """What titles are compared by."""
    return title.casefold().translate(_ALPHABET)


def _keys(graph: GovernanceGraph, above: NamedNode) -> list[_Key]:
    if graph.is_a(above, STYR.Strategy):
        return [(above, None)]
    if graph.is_a(above, STYR.DevelopmentProgramme):
        return _programme_keys(graph, above)
    if graph.is_a(above, STYR.FocusArea):
        programmes = graph.nodes(above, STYR.focusAreaOf)
        return [key for each in programmes for key in _programme_keys(graph, each)]
    return []


def _programme_keys(graph: GovernanceGraph, programme: NamedNode) -> list[_Key]:
    strategies: list[NamedNode | None] = list(graph.nodes(programme, STYR.programmeOf))
    return [(strategy, programme) for strategy in strategies or [None]]


def _ordered(graph: GovernanceGraph, keys: Iterable[_Key], lang: str) -> list[_Key]:
    def order(key: _Key) -> tuple[object, ...]:
        strategy = key[0]
        internal = strategy is not None and graph.is_a(strategy, STYR.InternalStrategy)
        return (
            strategy is None,
            internal,
            *(
                (sort_key(graph.title(node, lang)), node.value) if node else ("", "")
                for node in key
            ),
        )

    return sorted(keys, key=order)


def _section(graph: GovernanceGraph, key: _Key, gathered: _Gathered, lang: str) -> Section:
    return Section(
        *key,
        focus_areas=tuple(in_order(graph, gathered.focus_areas, lang)),
        indicators=tuple(in_order(graph, gathered.indicators, lang)),
        activities=tuple(in_order(graph, gathered.activities, lang)),
    )
