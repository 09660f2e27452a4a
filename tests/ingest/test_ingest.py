"""Ingest: what is read from files and folders, and where each thing is said to come from."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, serialize

from ingest import READERS, ingest
from kg.errors import FileUnreadable, FormatUnknown, SyntaxBroken
from kg.names import DATA_GRAPH, DCT, DEFAULT_BASE, ONTOLOGY_DIR, PROV, PROVENANCE_GRAPH
from kg.rdf import FORMATS

EX = "https://example.org/kommun/"
KNOWN = "json, jsonld, nq, nt, owl, rdf, trig, ttl, turtle, xml"


def titled(name: str) -> Quad:
    return Quad(NamedNode(EX + name), DCT.title, Literal(name), DATA_GRAPH)


def told(name: str, file: str) -> Quad:
    return Quad(NamedNode(EX + name), PROV.hadPrimarySource, Literal(file), PROVENANCE_GRAPH)


def write(path: Path, *names: str) -> Path:
    """A file with a title for each name, in the format of its ending."""
    triples = [titled(name).triple for name in names]
    path.write_bytes(serialize(triples, format=FORMATS[path.suffix.lower().lstrip(".")]))
    return path


@pytest.mark.parametrize("ending", READERS)
def test_a_file_of_every_kind(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"Plan 2026.{ending.upper()}", "a", "b")
    assert set(ingest([path])) == {
        titled("a"),
        titled("b"),
        told("a", path.name),
        told("b", path.name),
    }


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
    with pytest.raises(FormatUnknown) as raised:
        list(ingest([path]))
    assert raised.value.params == {"name": name, "known": KNOWN}


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
