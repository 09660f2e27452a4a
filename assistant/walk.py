"""Walk from what was found to the strategies, and add up the evidence under each.

Every hit votes for the strategies its paths lead through, with a weight that falls off
exponentially with its distance from the best hit: several good hits under one strategy add up, a
single lucky word does not outweigh them, and the long tail counts for nothing.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import exp

from pyoxigraph import NamedNode

from assistant.find import Hit
from kg.graph import GovernanceGraph
from kg.paths import Path, paths_up, strategy_of

TEMPERATURE = 0.5
"""Standard deviations of score over which a vote falls to 1/e."""
VOTERS = 30


@dataclass(frozen=True, slots=True)
class Support:
    """A strategy, its share of the evidence (0 to 1), the hits under it, and its best path."""

    strategy: NamedNode
    share: float
    hits: tuple[Hit, ...]
    path: Path


def walk(graph: GovernanceGraph, hits: list[Hit]) -> list[Support]:
    """Strategies the hits lead to, the one with most evidence first. Shares sum to 1."""
    votes: dict[NamedNode, float] = defaultdict(float)
    under: dict[NamedNode, list[tuple[Hit, Path]]] = defaultdict(list)
    for hit in hits[:VOTERS]:
        paths = _one_per_strategy(graph, hit.entry.node)
        for strategy, path in paths.items():
            votes[strategy] += exp((hit.score - hits[0].score) / TEMPERATURE) / len(paths)
            under[strategy].append((hit, path))
    total = sum(votes.values()) or 1.0
    ranked = sorted(votes, key=lambda strategy: (-votes[strategy], strategy.value))
    return [
        Support(s, votes[s] / total, tuple(hit for hit, _ in under[s]), under[s][0][1])
        for s in ranked
    ]


def _one_per_strategy(graph: GovernanceGraph, node: NamedNode) -> dict[NamedNode, Path]:
    """The shortest path through each strategy that ``node`` leads to."""
    found: dict[NamedNode, Path] = {}
    for path in paths_up(graph, node):
        strategy = strategy_of(graph, path)
        if strategy is not None and strategy not in found:
            found[strategy] = path
    return found
