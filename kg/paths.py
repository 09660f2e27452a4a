"""The path from a thing to the vision, along the contributing relations and nothing else.

Which relations contribute is said in the ontology (``styr:contributing true``), so that
``rdf:type``, values or sources never make a path. An organisation's path goes through what it
supports directly, or through an activity it is responsible for.
"""

from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import NamedNode

from kg.graph import GovernanceGraph
from kg.names import STYR

LONGEST = 8
"""Steps; the model's longest path (organisation to vision) has 6. Guards against bad data."""


@dataclass(frozen=True, slots=True)
class Step:
    """A thing on the way and the relation that leads from it to the next (None on the last).

    ``inverse`` is true where the statement in the graph points the other way: the next thing is
    the subject of ``relation`` and this one its object (organisation <- responsible - activity).
    """

    node: NamedNode
    relation: NamedNode | None
    inverse: bool = False


Path = tuple[Step, ...]


def paths_up(graph: GovernanceGraph, start: NamedNode) -> list[Path]:
    """All paths from ``start`` that end in a vision, or where nothing leads further.

    Shortest first, then by IRI. A graph without a vision still gives paths, as far as it goes.
    Paths that reach a vision hide those that do not.
    """
    found: list[Path] = []
    _climb(graph, start, (), frozenset(), found)
    complete = [path for path in found if graph.is_a(path[-1].node, STYR.Vision)]
    chosen = complete or found
    return sorted(chosen, key=lambda path: (len(path), [step.node.value for step in path]))


def strategy_of(graph: GovernanceGraph, path: Path) -> NamedNode | None:
    """The strategy a path goes through, if it does."""
    return next((step.node for step in path if graph.is_a(step.node, STYR.Strategy)), None)


def holds(graph: GovernanceGraph, path: Path) -> bool:
    """Whether every step of ``path`` is a statement of the graph."""
    for step, following in pairwise(path):
        if step.relation is None:
            return False
        ends = (following.node, step.node) if step.inverse else (step.node, following.node)
        if not graph.holds(ends[0], step.relation, ends[1]):
            return False
    return bool(path) and path[-1].relation is None


def _climb(
    graph: GovernanceGraph,
    node: NamedNode,
    taken: Path,
    seen: frozenset[NamedNode],
    found: list[Path],
) -> None:
    seen |= {node}
    onward = [edge for edge in _edges(graph, node, first=not taken) if edge[2] not in seen]
    if not onward or len(taken) >= LONGEST:
        found.append((*taken, Step(node, None)))
        return
    for relation, inverse, following in onward:
        _climb(graph, following, (*taken, Step(node, relation, inverse)), seen, found)


def _edges(
    graph: GovernanceGraph, node: NamedNode, *, first: bool
) -> list[tuple[NamedNode, bool, NamedNode]]:
    edges = [
        (relation, False, target)
        for relation in graph.contributing
        for target in graph.nodes(node, relation)
    ]
    if first:
        edges += [
            (STYR.responsible, True, thing)
            for thing in graph.subjects(STYR.responsible, node)
            if graph.is_a(thing, STYR.Activity)
        ]
    return edges
