"""Drafts: every acknowledged edit is kept, nothing else is, and names stay in their folder."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.drafts import DEFAULT, DraftStore, Edit, Head
from kg.errors import (
    DiskFull,
    DraftDamaged,
    DraftExists,
    DraftNameWrong,
    DraftUnknown,
    EditUnknown,
    FolderDamaged,
    FolderNotWritable,
    NothingPublished,
    SyntaxBroken,
    VersionUnknown,
)
from kg.names import DATA_GRAPH, DCT, PROV, PROVENANCE_GRAPH
from kg.rdf import sorted_nquads
from kg.versions import VersionStore

A = NamedNode("https://example.org/kommun/a")
QUADS = [
    Quad(A, DCT.title, Literal("Läxhjälp\n", language="sv"), DATA_GRAPH),
    Quad(A, DCT.relation, BlankNode(), DATA_GRAPH),
    Quad(A, PROV.hadPrimarySource, Literal("plan.ttl"), PROVENANCE_GRAPH),
]


def titled(*titles: str) -> list[Quad]:
    return [Quad(A, DCT.title, Literal(title), DATA_GRAPH) for title in titles]


def held(drafts: DraftStore, name: str = "a") -> list[str]:
    return sorted(quad.object.value for quad in drafts.read(name))


def counts(edits: list[Edit]) -> list[tuple[int, int, int]]:
    return [(edit.number, edit.removed, edit.added) for edit in edits]


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path / "data")
    assert drafts.names() == []
    drafts.write(DEFAULT, QUADS[:1], who="Åsa")
    drafts.write(DEFAULT, QUADS, who="Åsa")
    drafts.write("plan_2026-b", [], who="Åsa")
    assert sorted_nquads(drafts.read(DEFAULT)) == sorted_nquads(QUADS)
    assert drafts.read("plan_2026-b") == []
    assert DraftStore(tmp_path / "data").names() == ["plan_2026-b", "utkast"]
    files = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    assert files == [
        "data/drafts.lock",
        "data/drafts/plan_2026-b/head.json",
        "data/drafts/plan_2026-b/log.rdfp",
        "data/drafts/utkast/head.json",
        "data/drafts/utkast/log.rdfp",
    ]


# -- history ------------------------------------------------------------------------------------


def test_a_history(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    made = [
        drafts.write("a", titled("ett", "två"), who="Åsa", note='in\nläst "x"'),
        drafts.edit("a", titled("ett"), titled("tre"), who="Bo", note="TC .\nTX ."),
        drafts.write("a", titled("ett"), who="Åsa", note="åter"),
    ]
    assert drafts.history("a") == made
    assert [(e.number, e.who, e.note, e.removed, e.added) for e in made] == [
        (1, "Åsa", 'in\nläst "x"', 0, 2),
        (2, "Bo", "TC .\nTX .", 1, 1),
        (3, "Åsa", "åter", 2, 1),
    ]
    contents = [sorted(q.object.value for q in drafts.at("a", number)) for number in (1, 2, 3)]
    assert contents == [["ett", "två"], ["tre", "två"], ["ett"]]
    for number in (-1, 0, 4):
        with pytest.raises(EditUnknown) as raised:
            drafts.at("a", number)
        assert raised.value.params == {"name": "a", "number": number, "last": 3}


def test_blank_nodes_keep_their_labels_so_that_an_edit_can_name_them(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    drafts.write("a", QUADS, who="Åsa")
    (linked,) = [quad for quad in drafts.read("a") if isinstance(quad.object, BlankNode)]
    named = Quad(linked.object, DCT.title, Literal("den"), DATA_GRAPH)
    drafts.edit("a", [], [named], who="Åsa")
    assert set(drafts.read("a")) >= {linked, named}
    drafts.edit("a", [linked, named], [], who="Åsa")
    assert sorted_nquads(drafts.read("a")) == sorted_nquads([QUADS[0], QUADS[2]])


def test_writing_the_same_again_changes_nothing_but_the_history(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    drafts.write("a", QUADS, who="Åsa")
    again = [QUADS[0], Quad(A, DCT.relation, BlankNode(), DATA_GRAPH), QUADS[2]]
    drafts.write("a", again, who="Åsa")
    assert counts(drafts.history("a")) == [(1, 0, 3), (2, 0, 0)]


def test_what_is_both_removed_and_added_stays(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    drafts.write("a", titled("ett"), who="Åsa")
    drafts.edit("a", titled("ett", "två"), titled("ett"), who="Åsa")
    assert held(drafts) == ["ett"]


LABELS = st.sets(st.sampled_from("abcdef"))


@given(st.lists(LABELS | st.tuples(LABELS, LABELS), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_every_edit_can_be_gone_back_to(edits: list[set[str] | tuple[set[str], set[str]]]) -> None:
    with TemporaryDirectory() as folder:
        drafts = DraftStore(Path(folder))
        drafts.write("a", [], who="Åsa")
        states: list[set[str]] = [set()]
        for edit in edits:
            if isinstance(edit, tuple):
                drafts.edit("a", titled(*edit[0]), titled(*edit[1]), who="Åsa")
                states.append((states[-1] - edit[0]) | edit[1])
            else:
                drafts.write("a", titled(*edit), who="Åsa")
                states.append(edit)
        seen = [{q.object.value for q in drafts.at("a", n + 1)} for n in range(len(states))]
        assert (seen, set(held(drafts))) == (states, states[-1])


# -- starting from a version --------------------------------------------------------------------


def test_a_draft_remembers_the_version_it_started_from(tmp_path: Path) -> None:
    drafts, versions = DraftStore(tmp_path), VersionStore(tmp_path)
    drafts.write("forst", QUADS, who="Åsa")
    versions.publish(QUADS, publisher="Åsa", note="", report={})
    versions.publish(titled("två"), publisher="Åsa", note="", report={})
    drafts.write("sist", QUADS, who="Åsa")
    edit = drafts.start("a", 1, who="Åsa", note="från 1")
    drafts.start("tomt", 0, who="Åsa")
    bases = {name: drafts.head(name).base for name in drafts.names()}
    assert bases == {"a": 1, "forst": 0, "sist": 2, "tomt": 0}
    assert sorted_nquads(drafts.read("a")) == sorted_nquads(QUADS)
    assert (edit.number, edit.note, edit.added) == (1, "från 1", 3)
    with pytest.raises(DraftExists) as raised:
        drafts.start("a", 1, who="Åsa")
    assert raised.value.params == {"name": "a"}
    with pytest.raises(VersionUnknown):
        drafts.start("b", 3, who="Åsa")
    with pytest.raises(VersionUnknown):
        DraftStore(tmp_path / "tom").start("b", 3, who="Åsa")
    assert drafts.names() == ["a", "forst", "sist", "tomt"]


def test_deleting(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    for name in "ab":
        drafts.write(name, QUADS, who="Åsa")
    drafts.delete("a")
    assert (drafts.names(), sorted(os.listdir(tmp_path / "drafts"))) == (["b"], ["b"])  # noqa: PTH208
    with pytest.raises(DraftUnknown):
        drafts.delete("a")
    drafts.write("a", titled("ny"), who="Åsa")
    assert (held(drafts), len(drafts.history("a"))) == (["ny"], 1)


# -- drafts of release 0.1 ----------------------------------------------------------------------


def test_a_draft_of_release_0_1_is_read_and_converted_when_it_is_edited(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "a.nq").write_bytes(sorted_nquads(QUADS))
    drafts = DraftStore(tmp_path)
    assert (drafts.names(), drafts.history("a"), drafts.head("a")) == (["a"], [], Head())
    assert sorted_nquads(drafts.read("a")) == sorted_nquads(QUADS)
    (linked,) = [quad for quad in drafts.read("a") if isinstance(quad.object, BlankNode)]
    drafts.edit("a", [linked], titled("ny"), who="Åsa")
    kept = [QUADS[0], QUADS[2], *titled("ny")]
    assert sorted_nquads(drafts.read("a")) == sorted_nquads(kept)
    assert counts(drafts.history("a")) == [(1, 0, 3), (2, 1, 1)]
    assert sorted(path.name for path in (tmp_path / "drafts").iterdir()) == ["a"]
    drafts.delete("a")
    assert drafts.names() == []


def test_a_draft_of_release_0_1_can_be_replaced_and_deleted(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    for name in "ab":
        (tmp_path / "drafts" / f"{name}.nq").write_bytes(sorted_nquads(QUADS))
    drafts = DraftStore(tmp_path)
    drafts.write("a", titled("ny"), who="Åsa")
    drafts.delete("b")
    assert (drafts.names(), held(drafts)) == (["a"], ["ny"])


def test_a_draft_of_release_0_1_that_somebody_broke(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "a.nq").write_text("fel")
    with pytest.raises(SyntaxBroken) as raised:
        DraftStore(tmp_path).read("a")
    assert raised.value.params["path"] == str(tmp_path / "drafts" / "a.nq")


# -- names --------------------------------------------------------------------------------------


def test_an_unknown_draft(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    with pytest.raises(DraftUnknown) as raised:
        drafts.read("ny")
    assert raised.value.params == {"name": "ny", "known": "–"}
    drafts.write("b", QUADS, who="Åsa")
    drafts.write("a", QUADS, who="Åsa")
    acts: list[Callable[[], object]] = [
        lambda: drafts.read("ny"),
        lambda: drafts.history("ny"),
        lambda: drafts.at("ny", 1),
        lambda: drafts.head("ny"),
        lambda: drafts.edit("ny", [], [], who="Åsa"),
        lambda: drafts.delete("ny"),
    ]
    for act in acts:
        with pytest.raises(DraftUnknown) as raised:
            act()
        assert raised.value.params == {"name": "ny", "known": "a, b"}
    assert drafts.names() == ["a", "b"]


@pytest.mark.parametrize("name", ["a", "0", "a" * 64, "a_b-c", DEFAULT])
def test_names_that_a_draft_can_have(tmp_path: Path, name: str) -> None:
    drafts = DraftStore(tmp_path)
    drafts.write(name, QUADS, who="Åsa")
    assert drafts.names() == [name]


@pytest.mark.parametrize(
    "name",
    ["", "A", "å", "a" * 65, "-a", "_a", ".", "..", "../a", "a/b", "a.b", "a b", "a\n", "a\x00"],
)
def test_names_that_a_draft_cannot_have(tmp_path: Path, name: str) -> None:
    drafts = DraftStore(tmp_path)
    acts: list[Callable[[], object]] = [
        lambda: drafts.read(name),
        lambda: drafts.history(name),
        lambda: drafts.at(name, 1),
        lambda: drafts.write(name, QUADS, who="Åsa"),
        lambda: drafts.edit(name, [], [], who="Åsa"),
        lambda: drafts.start(name, 0, who="Åsa"),
        lambda: drafts.delete(name),
    ]
    for act in acts:
        with pytest.raises(DraftNameWrong) as raised:
            act()
        assert raised.value.params == {"name": name}
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=80))
def test_no_name_leaves_the_folder(name: str) -> None:
    folder = Path("/nowhere/at/all")
    with pytest.raises((DraftNameWrong, DraftUnknown)) as raised:
        DraftStore(folder).read(name)
    fits = name.isascii() and 0 < len(name) <= 64 and not set(name) - set(ALPHABET)
    expected = DraftUnknown if fits and name[0] not in "-_" else DraftNameWrong
    assert raised.type is expected


ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-_"


# -- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failure_leaves_the_draft_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    drafts = DraftStore(tmp_path)
    drafts.write("a", QUADS, who="Åsa")
    for act in (
        lambda: drafts.write("a", [], who="Åsa"),
        lambda: drafts.edit("a", QUADS, [], who="Åsa"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, fail)
            with pytest.raises(DiskFull) as raised:
                act()
        assert raised.value.params == {"path": tmp_path}
        assert (drafts.names(), len(drafts.read("a"))) == (["a"], 3)
    drafts.write("a", [], who="Åsa")
    assert drafts.read("a") == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    drafts = DraftStore(tmp_path / "file" / "data")
    with pytest.raises(FolderNotWritable) as raised:
        drafts.write("a", QUADS, who="Åsa")
    assert raised.value.params["reason"] == "Not a directory"
    assert drafts.names() == []


def test_two_who_edit_at_once_are_both_kept(tmp_path: Path) -> None:
    DraftStore(tmp_path).write("a", [], who="Åsa")

    def edit(who: str) -> None:
        for number in range(20):
            DraftStore(tmp_path).edit("a", [], titled(f"{who}{number}"), who=who)

    threads = [threading.Thread(target=edit, args=(who,)) for who in ("Bo", "Cia")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drafts = DraftStore(tmp_path)
    assert held(drafts) == sorted(f"{who}{n}" for who in ("Bo", "Cia") for n in range(20))
    assert [edit.number for edit in drafts.history("a")] == list(range(1, 42))


@given(st.binary(min_size=1, max_size=200))
@settings(max_examples=40, deadline=None)
def test_a_torn_tail_is_dropped(tail: bytes) -> None:
    """What the log holds beyond its head was never acknowledged."""
    with TemporaryDirectory() as folder:
        drafts = DraftStore(Path(folder))
        drafts.write("a", titled("ett"), who="Åsa")
        drafts.edit("a", [], titled("två"), who="Åsa")
        log = Path(folder) / "drafts" / "a" / "log.rdfp"
        whole = log.read_bytes()
        log.write_bytes(whole + tail)
        assert (held(drafts), len(drafts.history("a"))) == (["ett", "två"], 2)
        drafts.edit("a", titled("ett"), [], who="Åsa")
        assert (held(drafts), len(drafts.history("a"))) == (["två"], 3)
        assert log.read_bytes().startswith(whole + b"H previous")


@pytest.mark.parametrize("part", ["log.rdfp", "head.json"])
def test_every_changed_or_missing_byte_is_noticed_and_named(tmp_path: Path, part: str) -> None:
    drafts = DraftStore(tmp_path)
    drafts.write("a", titled("ett", "två"), who="Åsa", note="en anteckning")
    drafts.edit("a", titled("ett"), titled("tre"), who="Åsa")
    path = tmp_path / "drafts" / "a" / part
    told = {"path": tmp_path, "part": path.relative_to(tmp_path), "name": "a"}
    whole = path.read_bytes()
    torn = [whole[:place] for place in range(len(whole))]
    flipped = [
        whole[:place] + bytes([byte ^ (1 << place % 8)]) + whole[place + 1 :]
        for place, byte in enumerate(whole)
    ]
    for damaged in (*torn, *flipped):
        path.write_bytes(damaged)
        with pytest.raises(DraftDamaged) as raised:
            drafts.read("a")
        assert raised.value.params == told
    path.unlink()
    acts: list[Callable[[], object]] = [
        lambda: drafts.read("a"),
        lambda: drafts.history("a"),
        lambda: drafts.edit("a", [], [], who="Åsa"),
        lambda: drafts.write("a", [], who="Åsa"),
    ]
    for act in acts:
        with pytest.raises(DraftDamaged) as missing:
            act()
        assert missing.value.params == told


def test_a_damaged_draft_harms_no_other(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    for name in "ab":
        drafts.write(name, titled(name), who="Åsa")
    shutil.rmtree(tmp_path / "drafts" / "a")
    (tmp_path / "drafts" / "a").mkdir()
    assert (drafts.names(), held(drafts, "b")) == (["a", "b"], ["b"])
    with pytest.raises(FolderDamaged):
        drafts.read("a")
    drafts.delete("a")
    assert drafts.names() == ["b"]


def test_a_damaged_version_does_not_hinder_drafts(tmp_path: Path) -> None:
    versions, drafts = VersionStore(tmp_path), DraftStore(tmp_path)
    versions.publish(titled("ett"), publisher="Åsa", note="", report={})
    (tmp_path / "current").write_text("skräp")
    drafts.write("a", titled("a"), who="Åsa")
    assert (held(drafts), drafts.head("a").base) == (["a"], 0)
    with pytest.raises(NothingPublished):
        VersionStore(tmp_path / "annan").current()
