"""Which things of the graph a question names, by title, alternative wording or identifier.

A name is found when enough of its meaning stands in the question: its stems, weighed by how rare
they are in the graph, with room for compounds, inflection and typing errors (`assistant.spelling`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from assistant.lexical import content_stems, stem, words
from assistant.naming import Name, identifiers, names, terms
from assistant.spelling import SHORTEST_PART, Spelling
from kg.graph import GovernanceGraph
from kg.names import RDF, RDFS, STYR

ENOUGH = 0.8
"""Share of a name's weight that must stand in the question for it to be named outright."""
PART = 0.4
"""Share from which a rare word of a name may stand for it ("läxhjälpen" for a longer title)."""
RIVAL = 0.6
"""Share of the surest mention's weight from which another is about as sure."""
EVEN = 0.02
"""Share of the surest mention's weight within which another fits equally well."""
ENDING = 4
"""Letters of the longest ending of a noun ("programmet" of "program")."""
PHRASE = 1.3
"""What a name that stands in the question word for word counts for, compared with its parts."""
RARE = 0.75
"""How rare, as a share of the rarest, a word must be for that."""
_IRI = re.compile(r"https?://[^\s<>\"”“]+")
_EDGE = ".,;:?!()[]<>”“\"'"
LONGEST_IDENTIFIER = 3
"""Words of the longest identifier ("KS 2024/123" has two)."""


@dataclass(frozen=True)
class Mention:
    """A thing that the question names. ``share`` of the name and ``weight`` of what matched.

    ``whole`` is false where only a rare word of the name stands for it. ``matched`` are the stems
    of the name that were found.
    """

    node: NamedNode
    name: Name
    share: float
    weight: float
    whole: bool
    matched: frozenset[str] = frozenset()


