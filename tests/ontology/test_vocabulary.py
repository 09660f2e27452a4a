"""R27's generated shapes: one for each property, each of which fires, and none on right use."""

import random
import runpy
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg import quick
from kg.findings import Finding
from kg.graph import GovernanceGraph
from kg.names import RDF, RDFS, STYR, STYRSH
from kg.shacl import Reference
from kg.shapes import Shapes
from kg.validation import working_store
from tests.ontology.conftest import EX
from tests.ontology.mutant import ONTOLOGY, Mutant

TOOL: dict[str, Any] = runpy.run_path(
    str(Path(__file__).parent.parent.parent / "scripts" / "vocabulary.py")
)
ONTOLOGY_GRAPH = GovernanceGraph.from_quads(())
DOMAINS: dict[ox.NamedNode, list[ox.NamedNode]] = TOOL["_domains"](ONTOLOGY_GRAPH)
VALUE = ox.NamedNode(EX + "nagot")


def broken(findings: set[Finding]) -> set[tuple[str, str]]:
    """(shape, thing) of all that breaks R27."""
    return {
        (finding.shape.removeprefix(STYRSH.base), finding.focus.value.removeprefix(EX))
        for finding in findings
        if finding.shape.startswith(STYRSH["R27-"].value)
    }


def both(rules: Shapes, reference: Reference, quads: list[ox.Quad]) -> set[tuple[str, str]]:
    store = working_store(quads)
    findings = quick.find(rules, store)
    assert reference.find(store) == findings
    return broken(findings)


def use(thing: str, term: ox.NamedNode, *classes: ox.NamedNode) -> list[ox.Quad]:
    node = ox.NamedNode(EX + thing)
    typed = [ox.Quad(node, RDF.type, each) for each in classes]
    return [ox.Quad(node, term, VALUE), *typed]


def local(term: ox.NamedNode) -> str:
    return term.value.removeprefix(STYR.base)


def test_the_file_is_what_the_ontology_gives() -> None:
    assert TOOL["FILE"].read_text("utf-8") == TOOL["vocabulary"]()


def test_each_property_of_data_has_its_shape(rules: Shapes) -> None:
    named = {each for each in rules.targeted if each.startswith(STYRSH["R27-On-"].value)}
    assert named == {STYRSH[f"R27-On-{local(term)}"].value for term in DOMAINS}
    assert len(named) > 40


def test_each_shape_fires_where_its_property_does_not_belong(
    rules: Shapes, reference: Reference
) -> None:
    quads = [quad for term in DOMAINS for quad in use(f"fel-{local(term)}", term)]
    expected = {(f"R27-On-{local(term)}", f"fel-{local(term)}") for term in DOMAINS}
    assert both(rules, reference, quads) == expected


def test_no_shape_fires_on_a_class_that_its_property_is_declared_for_or_one_below(
    rules: Shapes, reference: Reference
) -> None:
    below = {each: {each} for classes in DOMAINS.values() for each in classes}
    for low, above in ONTOLOGY_GRAPH.above.items():
        for each in above & set(below):
            below[each].add(low)
    quads = [
        quad
        for term, classes in DOMAINS.items()
        for declared in classes
        for each in sorted(below[declared], key=str)
        for quad in use(f"{local(term)}-{local(each)}", term, each)
    ]
    assert both(rules, reference, quads) == set()


@pytest.mark.parametrize("seed", range(3))
def test_any_misspelt_term_is_found_as_property_class_and_value(
    seed: int, rules: Shapes, reference: Reference
) -> None:
    """Each declared term with one letter wrong, each on a thing of its own."""
    mutant = Mutant(ONTOLOGY_GRAPH, random.Random(seed))
    declared = ONTOLOGY_GRAPH.subjects(RDFS.isDefinedBy, ONTOLOGY)
    quads = []
    expected = set()
    for number, term in enumerate(each for each in declared if len(local(each)) > 3):
        wrong = STYR[mutant.misspelt(local(term))]
        for kind, quad in (
            ("property", ox.Quad(VALUE, wrong, VALUE)),
            ("class", ox.Quad(VALUE, RDF.type, wrong)),
            ("value", ox.Quad(VALUE, RDFS.seeAlso, wrong)),
        ):
            node = ox.NamedNode(f"{EX}{kind}-{number}")
            quads.append(ox.Quad(node, quad.predicate, quad.object))
            quads.append(ox.Quad(node, RDF.type, STYR.Need))
            expected.add(("R27-DeclaredTerms", f"{kind}-{number}"))
    assert both(rules, reference, quads) == expected
