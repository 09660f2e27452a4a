"""Find the things that a described activity is most like: dense and lexical, fused.

Dense scores are cosines standardised over the whole graph for this question (e5 cosines lie in a
narrow band, so only their distance from the mean says anything); lexical scores are the share of
the question's word weight that a thing holds. Both are comparable between questions.
"""

from dataclasses import dataclass

from assistant.corpus import Entry
from assistant.embeddings import Matrix
from assistant.index import Index
from assistant.lexical import K1, terms

DENSE_COUNT = 60
LEXICAL_COUNT = 20
LEXICAL_WEIGHT = 2.0
"""Standard deviations of cosine that a full lexical match is worth (``docs/measurements.md``)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found. ``dense`` in standard deviations, ``lexical`` a share of 0 to 1."""

    entry: Entry
    dense: float
    lexical: float

    @property
    def score(self) -> float:
        """Both together, in standard deviations of cosine."""
        return self.dense + LEXICAL_WEIGHT * self.lexical


def find(index: Index, question: str, vector: Matrix) -> list[Hit]:
    """Hits for a question, best first; empty for an empty graph.

    A thing found by its words only gets the lowest dense score that was seen.
    """
    mean, deviation = index.vectors.spread(vector)
    dense = {
        position: (cosine - mean) / deviation
        for position, cosine in index.vectors.nearest(vector, DENSE_COUNT)
    }
    lexical = _lexical(index, question)
    by_words = sorted(lexical, key=lambda p: -lexical[p])[:LEXICAL_COUNT]
    lowest = min(dense.values(), default=0.0)
    hits = [
        Hit(index.entries[p], dense.get(p, lowest), lexical.get(p, 0.0))
        for p in {*dense, *by_words}
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.entry.node.value))


def _lexical(index: Index, question: str) -> dict[int, float]:
    asked = dict.fromkeys(terms(question))
    whole = sum(index.words.weight(term) * (K1 + 1) for term in asked)
    if not whole:
        return {}
    scores = index.words.scores(question)
    return {int(p): float(scores[p] / whole) for p in scores.nonzero()[0]}
