"""What the things of a graph, and the terms of the ontology, are called."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from assistant.lexical import content_stems, stem, words
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, ORG, OWL, RDF, RDFS, SKOS, STYR

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
    STYR.ElectionPledge,
    STYR.MandatePeriod,
    STYR.Dialogue,
    STYR.GovernanceSystem,
)
IDENTIFIED_BY = (DCT.identifier, STYR.koladaId)
STATUS = NamedNode("https://w3id.org/styrkompass/concept/status")


@dataclass(frozen=True)
class Name:
    """One name of a thing; ``main`` for a title, not an alternative wording.

    ``term`` is true for the name of a class, of the ontology or of the municipality's own.
    """

    node: NamedNode
    text: str
    stems: tuple[str, ...]
    main: bool
    term: bool = False


def names(graph: GovernanceGraph) -> Iterator[Name]:
    """Titles and alternative wordings of the things that questions are about."""
    for kind in NAMED:
        for node in graph.instances(kind):
            for predicate in (DCT.title, SKOS.altLabel):
                for literal in graph.texts(node, predicate):
                    stems = tuple(dict.fromkeys(content_stems(literal.value)))
                    if stems:
                        yield Name(node, literal.value, stems, predicate == DCT.title)


def terms(graph: GovernanceGraph) -> Iterator[Name]:
    """Names of classes and of statuses; every word of them counts."""
    own = own_classes(graph)
    classes = [c for c in graph.subjects(RDF.type, OWL.Class) if c not in own]
    yield from _labels(graph, own, RDFS.label, term=True)
    yield from _labels(graph, classes, RDFS.label, term=True)
    yield from _labels(graph, graph.subjects(SKOS.inScheme, STATUS), SKOS.prefLabel, term=False)


def own_classes(graph: GovernanceGraph) -> list[NamedNode]:
    """Classes that the data itself puts under one of the ontology's, with a label."""
    quads = graph.store.quads_for_pattern(None, RDFS.subClassOf, None, DATA_GRAPH)
    found = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    return sorted((c for c in found if graph.texts(c, RDFS.label)), key=str)


def identifiers(graph: GovernanceGraph) -> Mapping[str, NamedNode]:
    """Things by identifier, in small letters without spaces."""
    return {
        quad.object.value.replace(" ", "").lower(): quad.subject
        for predicate in IDENTIFIED_BY
        for quad in graph.store.quads_for_pattern(None, predicate, None, DATA_GRAPH)
        if isinstance(quad.subject, NamedNode) and hasattr(quad.object, "value")
    }


def _labels(
    graph: GovernanceGraph, nodes: Iterable[NamedNode], predicate: NamedNode, *, term: bool
) -> Iterator[Name]:
    for node in nodes:
        for literal in graph.texts(node, predicate) + graph.texts(node, SKOS.altLabel):
            stems = tuple(dict.fromkeys(stem(w) for w in words(literal.value)))
            yield Name(node, literal.value, stems, True, term)
