"""The W3C report: structured as SHACL says, and the same that pySHACL writes."""

from collections import Counter
from collections.abc import Iterator

import pyshacl
import pytest
import rdflib
from rdflib.term import Node

from kg import quick
from kg.findings import Finding
from kg.shapes import path_text, shipped, to_rdflib
from kg.validation import validate, working_store
from kg.w3c import report_graph
from tests.ontology.conftest import BAD_CASES, base, example

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
STRUCTURE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

[] a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
    sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ;
    sh:property [ sh:path sh:result ; sh:class sh:ValidationResult ] .

[] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
    sh:property [ sh:path [ sh:inversePath sh:result ] ; sh:minCount 1 ; sh:maxCount 1 ] ;
    sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ;
    sh:property [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ;
    sh:property [ sh:path sh:value ; sh:maxCount 1 ] ;
    sh:property [ sh:path sh:sourceShape ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path sh:sourceConstraintComponent ;
        sh:minCount 1 ; sh:maxCount 1 ; sh:pattern "#[A-Z][A-Za-z]*ConstraintComponent$" ] ;
    sh:property [ sh:path sh:resultSeverity ;
        sh:minCount 1 ; sh:maxCount 1 ; sh:in ( sh:Violation sh:Warning sh:Info ) ] ;
    sh:property [ sh:path sh:resultMessage ;
        sh:minCount 2 ; sh:uniqueLang true ; sh:languageIn ( "sv" "en" ) ] .
"""
"""Section 3 of the Recommendation, as shapes. Each result of ours speaks both languages."""


@pytest.fixture(scope="module")
def findings() -> set[Finding]:
    """What breaks nearly every rule."""
    return quick.find(shipped(), working_store(example(*BAD_CASES)))


@pytest.fixture(scope="module")
def report(findings: set[Finding]) -> rdflib.Graph:
    """The report as somebody else reads it from Turtle."""
    turtle = report_graph(findings, shipped()).serialize(format="turtle")
    return rdflib.Graph().parse(data=turtle, format="turtle")


def results(graph: rdflib.Graph) -> Iterator[tuple[Node | None, ...]]:
    """Results of the report itself; those that explain another (sh:detail) are left out.

    Of messages only the text: pySHACL forgets the language of those of SPARQL constraints.
    """
    for node in graph.objects(None, SH.result):
        path = graph.value(node, SH.resultPath)
        yield (
            graph.value(node, SH.focusNode),
            graph.value(node, SH.sourceConstraintComponent),
            graph.value(node, SH.value),
            None if path is None else rdflib.Literal(path_text(graph, path)),
            graph.value(node, SH.resultSeverity),
            graph.value(node, SH.sourceShape),
            *sorted(rdflib.Literal(str(x)) for x in graph.objects(node, SH.resultMessage)),
        )


def test_it_is_structured_as_the_recommendation_says(report: rdflib.Graph) -> None:
    structure = rdflib.Graph().parse(data=STRUCTURE, format="turtle")
    conforms, _, text = pyshacl.validate(report, shacl_graph=structure)
    assert conforms, text


def test_there_is_one_result_for_each_finding(report: rdflib.Graph, findings: set[Finding]) -> None:
    assert len(list(report.objects(None, SH.result))) == len(findings) > 100
    assert [bool(each) for each in report.objects(None, SH.conforms)] == [False]


def test_each_source_shape_is_a_part_of_the_shapes(report: rdflib.Graph) -> None:
    graph = shipped().graph
    for shape in set(report.objects(None, SH.sourceShape)):
        assert (shape, None, None) in graph, shape


def test_pyshacl_writes_the_same(report: rdflib.Graph) -> None:
    """Whole results: nodes, values, paths, severities, shapes and messages in both languages."""
    data = rdflib.Graph()
    for quad in working_store(example(*BAD_CASES)):
        s, p, o = (to_rdflib(term) for term in quad.triple)
        data.add((s, p, o))
    shapes = rdflib.Graph() + shipped().graph  # pySHACL adds triples of its own
    _, theirs, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(theirs, rdflib.Graph)
    assert Counter(results(report)) == Counter(results(theirs))


def test_nothing_found_conforms() -> None:
    graph = validate(base()).graph
    assert [bool(each) for each in graph.objects(None, SH.conforms)] == [True]
    assert list(graph.objects(None, SH.result)) == []
