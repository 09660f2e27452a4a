"""Validation: what goes in and what comes out.

The rules themselves are tested in ``tests/ontology/test_shapes.py``, the engines beside this file.
"""

import pickle
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import quick
from kg.errors import FileUnreadable, QueryRefused, ShapesBroken, SyntaxBroken, TooLarge
from kg.names import GRAPH
from kg.results import Report
from kg.validation import validate
from tests.kg.conftest import EX, ShapesFile, Turtle, change


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


# -- what comes out -----------------------------------------------------------------------------


def test_a_whole_result(base: ox.Store) -> None:
    change(base, remove='ex:varde-2030 styr:year "2030"^^xsd:gYear .')
    change(base, remove="ex:indikator-intern styr:target ex:varde-2030 .")
    change(
        base,
        add="ex:indikator-intern styr:target ex:utfall-2030 . ex:utfall-2030 "
        'a styr:IndicatorValue ; styr:value 74 ; styr:year "2030"^^xsd:gYear .',
    )
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


def test_the_strategy_that_it_leads_to_may_be_the_internal_one(base: ox.Store) -> None:
    change(base, add='ex:insats-intern styr:validFrom "x" . ex:insats styr:validFrom "x" .')
    strategies = {
        result.focus.iri.removeprefix(EX): result.strategy and result.strategy.iri.removeprefix(EX)
        for result in validate(base).results
    }
    assert strategies == {"insats-intern": "strategi-intern", "insats": "strategi"}


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
    assert validate(base).version_of_shapes == "0.2.0"
    nameless = shapes_file("ex:Empty a sh:NodeShape ; sh:targetNode ex:enhet .")
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


@pytest.mark.parametrize("problem", [ChildProcessError("gone"), TooLarge(megabytes=1)])
def test_pyshacl_takes_over_when_the_quick_engine_fails(
    base: ox.Store,
    problem: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    change(base, add="ex:aktivitet styr:titl 1 .")
    expected = validate(base)

    def fail(*_: object) -> None:
        raise problem

    monkeypatch.setattr(quick, "find_in", fail)
    report = validate(base)
    assert (expected.engine, report.engine) == ("shacl-rust", "pySHACL")
    assert report.results == expected.results != ()
    assert "pySHACL takes over" in caplog.text


def test_pyshacl_does_it_all_where_the_quick_engine_is_not_installed(
    base: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "shacl_rust", None)
    assert validate(base).engine == "pySHACL"


@pytest.mark.parametrize(
    "shapes",
    [
        'ex:S sh:targetNode ex:enhet ; sh:property [ sh:path dct:title ; sh:pattern "(((" ] .',
        'ex:S sh:targetNode ex:enhet ; sh:property [ sh:path dct:title ; sh:minCount "x" ] .',
        "ex:S a sh:NodeShape .",
    ],
    ids=["pattern", "count", "no target"],
)
def test_shapes_that_cannot_be_used_are_named(
    base: ox.Store, shapes_file: ShapesFile, shapes: str
) -> None:
    with pytest.raises(ShapesBroken) as problem:
        validate(base, extra_shapes=[shapes_file(shapes)])
    assert problem.value.message("sv").startswith("De egna reglerna (SHACL) går inte att använda: ")


def test_what_has_no_vision_is_said_to_be_a_part(base: ox.Store, turtle: Turtle) -> None:
    part = validate(turtle('ex:x foaf:name "En del"@sv .'))
    assert (part.conforms, part.has_vision, validate(base).has_vision) == (True, False, True)
