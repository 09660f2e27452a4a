"""Which columns a class can have: its own properties, and what points at its things."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from pyoxigraph import NamedNode, QuerySolutions

from kg.explore import Step, called, plain_name
from kg.explore_values import sparql_iri
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, DERIVED_GRAPH, RDF, SKOS
from kg.query_words.naming import listed
from kg.sparql import evaluate
from kg.texts import LANGUAGES
from kg.vocabulary import Kind, Labels, Property, Vocabulary, labels, vocabulary

FIRST = (DCT.title.value, DCT.description.value)
EVERYWHERE = frozenset((DCT.title.value, DCT.description.value, SKOS.altLabel.value))
"""Properties of any class that are offered although the data does not have them on this one."""
NAMED = 3
"""Classes that are named where several point with the same property."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A column that can be chosen. ``name`` is that of its variable.

    ``target`` is the class of what it leads to, None for a value and where there are several.
    ``count`` is how many statements there are.
    """

    property: str
    inverse: bool
    name: str
    label: Labels
    kind: Kind
    target: str | None
    scheme: str | None
    count: int


def offers(graph: GovernanceGraph, of: str, lang: str) -> list[Offer]:
    """The columns of a class, the most useful first. Raises `kg.errors.ExploreWrong`."""
    sparql_iri(of)
    known = vocabulary(graph)
    found = [*_own(graph, known, of, lang), *_pointing(graph, known, of, lang)]
    return sorted(found, key=partial(_order, lang=lang))


def _order(offer: Offer, lang: str) -> tuple[object, ...]:
    first = FIRST.index(offer.property) if offer.property in FIRST else len(FIRST)
    return first, offer.inverse, not offer.count, -offer.count, offer.label[lang], offer.property


def _own(graph: GovernanceGraph, known: Vocabulary, of: str, lang: str) -> Iterator[Offer]:
    below, above = _family(graph, of)
    for each in known.properties:
        count = sum(known.used.get((iri, each.iri), 0) for iri in below)
        stated = not above.isdisjoint(each.domains)
        if each.iri == RDF.type.value or not (count or stated or each.iri in EVERYWHERE):
            continue
        step = Step(each.iri)
        target = each.ranges[0] if each.kind == "thing" and len(each.ranges) == 1 else None
        name = plain_name(called(graph, each, step, lang))
        yield Offer(each.iri, False, name, each.label, each.kind, target, each.scheme, count)


def _pointing(graph: GovernanceGraph, known: Vocabulary, of: str, lang: str) -> Iterator[Offer]:
    below, above = _family(graph, of)
    used = _used(graph, below)
    for each in known.properties:
        classes = {iri: n for (iri, p), n in used.items() if p == each.iri}
        stated = each.domains if not above.isdisjoint(each.ranges) else []
        if each.iri == RDF.type.value or each.kind != "thing" or not (classes or stated):
            continue
        pointing = sorted(classes, key=lambda iri: (-classes[iri], iri)) or list(stated)
        target = pointing[0] if len(pointing) == 1 else None
        name = plain_name(called(graph, each, Step(each.iri, inverse=True), lang))
        label = _label(graph, each, pointing)
        count = sum(classes.values())
        yield Offer(each.iri, True, name, label, "thing", target, None, count)


def _label(graph: GovernanceGraph, known: Property, pointing: list[str]) -> Labels:
    """ "Aktivitet (ingår i insatsområdet)": who points, and with what."""
    told = {}
    for lang in LANGUAGES:
        who = [labels(graph, iri)[lang] for iri in pointing[:NAMED]]
        told[lang] = f"{listed(who, 'or', lang)} ({known.label[lang]})"
    return told


def _family(graph: GovernanceGraph, of: str) -> tuple[set[str], set[str]]:
    """The class and those below it, and the class and those above it."""
    node = NamedNode(of)
    below = {c.value for c, above in graph.above.items() if node in above}
    return below | {of}, {c.value for c in graph.above.get(node, ())} | {of}


def _used(graph: GovernanceGraph, classes: set[str]) -> dict[tuple[str, str], int]:
    """How many statements point at things of ``classes``, by class of who points and property."""
    values = " ".join(sparql_iri(iri) for iri in sorted(classes))
    rows = evaluate(graph.store, _POINTING % values)
    assert isinstance(rows, QuerySolutions)
    found = ((row["k"], row["p"], row["n"]) for row in rows)
    return {(k.value, p.value): int(n.value) for k, p, n in found if k is not None}


_DATA = f"GRAPH <{DATA_GRAPH.value}>"
_DERIVED = f"GRAPH <{DERIVED_GRAPH.value}>"
_POINTING = (
    f"SELECT ?k ?p (COUNT(*) AS ?n) {{ VALUES ?c {{ %s }} {_DATA} {{ ?o a ?c }} "
    f"{{ {_DATA} {{ ?s ?p ?o }} }} UNION {{ {_DERIVED} {{ ?s ?p ?o }} }} "
    f"{_DATA} {{ ?s a ?k FILTER(isIRI(?k)) }} }} GROUP BY ?k ?p"
)
