"""What kind of thing a person writes, told from its embedding.

Multinomial logistic regression over the question's vector, fitted when the index is opened on the
exemplars of ``exemplars.toml`` and the wordings of the query library (some 900 sentences; a new
query brings its own wordings). Fitting takes about 0.1 s; the vectors are cached by text.

Kinds: ``support`` (describes work), ``system`` (asks about the governance system), ``elsewhere``
(municipal, but nothing the graph can tell), ``off_topic``, ``help`` (about the assistant).
"""

import tomllib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embeddings import EmbeddingCache, Matrix, Progress
from assistant.library import library
from assistant.logistic import fit_softmax

KINDS = ("support", "system", "elsewhere", "off_topic", "help")
PENALTY = 0.0003
STEPS = 400


@dataclass(frozen=True)
class IntentModel:
    """Weights of a fitted model; ``(vector - mean) @ weights + bias`` are the kinds' log odds."""

    mean: NDArray[np.float64]
    scale: float
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def probabilities(self, vector: Matrix) -> dict[str, float]:
        """Probability of each kind for one question vector; they sum to 1."""
        logits = ((vector - self.mean) / self.scale) @ self.weights + self.bias
        odds = np.exp(logits - logits.max())
        return dict(zip(KINDS, (odds / odds.sum()).tolist(), strict=True))


def exemplars() -> Mapping[str, list[str]]:
    """Sentences per kind; those of ``system`` come from the query library."""
    read = _read()
    sentences: dict[str, list[str]] = {kind: list(read.get(kind, ())) for kind in KINDS}
    for question in library():
        for lang, wordings in question.wordings.items():
            for wording in wordings:
                sentences["system"] += [spoken(wording, lang), *with_things(wording, lang)]
    return sentences


def with_things(wording: str, lang: str) -> list[str]:
    """The wording said of two example things; chosen by the wording, so always the same."""
    if "{about}" not in wording:
        return []
    things = _read()["things"][lang]
    first = zlib.crc32(wording.encode()) % len(things)
    chosen = (things[first], things[(first + 1) % len(things)])
    return [wording.replace("{about}", thing) for thing in chosen]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files("assistant") / "exemplars.toml").read_text(encoding="utf-8"))


def spoken(wording: str, lang: str) -> str:
    """A wording with its placeholder replaced by a word for any thing."""
    return wording.replace("{about}", "this" if lang == "en" else "det här")


def fit_intents(cache: EmbeddingCache, progress: Progress | None = None) -> IntentModel:
    """The model for this embedding model."""
    labelled = [(text, kind) for kind, texts in exemplars().items() for text in texts]
    vectors = cache.vectors([text for text, _ in labelled], progress, questions=True)
    return fit(vectors, [KINDS.index(kind) for _, kind in labelled])


def fit(vectors: Matrix, labels: Sequence[int]) -> IntentModel:
    """Fit to vectors and the positions of their kinds in `KINDS`; every kind weighs the same."""
    x = vectors.astype(np.float64)
    mean = x.mean(axis=0)
    scale = float(np.sqrt(((x - mean) ** 2).sum(axis=1).mean())) or 1.0
    weights, bias = fit_softmax(
        (x - mean) / scale, labels, len(KINDS), balance=1.0, penalty=PENALTY, rate=2.0, steps=STEPS
    )
    return IntentModel(mean, scale, weights, bias)
