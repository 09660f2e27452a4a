"""Which focus nodes an edit can matter to, read from the shapes themselves.

A constraint reads along property paths from its focus node. An edited statement can matter to a
focus node only if it lies on such a path: so each path is cut at every predicate in it (`Touch`),
and from the edited statement the part before is walked backwards. What SPARQL constraints read
cannot be seen from outside: they state it with ``styr:reads``, besides what is said of the focus
node itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from kg.findings import Term
from kg.names import RDF, RDFS, SH, STYR
from kg.shapes import REPEATED, Shapes, uri

_NESTED = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
_NESTED_LISTS = (SH["or"], SH["and"], SH.xone)
_COMPARED = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)


@dataclass(frozen=True, slots=True)
class Path:
    """A property path: a predicate, possibly inverted, or an operator (one of ``/|*+?``)."""

    operator: str
    parts: tuple["Path", ...] = ()
    predicate: ox.NamedNode | None = None
    inverted: bool = False

    def inverse(self) -> "Path":
        """The path that leads back."""
        if not self.parts:
            return Path(self.operator, (), self.predicate, not self.inverted)
        parts = [part.inverse() for part in self.parts]
        return Path(self.operator, tuple(reversed(parts) if self.operator == "/" else parts))

    def walk(self, store: ox.Store, starts: Iterable[Term]) -> set[Term]:
        """Every node that the path leads to from ``starts`` in the default graph."""
        if self.operator == "/":
            ends = set(starts)
            for part in self.parts:
                ends = part.walk(store, ends)
            return ends
        if self.operator == "|":
            starts = set(starts)
            return {end for part in self.parts for end in part.walk(store, starts)}
        if not self.parts:
            return {end for start in starts for end in self._step(store, start)}
        return self._repeat(store, set(starts))

    def _repeat(self, store: ox.Store, starts: set[Term]) -> set[Term]:
        found = set() if self.operator == "+" else set(starts)
        waiting = self.parts[0].walk(store, starts)
        while waiting - found:
            fresh = waiting - found
            found |= fresh
            waiting = set() if self.operator == "?" else self.parts[0].walk(store, fresh)
        return found

    def _step(self, store: ox.Store, node: Term) -> Iterator[Term]:
        default = ox.DefaultGraph()
        if self.inverted:
            for quad in store.quads_for_pattern(None, self.predicate, node, default):
                if not isinstance(quad.subject, ox.Triple):
                    yield quad.subject
        elif not isinstance(node, ox.Literal):
            for quad in store.quads_for_pattern(node, self.predicate, None, default):
                if not isinstance(quad.object, ox.Triple):
                    yield quad.object

    def cuts(self, before: "Path") -> Iterator[tuple["Path", "Path"]]:
        """(the path up to it, predicate) for every predicate in the path, after ``before``."""
        if not self.parts:
            yield before, self
        elif self.operator == "/":
            for part in self.parts:
                yield from part.cuts(before)
                before = joined(before, part)
        elif self.operator == "|":
            for part in self.parts:
                yield from part.cuts(before)
        else:
            yield from self.parts[0].cuts(joined(before, Path("*", self.parts)))


HERE = Path("/")
"""The path of no steps."""


def joined(first: Path, second: Path) -> Path:
    """``first`` and then ``second``."""
    parts = [*(first.parts if first.operator == "/" else (first,)), second]
    return Path("/", tuple(parts))


@dataclass(frozen=True, slots=True)
class Touch:
    """A statement of some predicate matters to ``shape`` at the end of ``before``.

    ``inverted`` is true where the path goes through it from object to subject.
    """

    shape: str
    before: Path
    inverted: bool


@dataclass
class Affected:
    """What the shapes of one shapes graph read."""

    shapes: Shapes
    by_predicate: dict[ox.NamedNode, set[Touch]] = field(default_factory=dict)
    any_predicate: set[str] = field(default_factory=set)
    """Shapes that read everything said of the focus node."""

    def __post_init__(self) -> None:
        for shape in self.shapes.targeted:
            self._read_shape(shape, rdflib.URIRef(shape), HERE, frozenset())

    def nodes(self, store: ox.Store, quads: Iterable[ox.Quad]) -> dict[str, set[Term]]:
        """By shape, what ``quads`` of ``store`` can matter to."""
        found: dict[str, set[Term]] = {}
        for quad in quads:
            subject, target = quad.subject, quad.object
            if isinstance(subject, ox.Triple) or isinstance(target, ox.Triple):
                continue
            for shape in self.any_predicate:
                found.setdefault(shape, set()).add(subject)
            for touch in self.by_predicate.get(quad.predicate, ()):
                start = target if touch.inverted else subject
                foci = touch.before.inverse().walk(store, [start])
                found.setdefault(touch.shape, set()).update(foci)
        return found

    def targeting(self, store: ox.Store, node: Term) -> set[str]:
        """The shapes that have ``node`` as a target."""
        found: set[str] = set()
        if isinstance(node, ox.NamedNode):
            found |= self._targets[SH.targetNode].get(node, set())
        default = ox.DefaultGraph()
        for predicate, shapes in self._targets[SH.targetObjectsOf].items():
            if any(True for _ in store.quads_for_pattern(None, predicate, node, default)):
                found |= shapes
        if isinstance(node, ox.Literal):
            return found
        for quad in store.quads_for_pattern(node, None, None, default):
            found |= self._targets[SH.targetSubjectsOf].get(quad.predicate, set())
        for each in _CLASSES.walk(store, [node]):
            if isinstance(each, ox.NamedNode):
                found |= self._targets[SH.targetClass].get(each, set())
        return found

    def ends(self, quads: Sequence[ox.Quad]) -> set[Term]:
        """The nodes that ``quads`` can make a target, or no longer one."""
        pointed = self._targets[SH.targetObjectsOf]
        subjects = (quad.subject for quad in quads)
        objects = (quad.object for quad in quads if quad.predicate in pointed)
        return {end for end in chain(subjects, objects) if not isinstance(end, ox.Triple)}

    @cached_property
    def _targets(self) -> dict[ox.NamedNode, dict[ox.NamedNode, set[str]]]:
        targets: dict[ox.NamedNode, dict[ox.NamedNode, set[str]]] = {}
        for kind in (SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf, SH.targetClass):
            targets[kind] = {}
            for shape, about in self.shapes.graph.subject_objects(uri(kind)):
                targets[kind].setdefault(ox.NamedNode(str(about)), set()).add(str(shape))
        return targets

    # -- reading the shapes ------------------------------------------------------------------

    def _read_shape(self, top: str, node: Node, before: Path, seen: frozenset[Node]) -> None:
        if node in seen:
            return
        graph, seen = self.shapes.graph, seen | {node}
        for compared in _COMPARED:
            for predicate in graph.objects(node, uri(compared)):
                self._touch(top, before, path_of(graph, predicate))
        if (path := graph.value(node, uri(SH.path))) is not None:
            along = path_of(graph, path)
            self._touch(top, before, along)
            before = joined(before, along)
        if graph.value(node, uri(SH["class"])) is not None:
            self._touch(top, before, _CLASSES)
        if graph.value(node, uri(SH.closed)) is not None:
            self.any_predicate.add(top)
        for constraint in graph.objects(node, uri(SH.sparql)):
            self._read_sparql(top, constraint, before)
        for nested in self._nested(node):
            self._read_shape(top, nested, before, seen)

    def _read_sparql(self, top: str, constraint: Node, before: Path) -> None:
        graph = self.shapes.graph
        stated = list(graph.objects(constraint, uri(STYR.reads)))
        for path in stated:
            self._touch(top, before, path_of(graph, path))
        if not stated:
            self.any_predicate.add(top)

    def _nested(self, node: Node) -> Iterator[Node]:
        graph = self.shapes.graph
        for each in _NESTED:
            yield from graph.objects(node, uri(each))
        for each in _NESTED_LISTS:
            for members in graph.objects(node, uri(each)):
                yield from graph.items(members)

    def _touch(self, top: str, before: Path, path: Path) -> None:
        for prefix, step in path.cuts(before):
            if step.predicate is not None:
                touch = Touch(top, prefix, step.inverted)
                self.by_predicate.setdefault(step.predicate, set()).add(touch)


def path_of(graph: rdflib.Graph, path: Node) -> Path:
    """A SHACL property path of a shapes graph."""
    if isinstance(path, rdflib.URIRef):
        return Path("", predicate=ox.NamedNode(str(path)))
    if steps := list(graph.items(path)):
        return Path("/", tuple(path_of(graph, step) for step in steps))
    if (inverse := graph.value(path, uri(SH.inversePath))) is not None:
        return path_of(graph, inverse).inverse()
    if (choice := graph.value(path, uri(SH.alternativePath))) is not None:
        return Path("|", tuple(path_of(graph, each) for each in graph.items(choice)))
    for predicate, operator in REPEATED.items():
        if (repeated := graph.value(path, uri(predicate))) is not None:
            return Path(operator, (path_of(graph, repeated),))
    raise ValueError(f"no property path: {path}")


_TYPE = Path("", predicate=RDF.type)
_CLASSES = Path("/", (_TYPE, Path("*", (Path("", predicate=RDFS.subClassOf),))))
