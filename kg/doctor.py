"""Examines a data folder: what is whole, what is damaged, what broken-off work left behind.

Nothing is changed but by `mend`, which removes only what was never in force.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile

from kg.drafts import LOG, DraftStore
from kg.durable import locked
from kg.errors import (
    DiskFull,
    FolderDamaged,
    InputError,
    NothingPublished,
    StyrError,
    unwritten,
)
from kg.switch import DRAFTS_LOCK, STAGE, VERSIONS_LOCK, holding
from kg.texts import Phrase
from kg.versions import Version, VersionStore

_LEAST_MB = 100
_VERSIONS_OF_ROOM = 3


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at. ``text`` says how it is and, if it is not well, what to do."""

    well: bool
    text: Phrase


def examine(folder: Path) -> Iterator[Sign]:
    """Everything about ``folder`` that can be well or not, in order; nothing is raised."""
    for look in LOOKS:
        try:
            yield from look(folder)
        except (FolderDamaged, InputError) as problem:
            yield _damaged(problem)


def mend(folder: Path) -> list[str]:
    """Remove what broken-off work left, and point again to the last version if that is lost.

    Gives the parts that were mended. Raises `kg.errors.FolderBusy`, `FolderNotWritable`, or
    `FolderDamaged` for what only a backup can mend.
    """
    with holding(folder, VERSIONS_LOCK, wait=False), locked(folder / DRAFTS_LOCK, wait=True):
        stage = folder / STAGE
        staged = [STAGE] if stage.exists() else []
        shutil.rmtree(stage, ignore_errors=True)
    return [*staged, *VersionStore(folder).mend(), *DraftStore(folder).mend()]


def _writable(folder: Path) -> Iterator[Sign]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            yield _well("writable", path=folder)
    except OSError as problem:
        told = unwritten(folder, problem)
        if isinstance(told, DiskFull):
            yield _damaged(told)
        else:
            yield _ill("not_writable", **told.params)


def _space(folder: Path) -> Iterator[Sign]:
    """Room for a few more versions like the largest."""
    if not folder.exists():
        return
    sizes = [_size(each) for each in (folder / "versions").glob("*")]
    least = _LEAST_MB + _VERSIONS_OF_ROOM * max(sizes, default=0) // 10**6
    free = shutil.disk_usage(folder).free // 10**6
    if free < least:
        yield _ill("no_space", megabytes=free, least=least)
    else:
        yield _well("space", megabytes=free)


def _versions(folder: Path) -> Iterator[Sign]:
    versions = VersionStore(folder)
    try:
        current = versions.current()
    except NothingPublished:
        yield _well("nothing")
        return
    yield _well("current", number=current.number, published=current.published)
    yield from _clock(current)
    for number in range(1, current.number + 1):
        try:
            versions.verify(number)
            yield _well("version", number=number)
        except FolderDamaged as problem:
            yield _damaged(problem)


def _clock(current: Version) -> Iterator[Sign]:
    if datetime.fromisoformat(current.published) > datetime.now(UTC):
        yield _ill("clock", published=current.published)
    else:
        yield _well("clock_right")


def _drafts(folder: Path) -> Iterator[Sign]:
    drafts = DraftStore(folder)
    for name in drafts.names():
        try:
            drafts.read(name)
            yield _well("draft", name=name, count=drafts.head(name).edits)
        except (FolderDamaged, InputError) as problem:
            yield _damaged(problem)
    if not drafts.names():
        yield _well("drafts_none")


def _leftovers(folder: Path) -> Iterator[Sign]:
    left = [*VersionStore(folder).leftovers(), *DraftStore(folder).leftovers()]
    left += [folder / STAGE] if (folder / STAGE).exists() else []
    for path in left:
        part = path.relative_to(folder)
        if path.name == LOG:
            yield _ill("tail", name=path.parent.name, part=part)
        else:
            yield _ill("leftover", part=part)
    if not left:
        yield _well("no_leftovers")


def _lock(folder: Path) -> Iterator[Sign]:
    path = folder / VERSIONS_LOCK
    if not path.exists():
        return
    with path.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            yield _well("unlocked")
        except BlockingIOError:
            yield _well("locked")


LOOKS: tuple[Callable[[Path], Iterator[Sign]], ...] = (
    _writable,
    _space,
    _versions,
    _drafts,
    _lock,
    _leftovers,
)
"""What is looked at, in order."""


def _well(key: str, **params: object) -> Sign:
    return Sign(True, Phrase(f"doctor.{key}", params))


def _ill(key: str, **params: object) -> Sign:
    return Sign(False, Phrase(f"doctor.{key}", params))


def _damaged(problem: StyrError) -> Sign:
    told = Phrase(f"error.{type(problem).__name__}", problem.params)
    return Sign(False, told)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
