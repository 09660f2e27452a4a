"""RDF Patch: what is written is read, and applied to the old it gives the new exactly."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from kg.errors import SyntaxBroken
from kg.names import DATA_GRAPH, DCT, STYR, XSD
from kg.patch import Patch, between, canonical, read_patch, to_text
from kg.rdf import sorted_nquads

EX = "https://example.org/kommun/"
A, B, C = (NamedNode(EX + name) for name in "abc")

IRIS = st.sampled_from([A, B, C])
BLANKS = st.sampled_from([BlankNode(name) for name in "xyz"])
LITERALS = st.one_of(
    st.builds(Literal, st.text()),
    st.builds(Literal, st.text(), language=st.sampled_from(["sv", "en-GB"])),
    st.builds(Literal, st.text(), datatype=IRIS),
)
GRAPHS = st.sampled_from([DATA_GRAPH, DefaultGraph()])
QUADS = st.sets(st.builds(Quad, IRIS | BLANKS, IRIS, IRIS | BLANKS | LITERALS, GRAPHS), max_size=12)


def titled(title: str, graph: NamedNode | DefaultGraph = DATA_GRAPH) -> Quad:
    return Quad(A, DCT.title, Literal(title, language="sv"), graph)


@given(QUADS, QUADS)
@settings(max_examples=150, deadline=None)
def test_applied_to_the_old_it_gives_the_new(before: set[Quad], after: set[Quad]) -> None:
    patch = between(before, after)
    read = read_patch(to_text(patch).encode(), name="p")
    assert (read.removed, read.added) == (patch.removed, patch.added)
    assert read.apply(canonical(before)) == canonical(after)
    assert sorted_nquads(read.apply(canonical(before))) == sorted_nquads(after)
    assert patch.inverted().apply(canonical(after)) == canonical(before)


@given(QUADS)
def test_no_difference_is_an_empty_patch(quads: set[Quad]) -> None:
    renamed = {name: BlankNode() for name in "xyz"}
    again = [
        Quad(*(renamed[t.value] if isinstance(t, BlankNode) else t for t in q.triple), q.graph_name)
        for q in quads
    ]
    assert between(quads, again) == Patch()


def test_a_whole_patch_as_text() -> None:
    patch = between(
        [titled("gammal"), titled("kvar")], [titled("kvar"), titled("ny\n”x”")], note="å"
    )
    assert to_text(patch) == (
        'H note "å" .\n'
        "TX .\n"
        f'D <{EX}a> <http://purl.org/dc/terms/title> "gammal"@sv <{DATA_GRAPH.value}> .\n'
        f'A <{EX}a> <http://purl.org/dc/terms/title> "ny\\n”x”"@sv <{DATA_GRAPH.value}> .\n'
        "TC .\n"
    )


def test_what_others_write_is_read() -> None:
    """Prefixes, comments, blank nodes in angle brackets, several transactions, one aborted."""
    text = f"""
    # från rdf-delta
    H id <uuid:0686c69d> .
    H previous "x y" .
    TX .
    PA "ex" <{EX}> .
    PA dct: "http://purl.org/dc/terms/" .
    A ex:a dct:title "ex:inte . ett prefix"@sv .
    A ex:a dct:relation <_:b7> <{DATA_GRAPH.value}> .
    A _:b8 dct:relation ex:c .
    TC .
    TX .
    A <{EX}b> <{EX}b> <{EX}b> .
    TA .
    TX .
    D ex:a dct:title "ex:inte . ett prefix"@sv .
    A ex:a dct:date "2026-01-01"^^<{XSD.date.value}>.
    A ex:b dct:date "x" .
    D ex:b dct:date "x" .
    TC .
    """
    patch = read_patch(text.encode(), name="p")
    date = Literal("2026-01-01", datatype=XSD.date)
    assert patch == Patch(
        removed=frozenset(
            {
                Quad(A, DCT.title, Literal("ex:inte . ett prefix", language="sv")),
                Quad(B, DCT.date, Literal("x")),
            }
        ),
        added=frozenset(
            {
                Quad(A, DCT.relation, BlankNode("b7"), DATA_GRAPH),
                Quad(BlankNode("b8"), DCT.relation, C),
                Quad(A, DCT.date, date),
            }
        ),
        header={"id": "uuid:0686c69d", "previous": "x y"},
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("TX .\nA <a:a> <a:b> <a:c> .\n", 2),
        ("TX .\nTX .\nTC .\n", 2),
        ("TC .\n", 1),
        ("X <a:a> <a:b> <a:c> .\n", 1),
        (".\n", 1),
        ("TX .\n\nA <a:a> <a:b> .\nTC .\n", 3),
        ("A <a:a> <a:b> <a:c> .\nA ex:a <a:b> <a:c> .\n", 2),
    ],
    ids=["no end", "two begun", "none begun", "unknown", "a dot", "two terms", "no prefix"],
)
def test_a_broken_patch_is_named_with_its_line(text: str, line: int) -> None:
    with pytest.raises(SyntaxBroken) as raised:
        read_patch(text.encode(), name="ändring.rdfp")
    assert raised.value.params["path"] == "ändring.rdfp"
    assert f"rad {line}" in raised.value.message("sv")
    assert f"line {line}" in raised.value.message("en")


@given(st.binary())
@settings(max_examples=200, deadline=None)
def test_garbage_is_refused_or_read_and_never_crashes(content: bytes) -> None:
    patch = Patch()
    with suppress(SyntaxBroken):
        patch = read_patch(b'TX .\nA <a:a> <a:b> "' + content + b'" .\nTC .\n', name="p")
    assert patch.removed == frozenset()


def test_two_statements_in_one_row_are_refused() -> None:
    with pytest.raises(SyntaxBroken):
        read_patch(b"A <a:a> <a:b> <a:c> . <a:d> <a:e> <a:f> .\n", name="p")


def test_the_last_row_about_a_statement_counts() -> None:
    row = f"<{EX}a> {STYR.status} <{EX}b>"
    patch = read_patch(f"D {row} .\nA {row} .\n".encode(), name="p")
    assert patch == Patch(added=frozenset({Quad(A, STYR.status, B)}))
