"""Place described work again, now that somebody has said under what, or under what not."""

from dataclasses import replace

from pyoxigraph import NamedNode

from assistant.conversation.meaning import Meant
from assistant.decide import Decision, decide
from assistant.find import Hit
from assistant.index import Index
from assistant.understand import Understanding
from assistant.walk import Support, walk
from kg.names import STYR
from kg.paths import Path, paths_up, strategy_of


def place(index: Index, understood: Understanding, hits: list[Hit], meant: Meant) -> Decision:
    """The verdict on work that is meant to be under one of some things, or under none of others.

    What somebody has chosen is sure; after a no, nothing is more than likely.
    """
    if meant.only:
        return _chosen(index, hits, meant.only)
    left = [kept for hit in hits if (kept := _without(hit, meant.never))]
    decision = decide(index.graph, understood, left, walk(left, index.sizes))
    sure = meant.never and decision.verdict == "supported" and decision.registered is None
    if not sure:
        return decision
    candidates = walk(left, index.sizes)[:2]
    return replace(decision, verdict="likely", candidates=tuple(candidates))


def _chosen(index: Index, hits: list[Hit], only: tuple[NamedNode, ...]) -> Decision:
    """Every chosen thing with its strategy; the first chosen comes first."""
    supports: dict[NamedNode, Support] = {}
    for node in only:
        for support in _under(index, hits, node):
            supports.setdefault(support.strategy, support)
    if not supports:
        return Decision("unknown")
    shared = [replace(s, share=1 / len(supports)) for s in supports.values()]
    if len(shared) == 1 and index.graph.is_a(shared[0].strategy, STYR.InternalStrategy):
        return Decision("internal", tuple(shared))
    return Decision("supported", tuple(shared))


def _under(index: Index, hits: list[Hit], node: NamedNode) -> list[Support]:
    """The strategy of a thing that was chosen, and what speaks for it there."""
    path = paths_up(index.graph, node)[0]
    strategy = strategy_of(index.graph, path)
    if strategy is None:
        return []
    under = tuple(h for h in hits if any(_through(p, (node,)) for p in h.entry.paths.values()))
    return [Support(strategy, 1.0, under, path)]


def _without(hit: Hit, never: tuple[NamedNode, ...]) -> Hit | None:
    """The hit with only those of its paths that lead past the things; None if none does."""
    paths = {s: p for s, p in hit.entry.paths.items() if not _through(p, never)}
    return replace(hit, entry=replace(hit.entry, paths=paths)) if paths else None


def _through(path: Path, things: tuple[NamedNode, ...]) -> bool:
    return any(step.node in things for step in path)
