"""What is shown of the goal tree: the things asked for, and everything above them.

`sift` finds the things, `branches` lays them out as nested branches. No branch is without a hit.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.folding import order, words
from kg.graph import GovernanceGraph
from kg.names import ORG
from kg.tree import Item, Tree

DEEPEST = 12
"""Branches within each other; the model's longest has 6. Guards against bad data."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None and "" ask for nothing special.

    ``unit`` means that organisation and all below it: what they are responsible for or support
    directly. ``strategy`` means it and what is below it. ``text`` are words, all of which a thing
    is called by.
    """

    unit: NamedNode | None = None
    status: NamedNode | None = None
    strategy: NamedNode | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.unit or self.status or self.strategy or self.text.strip())


@dataclass(frozen=True, slots=True)
class Sifted:
    """``hits`` are what was asked for; ``shown`` those and what is above them."""

    hits: frozenset[NamedNode]
    shown: frozenset[NamedNode]


@dataclass(frozen=True, slots=True)
class Branch:
    """A thing at one place in the tree.

    ``counts`` are the hits below it by class, each once. ``beside`` are the other things it is
    under. ``left_out`` is how many branches right below it are not laid out.
    """

    item: Item
    hit: bool
    counts: Mapping[NamedNode, int]
    beside: tuple[NamedNode, ...] = ()
    children: tuple["Branch", ...] = ()
    left_out: int = 0


def units_below(graph: GovernanceGraph, unit: NamedNode) -> frozenset[NamedNode]:
    """The organisation and all organisations below it, however far."""
    seen, waiting = {unit}, [unit]
    while waiting:
        for below in graph.subjects(ORG.subOrganizationOf, waiting.pop()):
            if below not in seen:
                seen.add(below)
                waiting.append(below)
    return frozenset(seen)


def organisations(graph: GovernanceGraph, lang: str) -> list[tuple[NamedNode, int]]:
    """Every organisation with its depth, each followed by those below it; rings are cut."""
    known = set(graph.instances(ORG.Organization))
    below: dict[NamedNode | None, list[NamedNode]] = {}
    for node in known:
        above = [a for a in graph.nodes(node, ORG.subOrganizationOf) if a in known and a != node]
        below.setdefault(above[0] if above else None, []).append(node)
    for found in below.values():
        found.sort(key=lambda node: (order(graph.title(node, lang)), node.value))
    listed: dict[NamedNode, int] = {}
    starts = [*below.get(None, ()), *sorted(known, key=str)]  # the latter for rings
    waiting = [(node, 0) for node in reversed(starts)]
    while waiting:
        node, depth = waiting.pop()
        if node not in listed:
            listed[node] = depth
            waiting += [(each, depth + 1) for each in reversed(below.get(node, []))]
    return list(listed.items())


def sift(graph: GovernanceGraph, tree: Tree, wanted: Wanted) -> Sifted:
    """The things that ``wanted`` asks for, and what is above them; all without a wish."""
    everything = frozenset(tree.items)
    if not wanted:
        return Sifted(everything, everything)
    inside = everything
    if wanted.strategy is not None:
        inside = tree.below(wanted.strategy) | ({wanted.strategy} & everything)
    hits = frozenset(item.node for item in _matching(graph, tree, wanted, inside))
    shown = tree.above(hits)
    if wanted.strategy is not None:
        shown &= inside | tree.above({wanted.strategy} & everything)
    return Sifted(hits, frozenset(shown))


def _matching(
    graph: GovernanceGraph, tree: Tree, wanted: Wanted, inside: frozenset[NamedNode]
) -> Iterator[Item]:
    units = units_below(graph, wanted.unit) if wanted.unit else frozenset()
    called = words(wanted.text)
    for node in inside:
        item = tree.items[node]
        if wanted.status is not None and item.status != wanted.status:
            continue
        if wanted.unit is not None and units.isdisjoint((*item.responsible, item.node)):
            continue
        if all(word in item.names for word in called):
            yield item


@dataclass(slots=True)
class _Place:
    """A thing at one place, while the tree is laid out."""

    node: NamedNode
    path: tuple[NamedNode, ...]
    children: list["_Place"] = field(default_factory=list)
    left_out: int = 0


def branches(
    tree: Tree,
    sifted: Sifted,
    lang: str = "sv",
    *,
    under: NamedNode | None = None,
    limit: int = 30_000,
) -> list[Branch]:
    """The shown things as branches, from the roots or from ``under``.

    At most ``limit`` are laid out, those nearest the beginning first; `Branch.left_out` says where
    more follow.
    """
    starts = tree.beginnings(lang) if under is None else [under] * (under in tree.items)
    places = [_Place(node, ()) for node in starts if node in sifted.shown]
    waiting, made = deque(places), len(places)
    while waiting:
        place = waiting.popleft()
        path = (*place.path, place.node)
        nodes = [n for n in tree.under(place.node, lang) if n in sifted.shown and n not in path]
        if len(path) >= DEEPEST or made + len(nodes) > limit:
            place.left_out = len(nodes)
            continue
        made += len(nodes)
        place.children = [_Place(node, path) for node in nodes]
        waiting += place.children
    counted: _Counts = {}
    return [_branch(tree, sifted, place, counted) for place in places if _holds(place, sifted)]


def _holds(place: _Place, sifted: Sifted) -> bool:
    """Whether there is a hit in what is laid out; a ring is cut where it would begin again."""
    place.children = [each for each in place.children if _holds(each, sifted)]
    return bool(place.node in sifted.hits or place.children or place.left_out)


_Counts = dict[NamedNode, Mapping[NamedNode, int]]


def _branch(tree: Tree, sifted: Sifted, place: _Place, counted: _Counts) -> Branch:
    item = tree.items[place.node]
    above = place.path[-1:]
    return Branch(
        item=item,
        hit=place.node in sifted.hits,
        counts=_counts(tree, sifted, place.node, counted),
        beside=tuple(a for _, a in item.above if above and a not in above and a in sifted.shown),
        children=tuple(_branch(tree, sifted, each, counted) for each in place.children),
        left_out=place.left_out,
    )


def _counts(
    tree: Tree, sifted: Sifted, node: NamedNode, counted: _Counts
) -> Mapping[NamedNode, int]:
    if node not in counted:
        counted[node] = count(tree, tree.below(node) & sifted.hits)
    return counted[node]


def count(tree: Tree, nodes: frozenset[NamedNode]) -> Mapping[NamedNode, int]:
    """How many things of each class, in the order of the tree's levels."""
    items = [tree.items[node] for node in nodes]
    levels = Counter((item.level, item.kind) for item in items if item.kind is not None)
    return {kind: n for (_, kind), n in sorted(levels.items(), key=lambda pair: str(pair[0]))}
