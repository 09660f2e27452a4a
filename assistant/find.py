"""Find the things that described work is most like.

Five things speak for a thing, all comparable between questions and graphs:

* ``dense``: the cosine of the embeddings, in standard deviations over the whole graph (e5 cosines
  lie in a narrow band, so only their distance from the mean says anything),
* ``kin``: the same in a projection where work and the goals it serves lie close,
* ``themes``: the log odds that question and thing share a theme of municipal work,
* ``words``: the cosine of what the thesaurus knows of their words,
* ``lexical``: the share of the question's word weight (BM25) that the thing holds,

and where a cross-encoder is configured, ``read``: what it says of the thing (`assistant.rerank`).

The weights, with those of `assistant.walk`, maximise the likelihood of the right strategies on five
municipalities; four others were kept out of it (``docs/measurements.md``).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.corpus import Entry
from assistant.embeddings import Matrix
from assistant.index import Index
from assistant.lexical import K1, terms

DENSE, KIN, THEMES, WORDS, LEXICAL = 0.18, 0.32, 1.45, 2.35, 15.0
READ = 1.0
"""Not fitted: no cross-encoder that knows Swedish can be reached where this is built."""
DENSE_COUNT, THEME_COUNT, LEXICAL_COUNT = 60, 40, 20
"""Candidates by each way; more of them change no answer of the development questions."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, and what speaks for it (see the module)."""

    entry: Entry
    dense: float
    lexical: float = 0.0
    kin: float = 0.0
    themes: float = 0.0
    words: float = 0.0
    read: float = 0.0

    @property
    def score(self) -> float:
        """All together: log odds against the graph's other things, but for a constant."""
        return (
            DENSE * self.dense
            + LEXICAL * self.lexical
            + KIN * self.kin
            + THEMES * self.themes
            + WORDS * self.words
            + READ * self.read
        )


def find(index: Index, question: str, vector: Matrix) -> list[Hit]:
    """Hits for a question, best first; empty for an empty graph."""
    if not index.entries:
        return []
    mean, deviation = index.vectors.spread(vector)
    nearest = [position for position, _ in index.vectors.nearest(vector, DENSE_COUNT)]
    lexical = _lexical(index, question)
    asked = index.profiles.of_question(question, vector)
    kin, themes, alike = index.profiles.compare(asked)
    candidates = {
        *nearest,
        *_best(themes, THEME_COUNT),
        *(p for p in _best(lexical, LEXICAL_COUNT) if lexical[p] > 0),
    }
    rows = sorted(candidates)
    dense = (index.vectors.rows[rows] @ vector - mean) / deviation
    hits = [
        Hit(
            index.entries[position],
            dense=float(dense[row]),
            lexical=float(lexical[position]),
            kin=float(kin[position]),
            themes=float(themes[position]),
            words=float(alike[position]),
        )
        for row, position in enumerate(rows)
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.entry.node.value))


def _best(scores: NDArray[np.float64], count: int) -> list[int]:
    if len(scores) <= count:
        return list(range(len(scores)))
    best: list[int] = np.argpartition(-scores, count)[:count].tolist()
    return best


def best_of(hits: list[Hit], others: list[Hit]) -> list[Hit]:
    """The hits of two readings of a question, each thing by the better of its two."""
    best: dict[str, Hit] = {}
    for hit in (*hits, *others):
        known = best.setdefault(hit.entry.node.value, hit)
        if hit.score > known.score:
            best[hit.entry.node.value] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.entry.node.value))


def _lexical(index: Index, question: str) -> NDArray[np.float64]:
    asked = dict.fromkeys(terms(question))
    whole = sum(index.words.weight(term) * (K1 + 1) for term in asked)
    return index.words.scores(question) / (whole or 1.0)
