"""Versions as named graphs: found in a query, and what is in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from kg.derived import derive
from kg.errors import PartChanged, VersionsTooMany, VersionUnknown
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DERIVED_GRAPH, GRAPH, QUERY_PREFIXES
from kg.versions import VersionStore
from kg.versions_as_graphs import MOST, graph_of, named_in, only_version, with_versions

from .conftest import Turtle

V = GRAPH.base + "version-"
FIRST = 'ex:v a styr:Vision ; dct:title "Ett"@sv . ex:s a styr:Strategy ; styr:towards ex:v .'
SECOND = 'ex:v a styr:Vision ; dct:title "Två"@sv .'


@pytest.mark.parametrize(
    ("texts", "known", "found"),
    [
        (["SELECT * { GRAPH graph:version-2 { ?s ?p ?o } }"], [1, 2, 3], (2,)),
        ([f"SELECT * FROM <{V}3> FROM NAMED <{V}1> {{ }}"], [1, 2, 3], (1, 3)),
        (["SELECT * { }", f"{V}2"], [1, 2], (2,)),
        (["graph:version-10 graph:version-1"], [1, 10], (1, 10)),
        (["graph:version-1 graph:version-1"], [1], (1,)),
        (["graph:version-9"], [1, 2], ()),
        (["graph:version-0 graph:version-01"], [0, 1], ()),
        (["graph:version-1x graph:version-1-2 graph:version-"], [1, 2], ()),
        (["subversion-1 :version-2"], [1, 2], (2,)),
        (["graph:version-" + "9" * 50], [1], ()),
        ([], [1], ()),
        (["SELECT * { }"], [1], ()),
    ],
)
def test_named_in_a_query(texts: list[str], known: list[int], found: tuple[int, ...]) -> None:
    assert named_in(texts, known) == found


def test_too_many_are_refused_rather_than_left_out() -> None:
    text = " ".join(f"graph:version-{n}" for n in range(1, MOST + 2))
    assert named_in([text], range(1, MOST + 1)) == tuple(range(1, MOST + 1))
    with pytest.raises(VersionsTooMany) as raised:
        named_in([text], range(1, MOST + 2))
    assert raised.value.params == {"count": MOST + 1, "most": MOST}


def test_which_there_are_is_only_asked_when_some_are_named() -> None:
    def read() -> Iterator[int]:
        raise AssertionError
        yield 1

    assert named_in(["SELECT * { GRAPH graph:data { } }"], read()) == ()


def test_the_iri_of_a_version() -> None:
    assert graph_of(12) == "https://w3id.org/styrkompass/graph/version-12"
    assert graph_of(12).startswith(graph_of(None))


@pytest.fixture
def folder(tmp_path: Path, turtle: Turtle) -> Path:
    """Two versions."""
    versions = VersionStore(tmp_path)
    for text in (FIRST, SECOND):
        versions.publish(turtle(text), publisher="P", note="", report={})
    return tmp_path


def contents(store: Store, graph: NamedNode) -> set[str]:
    return {str(quad.triple) for quad in store.quads_for_pattern(None, None, None, graph)}


def test_what_is_in_them(folder: Path, turtle: Turtle) -> None:
    current = VersionStore(folder).load().store
    before = len(current)
    together = with_versions(current, folder, (1, 2))
    assert len(current) == before
    for number, text in ((1, FIRST), (2, SECOND)):
        alone = Store()
        alone.extend(GovernanceGraph.from_quads(turtle(text)).store)
        expected = contents(alone, DATA_GRAPH) | contents(alone, DERIVED_GRAPH)
        assert contents(together, NamedNode(graph_of(number))) == expected
        assert {str(q.triple) for q in derive(alone)} <= expected
    names = {name.value for name in current.named_graphs()}
    assert {n.value for n in together.named_graphs()} == names | {graph_of(1), graph_of(2)}
    for name in names:
        assert contents(together, NamedNode(name)) == contents(current, NamedNode(name))


def test_a_query_compares_them(folder: Path) -> None:
    current = VersionStore(folder).load().store
    result = with_versions(current, folder, (1, 2)).query(
        "SELECT ?a ?b { GRAPH graph:version-1 { ?v dct:title ?a } "
        "GRAPH graph:version-2 { ?v dct:title ?b } }",
        prefixes=QUERY_PREFIXES,
    )
    assert isinstance(result, QuerySolutions)
    assert [(row["a"].value, row["b"].value) for row in result] == [("Ett", "Två")]


def test_one_version_as_it_was(folder: Path) -> None:
    old = only_version(folder, 1)
    assert contents(old, DATA_GRAPH) == contents(VersionStore(folder).load(1).store, DATA_GRAPH)
    assert len(contents(old, DATA_GRAPH)) == 4


def test_versions_that_cannot_be_read(folder: Path) -> None:
    current = VersionStore(folder).load().store
    with pytest.raises(VersionUnknown):
        with_versions(current, folder, (3,))
    place = folder / "versions" / "000001" / "data.nq"
    place.chmod(0o644)
    place.write_bytes(place.read_bytes() + b"<urn:a> <urn:b> <urn:c> .\n")
    with pytest.raises(PartChanged):
        with_versions(current, folder, (1,))
    with pytest.raises(PartChanged):
        only_version(folder, 1)
