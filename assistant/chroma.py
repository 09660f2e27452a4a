"""The Chroma collections of a data folder: each holds exactly one index's vectors, or is made anew.

A collection is named after the embedding model and the texts, so a version finds its own, equal
versions share one, and a changed graph or model never meets old vectors. Whenever one is opened its
ids, count, digest and vectors are compared with what they should be. The HNSW files that Chroma
will read are compared with their checksums before that, since a damaged one can end the process.

Until a collection holds a thousand vectors, Chroma reads them from its database alone. It writes
HNSW files too, anew whenever it loads the collection, with whatever the memory held, and does not
read them: those have no checksums. `IDS` is written with the first that are read.
"""

import errno
import hashlib
import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from assistant.embeddings import Matrix
from kg.durable import locked, replace_whole, seal, sha256, unseal
from kg.errors import FolderNotWritable

log = logging.getLogger(__name__)

VECTORS, SEAL, LOCK = "chroma", "chroma.json", "lock"
IDS = "index_metadata.pickle"
"""The file without which Chroma does not read a collection's other HNSW files."""
KEPT = 5
"""Collections kept in the data folder; the least recently built go first."""
ADD = 1000
SEARCH = {"hnsw:space": "cosine", "hnsw:search_ef": 500}
"""Chroma's default ef, 100, finds less of what is nearest (``docs/models.md``)."""
SAMPLED = 2000
"""Vectors compared when a collection is opened: all of a smaller one."""
CLOSE = 1e-3
"""Chroma makes vectors of length 1 of all, and embeddings are so but for rounding."""
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


