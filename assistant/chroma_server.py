"""Search indexes on a Chroma server that several copies of the program share.

A collection is named as in a data folder (`assistant.chroma`), after the model and the texts, so
that copies with the same version share one, and each finds the vectors there that another has made.
Several may fill the same collection at once, since they all write the same; so none is ever made
anew, but mended. A server that does not answer costs nobody an answer: what it should find is then
found by comparing every vector.
"""

import logging
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.chroma import ADD, SEARCH, Collections, difference, digest_of, name_of, near
from assistant.embeddings import EmbeddingCache, Matrix, identity

log = logging.getLogger(__name__)

SECONDS = 5.0
"""That the server may take for one answer; it is asked while somebody waits for theirs."""
KEPT = 20
"""Collections kept on the server; the least recently built go first."""
COMPARED = 3
"""Vectors that are made here too before those of another are believed."""


class SharedCollections:
    """As `assistant.chroma.Collections`, on the server at ``url``; ``beside`` if it is silent."""

    def __init__(self, url: str, beside: Collections) -> None:
        self._url = url
        self._beside = beside

    def lend(self, cache: EmbeddingCache, texts: Sequence[str], questions: bool) -> bool:
        """Put the vectors that another copy has made of exactly these texts into ``cache``."""
        try:
            collection = self._there(_digest(cache.model, texts, questions))
            rows = _rows(collection, len(texts)) if collection is not None else None
        except silences() as problem:
            self._tell(problem)
            return False
        if rows is None or not _believable(cache, texts, rows, questions):
            return False
        cache.put(texts, rows, questions=questions)
        return True

    def keep(self, model: Embeddings, texts: Sequence[str], rows: Matrix, questions: bool) -> None:
        """Keep the vectors of questions for others; those of passages are kept by `open`."""
        if not questions:
            return
        try:
            self._filled(_digest(model, texts, questions), rows)
        except silences() as problem:
            self._tell(problem)

    def open(self, model: str, texts: Sequence[str], rows: Matrix) -> Any:
        """The collection of ``rows``, the vectors that ``model`` gave ``texts``."""
        digest = digest_of(model, texts)
        try:
            return self._filled(digest, rows)
        except silences() as problem:
            self._tell(problem)
            return self._beside.open(model, texts, rows)

    def wrong(self, model: str, texts: Sequence[str], rows: Matrix) -> str | None:
        """What is wrong with the collection, None if it is whole or not there at all."""
        digest = digest_of(model, texts)
        try:
            collection = self._there(digest)
            return None if collection is None else difference(collection, digest, rows)
        except silences() as problem:
            return str(problem)

    def _filled(self, digest: str, rows: Matrix) -> Any:
        told = {**SEARCH, "built": time.time(), "digest": digest}
        collection = self._there(digest)
        if collection is None:
            collection = open_server(self._url).get_or_create_collection(
                name_of(digest), embedding_function=None, metadata=told
            )
        elif (wrong := difference(collection, digest, rows)) is None:
            return collection
        else:
            log.warning("the search index on %s differed (%s): it is mended", self._url, wrong)
        for start in range(0, len(rows), ADD):
            chunk = rows[start : start + ADD]
            ids = [str(i) for i in range(start, start + len(chunk))]
            collection.upsert(ids=ids, embeddings=cast(Any, chunk))
        _without_surplus(collection, len(rows))
        self._forget_old(collection.name)
        return collection

    def _there(self, digest: str) -> Any:
        """The collection, None if there is none."""
        from chromadb.errors import NotFoundError

        try:
            return open_server(self._url).get_collection(name_of(digest), embedding_function=None)
        except NotFoundError:
            return None

    def _forget_old(self, newest: str) -> None:
        from chromadb.errors import NotFoundError

        client = open_server(self._url)
        others = [c for c in client.list_collections() if _ours(c.name) and c.name != newest]
        others.sort(key=lambda collection: (collection.metadata or {}).get("built", 0.0))
        for collection in others[: max(0, len(others) + 1 - KEPT)]:
            try:
                client.delete_collection(collection.name)
            except NotFoundError:  # by another copy
                continue

    def _tell(self, problem: Exception) -> None:
        log.warning(
            "the Chroma server %s does not answer (%s): going on without", self._url, problem
        )


def collections(folder: Path | None, url: str) -> "Collections | SharedCollections":
    """Those of ``folder``, or on the server at ``url`` if there is one."""
    beside = Collections(folder)
    return SharedCollections(url, beside) if url else beside


@cache
def open_server(url: str) -> Any:
    """A client of the server at ``url``; it never sends anything elsewhere.

    Raises what `silences` names when it does not answer.
    """
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    try:
        client = chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if secure else 8000),
            ssl=secure,
            settings=Settings(anonymized_telemetry=False),
        )
    except ValueError as problem:
        raise ConnectionError(str(problem)) from problem
    session = getattr(getattr(client, "_server", None), "_session", None)
    if isinstance(session, httpx.Client):  # which waits for ever unless told
        session.timeout = httpx.Timeout(SECONDS)
    return client


def silences() -> tuple[type[Exception], ...]:
    """What Chroma's client raises when there is no server, or another one."""
    from chromadb.errors import ChromaError

    return (ChromaError, httpx.HTTPError, OSError)


def _ours(name: str) -> bool:
    return name.startswith(name_of(""))


def _without_surplus(collection: Any, count: int) -> None:
    there = collection.get(include=[])["ids"]
    if surplus := [name for name in there if not name.isdecimal() or int(name) >= count]:
        collection.delete(ids=surplus)


def _rows(collection: Any, count: int) -> Matrix | None:
    """All vectors by position, None unless exactly ``count`` are there."""
    if collection.count() != count:
        return None
    found: dict[str, Any] = {}
    for start in range(0, count, ADD):
        ids = [str(i) for i in range(start, min(count, start + ADD))]
        part = collection.get(ids=ids, include=["embeddings"])
        found.update(zip(part["ids"], part["embeddings"], strict=True))
    if set(found) != {str(i) for i in range(count)}:
        return None
    rows = np.asarray([found[str(i)] for i in range(count)], dtype=np.float32)
    return rows if rows.ndim == 2 and bool(np.isfinite(rows).all()) else None


def _digest(model: Embeddings, texts: Sequence[str], questions: bool) -> str:
    return digest_of(identity(model) + (" question" if questions else ""), texts)


def _believable(cache: EmbeddingCache, texts: Sequence[str], rows: Matrix, questions: bool) -> bool:
    """Whether the model would have made these vectors, as far as a few show."""
    places = sorted({0, len(texts) // 2, len(texts) - 1})[:COMPARED]
    made = cache.embedded([texts[i] for i in places], questions)
    there = rows[places]
    if made.shape == there.shape and bool(near(made, there).all()):
        return True
    log.warning("the vectors on the Chroma server are not those of this model: they are made here")
    return False
