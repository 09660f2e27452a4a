"""Versions, drafts and pointer replaced together: all of them or none, though the plug be pulled.

::

    DATA/.restore/
      versions/, drafts/, current   what is to be put in
      ready                         names the parts; once it is here the switch is decided
      old-versions/, …              what was there before, until all of it is in place

The parts are moved one by one, so whoever reads or writes first finishes what was decided
(`settled`, `holding`): nobody acts on half of each.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from kg.durable import flush_folder, flush_tree, locked, write_through, writing
from kg.errors import DraftUnknown, FolderDamaged, NothingPublished, VersionUnknown

PARTS = ("versions", "drafts", "current", "current.new")
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
    """Put in what is staged, instead of what is there. Both locks are held. Raises OSError."""
    place = folder / STAGE
    flush_tree(place)
    flush_folder(folder)
    parts = [part for part in PARTS if (place / part).exists()]
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
            _move(folder)


def _move(folder: Path) -> None:
    """Can be broken off anywhere and begun again: a part that is no longer staged is in place."""
    place = folder / STAGE
    wanted = _ready(folder).read_text().split()
    for part in PARTS:
        new, old, there = place / part, place / f"old-{part}", folder / part
        if there.exists() and not old.exists() and (new.exists() or part not in wanted):
            there.rename(old)
        if new.exists():
            new.rename(there)
    flush_folder(folder)
    _ready(folder).unlink()
    flush_folder(place)
    shutil.rmtree(place, ignore_errors=True)


def _ready(folder: Path) -> Path:
    return folder / STAGE / "ready"
