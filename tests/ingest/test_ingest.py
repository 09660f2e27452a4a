"""Ingest: what is read from files and folders, and where each thing is said to come from."""

import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, serialize

from ingest import READERS, ingest, loaded, read_contents
from ingest.rdf import imports
from ingest.source import Source
from kg.errors import FileUnreadable, SourceUnknown, SyntaxBroken, WorkbookRefused
from kg.names import (
    DATA_GRAPH,
    DCT,
    DEFAULT_BASE,
    ONTOLOGY_DIR,
    PROV,
    PROVENANCE_GRAPH,
    RDF,
    STYR,
)
from kg.rdf import FORMATS
from kg.worker import limited
from tests.ingest.books import book

EX = "https://example.org/kommun/"
KINDS = {"rdf": ".ttl, .trig, .nt, .nq, .rdf, .jsonld", "excel": ".xlsx"}


def titled(name: str) -> Quad:
    return Quad(NamedNode(EX + name), DCT.title, Literal(name), DATA_GRAPH)


def told(name: str, file: str) -> Quad:
    return Quad(NamedNode(EX + name), PROV.hadPrimarySource, Literal(file), PROVENANCE_GRAPH)


def write(path: Path, *names: str) -> Path:
    """A file with a title for each name, in the format of its ending."""
    triples = [titled(name).triple for name in names]
    path.write_bytes(serialize(triples, format=FORMATS[path.suffix.lower().lstrip(".")]))
    return path


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_of_every_kind(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"Plan 2026.{ending.upper()}", "a", "b")
    assert set(ingest([path])) == {
        titled("a"),
        titled("b"),
        told("a", path.name),
        told("b", path.name),
    }


@pytest.mark.parametrize("ending", ["xlsx", "xlsm"])
def test_a_workbook(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"Plan 2026.{ending.upper()}"
    path.write_bytes(book({"Aktiviteter": [["id"], [EX + "a"]]}))
    thing = NamedNode(EX + "a")
    assert list(ingest([path])) == [
        Quad(thing, RDF.type, STYR.Activity, DATA_GRAPH),
        told("a", path.name),
    ]


def test_an_old_workbook_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "plan.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1"))
    with pytest.raises(WorkbookRefused) as raised:
        list(ingest([path]))
    assert "(.xlsx)" in raised.value.message("sv")
    assert set(READERS) == {*FORMATS, "xlsx", "xlsm", "xls"}


def test_tables_are_read_last_since_they_refer_to_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book({"Aktiviteter": [["id", "Ansvarig"], ["a", "Nämnden"]]}))
    (tmp_path / "b.ttl").write_text(f"<urn:n> <{DCT.title.value}> 'Nämnden' .")
    quads = list(ingest([tmp_path]))
    thing = NamedNode(DEFAULT_BASE + "a")
    assert Quad(thing, STYR.responsible, NamedNode("urn:n"), DATA_GRAPH) in quads


def test_places_of_several_sources(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book({"Aktiviteter": [["id", "Titel"], ["a", "Läxhjälp"]]}))
    (tmp_path / "b.ttl").write_text("# b\n<urn:b> a <urn:c> .\n[] a <urn:c> .")
    quads, places = read_contents(loaded([tmp_path]))
    (blank,) = {str(q.subject.value) for q in quads if isinstance(q.subject, BlankNode)}
    asked = (DEFAULT_BASE + "a", "urn:b", blank, "urn:c")
    assert [places.of(iri, lang="en") for iri in asked] == [
        *("a.xlsx, sheet Aktiviteter, row 2", "b.ttl, line 2", "b.ttl", None),
    ]
    assert len(quads) == 6


def test_what_is_in_memory_is_read_without_opening_a_file() -> None:
    """As a server does with what somebody sends, in a process that can open nothing."""
    sources = [
        Source("a.ttl", b"<urn:a> a <urn:b> ."),
        Source("b.xlsx", book({"Aktiviteter": [["id", "Titel"], ["a", "Läxhjälp"]]})),
    ]
    here, _ = read_contents(sources)
    assert limited(lambda: read_contents(sources)[0], seconds=60, megabytes=500) == here
    assert len(here) == 5
    with pytest.raises(SourceUnknown):
        read_contents([Source("a.docx", b"")])


