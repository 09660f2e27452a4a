"""Published versions: immutable file sets in the data folder, the current one named by a pointer.

::

    DATA/
      current                 the number of the version that everyone reads; replaced atomically
      current.new             the number it is about to hold, while somebody publishes
      lock                    held while somebody publishes
      versions/000001/        never changed once its folder has this name
        data.nq               sorted N-Quads: what was published
        derived.nq            what follows from it (kg.derived)
        ontology.nq           the ontology and concept lists it was published under
        shapes.nq             the rules it was judged by
        provenance.nq         PROV-O: who published, when, from what (kg.provenance)
        report.json           the validation report that let it through
        manifest.json         checksum and size of every file above, and what `Version` holds

A version is written beside its place, flushed to disk, renamed into place, and only then pointed
to: a pulled plug leaves the old version current, and readers never see half of a new one. What lies
in place but was never pointed to is nobody's version: it is not shown, and is written over.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse

from kg.derived import derive
from kg.durable import flush_folder, replace_whole, seal, sha256, unseal, write_through
from kg.errors import (
    FolderDamaged,
    NothingPublished,
    NothingPublishedThen,
    PartChanged,
    PartMissing,
    VersionUnknown,
)
from kg.graph import GovernanceGraph, ontology_quads
from kg.names import DATA_GRAPH, PROVENANCE_GRAPH, SHAPES_GRAPH
from kg.provenance import is_told, publication
from kg.rdf import in_graph, sorted_nquads
from kg.switch import VERSIONS_LOCK, holding, settled

GRAPH_FILES = ("data.nq", "derived.nq", "ontology.nq", "provenance.nq")
REPORT_FILE = "report.json"
SHAPES_FILE = "shapes.nq"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a version without reading its graph. ``published`` is ISO 8601 in UTC.

    ``added`` and ``removed`` count statements against the version before, None where that could
    not be read. ``draft`` and ``edit`` say which draft it was made from and after how many edits,
    ``restores`` which version it is equal to, ``shapes`` the version of the rules. Release 0.1
    wrote only the first six.
    """

    number: int
    published: str
    publisher: str
    note: str
    triples: int
    data_sha256: str
    added: int | None = None
    removed: int | None = None
    draft: str = ""
    edit: int = 0
    restores: int = 0
    shapes: str = ""
    shapes_sha256: str = ""


