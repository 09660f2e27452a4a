"""Versions, drafts and pointer replaced together: all of them or none, though the plug be pulled.

What people saved beside (`BESIDE`) is replaced with them where staged, and left alone where not.

::

    DATA/.restore/
      versions/, drafts/, current, queries/, feedback/   what is to be put in
      ready                         names the parts; once it is here the switch is decided
      old-versions/, …              what was there before, until all of it is in place

The parts are moved one by one, so whoever reads or writes first finishes what was decided
(`settled`, `holding`): nobody acts on half of each.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from kg.durable import flush_folder, flush_tree, locked, write_through, writing
from kg.errors import DraftUnknown, FolderDamaged, NothingPublished, VersionUnknown

PARTS = ("versions", "drafts", "current", "current.new")
BESIDE = {"queries": "queries.lock", "feedback": "feedback.lock"}
"""What people saved beside versions and drafts, and the lock that is held while it is written."""
STAGE = ".restore"
VERSIONS_LOCK, DRAFTS_LOCK = "lock", "drafts.lock"
_T = TypeVar("_T")


def settled(folder: Path, read: Callable[[], _T]) -> _T:
    """What ``read`` gives; read once more should a switch have been under way meanwhile.

    Raises what ``read`` raises, and `FolderNotWritable` if a switch cannot be finished.
    """
    finish(folder)
    try:
        return read()
    except (FolderDamaged, NothingPublished, VersionUnknown, DraftUnknown):
        finish(folder)
        return read()


@contextmanager
def holding(folder: Path, lock: str, *, wait: bool) -> Iterator[None]:
    """Hold one of the folder's locks, with no switch half done. Raises `StoreError`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            finish(folder)
            with locked(folder / lock, wait=wait):
                if not _ready(folder).exists():
                    yield
                    return


def stage(folder: Path) -> Path:
    """An empty place for what is to be put in. Raises OSError."""
    place = folder / STAGE
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place


def switch(folder: Path) -> None:
    """Put in what is staged, instead of what is there. Its locks are held. Raises OSError."""
    place = folder / STAGE
    flush_tree(place)
    flush_folder(folder)
    parts = [part for part in (*PARTS, *BESIDE) if (place / part).exists()]
    write_through(place / "ready.new", "\n".join(parts).encode())
    (place / "ready.new").rename(_ready(folder))
    flush_folder(place)
    _move(folder)


def finish(folder: Path) -> None:
    """Finish a switch that was decided, waiting for whoever is at it. Raises `StoreError`."""
    if not _ready(folder).exists():
        return
    with (
        writing(folder),
        locked(folder / VERSIONS_LOCK, wait=True),
        locked(folder / DRAFTS_LOCK, wait=True),
    ):
        if _ready(folder).exists():
            with holding_beside(folder, _ready(folder).read_text().split()):
                _move(folder)


@contextmanager
def holding_beside(folder: Path, parts: Iterable[str]) -> Iterator[None]:
    """Hold the locks of those of `BESIDE` that are among ``parts``. Raises OSError."""
    with ExitStack() as locks:
        for part in sorted(BESIDE.keys() & set(parts)):
            locks.enter_context(locked(folder / BESIDE[part], wait=True))
        yield


def _move(folder: Path) -> None:
    """Can be broken off anywhere and begun again: a part that is no longer staged is in place."""
    place = folder / STAGE
    wanted = _ready(folder).read_text().split()
    for part in (*PARTS, *BESIDE):
        new, old, there = place / part, place / f"old-{part}", folder / part
        goes = new.exists() or (part in PARTS and part not in wanted)
        if there.exists() and not old.exists() and goes:
            there.rename(old)
        if new.exists():
            new.rename(there)
    flush_folder(folder)
    _ready(folder).unlink()
    flush_folder(place)
    shutil.rmtree(place, ignore_errors=True)


def _ready(folder: Path) -> Path:
    return folder / STAGE / "ready"
