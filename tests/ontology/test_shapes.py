"""Every rule's shapes on good and bad examples, compared with the whole expected report.

``rules/<RULE>/expected.json`` holds, for each case of the folder (see ``conftest.py``), every
result the report has, in its order. A new rule is a new folder. What a bad case breaks beside its
own rule follows from it by necessity, and the comment at its top says why.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib.term import Node

from kg import quick
from kg.findings import Finding
from kg.rdf import read_file
from kg.results import Report, Result
from kg.shacl import Reference
from kg.shapes import SHAPES_DIR, Shapes, Template, path_text, to_rdflib
from kg.validation import validate, working_store
from tests.ontology.conftest import ADD, BAD_CASES, CASES, EX, REMOVE, RULES, base, example, name_of

STYRSH = "https://w3id.org/styrkompass/shapes#"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
STYR = rdflib.Namespace("https://w3id.org/styrkompass/ns#")
GENERATED = STYRSH + "R27-On-"
"""Shapes that scripts/vocabulary.py writes; test_vocabulary.py breaks each of them."""
NO_CONSTRAINT = {
    rdflib.RDF.type,
    STYR.rule,
    STYR.help,
    SH.name,
    SH.description,
    SH.message,
    SH.severity,
    SH.targetClass,
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
    SH.property,
    SH.sparql,
}
"""What a node shape can say without holding a constraint of its own."""

Row = dict[str, str | None]
Standard = tuple[Node | None, ...]


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


def language(node: Node) -> str:
    return str(getattr(node, "language", None))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted(SHAPES_DIR.glob("*.ttl")):
        graph.parse(path)
    return graph


def node_shapes(shapes: rdflib.Graph) -> Iterator[Node]:
    yield from shapes.subjects(rdflib.RDF.type, SH.NodeShape)


# -- examples -----------------------------------------------------------------------------------


def test_base_conforms_without_a_warning() -> None:
    report: Report = validate(base())
    assert [row(result) for result in report.results] == []
    assert report.conforms


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_whole_report(case: Path) -> None:
    report = validate(example(case))
    assert [row(result) for result in report.results] == expected(case.parent)[case.stem]
    broken = {result.rule for result in report.results}
    assert (case.parent.name in broken) == case.stem.startswith("bad")
    assert report.conforms == all(result.severity != "violation" for result in report.results)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_both_engines_find_the_same(case: Path, rules: Shapes, reference: Reference) -> None:
    store = working_store(example(case))
    assert quick.find(rules, store) == reference.find(store)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_case_changes_what_it_says_it_does(case: Path) -> None:
    store = base()
    for quad in read_file(case):
        changed = type(quad)(*quad.triple)
        assert quad.graph_name in (REMOVE, ADD)
        assert (changed in store) == (quad.graph_name == REMOVE), changed


def test_every_case_is_expected_and_every_expectation_has_a_case() -> None:
    cases = {(case.parent.name, case.stem) for case in CASES}
    manifests = {
        (path.parent.name, stem)
        for path in RULES.glob("R*/expected.json")
        for stem in expected(path.parent)
    }
    assert cases == manifests


def test_every_rule_of_the_model_has_a_shape_and_a_good_and_a_bad_case(
    shapes: rdflib.Graph,
) -> None:
    rules = {str(rule) for rule in shapes.objects(None, STYR.rule)}
    kinds = {(case.parent.name, case.stem.split("-")[0]) for case in CASES}
    assert rules == {f"R{number:02}" for number in range(1, 31)}
    assert kinds == {(rule, kind) for rule in rules for kind in ("good", "bad")}


def test_every_message_is_expected_somewhere(shapes: rdflib.Graph) -> None:
    """A constraint that no bad example breaks could be wrong without anybody noticing."""
    templates = {
        str(message)
        for holder, message in shapes.subject_objects(SH.message)
        if language(message) == "sv" and not str(holder).startswith(GENERATED)
    }
    seen = {
        str(said["message_sv"])
        for path in RULES.glob("R*/expected.json")
        for rows in expected(path.parent).values()
        for said in rows
        if not str(said["shape"]).startswith("styrsh:R27-On-")
    }
    made = {
        (t, text) for t in templates for text in seen if Template("sv", t).values(text) is not None
    }
    assert templates - {template for template, _ in made} == set()
    assert seen - {text for _, text in made} == set()


# -- plain, standard SHACL ----------------------------------------------------------------------


def test_shapes_are_valid_shacl(shapes: rdflib.Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_plain_pyshacl_finds_the_same_on_graphs_that_break_every_rule(
    rules: Shapes, shapes: rdflib.Graph
) -> None:
    """pySHACL as anybody runs it, on rdflib, with the files as they are: no tricks of ours."""
    first = same_as_plain_pyshacl(rules, shapes, BAD_CASES)
    hidden = [case for case in BAD_CASES if case.parent.name not in first]
    second = same_as_plain_pyshacl(rules, shapes, hidden)
    assert first | second == {f"R{number:02}" for number in range(1, 31)}


def same_as_plain_pyshacl(rules: Shapes, shapes: rdflib.Graph, cases: list[Path]) -> set[str]:
    """The rules broken by ``cases`` together, once both have found the same."""
    store = working_store(example(*cases))
    findings = quick.find(rules, store)
    graph = rdflib.Graph()
    for quad in store:
        s, p, o = (to_rdflib(term) for term in quad.triple)
        graph.add((s, p, o))
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    assert {standard(finding) for finding in findings} == set(plain_results(report))
    return {rules.rule(finding.shape) for finding in findings}


def standard(finding: Finding) -> Standard:
    """What the standard says of a result, but for the names of shapes that have none there."""
    value = finding.value
    if finding.path is None and value is None:
        value = finding.focus
    return (
        to_rdflib(finding.focus),
        SH[finding.component],
        SH[finding.severity.capitalize()],
        None if finding.path is None else rdflib.Literal(finding.path),
        None if value is None else to_rdflib(value),
    )


def plain_results(report: rdflib.Graph) -> Iterator[Standard]:
    """pySHACL's own results; those that explain another (sh:detail) are left out."""
    for node in report.objects(None, SH.result):
        path = report.value(node, SH.resultPath)
        yield (
            report.value(node, SH.focusNode),
            report.value(node, SH.sourceConstraintComponent),
            report.value(node, SH.resultSeverity),
            None if path is None else rdflib.Literal(path_text(report, path)),
            report.value(node, SH.value),
        )


