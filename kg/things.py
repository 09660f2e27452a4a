"""Things found by what they are called, as it is typed: titles and search words, best first.

Case and marks above letters do not count ("akeri" finds "Åkeri"). The index is built once for each
graph, when something is first looked for.
"""

import threading
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kg.folding import fold
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, ONTOLOGY_GRAPH, OWL, RDF, RDFS, SKOS

_NAMES = ((DCT.title, 0), (SKOS.prefLabel, 0), (RDFS.label, 0), (SKOS.altLabel, 4))
"""Predicates of names, and how much worse a match in them is."""
_CLASSES = (OWL.Class, RDFS.Class)
_CLASS = RDFS.Class.value
_EXACT, _STARTS, _WORD, _WITHIN = range(4)
MANY = 2000
"""Names that are compared, when a letter or two fits nearly all."""
_WORDS = 8
"""Words of which the rarest is looked up; the others are compared."""
LONGEST = 200
"""Letters that are looked for; the rest is left out."""
_Line = tuple[str, int, int]
"""A name as it is compared, the place of its thing, and how much worse a match in it is."""


class Things:
    """The index of one graph: all names in one text, a line each, which is searched as it is."""

    def __init__(self, graph: GovernanceGraph) -> None:
        named: dict[str, dict[str, int]] = {}
        for predicate, worse in _NAMES:
            for iri, text in _literals(graph, predicate):
                named.setdefault(iri, {}).setdefault(folded(text), worse)
        self._iris = sorted(named)
        self._members = _members(graph, {iri: place for place, iri in enumerate(self._iris)})
        classes = self._members.get(_CLASS, set())
        self._things = set(range(len(self._iris))) - classes
        lines = [
            (text, place, worse)
            for place, iri in enumerate(self._iris)
            for text, worse in named[iri].items()
        ]
        self._text = "".join(f"\n{text}" for text, _, _ in lines) + "\n"
        self._starts = list(accumulate((len(text) + 1 for text, _, _ in lines), initial=0))
        self._lines = lines

    def find(self, query: str, wanted: NamedNode | None = None, limit: int = 20) -> list[NamedNode]:
        """Things whose names hold every word of ``query``, those that it fits best first.

        ``wanted`` is a class; things of classes below it are of it too. Classes themselves are
        found only when ``wanted`` is ``rdfs:Class``. All fit a query without letters.
        """
        words = folded(query[:LONGEST]).split()
        within = self._things if wanted is None else self._members.get(wanted.value, set())
        best: dict[int, tuple[int, int, str]] = {}
        for text, place, worse in self._candidates(words, within):
            if (rank := _rank(text, words)) is None:
                continue
            score = (rank + worse, len(text) if words else 0, text)
            if place not in best or score < best[place]:
                best[place] = score
        order = sorted(best, key=lambda place: (best[place], place))
        return [NamedNode(self._iris[place]) for place in order[:limit]]

    def _candidates(self, words: list[str], within: set[int]) -> Iterator[_Line]:
        """Lines that may fit, the likely best first, and not many more than `MANY`."""
        if not words:
            yield from (each for each in self._lines if each[1] in within)
            return
        rarest = min(words[:_WORDS], key=self._text.count)
        seen: set[int] = set()
        for sought in (f"\n{' '.join(words)}", f"\n{rarest}", f" {rarest}", rarest):
            for line in self._lines_with(sought):
                text, place, _ = self._lines[line]
                if line in seen or place not in within or _rank(text, words) is None:
                    continue
                seen.add(line)
                yield self._lines[line]
                if len(seen) >= MANY:
                    return

    def _lines_with(self, sought: str) -> Iterator[int]:
        """Numbers of the lines that hold a text."""
        place = self._text.find(sought)
        while place >= 0:
            line = bisect_right(self._starts, place) - 1
            yield line
            place = self._text.find(sought, self._starts[line + 1])


_built: WeakKeyDictionary[GovernanceGraph, Things] = WeakKeyDictionary()
_building = threading.Lock()


def things(graph: GovernanceGraph) -> Things:
    """The index of ``graph``, built when first asked for."""
    with _building:
        if graph not in _built:
            _built[graph] = Things(graph)
        return _built[graph]


def folded(text: str) -> str:
    """``text`` without case, marks above letters and more than single spaces."""
    return " ".join(fold(text).split())


def _rank(text: str, words: list[str]) -> int | None:
    if not words:
        return _WITHIN
    if any(word not in text for word in words):
        return None
    whole = " ".join(words)
    if text == whole:
        return _EXACT
    if text.startswith(whole):
        return _STARTS
    return _WORD if all(_begins(text, word) for word in words) else _WITHIN


def _begins(text: str, word: str) -> bool:
    """Whether a word of the text begins with it."""
    place = text.find(word)
    while place > 0 and text[place - 1].isalnum():
        place = text.find(word, place + 1)
    return place >= 0


def _literals(graph: GovernanceGraph, predicate: NamedNode) -> Iterator[tuple[str, str]]:
    """Names in the data, and of the ontology's concepts and classes, with whose they are."""
    for within in (DATA_GRAPH, ONTOLOGY_GRAPH):
        for quad in graph.store.quads_for_pattern(None, predicate, None, within):
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, Literal):
                continue
            if within == DATA_GRAPH or _offered(graph, quad.subject):
                yield quad.subject.value, quad.object.value


def _offered(graph: GovernanceGraph, node: NamedNode) -> bool:
    return any(graph.holds(node, RDF.type, each) for each in (SKOS.Concept, *_CLASSES))


def _members(graph: GovernanceGraph, places: dict[str, int]) -> dict[str, set[int]]:
    """Places of the things of each class, those of classes below it too."""
    above = {node.value: [c.value for c in found] for node, found in graph.above.items()}
    members: dict[str, set[int]] = {}
    for quad in graph.store.quads_for_pattern(None, RDF.type, None, None):
        place = places.get(quad.subject.value) if isinstance(quad.subject, NamedNode) else None
        if place is None or not isinstance(quad.object, NamedNode):
            continue
        if quad.object in _CLASSES:
            members.setdefault(_CLASS, set()).add(place)
        for iri in (quad.object.value, *above.get(quad.object.value, ())):
            members.setdefault(iri, set()).add(place)
    return members


def kind(graph: GovernanceGraph, node: NamedNode) -> NamedNode | None:
    """The class that a thing is told to be of: one of the ontology if it has one."""
    found = graph.type_of(node)
    if found is not None:
        return found
    return next(iter(graph.nodes(node, RDF.type)), None)
