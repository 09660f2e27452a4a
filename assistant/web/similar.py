"""Things that an address that leads nowhere may have meant: those of similar titles or names."""

import math
from collections import Counter, defaultdict
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kg.folding import fold
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT

_ALIKE = 0.35
"""Pieces of three letters that two words share, of all that either has, to be taken as alike."""
_LEAST = 0.3
"""Of the weight of all words asked for, how much a suggestion answers to."""
_COMMON = 0.1
"""A word that a larger part of all names has says nothing: "aktivitet" begins many."""
_LONGEST = 120


class Names:
    """The titles and local names of a graph's things, by their words; a rare word counts most."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self._things: list[NamedNode] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        for quad in graph.store.quads_for_pattern(None, DCT.title, None, DATA_GRAPH):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                for name in (quad.object.value, local_name(quad.subject.value)):
                    self._add(quad.subject, name)
        self._with: dict[str, list[str]] = defaultdict(list)
        for word in self._having:
            for piece in _pieces(word):
                self._with[piece].append(word)

    def _add(self, node: NamedNode, name: str) -> None:
        for word in set(_words(name)):
            self._having[word].append(len(self._things))
        self._things.append(node)

    def like(self, text: str, most: int = 6) -> list[NamedNode]:
        """The things most like ``text``, the most alike first; none that is not alike at all."""
        scores: dict[int, float] = defaultdict(float)
        asked = 0.0
        for word in dict.fromkeys(_words(text)):
            alike = {each: how * self._weight(each) for each, how in self._alike(word).items()}
            if alike or word not in self._having:
                asked += max(map(self._weight, alike), default=math.log(1 + len(self._things)))
            best: dict[int, float] = {}
            for each, score in sorted(alike.items(), key=lambda pair: pair[1]):
                best.update(dict.fromkeys(self._having[each], score))
            for place, score in best.items():
                scores[place] += score
        return self._best(scores, asked, most)

    def _best(self, scores: dict[int, float], asked: float, most: int) -> list[NamedNode]:
        best: dict[NamedNode, float] = {}
        for place, score in scores.items():
            node = self._things[place]
            best[node] = max(best.get(node, 0.0), score / asked)
        found = [(node, score) for node, score in best.items() if score >= _LEAST]
        return [n for n, _ in sorted(found, key=lambda pair: (-pair[1], pair[0].value))[:most]]

    def _alike(self, word: str) -> dict[str, float]:
        """Words that say something and are spelt like ``word``, with how alike they are."""
        pieces = _pieces(word)
        shared = Counter(each for piece in pieces for each in self._with.get(piece, ()))
        rare = max(3.0, len(self._things) * _COMMON)
        scores = {
            each: n / (len(pieces) + len(_pieces(each)) - n)
            for each, n in shared.items()
            if len(self._having[each]) <= rare
        }
        return {each: score for each, score in scores.items() if score >= _ALIKE}

    def _weight(self, word: str) -> float:
        return math.log(1 + len(self._things) / len(self._having[word]))


_names: WeakKeyDictionary[GovernanceGraph, Names] = WeakKeyDictionary()


def similar(graph: GovernanceGraph, iri: str) -> list[NamedNode]:
    """Things of ``graph`` that are called something like the last part of ``iri``."""
    known = _names.get(graph)
    if known is None:
        known = _names[graph] = Names(graph)
    return known.like(local_name(iri))


def local_name(iri: str) -> str:
    """The last part of an IRI that says something, as words."""
    parts = [part for part in unquote(iri).replace("#", "/").split("/") if part.strip()]
    return parts[-1].replace("-", " ").replace("_", " ") if parts else ""


def _words(text: str) -> list[str]:
    return fold(text[:_LONGEST]).split()


def _pieces(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[n : n + 3] for n in range(len(padded) - 2))
