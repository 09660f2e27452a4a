"""What differs between two graphs, told by titles and labels and not by statements.

What hangs on a thing (the values of an indicator, blank nodes) is told as part of it. Where a
thing lies, by strategy and programme, is read from the path to the vision. `kg.diff_report` writes
it out; `kg.patch` has the same differences as statements.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import TEXTS
from kg.graph import TITLE_PROPERTIES, GovernanceGraph, Node
from kg.names import DATA_GRAPH, RDF, STYR, XSD
from kg.patch import between
from kg.paths import paths_up
from kg.results import Thing
from kg.texts import LANGUAGES

Kind = OneOf["removed", "added", "moved", "changed"]
Words = Mapping[str, str]
"""A text by language."""
KINDS: tuple[Kind, ...] = ("removed", "added", "moved", "changed")
_TOLD_BY_TITLE = (RDF.type, STYR.value, STYR.year, *TITLE_PROPERTIES)
_SHOWN, _CONTEXT, _DEEPEST = 90, 25, 4


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of one thing. ``strategy`` and ``programme`` say where the thing lies.

    ``property`` is what differs, None for a thing that is there on one side only. ``before`` and
    ``after`` are its values as people know them, None where there was or is none. A thing is
    "moved" when what it is part of on the way to the vision is another.
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
            neuter = self.kind == "added" and _definite(self.thing, lang).endswith("t")
            return _text(lang, "added_neuter" if neuter else self.kind, thing=thing)
        before, after = shortened(
            self.before[lang] if self.before else "", self.after[lang] if self.after else ""
        )
        key = self.kind if before and after else "gained" if after else "lost"
        label = self.property[lang] if self.property else ""
        return _text(lang, key, thing=thing, property=label, before=before, after=after)


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
    old, new = _Side(before), _Side(after)
    touched = {quad.subject for quad in old.quads ^ new.quads}
    roots = {root for side in (old, new) for node in touched for root in side.roots(node)}
    changes = [change for root in roots for change in _changes(root, old, new)]
    statements = between(old.quads, new.quads)
    return Diff(tuple(sorted(changes, key=_order)), len(statements.removed), len(statements.added))


def named(thing: Thing, lang: str) -> str:
    """``aktiviteten ”Läxhjälp”``."""
    title = thing.title.get(lang) or thing.title["sv"]
    kind = _definite(thing, lang)
    key = "of_kind" if kind else "quoted"
    return _text(lang, key, kind=kind, title=title)


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


def _definite(thing: Thing, lang: str) -> str:
    words: Mapping[str, str] = TEXTS.raw(lang, "definite")
    local = (thing.type or "").removeprefix(STYR.base)
    return words.get(local) or thing.kind.get(lang, "").lower()


def _text(lang: str, key: str, **params: object) -> str:
    return TEXTS.get(lang, f"diff.{key}", **params)


def _each(key: str, **params: Words) -> Words:
    """A text in every language, its parameters in the same."""
    return {
        lang: _text(lang, key, **{name: words[lang] for name, words in params.items()})
        for lang in LANGUAGES
    }


# -- one thing ----------------------------------------------------------------------------------


def _changes(root: Node, old: "_Side", new: "_Side") -> Iterator[Change]:
    if not (old.has(root) and new.has(root)):
        kind: Kind = "removed" if old.has(root) else "added"
        side = old if old.has(root) else new
        yield Change(kind, side.thing(root), *side.place(root))
        return
    thing, place = new.thing(root), new.place(root)
    facts, others = old.facts(root), new.facts(root)
    for predicate in sorted(facts.keys() | others.keys(), key=str):
        had, has = facts.get(predicate, {}), others.get(predicate, {})
        label = new.label(predicate) if predicate in others else old.label(predicate)
        for before, after in _pairs(had, has):
            if predicate in new.graph.contributing and before is not None and after is not None:
                yield Change("moved", thing, *place, label, before.words, _beside(after, before))
            else:
                yield Change("changed", thing, *place, *_told(label, before, after))
        yield from _inner(thing, place, label, had, has)


@dataclass(frozen=True, slots=True)
class _Value:
    """What a property says, as people know it.

    ``group`` tells which of several values another replaces: its language, its year. ``inner`` is
    what hanging nodes say more, by property, with their labels.
    """

    words: Words
    group: str = ""
    thing: Thing | None = None
    inner: Mapping[str, tuple[Words, Mapping[str, "_Value"]]] = field(default_factory=dict)


def _pairs(
    had: Mapping[str, _Value], has: Mapping[str, _Value]
) -> Iterator[tuple[_Value | None, _Value | None]]:
    """What replaces what: a single value of a group another single one of it."""
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
    label: Words, before: _Value | None, after: _Value | None
) -> tuple[Words, Words | None, Words | None]:
    """Property, before and after of a change; the language of a text that is not Swedish."""
    lang = next((v.group for v in (before, after) if v is not None and v.group), "")
    if lang.startswith("@") and lang != "@sv":
        names = {
            each: TEXTS.raw(each, "diff.language").get(lang[1:], lang[1:]) for each in LANGUAGES
        }
        label = _each("property_in", property=label, language=names)
    return label, before.words if before else None, after.words if after else None


def _beside(value: _Value, other: _Value) -> Words:
    """Without its class, where ``other`` has just named the same."""
    if value.thing is None or other.thing is None or value.thing.type != other.thing.type:
        return value.words
    return _each("quoted", title=value.thing.title)


def _inner(
    thing: Thing,
    place: tuple[Thing | None, Thing | None],
    label: Words,
    had: Mapping[str, _Value],
    has: Mapping[str, _Value],
) -> Iterator[Change]:
    """What differs in hanging nodes that look the same from the thing they hang on."""
    for key in sorted(had.keys() & has.keys()):
        old, new = had[key].inner, has[key].inner
        for each in sorted(old.keys() | new.keys()):
            inner = (new.get(each) or old[each])[0]
            path = _each("property_of", property=label, value=has[key].words, inner=inner)
            values = old.get(each, (inner, {}))[1], new.get(each, (inner, {}))[1]
            for before, after in _pairs(*values):
                yield Change("changed", thing, *place, *_told(path, before, after))


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


# -- one of the two graphs ----------------------------------------------------------------------


class _Side:
    """One of the two graphs, its hanging nodes told as part of what they hang on."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self.graph = graph
        self.roots = cache(self._roots)
        self.label = cache(self._label)

    @cached_property
    def quads(self) -> set[Quad]:
        """The data."""
        return set(self.graph.store.quads_for_pattern(None, None, None, DATA_GRAPH))

    def has(self, node: Node) -> bool:
        """Whether the data says anything about it."""
        return self.graph.known(node)

    def thing(self, node: Node) -> Thing:
        """The node as people know it."""
        kind = self.graph.type_of(node)
        label = {} if kind is None else self._titles(kind)
        iri = node.value if isinstance(node, NamedNode) else f"_:{node.value}"
        return Thing(iri, self._titles(node), None if kind is None else kind.value, label)

    def place(self, node: Node) -> tuple[Thing | None, Thing | None]:
        """The strategy and the programme on its first path to the vision."""
        for start in self._starts(node):
            steps = [step.node for path in paths_up(self.graph, start)[:1] for step in path]
            found = [
                next((self.thing(n) for n in steps if self.graph.is_a(n, wanted)), None)
                for wanted in (STYR.Strategy, STYR.DevelopmentProgramme)
            ]
            if any(found):
                return found[0], found[1]
        return None, None

    def facts(self, node: Node, depth: int = 0) -> dict[NamedNode, dict[str, _Value]]:
        """Its values by property, each under a key that equal values of both graphs share."""
        found: dict[NamedNode, dict[str, _Value]] = {}
        for quad in self.graph.store.quads_for_pattern(node, None, None, DATA_GRAPH):
            value = self._value(quad.object, depth)
            kept = quad.object.value if isinstance(quad.object, NamedNode) else ""
            key = value.words["sv"] if self._hangs(quad.object) else f"{kept}{quad.object}"
            found.setdefault(quad.predicate, {})[key] = value
        return found

    def _value(self, term: object, depth: int) -> _Value:
        if isinstance(term, Literal):
            return _Value(self._literal(term), f"@{term.language}" if term.language else "")
        if not isinstance(term, NamedNode | BlankNode):
            return _Value(dict.fromkeys(LANGUAGES, str(term)))
        if not self._hangs(term) or depth >= _DEEPEST:
            return self._pointed(term)
        facts = self.facts(term, depth + 1)
        if not (self._titled(term) or STYR.value in facts):
            return _Value(self._listed(facts))
        inner = {str(p): (self.label(p), v) for p, v in facts.items() if p not in _TOLD_BY_TITLE}
        year = self.graph.text(term, STYR.year, "sv")
        return _Value(self._titles(term), year or "", inner=inner)

    def _listed(self, facts: Mapping[NamedNode, Mapping[str, _Value]]) -> Words:
        """What a blank node without a name says: its properties one after the other."""
        return {
            lang: "; ".join(
                f"{self.label(predicate)[lang]} {value.words[lang]}"
                for predicate, values in sorted(facts.items(), key=str)
                for _, value in sorted(values.items())
            )
            for lang in LANGUAGES
        }

    def _literal(self, term: Literal) -> Words:
        if term.datatype == XSD.boolean:
            return _each("yes" if term.value in ("true", "1") else "no")
        text = " ".join(term.value.split())
        if term.datatype in (XSD.string, RDF.langString):
            return _each("quoted", title=dict.fromkeys(LANGUAGES, text))
        return dict.fromkeys(LANGUAGES, text)

    def _pointed(self, node: Node) -> _Value:
        """A thing by class and title; an address of something elsewhere as it is."""
        thing = self.thing(node)
        if thing.type is not None and self.has(node):
            return _Value({lang: named(thing, lang) for lang in LANGUAGES}, thing=thing)
        if self._titled(node):
            return _Value(_each("quoted", title=thing.title))
        return _Value(dict.fromkeys(LANGUAGES, thing.iri))

    def _label(self, predicate: NamedNode) -> Words:
        return _each("kind_of") if predicate == RDF.type else self._titles(predicate)

    def _titles(self, node: Node) -> Words:
        return {lang: self.graph.title(node, lang) for lang in LANGUAGES}

    def _titled(self, node: Node) -> bool:
        return any(self.graph.texts(node, each) for each in TITLE_PROPERTIES)

    def _starts(self, node: Node) -> Iterable[NamedNode]:
        """It, and what it says something about: a follow-up lies where its activity does."""
        return [
            *([node] if isinstance(node, NamedNode) else []),
            *self.graph.nodes(node, STYR.followsUp),
        ]

    def _hangs(self, node: object) -> bool:
        if isinstance(node, BlankNode):
            return True
        value = isinstance(node, NamedNode) and self.graph.is_a(node, STYR.IndicatorValue)
        return value and bool(self._above(node))

    def _above(self, node: object) -> set[Node]:
        if not isinstance(node, NamedNode | BlankNode):
            return set()
        found = self.graph.store.quads_for_pattern(None, None, node, DATA_GRAPH)
        return {quad.subject for quad in found if isinstance(quad.subject, NamedNode | BlankNode)}

    def _roots(self, node: Node) -> frozenset[Node]:
        """The things that a node is told as part of; itself if it hangs on none."""
        seen: set[Node] = set()
        roots: set[Node] = set()
        waiting = [node]
        while waiting:
            each = waiting.pop()
            above = self._above(each) if self._hangs(each) else set()
            if not above and self.has(each):
                roots.add(each)
            seen.add(each)
            waiting += above - seen
        return frozenset(roots)
