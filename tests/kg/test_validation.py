"""Validation: what goes in, what comes out, and the traps of pySHACL that it goes around.

The rules themselves are tested in ``tests/ontology/test_shapes.py``.
"""

import logging
import pickle
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl.graph_abstraction import OxigraphDataGraph

from kg.errors import FileUnreadable, QueryRefused, SyntaxBroken
from kg.names import GRAPH
from kg.rdf import read_file
from kg.validation import Report, validate

ShapesFile = Callable[..., Path]
RULES = Path(__file__).parent.parent / "ontology" / "rules"
EX = "https://example.org/kommun/"
PREFIXES = f"""
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <{EX}> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
@prefix status: <https://w3id.org/styrkompass/concept/status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture
def base() -> ox.Store:
    store = ox.Store()
    store.extend(read_file(RULES / "base.ttl"))
    return store


def change(store: ox.Store, *, remove: str = "", add: str = "") -> ox.Store:
    for quad in ox.parse(PREFIXES + remove, format=ox.RdfFormat.TURTLE):
        assert quad in store
        store.remove(quad)
    store.extend(ox.parse(PREFIXES + add, format=ox.RdfFormat.TURTLE))
    return store


@pytest.fixture
def shapes_file(tmp_path: Path) -> ShapesFile:
    def write(turtle: str, name: str = "egna.ttl") -> Path:
        path = tmp_path / name
        path.write_text(PREFIXES + turtle, encoding="utf-8")
        return path

    return write


def found(report: Report) -> list[tuple[str, str]]:
    return [(result.rule, result.focus.iri.removeprefix(EX)) for result in report.results]


# -- what goes in -------------------------------------------------------------------------------


def test_the_store_given_is_not_changed(base: ox.Store) -> None:
    before = set(base)
    validate(base)
    assert set(base) == before


def test_data_in_any_graph_is_seen(base: ox.Store) -> None:
    store = ox.Store()
    for number, quad in enumerate(sorted(base, key=str)):
        graph = GRAPH[f"part-{number % 3}"]
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    assert validate(store).results == ()


def test_an_empty_store_breaks_nothing() -> None:
    report = validate(ox.Store())
    assert (report.conforms, report.results) == (True, ())


def test_shapes_replace_the_shipped_ones_and_extra_shapes_are_added(
    base: ox.Store, shapes_file: ShapesFile
) -> None:
    change(base, remove="ex:aktivitet styr:status status:ongoing .")
    own = shapes_file("""
        ex:HasDescription a sh:NodeShape ; sh:targetNode ex:enhet ;
            sh:property [ sh:path dct:description ; sh:minCount 1 ; sh:severity sh:Info ] .""")
    assert found(validate(base)) == [("R21", "aktivitet")]
    assert found(validate(base, own)) == [("HasDescription", "enhet")]
    assert found(validate(base, own.parent)) == [("HasDescription", "enhet")]
    assert found(validate(base, extra_shapes=[own])) == [
        ("R21", "aktivitet"),
        ("HasDescription", "enhet"),
    ]


def test_shapes_that_cannot_be_read(
    base: ox.Store, shapes_file: ShapesFile, tmp_path: Path
) -> None:
    with pytest.raises(FileUnreadable):
        validate(base, extra_shapes=[tmp_path / "saknas.ttl"])
    with pytest.raises(SyntaxBroken):
        validate(base, extra_shapes=[shapes_file("ex:a ex:b")])


def test_shapes_that_would_call_out_are_refused(base: ox.Store, shapes_file: ShapesFile) -> None:
    calling = shapes_file("""
        ex:Calling a sh:NodeShape ; sh:targetClass styr:Activity ;
            sh:sparql [ sh:message "x"@sv ;
                sh:select "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" ] .
    """)
    with pytest.raises(QueryRefused):
        validate(base, extra_shapes=[calling])


# -- the traps of pySHACL 0.40 on Oxigraph ------------------------------------------------------


def test_no_triple_is_counted(base: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """pySHACL's truth tests ran COUNT over the store each time: 50 s instead of 0.6 s."""

    def count(self: object, context: object = None) -> int:
        raise AssertionError("the whole store was counted")

    monkeypatch.setattr(OxigraphDataGraph, "__len__", count)
    assert validate(base).results == ()


def test_plain_strings_of_shapes_equal_plain_strings_of_data(
    base: ox.Store, shapes_file: ShapesFile
) -> None:
    """467 false sh:in results instead of 5 were reported before the shapes were retyped."""
    strings = shapes_file("""
        ex:Strings a sh:NodeShape ; sh:targetNode ex:indikator ;
            sh:property [ sh:path styr:unitOfMeasure ; sh:in ( "procent" "antal" ) ] ;
            sh:property [ sh:path styr:unitOfMeasure ; sh:hasValue "procent" ] ;
            sh:property [ sh:path dct:title ; sh:languageIn ( "sv" ) ] .""")
    assert validate(base, strings).results == ()
    wrong = shapes_file(
        """
        ex:Wrong a sh:NodeShape ; sh:targetNode ex:indikator ;
            sh:property [ sh:path styr:unitOfMeasure ; sh:in ( "antal" ) ] .""",
        "wrong.ttl",
    )
    assert found(validate(base, wrong)) == [("Wrong", "indikator")]


