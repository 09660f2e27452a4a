"""What one gets without the graph: flat retrieval, where the graph gives only a thing's strategy.

* ``bm25``: the thing with the highest BM25 score.
* ``dense``: the thing whose vector is nearest.
* ``dense_mean_3``: the strategy whose three nearest things are nearest on average.
* ``fused``: the thing with the highest sum of both, each in standard deviations over all things.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from assistant.embeddings import Matrix
from assistant.index import Index
from kg.graph import GovernanceGraph
from kg.paths import paths_up, strategy_of

BASELINES = ("bm25", "dense", "dense_mean_3", "fused")
NEAREST = 3
Scores = NDArray[np.float64]


class Flat:
    """The baselines over one index; they need each question's text and vector."""

    def __init__(self, graph: GovernanceGraph, index: Index) -> None:
        strategies = [_strategy(graph, entry.node) for entry in index.entries]
        kept = [position for position, found in enumerate(strategies) if found is not None]
        self._positions = np.array(kept, dtype=np.intp)
        self._iris = np.array([strategies[position] for position in kept], dtype=object)
        self._rows = index.vectors.rows[self._positions].astype(np.float64)
        self._words = index.words

    def first(self, texts: Sequence[str], vectors: Sequence[Matrix]) -> list[dict[str, str]]:
        """For each question, the strategy (IRI) that each baseline puts first, where it has one."""
        if not len(self._positions) or not texts:
            return [{} for _ in texts]
        dense = np.stack(vectors).astype(np.float64) @ self._rows.T
        lexical = np.stack([self._words.scores(text)[self._positions] for text in texts])
        chosen = {
            "bm25": np.where(lexical.max(axis=1) > 0, self._iris[lexical.argmax(axis=1)], ""),
            "dense": self._iris[dense.argmax(axis=1)],
            "dense_mean_3": self._by_mean(dense),
            "fused": self._iris[(_standardised(dense) + _standardised(lexical)).argmax(axis=1)],
        }
        return [
            {name: str(iris[place]) for name, iris in chosen.items() if iris[place]}
            for place in range(len(texts))
        ]

    def _by_mean(self, dense: Scores) -> NDArray[np.object_]:
        strategies = sorted(set(self._iris))
        means = [
            np.sort(dense[:, self._iris == strategy], axis=1)[:, -NEAREST:].mean(axis=1)
            for strategy in strategies
        ]
        best: NDArray[np.object_] = np.array(strategies, dtype=object)[np.argmax(means, axis=0)]
        return best


def _strategy(graph: GovernanceGraph, node: NamedNode) -> str | None:
    """The strategy on the shortest path that has one."""
    found = (strategy_of(graph, path) for path in paths_up(graph, node))
    return next((strategy.value for strategy in found if strategy is not None), None)


def _standardised(scores: Scores) -> Scores:
    deviation = scores.std(axis=1, keepdims=True)
    centred: Scores = scores - scores.mean(axis=1, keepdims=True)
    return centred / np.where(deviation > 0, deviation, 1.0)
