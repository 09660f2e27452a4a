"""The doctor: says of a whole folder that it is whole, names what is not, and mends leftovers."""

import os
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.doctor import examine, mend
from kg.drafts import DraftStore
from kg.errors import FolderBusy, PartChanged
from kg.names import DATA_GRAPH, DCT
from kg.versions import VersionStore

A = NamedNode("https://example.org/kommun/a")
QUADS = [Quad(A, DCT.title, Literal("a"), DATA_GRAPH)]
WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def publish(folder: Path, moment: datetime = WHEN) -> None:
    VersionStore(folder).publish(QUADS, publisher="Åsa", note="", report={}, moment=moment)


def wrong(folder: Path, lang: str = "sv") -> list[str]:
    return [sign.text.text(lang) for sign in examine(folder) if not sign.well]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    publish(place)
    publish(place)
    DraftStore(place).write("utkast", QUADS, who="Åsa")
    return place


def test_a_whole_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(5 * 10**9))
    signs = list(examine(folder))
    assert all(sign.well for sign in signs)
    assert [sign.text.text("sv") for sign in signs] == [
        f"Datamappen {folder} går att skriva i.",
        "Ledigt utrymme: 5000 MB.",
        "Version 2 gäller, publicerad 2026-01-02T03:04:00+00:00.",
        "Datorns klocka stämmer med versionerna.",
        "Version 1 är hel.",
        "Version 2 är hel.",
        "Utkastet utkast är helt (1 ändringar).",
        "Ingen publicerar just nu.",
        "Inget avbrutet arbete ligger kvar.",
    ]
    assert len({sign.text.text("en") for sign in signs}) == len(signs)


def test_an_empty_folder_is_well(tmp_path: Path) -> None:
    told = [sign.text.key for sign in examine(tmp_path / "data") if sign.text.key != "doctor.space"]
    assert told == [
        "doctor.writable",
        "doctor.nothing",
        "doctor.drafts_none",
        "doctor.no_leftovers",
    ]
    assert wrong(tmp_path / "data") == []


def test_every_damaged_part_is_named_at_once(folder: Path) -> None:
    (folder / "versions" / "000001" / "data.nq").write_text("skräp")
    (folder / "versions" / "000002" / "report.json").unlink()
    (folder / "drafts" / "utkast" / "log.rdfp").write_text("skräp")
    (folder / "drafts" / "gammalt.nq").write_text("skräp")
    told = wrong(folder)
    parts = ["versions/000001/data.nq", "versions/000002/report.json", "drafts/utkast/log.rdfp"]
    assert [next(p for p in parts if p in text) for text in told[:2]] == parts[:2]
    assert [parts[2] in text for text in told[2:]] == [False, True]
    assert "gammalt.nq" in told[2]
    assert len(told) == len(wrong(folder, "en")) == 4


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    told = wrong(tmp_path / "fil" / "data")
    assert told[0].startswith(f"Datamappen {tmp_path}/fil/data går inte att skriva i: Not a dir")


def test_too_little_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(7 * 10**6))
    assert wrong(folder) == [
        "Det är bara 7 MB ledigt, och minst 100 MB behövs för att publicera. Frigör utrymme."
    ]


def test_a_clock_that_is_behind(folder: Path) -> None:
    later = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    publish(folder, later)
    assert wrong(folder) == [
        f"Datorns klocka är efter den senaste versionen ({later.isoformat()}). Ställ klockan, "
        "annars hamnar nästa version fel i tiden."
    ]


def test_leftovers_are_named_and_mended(folder: Path) -> None:
    shutil.copytree(folder / "versions" / "000002", folder / "versions" / "000003")
    (folder / "current.new").write_bytes(b"3\n")
    (folder / "versions" / ".new-000004").mkdir()
    (folder / "drafts" / ".new-b").mkdir()
    (folder / "drafts" / "utkast" / "head.json.tmp").write_text("halv")
    (folder / ".restore").mkdir()
    with (folder / "drafts" / "utkast" / "log.rdfp").open("a") as log:
        log.write("H previous")
    parts = [
        *("versions/.new-000004", "versions/000003", "current.new", "drafts/.new-b"),
        *("drafts/utkast/head.json.tmp", "drafts/utkast/log.rdfp", ".restore"),
    ]
    told = wrong(folder)
    assert [part in text for part, text in zip(parts, told, strict=True)] == [True] * len(parts)
    assert all("--mend" in text for text in told)
    assert mend(folder) == [".restore", *parts[:-1]]
    assert (wrong(folder), mend(folder)) == ([], [])
    assert VersionStore(folder).current().number == 2
    assert DraftStore(folder).read("utkast") == QUADS


def test_damage_is_not_mended_away(folder: Path) -> None:
    (folder / "current").write_text("skräp")
    (folder / "versions" / "000002" / "manifest.json").write_text("skräp")
    before = sorted(str(path) for path in folder.rglob("*"))
    with pytest.raises(PartChanged) as raised:
        mend(folder)
    assert raised.value.params["part"] == Path("versions/000002/manifest.json")
    assert sorted(str(path) for path in folder.rglob("*")) == before


def test_somebody_is_publishing(folder: Path) -> None:
    process = os.fork()
    if process == 0:
        from kg.switch import VERSIONS_LOCK, holding

        with holding(folder, VERSIONS_LOCK, wait=True):
            told = [sign.text.key for sign in examine(folder)]
            try:
                mend(folder)
            except FolderBusy:
                os._exit(0 if "doctor.locked" in told else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
