"""Decide the verdict: what may be claimed, from how strong the evidence is and where it points.

Strength is the best hit's score (standard deviations above what anything in the graph scores for
this question), the share is how much of the evidence points at one strategy. The limits were chosen
on ``tests/questions/pitea-dev.jsonl`` and measured on ``pitea-test.jsonl``.
"""

from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from assistant.answer import Verdict
from assistant.ceasing import ceases
from assistant.find import Hit
from assistant.understand import Understanding
from assistant.walk import Support
from kg.graph import GovernanceGraph
from kg.names import STYR

SURE_SCORE = 4.0
SURE_SHARE = 0.7
FAIR_SCORE = 2.0
SECOND_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, the strategies to show, and the registered activity it rests on, if any.

    ``by_title`` is false where only an alternative wording names the activity, ``ceases`` true
    where the work described is to end.
    """

    verdict: Verdict
    supports: tuple[Support, ...] = ()
    registered: NamedNode | None = None
    by_title: bool = True
    ceases: bool = False


def decide(
    graph: GovernanceGraph,
    understood: Understanding,
    hits: list[Hit],
    supports: list[Support],
) -> Decision:
    """The verdict on described work."""
    if not supports:
        return Decision("unknown")
    registered = _registered(graph, understood, hits)
    if registered is not None:
        own = [s for s in supports if any(h.entry.node == registered for h in s.hits)]
        by_title = any(m.node == registered and m.name.main for m in understood.mentions)
        decision = Decision("supported", tuple(own), registered, by_title)
    else:
        decision = _placed(graph, hits[0].score, supports)
    if ceases(understood.text) and decision.verdict != "internal":
        return replace(decision, verdict="likely", registered=None, ceases=True)
    return decision


def _registered(
    graph: GovernanceGraph, understood: Understanding, hits: list[Hit]
) -> NamedNode | None:
    """The registered activity that the question names, if the search finds it near the top too."""
    near = {hit.entry.node for hit in hits[:5]}
    for mention in understood.mentions:
        if mention.whole and mention.node in near and graph.is_a(mention.node, STYR.Activity):
            return mention.node
    return None


def _placed(graph: GovernanceGraph, strength: float, supports: list[Support]) -> Decision:
    best = supports[0]
    internal = [s for s in supports if graph.is_a(s.strategy, STYR.InternalStrategy)]
    if strength < FAIR_SCORE or best in internal:
        return Decision("internal", tuple(internal[:1]))
    shown = [best, *(s for s in supports[1:2] if s.share >= SECOND_SHARE and s not in internal)]
    sure = strength >= SURE_SCORE and best.share >= SURE_SHARE
    return Decision("supported" if sure else "likely", tuple(shown))
