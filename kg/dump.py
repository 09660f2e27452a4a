"""Dumps: everything that a version holds as one file, in every format, made when first asked for.

::

    DATA/dumps/
      KEY.nq, KEY.ttl.gz, …   finished files; KEY is a checksum of what they hold and of how
      KEY/data.nq, …          the graphs of a graph that was never published (``--graph``)

All of it can be made again, so it may be deleted at any time. A file is written beside its place
and renamed, so what has its name is whole. Of more than `KEPT` the least lately used go.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kg.dump_file import FORMATS, NO_DISK, NO_WORDS, ZIPPED
from kg.durable import sha256, writing
from kg.errors import DumpImpossible, PartMissing, unwritten
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DERIVED_GRAPH, GRAPH, ONTOLOGY_GRAPH, PROVENANCE_GRAPH
from kg.rdf import sorted_nquads
from kg.versions import GRAPH_FILES, MANIFEST, VersionStore

ENDINGS = (*FORMATS, *(ending + ZIPPED for ending in FORMATS))
NAME = "styrkompassen"
GRAPHS = (DATA_GRAPH, DERIVED_GRAPH, ONTOLOGY_GRAPH, PROVENANCE_GRAPH)
"""The graphs that a dump holds: those that queries are answered from."""
KEPT = 48
AT_ONCE = 2
"""Processes that write dumps at the same time; others wait."""
_WAY = f"1 {version('pyoxigraph')}"
"""How files are written: the number here goes up when the same graph would give other bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a dump is made of: sorted N-Quads files, a graph each, and a checksum of them all.

    ``number`` is the version's, 0 for a graph that was never published.
    """

    number: int
    key: str
    files: tuple[Path, ...]

    def etag(self, ending: str) -> str:
        """The same exactly when the bytes of the dump are the same."""
        return f'"{self.key}-{ending}"'

    def filename(self, ending: str) -> str:
        """What the dump is called when it is saved."""
        part = f"-version-{self.number}" if self.number else ""
        return f"{NAME}{part}.{ending}"


class Dumps:
    """The dumps of one data folder. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the data folder."""
        self._versions = VersionStore(folder)
        self._folder = folder / "dumps"
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._writers = threading.Semaphore(AT_ONCE)

    def published(self, number: int) -> Source:
        """A version's source. Raises `kg.errors.VersionUnknown` or `kg.errors.FolderDamaged`."""
        told = json.loads(self._versions.content(number, MANIFEST))["files"]
        key = _key(told[name]["sha256"] for name in GRAPH_FILES)
        place = self._versions.folder / "versions" / f"{number:06}"
        return Source(number, key, tuple(place / name for name in GRAPH_FILES))

    def unpublished(self, graph: GovernanceGraph) -> Source:
        """The source of a graph that was never published, written down if it is not yet.

        Raises `kg.errors.FolderNotWritable` or `kg.errors.DiskFull`.
        """
        contents = {
            name.value.removeprefix(GRAPH.base) + ".nq": sorted_nquads(
                graph.store.quads_for_pattern(None, None, None, name)
            )
            for name in GRAPHS
        }
        key = _key(sha256(content) for content in contents.values())
        place = self._folder / key
        with writing(place), self._locks[key]:
            place.mkdir(parents=True, exist_ok=True)
            for name, content in contents.items():
                if not (place / name).exists():
                    (place / f"{name}.new").write_bytes(content)
                    os.replace(place / f"{name}.new", place / name)
        return Source(0, key, tuple(place / name for name in contents))

    def file(self, source: Source, ending: str) -> Path:
        """The finished dump; ``ending`` is one of `ENDINGS`.

        Raises `kg.errors.DumpImpossible` when the format cannot hold it, or `kg.errors.StoreError`.
        """
        path = self._folder / f"{source.key}.{ending}"
        with self._locks[path.name]:
            if path.exists():
                os.utime(path)
                return path
            with writing(path):
                self._folder.mkdir(parents=True, exist_ok=True)
            with self._writers:
                self._write(source, ending, path)
        self._tidy(path)
        return path

    def checksum(self, source: Source, ending: str) -> tuple[int, str]:
        """Size in bytes and SHA-256 of a finished dump. Raises as `file`."""
        with self.file(source, ending).open("rb") as file:
            told = hashlib.file_digest(file, "sha256").hexdigest()
            return file.tell(), told

    def _write(self, source: Source, ending: str, path: Path) -> None:
        beside = path.with_name(f".{path.name}.{os.getpid()}.new")
        for each in source.files:
            if not each.is_file():
                part = each.relative_to(self._folder.parent)
                raise PartMissing(path=self._folder.parent, part=part)
        files = [str(path) for path in (beside, *source.files)]
        command = [sys.executable, "-m", "kg.dump_file", ending, *files]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            told = done.stdout.strip()
            if done.returncode == NO_WORDS:
                raise DumpImpossible(format=ending, statement=told)
            if done.returncode == NO_DISK:
                code, reason = told.split("\n", 1)
                raise unwritten(path, OSError(int(code), reason))
            done.check_returncode()
            with writing(path):
                os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)

    def _tidy(self, made: Path) -> None:
        """Remove what has not been asked for the longest, should there be too many."""
        there = [path for path in self._folder.glob("[!.]*") if path != made]
        there.sort(key=_last_used, reverse=True)
        for path in there[KEPT - 1 :]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another server of this folder has removed it
        return 0.0


def _key(sums: Iterable[str]) -> str:
    return sha256(" ".join([_WAY, *sums]).encode())[:20]
