"""What can stand in a query, from the ontology, the shapes and the data."""

from __future__ import annotations

import gc
import time
import weakref
from dataclasses import asdict

import pytest

from kg.graph import GovernanceGraph
from kg.names import DCT, ORG, QUERY_PREFIXES, SKOS, STYR
from kg.vocabulary import Class, Property, graphs, vocabulary

S = STYR.base
CONCEPT = "https://w3id.org/styrkompass/concept/"


def class_named(graph: GovernanceGraph, iri: str) -> Class:
    return next(each for each in vocabulary(graph).classes if each.iri == iri)


def property_named(graph: GovernanceGraph, iri: str) -> Property:
    return next(each for each in vocabulary(graph).properties if each.iri == iri)


def test_a_class(pitea: GovernanceGraph) -> None:
    told = asdict(class_named(pitea, f"{S}InternalStrategy"))
    comment = told.pop("comment")
    assert told == {
        "iri": f"{S}InternalStrategy",
        "name": "styr:InternalStrategy",
        "label": {"sv": "Intern strategi", "en": "Internal strategy"},
        "above": ["http://www.w3.org/ns/prov#Entity", f"{S}Strategy"],
        "count": 1,
        "total": 1,
    }
    assert comment["sv"].startswith("Strategin för den egna organisationen")
    assert comment["en"].startswith("The strategy for the organisation itself")


def test_things_of_classes_below_are_counted_apart(pitea: GovernanceGraph) -> None:
    strategy = class_named(pitea, f"{S}Strategy")
    evidence = class_named(pitea, f"{S}Evidence")
    organisation = class_named(pitea, ORG.Organization.value)
    assert (strategy.count, strategy.total) == (4, 5)
    assert (evidence.count, evidence.total) == (0, 5)
    assert (organisation.count, organisation.total) == (0, 61)


@pytest.mark.parametrize(
    ("iri", "domains", "ranges", "kind", "scheme"),
    [
        (f"{S}status", ["Activity"], [SKOS.Concept.value], "concept", f"{CONCEPT}status"),
        (f"{S}towards", ["Strategy"], [f"{S}Vision"], "thing", None),
        (f"{S}value", ["IndicatorValue"], [], "number", None),
        (f"{S}year", ["IndicatorValue"], [], "year", None),
        (f"{S}purpose", ["DevelopmentProgramme"], [], "text", None),
        (f"{S}illustrative", [], [], "boolean", None),
        (DCT.title.value, [], [], "text", None),
        (DCT.source.value, [], [], "thing", None),
    ],
)
def test_a_property(
    iri: str,
    domains: list[str],
    ranges: list[str],
    kind: str,
    scheme: str | None,
    pitea: GovernanceGraph,
) -> None:
    found = property_named(pitea, iri)
    assert found.domains == [f"{S}{local}" for local in domains]
    assert (found.ranges, found.kind, found.scheme) == (ranges, kind, scheme)


def test_what_the_ontology_does_not_declare_is_told_by_the_shapes_and_the_data(
    pitea: GovernanceGraph,
) -> None:
    followed = property_named(pitea, "http://www.w3.org/ns/prov#wasAttributedTo")
    assert (followed.domains, followed.ranges) == ([f"{S}FollowUp"], [ORG.Organization.value])
    assert property_named(pitea, DCT.date.value).kind == "date"


def test_counts_are_of_what_is_stated_and_derived(example: GovernanceGraph) -> None:
    counted = {p.name: p.count for p in vocabulary(example).properties if p.count}
    assert counted == {
        "dct:description": 5,
        "dct:title": 14,
        "org:subOrganizationOf": 1,
        "rdf:type": 10,
        "styr:contributesTo": 14,
        "styr:focusAreaOf": 1,
        "styr:horizonYear": 1,
        "styr:inFocusArea": 2,
        "styr:programmeOf": 1,
        "styr:responsible": 1,
        "styr:supportsStrategy": 1,
        "styr:towards": 2,
    }
    classes = {c.name: c.count for c in vocabulary(example).classes if c.count}
    assert classes == {
        "styr:Activity": 3,
        "styr:DevelopmentProgramme": 1,
        "styr:FocusArea": 1,
        "styr:Municipality": 1,
        "styr:Strategy": 2,
        "styr:Unit": 1,
        "styr:Vision": 1,
    }


def test_what_the_data_has_and_nobody_declared(turtle: object) -> None:
    quads = turtle("ex:a a ex:Bridge ; ex:length 12.5 ; ex:near ex:b .")  # type: ignore[operator]
    graph = GovernanceGraph.from_quads(quads)
    bridge = class_named(graph, "https://example.org/kommun/Bridge")
    assert bridge.label == dict.fromkeys(("sv", "en"), "<https://example.org/kommun/Bridge>")
    length = property_named(graph, "https://example.org/kommun/length")
    assert (length.kind, length.domains, length.count) == ("number", [bridge.iri], 1)


def test_concepts_and_graphs(pitea: GovernanceGraph) -> None:
    concepts = {each.name: (each.label["sv"], each.scheme) for each in vocabulary(pitea).concepts}
    assert concepts["status:done"] == ("Klar", f"{CONCEPT}status")
    assert sum(scheme == f"{CONCEPT}status" for _, scheme in concepts.values()) == 5
    names = [each.name for each in graphs([3])]
    assert names == [
        *("graph:data", "graph:derived", "graph:ontology", "graph:provenance", "graph:version-3")
    ]
    assert next(graphs()).label == {"sv": "Det som är skrivet", "en": "What is stated"}


def test_every_term_of_ours_has_words_in_both_languages(pitea: GovernanceGraph) -> None:
    known = vocabulary(pitea)
    named = [*known.classes, *known.properties, *known.concepts]
    ours = [each for each in named if each.name.startswith("styr:")]
    assert len(ours) > 80
    assert [each.name for each in ours if each.name in each.label.values()] == []


def test_terms_of_the_query_library_are_in_no_graph(pitea: GovernanceGraph) -> None:
    names = {each.name for each in vocabulary(pitea).properties}
    assert {"styr:answerHead", "styr:rule"} & names == set()
    assert {"styr:contributing", "rdfs:subClassOf", "rdfs:label", "skos:broader"} <= names


def test_prefixes_and_version(pitea: GovernanceGraph) -> None:
    known = vocabulary(pitea)
    assert (known.version, known.prefixes) == (0, QUERY_PREFIXES)


def test_read_once_and_let_go_with_its_graph() -> None:
    graph = GovernanceGraph.from_quads([])
    known = weakref.ref(graph)
    assert vocabulary(graph) is vocabulary(graph)
    del graph
    gc.collect()
    assert known() is None


def test_quick(pitea: GovernanceGraph) -> None:
    vocabulary(GovernanceGraph.from_quads([]))
    again = GovernanceGraph(pitea.store)
    began = time.process_time()
    vocabulary(again)
    assert time.process_time() - began < 0.5
