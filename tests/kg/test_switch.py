"""Parts put in together: decided at once, finished by whoever comes next (see also test_faults)."""

import shutil
from pathlib import Path

import pytest

from kg.durable import locked
from kg.errors import FolderBusy, FolderNotWritable, NothingPublished, PartMissing
from kg.switch import (
    BESIDE,
    DRAFTS_LOCK,
    PARTS,
    VERSIONS_LOCK,
    finish,
    holding,
    holding_beside,
    settled,
    stage,
    switch,
)


def prepare(folder: Path) -> None:
    """All parts there, and new ones staged, without ``current``."""
    for place, text in ((folder, "gammal"), (stage(folder), "ny")):
        for part in ("versions", "drafts"):
            (place / part).mkdir()
            (place / part / "fil").write_text(text)
    (folder / "current").write_text("gammal")


def seen(folder: Path) -> dict[str, str | None]:
    files = {"versions": "versions/fil", "drafts": "drafts/fil"}
    paths = {part: folder / files.get(part, part) for part in PARTS}
    return {part: path.read_text() if path.exists() else None for part, path in paths.items()}


OLD = {"versions": "gammal", "drafts": "gammal", "current": "gammal", "current.new": None}
NEW = {"versions": "ny", "drafts": "ny", "current": None, "current.new": None}


def test_all_parts_are_replaced_and_what_is_not_staged_goes(tmp_path: Path) -> None:
    prepare(tmp_path)
    finish(tmp_path)
    assert seen(tmp_path) == OLD
    switch(tmp_path)
    assert seen(tmp_path) == NEW
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drafts", "versions"]


@pytest.mark.parametrize("moved", range(4))
def test_whoever_reads_or_writes_finishes_what_was_decided(tmp_path: Path, moved: int) -> None:
    """Broken off after so many moves of the first part."""
    for number, act in enumerate(("read", "write")):
        folder = tmp_path / str(number)
        folder.mkdir()
        prepare(folder)
        place = folder / ".restore"
        (place / "ready").write_text("versions\ndrafts")
        if moved >= 1:
            (folder / "versions").rename(place / "old-versions")
        if moved >= 2:
            (place / "versions").rename(folder / "versions")
        if moved >= 3:
            (folder / "drafts").rename(place / "old-drafts")
        if act == "read":
            assert settled(folder, lambda folder=folder: seen(folder)) == NEW
        else:
            with holding(folder, DRAFTS_LOCK, wait=True):
                assert seen(folder) == NEW
        assert not place.exists()


def test_reading_is_tried_once_more_when_it_fails(tmp_path: Path) -> None:
    """A switch can begin and end while somebody reads."""
    tries: list[int] = []

    def read() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise NothingPublished(path=tmp_path)
        return "läst"

    assert settled(tmp_path, read) == "läst"

    def broken() -> str:
        tries.append(1)
        raise PartMissing(path=tmp_path, part="current")

    with pytest.raises(PartMissing):
        settled(tmp_path, broken)
    assert len(tries) == 4


def test_what_was_staged_but_not_decided_is_thrown_away(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert list(stage(tmp_path).iterdir()) == []
    assert seen(tmp_path) == OLD


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    with (
        pytest.raises(FolderNotWritable),
        holding(tmp_path / "fil" / "x", VERSIONS_LOCK, wait=True),
    ):
        pass
    shutil.rmtree(tmp_path)
    finish(tmp_path)
    assert not tmp_path.exists()


@pytest.mark.parametrize("moved", range(3))
def test_what_is_beside_goes_with_it_where_it_is_staged(tmp_path: Path, moved: int) -> None:
    """Broken off after so many moves of it; what is not staged stays."""
    prepare(tmp_path)
    place = tmp_path / ".restore"
    for part in BESIDE:
        (tmp_path / part).mkdir()
        (tmp_path / part / "fil").write_text("gammal")
    (place / "queries").mkdir()
    (place / "queries" / "fil").write_text("ny")
    (place / "ready").write_text("versions\ndrafts\nqueries")
    if moved >= 1:
        (tmp_path / "queries").rename(place / "old-queries")
    if moved >= 2:
        (place / "queries").rename(tmp_path / "queries")
    finish(tmp_path)
    assert seen(tmp_path) == NEW
    assert [(tmp_path / part / "fil").read_text() for part in BESIDE] == ["ny", "gammal"]
    assert not place.exists()


def test_it_is_held_while_it_is_put_in(tmp_path: Path) -> None:
    """Who writes feedback meanwhile would write it into the folder that goes."""

    def busy(path: Path) -> bool:
        try:
            with locked(path, wait=False):
                return False
        except FolderBusy:
            return True

    with holding_beside(tmp_path, ["versions", "queries"]):
        held = [busy(tmp_path / lock) for lock in BESIDE.values()]
    assert held == [True, False]
    assert [busy(tmp_path / lock) for lock in BESIDE.values()] == [False, False]
