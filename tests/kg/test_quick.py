"""The quick engine finds what the reference engine finds, and gives way where it cannot.

Each example and Piteå's mutations go through both in ``tests/ontology``.
"""

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg import quick
from kg.findings import Finding
from kg.names import DCT, RDF, SH, STYR, STYRSH, XSD
from kg.shacl import Reference
from kg.shapes import Shapes, shipped, uri
from kg.validation import validate, working_store
from tests.kg.conftest import EX, ShapesFile, change
from tests.ontology import conftest as examples

TEXTS = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from('\\{}?$"”’<>\n\t&å'))
THINGS = [ox.NamedNode(EX + "behov-1"), ox.BlankNode("b2")]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference(shipped())


def same(reference: Reference, store: ox.Store) -> set[Finding]:
    """What both find."""
    found = quick.find(shipped(), store)
    assert reference.find(store) == found
    return found


def test_on_a_graph_that_breaks_nearly_every_rule(reference: Reference) -> None:
    found = same(reference, working_store(examples.example(*examples.BAD_CASES)))
    assert len({shipped().rule(each.shape) for each in found}) > 20


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example(text='C:\\1\\g<0> {?value} $1 "citat" ”. Ge en av dem')
@example(text='"1"^^<x:y>')
@example(text="<http://example.org/>")
@example(text="")
@given(text=TEXTS)
def test_any_title_is_told_alike_and_as_it_stands(text: str, reference: Reference) -> None:
    """In a message with a place for it; the second thing has no IRI."""
    title = ox.Literal(text, language="sv")
    quads = [ox.Quad(each, RDF.type, STYR.Need) for each in THINGS]
    quads += [ox.Quad(each, DCT.title, title) for each in THINGS]
    found = same(reference, working_store(quads))
    assert {(each.shape, each.focus, each.value) for each in found} == {
        (STYRSH["R26-TitleOfItsOwn"].value, each, title) for each in THINGS
    }
    report = validate(quads)
    for result in report.results:
        assert f"har också titeln ”{text}”. Ge" in result.message["sv"]
        assert f"has the title ”{text}”. Give" in result.message["en"]


DATATYPES = [XSD.decimal, XSD.integer, XSD.gYear, XSD.date, XSD.dateTime, XSD.string, XSD.boolean]
LITERALS = [STYR.value, STYR.year, STYR.validFrom, STYR.validTo, STYR.horizonYear, STYR.verbatim]
WRITTEN = ["2024", "-7", "12.50", "1e3", "NaN", "2024-02-30", "2024-02-29", "+0012", " 5 ", "true"]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(TEXTS, max_size=5), datatype=st.sampled_from(DATATYPES))
def test_any_literal_is_judged_alike(
    texts: list[str], datatype: ox.NamedNode, reference: Reference
) -> None:
    """As number, year, date and truth value, on things of every class that has them."""
    store = working_store(())
    classes = (STYR.Indicator, STYR.IndicatorValue, STYR.Vision, STYR.Passage)
    for number, text in enumerate([*WRITTEN, *texts]):
        node = ox.NamedNode(f"{EX}sak-{number}")
        store.extend(ox.Quad(node, RDF.type, each) for each in classes)
        literal = ox.Literal(text, datatype=datatype)
        store.extend(ox.Quad(node, each, literal) for each in LITERALS)
        store.extend(ox.Quad(node, each, node) for each in (STYR.baseline, STYR.target))
    same(reference, store)


# -- which engine -------------------------------------------------------------------------------


def test_shipped_shapes_are_for_the_quick_engine_and_others_for_the_reference(
    base: ox.Store, shapes_file: ShapesFile
) -> None:
    change(base, remove="ex:aktivitet styr:status status:ongoing .")
    own = shapes_file("ex:Own a sh:NodeShape ; sh:targetNode ex:enhet ; sh:class styr:Unit .")
    reports = [
        validate(base),
        validate(base, engine="quick"),
        validate(base, engine="reference"),
        validate(base, extra_shapes=[own]),
    ]
    assert [each.engine for each in reports] == ["shacl-rust", "shacl-rust", "pySHACL", "pySHACL"]
    assert [result.rule for result in reports[0].results] == ["R21"]
    assert [each.results for each in reports] == [reports[0].results] * 4


@pytest.mark.parametrize("problem", [RuntimeError("x"), ValueError("x"), ChildProcessError("x")])
def test_pyshacl_takes_over_when_the_quick_engine_fails(
    problem: Exception, base: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(shapes: Shapes, data: bytes) -> set[Finding]:
        raise problem

    monkeypatch.setattr(quick, "find_in", fail)
    report = validate(change(base, remove="ex:aktivitet styr:status status:ongoing ."))
    assert (report.engine, len(report.results)) == ("pySHACL", 1)


def test_pyshacl_takes_over_where_the_quick_engine_is_not_installed(
    base: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quick.available()
    monkeypatch.setattr(quick, "shacl_rust", None)
    assert not quick.available()
    report = validate(change(base, remove="ex:aktivitet styr:status status:ongoing ."))
    assert (report.engine, len(report.results)) == ("pySHACL", 1)


# -- constructs on which it is known to differ ----------------------------------------------------


def test_our_shapes_have_no_sequence_within_an_alternative_path() -> None:
    graph = shipped().graph
    for choice in graph.objects(None, uri(SH.alternativePath)):
        for part in graph.items(choice):
            assert (part, rdflib.RDF.first, None) not in graph


def test_what_our_shapes_ask_of_links_with_nested_shapes_is_alike_of_texts(
    base: ox.Store, reference: Reference
) -> None:
    """A text in the place of every thing that a nested shape is asked about."""
    paths = {path for path in nested_paths(shipped().graph) if isinstance(path, rdflib.URIRef)}
    assert {path.rsplit("#")[-1] for path in paths} == {
        "responsible",
        "partnerKind",
        "collaboratesWith",
        "appliesTo",
    }
    for path in paths:
        for quad in list(base.quads_for_pattern(None, ox.NamedNode(path), None)):
            base.add(ox.Quad(quad.subject, quad.predicate, ox.Literal("text", language="sv")))
    assert len(same(reference, working_store(base))) > len(paths)


def nested_paths(graph: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    for nesting in (SH.node, SH.qualifiedValueShape):
        for holder in graph.subjects(uri(nesting), None):
            path = graph.value(holder, uri(SH.path))
            assert path is not None
            yield path
