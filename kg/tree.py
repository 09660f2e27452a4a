"""The goal tree: what leads to what, from the vision down to activities and indicators.

An `Item` is a thing with what the tree shows of it. A thing is above another when the other leads
to it by a relation that the ontology marks ``styr:contributing``; a thing with several above it is
under each of them. Nothing has to be there: what has nothing above it is a root, the vision first,
and what lies in a ring is entered somewhere. Built once for each graph, from whole relations
instead of thing by thing. `kg.tree_filter` says what is shown of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kg.folding import fold, order
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, ORG, RDF, RDFS, SKOS, STYR

LEVELS = (
    STYR.Vision,
    STYR.Strategy,
    STYR.InternalStrategy,
    STYR.DevelopmentProgramme,
    STYR.FocusArea,
    STYR.Activity,
    ORG.Organization,
    STYR.Indicator,
)
"""The classes of the tree in the order in which things stand beside each other."""
LANGUAGES = ("sv", "en")

Links = Mapping[NamedNode, tuple[NamedNode, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """A thing of the tree.

    ``kind`` is its class, ``level`` the place of that in `LEVELS`, ``titles`` are by language,
    ``names`` are all it is called, folded. ``above`` is what it leads to, each after its relation.
    """

    node: NamedNode
    kind: NamedNode | None
    level: int
    titles: Mapping[str, str]
    names: str
    status: NamedNode | None
    responsible: tuple[NamedNode, ...]
    illustrative: bool
    above: tuple[tuple[NamedNode, NamedNode], ...]


class Tree:
    """All items of a graph, what is below each, and where to begin."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self.items = _items(graph)
        under: dict[NamedNode, dict[NamedNode, None]] = defaultdict(dict)
        for item in self.items.values():
            for _, above in item.above:
                under[above][item.node] = None
        self._under = {node: tuple(below) for node, below in under.items()}
        self._below = _reached(self.items, self._under)
        self.roots = self._entries()
        self._ordered = {lang: self._in_order(lang) for lang in LANGUAGES}

    def under(self, node: NamedNode, lang: str = "sv") -> tuple[NamedNode, ...]:
        """What is right below ``node``, by level and title."""
        return self._ordered[lang].get(node, ())

    def below(self, node: NamedNode) -> frozenset[NamedNode]:
        """Everything below ``node``, however far, without itself."""
        return self._below.get(node, frozenset())

    def above(self, nodes: Iterable[NamedNode]) -> set[NamedNode]:
        """``nodes`` and everything above them."""
        seen, waiting = set(nodes), list(nodes)
        while waiting:
            for _, above in self.items[waiting.pop()].above:
                if above not in seen:
                    seen.add(above)
                    waiting.append(above)
        return seen

    def beginnings(self, lang: str = "sv") -> list[NamedNode]:
        """The roots, by level and title."""
        return sorted(self.roots, key=lambda node: self._key(node, lang))

    def of(self, *kinds: NamedNode) -> list[Item]:
        """Items of these classes, or of those below them in `LEVELS`, in order."""
        levels = {LEVELS.index(kind) for kind in kinds}
        chosen = [item for item in self.items.values() if item.level in levels]
        return sorted(chosen, key=lambda item: self._key(item.node, "sv"))

    def _key(self, node: NamedNode, lang: str) -> tuple[int, str, str]:
        item = self.items[node]
        return item.level, order(item.titles[lang]), node.value

    def _in_order(self, lang: str) -> Links:
        keys = {node: self._key(node, lang) for node in self.items}
        return {
            node: tuple(sorted(below, key=keys.__getitem__)) for node, below in self._under.items()
        }

    def _entries(self) -> tuple[NamedNode, ...]:
        """What has nothing above it, and one thing of every ring that is reached from nowhere."""
        roots = [item.node for item in self.items.values() if not item.above]
        reached = set(roots).union(*(self.below(root) for root in roots))
        for node in sorted(self.items.keys() - reached, key=lambda node: self._key(node, "sv")):
            if node not in reached:
                roots.append(node)
                reached |= {node, *self.below(node)}
        return tuple(roots)


_trees: WeakKeyDictionary[GovernanceGraph, Tree] = WeakKeyDictionary()


def tree_of(graph: GovernanceGraph) -> Tree:
    """The tree of ``graph``, built when first asked for."""
    found = _trees.get(graph)
    if found is None:
        found = _trees[graph] = Tree(graph)
    return found


# -- items --------------------------------------------------------------------------------------


