"""Killed at every step, a full disk, two at once, damage: nothing that was acknowledged is lost.

The steps are the calls by which anything reaches the disk: flushing, moving, making and removing.
A child process is killed (SIGKILL) before each of them in turn, and what it was about to flush is
torn off at its end first, as a pulled plug would.
"""

import errno
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.backup import backup, read, restore
from kg.doctor import examine, mend
from kg.drafts import DraftStore
from kg.errors import FolderBusy, FolderDamaged, NothingPublished, StyrError
from kg.names import DATA_GRAPH, DCT
from kg.versions import VersionStore

CALLS = ("fsync", "rename", "replace", "mkdir", "unlink", "rmdir", "truncate")
A = NamedNode("https://example.org/kommun/a")
FINISHED, REFUSED = 0, 3
UNFLUSHED = 100
"""Bytes that are torn off: fewer than any edit appends to a log, whose rest was flushed before."""

State = tuple[list[str], dict[str, list[str]]]
"""The title of each version in order, and the titles in each draft."""


def titled(*titles: str) -> list[Quad]:
    return [Quad(A, DCT.title, Literal(title), DATA_GRAPH) for title in titles]


def values(quads: object) -> list[str]:
    return sorted(quad.object.value for quad in quads)  # type: ignore[attr-defined]


def publish(folder: Path, title: str) -> None:
    VersionStore(folder).publish(titled(title), publisher="Åsa", note="", report={})


def roll_back(folder: Path) -> None:
    store = VersionStore(folder)
    store.publish(store.quads(1), publisher="Åsa", note="", report={}, restores=1)


