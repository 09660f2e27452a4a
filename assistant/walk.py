"""Walk from what was found to the strategies, and add up the evidence under each.

A strategy's evidence is the smoothed maximum (log-sum-exp) of its things' scores, less what as many
things would give by chance: several good hits under one strategy add up, a single lucky word does
not outweigh them, and a strategy does not win by having more things. The shares are a softmax of it
and thereby probabilities: the weights were fitted to make them so (``scripts/fit.py``).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from pyoxigraph import NamedNode

from assistant.find import Hit
from kg.paths import Path

TEMPERATURE = 1.05
"""Difference of score over which a thing's say falls to 1/e."""
SIZE = 1.46
"""How much of the logarithm of a strategy's number of things is taken off."""
VOTERS = 30


@dataclass(frozen=True, slots=True)
class Support:
    """A strategy, its share of the evidence (0 to 1), the hits under it, and its best path."""

    strategy: NamedNode
    share: float
    hits: tuple[Hit, ...]
    path: Path


def walk(hits: list[Hit], sizes: Mapping[NamedNode, int]) -> list[Support]:
    """Strategies the hits lead to, the likeliest first. Shares sum to 1.

    ``sizes`` is how many things of the graph lead to each strategy.
    """
    under: dict[NamedNode, list[Hit]] = defaultdict(list)
    for hit in hits[:VOTERS]:
        for strategy in hit.entry.paths:
            under[strategy].append(hit)
    evidence = {
        strategy: _smooth_maximum([hit.score for hit in its])
        - SIZE * TEMPERATURE * log(sizes.get(strategy, 1))
        for strategy, its in under.items()
    }
    best = max(evidence.values(), default=0.0)
    odds = {strategy: exp(value - best) for strategy, value in evidence.items()}
    total = sum(odds.values())
    ranked = sorted(odds, key=lambda strategy: (-odds[strategy], strategy.value))
    return [
        Support(s, odds[s] / total, tuple(under[s]), under[s][0].entry.paths[s]) for s in ranked
    ]


def _smooth_maximum(scores: list[float]) -> float:
    best = max(scores)
    return best + TEMPERATURE * log(sum(exp((score - best) / TEMPERATURE) for score in scores))
