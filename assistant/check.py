"""Check a draft against the graph before anybody reads it; what does not hold is left out.

* A path is shown only if every step of it is a statement of the graph.
* A sentence that claims something must rest on things, each known to the graph or its ontology.
* An answer that loses every path it rested on becomes an honest "unknown".
"""

from dataclasses import replace

from pyoxigraph import NamedNode

from assistant.draft import Draft, Sentence
from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_GRAPH
from kg.paths import holds


def check(graph: GovernanceGraph, draft: Draft) -> Draft:
    """``draft`` without what the graph does not hold."""
    supports = tuple(support for support in draft.supports if holds(graph, support.path))
    lost = {s.strategy for s in draft.supports} - {s.strategy for s in supports}
    sentences = tuple(
        sentence
        for sentence in draft.sentences
        if _sound(graph, sentence) and not lost.intersection(sentence.cites)
    )
    values = tuple(value for value in draft.values if graph.known(value))
    verdict = draft.verdict
    if (draft.supports and not supports) or not sentences:
        verdict = "unknown"
    return replace(draft, verdict=verdict, sentences=sentences, supports=supports, values=values)


def _sound(graph: GovernanceGraph, sentence: Sentence) -> bool:
    if sentence.claims and not sentence.cites:
        return False
    return all(_stated(graph, node) for node in sentence.cites)


def _stated(graph: GovernanceGraph, node: NamedNode) -> bool:
    if graph.known(node):
        return True
    return any(graph.store.quads_for_pattern(node, None, None, ONTOLOGY_GRAPH))