def _items(graph: GovernanceGraph) -> dict[NamedNode, Item]:
    above: dict[NamedNode, dict[NamedNode, NamedNode]] = defaultdict(dict)
    kinds = _typed(graph)
    for relation in graph.contributing:
        ends = [_first(graph, relation, end) for end in (RDFS.domain, RDFS.range)]
        for subject, target in _statements(graph, relation):
            if subject != target:
                above[subject].setdefault(target, relation)
            for node, kind in ((subject, ends[0]), (target, ends[1])):
                if node not in kinds:
                    kinds[node] = graph.type_of(node) or kind
    made = _Making(graph)
    return {
        node: made.item(node, kind, tuple((r, a) for a, r in above.get(node, {}).items()))
        for node, kind in kinds.items()
    }


class _Making:
    """Makes items, from relations of the graph that are read once."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self._graph = graph
        self._status = dict(reversed(_statements(graph, STYR.status)))
        self._responsible = _grouped(_statements(graph, STYR.responsible))
        self._level = cache(partial(_level, graph))

    def item(
        self,
        node: NamedNode,
        kind: NamedNode | None,
        above: tuple[tuple[NamedNode, NamedNode], ...],
    ) -> Item:
        said = {text.language or "sv": text.value for text in self._texts(node, DCT.title)[::-1]}
        titles = {
            lang: said.get(lang) or said.get("sv") or self._graph.title(node, lang)
            for lang in LANGUAGES
        }
        called = [text.value for text in self._texts(node, SKOS.altLabel)]
        return Item(
            node=node,
            kind=kind,
            level=self._level(kind),
            titles=titles,
            names=fold("\n".join(dict.fromkeys([*titles.values(), *called]))),
            status=self._status.get(node),
            responsible=tuple(self._responsible.get(node, ())),
            illustrative=self._graph.illustrative(node, DCT.title),
            above=above,
        )

    def _texts(self, node: NamedNode, predicate: NamedNode) -> list[Literal]:
        found = self._graph.store.quads_for_pattern(node, predicate, None, DATA_GRAPH)
        texts = [quad.object for quad in found if isinstance(quad.object, Literal)]
        return sorted(texts, key=str) if len(texts) > 1 else texts


def _typed(graph: GovernanceGraph) -> dict[NamedNode, NamedNode | None]:
    """Things of the classes of the tree; organisations are in it only if they lead somewhere."""
    kinds: dict[NamedNode, NamedNode | None] = {}
    for wanted in LEVELS:
        if wanted == ORG.Organization:
            continue
        classes = [wanted, *(c for c, above in graph.above.items() if wanted in above)]
        for kind in classes:
            for quad in graph.store.quads_for_pattern(None, RDF.type, kind, DATA_GRAPH):
                if isinstance(quad.subject, NamedNode):
                    kinds[quad.subject] = kind
    return kinds


def _level(graph: GovernanceGraph, kind: NamedNode | None) -> int:
    """The place of a class in `LEVELS`, behind them all for one that is none of them."""
    if kind is None:
        return len(LEVELS)
    classes = {kind, *graph.above.get(kind, ())}
    places = [place for place, level in enumerate(LEVELS) if level in classes]
    return places[-1] if places else len(LEVELS)


def _first(graph: GovernanceGraph, relation: NamedNode, end: NamedNode) -> NamedNode | None:
    return next(iter(graph.nodes(relation, end)), None)


def _statements(graph: GovernanceGraph, predicate: NamedNode) -> list[tuple[NamedNode, NamedNode]]:
    """Subject and object of each statement of the data, where both are IRIs, in a fixed order."""
    found = graph.store.quads_for_pattern(None, predicate, None, DATA_GRAPH)
    pairs = [
        (quad.subject, quad.object)
        for quad in found
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    ]
    return sorted(pairs, key=str)


def _grouped(pairs: Iterable[tuple[NamedNode, NamedNode]]) -> dict[NamedNode, list[NamedNode]]:
    groups: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for subject, target in pairs:
        groups[subject].append(target)
    return groups


# -- what is below ------------------------------------------------------------------------------


def _reached(
    items: Mapping[NamedNode, Item], under: Links
) -> dict[NamedNode, frozenset[NamedNode]]:
    """Everything below each: from the bottom up, and one by one where there are rings."""
    left = {node: len(under.get(node, ())) for node in items}
    waiting = [node for node, count in left.items() if not count]
    reached: dict[NamedNode, frozenset[NamedNode]] = {}
    while waiting:
        node = waiting.pop()
        children = under.get(node, ())
        if children:
            reached[node] = frozenset(children).union(*(reached.get(c, ()) for c in children))
        for _, above in items[node].above:
            left[above] -= 1
            if not left[above]:
                waiting.append(above)
    for node, count in left.items():
        if count:
            reached[node] = _walk(node, under)
    return reached


def _walk(start: NamedNode, under: Links) -> frozenset[NamedNode]:
    seen: set[NamedNode] = set()
    waiting = [start]
    while waiting:
        for node in under.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return frozenset(seen - {start})
