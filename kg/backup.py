"""Copies of what cannot be made anew, taken and put back while others read and write.

::

    TARGET/20261123T201232Z/    one backup, never changed once its folder has this name
      backup.json               checksum and size of every file, sealed with its own
      current, versions/, drafts/   as in the data folder; drafts up to their last acknowledged edit
      queries/, feedback/       what people saved and said, as it is there, to the last whole line

The search index is left out: it is made again. Restoring is decided all at once (`kg.switch`). A
backup of an earlier release has only versions and drafts; restoring it leaves the others alone.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from kg.drafts import DraftStore
from kg.durable import (
    flush_folder,
    flush_tree,
    locked,
    seal,
    sha256,
    unseal,
    write_through,
    writing,
)
from kg.errors import (
    BackupDamaged,
    BackupFolderTaken,
    BackupUnknown,
    DraftUnknown,
    FolderBusy,
    FolderHasContent,
    NothingPublished,
)
from kg.switch import (
    BESIDE,
    DRAFTS_LOCK,
    PARTS,
    VERSIONS_LOCK,
    holding,
    holding_beside,
    stage,
    switch,
)
from kg.versions import MANIFEST, VersionStore

BACKUP_FILE = "backup.json"
LOCK = ".lock"
_EARLIER = ("made", "version", "drafts", "files")
_KEYS = (*_EARLIER, "beside")
_NAME = re.compile(r"\d{8}T\d{6}Z(-\d+)?")


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its folder, when it was made (ISO 8601, UTC), the current version's number in it
    (0 for none), its drafts, the checksum of each of its files, and the parts `beside` that it
    tells of (`kg.switch.BESIDE`)."""

    path: Path
    made: str
    version: int
    drafts: tuple[str, ...]
    files: dict[str, str]
    beside: tuple[str, ...] = ()


def backup(folder: Path, target: Path) -> Backup:
    """Copy the data folder into a new folder in ``target``, and read the copy back.

    Raises `BackupFolderTaken`, `FolderNotWritable`, `NothingPublished` if there is nothing to copy,
    `FolderBusy` if the data folder is being replaced, or `FolderDamaged`: what is not whole is not
    passed off as a backup.
    """
    _free(target)
    made = datetime.now(UTC)
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
        with locked(target / LOCK, wait=True):
            beside = target / ".new"
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            try:
                _copy(folder, beside, made.isoformat(timespec="seconds"))
                flush_tree(beside)
                read(beside)
                place = _place(target, f"{made:%Y%m%dT%H%M%SZ}")
                beside.rename(place)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise
            flush_folder(target)
    return read(place)


def restore(source: Path, folder: Path, *, replace: bool = False) -> Backup:
    """Make the data folder what the backup ``source`` holds; a folder of backups means the newest.

    Everything is verified first. Raises `BackupUnknown`, `BackupDamaged`, `FolderHasContent`
    without ``replace``, or `FolderNotWritable`; then nothing has changed.
    """
    taken = read(_newest(source))
    with holding(folder, VERSIONS_LOCK, wait=True), locked(folder / DRAFTS_LOCK, wait=True):
        beside = [part for part in taken.beside if _told(taken, part) or _occupied(folder / part)]
        if not replace and any(map(_occupied, (folder / part for part in (*PARTS, *beside)))):
            raise FolderHasContent(path=folder)
        place = stage(folder)
        for part in ("versions", "drafts", *beside):
            (place / part).mkdir()
        for name, expected in taken.files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            write_through(place / name, _verified(taken.path, name, expected))
        with holding_beside(folder, beside):
            switch(folder)
    return taken