class Collections:
    """The collections in one index folder; None, or one that may only be read: in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def open(self, model: str, texts: Sequence[str], rows: Matrix) -> Any:
        """The collection of ``rows``, the vectors that ``model`` gave ``texts``; ids are positions.

        One process at a time opens, so that none sees what another has half made. Raises
        `kg.errors.FolderNotWritable`, or OSError.
        """
        digest = digest_of(model, texts)
        if self._folder is None or not _writable(self._folder):
            return _Maker(open_client(None), digest, rows).collection()
        with locked(self._folder / LOCK, wait=True):
            return _in_folder(self._folder, digest, rows)

    def wrong(self, model: str, texts: Sequence[str], rows: Matrix) -> str | None:
        """What is wrong with the collection, None if it is whole or not there at all."""
        if self._folder is None or not (self._folder / VECTORS).exists():
            return None
        with _alone(self._folder):
            return _unsealed(self._folder) or _found_wrong(
                self._folder, digest_of(model, texts), rows
            )


def open_client(folder: Path | None) -> Any:
    """Chroma in ``folder``, or in memory; it never sends anything anywhere."""
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if folder is None:
        return chromadb.EphemeralClient(settings=quiet)
    return chromadb.PersistentClient(path=str(folder), settings=quiet)


def _in_folder(folder: Path, digest: str, rows: Matrix) -> Any:
    from chromadb.errors import ChromaError

    def opened() -> Any:
        if wrong := _unsealed(folder):
            log.warning("the search index in %s %s: it is made anew", folder, wrong)
            _discard(folder)
        maker = _Maker(open_client(folder / VECTORS), digest, rows, lambda: _unseal(folder))
        collection = maker.collection()
        if maker.changed:
            _seal(folder)
        return collection

    try:
        return opened()
    except (ChromaError, sqlite3.Error) as problem:
        log.warning("the search index in %s is damaged (%s): it is made anew", folder, problem)
    _discard(folder)
    try:
        return opened()
    except (ChromaError, sqlite3.Error) as problem:
        raise FolderNotWritable(path=folder, reason=str(problem)) from problem


class _Maker:
    """Opens one collection, or makes it; ``before`` is called before anything is changed."""

    def __init__(
        self, client: Any, digest: str, rows: Matrix, before: Callable[[], None] = lambda: None
    ) -> None:
        self._client = client
        self._digest = digest
        self._rows = rows
        self._before = before
        self.changed = False

    def collection(self) -> Any:
        from chromadb.errors import NotFoundError

        name = name_of(self._digest)
        try:
            collection = self._client.get_collection(name, embedding_function=None)
        except NotFoundError:
            return self._made(name)
        wrong = difference(collection, self._digest, self._rows)
        if wrong is None:
            return collection
        log.warning("the search index differed from its graph (%s): it is made anew", wrong)
        self._changing()
        self._client.delete_collection(name)
        return self._made(name)

    def _made(self, name: str) -> Any:
        self._changing()
        told = {**SEARCH, "built": time.time(), "digest": self._digest}
        collection = self._client.get_or_create_collection(
            name, embedding_function=None, metadata=told
        )
        for start in range(0, len(self._rows), ADD):
            chunk = self._rows[start : start + ADD]
            ids = [str(i) for i in range(start, start + len(chunk))]
            collection.upsert(ids=ids, embeddings=cast(Any, chunk))
        collection.count()  # what was added is in place once it is counted
        self._forget_old(name)
        return collection

    def _forget_old(self, newest: str) -> None:
        others = [c for c in self._client.list_collections() if c.name != newest]
        others.sort(key=lambda collection: (collection.metadata or {}).get("built", 0.0))
        for collection in others[: max(0, len(others) + 1 - KEPT)]:
            self._client.delete_collection(collection.name)

    def _changing(self) -> None:
        if not self.changed:
            self._before()
        self.changed = True


def digest_of(model: str, texts: Sequence[str]) -> str:
    """What names the vectors that ``model`` gives ``texts``."""
    return hashlib.sha256("\0".join((model, *texts)).encode()).hexdigest()


def name_of(digest: str) -> str:
    """The name of a collection; all begin with that of an empty digest."""
    return f"things-{digest[:24]}"


def difference(collection: Any, digest: str, rows: Matrix) -> str | None:
    """How a collection differs from what it should be: ids, digest and, by sample, vectors."""
    if (collection.metadata or {}).get("digest") != digest:
        return "digest"
    there = set(collection.get(include=[])["ids"])
    expected = {str(position) for position in range(len(rows))}
    if there != expected:
        return f"{len(expected - there)} missing, {len(there - expected)} surplus"
    step = max(1, -(-len(rows) // SAMPLED))
    start = time.time_ns() % step  # others every time
    altered = _altered(collection, range(start, len(rows), step), rows)
    return f"{altered} vectors altered" if altered else None


def _altered(collection: Any, positions: Sequence[int], rows: Matrix) -> int:
    if not positions:
        return 0
    found = collection.get(ids=[str(i) for i in positions], include=["embeddings"])
    kept = np.asarray(found["embeddings"], dtype=np.float32)
    wanted = rows[[int(i) for i in found["ids"]]]
    if kept.shape != wanted.shape:
        return len(positions)
    return int(np.count_nonzero(~near(kept, wanted)))


def near(rows: Matrix, others: Matrix) -> NDArray[np.bool_]:
    """Which rows are the same vectors but for rounding and length."""
    return np.asarray(np.linalg.norm(_unit(rows) - _unit(others), axis=1) < CLOSE)


def _unit(rows: Matrix) -> Matrix:
    lengths: Matrix = np.linalg.norm(rows, axis=1, keepdims=True).astype(np.float32)
    lengths[lengths == 0] = 1
    return rows / lengths


# -- the files ----------------------------------------------------------------------------------


def _found_wrong(folder: Path, digest: str, rows: Matrix) -> str | None:
    from chromadb.errors import ChromaError, NotFoundError

    try:
        client = open_client(folder / VECTORS)
        collection = client.get_collection(name_of(digest), embedding_function=None)
        return difference(collection, digest, rows)
    except NotFoundError:
        return None
    except ChromaError as problem:
        return str(problem)


def _sums(folder: Path) -> dict[str, str]:
    """Checksums of the HNSW files that are read; Chroma's database has checks of its own."""
    place = folder / VECTORS
    files = (path for path in sorted(place.glob("*/*")) if (path.parent / IDS).exists())
    return {path.relative_to(place).as_posix(): sha256(path.read_bytes()) for path in files}


def _unsealed(folder: Path) -> str | None:
    """Why the files are not to be opened: half made, by an earlier release, or damaged."""
    if not (folder / VECTORS).exists():
        return None
    try:
        sums = unseal((folder / SEAL).read_bytes(), ("files",))["files"]
    except FileNotFoundError:
        return "was left half made"
    except (OSError, ValueError):
        return "has lost its checksums"
    return None if sums == _sums(folder) else "is damaged"


def _seal(folder: Path) -> None:
    """Note the checksums of files whose vectors were found whole."""
    replace_whole(folder / SEAL, seal({"files": _sums(folder)}))


def _unseal(folder: Path) -> None:
    (folder / SEAL).unlink(missing_ok=True)


def _discard(folder: Path) -> None:
    """Remove all collections. Chroma keeps one client a folder, which must go first."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    _unseal(folder)
    place = folder / VECTORS
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _writable(folder: Path) -> bool:
    """Whether the folder may be written, with one line in the log if not."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (folder / LOCK).open("a"):
            return True
    except OSError as problem:
        if problem.errno not in _REFUSED:
            raise
        log.warning(
            "%s may only be read: what is missing of the search index is made at every start",
            folder,
        )
        return False


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        with locked(folder / LOCK, wait=True):
            yield
    except OSError as problem:
        if problem.errno not in _REFUSED:
            raise
        yield
