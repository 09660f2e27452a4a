"""Drafts: named working copies in the data folder, each with its whole history.

::

    DATA/drafts.lock            held while somebody edits a draft
    DATA/drafts/NAME/
      log.rdfp                  one transaction for each edit, only ever appended to (RDF Patch)
      head.json                 how many edits there are, how long the log is, where it started

An edit is acknowledged once the head that counts it is in place: what the log holds beyond that is
the torn tail of an edit that never was, and the next edit cuts it off. Each transaction carries the
checksum of the one before, and the head that of the last, so that damage anywhere is seen.
``DATA/drafts/NAME.nq`` is a draft of release 0.1, without a history; the first edit converts it.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Quad

from kg.durable import flush_folder, replace_whole, seal, sha256, unseal, write_through
from kg.errors import (
    DraftDamaged,
    DraftExists,
    DraftNameWrong,
    DraftUnknown,
    EditUnknown,
    FolderBusy,
    FolderDamaged,
    StoreError,
)
from kg.patch import Patch, between, canonical, read_patch, to_text
from kg.rdf import read_file
from kg.switch import DRAFTS_LOCK, holding, settled
from kg.versions import VersionStore

DEFAULT = "utkast"
LOG, HEAD = "log.rdfp", "head.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_END = b"\nTC .\n"
_TRIES = 100
"""To read a draft between two edits of it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: number (from 1), when (ISO 8601, UTC), who, why, quads told to go and to come."""

    number: int
    when: str
    who: str
    note: str
    removed: int
    added: int


@dataclass(frozen=True, slots=True)
class Head:
    """What counts of a draft's log. ``base`` is the version it started from, 0 if none.

    ``length`` is that of the log in bytes, ``last`` the checksum of its last transaction.
    """

    base: int = 0
    edits: int = 0
    length: int = 0
    last: str = ""


class DraftStore:
    """The drafts in one data folder. Everything raises `DraftNameWrong` for no draft's name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._folder = folder / "drafts"

    # -- reading ----------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Names of the drafts there are, sorted."""
        return settled(self.folder, self._names)

    def read(self, name: str) -> list[Quad]:
        """Quads of a draft; blank nodes keep their labels from one reading to the next.

        Raises `DraftUnknown`, or `FolderDamaged` naming the file.
        """
        return settled(self.folder, lambda: self._content(name))

    def at(self, name: str, number: int) -> list[Quad]:
        """Quads of a draft as they were after edit ``number``. Raises also `EditUnknown`."""
        return settled(self.folder, lambda: self._content(name, number))

    def history(self, name: str) -> list[Edit]:
        """Every edit, oldest first; none for a draft of release 0.1. Raises as `read`."""
        return settled(self.folder, lambda: [_edit(record) for record in self._records(name)])

    def head(self, name: str) -> Head:
        """Where a draft started and how many edits it has. Raises as `read`."""
        return settled(self.folder, lambda: self._head(name))

    def files(self, name: str) -> dict[str, bytes]:
        """A draft's files by their place among the drafts, up to its last acknowledged edit.

        Raises as `read`.
        """
        return settled(self.folder, lambda: self._files(name))

    def leftovers(self) -> list[Path]:
        """What broken-off work left: drafts half made or half deleted, and torn tails of logs."""
        if not self._folder.is_dir():
            return []
        left = [p for p in self._folder.iterdir() if p.name.startswith((".new-", ".old-"))]
        left += self._folder.glob("*/*.tmp")
        for name in self._names():
            with suppress(FolderDamaged):
                log, length = self._path(name) / LOG, self._head(name).length
                if log.exists() and log.stat().st_size > length:
                    left.append(log)
        return sorted(left)

    # -- writing ----------------------------------------------------------------------------

    def write(self, name: str, quads: Iterable[Quad], *, who: str, note: str = "") -> Edit:
        """Make ``quads`` the draft's content, as one edit; the draft is made if it is new.

        It starts anew from the current version.

        Raises `FolderDamaged` or `FolderNotWritable`; then nothing has changed.
        """
        self._path(name)
        with self._locked():
            if name in self._names():
                patch = between(self._content(name), quads)
                return self._append(name, patch, who, note, base=self._current())
            patch = Patch(added=frozenset(canonical(quads)))
            return self._create(name, patch, who, note, self._current())

    def edit(
        self, name: str, removed: Iterable[Quad], added: Iterable[Quad], *, who: str, note: str = ""
    ) -> Edit:
        """Take ``removed`` from the draft and put ``added`` into it; what is in both stays in it.

        The work grows with the edit, not with the draft. Raises as `write`, and `DraftUnknown`.
        """
        self._path(name)
        added = frozenset(added)
        patch = Patch(frozenset(removed) - added, added)
        with self._locked():
            self._known(name)
            return self._append(name, patch, who, note)

    def start(self, name: str, number: int, *, who: str, note: str = "") -> Edit:
        """Make a draft with the content of version ``number``; 0 makes an empty one.

        Raises `DraftExists`, `FolderNotWritable`, and what `VersionStore.quads` raises.
        """
        self._path(name)
        quads = VersionStore(self.folder).quads(number) if number else []
        with self._locked():
            if name in self._names():
                raise DraftExists(name=name)
            return self._create(name, Patch(added=frozenset(canonical(quads))), who, note, number)

    def delete(self, name: str) -> None:
        """Remove a draft and its history. Raises `DraftUnknown` or `FolderNotWritable`."""
        self._path(name)
        with self._locked():
            self._known(name)
            self._old(name).unlink(missing_ok=True)
            if self._path(name).exists():
                gone = self._folder / f".old-{name}"
                shutil.rmtree(gone, ignore_errors=True)
                self._path(name).rename(gone)
                flush_folder(self._folder)
                shutil.rmtree(gone)

    def mend(self) -> list[str]:
        """Remove what `leftovers` finds; gives the parts. Raises `FolderNotWritable`."""
        with self._locked():
            left = self.leftovers()
            for path in left:
                if path.name == LOG:
                    os.truncate(path, self._head(path.parent.name).length)
                elif path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
            return [str(path.relative_to(self.folder)) for path in left]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Two who edit at once come one after the other."""
        with holding(self.folder, DRAFTS_LOCK, wait=True):
            yield

    def _append(
        self, name: str, patch: Patch, who: str, note: str, base: int | None = None
    ) -> Edit:
        """One more transaction, acknowledged when this returns. The lock is held."""
        if self._is_old(name):
            held = frozenset(canonical(read_file(self._old(name))))
            self._create(name, Patch(added=held), "", "", 0)
            self._old(name).unlink()
        head = self._head(name)
        edit, record = _record(head, patch, who, note)
        path = self._path(name) / LOG
        if not path.exists():
            raise self._damaged(path)
        with path.open("r+b") as log:
            log.truncate(head.length)
            log.seek(head.length)
            log.write(record)
            log.flush()
            os.fsync(log.fileno())
        after = _after(head, record)
        after = after if base is None else replace(after, base=base)
        replace_whole(self._path(name) / HEAD, _sealed(after))
        return edit

    def _create(self, name: str, patch: Patch, who: str, note: str, base: int) -> Edit:
        """The draft's folder with its first edit, put in its place at once. The lock is held."""
        start = Head(base)
        edit, record = _record(start, patch, who, note)
        beside = self._folder / f".new-{name}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        flush_folder(self.folder)
        write_through(beside / LOG, record)
        write_through(beside / HEAD, _sealed(_after(start, record)))
        flush_folder(beside)
        beside.rename(self._path(name))
        flush_folder(self._folder)
        return edit

    # -- places -----------------------------------------------------------------------------

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise DraftNameWrong(name=name)
        return self._folder / name

    def _old(self, name: str) -> Path:
        return self._folder / f"{name}.nq"

    def _is_old(self, name: str) -> bool:
        return self._old(name).exists() and not self._path(name).exists()

    def _names(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        kept = {path.name for path in self._folder.iterdir() if path.is_dir()}
        old = {path.stem for path in self._folder.glob("*.nq")}
        return sorted(name for name in kept | old if _NAME.fullmatch(name))

    def _known(self, name: str) -> None:
        self._path(name)
        if name not in (names := self._names()):
            raise DraftUnknown(name=name, known=", ".join(names) or "–")

    def _current(self) -> int:
        """The version that a new draft starts from; a damaged one is told of elsewhere."""
        try:
            return VersionStore(self.folder).current().number
        except StoreError:
            return 0

    def _head(self, name: str) -> Head:
        self._known(name)
        if self._is_old(name):
            return Head()
        path = self._path(name) / HEAD
        try:
            return Head(**unseal(path.read_bytes(), Head.__slots__))
        except (OSError, ValueError) as problem:
            raise self._damaged(path) from problem

    def _records(self, name: str) -> list[bytes]:
        """The acknowledged transactions, their chain of checksums verified."""
        head, path = self._head(name), self._path(name) / LOG
        if not head.edits:
            return []
        try:
            log = path.read_bytes()[: head.length]
        except OSError as problem:
            raise self._damaged(path) from problem
        records = [part + _END for part in log.removesuffix(_END).split(_END)]
        chain = ["", *map(sha256, records)]
        told = [*map(_previous, records), head.last]
        if b"".join(records) != log or chain != told or len(records) != head.edits:
            raise self._damaged(path)
        return records

    def _content(self, name: str, number: int | None = None) -> list[Quad]:
        self._known(name)
        if self._is_old(name) and number is None:
            return list(canonical(read_file(self._old(name))))
        records = self._records(name)
        if number is not None and not 1 <= number <= len(records):
            raise EditUnknown(name=name, number=number, last=len(records))
        path = self._path(name) / LOG
        return list(read_patch(b"".join(records[:number]), name=str(path)).added)

    def _files(self, name: str) -> dict[str, bytes]:
        self._known(name)
        if self._is_old(name):
            self._content(name)
            return {self._old(name).name: self._old(name).read_bytes()}
        for _ in range(_TRIES):
            head = self._head(name)
            log = b"".join(self._records(name))
            if self._head(name) == head:
                return {f"{name}/{HEAD}": _sealed(head), f"{name}/{LOG}": log}
        raise FolderBusy(path=self.folder)

    def _damaged(self, path: Path) -> StoreError:
        part = path.relative_to(self.folder)
        return DraftDamaged(path=self.folder, part=part, name=path.parent.name)


# -- transactions -------------------------------------------------------------------------------


def _record(head: Head, patch: Patch, who: str, note: str) -> tuple[Edit, bytes]:
    """The next transaction after ``head`` and its line in the log."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    edit = Edit(head.edits + 1, when, who, note, len(patch.removed), len(patch.added))
    told = {name: str(value) for name, value in asdict(edit).items()}
    header = {"previous": head.last, **told}
    return edit, to_text(Patch(patch.removed, patch.added, header)).encode()


def _header(record: bytes) -> dict[str, str]:
    top = record[: record.index(b"TX .\n")] if b"TX .\n" in record else b""
    return dict(read_patch(top, name="").header)


def _edit(record: bytes) -> Edit:
    told = _header(record)
    number, removed, added = (int(told[name]) for name in ("number", "removed", "added"))
    return Edit(number, told["when"], told["who"], told["note"], removed, added)


def _previous(record: bytes) -> str:
    """The checksum of the transaction before, as ``record`` says; read without parsing all."""
    line = record.split(b"\n", 1)[0]
    return line.removeprefix(b'H previous "').removesuffix(b'" .').decode("ascii", "replace")


def _after(head: Head, record: bytes) -> Head:
    return Head(head.base, head.edits + 1, head.length + len(record), sha256(record))


def _sealed(head: Head) -> bytes:
    return seal(asdict(head))
