"""One Chroma server for many: they share collections, mend them, and do without it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.chroma import Collections
from assistant.chroma_server import KEPT, SharedCollections, open_server
from assistant.embeddings import EmbeddingCache, HashedWords
from assistant.vectors import VectorIndex
from tests.assistant.chroma_process import chroma_process
from tests.assistant.test_chroma import is_whole, nearest, texts, told

COUNT = 60


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_process(tmp_path_factory.mktemp("chroma")) as (address, _):
        yield address


@pytest.fixture(autouse=True)
def _empty(request: pytest.FixtureRequest) -> None:
    if "url" in request.fixturenames:
        client = open_server(request.getfixturevalue("url"))
        for each in client.list_collections():
            client.delete_collection(each.name)


class Counting(HashedWords):
    """Tells how many texts it was given."""

    def __init__(self) -> None:
        self.count = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.count += len(texts)
        return super().embed_documents(texts)


class CountingQuestions(Counting):
    """Tells how many questions it was given."""

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        return self.embed_documents(texts)


class Other(HashedWords):
    """The same name, other vectors."""

    def embed_query(self, text: str) -> list[float]:
        return super().embed_query(text[::-1])


def opened(url: str, model: HashedWords, count: int = COUNT, first: str = "") -> VectorIndex:
    """The index of so many texts as a copy with an empty folder would open it."""
    shared = SharedCollections(url, Collections(None))
    cache = EmbeddingCache(None, model, lender=shared)
    return VectorIndex(shared, cache, [first or texts(1)[0], *texts(count)[1:]])


def test_a_second_copy_embeds_only_a_few_to_believe_the_rest(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Counting(), Counting()
    one, other = opened(url, first), opened(url, second)
    assert (first.count, second.count) == (COUNT, 3)
    assert one._collection.name == other._collection.name
    assert np.allclose(one.rows, other.rows, atol=1e-6)
    assert nearest(one) == nearest(other) == nearest(opened(url, HashedWords()))
    assert len(open_server(url).list_collections()) == 1
    assert told(caplog) == []


def test_questions_are_lent_too(url: str) -> None:
    shared, asked = SharedCollections(url, Collections(None)), texts(COUNT)
    models = [CountingQuestions(), CountingQuestions()]
    rows = [EmbeddingCache(None, m, lender=shared).vectors(asked, questions=True) for m in models]
    assert [model.count for model in models] == [COUNT, 3]
    assert np.allclose(rows[0], rows[1], atol=1e-6)
    assert opened(url, HashedWords())._collection.count() == COUNT
    assert len(open_server(url).list_collections()) == 2


def test_vectors_of_another_model_are_not_believed(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    opened(url, Other())
    index = opened(url, HashedWords())
    assert is_whole(index)
    assert [line.partition(" ")[0] for line in told(caplog)] == ["the", "the"]
    assert nearest(index) == nearest(opened(url, HashedWords()))


def test_what_is_missing_surplus_or_altered_is_mended(url: str) -> None:
    collection = opened(url, HashedWords())._collection
    collection.delete(ids=["3", "4"])
    collection.upsert(ids=["900", "x"], embeddings=[[1.0] * 64] * 2)
    collection.update(ids=["5"], embeddings=[[1.0] * 64])
    assert is_whole(opened(url, HashedWords()))


def test_copies_that_start_at_once_fill_one_collection(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        indexes = list(pool.map(lambda _: opened(url, HashedWords()), range(4)))
    assert len({index._collection.name for index in indexes}) == 1
    assert all(map(is_whole, indexes))


def test_the_oldest_are_forgotten_and_what_is_not_ours_stays(url: str) -> None:
    open_server(url).create_collection("annans", embedding_function=None)
    for number in range(KEPT + 2):
        last = opened(url, HashedWords(), 3, f"annat{number}")
    names = {each.name for each in open_server(url).list_collections()}
    assert (len(names), {"annans", last._collection.name} <= names) == (KEPT + 1, True)


def test_without_the_server_every_vector_is_compared(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with chroma_process(tmp_path) as (address, process):
        index = opened(address, HashedWords())
        expected = nearest(index)
        kill(process)
        assert nearest(index) == nearest(index) == expected
        assert len(told(caplog)) == 1
        assert nearest(opened(address, HashedWords())) == expected
    assert nearest(opened("http://127.0.0.1:9", HashedWords())) == expected


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
