"""Backups: copies that stand by themselves, and a folder that is what they hold, or as it was."""

import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.backup import BACKUP_FILE, Backup, backup, read, restore
from kg.drafts import DraftStore
from kg.durable import seal, sha256
from kg.errors import (
    BackupDamaged,
    BackupFolderTaken,
    BackupUnknown,
    FolderBusy,
    FolderDamaged,
    FolderHasContent,
    FolderNotWritable,
    NothingPublished,
)
from kg.names import DATA_GRAPH, DCT
from kg.saved_queries import SavedQueries
from kg.versions import VersionStore

A = NamedNode("https://example.org/kommun/a")


def titled(*titles: str) -> list[Quad]:
    return [Quad(A, DCT.title, Literal(title), DATA_GRAPH) for title in titles]


def publish(folder: Path, title: str) -> None:
    VersionStore(folder).publish(titled(title), publisher="Åsa", note="", report={})


def titles(folder: Path) -> list[str]:
    store = VersionStore(folder)
    return [store.quads(version.number)[0].object.value for version in store.all()]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    publish(place, "ett")
    publish(place, "två")
    DraftStore(place).write("utkast", titled("a"), who="Åsa")
    (place / "drafts" / "gammalt.nq").write_text("<a:a> <a:b> <a:c> .\n")
    (place / "index").mkdir()
    (place / "index" / "stort").write_text("görs om")
    return place


def test_a_backup_is_the_folder_without_what_can_be_made_anew(folder: Path, tmp_path: Path) -> None:
    made = backup(folder, tmp_path / "kopior")
    copied = contents(made.path)
    told = json.loads(copied.pop(BACKUP_FILE))
    kept = {
        name: content
        for name, content in contents(folder).items()
        if "lock" not in name and not name.startswith("index")
    }
    assert copied == kept
    assert made == read(made.path)
    assert made == Backup(
        made.path,
        told["made"],
        2,
        ("gammalt", "utkast"),
        {n: sha256(c) for n, c in kept.items()},
        ("queries", "feedback"),
    )
    assert made.path.parent == tmp_path / "kopior"
    linked = [path for path in made.path.rglob("*") if path.is_file() and path.stat().st_nlink > 1]
    assert linked == []


def test_what_is_restored_is_what_was_backed_up(folder: Path, tmp_path: Path) -> None:
    made = backup(folder, tmp_path / "kopior")
    assert restore(made.path, tmp_path / "ny") == made
    kept = ("versions", "drafts", "current")
    new, old = (
        {n: c for n, c in contents(place).items() if n.startswith(kept) and "lock" not in n}
        for place in (tmp_path / "ny", folder)
    )
    assert new == old
    publish(tmp_path / "ny", "tre")
    DraftStore(tmp_path / "ny").edit("utkast", [], titled("b"), who="Bo")
    assert (titles(tmp_path / "ny"), titles(folder)) == (["ett", "två", "tre"], ["ett", "två"])
    assert read(made.path) == made


def test_restoring_over_what_is_there_takes_leave_to(folder: Path, tmp_path: Path) -> None:
    made = backup(folder, tmp_path / "kopior")
    publish(folder, "tre")
    DraftStore(folder).write("nytt", titled("x"), who="Bo")
    DraftStore(folder).edit("utkast", titled("a"), [], who="Bo")
    before = contents(folder)
    with pytest.raises(FolderHasContent) as raised:
        restore(made.path, folder)
    assert raised.value.params == {"path": folder}
    assert contents(folder) == before
    restore(made.path, folder, replace=True)
    drafts = DraftStore(folder)
    assert (titles(folder), drafts.names()) == (["ett", "två"], ["gammalt", "utkast"])
    assert [quad.object.value for quad in drafts.read("utkast")] == ["a"]
    assert (folder / "index" / "stort").read_text() == "görs om"
    names = {path.name for path in folder.iterdir()}
    assert names == {"current", "drafts", "drafts.lock", "index", "lock", "versions"}


def test_several_backups_beside_each_other(folder: Path, tmp_path: Path) -> None:
    first = backup(folder, tmp_path / "kopior")
    publish(folder, "tre")
    second = backup(folder, tmp_path / "kopior")
    assert first.path != second.path
    restore(tmp_path / "kopior", tmp_path / "ny")
    assert titles(tmp_path / "ny") == ["ett", "två", "tre"]
    restore(first.path, tmp_path / "äldre")
    assert titles(tmp_path / "äldre") == ["ett", "två"]