# -- what shapes say to people ------------------------------------------------------------------


def test_each_shape_says_all_it_must_in_both_languages(shapes: rdflib.Graph) -> None:
    lacking = []
    for shape in node_shapes(shapes):
        for predicate in (SH.name, SH.description, STYR.help):
            languages = sorted(language(x) for x in shapes.objects(shape, predicate))
            if languages != ["en", "sv"]:
                lacking.append((shape, predicate, languages))
    assert lacking == []


def test_what_is_too_much_is_not_mended_by_adding(shapes: rdflib.Graph) -> None:
    """Whoever had two visions was told to state one: the help was that of what is missing."""
    removing = {
        "sv": ("a bort", "precis", "Slå ihop", "bli en"),
        "en": ("emove", "exactly", "Merge", "become one"),
    }
    at_most = [*shapes.subjects(SH.maxCount), *shapes.subjects(SH.qualifiedMaxCount)]
    assert len(at_most) > 15
    wrong = []
    for each in at_most:
        whole = shapes.value(predicate=SH.property, object=each)
        helps = list(shapes.objects(each, STYR.help)) or list(shapes.objects(whole, STYR.help))
        for text in (text for text in helps if isinstance(text, rdflib.Literal)):
            if not any(word in text for word in removing[str(text.language)]):
                wrong.append(str(text))
    assert wrong == []


def test_each_shape_is_named_after_its_rule(shapes: rdflib.Graph) -> None:
    for shape in node_shapes(shapes):
        assert str(shape).startswith(STYRSH)
        assert str(shape).removeprefix(STYRSH).split("-")[0] == str(shapes.value(shape, STYR.rule))


def test_each_constraint_has_messages_in_both_languages_with_the_same_places(
    shapes: rdflib.Graph,
) -> None:
    """Of a property shape, a SPARQL constraint, or the node shape itself."""
    lacking = []
    for shape in node_shapes(shapes):
        own = set(shapes.predicates(shape, None)) - NO_CONSTRAINT
        parts = [*shapes.objects(shape, SH.property), *shapes.objects(shape, SH.sparql)]
        for part in [*parts, *([shape] if own else [])]:
            messages = {language(x): Template("", str(x)) for x in shapes.objects(part, SH.message)}
            places = {tuple(sorted(template.names)) for template in messages.values()}
            if set(messages) != {"en", "sv"} or len(places) != 1:
                lacking.append((shape, shapes.value(part, SH.path), sorted(messages)))
        assert own or not list(shapes.objects(shape, SH.message)), f"{shape} speaks of nothing"
    assert lacking == []


def test_each_shape_has_a_severity_and_its_properties_have_the_same(shapes: rdflib.Graph) -> None:
    for shape in node_shapes(shapes):
        severity = shapes.value(shape, SH.severity)
        assert severity in (SH.Violation, SH.Warning), shape
        for part in shapes.objects(shape, SH.property):
            assert shapes.value(part, SH.severity) == severity, shapes.value(part, SH.path)


def test_each_sparql_constraint_states_what_it_reads_or_reads_only_the_thing_itself(
    shapes: rdflib.Graph,
) -> None:
    """An edit far from a thing is judged again where styr:reads says that it can matter."""
    silent = {
        str(shape).removeprefix(STYRSH)
        for shape, constraint in shapes.subject_objects(SH.sparql)
        if (constraint, STYR.reads, None) not in shapes
    }
    assert silent == {"R27-DeclaredTerms"}
