"""The data set's descriptions: VoID says what can be counted, DCAT-AP-SE what is known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import Graph, URIRef
from rdflib.compare import to_isomorphic

from kg.catalog import catalog
from kg.counts import Statistics, statistics
from kg.dataset import About, Agent, Contact, about
from kg.description import PREFIXES, Offer, descriptions
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DERIVED_GRAPH, RDF, STYR
from kg.texts import LANGUAGES, load
from kg.versions import Version
from kg.void import void
from tests.kg.conftest import Turtle

ROOT = "https://styr.example.se"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
VOID = "http://rdfs.org/ns/void#"
EXPECTED = Path(__file__).parent / "catalog.ttl"
ROOT_FOLDER = Path(__file__).parents[2]
VERSIONS = (
    Version(1, "2026-01-02T03:04:05+00:00", "anna", "Första", 3, "0" * 64),
    Version(2, "2026-02-03T04:05:06+00:00", "anna", "", 4, "1" * 64),
)

# Of the profile's form definition, DCAT-AP-SE 3.0.1: how often at least, how often at most.
MANDATORY: dict[str, dict[str, tuple[int, int | None]]] = {
    DCAT + "Catalog": {
        DCT + "title": (1, None),
        DCT + "description": (1, None),
        DCT + "publisher": (1, 1),
        DCT + "license": (1, 1),
        DCAT + "dataset": (1, None),
        DCT + "issued": (0, 1),
        DCT + "modified": (0, 1),
        "http://xmlns.com/foaf/0.1/homepage": (0, 1),
    },
    DCAT + "Dataset": {
        DCT + "title": (1, None),
        DCT + "description": (1, None),
        DCT + "publisher": (1, 1),
        DCT + "issued": (0, 1),
        DCT + "modified": (0, 1),
        DCT + "accrualPeriodicity": (0, 1),
        DCT + "accessRights": (0, 1),
    },
    DCAT + "Distribution": {
        DCAT + "accessURL": (1, 1),
        DCT + "format": (1, 1),
        DCT + "license": (0, 1),
        DCAT + "byteSize": (0, 1),
        "http://spdx.org/rdf/terms#checksum": (0, 1),
    },
    DCAT + "DataService": {
        DCT + "title": (1, None),
        DCAT + "endpointURL": (1, None),
        DCT + "format": (1, 1),
        DCT + "license": (0, 1),
    },
    "http://xmlns.com/foaf/0.1/Agent": {
        "http://xmlns.com/foaf/0.1/name": (1, None),
        DCT + "type": (1, 1),
    },
    "http://www.w3.org/2006/vcard/ns#Organization": {
        "http://www.w3.org/2006/vcard/ns#fn": (1, None),
        "http://www.w3.org/2006/vcard/ns#hasEmail": (1, None),
    },
    "http://spdx.org/rdf/terms#Checksum": {
        "http://spdx.org/rdf/terms#algorithm": (1, 1),
        "http://spdx.org/rdf/terms#checksumValue": (1, 1),
    },
}
RECOMMENDED = {
    "catalog": {
        "issued", "modified", "language", "homepage", "themeTaxonomy", "spatial", "service",
    },
    "catalog#dataset": {
        "keyword", "theme", "issued", "modified", "spatial", "temporal", "conformsTo", "language",
        "accrualPeriodicity", "landingPage", "distribution", "version", "hasVersion",
    },
    "catalog#ttl": {"title", "description", "downloadURL", "mediaType", "license", "issued"},
    "catalog#sparql": {"description", "endpointDescription", "servesDataset", "keyword", "license"},
}  # fmt: skip


@pytest.fixture(scope="module")
def counted(pitea: GovernanceGraph) -> Statistics:
    return statistics(pitea)


def offer(graph: GovernanceGraph, counts: Statistics, *given: str, **more: Any) -> Offer:
    return Offer(ROOT, counts, about(graph, *given), **more)


def rdf(triples: list[Triple]) -> Graph:
    """As another program reads it, from RDF/XML as data portals do."""
    return Graph().parse(serialize(triples, format=RdfFormat.RDF_XML), format="xml")


def broken(graph: Graph) -> set[tuple[str, str]]:
    """Things and the properties that they have too few or too many of."""
    found = set()
    for kind, rules in MANDATORY.items():
        for node in graph.subjects(URIRef(str(RDF.type.value)), URIRef(kind)):
            for name, (least, most) in rules.items():
                number = len(set(graph.objects(node, URIRef(name))))
                if number < least or (most is not None and number > most):
                    found.add(
                        (str(node).removeprefix(ROOT + "/"), name.replace("#", "/").rsplit("/")[-1])
                    )
    return found


# --- VoID ---


def test_what_void_counts_is_what_there_is(pitea: GovernanceGraph, counted: Statistics) -> None:
    said = rdf(void(offer(pitea, counted)))
    quads = list(pitea.store)
    statements = {quad.triple for quad in quads}
    types = {(t.subject, t.object) for t in statements if t.predicate == RDF.type}
    dataset = URIRef(f"{ROOT}/catalog#dataset")

    def value(name: str, node: Any = dataset) -> int:
        return int(str(said.value(node, URIRef(VOID + name))))

    def partition(kind: str, unit: str) -> dict[str, int]:
        parts = said.objects(dataset, URIRef(f"{VOID}{kind}Partition"))
        return {str(said.value(p, URIRef(VOID + kind))): value(unit, p) for p in parts}

    data = [quad for quad in quads if quad.graph_name == DATA_GRAPH]
    assert {
        name: value(name)
        for name in ("triples", "entities", "classes", "properties", "distinctSubjects",
                     "distinctObjects")
    } == {
        "triples": len(statements),
        "entities": len({q.subject for q in data if isinstance(q.subject, NamedNode)}),
        "classes": len({kind for _, kind in types}),
        "properties": len({t.predicate for t in statements}),
        "distinctSubjects": len({t.subject for t in statements}),
        "distinctObjects": len({t.object for t in statements}),
    }  # fmt: skip
    assert partition("class", "entities") == Counter(str(kind.value) for _, kind in types)
    assert partition("property", "triples") == Counter(t.predicate.value for t in statements)
    named = URIRef("http://www.w3.org/ns/sparql-service-description#name")
    graphs = {str(g): value("triples", part) for part, g in said.subject_objects(named)}
    assert graphs == Counter(quad.graph_name.value for quad in quads)


def test_void_tells_where_to_get_it_and_where_to_begin(
    pitea: GovernanceGraph, counted: Statistics
) -> None:
    said = rdf(void(offer(pitea, counted)))
    dataset = URIRef(f"{ROOT}/catalog#dataset")

    def all_of(name: str) -> set[str]:
        return {str(node) for node in said.objects(dataset, URIRef(VOID + name))}

    formats = ("nq", "trig", "ttl", "nt", "rdf", "jsonld")
    assert all_of("dataDump") == {
        f"{ROOT}/dump/styrkompassen.{ending}{zipped}"
        for ending in formats
        for zipped in ("", ".gz")
    }
    assert all_of("sparqlEndpoint") == {f"{ROOT}/sparql"}
    assert all_of("uriSpace") == {"https://w3id.org/styrkompass/id/pitea/"}
    assert all_of("rootResource") == {"https://w3id.org/styrkompass/id/pitea/styrsystem"}
    kinds = [pitea.type_of(NamedNode(iri)) for iri in sorted(all_of("exampleResource"))]
    assert sorted(kind.value.rsplit("#")[-1] for kind in kinds if kind) == [
        "Activity", "DevelopmentProgramme", "FocusArea", "Indicator", "Strategy", "Vision",
    ]  # fmt: skip
    assert {STYR.base, DCT, "http://www.w3.org/ns/prov#"} <= all_of("vocabulary")


def test_links_to_known_data_sets_are_counted_by_property(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(
        turtle(
            """
            @prefix sdg: <http://metadata.un.org/sdg/> .
            ex:a a styr:DevelopmentProgramme ; styr:sustainableDevelopmentGoal sdg:4 , sdg:11 .
            ex:b styr:sustainableDevelopmentGoal sdg:4 ; rdfs:seeAlso sdg:1 , <https://x.example/> .
            ex:kommun owl:sameAs <http://www.wikidata.org/entity/Q1> .
            """
        )
    )
    counts = statistics(graph)
    sdg = "http://metadata.un.org/sdg/"
    assert counts.links == {
        (STYR.sustainableDevelopmentGoal.value, sdg): 3,
        ("http://www.w3.org/2000/01/rdf-schema#seeAlso", sdg): 1,
        ("http://www.w3.org/2002/07/owl#sameAs", "http://www.wikidata.org/entity/"): 1,
    }
    said = rdf(void(offer(graph, counts)))
    query = """
        SELECT ?predicate ?space ?n WHERE {
          ?dataset a void:Dataset ; void:subset ?links . ?links a void:Linkset ;
            void:linkPredicate ?predicate ; void:subjectsTarget ?dataset ;
            void:objectsTarget/void:uriSpace ?space ; void:triples ?n }"""
    rows = {(str(p), str(s)): int(n) for p, s, n in said.query(query, initNs={"void": VOID})}  # type: ignore[misc]
    assert rows == counts.links


@pytest.mark.parametrize(
    ("names", "space"),
    [
        (["https://x.example/id/a", "https://x.example/id/b"], "https://x.example/id/"),
        (["https://x.example/id#a", "https://x.example/id#b"], "https://x.example/id#"),
        (["https://x.example/id/a/1", "https://x.example/id/ab/2"], "https://x.example/id/"),
        (["https://x.example/a", "https://y.example/a"], ""),
        (["urn:a:1", "urn:a:2"], ""),
        ([], ""),
    ],
)
def test_the_space_of_iris_is_what_they_share(names: list[str], space: str) -> None:
    said = [Quad(NamedNode(n), RDF.type, STYR.Vision, DATA_GRAPH) for n in names]
    assert statistics(GovernanceGraph.from_quads(said)).uri_space == space


def test_a_statement_of_two_graphs_counts_once(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(turtle("ex:a a styr:Strategy ; styr:towards ex:v ."))
    before = statistics(graph)
    derived = [q for q in graph.store if q.graph_name == DERIVED_GRAPH]
    assert len(derived) == 1
    graph.store.add(Quad(*derived[0].triple, DATA_GRAPH))
    after = statistics(graph)
    assert (before.triples, before.properties) == (after.triples, after.properties)
    assert after.graphs[DATA_GRAPH.value] == before.graphs[DATA_GRAPH.value] + 1


# --- DCAT-AP-SE ---


def test_with_publisher_and_licence_everything_mandatory_and_recommended_is_there(
    pitea: GovernanceGraph, counted: Statistics
) -> None:
    more = {"versions": VERSIONS, "size": 7, "sha256": "ab"}
    said = rdf(catalog(offer(pitea, counted, "Piteå kommun", CC0, **more)))
    assert broken(said) == set()
    for name, wanted in RECOMMENDED.items():
        node = URIRef(f"{ROOT}/{name}")
        has = {str(p).replace("#", "/").rsplit("/")[-1] for p in said.predicates(node)}
        assert wanted - has == set(), name


def test_what_is_not_known_is_left_out_and_nothing_else(
    pitea: GovernanceGraph, counted: Statistics
) -> None:
    """The shipped graph does not say who publishes it: the municipality does not."""
    said = rdf(catalog(offer(pitea, counted, versions=VERSIONS)))
    assert broken(said) == {
        ("catalog", "publisher"),
        ("catalog", "license"),
        ("catalog#dataset", "publisher"),
        ("catalog#version-1", "publisher"),
        ("catalog#version-2", "publisher"),
    }
    assert "Agent" not in said.serialize()
    assert "vcard" not in said.serialize()


@pytest.mark.parametrize("versions", [(), VERSIONS])
def test_addresses_are_absolute_and_nothing_is_nameless(
    pitea: GovernanceGraph, counted: Statistics, versions: tuple[Version, ...]
) -> None:
    told = offer(pitea, counted, "Någon", CC0, versions=versions)
    for triple in [*catalog(told), *void(told)]:
        for term in triple:
            assert isinstance(term, NamedNode | Literal)
            if isinstance(term, NamedNode):
                assert term.value.startswith(("https://", "http://", "mailto:"))


def test_every_text_is_in_both_languages(pitea: GovernanceGraph, counted: Statistics) -> None:
    told = offer(pitea, counted, versions=VERSIONS)
    by_subject: dict[tuple[str, str], list[str]] = {}
    for triple in [*catalog(told), *void(told)]:
        if isinstance(triple.object, Literal) and triple.object.language:
            key = str(triple.subject), str(triple.predicate)
            by_subject.setdefault(key, []).append(triple.object.language)
    assert by_subject
    assert {key for key, langs in by_subject.items() if set(langs) != set(LANGUAGES)} == set()


def test_titles_are_short_and_leave_out_the_publisher() -> None:
    for lang in LANGUAGES:
        titles = {k: t for k, t in load("kg", lang)["dataset"].items() if k.endswith("title")}
        assert {key for key, title in titles.items() if len(title.split()) >= 10} == set()


def test_what_is_made_up_is_said_with_numbers(turtle: Turtle, pitea: GovernanceGraph) -> None:
    some = descriptions(offer(pitea, statistics(pitea)))
    assert [each.language for each in some] == ["sv", "en"]
    assert "668 av 768 saker är märkta som illustrativa" in some[0].value
    assert "668 of 768 things are marked as illustrative" in some[1].value
    graph = GovernanceGraph.from_quads(turtle("ex:v a styr:Vision ."))
    none = descriptions(offer(graph, statistics(graph)))
    assert [load("kg", lang)["dataset"]["holds"] for lang in LANGUAGES] == [d.value for d in none]


SYSTEM = """
    ex:system a styr:GovernanceSystem ; styr:validFrom "2025-01-01"^^xsd:date ;
      dct:description "Ramen för styrningen."@sv , "The frame."@en .
    ex:kommun a styr:Municipality ; dct:title "Exempelby kommun"@sv , "Exempelby"@en ;
      skos:notation "9999" .
    ex:vision a styr:Vision ; dct:title "Bäst"@sv ; styr:illustrative true .