def test_a_restored_folder_knows_nothing_of_what_was_about_to_be_published(
    folder: Path, tmp_path: Path
) -> None:
    """A number left pending would be taken for one that was never published."""
    made = backup(folder, tmp_path / "kopior")
    (folder / "current.new").write_bytes(b"2\n")
    restore(made.path, folder, replace=True)
    (folder / "current").unlink()
    assert VersionStore(folder).mend() == ["current"]
    assert titles(folder) == ["ett", "två"]


def test_a_folder_with_only_drafts(tmp_path: Path) -> None:
    DraftStore(tmp_path / "data").write("utkast", titled("a"), who="Åsa")
    made = backup(tmp_path / "data", tmp_path / "kopior")
    assert (made.version, made.drafts) == (0, ("utkast",))
    publish(tmp_path / "annan", "ett")
    restore(made.path, tmp_path / "annan", replace=True)
    assert DraftStore(tmp_path / "annan").names() == ["utkast"]
    with pytest.raises(NothingPublished):
        VersionStore(tmp_path / "annan").current()


def test_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        backup(tmp_path / "tom", tmp_path / "kopior")
    assert not (tmp_path / "tom").exists()
    assert list((tmp_path / "kopior").glob("*")) == [tmp_path / "kopior" / ".lock"]


@pytest.mark.parametrize("name", ["brev.txt", "20261123T201232Z"])
def test_backups_are_not_mixed_with_other_things(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "hemma").mkdir()
    (tmp_path / "hemma" / name).write_text("annat")
    with pytest.raises(BackupFolderTaken) as raised:
        backup(folder, tmp_path / "hemma")
    assert raised.value.params == {"path": tmp_path / "hemma", "part": name}
    with pytest.raises(BackupFolderTaken):
        backup(folder, tmp_path / "hemma" / name)


def test_a_target_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    with pytest.raises(FolderNotWritable):
        backup(folder, tmp_path / "fil" / "kopior")


@pytest.mark.parametrize("part", ["versions/000001/data.nq", "drafts/utkast/log.rdfp", "current"])
def test_what_is_damaged_is_not_passed_off_as_a_backup(
    folder: Path, tmp_path: Path, part: str
) -> None:
    (folder / part).write_bytes(b"annat")
    with pytest.raises(FolderDamaged) as raised:
        backup(folder, tmp_path / "kopior")
    assert str(raised.value.params["part"]) == part
    assert [path.name for path in (tmp_path / "kopior").iterdir()] == [".lock"]


