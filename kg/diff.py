"""What differs between two graphs, told by titles and labels and not by statements.

What hangs on a thing (the values of an indicator, blank nodes) is told as part of it. Where a
thing lies, by strategy and programme, is read from the path to the vision. `kg.diff_report` writes
it out; `kg.patch` has the same differences as statements.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import BlankNode, NamedNode

from kg.diff_side import Side, Value, Words, definite, each_language, named, text
from kg.errors import TEXTS
from kg.graph import GovernanceGraph, Node
from kg.patch import between
from kg.results import Thing
from kg.texts import LANGUAGES

Kind = OneOf["removed", "added", "moved", "changed"]
KINDS: tuple[Kind, ...] = ("removed", "added", "moved", "changed")
_SHOWN, _CONTEXT = 90, 25


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of one thing. ``strategy`` and ``programme`` say where the thing lies.

    ``property`` is what differs, None for a thing that is there on one side only. ``before`` and
    ``after`` are its values as people know them, None where there was or is none. A thing is
    "moved" when what it is part of on the way to the vision is another. "changed" without
    ``property`` is a difference too deep in what hangs on it to be told.
    """

    kind: Kind
    thing: Thing
    strategy: Thing | None = None
    programme: Thing | None = None
    property: Words | None = None
    before: Words | None = None
    after: Words | None = None

    def sentence(self, lang: str) -> str:
        """The difference in words, long texts shortened around what differs in them."""
        name = named(self.thing, lang)
        thing = name[:1].upper() + name[1:]
        if self.kind in ("removed", "added"):
            neuter = self.kind == "added" and definite(self.thing, lang).endswith("t")
            return text(lang, "added_neuter" if neuter else self.kind, thing=thing)
        if self.property is None:
            return text(lang, "within", thing=thing)
        before, after = shortened(
            self.before[lang] if self.before else "", self.after[lang] if self.after else ""
        )
        key = self.kind if before and after else "gained" if after else "lost"
        label = self.property[lang]
        if self.kind != "moved":
            before, after = _kind_once(label, before), _kind_once(label, after)
        return text(lang, key, thing=thing, property=label, before=before, after=after)


@dataclass(frozen=True, slots=True)
class Diff:
    """All differences, what disappears first; how many statements there are fewer and more."""

    changes: tuple[Change, ...]
    lost: int
    gained: int

    def __bool__(self) -> bool:
        return bool(self.lost or self.gained)

    def of_kind(self, *kinds: Kind) -> list[Change]:
        """The changes of these kinds, in order."""
        return [change for change in self.changes if change.kind in kinds]

    def things(self, *kinds: Kind) -> int:
        """How many things have changes of these kinds."""
        return len({change.thing.iri for change in self.of_kind(*kinds)})

    def sentences(self, lang: str) -> list[str]:
        """Every change in words."""
        return [change.sentence(lang) for change in self.changes]


def diff(before: GovernanceGraph, after: GovernanceGraph) -> Diff:
    """The differences from ``before`` to ``after``, of their data."""
    old, new = Side(before), Side(after)
    touched = {quad.subject for quad in old.quads ^ new.quads}
    roots = {root for side in (old, new) for node in touched for root in side.roots(node)}
    changes = [change for root in roots for change in _changes(root, old, new)]
    changes += _untold(changes, old, new)
    statements = between(old.quads, new.quads)
    return Diff(tuple(sorted(changes, key=_order)), len(statements.removed), len(statements.added))


def of_thing(node: Node, before: GovernanceGraph, after: GovernanceGraph) -> list[Change]:
    """The differences of one thing alone, and of what hangs on it."""
    return sorted(_changes(node, Side(before), Side(after)), key=_order)


def _kind_once(label: str, value: str) -> str:
    """``value`` without its class where ``label`` ends with that: part of the focus area “X”."""
    kind = re.match(r"(?:the )?(.+?) (?=[”“])", value)
    return value[kind.end() :] if kind and label.endswith(f" {kind[1]}") else value


def shortened(before: str, after: str) -> tuple[str, str]:
    """Both texts with only what differs in them and a little around it, when they are long."""
    if max(len(before), len(after)) <= _SHOWN:
        return before, after
    start = before.rfind(" ", 0, _same(before, after)) + 1  # whole words
    end = _same(before[start:][::-1], after[start:][::-1])
    return _part(before, start, end), _part(after, start, end)


