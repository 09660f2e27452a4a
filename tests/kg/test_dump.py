"""Dumps: parsed back they are the graph, to the letter and in every format."""

from __future__ import annotations

import gzip
import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from kg import dump
from kg.counts import statistics
from kg.dump import ENDINGS, GRAPHS, Dumps, Source
from kg.dump_file import FORMATS, NO_DISK, NO_WORDS, Unsayable, main, write
from kg.errors import DumpImpossible, FolderNotWritable, PartMissing, VersionUnknown
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DERIVED_GRAPH, ONTOLOGY_GRAPH, RDF, XSD
from kg.rdf import in_graph, sorted_nquads
from kg.versions import GRAPH_FILES, VersionStore

EX = "http://example.org/"
NAMED = [ending for ending, form in FORMATS.items() if form.supports_datasets]
UNITED = [ending for ending in FORMATS if ending not in NAMED]
laws = settings(
    deadline=None,
    database=None,
    derandomize=True,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

iris = st.sampled_from([NamedNode(EX + name) for name in ("a", "b", "räksmörgås", "c/d#e")])
blanks = st.sampled_from([BlankNode("x"), BlankNode("y")])
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
literals = st.one_of(
    texts.map(Literal),
    st.tuples(texts, st.sampled_from(["sv", "en-gb"])).map(lambda p: Literal(p[0], language=p[1])),
    st.sampled_from(["1", "01", "1.50", "true"]).flatmap(
        lambda v: st.sampled_from([XSD.integer, XSD.decimal, XSD.boolean, XSD.gYear]).map(
            lambda kind: Literal(v, datatype=kind)
        )
    ),
)
triples = st.builds(
    Triple,
    st.one_of(iris, blanks),
    st.sampled_from([NamedNode(EX + name) for name in ("p", "påverkar", "ns#q")]),
    st.one_of(iris, blanks, literals),
)
graphs = st.dictionaries(
    st.sampled_from([DATA_GRAPH, DERIVED_GRAPH, ONTOLOGY_GRAPH]), st.sets(triples, max_size=8)
)


def quads_of(content: dict[NamedNode, set[Triple]]) -> list[Quad]:
    """Blank nodes of different graphs are different ones, as in a version."""

    def apart(term: object, graph: NamedNode) -> object:
        if isinstance(term, BlankNode):
            return BlankNode(term.value + graph.value.rsplit("/", 1)[-1])
        return term

    return [
        Quad(apart(t.subject, g), t.predicate, apart(t.object, g), g)  # type: ignore[arg-type]
        for g, said in content.items()
        for t in said
    ]


def canonical(quads: object) -> list[str]:
    dataset = Dataset(quads)  # type: ignore[arg-type]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def files(folder: Path, quads: list[Quad]) -> list[Path]:
    """A version's files, as `kg.versions` writes them."""
    paths = []
    for graph in GRAPHS:
        path = folder / f"{graph.value.rsplit('/', 1)[-1]}.nq"
        path.write_bytes(sorted_nquads(quad for quad in quads if quad.graph_name == graph))
        paths.append(path)
    return paths


def read(path: Path, ending: str) -> list[Quad]:
    return list(parse(path.read_bytes(), FORMATS[ending], rename_blank_nodes=True))


@laws
@given(graphs)
def test_parsed_back_it_is_the_graph(tmp_path: Path, content: dict[NamedNode, set[Triple]]) -> None:
    quads, out = quads_of(content), tmp_path / "out"
    sources = files(tmp_path, quads)
    union = canonical({in_graph(quad, DefaultGraph()) for quad in quads})
    for ending in FORMATS:
        write(ending, out, sources)
        expected = canonical(quads) if ending in NAMED else union
        assert canonical(read(out, ending)) == expected, ending


@laws
@given(graphs)
def test_the_statements_of_the_union_are_as_many_as_are_counted(
    tmp_path: Path, content: dict[NamedNode, set[Triple]]
) -> None:
    """A store tells no 01 from 1, so numbers are left out."""
    plain = (XSD.string, RDF.langString)
    quads = [
        quad
        for quad in quads_of(content)
        if not isinstance(quad.object, Literal) or quad.object.datatype in plain
    ]
    store = Store()
    store.bulk_extend(quads)
    write("nt", tmp_path / "out", files(tmp_path, quads))
    lines = (tmp_path / "out").read_bytes().count(b"\n")
    assert statistics(GovernanceGraph(store)).triples == lines


@laws
@given(graphs)
def test_equal_graphs_give_equal_bytes(
    tmp_path: Path, content: dict[NamedNode, set[Triple]]
) -> None:
    quads, out, again = quads_of(content), tmp_path / "out", tmp_path / "again"
    for ending in ENDINGS:
        write(ending, out, files(tmp_path, quads))
        write(ending, again, files(tmp_path, quads[::-1]))
        assert out.read_bytes() == again.read_bytes(), ending
        if ending.endswith(".gz"):
            write(ending.removesuffix(".gz"), again, files(tmp_path, quads))
            assert gzip.decompress(out.read_bytes()) == again.read_bytes()


def test_a_statement_of_two_graphs_is_there_once_where_graphs_are_united(tmp_path: Path) -> None:
    said = Triple(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal("å"))
    quads = [Quad(*said, graph) for graph in (DATA_GRAPH, DERIVED_GRAPH)]
    sources = files(tmp_path, quads)
    for ending in UNITED:
        write(ending, tmp_path / "out", sources)
        assert len(read(tmp_path / "out", ending)) == 1, ending
    write("nq", tmp_path / "out", sources)
    assert (tmp_path / "out").read_text() == "".join(f"{quad} .\n" for quad in quads)


@pytest.mark.parametrize(
    "triple",
    [
        Triple(NamedNode(EX + "a"), NamedNode(EX + "1"), Literal("a")),
        Triple(NamedNode(EX + "a"), NamedNode(EX), Literal("a")),
        Triple(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal("a\x01")),
    ],
)
def test_what_rdf_xml_cannot_say_is_refused_and_never_written_wrongly(
    tmp_path: Path, triple: Triple, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = files(tmp_path, [Quad(*triple, DATA_GRAPH)])
    with pytest.raises(Unsayable, match=EX):
        write("rdf", tmp_path / "out", sources)
    arguments = ["rdf.gz", str(tmp_path / "out"), *map(str, sources)]
    assert (main(arguments), capsys.readouterr().out) == (NO_WORDS, f"{triple}\n")
    assert main(["ttl", *arguments[1:]]) == 0
    assert read(tmp_path / "out", "ttl") == [Quad(*triple)]


def test_a_full_disk_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nq", str(tmp_path / "none" / "out")]) == NO_DISK
    assert capsys.readouterr().out == "2\nNo such file or directory\n"


# --- the folder of dumps ---


def published(folder: Path, quads: list[Quad]) -> VersionStore:
    versions = VersionStore(folder)
    versions.publish(quads, publisher="test", note="", report={})
    return versions


def triple(number: int) -> Quad:
    return Quad(NamedNode(f"{EX}{number}"), NamedNode(EX + "p"), Literal("ö"), DATA_GRAPH)


def test_every_version_has_its_own_dump_in_every_format(tmp_path: Path) -> None:
    published(tmp_path, [triple(1)])
    versions = published(tmp_path, [triple(2), triple(3)])
    dumps = Dumps(tmp_path)
    for number in (1, 2):
        source = dumps.published(number)
        told = [
            quad
            for name in GRAPH_FILES
            for quad in parse(versions.content(number, name), RdfFormat.N_QUADS)
        ]
        assert source.filename("ttl.gz") == f"styrkompassen-version-{number}.ttl.gz"
        assert source.etag("nq") != source.etag("ttl")
        for ending in FORMATS:
            expected = set(told)
            if ending in UNITED:
                expected = {in_graph(quad, DefaultGraph()) for quad in expected}
            path = dumps.file(source, ending)
            assert canonical(read(path, ending)) == canonical(expected), ending
            packed = dumps.file(source, ending + ".gz").read_bytes()
            assert gzip.decompress(packed) == path.read_bytes()
            assert dumps.checksum(source, ending)[0] == path.stat().st_size
    with pytest.raises(VersionUnknown):
        dumps.published(3)


def test_the_source_is_the_same_until_another_version_has_that_number(tmp_path: Path) -> None:
    published(tmp_path / "a", [triple(1)])
    published(tmp_path / "b", [triple(2)])
    keys = [Dumps(tmp_path / name).published(1).key for name in "aab"]
    assert keys[0] == keys[1] != keys[2]


def test_an_unpublished_graph_is_dumped_like_a_version(tmp_path: Path) -> None:
    graph = GovernanceGraph.from_quads([triple(1)])
    dumps = Dumps(tmp_path)
    source = dumps.unpublished(graph)
    assert (source.number, source.filename("nq")) == (0, "styrkompassen.nq")
    assert source == dumps.unpublished(graph)
    assert canonical(read(dumps.file(source, "trig"), "trig")) == canonical(set(graph.store))


def test_a_finished_dump_is_not_written_again(tmp_path: Path) -> None:
    published(tmp_path, [triple(1)])
    dumps = Dumps(tmp_path)
    source = dumps.published(1)
    path = dumps.file(source, "nt")
    path.write_bytes(b"as it was")
    os.utime(path, (1, 1))
    assert dumps.file(source, "nt").read_bytes() == b"as it was"
    assert path.stat().st_mtime > 1  # it was used now


def test_the_least_lately_used_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "KEPT", 2)
    published(tmp_path, [triple(1)])
    dumps = Dumps(tmp_path)
    source = dumps.published(1)
    for age, ending in enumerate(("nq", "nt", "ttl")):
        os.utime(dumps.file(source, ending), (age, age))
    dumps.file(source, "trig")
    kept = sorted(path.suffix for path in (tmp_path / "dumps").iterdir())
    assert kept == [".trig", ".ttl"]


def test_what_a_format_cannot_hold_is_told_with_the_statement(tmp_path: Path) -> None:
    said = Quad(NamedNode(EX + "a"), NamedNode(EX + "1"), Literal("a"), DATA_GRAPH)
    published(tmp_path, [said])
    dumps = Dumps(tmp_path)
    with pytest.raises(DumpImpossible) as caught:
        dumps.file(dumps.published(1), "rdf")
    assert caught.value.params == {"format": "rdf", "statement": str(said.triple)}
    assert list((tmp_path / "dumps").iterdir()) == []  # nothing half written is left


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    published(tmp_path, [triple(1)])
    (tmp_path / "dumps").write_text("a file")
    dumps = Dumps(tmp_path)
    with pytest.raises(FolderNotWritable):
        dumps.file(dumps.published(1), "nq")


def test_files_that_are_gone_are_told(tmp_path: Path) -> None:
    source = Source(1, "key", (tmp_path / "gone.nq",))
    with pytest.raises(PartMissing) as caught:
        Dumps(tmp_path).file(source, "nq")
    assert caught.value.params == {"path": tmp_path, "part": Path("gone.nq")}


def test_the_graphs_of_a_dump_are_those_of_a_version(tmp_path: Path) -> None:
    names = [f"{graph.value.rsplit('/', 1)[-1]}.nq" for graph in GRAPHS]
    assert sorted(names) == sorted(GRAPH_FILES)
    published(tmp_path, [triple(1)])
    manifest = json.loads(VersionStore(tmp_path).content(1, "manifest.json"))
    assert set(names) < set(manifest["files"])
    write("nq", tmp_path / "out", list(Dumps(tmp_path).published(1).files))
    lines = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    graphs_in_order = [line.rsplit(" ", 2)[-2] for line in lines]
    changes = [b for a, b in pairwise([None, *graphs_in_order]) if a != b]
    assert changes == [str(graph) for graph in GRAPHS if str(graph) in changes]