def state(folder: Path) -> State:
    """All that people see; every file of it is compared with its checksum on the way."""
    versions, drafts = VersionStore(folder), DraftStore(folder)
    titles = []
    for version in versions.all():
        versions.verify(version.number)
        (title,) = values(
            versions.load(version.number).store.quads_for_pattern(None, None, None, DATA_GRAPH)
        )
        titles.append(title)
    if titles:
        assert versions.load().number == versions.current().number == len(titles)
    else:
        with pytest.raises(NothingPublished):
            versions.current()
    return titles, {name: values(drafts.read(name)) for name in drafts.names()}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions, a draft with two edits, a draft of release 0.1, and two backups."""
    place = tmp_path_factory.mktemp("prepared")
    folder = place / "data"
    publish(folder, "ett")
    DraftStore(folder).write("utkast", titled("a"), who="Åsa")
    backup(folder, place / "backups")
    publish(folder, "två")
    DraftStore(folder).edit("utkast", [], titled("b"), who="Åsa")
    DraftStore(folder).write("bort", titled("c"), who="Åsa")
    (folder / "drafts" / "gammalt.nq").write_text(f'{A} <{DCT.title.value}> "d" .\n')
    return place


DRAFTS = {"bort": ["c"], "gammalt": ["d"], "utkast": ["a", "b"]}
BEFORE: State = (["ett", "två"], DRAFTS)
BACKED_UP: State = (["ett"], {"utkast": ["a"]})

Act = Callable[[Path], object]
ACTS: dict[str, tuple[Act, State]] = {
    "publish": (lambda place: publish(place / "data", "tre"), (["ett", "två", "tre"], DRAFTS)),
    "rollback": (lambda place: roll_back(place / "data"), (["ett", "två", "ett"], DRAFTS)),
    "edit": (
        lambda place: DraftStore(place / "data").edit(
            "utkast", titled("a"), titled("ny"), who="Bo"
        ),
        (["ett", "två"], {**DRAFTS, "utkast": ["b", "ny"]}),
    ),
    "write": (
        lambda place: DraftStore(place / "data").write("utkast", titled("ny"), who="Bo"),
        (["ett", "två"], {**DRAFTS, "utkast": ["ny"]}),
    ),
    "new draft": (
        lambda place: DraftStore(place / "data").write("nytt", titled("ny"), who="Bo"),
        (["ett", "två"], {**DRAFTS, "nytt": ["ny"]}),
    ),
    "convert": (
        lambda place: DraftStore(place / "data").edit("gammalt", [], titled("ny"), who="Bo"),
        (["ett", "två"], {**DRAFTS, "gammalt": ["d", "ny"]}),
    ),
    "backup": (lambda place: backup(place / "data", place / "backups"), BEFORE),
    "restore": (
        lambda place: restore(place / "backups", place / "data", replace=True),
        BACKED_UP,
    ),
}
"""What is done to the prepared folder, and what people see when it is done."""


def steps(monkeypatch: pytest.MonkeyPatch, act: Callable[[int, str, object], None]) -> None:
    """Call ``act(step, call, first argument)`` before every call that reaches the disk."""
    taken: list[str] = []

    def before(name: str) -> None:
        original = getattr(os, name)

        def stepped(*arguments: object, **named: object) -> object:
            taken.append(name)
            act(len(taken) - 1, name, arguments[0])
            return original(*arguments, **named)

        monkeypatch.setattr(os, name, stepped)

    for name in CALLS:
        before(name)


def child(work: Callable[[], object]) -> int:
    """The exit status of a process that does ``work``: negative for the signal that ended it."""
    process = os.fork()
    if process == 0:
        code = 9
        try:
            work()
            code = FINISHED
        except StyrError:
            code = REFUSED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def broken_off(
    prepared: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: Act,
    fault: Callable[[str, object], None],
) -> Iterator[tuple[int, int]]:
    """Do ``act`` on a fresh copy again and again with ``fault`` one step later; until it gets by.

    Gives each step and the exit status; the copy is in ``place``.
    """
    for wanted in range(1000):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(prepared, place)

        def stop(step: int, call: str, first: object, at: int = wanted) -> None:
            if step == at:
                fault(call, first)

        def work() -> None:
            steps(monkeypatch, stop)
            act(place)

        status = child(work)
        yield wanted, status
        if status == FINISHED:
            return


def kill(call: str, first: object) -> None:
    if call == "fsync" and isinstance(first, int) and os.path.isfile(f"/proc/self/fd/{first}"):  # noqa: PTH113
        os.ftruncate(first, max(0, os.fstat(first).st_size - UNFLUSHED))
    os.kill(os.getpid(), signal.SIGKILL)


def no_space(call: str, first: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("name", ACTS)
def test_killed_at_every_step(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What was seen before is seen, or what was to be seen after; and the same can be done again.

    Once it is seen it stays: no step back.
    """
    act, after = ACTS[name]
    place, seen = tmp_path / "place", []
    for step, status in broken_off(prepared, place, monkeypatch, act, kill):
        assert status in (-signal.SIGKILL, FINISHED), step
        seen.append(state(place / "data"))
        assert seen[-1] in (BEFORE, after), step
        mend(place / "data")
        assert [sign.text.text("sv") for sign in examine(place / "data") if not sign.well] == []
        assert state(place / "data") == seen[-1]
        whole = [read(each) for each in (place / "backups").iterdir() if each.name[0] != "."]
        assert len(whole) in ((1, 2) if name == "backup" else (1,))
        if seen[-1] == BEFORE and name != "backup":
            act(place)
            assert state(place / "data") == after
    assert (seen[0], seen[-1], len(seen) > 4) == (BEFORE, after, True)
    changed = [each != BEFORE for each in seen]
    assert changed == sorted(changed)