def read(path: Path) -> Backup:
    """The backup in ``path``, every file compared with its checksum. Raises `BackupDamaged`."""
    try:
        told = _unsealed((path / BACKUP_FILE).read_bytes())
        files = {name: str(each["sha256"]) for name, each in told["files"].items()}
        beside = tuple(part for part in BESIDE if part in told.get("beside", ()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        raise BackupDamaged(path=path, part=BACKUP_FILE) from problem
    for name, expected in files.items():
        _verified(path, name, expected)
    return Backup(path, told["made"], told["version"], tuple(told["drafts"]), files, beside)


def _unsealed(content: bytes) -> dict[str, Any]:
    """What a backup says of itself. Raises ValueError."""
    try:
        return unseal(content, _KEYS)
    except ValueError:
        return unseal(content, _EARLIER)


def _told(taken: Backup, part: str) -> bool:
    return any(name.startswith(f"{part}/") for name in taken.files)


def _copy(folder: Path, beside: Path, made: str) -> None:
    before = _identity(folder)
    version, drafts = _current(folder), DraftStore(folder).names()
    files: dict[str, dict[str, object]] = {}
    for name, content in _contents(folder, version, drafts):
        (beside / name).parent.mkdir(parents=True, exist_ok=True)
        write_through(beside / name, content)
        files[name] = {"sha256": sha256(content), "bytes": len(content)}
    if not files:
        raise NothingPublished(path=folder)
    if _identity(folder) != before:
        raise FolderBusy(path=folder)
    told = {"made": made, "version": version, "drafts": drafts, "files": files}
    write_through(beside / BACKUP_FILE, seal({**told, "beside": list(BESIDE)}))


def _contents(folder: Path, version: int, drafts: list[str]) -> Iterator[tuple[str, bytes]]:
    """Every file that is copied, verified; others may go on publishing and editing meanwhile."""
    versions = VersionStore(folder)
    for number in range(1, version + 1):
        for name in (*versions.files(number), MANIFEST):
            yield f"versions/{number:06}/{name}", versions.content(number, name)
    if version:
        yield "current", f"{version}\n".encode()
    for draft in drafts:
        try:
            held = DraftStore(folder).files(draft)
        except DraftUnknown:  # deleted meanwhile
            continue
        yield from ((f"drafts/{name}", content) for name, content in held.items())
    for part in BESIDE:
        yield from _saved(folder, part)


def _saved(folder: Path, part: str) -> Iterator[tuple[str, bytes]]:
    """The files of one of `BESIDE`: each is replaced as a whole, or a line is put last in it."""
    paths = [path for path in (folder / part).glob("*") if path.suffix in (".json", ".jsonl")]
    for path in sorted(paths):
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # removed meanwhile
            continue
        whole = content.rfind(b"\n") + 1 if path.suffix == ".jsonl" else len(content)
        yield f"{part}/{path.name}", content[:whole]


def _current(folder: Path) -> int:
    try:
        return VersionStore(folder).current().number
    except NothingPublished:
        return 0


def _identity(folder: Path) -> int | None:
    """Changes when another set of versions is put in place."""
    versions = folder / "versions"
    return versions.stat().st_ino if versions.exists() else None


def _verified(path: Path, name: str, expected: str) -> bytes:
    inside = PurePosixPath(name)
    try:
        if inside.parts[0] not in (*PARTS, *BESIDE) or ".." in inside.parts:
            raise ValueError(name)
        content = (path / inside).read_bytes()
    except (OSError, ValueError, IndexError) as problem:
        raise BackupDamaged(path=path, part=name) from problem
    if sha256(content) != expected:
        raise BackupDamaged(path=path, part=name)
    return content


def _free(target: Path) -> None:
    """Only backups may lie where a backup is put."""
    if not target.exists():
        return
    inside = sorted(target.iterdir()) if target.is_dir() else [target]
    for each in inside:
        whole = _NAME.fullmatch(each.name) and (each / BACKUP_FILE).exists()
        if not (whole or each.name in (".new", LOCK)):
            raise BackupFolderTaken(path=target, part=each.name)


def _occupied(part: Path) -> bool:
    return any(part.iterdir()) if part.is_dir() else part.exists()


def _place(target: Path, name: str) -> Path:
    """A name that is free: two backups can be made in one second."""
    places = (target / (f"{name}-{n}" if n else name) for n in range(10**6))
    return next(place for place in places if not place.exists())


def _newest(source: Path) -> Path:
    if (source / BACKUP_FILE).exists():
        return source
    inside = source.iterdir() if source.is_dir() else ()
    found = [each for each in inside if _NAME.fullmatch(each.name) and each.is_dir()]
    if not found:
        raise BackupUnknown(path=source)
    return max(found, key=lambda each: (each.name[:16], len(each.name), each.name))