def test_text_where_a_thing_should_be_is_a_finding_and_not_a_crash(base: ox.Store) -> None:
    """Oxigraph refuses a literal as subject with a TypeError."""
    change(base, add='ex:program styr:collaboratesWith "Idrottsföreningen"@sv .')
    (result,) = validate(base).results
    assert (result.rule, result.path, result.value) == (
        "R28",
        "styr:collaboratesWith",
        "Idrottsföreningen",
    )


def test_an_impossible_date_is_a_finding_and_not_a_traceback(
    base: ox.Store, caplog: pytest.LogCaptureFixture
) -> None:
    change(base, add='ex:vision styr:validFrom "2026-13-14"^^xsd:date .')
    with caplog.at_level(logging.WARNING):
        assert found(validate(base)) == [("R28", "vision")]
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
    (result,) = validate(base, shapes).results
    assert result.message == {"sv": "Året 2030 är för sent.", "en": "The year 2030 is too late."}


# -- what comes out -----------------------------------------------------------------------------


def test_a_whole_result(base: ox.Store) -> None:
    change(base, remove='ex:varde-2030 styr:year "2030"^^xsd:gYear .')
    change(base, remove="ex:indikator-intern styr:target ex:varde-2030 .")
    change(base, add="ex:indikator-intern styr:target ex:varde-2027 .")
    (result,) = validate(base).results
    styr = "https://w3id.org/styrkompass/ns#"
    assert (result.rule, result.severity) == ("R17", "violation")
    assert result.shape == "https://w3id.org/styrkompass/shapes#R17-NumberAndYear"
    assert result.focus.iri == EX + "varde-2030"
    assert result.focus.type == styr + "IndicatorValue"
    assert result.focus.kind == {"sv": "Indikatorvärde", "en": "Indicator value"}
    assert result.focus.title == {
        "sv": "Indikatorvärde: Andel som känner sig trygga",
        "en": "Indicator value: Andel som känner sig trygga",
    }
    assert (result.path, result.value) == ("styr:year", None)
    assert result.component == "MinCountConstraintComponent"
    assert result.message["sv"] == "Indikatorvärdet saknar år. Ange det med styr:year."
    assert result.message["en"] == "The indicator value has no year. State it with styr:year."
    assert set(result.help) == {"sv", "en"}
    assert result.owner is not None
    assert result.owner.iri == EX + "forvaltning"
    assert result.owner.title == {"sv": "Förvaltningen", "en": "Förvaltningen"}


def test_the_owner_is_responsible_for_it_or_for_what_is_above(base: ox.Store) -> None:
    untitled = ("aktivitet", "insats", "uppfoljning", "enhet", "insats-intern", "vision")
    change(base, add="".join(f'ex:{name} styr:validFrom "x" . ' for name in untitled))
    owners = {
        result.focus.iri.removeprefix(EX): result.owner and result.owner.iri.removeprefix(EX)
        for result in validate(base).results
    }
    assert owners == {
        "aktivitet": "enhet",
        "uppfoljning": "enhet",
        "insats": "forvaltning",
        "enhet": "enhet",
        "insats-intern": None,
        "vision": None,
    }


def test_results_are_sorted_and_counted(base: ox.Store) -> None:
    change(base, remove="ex:behov styr:identifiedIn ex:undersokning .")
    change(base, remove="ex:program dct:source ex:stycke . ex:insats dct:source ex:stycke .")
    change(base, remove="ex:aktivitet styr:status status:ongoing .")
    change(base, remove='ex:enhet dct:title "Biblioteket"@sv .')
    report = validate(base)
    assert found(report) == [
        ("R21", "aktivitet"),
        ("R26", "enhet"),
        ("R06", "behov"),
        ("R29", "insats"),
        ("R29", "program"),
    ]
    assert report.summary == {
        "violation": 2,
        "warning": 3,
        "info": 0,
        "rules": {"R06": 1, "R21": 1, "R26": 1, "R29": 2},
    }
    assert not report.conforms
    assert report.ms > 0


def test_warnings_alone_conform(base: ox.Store) -> None:
    report = validate(change(base, remove="ex:program dct:source ex:stycke ."))
    assert (report.conforms, len(report.results)) == (True, 1)


def test_version_of_shapes(base: ox.Store, shapes_file: ShapesFile) -> None:
    assert validate(base).version_of_shapes == "0.1.0"
    nameless = shapes_file("ex:Empty a sh:NodeShape .")
    assert validate(base, nameless).version_of_shapes.startswith("sha256:")


def test_a_shape_that_is_not_ours_is_named_and_its_words_serve_both_languages(
    base: ox.Store, shapes_file: ShapesFile
) -> None:
    own = shapes_file("""
        ex:Kort a sh:NodeShape ; sh:targetNode ex:enhet ;
            sh:property [ sh:path dct:title ; sh:maxLength 3 ; sh:message "För lång titel." ] .""")
    (result,) = validate(base, own).results
    assert (result.rule, result.shape, result.help) == ("Kort", EX + "Kort", {})
    assert result.message == {"sv": "För lång titel.", "en": "För lång titel."}


def test_a_report_can_be_sent_between_processes(base: ox.Store) -> None:
    report = validate(change(base, remove="ex:program dct:source ex:stycke ."))
    copy = pickle.loads(pickle.dumps(report))
    assert copy == report
    assert len(copy.graph) == len(report.graph)
