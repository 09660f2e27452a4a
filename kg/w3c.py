"""The W3C validation report (sh:ValidationReport) of findings, whichever engine made them."""

from collections.abc import Iterable

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from kg.findings import Finding
from kg.names import PREFIXES, RDF, SH
from kg.shapes import Shapes, fill, to_rdflib, uri


def report_graph(findings: Iterable[Finding], shapes: Shapes) -> rdflib.Graph:
    """One sh:ValidationResult for each finding; sh:conforms is false when there is any."""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    report = rdflib.BNode()
    graph.add((report, uri(RDF.type), uri(SH.ValidationReport)))
    findings = list(findings)
    graph.add((report, uri(SH.conforms), rdflib.Literal(not findings)))
    for finding in findings:
        node = rdflib.BNode()
        graph.add((report, uri(SH.result), node))
        _add(graph, node, finding, shapes)
    return graph


def _add(graph: rdflib.Graph, node: Node, finding: Finding, shapes: Shapes) -> None:
    said: list[tuple[ox.NamedNode, Node]] = [
        (RDF.type, uri(SH.ValidationResult)),
        (SH.focusNode, to_rdflib(finding.focus)),
        (SH.resultSeverity, uri(SH[finding.severity.capitalize()])),
        (SH.sourceConstraintComponent, uri(SH[finding.component])),
        (SH.sourceShape, rdflib.URIRef(finding.source)),
    ]
    said += [
        (SH.resultMessage, rdflib.Literal(fill(text, dict(values)), lang=lang or None))
        for lang, text, values in finding.bindings
    ]
    if finding.value is not None:
        said.append((SH.value, to_rdflib(finding.value)))
    elif finding.path is None:
        said.append((SH.value, to_rdflib(finding.focus)))
    if (path := _path(graph, finding, shapes)) is not None:
        said.append((SH.resultPath, path))
    for predicate, each in said:
        graph.add((node, uri(predicate), each))


def _path(graph: rdflib.Graph, finding: Finding, shapes: Shapes) -> Node | None:
    """The path of the shape, copied; of a SPARQL constraint the property that it named."""
    path = shapes.graph.value(rdflib.URIRef(finding.source), uri(SH.path))
    if path is not None:
        return _copied(graph, path, shapes.graph)
    return None if finding.path is None else rdflib.URIRef(_long(finding.path))


def _copied(graph: rdflib.Graph, node: Node, source: rdflib.Graph) -> Node:
    if not isinstance(node, rdflib.BNode):
        return node
    copy = rdflib.BNode()
    for predicate, each in source.predicate_objects(node):
        graph.add((copy, predicate, _copied(graph, each, source)))
    return copy


def _long(short: str) -> str:
    if short.startswith("<"):
        return short[1:-1]
    prefix, _, local = short.partition(":")
    return PREFIXES[prefix] + local
