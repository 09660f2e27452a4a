"""Drafts: written whole or not at all, under names that stay in their folder."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.drafts import DEFAULT, DraftStore
from kg.errors import DraftNameWrong, DraftUnknown, FolderNotWritable, SyntaxBroken
from kg.names import DATA_GRAPH, DCT, PROV, PROVENANCE_GRAPH
from kg.rdf import sorted_nquads

A = NamedNode("https://example.org/kommun/a")
QUADS = [
    Quad(A, DCT.title, Literal("Läxhjälp\n", language="sv"), DATA_GRAPH),
    Quad(A, DCT.relation, BlankNode(), DATA_GRAPH),
    Quad(A, PROV.hadPrimarySource, Literal("plan.ttl"), PROVENANCE_GRAPH),
]


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path / "data")
    assert drafts.names() == []
    drafts.write(DEFAULT, QUADS[:1])
    drafts.write(DEFAULT, QUADS)
    drafts.write("plan_2026-b", [])
    assert sorted_nquads(drafts.read(DEFAULT)) == sorted_nquads(QUADS)
    assert drafts.read("plan_2026-b") == []
    assert DraftStore(tmp_path / "data").names() == ["plan_2026-b", "utkast"]
    files = sorted(path.name for path in (tmp_path / "data" / "drafts").iterdir())
    assert files == ["plan_2026-b.nq", "utkast.nq"]


def test_an_unknown_draft(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    with pytest.raises(DraftUnknown) as raised:
        drafts.read("ny")
    assert raised.value.params == {"name": "ny", "known": "–"}
    drafts.write("b", QUADS)
    drafts.write("a", QUADS)
    with pytest.raises(DraftUnknown) as raised:
        drafts.read("ny")
    assert raised.value.params == {"name": "ny", "known": "a, b"}


@pytest.mark.parametrize("name", ["a", "0", "a" * 64, "a_b-c", DEFAULT])
def test_names_that_a_draft_can_have(tmp_path: Path, name: str) -> None:
    drafts = DraftStore(tmp_path)
    drafts.write(name, QUADS)
    assert drafts.names() == [name]


@pytest.mark.parametrize(
    "name",
    ["", "A", "å", "a" * 65, "-a", "_a", ".", "..", "../a", "a/b", "a.b", "a b", "a\n", "a\x00"],
)
def test_names_that_a_draft_cannot_have(tmp_path: Path, name: str) -> None:
    drafts = DraftStore(tmp_path)
    for act in (drafts.read, lambda name: drafts.write(name, QUADS)):
        with pytest.raises(DraftNameWrong) as raised:
            act(name)
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


def test_a_failure_leaves_the_draft_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    drafts = DraftStore(tmp_path)
    drafts.write("a", QUADS)
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail)
        with pytest.raises(FolderNotWritable) as raised:
            drafts.write("a", [])
    assert raised.value.params == {
        "path": tmp_path / "drafts",
        "reason": "No space left on device",
    }
    assert (drafts.names(), len(drafts.read("a"))) == (["a"], 3)
    drafts.write("a", [])
    assert drafts.read("a") == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    drafts = DraftStore(tmp_path / "file")
    with pytest.raises(FolderNotWritable) as raised:
        drafts.write("a", QUADS)
    assert raised.value.params["reason"] == "Not a directory"
    assert drafts.names() == []


def test_a_draft_that_somebody_broke(tmp_path: Path) -> None:
    drafts = DraftStore(tmp_path)
    drafts.write("a", QUADS)
    (tmp_path / "drafts" / "a.nq").write_text("fel")
    with pytest.raises(SyntaxBroken) as raised:
        drafts.read("a")
    assert raised.value.params["path"] == str(tmp_path / "drafts" / "a.nq")
