"""The known term that a misspelt one most likely stands for ("menade du styr:inFocusArea?").

People write a term by its local name, in their own case, without å, ä, ö, or by its Swedish label
(``styr:ansvarig``). So all names of a term are compared, folded, and the fewest typos win: letters
inserted, left out, replaced, or swapped with their neighbour (optimal string alignment, Damerau
1964). `difflib`'s ratio was tried: it rates a swap worse than two wrong letters.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode

from kg.folding import fold
from kg.graph import GovernanceGraph
from kg.names import OWL, RDF, RDFS, SKOS
from kg.shapes import short

Kind = Literal["class", "property", "concept"]
_DECLARED_AS = {
    "class": (OWL.Class, RDFS.Class),
    "property": (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property),
    "concept": (SKOS.Concept,),
}
_LABELS = (RDFS.label, SKOS.prefLabel, SKOS.altLabel)
_LETTERS_PER_TYPO = 4
_SHORTEST = 3
_SEPARATORS = re.compile(r"[\W_]+")
_names: WeakKeyDictionary[GovernanceGraph, dict[Kind, dict[str, NamedNode]]] = WeakKeyDictionary()


def suggestion(graph: GovernanceGraph, iri: str, *, kind: Kind) -> str | None:
    """The nearest term of ``kind`` that ``graph`` knows, as ``styr:inFocusArea``; None if far.

    A list's own concepts come before those of other lists: ``…/status/pagaende`` is a status.
    The names are read once for each graph.
    """
    known = _names.setdefault(graph, {})
    if kind not in known:
        known[kind] = _names_of(graph, kind)
    start, local = _split(iri)
    siblings = {name: term for name, term in known[kind].items() if term.value.startswith(start)}
    for names in (siblings, known[kind]):
        others = {name: term for name, term in names.items() if term.value != iri}
        if (found := nearest(local, others)) is not None:
            return short(others[found].value)
        if kind == "concept" and (started := _begun(local, others)):
            return short(started.value)
    return None


def nearest(term: str, known: Iterable[str]) -> str | None:
    """That of ``known`` which is fewest typos from ``term``; None when all are too far.

    Case, separators and marks above letters (å, ä, é) count only between equals. One typo is
    allowed, and one for every four letters.
    """
    wanted = _folded(term)
    best: tuple[int, int, str] | None = None
    for name in known:
        folded = _folded(name)
        longest = max(len(wanted), len(folded))
        most = max(1, longest // _LETTERS_PER_TYPO) if best is None else best[0]
        if longest < _SHORTEST or (typos := _typos(wanted, folded, most)) > most:
            continue
        found = (typos, _typos(term, name, longest), name)
        best = found if best is None else min(best, found)
    return None if best is None else best[2]


def _begun(term: str, known: Mapping[str, NamedNode]) -> NamedNode | None:
    """The only one of ``known`` whose name begins as ``term``: ”pagar” as pågående.

    All but a last letter or two of ``term`` must be the same, and four at least.
    """
    wanted = _folded(term)
    start = wanted[: max(_LETTERS_PER_TYPO, len(wanted) - 2)]
    found = {each for name, each in known.items() if _folded(name).startswith(start)}
    return found.pop() if len(found) == 1 and len(wanted) > _LETTERS_PER_TYPO else None


def _names_of(graph: GovernanceGraph, kind: Kind) -> dict[str, NamedNode]:
    """Every name of every term; its own local name before what another is labelled."""
    terms = [term for each in _DECLARED_AS[kind] for term in graph.subjects(RDF.type, each)]
    names = {_split(term.value)[1]: term for term in reversed(terms)}
    for predicate in _LABELS:
        for term in terms:
            for label in graph.texts(term, predicate):
                names.setdefault(label.value, term)
    return names


def _split(iri: str) -> tuple[str, str]:
    """What comes before the local name, and the local name."""
    local = re.split(r"[#/:]", iri)[-1]
    return iri.removesuffix(local), local


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return _SEPARATORS.sub("", fold(text))


def _typos(one: str, other: str, most: int) -> int:
    """Typos between two texts, or some number above ``most`` when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(*row, *before) > most:
            return most + 1
    return row[-1]
