"""Vectors of texts: the nearest by Chroma, and how cosines are spread."""

import logging
import time
from collections.abc import Sequence

import numpy as np

from assistant.chroma import Collections
from assistant.chroma_server import SharedCollections, silences
from assistant.embeddings import EmbeddingCache, Matrix, Progress, identity

log = logging.getLogger(__name__)

REST = 60.0
"""Seconds until a search index that could not be read is tried again."""


class VectorIndex:
    """Vectors of texts in a Chroma collection, and how their cosines are spread.

    ``rows`` is the matrix of the vectors, float32, one row per text in order.
    """

    rows: Matrix

    def __init__(
        self,
        collections: Collections | SharedCollections,
        cache: EmbeddingCache,
        texts: Sequence[str],
        progress: Progress | None = None,
    ) -> None:
        """Embed what is not in the cache, and open or make the collection of ``texts``.

        ``progress`` is called while texts are embedded. Raises what `Collections.open` raises.
        """
        self.size = len(texts)
        self.rows = cache.vectors(texts, progress)
        self._collection = collections.open(identity(cache.model), texts, self.rows)
        self._lost_until = -1.0
        self._mean: Matrix = self.rows.mean(axis=0) if texts else self.rows.sum(axis=0)
        centred = self.rows - self._mean
        self._covariance: Matrix = centred.T @ centred / max(1, len(self.rows))

    def nearest(self, vector: Matrix, count: int) -> list[tuple[int, float]]:
        """Positions and cosines of the ``count`` nearest texts, nearest first.

        Should the collection be gone, damaged or silent while we run, all vectors are compared.
        """
        if not self.size:
            return []
        if time.monotonic() > self._lost_until:
            try:
                return self._query(vector, min(count, self.size))
            except silences() as problem:  # discarded by another process, or a server is silent
                self._lost_until = time.monotonic() + REST
                log.warning(
                    "the search index cannot be read (%s): every vector is compared meanwhile",
                    problem,
                )
        cosines = self.rows @ vector
        best = np.argsort(-cosines, kind="stable")[:count]
        return [(int(position), float(cosines[position])) for position in best]

    def _query(self, vector: Matrix, count: int) -> list[tuple[int, float]]:
        found = self._collection.query(
            query_embeddings=[vector.tolist()], n_results=count, include=["distances"]
        )
        ids, distances = found["ids"][0], found["distances"][0]
        return [(int(i), 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]

    def spread(self, vector: Matrix) -> tuple[float, float]:
        """Mean and standard deviation of this vector's cosines to all texts, exact."""
        if not self.size:
            return 0.0, 1.0
        deviation = float(np.sqrt(max(float(vector @ self._covariance @ vector), 1e-12)))
        return float(vector @ self._mean), deviation