"""
DESCRIBED = """
    @prefix dcat: <http://www.w3.org/ns/dcat#> .
    @prefix theme: <http://publications.europa.eu/resource/authority/data-theme/> .
    ex:data a dcat:Dataset ; dct:publisher ex:kommun ; dct:license <https://l.example/> ;
      dct:description "Egen text."@sv , "Own text."@en ;
      dcat:contactPoint ex:kontakt ; dcat:theme theme:GOVE , theme:SOCI ;
      dcat:keyword "styrning"@sv , "governance"@en ;
      dct:spatial <http://sws.geonames.org/1> ;
      dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
      dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> .
    ex:kontakt a vcard:Organization ; vcard:fn "Kontaktcenter"@sv , "Contact centre"@en ;
      vcard:hasEmail <mailto:kontaktcenter@exempelby.example> .
"""


def test_the_whole_catalogue_of_a_small_graph_that_describes_itself(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(turtle(SYSTEM + DESCRIBED))
    told = offer(
        graph, statistics(graph), "Någon annan", CC0, versions=VERSIONS, size=12, sha256="c0"
    )
    found = Graph().parse(serialize(catalog(told), format=RdfFormat.TURTLE, prefixes=PREFIXES))
    expected = to_isomorphic(Graph().parse(EXPECTED))
    assert set(to_isomorphic(found)) ^ set(expected) == set()
    assert broken(found) == set()


@pytest.mark.parametrize(
    ("given", "agent"),
    [
        ("", None),
        ("Exempelby kommun", "ex"),
        ("Exempelby", "ex"),
        ("https://example.org/kommun/kommun", "ex"),
        ("Föreningen Öppet", Agent((Literal("Föreningen Öppet"),))),
    ],
)
def test_the_settings_name_the_publisher(turtle: Turtle, given: str, agent: Agent | str) -> None:
    graph = GovernanceGraph.from_quads(turtle(SYSTEM))
    names = (Literal("Exempelby kommun", language="sv"), Literal("Exempelby", language="en"))
    node = NamedNode("https://example.org/kommun/kommun")
    expected = Agent(names, node, STYR.Municipality) if agent == "ex" else agent
    assert about(graph, given).publisher == expected


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "ex:data a <http://www.w3.org/ns/dcat#Dataset> ; dct:publisher ex:kommun .",
            "Exempelby kommun",
        ),
        ("ex:system dct:publisher ex:kommun .", "Exempelby kommun"),
        ('ex:system dct:publisher "Exempelby kommun" .', "Exempelby kommun"),
        ('ex:system dct:publisher "Någon" .', "Någon"),
        ("ex:system dct:publisher ex:namnlos .", "Inställd"),
    ],
)
def test_the_graph_says_who_publishes_before_the_settings(
    turtle: Turtle, said: str, name: str
) -> None:
    publisher = about(GovernanceGraph.from_quads(turtle(SYSTEM + said)), "Inställd").publisher
    assert publisher is not None
    assert publisher.names[0].value == name


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("ex:kommun vcard:hasEmail <mailto:kommun@e.example> .", "kommun@e.example"),
        ('ex:kommun foaf:mbox "info.kultur@e.example" .', "info.kultur@e.example"),
        ("ex:kommun schema:email 'registrator@e.example' .", "registrator@e.example"),
        ("ex:kommun vcard:hasEmail <mailto:anna.andersson@e.example> .", None),
        ("ex:kommun vcard:hasEmail <mailto:anna.b.andersson2@e.example> .", None),
        ("ex:kommun vcard:hasEmail <tel:123> .", None),
        (
            "ex:data a <http://www.w3.org/ns/dcat#Dataset> ; <http://www.w3.org/ns/dcat#contactPoint>"
            " [ a vcard:Individual ; vcard:hasEmail <mailto:anna@e.example> ] .",
            None,
        ),
    ],
)
def test_a_contact_is_a_role_of_the_graph_and_never_a_person(
    turtle: Turtle, said: str, address: str | None
) -> None:
    graph = GovernanceGraph.from_quads(turtle(SYSTEM + said))
    contact = about(graph, "Exempelby kommun").contact
    names = (Literal("Exempelby kommun", language="sv"), Literal("Exempelby", language="en"))
    assert contact == (Contact(names, address) if address else None)


def test_a_graph_with_nothing_about_itself_has_nothing_said_about_it() -> None:
    graph = GovernanceGraph.from_quads([])
    known = about(graph)
    assert known == About(ontology=known.ontology)
    assert known.ontology is not None
    counts = statistics(graph)
    assert (counts.entities, counts.illustrative, counts.languages) == (0, 0, ())
    said = rdf(catalog(offer(graph, counts)))
    dataset = URIRef(f"{ROOT}/catalog#dataset")
    absent = ("spatial", "temporal", "publisher", "language", "issued", "accrualPeriodicity")
    assert [n for n in absent if said.value(dataset, URIRef(DCT + n))] == []


def test_two_municipalities_are_no_place(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(turtle(SYSTEM + "ex:annan a styr:Municipality ."))
    assert (about(graph).place, about(graph).code) == ((), None)


def test_the_description_that_the_documentation_shows_is_understood(turtle: Turtle) -> None:
    shown = (ROOT_FOLDER / "docs" / "analysts.md").read_text(encoding="utf-8")
    described = shown.split("```turtle\n")[1].split("```")[0]
    graph = GovernanceGraph.from_quads(turtle(SYSTEM) + turtle(described))
    known = about(graph)
    assert known.publisher is not None
    assert known.publisher.kind == STYR.Municipality
    assert known.licence == "https://creativecommons.org/publicdomain/zero/1.0/"
    name = Literal("Kontaktcenter", language="sv")
    assert known.contact == Contact((name,), "kontaktcenter@kommunen.example")
    assert broken(rdf(catalog(offer(graph, statistics(graph))))) == set()
