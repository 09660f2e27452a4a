"""The same of every store: what is published is what is there, all of it or nothing of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import NothingPublished, StoreDiffers, StoreTaken, VersionUnknown
from kg.names import DATA_GRAPH, DCT, PROVENANCE_GRAPH, RDF, STYR, XSD
from kg.rdf import sorted_nquads
from kg.stores.base import Store
from kg.stores.packing import PIECE
from kg.stores.shared import SharedVersions
from kg.versions import MANIFEST, Version, VersionStore

EX = "https://example.org/kommun/"


def hard(title: str = "Rubrik") -> list[Quad]:
    """What servers write in ways of their own, and what is large."""
    thing, blank = NamedNode(EX + "sak/åäö"), BlankNode("x")
    values = [
        Literal(title, language="sv"),
        Literal("Heading", language="en-GB"),
        Literal("”Citat”, 'citat', \"citat\", \\ och\nrad\ttabb\r\n😀 \u200f\u0645\u0631"),
        Literal("bakåt \\u0041 och $ { } <b>&amp;</b> %s"),
        Literal(""),
        Literal("1250000.0", datatype=XSD.decimal),
        Literal("0.10", datatype=XSD.decimal),
        Literal("007", datatype=XSD.integer),
        Literal("1.50E3", datatype=XSD.double),
        Literal("true", datatype=XSD.boolean),
        Literal("0", datatype=XSD.boolean),
        Literal("2026-11-29", datatype=XSD.date),
        Literal("2026-11-29+01:00", datatype=XSD.date),
        Literal("2026-11-29T10:00:00.50+01:00", datatype=XSD.dateTime),
        Literal("2050", datatype=XSD.gYear),
        Literal("lång text 😀 " * 20_000, language="sv"),
    ]
    quads = [Quad(thing, NamedNode(f"{EX}p{n}"), value) for n, value in enumerate(values)]
    quads += [
        Quad(thing, RDF.type, STYR.Activity),
        Quad(thing, DCT.relation, blank),
        Quad(blank, DCT.title, Literal("blank", language="sv")),
        Quad(blank, DCT.relation, BlankNode("y")),
        Quad(BlankNode("y"), DCT.title, Literal("blank", language="sv")),
    ]
    told = Quad(BlankNode("z"), DCT.title, Literal("en annan nod"), PROVENANCE_GRAPH)
    return [Quad(q.subject, q.predicate, q.object, DATA_GRAPH) for q in quads] + [told]


def copy(store: Store, folder: Path) -> SharedVersions:
    """One of the servers that share ``store``, as it is after a look."""
    versions = SharedVersions(folder, store)
    versions.refresh()
    return versions


def publish(versions: SharedVersions, title: str = "Rubrik") -> Version:
    return versions.publish(hard(title), publisher="prov", note="Åäö 😀", report={"conforms": True})


def fetched(versions: SharedVersions) -> dict[int, list[str]]:
    """Which files of each version the folder has."""
    folders = sorted((versions.folder / "versions").iterdir())
    return {int(each.name): sorted(file.name for file in each.iterdir()) for each in folders}


def test_nothing_is_published_in_a_new_store(store: Store, tmp_path: Path) -> None:
    assert (store.newest(), store.manifests(), store.versions()) == (0, {}, [])
    with pytest.raises(NothingPublished):
        store.current()
    with pytest.raises(VersionUnknown):
        store.content(1)
    with pytest.raises(NothingPublished):
        copy(store, tmp_path / "a").current()
    assert store.health().well


def test_what_is_published_by_one_is_loaded_by_another_to_the_letter(
    store: Store, tmp_path: Path
) -> None:
    one = copy(store, tmp_path / "a")
    version = publish(one)
    other = copy(store, tmp_path / "b")
    assert (version.number, other.current(), store.current()) == (1, version, version)
    assert store.versions() == other.all() == [version]
    names = ["data.nq", "derived.nq", "ontology.nq", "provenance.nq", "report.json", "shapes.nq"]
    assert sorted(other.files(1)) == names
    for name in [*names, MANIFEST]:
        assert other.content(1, name) == one.content(1, name), name
    assert store.content(1)["data.nq"] == one.content(1, "data.nq")
    assert sorted_nquads(other.load().store) == sorted_nquads(one.load().store)
    assert sorted_nquads(other.quads(1)) == sorted_nquads(hard())
    data = [quad for quad in store.load(1) if quad.graph_name == DATA_GRAPH]
    assert sorted_nquads(data) == one.content(1, "data.nq")
    assert b'"1250000.0"^^' in one.content(1, "data.nq")
    assert len(one.content(1, "ontology.nq")) > PIECE


def test_versions_and_rollback_are_followed(store: Store, tmp_path: Path) -> None:
    one, other = copy(store, tmp_path / "a"), copy(store, tmp_path / "b")
    first = publish(one, "Ett")
    other.follow()
    second = publish(other, "Två")
    one.follow()
    third = one.publish(
        one.quads(1), publisher="prov", note="åter", report={"conforms": True}, restores=1
    )
    other.follow()
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert one.all() == other.all() == store.versions() == [first, second, third]
    assert (third.restores, third.data_sha256) == (1, first.data_sha256)
    assert (second.added, second.removed) == (1, 1)
    late = copy(store, tmp_path / "c")
    assert late.current() == third
    assert fetched(late) == {1: [MANIFEST], 2: [MANIFEST], 3: [MANIFEST]}
    assert sorted_nquads(late.quads(2)) == sorted_nquads(hard("Två"))
    assert [name for name, files in fetched(late).items() if len(files) > 1] == [2]
    assert (late.fetch_next(), len(fetched(late)[3]), len(fetched(late)[1])) == (True, 7, 1)
    late.complete()
    assert late.fetch_next() is False
    late.verify(1)
    late.verify(3)


def test_a_folder_that_was_there_before_fills_an_empty_store(store: Store, tmp_path: Path) -> None:
    alone = VersionStore(tmp_path / "a")
    for title in ("Ett", "Två"):
        alone.publish(hard(title), publisher="prov", note="", report={})
    assert copy(store, tmp_path / "a").all() == store.versions() == alone.all()
    assert copy(store, tmp_path / "b").load().number == 2


def test_two_who_publish_the_same_number_do_not_write_over_each_other(
    store: Store, tmp_path: Path
) -> None:
    one = copy(store, tmp_path / "a")
    first = publish(one, "Ett")
    stranger = VersionStore(tmp_path / "b")
    stranger.publish(hard("Annat"), publisher="prov", note="", report={})
    names = [*stranger.files(1), MANIFEST]
    content = {name: stranger.content(1, name) for name in names}
    with pytest.raises(StoreTaken):
        store.publish(1, content)
    assert store.versions() == [first]
    assert store.content(1)["data.nq"] == one.content(1, "data.nq")
    store.publish(1, store.content(1))
    with pytest.raises(StoreDiffers):
        SharedVersions(tmp_path / "b", store).refresh()


def test_two_who_publish_at_the_same_moment_leave_one_whole_version(
    store: Store, tmp_path: Path
) -> None:
    """Each wrote the other's graphs over, and what was published had the files of both."""
    copies = [copy(store, tmp_path / name) for name in "abc"]
    start = threading.Barrier(len(copies))

    def go(number: int) -> Version | None:
        start.wait()
        try:
            return publish(copies[number], f"Titel {number}")
        except StoreTaken:
            return None

    with ThreadPoolExecutor(len(copies)) as pool:
        made = [each for each in pool.map(go, range(len(copies))) if each]
    for each in copies:
        each.refresh()
    numbers = [version.number for version in made]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert store.versions() == sorted(made, key=lambda version: version.number)
    late = copy(store, tmp_path / "late")
    late.complete()
    for number in numbers:
        late.verify(number)
    assert [each.all() for each in copies] == [late.all()] * len(copies)
