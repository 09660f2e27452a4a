"""Look-ups in one version."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.graph import GovernanceGraph, ontology_files, ontology_quads
from kg.names import (
    DATA_GRAPH,
    DCT,
    DERIVED_GRAPH,
    ONTOLOGY_DIR,
    ONTOLOGY_GRAPH,
    ORG,
    PREFIXES,
    RDF,
    SKOS,
    STYR,
)
from tests.kg.conftest import EX, Turtle


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


@pytest.fixture
def empty() -> GovernanceGraph:
    return GovernanceGraph.from_quads([])


def test_a_graph_holds_data_what_follows_and_the_ontology(turtle: Turtle) -> None:
    said = "ex:g { ex:s a styr:Strategy ; styr:towards ex:v }"
    graph = GovernanceGraph.from_quads(turtle(said), number=7)
    stored = {(quad.subject, quad.predicate, quad.object, quad.graph_name) for quad in graph.store}
    shipped = {(q.subject, q.predicate, q.object, q.graph_name) for q in ontology_quads()}
    assert stored - shipped == {
        (node("s"), RDF.type, STYR.Strategy, DATA_GRAPH),
        (node("s"), STYR.towards, node("v"), DATA_GRAPH),
        (node("s"), STYR.contributesTo, node("v"), DERIVED_GRAPH),
    }
    assert shipped <= stored
    assert {quad[3] for quad in shipped} == {ONTOLOGY_GRAPH}
    assert graph.number == 7


def test_the_ontology_is_its_core_and_its_concept_lists() -> None:
    folders = {path.parent.relative_to(ONTOLOGY_DIR).name for path in ontology_files()}
    assert folders == {"core", "concepts"}
    assert ontology_files() == sorted(ontology_files())


# -- texts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sv", "en"),
    [
        ('dct:title "Sak"@sv , "Thing"@en', "Sak", "Thing"),
        ('dct:title "Sak"@sv', "Sak", "Sak"),
        ('dct:title "Thing"@en', "Thing", "Thing"),
        ('dct:title "Plain" , "Asia"@fi', "Plain", "Plain"),
        ('dct:title "Asia"@fi', "Asia", "Asia"),
        ('skos:prefLabel "Begrepp"@sv', "Begrepp", "Begrepp"),
        ('rdfs:label "Term"@en ; skos:prefLabel "Begrepp"@sv', "Begrepp", "Begrepp"),
        ('rdfs:label "Etikett"@sv ; dct:title "Titel"@en', "Titel", "Titel"),
        ("dct:title ex:inte-text", "sak", "sak"),
        ('skos:altLabel "Annat"@sv', "sak", "sak"),
    ],
)
def test_titles_and_their_languages(turtle: Turtle, said: str, sv: str, en: str) -> None:
    graph = GovernanceGraph.from_quads(turtle(f"ex:sak {said} ."))
    assert (graph.title(node("sak"), "sv"), graph.title(node("sak"), "en")) == (sv, en)


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("https://example.org/a/sak", "sak"),
        ("https://example.org/a/sak/", "sak"),
        ("https://example.org/ns#sak", "sak"),
        ("https://example.org/ns#", "ns"),
        ("urn:sak", "urn:sak"),
    ],
)
def test_what_has_no_title_is_called_by_its_iri(
    empty: GovernanceGraph, iri: str, expected: str
) -> None:
    assert empty.title(NamedNode(iri), "sv") == expected


def test_ontology_terms_have_titles(empty: GovernanceGraph) -> None:
    assert empty.title(STYR.FocusArea, "sv") == "Insatsområde"
    assert empty.title(STYR.FocusArea, "en") == "Focus area"


def test_text_prefers_the_language_then_swedish_then_untagged(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(
        turtle('ex:a dct:description "en"@en , "sv"@sv , "utan" , "fi"@fi .')
    )
    described = [graph.text(node("a"), DCT.description, lang) for lang in ("sv", "en", "fi", "de")]
    assert described == ["sv", "en", "fi", "sv"]
    assert graph.text(node("a"), DCT.title, "sv") is None


# -- look-ups -----------------------------------------------------------------------------------


def test_look_ups(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(
        turtle("""
        ex:a dct:relation ex:c , ex:b , "text" , _:tom .
        ex:g1 { ex:b dct:relation ex:c } ex:g2 { ex:b dct:relation ex:c }
        _:tom dct:relation ex:c .
        """)
    )
    iris = [node("b"), node("c")]
    assert graph.nodes(node("a"), DCT.relation) == iris
    assert graph.texts(node("a"), DCT.relation) == [Literal("text")]
    objects = graph.objects(node("a"), DCT.relation)
    assert [term for term in objects if not isinstance(term, BlankNode)] == [Literal("text"), *iris]
    assert len(objects) == 4
    assert graph.objects(node("b"), DCT.relation) == [node("c")]
    assert graph.subjects(DCT.relation, node("c")) == [node("a"), node("b")]
    assert graph.subjects(DCT.relation, Literal("text")) == [node("a")]
    assert graph.holds(node("a"), DCT.relation, node("b"))
    assert not graph.holds(node("b"), DCT.relation, node("a"))
    assert graph.known(node("a"))
    assert not graph.known(node("c"))
    assert not graph.known(STYR.Vision)


# -- classes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("styr:Vision", STYR.Vision),
        ("styr:Strategy , styr:InternalStrategy", STYR.InternalStrategy),
        ("styr:Evidence , styr:Survey , org:Organization", STYR.Survey),
        ("styr:Vision , styr:Value", STYR.Value),
        ("styr:Value , styr:Hittepa", STYR.Hittepa),
        ("styr:Hittepa , styr:Paahitt", STYR.Hittepa),
        ("styr:Strategy , styr:InternalStrategy , styr:Hittepa", STYR.Hittepa),
        ("styr:Hittepa", STYR.Hittepa),
        ("org:Organization", None),
        ("ex:Egen", None),
    ],
)
def test_the_most_specific_class(turtle: Turtle, types: str, expected: NamedNode | None) -> None:
    """Two classes of which one has none above it gave a KeyError."""
    graph = GovernanceGraph.from_quads(turtle(f"ex:sak a {types} ."))
    assert graph.type_of(node("sak")) == expected
    assert graph.type_of(node("annan")) is None


def test_is_a_and_instances_know_what_is_below(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(
        turtle("""
        ex:s a styr:Strategy . ex:i a styr:InternalStrategy . ex:b a styr:Unit , org:Organization .
        ex:c a styr:MunicipalCompany . [] a styr:Strategy . ex:h a styr:Hittepa .
        """)
    )
    assert graph.instances(STYR.Strategy) == [node("i"), node("s")]
    assert graph.instances(STYR.InternalStrategy) == [node("i")]
    assert graph.instances(ORG.Organization) == [node("b"), node("c")]
    assert graph.instances(STYR.Hittepa) == [node("h")]
    assert graph.instances(SKOS.Concept) == []  # the ontology's, not the data's
    assert graph.is_a(node("i"), STYR.Strategy)
    assert not graph.is_a(node("s"), STYR.InternalStrategy)
    assert graph.is_a(node("c"), ORG.Organization)
    assert graph.is_a(node("h"), STYR.Hittepa)
    assert not graph.is_a(node("x"), STYR.Strategy)


def test_classes_above_are_found_through_any_number_and_cycles_end(turtle: Turtle) -> None:
    said = "ex:A rdfs:subClassOf ex:B , [] . ex:B rdfs:subClassOf ex:C . ex:C rdfs:subClassOf ex:A"
    quads = turtle(f"<{ONTOLOGY_GRAPH.value}> {{ {said} }}")
    graph = GovernanceGraph.from_quads([])
    graph.store.extend(quads)
    a, b, c = node("A"), node("B"), node("C")
    assert {term: graph.above[term] for term in (a, b, c)} == {a: {b, c}, b: {a, c}, c: {a, b}}


def test_classes_above_in_the_shipped_ontology(empty: GovernanceGraph) -> None:
    assert STYR.Strategy in empty.above[STYR.InternalStrategy]
    assert {c for c, above in empty.above.items() if STYR.Evidence in above} == {
        STYR.EnvironmentalScan,
        STYR.Research,
        STYR.Survey,
        STYR.Dialogue,
    }


def test_contributing_relations_are_those_of_the_ontology(turtle: Turtle) -> None:
    """Data could make rdf:type one of them."""
    graph = GovernanceGraph.from_quads(
        turtle("rdf:type styr:contributing true . styr:towards styr:contributing true .")
    )
    assert graph.contributing == (
        STYR.focusAreaOf,
        STYR.inFocusArea,
        STYR.indicatorOf,
        STYR.programmeOf,
        STYR.supportsStrategy,
        STYR.towards,
    )


# -- illustrative -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "whole", "title"),
    [
        ("styr:illustrative true", True, True),
        ('styr:illustrative "1"^^xsd:boolean', True, True),
        ("styr:illustrative false", False, False),
        ("styr:illustrative false , true", True, True),
        ("styr:illustrativeProperty dct:title", False, True),
        ("styr:illustrativeProperty dct:description", False, False),
        ("dct:title 'true'", False, False),
    ],
)
def test_what_is_made_up(turtle: Turtle, said: str, whole: bool, title: bool) -> None:
    graph = GovernanceGraph.from_quads(turtle(f"ex:sak {said} ."))
    assert graph.illustrative(node("sak")) is whole
    assert graph.illustrative(node("sak"), DCT.title) is title


def test_the_shipped_graph(pitea: GovernanceGraph) -> None:
    assert pitea.number == 0
    internal = NamedNode(PREFIXES["pitea"] + "strategi-intern")
    assert pitea.instances(STYR.InternalStrategy) == [internal]
    assert len(pitea.instances(STYR.Strategy)) == 5
    help_ = NamedNode(PREFIXES["pitea"] + "aktivitet-laxhjalp-biblioteket")
    assert pitea.title(help_, "en") == "Homework help at the library"
    assert (pitea.type_of(help_), pitea.illustrative(help_)) == (STYR.Activity, True)
