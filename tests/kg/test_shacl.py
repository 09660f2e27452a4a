"""The reference engine: each trap of pySHACL that it goes around is guarded here."""

import logging
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.graph_abstraction import OxigraphDataGraph

from kg.findings import Finding
from kg.names import STYRSH
from kg.shacl import Reference
from kg.shapes import Shapes, shipped
from kg.validation import working_store
from tests.kg.conftest import EX, ShapesFile, change
from tests.ontology.conftest import BAD_CASES, example


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference(shipped())


@pytest.fixture(scope="module")
def broken() -> ox.Store:
    """A municipality that breaks nearly every rule."""
    return working_store(example(*BAD_CASES))


def own(path: Path) -> Reference:
    return Reference(Shapes.read([path]))


def breaches(findings: set[Finding]) -> set[tuple[str, str, str | None]]:
    """(rule, thing, path) of each."""
    return {
        (shipped().rule(each.shape), each.focus.value.removeprefix(EX), each.path)
        for each in findings
    }


def test_no_triple_is_counted(
    base: ox.Store, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pySHACL's truth tests ran COUNT over the store each time: 50 s instead of 0.6 s."""

    def count(self: object, context: object = None) -> int:
        raise AssertionError("the whole store was counted")

    monkeypatch.setattr(OxigraphDataGraph, "__len__", count)
    assert reference.find(working_store(base)) == set()


def test_plain_strings_of_shapes_equal_plain_strings_of_data(
    base: ox.Store, shapes_file: ShapesFile
) -> None:
    """467 false sh:in results instead of 5 were reported before the shapes were retyped."""
    strings = shapes_file("""
        ex:Strings a sh:NodeShape ; sh:targetNode ex:indikator ;
            sh:property [ sh:path styr:unitOfMeasure ; sh:in ( "procent" "antal" ) ] ;
            sh:property [ sh:path styr:unitOfMeasure ; sh:hasValue "procent" ] ;
            sh:property [ sh:path dct:title ; sh:languageIn ( "sv" ) ] .""")
    assert own(strings).find(base) == set()
    wrong = shapes_file("""
        ex:Wrong a sh:NodeShape ; sh:targetNode ex:indikator ;
            sh:property [ sh:path styr:unitOfMeasure ; sh:in ( "antal" ) ] .""")
    assert breaches(own(wrong).find(base)) == {("Wrong", "indikator", "styr:unitOfMeasure")}


def test_text_where_a_thing_should_be_is_a_finding_and_not_a_crash(
    base: ox.Store, reference: Reference
) -> None:
    """Oxigraph refuses a literal as subject with a TypeError."""
    change(base, add='ex:program styr:collaboratesWith "Idrottsföreningen"@sv .')
    (finding,) = reference.find(working_store(base))
    assert (finding.shape, finding.path, finding.value) == (
        STYRSH["R28-DevelopmentProgramme"].value,
        "styr:collaboratesWith",
        ox.Literal("Idrottsföreningen", language="sv"),
    )


def test_an_impossible_date_is_a_finding_and_not_a_traceback(
    base: ox.Store, reference: Reference, caplog: pytest.LogCaptureFixture
) -> None:
    change(base, add='ex:vision styr:validFrom "2026-13-14"^^xsd:date .')
    with caplog.at_level(logging.WARNING):
        found = breaches(reference.find(working_store(base)))
    assert found == {("R28", "vision", "styr:validFrom")}
    assert caplog.records == []


def test_messages_of_sparql_constraints_keep_their_language(
    base: ox.Store, shapes_file: ShapesFile
) -> None:
    shapes = shapes_file('''
        ex:Late a sh:NodeShape ; sh:targetNode ex:varde-2030 ;
            sh:sparql [
                sh:message "Året {?value} är för sent."@sv , "The year {?value} is too late."@en ;
                sh:select """SELECT $this ?value
                    WHERE { $this <https://w3id.org/styrkompass/ns#year> ?value }""" ] .
    ''')
    (finding,) = own(shapes).find(base)
    assert finding.bindings == (
        ("en", "The year {?value} is too late.", (("value", "2030"),)),
        ("sv", "Året {?value} är för sent.", (("value", "2030"),)),
    )


@pytest.mark.parametrize(
    "title", ["Mapp C:\\1\\g<0>", "\\", "{?value}", "{$this}", 'Citat " och ”', "Två\nrader", "$1"]
)
def test_a_title_with_marks_of_re_is_filled_in_as_it_stands(
    title: str, base: ox.Store, reference: Reference
) -> None:
    """pySHACL fills in with re.sub, in which a backslash is a command."""
    literal = ox.Literal(title, language="sv")
    for name in ("behov-1", "behov-2"):
        change(base, add=f"ex:{name} a styr:Need ; dct:title {literal} .")
    found = reference.find(working_store(base))
    said = {dict(values)["value"] for each in found for _, _, values in each.bindings}
    assert {each.focus.value.removeprefix(EX) for each in found} == {"behov-1", "behov-2"}
    assert said == {title}


def test_pyshacl_is_left_as_it_was(base: ox.Store, reference: Reference) -> None:
    theirs = ConstraintComponent._format_sparql_based_result_message
    level = logging.getLogger("rdflib.term").level
    reference.find(working_store(base))
    assert ConstraintComponent._format_sparql_based_result_message is theirs
    assert logging.getLogger("rdflib.term").level == level


def test_the_store_is_not_changed(broken: ox.Store, reference: Reference) -> None:
    before = set(broken)
    assert reference.find(broken)
    assert set(broken) == before


def test_focus_nodes_of_each_shape_give_what_they_give_among_all(
    broken: ox.Store, reference: Reference
) -> None:
    """pySHACL's own ``focus_nodes`` drops results of shapes with nested shapes."""
    everything = reference.find(broken)
    assert len({shipped().rule(each.shape) for each in everything}) > 20
    for name in shipped().targeted:
        some = sorted(reference.targets(broken, name), key=str)[::2]
        expected = {each for each in everything if each.shape == name and each.focus in some}
        assert reference.find(broken, {name: some}) == expected


def test_targets_are_found_through_subclasses_and_both_ends_of_properties(
    base: ox.Store, reference: Reference
) -> None:
    store = working_store(change(base, add='ex:enhet styr:validTo "2999-01-01"^^xsd:date .'))

    def targets(name: str) -> set[str]:
        found = reference.targets(store, STYRSH[name].value)
        return {str(each.value).removeprefix(EX) for each in found}

    assert targets("R07-OneVision") == {"strategi", "strategi-intern"}
    assert targets("R25-EndAfterBegin") == {"period", "enhet"}
    assert targets("R19-GroupCovered") == {"koncern"}


@pytest.mark.parametrize(
    ("thing", "path", "literal"),
    [
        ("stycke", "styr:verbatim", '"nej"^^xsd:boolean'),
        ("varde-2030", "styr:value", '"1e3"^^xsd:decimal'),
        ("varde-2030", "styr:value", '"NaN"^^xsd:decimal'),
    ],
)
def test_a_literal_is_judged_as_it_is_written(
    thing: str, path: str, literal: str, base: ox.Store, reference: Reference
) -> None:
    """rdflib reads "nej" as false, with a warning, and Python takes 1e3 for a decimal."""
    store = change(base, add=f"ex:{thing} {path} {literal} .")
    written = {
        (each.path, str(each.value).partition("^^")[0])
        for each in reference.find(working_store(store))
        if each.value is not None
    }
    assert (path, literal.partition("^^")[0]) in written


def test_a_link_to_itself_is_the_value_of_its_result(base: ox.Store, reference: Reference) -> None:
    change(base, add="ex:stycke dct:isPartOf ex:stycke .")
    values = {
        each.path: each.value
        for each in reference.find(working_store(base))
        if each.path is not None
    }
    assert values == {"dct:isPartOf": ox.NamedNode(EX + "stycke")}
