"""The index of one graph: Chroma holds the vectors, BM25 the words.

The collection is named after the model and the texts, so an unchanged graph opens at once and a
changed one never meets old vectors; vectors come from the cache, so only new texts are embedded.
"""

import hashlib
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.corpus import Entry, entries
from assistant.embeddings import EmbeddingCache, Matrix, Progress, model_name
from assistant.lexical import BM25
from kg.errors import FolderNotWritable, unwritten
from kg.graph import GovernanceGraph

log = logging.getLogger(__name__)

EMBEDDINGS, VECTORS = "embeddings.sqlite", "chroma"
ATTEMPTS = 3
"""Both parts of the index may have to be discarded, one after the other."""
KEPT = 5
"""Collections kept in the data folder; the least recently built go first."""
ADD = 1000


class VectorIndex:
    """Vectors of texts in a Chroma collection, and how their cosines are spread."""

    def __init__(
        self,
        client: Any,
        cache: EmbeddingCache,
        texts: Sequence[str],
        progress: Progress | None = None,
    ) -> None:
        self.size = len(texts)
        rows = cache.vectors(texts, progress)
        self._texts, self._cache, self._client = texts, cache, client
        self._collection = _collection(client, model_name(cache.model), texts, rows)
        self._mean: Matrix = rows.mean(axis=0) if texts else rows.sum(axis=0)
        centred = rows - self._mean
        self._covariance: Matrix = centred.T @ centred / max(1, len(rows))

    def nearest(self, vector: Matrix, count: int) -> list[tuple[int, float]]:
        """Positions and cosines of the ``count`` nearest texts, nearest first."""
        if not self.size:
            return []
        from chromadb.errors import NotFoundError

        try:
            found = self._query(vector, count)
        except NotFoundError:  # somebody opened so many others that this one was forgotten
            rows = self._cache.vectors(self._texts)
            name = model_name(self._cache.model)
            self._collection = _collection(self._client, name, self._texts, rows)
            found = self._query(vector, count)
        ids, distances = found["ids"][0], found["distances"][0]
        return [(int(i), 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]

    def _query(self, vector: Matrix, count: int) -> Any:
        return self._collection.query(
            query_embeddings=[vector.tolist()],
            n_results=min(count, self.size),
            include=["distances"],
        )

    def spread(self, vector: Matrix) -> tuple[float, float]:
        """Mean and standard deviation of this vector's cosines to all texts, exact."""
        if not self.size:
            return 0.0, 1.0
        deviation = float(np.sqrt(max(float(vector @ self._covariance @ vector), 1e-12)))
        return float(vector @ self._mean), deviation


class Index:
    """Everything of one graph that can be found."""

    def __init__(
        self,
        graph: GovernanceGraph,
        cache: EmbeddingCache,
        client: Any,
        progress: Progress | None = None,
    ) -> None:
        self.graph = graph
        self.model: Embeddings = cache.model
        self.entries: list[Entry] = entries(graph)
        passages = [entry.passage for entry in self.entries]
        self.vectors = VectorIndex(client, cache, passages, progress)
        self.words = BM25([entry.wording for entry in self.entries])

    def embed(self, text: str) -> Matrix:
        """The vector of a question."""
        return np.asarray(self.model.embed_query(text), dtype=np.float32)


def open_client(folder: Path | None) -> Any:
    """Chroma in ``folder``, or in memory; it never sends anything anywhere."""
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if folder is None:
        return chromadb.EphemeralClient(settings=quiet)
    return chromadb.PersistentClient(path=str(folder), settings=quiet)


def open_index(
    graph: GovernanceGraph, model: Embeddings, folder: Path | None, progress: Progress | None = None
) -> tuple[Index, EmbeddingCache]:
    """The index of ``graph``, kept in ``folder`` (None: in memory only).

    An index that is damaged is made anew: all that is in it can be. ``progress`` is called while
    texts are embedded. Raises `kg.errors.FolderNotWritable` or `DiskFull`.
    """
    from chromadb.errors import ChromaError

    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _open(graph, model, folder, progress)
        except OSError as problem:
            raise unwritten(folder, problem) from problem
        except (sqlite3.Error, ChromaError) as problem:
            if folder is None or not os.access(folder, os.W_OK) or attempt == ATTEMPTS:
                raise FolderNotWritable(path=folder, reason=str(problem)) from problem
            log.warning("the index in %s is damaged (%s): it is made anew", folder, problem)
            _discard(folder, EMBEDDINGS if isinstance(problem, sqlite3.Error) else VECTORS)
    raise AssertionError("the loop above returns or raises")


def _open(
    graph: GovernanceGraph, model: Embeddings, folder: Path | None, progress: Progress | None
) -> tuple[Index, EmbeddingCache]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    cache = EmbeddingCache(folder / EMBEDDINGS if folder else None, model)
    client = open_client(folder / VECTORS if folder else None)
    return Index(graph, cache, client, progress), cache


def _discard(folder: Path, part: str) -> None:
    """Remove a part of the index. Chroma keeps one client a folder, which must go first."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    if part == EMBEDDINGS:
        (folder / part).unlink()
    else:
        shutil.rmtree(folder / part)


def _collection(client: Any, model: str, texts: Sequence[str], rows: NDArray[Any]) -> Any:
    name = "things-" + hashlib.sha256("\0".join((model, *texts)).encode()).hexdigest()[:24]
    collection = client.get_or_create_collection(
        name, embedding_function=None, metadata={"hnsw:space": "cosine", "built": time.time()}
    )
    if collection.count() != len(texts):
        for start in range(0, len(texts), ADD):
            chunk = rows[start : start + ADD]
            ids = [str(i) for i in range(start, start + len(chunk))]
            collection.upsert(ids=ids, embeddings=cast(Any, chunk.tolist()))
        _forget_old(client, name)
    return collection


def _forget_old(client: Any, newest: str) -> None:
    others = [c for c in client.list_collections() if c.name != newest]
    others.sort(key=lambda collection: (collection.metadata or {}).get("built", 0.0))
    for collection in others[: max(0, len(others) + 1 - KEPT)]:
        client.delete_collection(collection.name)
