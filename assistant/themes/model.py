"""Sixty themes of municipal work, told from a text's vector and its words.

A question ("det luktar mögel i duschrummet på skolan") and a goal ("Ändamålsenliga lokaler") meet
in their themes though they share no word. Linear discriminant analysis (Fisher 1936; regularised as
by Friedman 1989) over example sentences gives the log odds of every theme from a vector, and a
projection in which sentences of one theme lie close; the thesaurus adds what the words say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.embeddings import Matrix
from assistant.themes.thesaurus import Evidence

Array = NDArray[np.float64]
SHRUNK = 0.6
"""Share of the within-theme covariance that is replaced by a multiple of the identity."""
SHRUNK_AXES = 0.7
"""The same for the axes of the projection."""
AXES = 40
"""Dimensions of the projection."""
VECTOR = 0.2
"""What the vector's log odds count for: its dimensions are not independent."""
QUESTION_WORDS, THING_WORDS = 1.5, 2.0
"""What the words' evidence counts for in questions and in things."""


@dataclass(frozen=True)
class ThemeModel:
    """Fitted to one embedding model.

    ``question_mean`` and ``passage_mean`` have the vectors' dimension d, ``weights`` is d x themes,
    ``bias`` themes, ``axes`` d x `AXES`.
    """

    question_mean: Array
    passage_mean: Array
    weights: Array
    bias: Array
    axes: Array

    def of_question(self, vector: Matrix, evidence: Evidence) -> Array:
        """Probability of each theme for a question (themes,)."""
        logits = (vector - self.question_mean) @ self.weights + self.bias
        return softmax(VECTOR * logits + QUESTION_WORDS * evidence)

    def of_things(self, vectors: Matrix, evidence: Evidence) -> Array:
        """Probability of each theme for every thing (things x themes)."""
        logits = (vectors - self.passage_mean) @ self.weights + self.bias
        return softmax(VECTOR * logits + THING_WORDS * evidence)

    def place_question(self, vector: Matrix) -> Array:
        """The question in the projection, of length 1 (`AXES`,)."""
        return unit((vector - self.question_mean) @ self.axes)

    def place_things(self, vectors: Matrix) -> Array:
        """Things in the projection, each of length 1 (things x `AXES`)."""
        return unit((vectors - self.passage_mean) @ self.axes)


def fit(
    questions: Matrix, passages: Matrix, asked: Sequence[int], told: Sequence[int]
) -> ThemeModel:
    """Fit to vectors of staff's sentences and of goals, and the numbers of their themes.

    Each kind of sentence is centred by itself, so that what tells a question from a passage is not
    taken for a difference of theme.
    """
    question_mean = questions.mean(axis=0, dtype=np.float64)
    passage_mean = passages.mean(axis=0, dtype=np.float64)
    x = np.concatenate([questions - question_mean, passages - passage_mean])
    theme = np.array([*asked, *told])
    means = np.stack([x[theme == number].mean(axis=0) for number in range(theme.max() + 1)])
    rest = x - means[theme]
    within = rest.T @ rest / len(rest)
    precision = np.linalg.inv(_shrunk(within, SHRUNK))
    values, vectors = np.linalg.eigh(_shrunk(within, SHRUNK_AXES))
    whitening = vectors * values**-0.5
    between = np.cov(means.T, bias=True)
    spread, axes = np.linalg.eigh(whitening.T @ between @ whitening)
    best = np.argsort(-spread)[:AXES]
    return ThemeModel(
        question_mean=question_mean,
        passage_mean=passage_mean,
        weights=precision @ means.T,
        bias=-0.5 * np.einsum("ij,jk,ik->i", means, precision, means),
        axes=whitening @ axes[:, best],
    )


def softmax(logits: Array) -> Array:
    """Probabilities over the last axis."""
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = odds / odds.sum(axis=-1, keepdims=True)
    return shares


def unit(vectors: Array) -> Array:
    """Vectors over the last axis made of length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Array = vectors / np.maximum(lengths, 1e-12)
    return scaled


def _shrunk(covariance: Array, share: float) -> Array:
    """Ledoit and Wolf's form: towards the identity times the mean variance."""
    size = len(covariance)
    shrunk: Array = (1 - share) * covariance + share * np.trace(covariance) / size * np.eye(size)
    return shrunk
