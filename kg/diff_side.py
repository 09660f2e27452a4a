"""One of two graphs that are compared, told by titles and labels: `kg.diff` compares them.

What hangs on a thing (the values of an indicator, blank nodes) is told as part of it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import TEXTS
from kg.graph import TITLE_PROPERTIES, GovernanceGraph, Node
from kg.names import DATA_GRAPH, RDF, STYR, XSD
from kg.paths import paths_up
from kg.results import Thing
from kg.texts import LANGUAGES

Words = Mapping[str, str]
"""A text by language."""
_DEEPEST = 4
_NUMBERS = (XSD.decimal, XSD.integer)
_NUMERAL = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")
_OURS = "https://w3id.org/styrkompass/"
"""How addresses begin that the model or the data should say something of."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a property says, as people know it.

    ``group`` tells which of several values another replaces: its language, its year. ``inner`` is
    what a hanging node says, by property, with their labels; None for all that do not hang.
    ``shown`` are the properties of it that its words tell.
    """

    words: Words
    group: str = ""
    thing: Thing | None = None
    inner: Mapping[str, tuple[Words, Mapping[str, "Value"]]] | None = None
    shown: frozenset[str] = frozenset()


class Side:
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

    def facts(self, node: Node, depth: int = 0) -> dict[NamedNode, dict[str, Value]]:
        """Its values by property, each under a key that equal values of both graphs share."""
        found: dict[NamedNode, dict[str, Value]] = {}
        for quad in self.graph.store.quads_for_pattern(node, None, None, DATA_GRAPH):
            value = self._value(quad.object, depth)
            values = found.setdefault(quad.predicate, {})
            key = _key(quad.object, value)
            while key in values:  # blank nodes that say the same
                key += "'"
            values[key] = value
        return found

    def _value(self, term: object, depth: int) -> Value:
        if isinstance(term, Literal):
            return Value(self._literal(term), f"@{term.language}" if term.language else "")
        if not isinstance(term, NamedNode | BlankNode):
            return Value(dict.fromkeys(LANGUAGES, str(term)))
        if not self._hangs(term) or depth >= _DEEPEST:
            return self._pointed(term)
        facts = self.facts(term, depth + 1)
        shown: Iterable[NamedNode]
        if self._titled(term):
            words, shown = self._titles(term), TITLE_PROPERTIES
        elif STYR.value in facts:
            words, shown = _valued(facts), (STYR.value, STYR.year)
        else:
            words, shown = self._listed(facts), facts
        inner = {predicate.value: (self.label(predicate), v) for predicate, v in facts.items()}
        year = self.graph.text(term, STYR.year, "sv") or ""
        return Value(words, year, inner=inner, shown=frozenset(each.value for each in shown))

    def _listed(self, facts: Mapping[NamedNode, Mapping[str, Value]]) -> Words:
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
            return each_language("yes" if term.value in ("true", "1") else "no")
        if term.datatype in _NUMBERS and _NUMERAL.fullmatch(term.value):
            return {lang: _grouped(term.value, lang) for lang in LANGUAGES}
        text = " ".join(term.value.split())
        if term.datatype in (XSD.decimal, XSD.double, XSD.float):
            return {"sv": text.replace(".", ","), "en": text}
        if term.datatype in (XSD.string, RDF.langString):
            return each_language("quoted", title=dict.fromkeys(LANGUAGES, text))
        return dict.fromkeys(LANGUAGES, text)

    def _pointed(self, node: Node) -> Value:
        """A thing by class and title; an address of something elsewhere as it is."""
        thing = self.thing(node)
        if thing.type is not None and self.has(node):
            return Value({lang: named(thing, lang) for lang in LANGUAGES}, thing=thing)
        if self._titled(node):
            return Value(each_language("quoted", title=thing.title))
        if thing.iri.startswith(_OURS):
            name = thing.iri.rstrip("/").rpartition("/")[2]
            return Value(each_language("missing", name=dict.fromkeys(LANGUAGES, name)))
        return Value(dict.fromkeys(LANGUAGES, thing.iri))

    def _label(self, predicate: NamedNode) -> Words:
        return each_language("kind_of") if predicate == RDF.type else self._titles(predicate)

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
        return frozenset(roots or {each for each in seen if isinstance(each, NamedNode)})


def _key(term: object, value: Value) -> str:
    """Equal for equal values of both graphs: blank nodes have what they say instead of a name."""
    if not isinstance(term, BlankNode):
        return str(term)
    if value.inner is None:
        return value.words["sv"]
    return repr(sorted((each, sorted(values)) for each, (_, values) in value.inner.items()))


def _grouped(numeral: str, lang: str) -> str:
    """``18500.5`` as people write it: 18 500,5 in Swedish, 18,500.5 in English."""
    sign, whole, rest = _NUMERAL.fullmatch(numeral).groups()  # type: ignore[union-attr]
    marks = ("\N{NO-BREAK SPACE}", ",") if lang == "sv" else (",", ".")
    text = f"{int(whole):,}".replace(",", marks[0]) + (f"{marks[1]}{rest}" if rest else "")
    return ("\N{MINUS SIGN}" if sign == "-" else "") + text


def _valued(facts: Mapping[NamedNode, Mapping[str, Value]]) -> Words:
    """``75 (2030)``: every value, every year."""

    def joined(predicate: NamedNode, lang: str) -> str:
        return ", ".join(sorted(each.words[lang] for each in facts.get(predicate, {}).values()))

    numbers = {lang: joined(STYR.value, lang) for lang in LANGUAGES}
    years = {lang: joined(STYR.year, lang) for lang in LANGUAGES}
    return {
        lang: f"{numbers[lang]} ({years[lang]})" if years[lang] else numbers[lang]
        for lang in LANGUAGES
    }


# -- words -------------------------------------------------------------------------------------


def named(thing: Thing, lang: str) -> str:
    """``aktiviteten ”Läxhjälp”``."""
    title = thing.title.get(lang) or thing.title["sv"]
    kind = definite(thing, lang)
    key = "of_kind" if kind else "quoted"
    return text(lang, key, kind=kind, title=title)


def definite(thing: Thing, lang: str) -> str:
    """``aktiviteten``; empty for a thing of no known class."""
    words: Mapping[str, str] = TEXTS.raw(lang, "definite")
    local = (thing.type or "").removeprefix(STYR.base)
    return words.get(local) or thing.kind.get(lang, "").lower()


def text(lang: str, key: str, **params: object) -> str:
    """One of the texts about differences."""
    return TEXTS.get(lang, f"diff.{key}", **params)


def each_language(key: str, **params: Words) -> Words:
    """A text in every language, its parameters in the same."""
    return {
        lang: text(lang, key, **{name: words[lang] for name, words in params.items()})
        for lang in LANGUAGES
    }
