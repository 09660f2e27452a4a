"""The endpoint's description of itself, read by another library as RDF of the standard's terms."""

import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store, serialize
from rdflib.namespace import RDF, RDFS, Namespace

from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, GRAPH, ONTOLOGY_GRAPH
from kg.service import counted, described

from .conftest import Turtle

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
ADDRESS = "https://kommun.example/sparql"
FORMATS = (
    "JSON-LD N-Triples RDF_XML SPARQL_Results_CSV SPARQL_Results_JSON SPARQL_Results_TSV "
    "SPARQL_Results_XML Turtle"
).split()


def read(graph: GovernanceGraph, versions: tuple[int, ...] = ()) -> rdflib.Graph:
    body = serialize(described(ADDRESS, counted(graph), versions), format=RdfFormat.TURTLE)
    return rdflib.Graph().parse(data=body or b"", format="turtle")


def test_counted(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(turtle("ex:v a styr:Vision ; dct:title 'V'@sv ."))
    counts = counted(graph)
    assert list(counts) == sorted(counts)
    assert set(counts) == {name.value for name in graph.store.named_graphs()}
    assert counts[DATA_GRAPH.value] == 2
    assert sum(counts.values()) == len(graph.store)
    assert counted(GovernanceGraph(Store())) == {}


def test_the_service(pitea: GovernanceGraph) -> None:
    said = read(pitea)
    service = rdflib.URIRef(ADDRESS)
    assert list(said.subjects(RDF.type, SD.Service)) == [service]
    assert list(said.objects(service, SD.endpoint)) == [service]
    assert list(said.objects(service, SD.supportedLanguage)) == [SD.SPARQL11Query]
    assert list(said.objects(service, SD.feature)) == [SD.UnionDefaultGraph]
    formats = {str(each) for each in said.objects(service, SD.resultFormat)}
    assert formats == {f"http://www.w3.org/ns/formats/{name}" for name in FORMATS}


def test_the_graphs(pitea: GovernanceGraph) -> None:
    said = read(pitea, versions=(1, 2))
    dataset = said.value(rdflib.URIRef(ADDRESS), SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in said
    default = said.value(dataset, SD.defaultGraph)
    assert (default, RDF.type, SD.Graph) in said
    assert said.value(default, VOID.triples) == rdflib.Literal(len(pitea.store))
    graphs = {}
    for named in said.objects(dataset, SD.namedGraph):
        assert (named, RDF.type, SD.NamedGraph) in said
        inner = said.value(named, SD.graph)
        assert (inner, RDF.type, SD.Graph) in said
        labels = {label.language for label in said.objects(inner, RDFS.label)}  # type: ignore[attr-defined]
        assert labels == {"sv", "en"}
        count = said.value(inner, VOID.triples)
        graphs[str(said.value(named, SD.name))] = None if count is None else int(str(count))
    assert graphs == {**counted(pitea), **{f"{GRAPH.base}version-{n}": None for n in (1, 2)}}
    ontology = pitea.store.quads_for_pattern(None, None, None, NamedNode(ONTOLOGY_GRAPH.value))
    assert graphs[ONTOLOGY_GRAPH.value] == len(list(ontology))
