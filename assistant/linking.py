"""Which things of the graph a question names, by title or alternative wording.

A name is found when enough of its meaning stands in the question: its stems, weighed by how rare
they are in the graph, with room for compounds, inflection and a typing error.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log

from pyoxigraph import NamedNode

from assistant.lexical import content_stems, stem, words
from kg.graph import GovernanceGraph
from kg.names import DCT, ORG, OWL, RDF, RDFS, SKOS, STYR

NAMED = (
    STYR.Activity,
    STYR.FocusArea,
    STYR.DevelopmentProgramme,
    STYR.Strategy,
    STYR.Vision,
    STYR.ValueBase,
    STYR.Value,
    STYR.Indicator,
    STYR.Partner,
    ORG.Organization,
)
STATUS = NamedNode("https://w3id.org/styrkompass/concept/status")
ENOUGH = 0.8
"""Share of a name's weight that must stand in the question for it to be named outright."""
PART = 0.4
"""Share from which a rare word of a name may stand for it ("läxhjälpen" for a longer title)."""
RIVAL = 0.6
"""Share of the surest mention's weight from which another is about as sure."""
ENDING = 4
"""Letters of the longest ending of a noun ("programmet" of "program")."""
PHRASE = 1.3
"""What a name that stands in the question word for word counts for, compared with its parts."""
RARE = 0.75
"""How rare, as a share of the rarest, a word must be for that."""
TYPO = 0.84
"""Similarity (Ratcliff–Obershelp) from which two stems of six letters or more are the same word."""
_PLAIN = str.maketrans("åäöéü", "aaoeu")


@dataclass(frozen=True)
class Name:
    """One name of a thing; ``main`` for a title, not an alternative wording."""

    node: NamedNode
    text: str
    stems: tuple[str, ...]
    main: bool


@dataclass(frozen=True)
class Mention:
    """A thing that the question names. ``share`` of the name and ``weight`` of what matched.

    ``whole`` is false where only a rare word of the name stands for it.
    """

    node: NamedNode
    name: Name
    share: float
    weight: float
    whole: bool


class Linker:
    """Finds mentions of a graph's things and of the ontology's classes."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self.graph = graph
        self._names = list(_names(graph))
        counts = Counter(s for name in self._names for s in set(name.stems))
        self._rarity = {s: log(1 + len(self._names) / n) for s, n in counts.items()}
        self._terms = {
            name.stems[0]
            for name in self._names
            if len(name.stems) == 1 and len(name.stems[0]) >= 5 and graph.is_a(name.node, OWL.Class)
        }
        self._rarest = max(self._rarity.values(), default=0.0)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for position, name in enumerate(self._names):
            for each in set(name.stems):
                self._holding[each].append(position)

    def is_term(self, word: str) -> bool:
        """Whether a word is what a class of the ontology is called ("program", "programmet")."""
        return any(
            word.startswith(term) and len(word) - len(term) <= ENDING for term in self._terms
        )

    def mentions(self, question: str) -> list[Mention]:
        """Things named in ``question``, the most surely named first, each once."""
        asked = dict.fromkeys(stem(w) for w in words(question))
        same = {s for s in asked if s in self._holding}
        for unknown in content_stems(question):
            if unknown not in same:
                same.update(self._alike(unknown))
        best: dict[NamedNode, Mention] = {}
        said = question.lower()
        for position in {p for s in same for p in self._holding[s]}:
            mention = self._compare(self._names[position], same, said)
            if mention and _surer(mention, best.get(mention.node)):
                best[mention.node] = mention
        return sorted(best.values(), key=_sureness, reverse=True)

    def about(self, mentions: Sequence[Mention], classes: Iterable[NamedNode]) -> NamedNode | None:
        """The most surely named thing of one of ``classes``.

        A thing whose class is named too ("programmet om …") goes before others about as sure.
        """
        wanted = tuple(classes)
        if RDFS.Class in wanted:
            wanted = (*wanted, OWL.Class)
        fitting = [m for m in mentions if any(self.graph.is_a(m.node, c) for c in wanted)]
        if not fitting:
            return None
        named = {m.node for m in mentions if m.whole and self.graph.is_a(m.node, OWL.Class)}
        enough = RIVAL * fitting[0].weight
        rivals = [m for m in fitting if m.weight >= enough]
        of_named = [m for m in rivals if any(self.graph.is_a(m.node, c) for c in named)]
        return (of_named or fitting)[0].node

    def _alike(self, unknown: str) -> list[str]:
        """Known stems that an unknown one is a misspelling, a compound or a part of."""
        if len(unknown) < 5:
            return []
        found = [known for known in self._holding if _alike(unknown, known)]
        return sorted(found, key=len, reverse=True)[:3]

    def _compare(self, name: Name, asked: set[str], said: str) -> Mention | None:
        total = sum(self._rarity[s] for s in name.stems)
        weight = sum(self._rarity[s] for s in name.stems if s in asked)
        share = weight / total if total else 0.0
        rarest = max((self._rarity[s] for s in name.stems if s in asked), default=0.0)
        if share < ENOUGH and (share < PART or rarest < RARE * self._rarest):
            return None
        if name.text.lower() in said:
            weight *= PHRASE
        return Mention(name.node, name, share, weight, share >= ENOUGH)


def _alike(unknown: str, known: str) -> bool:
    if len(known) < 5 or len(unknown) < 6:
        return False
    if unknown.startswith(known) or unknown.endswith(known):
        return True
    if abs(len(known) - len(unknown)) > 2:
        return False
    plain, other = unknown.translate(_PLAIN), known.translate(_PLAIN)
    return SequenceMatcher(None, plain, other).ratio() >= TYPO


def _names(graph: GovernanceGraph) -> Iterable[Name]:
    for kind in NAMED:
        for node in graph.instances(kind):
            for predicate in (DCT.title, SKOS.altLabel):
                for literal in graph.texts(node, predicate):
                    stems = tuple(dict.fromkeys(content_stems(literal.value)))
                    if stems:
                        yield Name(node, literal.value, stems, predicate == DCT.title)
    yield from _labels(graph, graph.subjects(RDF.type, OWL.Class), RDFS.label)
    yield from _labels(graph, graph.subjects(SKOS.inScheme, STATUS), SKOS.prefLabel)


def _labels(
    graph: GovernanceGraph, nodes: Iterable[NamedNode], predicate: NamedNode
) -> Iterable[Name]:
    """Names of terms and concepts; every word of them counts."""
    for node in nodes:
        for literal in graph.texts(node, predicate) + graph.texts(node, SKOS.altLabel):
            stems = tuple(dict.fromkeys(stem(w) for w in words(literal.value)))
            yield Name(node, literal.value, stems, True)


def _sureness(mention: Mention) -> tuple[bool, float, bool, float]:
    return (mention.whole, round(mention.weight, 6), mention.name.main, mention.share)


def _surer(mention: Mention, other: Mention | None) -> bool:
    return other is None or _sureness(mention) > _sureness(other)
