"""The index of one graph: Chroma holds the vectors, BM25 the words.

Vectors come from the cache, so only texts that are new are embedded; the collection is compared
with them whenever it is opened (`assistant.chroma`).
"""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.chroma import Collections
from assistant.chroma_server import SharedCollections, collections
from assistant.corpus import Entry, entries
from assistant.embeddings import EmbeddingCache, Matrix, Progress, identity
from assistant.fitted import fitted
from assistant.lexical import BM25
from assistant.profiles import Profiles
from assistant.vectors import VectorIndex
from kg.errors import FolderNotWritable, unwritten
from kg.graph import GovernanceGraph

EMBEDDINGS = "embeddings.sqlite"


class Index:
    """Everything of one graph that can be found."""

    def __init__(
        self,
        graph: GovernanceGraph,
        cache: EmbeddingCache,
        collections: Collections | SharedCollections,
        progress: Progress | None = None,
    ) -> None:
        self.graph = graph
        self.model: Embeddings = cache.model
        self.entries: list[Entry] = entries(graph)
        passages = [entry.passage for entry in self.entries]
        self.vectors = VectorIndex(collections, cache, passages, progress)
        self.words = BM25([entry.wording for entry in self.entries])
        self.fitted = fitted(cache, progress)
        self.profiles = Profiles(self.fitted.themes, graph, self.entries, self.vectors.rows)
        self.sizes = Counter(strategy for entry in self.entries for strategy in entry.paths)

    def embed(self, text: str) -> Matrix:
        """The vector of a question."""
        return np.asarray(self.model.embed_query(text), dtype=np.float32)


def open_index(
    graph: GovernanceGraph,
    model: Embeddings,
    folder: Path | None,
    progress: Progress | None = None,
    chroma_url: str = "",
) -> tuple[Index, EmbeddingCache]:
    """The index of ``graph``, kept in ``folder`` (None: in memory only) or on a Chroma server.

    What is damaged is made anew: all that is in the index can be. ``progress`` is called while
    texts are embedded. Raises `kg.errors.FolderNotWritable` or `DiskFull`.
    """
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        there = collections(folder, chroma_url)
        lender = there if isinstance(there, SharedCollections) else None
        cache = EmbeddingCache(folder / EMBEDDINGS if folder else None, model, lender=lender)
        return Index(graph, cache, there, progress), cache
    except OSError as problem:
        raise unwritten(folder, problem) from problem
    except sqlite3.Error as problem:
        raise FolderNotWritable(path=folder, reason=str(problem)) from problem


@dataclass(frozen=True, slots=True)
class IndexState:
    """How a graph's index stands: how many texts it is of, and how many are not embedded."""

    kind: Literal["missing", "behind", "differs", "whole"]
    texts: int
    missing: int


def index_state(
    graph: GovernanceGraph, model: Embeddings, folder: Path, chroma_url: str = ""
) -> IndexState:
    """What opening the index of ``graph`` in ``folder`` would find; nothing is made or mended.

    ``differs`` is an index that is damaged or was altered. Raises OSError.
    """
    texts = [entry.passage for entry in entries(graph)]
    if not (folder / EMBEDDINGS).exists():
        return IndexState("missing", len(texts), len(texts))
    try:
        cache = EmbeddingCache(folder / EMBEDDINGS, model, mend=False)
    except sqlite3.DatabaseError:
        return IndexState("differs", len(texts), len(texts))
    if missing := cache.missing(texts):
        return IndexState("behind", len(texts), missing)
    wrong = collections(folder, chroma_url).wrong(identity(model), texts, cache.vectors(texts))
    return IndexState("differs" if wrong else "whole", len(texts), 0)
