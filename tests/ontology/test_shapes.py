"""Every rule's shapes on good and bad examples, compared with the whole expected report.

``rules/base.ttl`` is a complete small municipality that breaks nothing. Each case is a TriG file
``rules/<RULE>/good-….trig`` or ``bad-….trig`` with what it takes away from the base
(``case:remove``) and what it adds (``case:add``). ``rules/<RULE>/expected.json`` holds, for each
case, every result the report has, in its order. A new rule is a new folder.
"""

import json
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from kg.rdf import read_file
from kg.shacl import SHAPES_DIR
from kg.validation import Report, Result, validate

RULES = Path(__file__).parent / "rules"
CASES = sorted(RULES.glob("R*/*.trig"))
EX = "https://example.org/kommun/"
STYRSH = "https://w3id.org/styrkompass/shapes#"
REMOVE = ox.NamedNode("https://example.org/case/remove")
ADD = ox.NamedNode("https://example.org/case/add")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
STYR = rdflib.Namespace("https://w3id.org/styrkompass/ns#")

Row = dict[str, str | None]


def example(case: Path) -> ox.Store:
    """The base municipality with the changes of ``case``."""
    store = ox.Store()
    store.extend(read_file(RULES / "base.ttl"))
    for quad in read_file(case):
        changed = ox.Quad(*quad.triple)
        if quad.graph_name == REMOVE:
            assert changed in store, f"{case} removes what the base does not have: {changed}"
            store.remove(changed)
        else:
            assert quad.graph_name == ADD, f"{case}: {quad.graph_name} is neither remove nor add"
            store.add(changed)
    return store


def row(result: Result) -> Row:
    """What expected.json says of one result."""
    return {
        "shape": result.shape.replace(STYRSH, "styrsh:"),
        "focus": result.focus.iri.replace(EX, "ex:"),
        "path": result.path,
        "value": result.value.replace(EX, "ex:") if result.value else None,
        "severity": result.severity,
        "component": result.component,
        "message_sv": result.message["sv"],
    }


def expected(folder: Path) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = json.loads((folder / "expected.json").read_text("utf-8"))
    return rows


def language(node: rdflib.term.Node) -> str:
    return str(getattr(node, "language", None))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted(SHAPES_DIR.glob("*.ttl")):
        graph.parse(path)
    return graph


def test_base_conforms_without_a_warning() -> None:
    store = ox.Store()
    store.extend(read_file(RULES / "base.ttl"))
    report: Report = validate(store)
    assert [row(result) for result in report.results] == []
    assert report.conforms


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_whole_report(case: Path) -> None:
    report = validate(example(case))
    assert [row(result) for result in report.results] == expected(case.parent)[case.stem]
    broken = {result.rule for result in report.results}
    assert (case.parent.name in broken) == case.stem.startswith("bad")
    assert report.conforms == all(result.severity != "violation" for result in report.results)


def test_every_case_is_expected_and_every_expectation_has_a_case() -> None:
    cases = {(case.parent.name, case.stem) for case in CASES}
    manifests = {
        (path.parent.name, stem)
        for path in RULES.glob("R*/expected.json")
        for stem in expected(path.parent)
    }
    assert cases == manifests


def test_every_rule_has_a_good_and_a_bad_case(shapes: rdflib.Graph) -> None:
    rules = {str(rule) for rule in shapes.objects(None, STYR.rule)}
    kinds = {(case.parent.name, case.stem.split("-")[0]) for case in CASES}
    assert kinds == {(rule, kind) for rule in rules for kind in ("good", "bad")}


def test_every_message_is_expected_somewhere(shapes: rdflib.Graph) -> None:
    """A constraint that no bad example breaks could be wrong without anybody noticing."""
    messages = {str(m) for m in shapes.objects(None, SH.message) if language(m) == "sv"}
    seen = {
        said["message_sv"]
        for path in RULES.glob("R*/expected.json")
        for rows in expected(path.parent).values()
        for said in rows
    }
    assert seen == messages


def test_shapes_are_valid_shacl(shapes: rdflib.Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_each_shape_says_all_it_must_in_both_languages(shapes: rdflib.Graph) -> None:
    lacking = []
    for shape in shapes.subjects(rdflib.RDF.type, SH.NodeShape):
        for predicate in (SH.name, SH.description, STYR.help):
            languages = sorted(language(x) for x in shapes.objects(shape, predicate))
            if languages != ["en", "sv"]:
                lacking.append((shape, predicate, languages))
    assert lacking == []


def test_each_shape_is_named_after_its_rule(shapes: rdflib.Graph) -> None:
    for shape in shapes.subjects(rdflib.RDF.type, SH.NodeShape):
        assert str(shape).startswith(STYRSH)
        assert str(shape).removeprefix(STYRSH).split("-")[0] == str(shapes.value(shape, STYR.rule))


def test_each_property_shape_has_a_severity_and_messages_in_both_languages(
    shapes: rdflib.Graph,
) -> None:
    lacking = []
    for shape in shapes.subjects(rdflib.RDF.type, SH.NodeShape):
        for part in shapes.objects(shape, SH.property):
            languages = sorted(language(x) for x in shapes.objects(part, SH.message))
            severity = shapes.value(part, SH.severity)
            if languages != ["en", "sv"] or severity != shapes.value(shape, SH.severity):
                lacking.append((shape, shapes.value(part, SH.path), languages, severity))
    assert lacking == []