class Linker:
    """Finds mentions of a graph's things and of the ontology's classes.

    With 10,000 names a question takes a few milliseconds: names are found through their stems.
    """

    def __init__(self, graph: GovernanceGraph, asking: Iterable[str] = ()) -> None:
        """``asking`` are stems that questions consist of whatever they are about."""
        self.graph = graph
        self._asking = frozenset(asking)
        self._names = [*names(graph), *terms(graph)]
        self._identifiers = identifiers(graph)
        counts = Counter(s for name in self._names for s in set(name.stems))
        self._rarity = {s: log(1 + len(self._names) / n) for s, n in counts.items()}
        self._rarest = max(self._rarity.values(), default=0.0)
        self._classes = {
            name.stems[0]: name.node
            for name in self._names
            if name.term and len(name.stems) == 1 and len(name.stems[0]) >= 5
        }
        self._holding = _postings(self._names)
        self._totals = np.array([sum(self._rarity[s] for s in n.stems) for n in self._names])
        self._spelling = Spelling(self._holding)
        self._called: dict[NamedNode, set[str]] = defaultdict(set)
        for name in self._names:
            self._called[name.node].update(name.stems)
        self._kinds: dict[NamedNode, frozenset[NamedNode]] = {}

    def is_term(self, word: str) -> bool:
        """Whether a word is what a class of the ontology is called ("program", "programmet")."""
        return self.class_called(word) is not None

    def class_called(self, word: str) -> NamedNode | None:
        """The class that a word of any ending is the name of."""
        for end in range(len(word), max(4, len(word) - ENDING - 1), -1):
            if word[:end] in self._classes:
                return self._classes[word[:end]]
        return None

    def mentions(self, question: str) -> list[Mention]:
        """Things named in ``question``, the most surely named first, each once."""
        asked = dict.fromkeys(stem(w) for w in words(question))
        said = question.lower()
        same = {s for s in asked if s in self._holding}
        for unknown in content_stems(question):
            if unknown not in same:
                same.update(self._spelling.alike(unknown))
        best: dict[NamedNode, Mention] = {}
        for mention in (*self._identified(question), *self._named(same, said)):
            if mention.matched <= self._asking and mention.matched and _by_chance(mention, said):
                continue
            if _surer(mention, best.get(mention.node)):
                best[mention.node] = mention
        found = sorted(best.values(), key=_sureness, reverse=True)
        outright = [m.matched for m in found if m.whole]
        return [
            m
            for m in found
            if m.whole or m.name.main or not any(m.matched <= each for each in outright)
        ]

    def called(self, node: NamedNode) -> frozenset[str]:
        """The stems of all that a thing is called."""
        return frozenset(self._called.get(node, ()))

    def holding(self, stems: Iterable[str], classes: Iterable[NamedNode]) -> list[NamedNode]:
        """The things of ``classes`` with a name in which all ``stems`` stand, or what they are
        compounds with or misspellings of; those that they are most of the name of go first."""
        wanted, positions = tuple(classes), None
        for each in stems:
            alike = [each] if each in self._holding else self._spelling.alike(each)
            held = {int(p) for a in alike for p in self._holding[a]}
            positions = held if positions is None else positions & held
        found = [self._names[p] for p in sorted(positions or ())]
        fitting = [n for n in found if self._classes_of(n.node).intersection(wanted)]
        fitting.sort(key=lambda name: len(name.stems))
        return list(dict.fromkeys(name.node for name in fitting))

    def about(self, mentions: Sequence[Mention], classes: Iterable[NamedNode]) -> NamedNode | None:
        """The most surely named thing of one of ``classes``.

        A thing whose class is named too ("programmet om …") goes before others about as sure.
        """
        return next(iter(self.fitting(mentions, classes)), None)

    def fitting(self, mentions: Sequence[Mention], classes: Iterable[NamedNode]) -> list[NamedNode]:
        """The things of ``classes`` that fit best; several where they fit equally well."""
        wanted = tuple(classes)
        found = [m for m in mentions if self._is_one_of(m, wanted)]
        if not found:
            return []
        named = {m.node for m in mentions if m.whole and m.name.term}
        rivals = [m for m in found if m.weight >= RIVAL * found[0].weight]
        of_named = [m for m in rivals if self._classes_of(m.node) & named]
        first, *others = of_named or found
        even = [m for m in others if _even(m, first)]
        return list(dict.fromkeys(m.node for m in (first, *even)))

    def pair(
        self, mentions: Sequence[Mention], classes: Iterable[NamedNode]
    ) -> tuple[NamedNode, NamedNode] | None:
        """The two things of ``classes`` that the question names most surely, in other words."""
        wanted = tuple(classes)
        found = [m for m in mentions if self._is_one_of(m, wanted)]
        for other in found[1:]:
            if not other.matched & found[0].matched or other.matched == frozenset():
                return found[0].node, other.node
        return None

    def is_one(self, node: NamedNode) -> bool:
        """Whether it is a thing of the graph that questions can be about, the whole aside."""
        return self.graph.known(node) and not self.graph.is_a(node, STYR.Municipality)

    def _is_one_of(self, mention: Mention, classes: tuple[NamedNode, ...]) -> bool:
        if mention.name.term and RDFS.Class in classes:
            return True
        return bool(self._classes_of(mention.node).intersection(classes))

    def _classes_of(self, node: NamedNode) -> frozenset[NamedNode]:
        """Every class of a thing, kept: one question asks for them once per library question."""
        if node not in self._kinds:
            own = self.graph.nodes(node, RDF.type)
            above = (self.graph.above.get(each, set()) for each in own)
            self._kinds[node] = frozenset(own).union(*above)
        return self._kinds[node]

    def _identified(self, question: str) -> list[Mention]:
        """Things named by their IRI or by an identifier such as a case number."""
        nodes = [
            (iri, NamedNode(iri))
            for iri in (found.rstrip(_EDGE) for found in _IRI.findall(question))
            if self.graph.known(NamedNode(iri))
        ]
        if self._identifiers:
            nodes += [
                (text, self._identifiers[key])
                for key, text in _grams(question).items()
                if key in self._identifiers
            ]
        weight = 2 * (self._rarest or 1.0)
        return [Mention(n, Name(n, text, (), True), 1.0, weight, True) for text, n in nodes]

    def _named(self, same: set[str], said: str) -> list[Mention]:
        """Names of which enough stands in the question. ``same`` are stems that names have."""
        weights, rarest = np.zeros(len(self._names)), np.zeros(len(self._names))
        for each in same:
            holding, rarity = self._holding[each], self._rarity[each]
            weights[holding] += rarity
            # what a thing is, and what is said in any question, say little about which one it is
            if each not in self._classes and each not in self._asking:
                rarest[holding] = np.maximum(rarest[holding], rarity)
        shares = weights / np.maximum(self._totals, 1e-9)
        enough = (shares >= ENOUGH) | ((shares >= PART) & (rarest >= RARE * self._rarest))
        return [
            self._mention(self._names[p], float(shares[p]), float(weights[p]), same, said)
            for p in (enough & (weights > 0)).nonzero()[0]
        ]

    def _mention(
        self, name: Name, share: float, weight: float, same: set[str], said: str
    ) -> Mention:
        if name.text.lower() in said:
            weight *= PHRASE
        matched = frozenset(name.stems).intersection(same)
        return Mention(name.node, name, share, weight, share >= ENOUGH, matched)


def _postings(every: Sequence[Name]) -> Mapping[str, NDArray[np.intp]]:
    """Positions of the names that hold each stem."""
    holding: dict[str, list[int]] = {}
    for position, name in enumerate(every):
        for each in set(name.stems):
            holding.setdefault(each, []).append(position)
    return {s: np.array(positions, dtype=np.intp) for s, positions in holding.items()}


def _grams(question: str) -> dict[str, str]:
    """Runs of up to three words: as identifiers are compared, and as they were written."""
    said = [word.strip(_EDGE) for word in question.split()]
    runs = (
        " ".join(said[start : start + size])
        for size in range(1, LONGEST_IDENTIFIER + 1)
        for start in range(len(said) - size + 1)
    )
    return {run.replace(" ", "").lower(): run for run in runs}


def _even(mention: Mention, first: Mention) -> bool:
    """Whether it fits as well as the first, by the same words."""
    same = (mention.whole, mention.name.main) == (first.whole, first.name.main)
    near = abs(mention.weight - first.weight) <= EVEN * first.weight
    return same and near and bool(mention.matched & first.matched)


def _by_chance(mention: Mention, said: str) -> bool:
    """Whether it is no title, no class, and does not stand in what was said, even within a word."""
    name = mention.name
    text = name.text.lower()
    within = text in said if len(text) > SHORTEST_PART else text in words(said)
    return not (name.main or name.term or within)


def _sureness(mention: Mention) -> tuple[bool, float, bool, float]:
    return (mention.whole, round(mention.weight, 6), mention.name.main, mention.share)


def _surer(mention: Mention, other: Mention | None) -> bool:
    return other is None or _sureness(mention) > _sureness(other)
