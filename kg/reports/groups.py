"""Results gathered the ways people work: by place in the goal chain, by rule, by whose desk.

Every order is by importance: most violations first, then most warnings, then by name.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.results import SEVERITIES, Report, Result, Rule, Thing

MANY = 3
"""A message on this many things of one kind is told once, with a list of them."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Group:
    """All ``results`` under one strategy, programme, thing or organisation; None: under none.

    ``parts`` divides them further; it is empty where nothing does.
    """

    thing: Thing | None
    results: tuple[Result, ...]
    parts: tuple["Group", ...] = ()


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """All results of one shape."""

    rule: Rule
    results: tuple[Result, ...]


def level(result: Result) -> str:
    """Its severity as one of the three; a severity that others made up does not hinder anything."""
    return result.severity if result.severity in SEVERITIES else "info"


def counts(results: Iterable[Result]) -> dict[str, int]:
    """How many of each severity, the most severe first."""
    found = Counter(level(result) for result in results)
    return {severity: found[severity] for severity in SEVERITIES}


def by_strategy(results: Sequence[Result]) -> tuple[Group, ...]:
    """By strategy, in them by programme; what hangs on no programme comes first in it."""
    return tuple(
        Group(group.thing, group.results, _nothing_first(_by_thing(group.results, _programme)))
        if group.thing
        else group
        for group in _by_thing(results, lambda result: result.strategy)
    )


def by_owner(results: Sequence[Result]) -> tuple[Group, ...]:
    """By responsible organisation; what nobody answers for comes last."""
    return _by_thing(results, lambda result: result.owner)


def by_rule(report: Report) -> tuple[RuleGroup, ...]:
    """By shape, with what the report knows of it."""
    found = _gathered(report.results, lambda result: result.shape)
    groups = [
        RuleGroup(report.rules.get(shape) or _nameless(results[0]), tuple(results))
        for shape, results in found.items()
    ]
    return tuple(sorted(groups, key=lambda group: (*_weight(group.results), group.rule.id)))


def told_once(results: Sequence[Result]) -> tuple[list[tuple[Result, ...]], tuple[Group, ...]]:
    """The results whose message many things of one kind share, and the rest by thing."""
    shared = same_message(results)
    many = [same for same in shared if len({result.focus.iri for result in same}) >= MANY]
    gathered = {id(result) for same in many for result in same}
    rest = [result for result in results if id(result) not in gathered]
    return many, _by_thing(rest, lambda result: result.focus)


def same_message(results: Sequence[Result]) -> list[tuple[Result, ...]]:
    """Results that differ only in their thing (of one kind), together."""
    found = _gathered(results, _sameness)
    return sorted(map(tuple, found.values()), key=_weight)


def _sameness(result: Result) -> Hashable:
    said = tuple(sorted(result.message.items()))
    return level(result), result.shape, result.focus.type, said, result.suggestion


def _programme(result: Result) -> Thing | None:
    return result.programme


def _nothing_first(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: group.thing is not None))


def _by_thing(
    results: Sequence[Result], thing: Callable[[Result], Thing | None]
) -> tuple[Group, ...]:
    """What belongs to nothing comes last."""
    found = _gathered(results, lambda result: (thing(result) or _NOTHING).iri)
    groups = [Group(thing(same[0]), tuple(same)) for same in found.values()]
    return tuple(sorted(groups, key=_importance))


def _importance(group: Group) -> tuple[object, ...]:
    title = group.thing.title["sv"] if group.thing else ""
    return (group.thing is None, *_weight(group.results), title)


def _weight(results: Sequence[Result]) -> tuple[int, ...]:
    return tuple(-number for number in counts(results).values())


def _gathered(results: Iterable[Result], key: Callable[[Result], Key]) -> dict[Key, list[Result]]:
    found: dict[Key, list[Result]] = {}
    for result in results:
        found.setdefault(key(result), []).append(result)
    return found


def _nameless(result: Result) -> Rule:
    """What a result itself says of its rule."""
    return Rule(result.rule, result.severity, name={}, description={}, help=result.help)


_NOTHING = Thing("", {})
