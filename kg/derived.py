"""The relations that follow from others: ``styr:contributesTo`` and ``styr:guidedBy``.

They are never stored by hand (MODEL.md): a version's derived quads are computed from its data when
it is made, lie in a graph of their own, and are available to SPARQL as if stored.

* An activity, focus area, programme or indicator contributes to every strategy that the
  contributing relations lead to from it, and to the vision that strategy is towards.
* An organisation contributes to what it supports directly, and to what the activities it is
  responsible for contribute to.
* Every organisation in the group is guided by every value of the value base, and by those values
  that are said to apply to it or to an organisation above it.
"""

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, Store

from kg.names import DERIVED_GRAPH, ORG, RDF, STYR

UPWARD = (
    STYR.inFocusArea,
    STYR.focusAreaOf,
    STYR.programmeOf,
    STYR.supportsStrategy,
    STYR.indicatorOf,
)

Links = dict[NamedNode, set[NamedNode]]


def derive(store: Store) -> Iterator[Quad]:
    """Derived quads of ``store``, sorted, in the derived graph."""
    pairs = {("contributesTo", s, o) for s, o in _contributions(store)}
    pairs |= {("guidedBy", s, o) for s, o in _guidance(store)}
    for local, subject, target in sorted(pairs, key=str):
        yield Quad(subject, STYR[local], target, DERIVED_GRAPH)


def _links(store: Store, *predicates: NamedNode, inverse: bool = False) -> Links:
    links: Links = defaultdict(set)
    for predicate in predicates:
        for quad in store.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                start, end = (quad.object, quad.subject) if inverse else (quad.subject, quad.object)
                links[start].add(end)
    return links


def _typed(store: Store, wanted: NamedNode) -> set[NamedNode]:
    found = store.quads_for_pattern(None, RDF.type, wanted, None)
    return {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}


def _reach(starts: set[NamedNode], links: Links) -> set[NamedNode]:
    """``starts`` and everything that ``links`` lead to from them; cycles do no harm."""
    seen, waiting = set(starts), list(starts)
    while waiting:
        for following in links.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen


def _contributions(store: Store) -> Iterator[tuple[NamedNode, NamedNode]]:
    upward, towards = _links(store, *UPWARD), _links(store, STYR.towards)
    activities = _typed(store, STYR.Activity)
    for activity, organisations in _links(store, STYR.responsible).items():
        if activity in activities:
            for organisation in organisations:
                upward[organisation].add(activity)
    strategies = {*towards, *_typed(store, STYR.Strategy), *_typed(store, STYR.InternalStrategy)}
    for start in {*upward, *towards}:
        for strategy in _reach({start}, upward) & strategies:
            if strategy != start:
                yield start, strategy
            for vision in towards.get(strategy, ()):
                yield start, vision


def _guidance(store: Store) -> Iterator[tuple[NamedNode, NamedNode]]:
    below = _links(store, ORG.subOrganizationOf, inverse=True)
    values, covers = _links(store, STYR.hasValue), _links(store, STYR.appliesTo)
    groups = _links(store, STYR.governs)
    value_bases = {*values, *_typed(store, STYR.ValueBase)}
    for system, bases in _links(store, STYR.hasValueBase).items():
        value_bases |= bases
        for base in bases:
            covers[base] |= groups.get(system, set())
    for subject, organisations in covers.items():
        guiding = values.get(subject, set()) if subject in value_bases else {subject}
        for organisation in _reach(organisations, below):
            for value in guiding:
                yield organisation, value
