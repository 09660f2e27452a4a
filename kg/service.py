"""The endpoint's description of itself (https://www.w3.org/TR/sparql11-service-description/)."""

from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.graph import GovernanceGraph
from kg.names import (
    DATA_GRAPH,
    DERIVED_GRAPH,
    ONTOLOGY_GRAPH,
    PROVENANCE_GRAPH,
    RDF,
    RDFS,
    XSD,
    Namespace,
)
from kg.texts import LANGUAGES, Texts
from kg.versions_as_graphs import graph_of

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def counted(graph: GovernanceGraph) -> dict[str, int]:
    """How many statements each named graph has, by its IRI in order. Reads the whole graph."""
    names = sorted(name.value for name in graph.store.named_graphs())
    return {name: _count(graph, NamedNode(name)) for name in names}


def described(address: str, counts: Mapping[str, int], versions: Iterable[int]) -> list[Triple]:
    """What the endpoint at ``address`` is, with the graphs of `counted` and of every version."""
    service, dataset, default = NamedNode(address), BlankNode("dataset"), BlankNode("default")
    said = [
        Triple(service, RDF.type, SD.Service),
        Triple(service, SD.endpoint, service),
        Triple(service, SD.supportedLanguage, SD.SPARQL11Query),
        Triple(service, SD.feature, SD.UnionDefaultGraph),
        *(Triple(service, SD.resultFormat, FORMATS[name]) for name in RESULT_FORMATS),
        Triple(service, SD.defaultDataset, dataset),
        Triple(dataset, RDF.type, SD.Dataset),
        Triple(dataset, SD.defaultGraph, default),
        Triple(default, RDF.type, SD.Graph),
        Triple(default, VOID.triples, _number(sum(counts.values()))),
    ]
    for name, count in counts.items():
        said += _named(dataset, NamedNode(name), count)
    for number in versions:
        said += _named(dataset, NamedNode(graph_of(number)), None)
    return said


def _named(dataset: BlankNode, name: NamedNode, count: int | None) -> list[Triple]:
    local = name.value.rsplit("/", 1)[-1]
    named, inner = BlankNode(f"named-{local}"), BlankNode(f"graph-{local}")
    said = [
        Triple(dataset, SD.namedGraph, named),
        Triple(named, RDF.type, SD.NamedGraph),
        Triple(named, SD.name, name),
        Triple(named, SD.graph, inner),
        Triple(inner, RDF.type, SD.Graph),
    ]
    if count is not None:
        said.append(Triple(inner, VOID.triples, _number(count)))
    key, number = _key(name)
    if key:
        for lang in LANGUAGES:
            label = Texts("kg").get(lang, f"graphs.{key}", number=number)
            said.append(Triple(inner, RDFS.label, Literal(label, language=lang)))
    return said


def _key(name: NamedNode) -> tuple[str, str]:
    known = {
        DATA_GRAPH: "data",
        DERIVED_GRAPH: "derived",
        ONTOLOGY_GRAPH: "ontology",
        PROVENANCE_GRAPH: "provenance",
    }
    _, version, number = name.value.partition(graph_of(None))
    return ("version", number) if version else (known.get(name, ""), "")


def _count(graph: GovernanceGraph, name: NamedNode) -> int:
    return sum(1 for _ in graph.store.quads_for_pattern(None, None, None, name))


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)
