"""Models that are fitted to an embedding model: themes, and kinds of question.

Those for the bundled model come with the program (``fitted.npz``, made by ``scripts/fit.py``). For
another model they are fitted when the index is first opened: some five thousand sentences are
embedded (and kept), the fit itself takes seconds.
"""

import hashlib
import json
import threading
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from assistant import intent
from assistant.embeddings import EmbeddingCache, HashedWords, Progress, model_name
from assistant.intent import KINDS, IntentModel, exemplars
from assistant.themes import model as theme
from assistant.themes.examples import theme_examples
from assistant.themes.model import ThemeModel
from assistant.themes.thesaurus import shipped

NAME = "fitted.npz"
FAKE = (5, 50)
"""For the fake embeddings of tests, which are to take no time: every fifth sentence, and so many
steps of descent."""
_lock = threading.Lock()
_made: dict[str, "Fitted"] = {}


@dataclass(frozen=True)
class Fitted:
    """What is fitted to one embedding model."""

    themes: ThemeModel
    intents: IntentModel


def fitted(embeddings: EmbeddingCache, progress: Progress | None = None) -> Fitted:
    """The models for the cache's embedding model: the shipped ones, or fitted now.

    ``progress`` is called while sentences are embedded.
    """
    name = model_name(embeddings.model)
    with _lock:
        if name not in _made:
            _made[name] = read(name) or fit(embeddings, progress)
        return _made[name]


def fit(embeddings: EmbeddingCache, progress: Progress | None = None) -> Fitted:
    """Fit both models to the embedding model."""
    names = shipped().names
    every, steps = FAKE if isinstance(embeddings.model, HashedWords) else (1, intent.STEPS)
    work = [example for example in theme_examples() if example.work][::every]
    goals = [example for example in theme_examples() if not example.work][::every]
    themes = theme.fit(
        embeddings.vectors([example.text for example in work], progress, questions=True),
        embeddings.vectors([example.text for example in goals], progress),
        [names.index(example.theme) for example in work],
        [names.index(example.theme) for example in goals],
    )
    kinds = [
        (text, KINDS.index(kind)) for kind, texts in exemplars().items() for text in texts[::every]
    ]
    texts = [text for text, _ in kinds]
    vectors = embeddings.vectors(texts, progress, questions=True)
    return Fitted(themes, intent.fit(texts, vectors, [kind for _, kind in kinds], steps))


def read(name: str) -> Fitted | None:
    """The shipped models, None if they were fitted to another embedding model."""
    with (files("assistant") / NAME).open("rb") as file:
        stored = dict(np.load(file, allow_pickle=False))
    if str(stored["model"]) != name:
        return None
    parts: dict[str, Any] = {
        key: value.astype(np.float64) for key, value in stored.items() if value.dtype.kind == "f"
    }
    known = {word: position for position, word in enumerate(stored["intents_known"].tolist())}
    return Fitted(
        ThemeModel(**{field: parts[f"themes_{field}"] for field in ThemeModel.__annotations__}),
        IntentModel(
            mean=parts["intents_mean"],
            scale=float(parts["intents_scale"]),
            weights=parts["intents_weights"],
            bias=parts["intents_bias"],
            known=known,
            features=parts["intents_features"],
        ),
    )


def stored(made: Fitted, name: str) -> dict[str, Any]:
    """The arrays of ``fitted.npz``."""
    arrays: dict[str, Any] = {"model": np.array(name), "digest": np.array(digest())}
    for field in ThemeModel.__annotations__:
        arrays[f"themes_{field}"] = getattr(made.themes, field).astype(np.float32)
    for field in ("mean", "weights", "bias", "features"):
        arrays[f"intents_{field}"] = getattr(made.intents, field).astype(np.float32)
    arrays["intents_scale"] = np.float32(made.intents.scale)
    arrays["intents_known"] = np.array(list(made.intents.known))
    return arrays


@cache
def digest() -> str:
    """Of all sentences that are fitted on, and their labels."""
    told = [[example.theme, example.work, example.text] for example in theme_examples()]
    whole = json.dumps([told, exemplars(), shipped().names], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()
