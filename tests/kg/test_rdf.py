"""Reading and writing RDF: the same triples from every format, errors that name the place."""

import os
import socket
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from kg.errors import DiskFull, FileUnreadable, FolderNotWritable, FormatUnknown, SyntaxBroken
from kg.names import DATA_GRAPH, DCT, DEFAULT_BASE, XSD
from kg.rdf import FORMATS, format_named, parse_quads, read_file, sorted_nquads, write_rdf

EX = "https://example.org/kommun/"
A, B = NamedNode(EX + "a"), NamedNode(EX + "b")
TRIPLES = {
    Triple(A, DCT.title, Literal('Läx"hjälp"\n\\', language="sv")),
    Triple(A, DCT.date, Literal("2026-01-02", datatype=XSD.date)),
    Triple(A, DCT.relation, B),
    Triple(B, DCT.title, Literal("b & <c>")),
}


def triples(quads: Iterator[Quad]) -> set[Triple]:
    return {quad.triple for quad in quads}


# -- formats ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_reads_the_same_triples(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"plan.{ending.upper()}"
    content = serialize(TRIPLES, format=FORMATS[ending])
    for written in (content, BOM_UTF8 + content):
        path.write_bytes(written)
        assert triples(read_file(path)) == TRIPLES
        assert {quad.graph_name for quad in read_file(path)} == {DefaultGraph()}
        assert {quad.graph_name for quad in read_file(path, DATA_GRAPH)} == {DATA_GRAPH}
    other = tmp_path / "plan.txt"
    other.write_bytes(content)
    assert triples(read_file(str(other), format_name=ending)) == TRIPLES


HAND_WRITTEN = {
    "ttl": "<a> <http://purl.org/dc/terms/title> 'Läxhjälp'@sv .",
    "trig": "<urn:g> { <a> <http://purl.org/dc/terms/title> 'Läxhjälp'@sv }",
    "rdf": """<?xml version="1.0"?>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="a"><title xmlns="http://purl.org/dc/terms/" xml:lang="sv"
        >Läxhjälp</title></rdf:Description></rdf:RDF>""",
    "jsonld": """{
        "@context": {"title": {"@id": "http://purl.org/dc/terms/title", "@language": "sv"}},
        "@id": "a", "title": "Läxhjälp"}""",
}


@pytest.mark.parametrize("ending", HAND_WRITTEN)
def test_relative_iris_belong_to_our_base(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"plan.{ending}"
    path.write_text(HAND_WRITTEN[ending], encoding="utf-8")
    title = Literal("Läxhjälp", language="sv")
    assert triples(read_file(path)) == {Triple(NamedNode(DEFAULT_BASE + "a"), DCT.title, title)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ttl", RdfFormat.TURTLE),
        (".TTL", RdfFormat.TURTLE),
        (" nq ", RdfFormat.N_QUADS),
        ("text/turtle", RdfFormat.TURTLE),
        ("text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/n-quads", RdfFormat.N_QUADS),
        ("application/trig", RdfFormat.TRIG),
    ],
)
def test_names_of_formats(name: str, expected: RdfFormat) -> None:
    assert format_named(name) == expected


@pytest.mark.parametrize("name", ["", "docx", "text/html", "turtle2"])
def test_an_unknown_format(tmp_path: Path, name: str) -> None:
    known = "json, jsonld, nq, nt, owl, rdf, trig, ttl, turtle, xml"
    with pytest.raises(FormatUnknown) as raised:
        format_named(name)
    assert raised.value.params == {"name": name or "(tomt)", "known": known}
    with pytest.raises(FormatUnknown):
        read_file(tmp_path / "plan.docx")


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "plan.ttl"
    path.write_text("_:x <urn:p> _:x .")
    first, second = (next(read_file(path)) for _ in range(2))
    assert first.subject == first.object
    assert first.subject != second.subject