def _same(one: str, other: str) -> int:
    """How many characters both begin with; none if either is empty."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _part(text: str, start: int, end: int) -> str:
    first = text.rfind(" ", 0, start - _CONTEXT) + 1 if start > _CONTEXT else 0
    last = min(len(text), len(text) - end + _CONTEXT, first + 2 * _SHOWN)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


# -- one thing ----------------------------------------------------------------------------------


def _changes(root: Node, old: Side, new: Side) -> Iterator[Change]:
    if not (old.has(root) and new.has(root)):
        kind: Kind = "removed" if old.has(root) else "added"
        side = old if old.has(root) else new
        yield Change(kind, side.thing(root), *side.place(root))
        return
    thing, place = new.thing(root), new.place(root)
    facts, others = old.facts(root), new.facts(root)
    for predicate in sorted(facts.keys() | others.keys(), key=str):
        label = new.label(predicate) if predicate in others else old.label(predicate)
        kind = "moved" if predicate in new.graph.contributing else "changed"
        values = facts.get(predicate, {}), others.get(predicate, {})
        for told, before, after in _differing(label, *values):
            if kind == "moved" and before is not None and after is not None:
                yield Change(kind, thing, *place, told, before.words, _beside(after, before))
            else:
                yield Change("changed", thing, *place, *_told(told, before, after))


def _untold(changes: Iterable[Change], old: Side, new: Side) -> Iterator[Change]:
    """Things of which nothing is told yet though named nodes that are part of them differ."""
    told = {change.thing.iri for change in changes}
    plain = (q for q in old.quads ^ new.quads if not any(isinstance(t, BlankNode) for t in q))
    for node in {q.subject for q in plain if isinstance(q.subject, NamedNode)}:
        roots = {each for each in old.roots(node) | new.roots(node) if isinstance(each, NamedNode)}
        if not told & {node.value, *(root.value for root in roots)}:
            told |= {root.value for root in roots}
            yield from (Change("changed", new.thing(root), *new.place(root)) for root in roots)


_Difference = tuple[Words, Value | None, Value | None]
"""A property's label, and the value before and after."""


def _differing(
    label: Words, had: Mapping[str, Value], has: Mapping[str, Value]
) -> Iterator[_Difference]:
    """What differs in a property's values, and in what hangs on it by them."""
    for before, after in _pairs(had, has):
        inner = list(_inner(label, before, after)) if before and after else []
        if not (before and after and inner) or before.words != after.words:
            yield label, before, after
        yield from inner
    for key in sorted(had.keys() & has.keys()):
        before, after = had[key], has[key]
        if before.inner is not None and after.inner is not None:
            if before.words != after.words:
                yield label, before, after
            yield from _inner(label, before, after)


def _pairs(
    had: Mapping[str, Value], has: Mapping[str, Value]
) -> Iterator[tuple[Value | None, Value | None]]:
    """What replaces what: a single value of a group another single one of it, and a hanging node
    another where the property has no others."""
    only = [*had.values(), *has.values()] if len(had) == len(has) == 1 else []
    if only and had.keys() != has.keys() and all(value.inner is not None for value in only):
        yield only[0], only[1]
        return
    lost = [value for key, value in sorted(had.items()) if key not in has]
    gained = [value for key, value in sorted(has.items()) if key not in had]
    for group in sorted({value.group for value in (*lost, *gained)}):
        before = [value for value in lost if value.group == group]
        after = [value for value in gained if value.group == group]
        if len(before) == len(after) == 1:
            yield before[0], after[0]
        else:
            yield from ((value, None) for value in before)
            yield from ((None, value) for value in after)


def _told(
    label: Words, before: Value | None, after: Value | None
) -> tuple[Words, Words | None, Words | None]:
    """Property, before and after of a change; the language of a text that is not Swedish."""
    lang = next((v.group for v in (before, after) if v is not None and v.group), "")
    if lang.startswith("@") and lang != "@sv":
        names = {
            each: TEXTS.raw(each, "diff.language").get(lang[1:], lang[1:]) for each in LANGUAGES
        }
        label = each_language("property_in", property=label, language=names)
    return label, before.words if before else None, after.words if after else None


def _beside(value: Value, other: Value) -> Words:
    """Without its class, where ``other`` has just named the same."""
    if value.thing is None or other.thing is None or value.thing.type != other.thing.type:
        return value.words
    return each_language("quoted", title=value.thing.title)


def _inner(label: Words, before: Value, after: Value) -> Iterator[_Difference]:
    """What differs in two hanging nodes beyond what their words tell."""
    old, new = before.inner, after.inner
    if old is None or new is None:
        return
    shown = before.shown | after.shown if before.words != after.words else frozenset()
    for each in sorted((old.keys() | new.keys()) - shown):
        inner = (new.get(each) or old[each])[0]
        path = each_language("property_of", property=label, value=after.words, inner=inner)
        yield from _differing(path, *(side.get(each, (inner, {}))[1] for side in (old, new)))


def _order(change: Change) -> tuple[object, ...]:
    def title(thing: Thing | None) -> str:
        return thing.title["sv"] if thing else "\uffff"

    return (
        KINDS.index(change.kind),
        title(change.strategy),
        title(change.programme),
        change.thing.type or "",
        title(change.thing),
        change.thing.iri,
        change.property["sv"] if change.property else "",
        change.before["sv"] if change.before else "",
        change.after["sv"] if change.after else "",
    )
