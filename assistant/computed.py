"""Answers that SPARQL alone cannot give: the shortest path, and what another version had.

Each is named by ``styr:computedBy`` in its question and gives rows as a query would.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from assistant.errors import TEXTS
from assistant.library import Asked, Question, Row
from kg.diff import diff
from kg.graph import GovernanceGraph
from kg.names import ORG, STYR
from kg.paths import Path, Step, paths_up

Previous = Callable[[], GovernanceGraph | None]
"""Gives the graph of the version before, None where there is none."""
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What answers are computed from."""

    graph: GovernanceGraph
    previous: Previous


def answers(question: Question, known: Known, asked: Asked) -> list[Row]:
    """The rows of a question, from its query or as it says that they are computed."""
    if question.computed is None:
        return question.answers(known.graph, asked)
    return _COMPUTED[question.computed](known, asked)


def _path(known: Known, asked: Asked) -> list[Row]:
    """The hops of the shortest path to the vision, or as far as the graph leads."""
    if asked.about is None:
        return []
    return _hops(known.graph, paths_up(known.graph, asked.about)[0], asked.lang)


def _connection(known: Known, asked: Asked) -> list[Row]:
    """The hops from both things up to the nearest that they share."""
    if asked.about is None or asked.other is None:
        return []
    above = [_above(known.graph, node) for node in (asked.about, asked.other)]
    shared = above[0].keys() & above[1].keys()
    if not shared:
        return []
    nearest = min(shared, key=lambda n: (sum(len(each[n]) for each in above), n.value))
    hops = [hop for each in above for hop in _hops(known.graph, each[nearest], asked.lang)]
    met: Row = {"shared": nearest}
    if nearest in (asked.about, asked.other):  # one leads to the other
        met = {"upper": nearest, "lower": asked.other if nearest == asked.about else asked.about}
    return [{**hop, **met} for hop in hops]


def _changes(known: Known, asked: Asked) -> list[Row]:
    """What differs from the version before, in words."""
    before = known.previous()
    if before is None:
        return []
    rows: list[Row] = []
    for change in diff(before, known.graph).changes:
        row: Row = {"text": Literal(change.sentence(asked.lang))}
        node = None if change.thing.iri.startswith("_:") else NamedNode(change.thing.iri)
        rows.append({**row, "item": node} if node and known.graph.known(node) else row)
    return rows or [{"text": Literal(str(TEXTS.raw(asked.lang, "answer.no_changes")))}]


_COMPUTED: Mapping[str, Callable[[Known, Asked], list[Row]]] = {
    "path": _path,
    "connection": _connection,
    "changes": _changes,
}


def _hops(graph: GovernanceGraph, path: Path, lang: str) -> list[Row]:
    return [
        {
            "item": step.node,
            "relation": Literal(_called(graph, step, lang)),
            "next": following.node,
        }
        for step, following in pairwise(path)
    ]


def _called(graph: GovernanceGraph, step: Step, lang: str) -> str:
    """The relation to the next step, in words."""
    if step.relation is None:
        return ""
    phrase = STYR.inversePathLabel if step.inverse else STYR.pathLabel
    return graph.text(step.relation, phrase, lang) or graph.title(step.relation, lang)


def _above(graph: GovernanceGraph, start: NamedNode) -> dict[NamedNode, Path]:
    """The shortest path to everything that ``start`` leads to, itself included (breadth first)."""
    found: dict[NamedNode, Steps] = {start: ()}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for relation, inverse, following in _edges(graph, node):
            if following not in found:
                found[following] = (*found[node], Step(node, relation, inverse))
                waiting.append(following)
    return {node: (*steps, Step(node, None)) for node, steps in found.items()}


def _edges(graph: GovernanceGraph, node: NamedNode) -> list[tuple[NamedNode, bool, NamedNode]]:
    """Contributing relations onward; from an organisation also what it is responsible for."""
    edges = [(r, False, each) for r in graph.contributing for each in graph.nodes(node, r)]
    if graph.is_a(node, ORG.Organization):
        edges += [(STYR.responsible, True, each) for each in graph.subjects(STYR.responsible, node)]
    return edges