@pytest.mark.parametrize("name", ACTS)
def test_a_full_disk_at_every_step(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    act, after = ACTS[name]
    place = tmp_path / "place"
    for step, status in broken_off(prepared, place, monkeypatch, act, no_space):
        assert status in (REFUSED, FINISHED), step
        found = state(place / "data")
        assert found in ((BEFORE, after) if status == REFUSED else (after,)), step


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("most", [0, 40, 5000, 30_000])
def test_no_file_may_grow(prepared: Path, tmp_path: Path, name: str, most: int) -> None:
    """As with a quota: it is the writing itself that fails, in the middle of a file."""
    act, _ = ACTS[name]
    place = Path(shutil.copytree(prepared, tmp_path / "place"))

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        act(place)

    status = child(work)
    small = name in ("edit", "write", "new draft", "convert") and most >= 5000
    assert status == (FINISHED if small else REFUSED)
    if status == REFUSED:
        assert state(place / "data") == BEFORE
        act(place)
    assert state(place / "data") == ACTS[name][1]


def test_killed_while_a_first_backup_is_restored(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a folder that holds nothing."""
    place, seen = tmp_path / "place", []
    empty: State = ([], {})

    def act(place: Path) -> None:
        restore(place / "backups", place / "ny")

    for _step, _status in broken_off(prepared, place, monkeypatch, act, kill):
        seen.append(state(place / "ny"))
    assert set(map(str, seen)) == {str(empty), str(BACKED_UP)}
    changed = [each != empty for each in seen]
    assert changed == sorted(changed)


# -- at once ------------------------------------------------------------------------------------


def test_many_publish_at_once(tmp_path: Path) -> None:
    """Each is told to wait or gets a number of its own; none is lost."""

    def work(who: int) -> None:
        for number in range(5):
            while True:
                try:
                    publish(tmp_path, f"{who}-{number}")
                    break
                except FolderBusy:
                    continue

    processes = []
    for who in range(3):
        process = os.fork()
        if process == 0:
            os._exit(child(lambda who=who: work(who)))
        processes.append(process)
    assert [os.waitstatus_to_exitcode(os.waitpid(p, 0)[1]) for p in processes] == [0, 0, 0]
    titles, _ = state(tmp_path)
    assert sorted(titles) == [f"{who}-{number}" for who in range(3) for number in range(5)]


def test_a_reader_never_sees_half(prepared: Path, tmp_path: Path) -> None:
    """While others publish, edit, back up and restore."""
    place = Path(shutil.copytree(prepared, tmp_path / "place"))
    folder = place / "data"

    def work() -> None:
        for number in range(6):
            publish(folder, f"ny {number}")
            DraftStore(folder).write("utkast", titled("ny"), who="Bo")
            backup(folder, place / "nya")
            restore(place / "backups", folder, replace=True)

    process = os.fork()
    if process == 0:
        os._exit(child(work))
    seen = []
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        graph = VersionStore(folder).load()
        (title,) = values(graph.store.quads_for_pattern(None, None, None, DATA_GRAPH))
        seen.append((title, *values(DraftStore(folder).read("utkast"))))
    assert len(seen) > 5
    drafts = {("a", "b"), ("a",), ("ny",)}
    assert {each[1:] for each in seen} <= drafts
    assert {each[0] for each in seen} <= {"ett", "två", *(f"ny {n}" for n in range(6))}
    assert state(folder) == BACKED_UP
    assert all(read(each).version for each in (place / "nya").glob("2*"))


# -- damage -------------------------------------------------------------------------------------


def files(folder: Path) -> list[Path]:
    """All that hold something, which the locks do not."""
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and p.stat().st_size]


def harm(path: Path, damage: str) -> None:
    whole = path.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :]
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"torn": whole[:-1], "flipped": flipped, "empty": b""}[damage])


@pytest.mark.parametrize("damage", ["torn", "flipped", "gone", "empty"])
def test_damage_to_any_file_is_found_and_named(prepared: Path, tmp_path: Path, damage: str) -> None:
    """And all that lies in other files is still there."""
    place = Path(shutil.copytree(prepared, tmp_path / "place"))
    folder = place / "data"
    for path in files(folder):
        whole = path.read_bytes()
        part = str(path.relative_to(folder))
        harm(path, damage)
        told = [sign.text.text("sv") for sign in examine(folder) if not sign.well]
        if part != "drafts/gammalt.nq":  # kept without a checksum by release 0.1
            assert told, part
            assert any(part in text for text in told), (part, told)
        else:
            assert told == [] or part in told[0]
        if part.startswith("versions/000001"):
            assert VersionStore(folder).load(2).number == 2
            with pytest.raises(FolderDamaged):
                VersionStore(folder).verify(1)
        if not part.startswith("drafts/utkast"):
            assert values(DraftStore(folder).read("utkast")) == ["a", "b"]
        path.write_bytes(whole)
    assert state(folder) == BEFORE


@pytest.mark.parametrize("damage", ["torn", "flipped", "gone"])
def test_a_damaged_backup_is_refused_and_the_file_named(
    prepared: Path, tmp_path: Path, damage: str
) -> None:
    place = Path(shutil.copytree(prepared, tmp_path / "place"))
    (taken,) = (place / "backups").glob("2*")
    for path in files(taken):
        whole = path.read_bytes()
        harm(path, damage)
        part = str(path.relative_to(taken))
        with pytest.raises(StyrError) as raised:
            restore(taken, place / "data", replace=True)
        gone = part == "backup.json" and damage == "gone"
        assert type(raised.value).__name__ == ("BackupUnknown" if gone else "BackupDamaged")
        assert gone or raised.value.params == {"path": taken, "part": part}
        path.write_bytes(whole)
        assert state(place / "data") == BEFORE