def test_after_warming_up_no_reader_opens_a_file() -> None:
    """In a fresh process: here everything has long been loaded."""
    code = f"""
import resource
from ingest import read_contents, warm_up
from ingest.source import Source
from kg.errors import StyrError
warm_up()
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
book = bytes.fromhex("{book({"Aktiviteter": [["id", "Titel"], ["a", "=1"]]}).hex()}")
xml = b'<?xml version="1.0" encoding="windows-1252"?><r/>'
sources = ("a.ttl", b"<a> a <b> ."), ("b.xlsx", book), ("c.rdf", xml), ("d.json", b"x")
for name, content in sources:
    try:
        quads, places = read_contents([Source(name, content)])
        print(places.of(quads[0].subject.value))
    except StyrError as problem:
        print(type(problem).__name__, len(problem.message("sv")) > 50)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines(), done.stderr) == (
        ["a.ttl, rad 1", "WorkbookBroken True", "SyntaxBroken True", "SyntaxBroken True"],
        "",
    )


def test_imports_are_named_and_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    term = "<http://www.w3.org/2002/07/owl#imports>"
    path.write_text(f"<urn:a> {term} <http://127.0.0.1:1/b>, <http://127.0.0.1:1/a> .")
    quads = list(ingest([path]))
    assert imports(quads) == ["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"]
    assert len(quads) == 3


def test_a_thing_in_two_files_has_two_sources(tmp_path: Path) -> None:
    files = [write(tmp_path / "a.ttl", "x", "y"), write(tmp_path / "b.nt", "y", "z")]
    assert list(ingest(files)) == [
        *(titled("x"), titled("y"), told("x", "a.ttl"), told("y", "a.ttl")),
        *(titled("y"), titled("z"), told("y", "b.nt"), told("z", "b.nt")),
    ]


def test_named_graphs_are_merged_and_only_named_things_have_sources(tmp_path: Path) -> None:
    path = tmp_path / "plan.trig"
    title = f"<{DCT.title.value}>"
    path.write_text(
        f"<urn:g> {{ <sak> {title} 'a' }} <{PROVENANCE_GRAPH.value}> {{ [] {title} 'b' }}"
    )
    first, second, source = ingest([path])
    thing = NamedNode(DEFAULT_BASE + "sak")
    assert first == Quad(thing, DCT.title, Literal("a"), DATA_GRAPH)
    assert isinstance(second.subject, BlankNode)
    assert (second.object, second.graph_name) == (Literal("b"), DATA_GRAPH)
    assert source == Quad(thing, PROV.hadPrimarySource, Literal("plan.trig"), PROVENANCE_GRAPH)


def test_a_folder_is_the_readable_files_in_it_in_order_of_name(tmp_path: Path) -> None:
    write(tmp_path / "b.ttl", "b")
    write(tmp_path / "a.nt", "a")
    (tmp_path / "README.md").write_text("# läs mig")
    (tmp_path / "ttl").write_text("inte RDF")
    (tmp_path / "~$plan.xlsx").write_text("Excel har den öppen")
    (tmp_path / ".gömd.ttl").write_text("inte RDF")
    (tmp_path / "under").mkdir()
    write(tmp_path / "under" / "c.ttl", "c")
    assert list(ingest([tmp_path])) == [
        *(titled("a"), told("a", "a.nt")),
        *(titled("b"), told("b", "b.ttl")),
    ]
    assert list(ingest([tmp_path / "under", tmp_path / "a.nt"])) == [
        *(titled("c"), told("c", "c.ttl")),
        *(titled("a"), told("a", "a.nt")),
    ]


def test_nothing_gives_nothing(tmp_path: Path) -> None:
    assert list(ingest([])) == list(ingest([tmp_path])) == []


@pytest.mark.parametrize("name", ["plan.docx", "plan", ".ttl", "plan.ttl.bak"])
def test_a_file_of_an_unknown_kind(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("x")
    with pytest.raises(SourceUnknown) as raised:
        list(ingest([path]))
    assert raised.value.params == {"name": name, **KINDS}
    assert "varken Excel eller RDF" in raised.value.message("sv")


@pytest.mark.parametrize("name", ["saknas.ttl", "saknas.docx", "saknad-mapp"])
def test_what_is_not_there(tmp_path: Path, name: str) -> None:
    """A missing folder was said to have an unknown format."""
    with pytest.raises(FileUnreadable) as raised:
        list(ingest([tmp_path / name]))
    assert raised.value.params == {"path": tmp_path / name, "reason": "No such file or directory"}


def test_a_folder_that_may_not_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(FileUnreadable) as raised:
        list(ingest([tmp_path]))
    assert raised.value.params == {"path": tmp_path, "reason": "Permission denied"}


def test_a_broken_file_in_a_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.ttl", "a")
    (tmp_path / "b.ttl").write_text("fel")
    quads = ingest([tmp_path])
    assert [next(quads), next(quads)] == [titled("a"), told("a", "a.ttl")]
    with pytest.raises(SyntaxBroken) as raised:
        next(quads)
    assert raised.value.params["path"] == str(tmp_path / "b.ttl")


def test_everything_shipped_says_which_file_it_came_from() -> None:
    quads = list(ingest([ONTOLOGY_DIR / "pitea"]))
    data = {quad for quad in quads if quad.graph_name == DATA_GRAPH}
    sources = {(q.subject, q.object) for q in quads if q.graph_name == PROVENANCE_GRAPH}
    assert {thing for thing, _ in sources} == {
        quad.subject for quad in data if isinstance(quad.subject, NamedNode)
    }
    vision = NamedNode(DEFAULT_BASE + "pitea/vision")
    assert {source for thing, source in sources if thing == vision} == {Literal("system.ttl")}
    files = {path.name for path in (ONTOLOGY_DIR / "pitea").glob("*.ttl")}
    assert {source.value for _, source in sources if isinstance(source, Literal)} == files