# -- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "content", "line"),
    [
        ("ttl", "<urn:a> <urn:b> <urn:c> .\n\n<urn:a> <urn:b .", 3),
        ("trig", "<urn:g> {\n<urn:a> oops <urn:c> }", 2),
        ("nt", "<urn:a> <urn:b> <urn:c> .\nfel .\n", 2),
        ("nq", "<urn:a> <urn:b> <urn:c> <urn:d> <urn:e> .", 1),
        ("jsonld", '{"@id": "urn:a",\n "urn:b": }', 2),
        ("rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<a>\n</b>', 3),
        ("ttl", "<urn:a> <urn:b> '\ud800' .", 1),
    ],
)
def test_a_syntax_error_names_the_file_and_the_line(
    tmp_path: Path, ending: str, content: str, line: int
) -> None:
    """For XML it did not name the line."""
    path = tmp_path / f"plan.{ending}"
    path.write_bytes(content.encode(errors="surrogatepass"))
    with pytest.raises(SyntaxBroken) as raised:
        list(read_file(path))
    assert raised.value.params["path"] == str(path)
    assert f"line {line}" in str(raised.value.params["reason"])
    assert raised.value.message("sv").startswith(f"{path} ")


def test_xml_that_is_well_formed_and_still_no_rdf() -> None:
    content = b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<r:li/></r:RDF>'
    with pytest.raises(SyntaxBroken) as raised:
        list(parse_quads(content, RdfFormat.RDF_XML, name="plan"))
    assert str(raised.value.params["reason"]) == (
        "the parser expected something else (it says: Invalid property element tag name: "
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#li)."
    )


def test_xml_that_ends_too_early_is_not_half_read() -> None:
    """Oxigraph gave what came before and no error."""
    content = b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<a xmlns="urn:"/>'
    with pytest.raises(SyntaxBroken) as raised:
        next(parse_quads(content, RdfFormat.RDF_XML, name="plan"))
    assert str(raised.value.params["reason"]).startswith("line 2, column 18: an element is not")


def test_what_comes_before_the_error_is_given_first() -> None:
    quads = parse_quads(b"<urn:a> <urn:b> <urn:c> .\nfel", RdfFormat.N_TRIPLES, name="plan")
    iris = [NamedNode(f"urn:{letter}") for letter in "abc"]
    assert next(quads).triple == Triple(iris[0], iris[1], iris[2])
    with pytest.raises(SyntaxBroken):
        next(quads)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "mapp.ttl"
    folder.mkdir()
    for path, reason in (
        (tmp_path / "saknas.ttl", "No such file or directory"),
        (folder, "Is a directory"),
    ):
        with pytest.raises(FileUnreadable) as raised:
            read_file(path)
        assert raised.value.params == {"path": path, "reason": reason}