def test_a_folder_that_is_replaced_meanwhile(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the one and half of the other is no backup."""
    older = backup(folder, tmp_path / "kopior")
    names = DraftStore.names

    def replaced(self: DraftStore) -> list[str]:
        monkeypatch.setattr(DraftStore, "names", names)
        restore(older.path, folder, replace=True)
        return names(self)

    monkeypatch.setattr(DraftStore, "names", replaced)
    with pytest.raises(FolderBusy):
        backup(folder, tmp_path / "kopior")
    assert backup(folder, tmp_path / "kopior").version == 2


@pytest.mark.parametrize("there", [True, False])
def test_no_backup_there(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "kopior" / "20261123T201232").mkdir(parents=True)
    with pytest.raises(BackupUnknown) as raised:
        restore(tmp_path / "kopior", tmp_path / "ny")
    assert raised.value.params == {"path": tmp_path / "kopior"}
    assert not (tmp_path / "ny").exists()


@pytest.mark.parametrize("name", ["../ut", "/ut", "index/x", "versions/../../ut", ""])
def test_a_backup_that_names_files_elsewhere_is_refused(
    folder: Path, tmp_path: Path, name: str
) -> None:
    made = backup(folder, tmp_path / "kopior")
    (tmp_path / "kopior" / "ut").write_text("ut")
    told = json.loads((made.path / BACKUP_FILE).read_bytes())
    del told["sha256"]
    told["files"] = {name: {"sha256": sha256(b"ut"), "bytes": 2}}
    (made.path / BACKUP_FILE).write_bytes(seal(told))
    with pytest.raises(BackupDamaged) as raised:
        restore(made.path, tmp_path / "ny")
    assert raised.value.params == {"path": made.path, "part": name}
    assert not (tmp_path / "ny").exists()


def test_the_newest_backup_is_not_passed_over_when_it_is_damaged(
    folder: Path, tmp_path: Path
) -> None:
    """The older one would be put back without anybody having asked for it."""
    backup(folder, tmp_path / "kopior")
    newest = backup(folder, tmp_path / "kopior").path
    shutil.rmtree(newest / "drafts")
    with pytest.raises(BackupDamaged) as raised:
        restore(tmp_path / "kopior", tmp_path / "ny")
    assert raised.value.params == {"path": newest, "part": "drafts/gammalt.nq"}


# -- what people saved and said -----------------------------------------------------------------

LINE = '{"right": true}\n'


@pytest.fixture
def beside(folder: Path) -> dict[str, bytes]:
    """A saved query and feedback in `folder`; gives what a backup shall hold of them."""
    SavedQueries(folder).save("Allt", "SELECT * WHERE { ?s ?p ?o }")
    (folder / "feedback").mkdir()
    (folder / "feedback" / "feedback.jsonl").write_text(LINE)
    kept = saved(folder)
    (folder / "queries" / "abcdefghij.json.tmp").write_text("halv")
    return kept


def saved(folder: Path) -> dict[str, bytes]:
    return {n: c for n, c in contents(folder).items() if n.startswith(("queries/", "feedback/"))}


def test_what_people_saved_and_said_is_taken_and_put_back(
    folder: Path, beside: dict[str, bytes], tmp_path: Path
) -> None:
    made = backup(folder, tmp_path / "kopior")
    assert saved(made.path) == beside
    restore(made.path, tmp_path / "ny")
    assert saved(tmp_path / "ny") == beside
    SavedQueries(folder).save("Nytt", "ASK {}")
    (folder / "feedback" / "feedback.jsonl").write_text(LINE + LINE)
    restore(made.path, folder, replace=True)
    assert saved(folder) == beside
    SavedQueries(folder).save("Går ännu", "ASK {}")


def test_half_a_line_of_feedback_is_not_taken(folder: Path, tmp_path: Path) -> None:
    """Somebody writes the next one meanwhile."""
    (folder / "feedback").mkdir()
    (folder / "feedback" / "feedback.jsonl").write_text(LINE + '{"rig')
    made = backup(folder, tmp_path / "kopior")
    assert saved(made.path) == {"feedback/feedback.jsonl": LINE.encode()}


def test_a_backup_without_any_takes_away_what_came_later(folder: Path, tmp_path: Path) -> None:
    made = backup(folder, tmp_path / "kopior")
    SavedQueries(folder).save("Allt", "ASK {}")
    restore(made.path, folder, replace=True)
    assert saved(folder) == {}


def test_what_people_saved_is_not_replaced_without_leave(folder: Path, tmp_path: Path) -> None:
    made = backup(folder, tmp_path / "kopior")
    SavedQueries(tmp_path / "annan").save("Allt", "ASK {}")
    before = saved(tmp_path / "annan")
    with pytest.raises(FolderHasContent):
        restore(made.path, tmp_path / "annan")
    assert saved(tmp_path / "annan") == before


def test_a_backup_of_an_earlier_release_leaves_them_alone(
    folder: Path, beside: dict[str, bytes], tmp_path: Path
) -> None:
    earlier = backup(folder, tmp_path / "kopior").path
    told = json.loads((earlier / BACKUP_FILE).read_bytes())
    files = {n: c for n, c in told["files"].items() if not n.startswith(("queries", "feedback"))}
    for part in ("queries", "feedback"):
        shutil.rmtree(earlier / part)
    plain = {key: told[key] for key in ("made", "version", "drafts")}
    (earlier / BACKUP_FILE).write_bytes(seal({**plain, "files": files}))
    assert read(earlier).beside == ()
    publish(folder, "tre")
    restore(earlier, folder, replace=True)
    assert titles(folder) == ["ett", "två"]
    assert {n: c for n, c in saved(folder).items() if not n.endswith(".tmp")} == beside


def test_a_folder_with_feedback_only(tmp_path: Path) -> None:
    """A server that was started with `--graph` has no versions."""
    (tmp_path / "data" / "feedback").mkdir(parents=True)
    (tmp_path / "data" / "feedback" / "feedback.jsonl").write_text(LINE)
    made = backup(tmp_path / "data", tmp_path / "kopior")
    assert (made.version, made.drafts, list(made.files)) == (0, (), ["feedback/feedback.jsonl"])