class VersionStore:
    """The published versions in one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._versions = folder / "versions"
        self._pointer = folder / "current"
        self._pending = folder / "current.new"

    # -- reading ----------------------------------------------------------------------------

    def current(self) -> Version:
        """The version that everyone reads. Raises `NothingPublished` or `FolderDamaged`."""
        return settled(self.folder, lambda: self._version(self._current()))

    def all(self) -> list[Version]:
        """Every published version, oldest first. Raises `FolderDamaged`."""
        return settled(self.folder, lambda: [self._version(n) for n in self._published()])

    def numbers(self) -> list[int]:
        """The number of every published version, oldest first, whether it is whole or not.

        Raises `NothingPublished`, or `FolderDamaged` when the pointer is lost.
        """
        return settled(self.folder, lambda: list(range(1, self._current() + 1)))

    def version(self, number: int) -> Version:
        """One version's manifest. Raises `VersionUnknown` or `FolderDamaged`."""
        return settled(self.folder, lambda: self._version(number))

    def at(self, moment: date | datetime) -> Version:
        """The version that was current at ``moment``, for a date at the end of that day.

        Without a time zone it is this machine's. Raises `NothingPublishedThen`, `NothingPublished`
        or `FolderDamaged`.
        """
        until = moment if isinstance(moment, datetime) else datetime.combine(moment, time.max)
        until = until.astimezone(UTC)
        versions = self.all()
        if not versions:
            raise NothingPublished(path=self.folder)
        then = [v for v in versions if datetime.fromisoformat(v.published) <= until]
        if not then:
            raise NothingPublishedThen(moment=moment, first=versions[0].published)
        return then[-1]

    def load(self, number: int | None = None) -> GovernanceGraph:
        """The graph of a version (the current one by default), its checksums verified first.

        Raises `NothingPublished`, `VersionUnknown` or `FolderDamaged`.
        """
        return settled(self.folder, lambda: self._load(number))

    def quads(self, number: int) -> list[Quad]:
        """What version ``number`` was published from, to the letter: data, and what was told of
        where it came from. Raises `VersionUnknown` or `FolderDamaged`."""
        return settled(self.folder, lambda: self._quads(number))

    def verify(self, number: int) -> None:
        """Compare every file with its checksum. Raises `VersionUnknown` or `FolderDamaged`."""
        for name in self.files(number):
            self._read(number, name)

    def files(self, number: int) -> list[str]:
        """Names of a version's files but the manifest. Raises as `verify`."""
        return settled(self.folder, lambda: list(self._manifest(number)[1]))

    # -- writing ----------------------------------------------------------------------------

    def publish(
        self,
        quads: Iterable[Quad],
        *,
        publisher: str,
        note: str,
        report: Mapping[str, object],
        shapes: Iterable[Quad] = (),
        draft: str = "",
        edit: int = 0,
        restores: int = 0,
        moment: datetime | None = None,
    ) -> Version:
        """Publish ``quads`` as the next version and make it current.

        Those in the provenance graph are kept there; all others become the data graph.

        The caller has validated them; ``report`` and the ``shapes`` it went by are kept beside
        them. ``draft``, ``edit`` and ``restores`` are as in `Version`. Raises `FolderNotWritable`,
        `FolderBusy` or, when the pointer is lost, `FolderDamaged`; then nothing has changed.
        """
        stamp = (moment or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        with holding(self.folder, VERSIONS_LOCK, wait=False):
            self._versions.mkdir(exist_ok=True)
            before = self._before()
            given = set(quads)
            told = {quad for quad in given if quad.graph_name == PROVENANCE_GRAPH}
            files = _file_set(given - told, report, shapes)
            added, removed = self._changed(before, files["data.nq"])
            version = Version(
                number=before + 1,
                published=stamp,
                publisher=publisher,
                note=note,
                triples=files["data.nq"].count(b"\n"),
                data_sha256=sha256(files["data.nq"]),
                added=added,
                removed=removed,
                draft=draft,
                edit=edit,
                restores=restores,
                shapes=str(report.get("version_of_shapes", "")),
                shapes_sha256=sha256(files[SHAPES_FILE]),
            )
            files["provenance.nq"] = sorted_nquads(told | set(publication(**asdict(version))))
            self._write(version, files)
        return version

    def take(self, number: int, content: Mapping[str, bytes]) -> None:
        """Make current what was published elsewhere as version ``number``: its files by name.

        A version that is there already stays as it is. Raises as `mend`; then nothing has changed.
        """
        with holding(self.folder, VERSIONS_LOCK, wait=True):
            if number > self._before():
                self._versions.mkdir(exist_ok=True)
                self._put_in_place(number, content)

    def mend(self) -> list[str]:
        """Remove what interrupted work left, and point again to the last version if that is lost.

        Gives the parts that were removed or mended. Raises `FolderBusy` or `FolderNotWritable`.
        """
        with holding(self.folder, VERSIONS_LOCK, wait=False):
            return [*self._mend_pointer(), *self._remove_leftovers()]

    def leftovers(self) -> list[Path]:
        """What interrupted work left behind; none of it was ever published."""
        left = [*sorted(self._versions.glob(".new-*")), *sorted(self.folder.glob("current*.tmp"))]
        with suppress(FolderDamaged):
            last = self._before()
            left += [self._place(number) for number in self._numbers() if number > last]
            left += [self._pending] if self._pending.exists() else []
        return left

    def content(self, number: int, name: str) -> bytes:
        """One file of a version, verified. Raises as `verify`."""
        if name != MANIFEST:
            return settled(self.folder, lambda: self._read(number, name))
        self.version(number)
        return (self._place(number) / name).read_bytes()

    def path(self, number: int, name: str) -> Path:
        """Where a file of a version lies. `content` and `verify` say whether it is whole."""
        return self._place(number) / name

    def _mend_pointer(self) -> list[str]:
        try:
            self._before()
        except FolderDamaged:
            whole = [number for number in self._numbers() if number != self._pending_number()]
            for number in whole:
                self._manifest(number)
            replace_whole(self._pointer, _pointing(whole[-1]))
            return [self._pointer.name]
        return []

    def _remove_leftovers(self) -> list[str]:
        # The pending number goes last: it is what tells that the others were not published.
        left = self.leftovers()
        for path in left:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return [str(path.relative_to(self.folder)) for path in left]

    def _write(self, version: Version, files: dict[str, bytes]) -> None:
        sums = {name: {"sha256": sha256(body), "bytes": len(body)} for name, body in files.items()}
        manifest = seal({"version": asdict(version), "files": sums})
        content = {**files, MANIFEST: manifest}
        self._share(version.number, content)
        self._put_in_place(version.number, content)

    def _put_in_place(self, number: int, content: Mapping[str, bytes]) -> None:
        beside = self._versions / f".new-{number:06}"
        for leftover in self._versions.glob(".new-*"):
            shutil.rmtree(leftover)
        beside.mkdir()
        for name, body in content.items():
            write_through(beside / name, body)
        flush_folder(beside)
        replace_whole(self._pending, _pointing(number))
        place = self._place(number)
        if place.exists():  # in place, but never pointed to
            shutil.rmtree(place)
        beside.rename(place)
        try:
            flush_folder(self._versions)
            os.replace(self._pending, self._pointer)
        except OSError:
            shutil.rmtree(place, ignore_errors=True)
            raise
        with suppress(OSError):  # published by now: the worst is that a pulled plug undoes it
            flush_folder(self.folder)

    def _share(self, number: int, content: Mapping[str, bytes]) -> None:
        """Called with every file of a version that is about to be written; one that raises an error
        is not published. Nobody else is told here: see `kg.stores.shared`."""

    # -- places -----------------------------------------------------------------------------

    def _numbers(self) -> list[int]:
        if not self._versions.is_dir():
            return []
        return sorted(int(p.name) for p in self._versions.iterdir() if p.name.isdecimal())

    def _pending_number(self) -> int | None:
        try:
            told = self._pending.read_bytes()
        except OSError:
            return None
        return next((n for n in self._numbers() if _pointing(n) == told), None)

    def _current(self) -> int:
        # In this order, because somebody may be publishing: a version is put in place, while it is
        # pending, before it is pointed to and no longer pending.
        numbers = self._numbers()
        pending = self._pending_number()
        try:
            pointed = self._pointer.read_bytes()
        except (FileNotFoundError, NotADirectoryError) as problem:
            if set(numbers) - {pending}:
                raise PartMissing(path=self.folder, part=self._pointer.name) from problem
            raise NothingPublished(path=self.folder) from problem
        except OSError as problem:
            raise PartChanged(path=self.folder, part=self._pointer.name) from problem
        current = next((n for n in self._numbers() if pointed == _pointing(n)), None)
        if current is None or any(n > current and n != pending for n in numbers):
            raise PartChanged(path=self.folder, part=self._pointer.name)
        return current

    def _before(self) -> int:
        """The current version's number, 0 if there is none."""
        try:
            return self._current()
        except NothingPublished:
            return 0

    def _published(self) -> list[int]:
        return list(range(1, self._before() + 1))

    def _known(self) -> list[int]:
        """Numbers that can be asked for; while the pointer is lost all that is not pending."""
        try:
            return self._published()
        except FolderDamaged:
            pending = self._pending_number()
            return [number for number in self._numbers() if number != pending]

    def _place(self, number: int) -> Path:
        return self._versions / f"{number:06}"

    def _version(self, number: int) -> Version:
        return self._manifest(number)[0]

    def _manifest(self, number: int) -> tuple[Version, dict[str, str]]:
        """What is known of a version, and the checksum of each of its files."""
        if number not in (known := self._known()):
            told = ", ".join(map(str, known)) or "–"
            raise VersionUnknown(number=number, known=told)
        path = self._place(number) / MANIFEST
        try:
            manifest = unseal(path.read_bytes(), ("version", "files"))
            version = Version(**manifest["version"])
            names = [*GRAPH_FILES, REPORT_FILE]
            names += [SHAPES_FILE] if SHAPES_FILE in manifest["files"] else []
            sums = {name: manifest["files"][name]["sha256"] for name in names}
        except (OSError, ValueError, LookupError, TypeError) as problem:
            part = path.relative_to(self.folder)
            error = PartChanged if path.exists() else PartMissing
            raise error(path=self.folder, part=part) from problem
        return version, sums

    def _read(self, number: int, name: str) -> bytes:
        """One file of a version, its checksum verified."""
        return self._verified(number, name, self._manifest(number)[1][name])

    def _verified(self, number: int, name: str, expected: str) -> bytes:
        path = self._place(number) / name
        part = path.relative_to(self.folder)
        if not path.is_file():
            raise PartMissing(path=self.folder, part=part)
        if sha256(content := path.read_bytes()) != expected:
            raise PartChanged(path=self.folder, part=part)
        return content

    def _load(self, number: int | None) -> GovernanceGraph:
        chosen = self._current() if number is None else number
        sums = self._manifest(chosen)[1]
        contents = {name: self._verified(chosen, name, told) for name, told in sums.items()}
        store = Store()
        for name in GRAPH_FILES:
            store.bulk_load(contents[name], format=RdfFormat.N_QUADS)
        return GovernanceGraph(store, chosen)

    def _quads(self, number: int) -> list[Quad]:
        data, provenance = (
            parse(self._read(number, name), RdfFormat.N_QUADS, rename_blank_nodes=True)
            for name in ("data.nq", "provenance.nq")
        )
        return [*data, *(quad for quad in provenance if is_told(quad))]

    def _changed(self, before: int, data: bytes) -> tuple[int | None, int | None]:
        """How many statements were added and removed; unknown if the version before is damaged."""
        try:
            old = set(self._read(before, "data.nq").splitlines()) if before else set()
        except FolderDamaged:
            return None, None
        new = set(data.splitlines())
        return len(new - old), len(old - new)


def _file_set(
    data: Iterable[Quad], report: Mapping[str, object], shapes: Iterable[Quad]
) -> dict[str, bytes]:
    """Every file of a version but its provenance, which tells of the others."""
    data = {in_graph(quad, DATA_GRAPH) for quad in data}
    store = Store()
    store.bulk_extend(data)
    return {
        "data.nq": sorted_nquads(data),
        "derived.nq": sorted_nquads(derive(store)),
        "ontology.nq": sorted_nquads(ontology_quads()),
        REPORT_FILE: json.dumps(report, ensure_ascii=False, indent=2).encode() + b"\n",
        SHAPES_FILE: sorted_nquads(in_graph(quad, SHAPES_GRAPH) for quad in shapes),
    }


def _pointing(number: int) -> bytes:
    """What the pointer holds when ``number`` is current."""
    return f"{number}\n".encode()
