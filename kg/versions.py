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
        provenance.nq         PROV-O: who published, when, from what
        report.json           the validation report that let it through
        manifest.json         checksum and size of every file above, and what `Version` holds

A version is written beside its place, flushed to disk, renamed into place, and only then pointed
to: a pulled plug leaves the old version current, and readers never see half of a new one.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.derived import derive
from kg.errors import (
    FolderBusy,
    FolderNotWritable,
    NothingPublished,
    PartChanged,
    PartMissing,
    VersionUnknown,
)
from kg.graph import GovernanceGraph, ontology_quads
from kg.names import DATA_GRAPH, DCT, GRAPH, PROV, PROVENANCE_GRAPH, RDF, XSD
from kg.rdf import in_graph, sorted_nquads

GRAPH_FILES = ("data.nq", "derived.nq", "ontology.nq", "provenance.nq")
REPORT_FILE = "report.json"


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a version without reading its graph. ``published`` is ISO 8601 in UTC."""

    number: int
    published: str
    publisher: str
    note: str
    triples: int
    data_sha256: str


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
        # Looked for before the pointer, because somebody may be publishing the first version.
        lost = self._numbers() and not self._pending.exists()
        try:
            pointed = self._pointer.read_bytes()
        except (FileNotFoundError, NotADirectoryError) as problem:
            if lost:
                raise PartMissing(path=self.folder, part=self._pointer.name) from problem
            raise NothingPublished(path=self.folder) from problem
        except OSError as problem:
            raise PartChanged(path=self.folder, part=self._pointer.name) from problem
        for number in self._numbers():
            if pointed == _pointing(number):
                return self.version(number)
        raise PartChanged(path=self.folder, part=self._pointer.name)

    def all(self) -> list[Version]:
        """Every version, oldest first."""
        return [self.version(number) for number in self._numbers()]

    def version(self, number: int) -> Version:
        """One version's manifest. Raises `VersionUnknown` or `FolderDamaged`."""
        if number not in self._numbers():
            known = ", ".join(map(str, self._numbers())) or "–"
            raise VersionUnknown(number=number, known=known)
        return self._manifest(number)[0]

    def load(self, number: int | None = None) -> GovernanceGraph:
        """The graph of a version (the current one by default), its checksums verified first.

        Raises `NothingPublished`, `VersionUnknown` or `FolderDamaged`.
        """
        chosen = self.current().number if number is None else self.version(number).number
        place = self._place(chosen)
        for name, expected in self._manifest(chosen)[1].items():
            _verify(place / name, expected)
        store = Store()
        for name in GRAPH_FILES:
            store.bulk_load(path=place / name, format=RdfFormat.N_QUADS)
        return GovernanceGraph(store, chosen)

    # -- writing ----------------------------------------------------------------------------

    def publish(
        self,
        quads: Iterable[Quad],
        *,
        publisher: str,
        note: str,
        report: Mapping[str, object],
        moment: datetime | None = None,
    ) -> Version:
        """Publish ``quads`` as the next version and make it current.

        Those in the provenance graph are kept there; all others become the data graph.

        The caller has validated them; ``report`` is kept beside them. Raises `FolderNotWritable`
        or `FolderBusy`; then nothing has changed.
        """
        stamp = (moment or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        with self._writing():
            number = max(self._numbers(), default=0) + 1
            files = _file_set(quads, number, stamp, publisher, note, report)
            version = Version(
                number=number,
                published=stamp,
                publisher=publisher,
                note=note,
                triples=files["data.nq"].count(b"\n"),
                data_sha256=_sha256(files["data.nq"]),
            )
            self._write(version, files)
        return version

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the folder's lock; turns what the file system says into our errors."""
        try:
            self._versions.mkdir(parents=True, exist_ok=True)
            with (self.folder / "lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as problem:
                    raise FolderBusy(path=self.folder) from problem
                yield
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise FolderNotWritable(path=self.folder, reason=reason) from problem

    def _write(self, version: Version, files: dict[str, bytes]) -> None:
        manifest = {
            "version": asdict(version),
            "files": {
                name: {"sha256": _sha256(body), "bytes": len(body)} for name, body in files.items()
            },
        }
        files = {**files, "manifest.json": json.dumps(manifest, indent=2).encode() + b"\n"}
        for leftover in self._versions.glob(".new-*"):
            shutil.rmtree(leftover)
        beside = self._versions / f".new-{version.number:06}"
        beside.mkdir()
        for name, body in files.items():
            _write_through(beside / name, body)
        _flush_folder(beside)
        _write_through(self._pending, _pointing(version.number))
        _flush_folder(self.folder)
        place = beside.rename(self._place(version.number))
        try:
            _flush_folder(self._versions)
            os.replace(self._pending, self._pointer)
        except OSError:
            shutil.rmtree(place, ignore_errors=True)
            raise
        with suppress(OSError):  # published by now: the worst is that a pulled plug undoes it
            _flush_folder(self.folder)

    # -- places -----------------------------------------------------------------------------

    def _numbers(self) -> list[int]:
        if not self._versions.is_dir():
            return []
        return sorted(int(p.name) for p in self._versions.iterdir() if p.name.isdecimal())

    def _place(self, number: int) -> Path:
        return self._versions / f"{number:06}"

    def _manifest(self, number: int) -> tuple[Version, dict[str, str]]:
        """What is known of a version, and the checksum of each of its files."""
        path = self._place(number) / "manifest.json"
        try:
            manifest = json.loads(path.read_bytes())
            version = Version(**manifest["version"])
            sums = {name: manifest["files"][name]["sha256"] for name in (*GRAPH_FILES, REPORT_FILE)}
        except (OSError, ValueError, LookupError, TypeError) as problem:
            part = path.relative_to(self.folder)
            error = PartChanged if path.exists() else PartMissing
            raise error(path=self.folder, part=part) from problem
        return version, sums


def _file_set(
    quads: Iterable[Quad],
    number: int,
    stamp: str,
    publisher: str,
    note: str,
    report: Mapping[str, object],
) -> dict[str, bytes]:
    given = set(quads)
    told = {quad for quad in given if quad.graph_name == PROVENANCE_GRAPH}
    data = {in_graph(quad, DATA_GRAPH) for quad in given - told}
    store = Store()
    store.bulk_extend(data)
    return {
        "data.nq": sorted_nquads(data),
        "derived.nq": sorted_nquads(derive(store)),
        "ontology.nq": sorted_nquads(ontology_quads()),
        "provenance.nq": sorted_nquads(told | set(_provenance(number, stamp, publisher, note))),
        REPORT_FILE: json.dumps(report, ensure_ascii=False, indent=2).encode() + b"\n",
    }


def _provenance(number: int, stamp: str, publisher: str, note: str) -> Iterator[Quad]:
    """PROV-O: version N was generated by a publication, revised from N-1."""
    version, act = GRAPH[f"version/{number}"], GRAPH[f"publication/{number}"]
    when = Literal(stamp, datatype=XSD.dateTime)
    statements: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (version, RDF.type, PROV.Entity),
        (version, PROV.wasGeneratedBy, act),
        (version, PROV.generatedAtTime, when),
        (act, RDF.type, PROV.Activity),
        (act, PROV.endedAtTime, when),
        (act, DCT.publisher, Literal(publisher)),
        (act, DCT.description, Literal(note)),
    ]
    if number > 1:
        statements.append((version, PROV.wasRevisionOf, GRAPH[f"version/{number - 1}"]))
    for statement in statements:
        yield Quad(*statement, PROVENANCE_GRAPH)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _pointing(number: int) -> bytes:
    """What the pointer holds when ``number`` is current."""
    return f"{number}\n".encode()


def _verify(path: Path, expected: str) -> None:
    folder = path.parents[2]
    if not path.is_file():
        raise PartMissing(path=folder, part=path.relative_to(folder))
    if _sha256(path.read_bytes()) != expected:
        raise PartChanged(path=folder, part=path.relative_to(folder))


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