@pytest.mark.parametrize("key", ["@context", "nested", "imported"])
def test_a_remote_context_is_refused_and_never_fetched(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    def call(*_: object, **__: object) -> None:
        raise AssertionError("something called out")

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        remote = f'"http://127.0.0.1:{server.getsockname()[1]}/context.jsonld"'
        content = {
            "@context": f'{{"@context": {remote}, "name": "x"}}',
            "nested": f'{{"@context": [{{"@vocab": "urn:"}}, {remote}], "name": "x"}}',
            "imported": f'{{"@context": {{"@version": 1.1, "@import": {remote}}}, "name": "x"}}',
        }[key]
        with monkeypatch.context() as patched:
            patched.setattr(socket.socket, "connect", call)
            patched.setattr(socket, "getaddrinfo", call)
            with pytest.raises(SyntaxBroken) as raised:
                list(parse_quads(content.encode(), RdfFormat.JSON_LD, name="plan.jsonld"))
        with pytest.raises(TimeoutError):
            server.accept()
    told = str(raised.value.params["reason"])
    assert f"{remote[1:-1]} would have to be fetched from the network, which is never done" in told
    shown, marks = told.split("\n")[2:4]
    assert remote.startswith(shown[marks.index("^") : len(marks)].rstrip("…"))
    assert set(marks.strip()) == {"^"}


# -- writing ------------------------------------------------------------------------------------

NODES = st.sampled_from([A, B, *(BlankNode(name) for name in "wxyz")])
QUADS = st.lists(
    st.builds(
        Quad,
        NODES,
        st.sampled_from([DCT.relation, DCT.title]),
        NODES | st.builds(Literal, st.text(), language=st.sampled_from([None, "sv"])),
        st.sampled_from([DATA_GRAPH, DefaultGraph(), BlankNode("w")]),
    ),
    max_size=8,
)


@given(QUADS, st.randoms(use_true_random=False), st.permutations("wxyz"))
@settings(max_examples=200, deadline=None)
def test_order_repetition_and_blank_node_names_do_not_matter(
    quads: list[Quad], chance: object, names: list[str]
) -> None:
    fresh = dict(zip("wxyz", names, strict=True))

    def renamed(term: object) -> object:
        return BlankNode("n" + fresh[term.value]) if isinstance(term, BlankNode) else term

    other = [Quad(*map(renamed, quad)) for quad in (*quads, *quads[:2])]  # type: ignore[arg-type]
    chance.shuffle(other)  # type: ignore[attr-defined]
    written = sorted_nquads(quads)
    assert sorted_nquads(other) == written
    lines = written.decode().split("\n")[:-1]
    assert lines == sorted(set(lines))
    assert len(lines) == len(set(quads))
    read = list(parse(written, RdfFormat.N_QUADS))
    assert sorted_nquads(read) == written


@given(st.text(), st.sampled_from([None, "sv"]))
@settings(max_examples=150, deadline=None)
def test_every_text_comes_back_as_it_was(text: str, language: str | None) -> None:
    quad = Quad(A, DCT.title, Literal(text, language=language), DATA_GRAPH)
    assert list(parse(sorted_nquads([quad]), RdfFormat.N_QUADS)) == [quad]


def test_different_shapes_of_blank_nodes_differ() -> None:
    x, y = BlankNode("x"), BlankNode("y")
    circle = [Quad(x, DCT.relation, y), Quad(y, DCT.relation, x)]
    loops = [Quad(x, DCT.relation, x), Quad(y, DCT.relation, y)]
    assert sorted_nquads(circle) != sorted_nquads(loops)


def test_whole_nquads() -> None:
    quads = [Quad(B, DCT.title, Literal("ö\n")), Quad(A, DCT.relation, BlankNode(), DATA_GRAPH)]
    assert sorted_nquads([*quads, *quads]).decode() == (
        f"<{EX}a> <http://purl.org/dc/terms/relation> _:c14n0 <{DATA_GRAPH.value}> .\n"
        f'<{EX}b> <http://purl.org/dc/terms/title> "ö\\n" .\n'
    )
    assert sorted_nquads([]) == b""


def test_turtle_is_written_sorted(tmp_path: Path) -> None:
    path = tmp_path / "ut.ttl"
    for order in (sorted(TRIPLES, key=str), sorted(TRIPLES, key=str, reverse=True)):
        write_rdf(path, order, {"dct": DCT.base, "ex": EX})
        lines = path.read_text("utf-8").splitlines()
        assert set(lines[:2]) == {f"@prefix dct: <{DCT.base}> .", f"@prefix ex: <{EX}> ."}
        assert lines[2:] == [
            'ex:a dct:date "2026-01-02"^^<http://www.w3.org/2001/XMLSchema#date> ;',
            "\tdct:relation ex:b ;",
            '\tdct:title "Läx\\"hjälp\\"\\n\\\\"@sv .',
            'ex:b dct:title "b & <c>" .',
        ]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "ut.ttl"
    path.write_text("# gammal")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(DiskFull) as raised:
        write_rdf(path, TRIPLES, {})
    assert raised.value.params == {"path": path}
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("ut.ttl", "# gammal")]


def test_a_file_in_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderNotWritable):
        write_rdf(tmp_path / "saknas" / "ut.ttl", TRIPLES, {})
