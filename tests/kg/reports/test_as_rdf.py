"""The W3C report: Turtle and JSON-LD say the same, and what they say."""

import rdflib
from pyoxigraph import RdfFormat, parse, serialize
from rdflib.compare import isomorphic

from kg.reports.as_rdf import to_jsonld, to_turtle
from kg.validation import validate
from tests.kg.conftest import EX, Turtle

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def test_both_are_the_report(turtle: Turtle) -> None:
    report = validate(turtle('ex:a a styr:Activity ; dct:title "Läxhjälp"@sv .'))
    one = rdflib.Graph().parse(data=to_turtle(report, "sv"), format="turtle")
    triples = (quad.triple for quad in parse(to_jsonld(report, "en"), format=RdfFormat.JSON_LD))
    two = rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    assert isomorphic(one, report.graph)
    assert isomorphic(two, report.graph)
    (node,) = one.subjects(rdflib.RDF.type, SH.ValidationReport)
    assert one.value(node, SH.conforms) == rdflib.Literal(False)
    assert len(list(one.objects(node, SH.result))) == len(report.results)
    assert set(one.objects(None, SH.focusNode)) == {rdflib.URIRef(EX + "a")}
