"""The reference engine: pySHACL on a pyoxigraph store, around the traps of pySHACL 0.40.

Each is guarded by a test:

* it asks a graph whether it is true, which counts every triple (50 s instead of 0.6 s at 8,000
  triples): `SilentGraph` answers at once;
* it looks up what a literal says, which Oxigraph refuses with a TypeError: `SilentGraph` says
  nothing, so that a text where a thing should be is a finding and not a crash;
* ``sh:in`` and ``sh:hasValue`` hold ``"a"`` and ``"a"^^xsd:string`` to be different. Oxigraph
  always gives the latter, so the shapes are read with Oxigraph's parser too;
* rdflib rewrites literals ("nej"^^xsd:boolean is false to it) and takes "1e3"^^xsd:decimal for one:
  `_as_written` keeps them as they stand and holds them to the lexical forms of XSD;
* it fills in messages with ``re.sub``, which a backslash in a title breaks: `_filled` does not;
* its option ``focus_nodes`` is wrong with nested shapes: here each shape is handed its own.
"""

import os
import re
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
import rdflib
import rdflib.term
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.graph_abstraction import OxigraphDataGraph
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib.term import Node

from kg.findings import Finding, Term, bindings
from kg.names import SH
from kg.shapes import Shapes, path_text, quiet_about_literals, to_rdflib, uri

_FILLING = "_format_sparql_based_result_message"
Subject = Node | list[Node] | None
Foci = Mapping[str, Iterable[ox.NamedNode | ox.BlankNode | ox.Literal]]


_LEXICAL = {
    rdflib.XSD.boolean: r"true|false|0|1",
    rdflib.XSD.decimal: r"[+-]?(\d+(\.\d*)?|\.\d+)",
    rdflib.XSD.integer: r"[+-]?\d+",
}
"""What XSD takes for one of these; Python takes more."""


class SilentGraph(OxigraphDataGraph):
    """pySHACL's view of an Oxigraph store, without counting and without asking literals."""

    def __bool__(self) -> bool:
        return True

    def objects(  # type: ignore[override]
        self, subject: Subject, predicate: Node, unique: bool = False
    ) -> Generator[Any, None, None]:
        """Objects of ``subject predicate ?o``; a literal has none."""
        if not isinstance(subject, rdflib.Literal):
            yield from super().objects(subject, predicate, unique)  # type: ignore[arg-type]

    def predicate_objects(  # type: ignore[override]
        self, subject: Subject, unique: bool = False
    ) -> Generator[Any, None, None]:
        """What is said of ``subject``; nothing is said of a literal."""
        if not isinstance(subject, rdflib.Literal):
            yield from super().predicate_objects(subject, unique)  # type: ignore[arg-type]


class Reference:
    """pySHACL over one shapes graph, compiled once."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        graph = rdflib.Graph(bind_namespaces="none")
        for triple in shapes.graph:
            graph.add(triple)  # pySHACL adds triples of its own
        self._compiled = ShapesGraph(graph)
        self._by_name = {_name(shape.node): shape for shape in self._compiled.shapes}

    def find(self, store: ox.Store, foci: Foci | None = None) -> set[Finding]:
        """What the default graph of ``store`` breaks; with ``foci`` only those nodes of each shape.

        Nothing is inferred or fetched, ``store`` stays as it is. Raises what pySHACL does on shapes
        that are no SHACL.
        """
        graph = SilentGraph(store)
        found: set[Finding] = set()
        with _without_surprises():
            for name in self._shapes.targeted if foci is None else foci:
                nodes = None if foci is None else [to_rdflib(node) for node in foci[name]]
                shape = self._by_name[name]
                _, results = shape.validate(SHACLExecutor(), graph, focus=nodes)
                found.update(self._finding(node, parts) for _, node, parts in results)
        return found

    def targets(self, store: ox.Store, name: str) -> set[Term]:
        """The focus nodes of one shape."""
        nodes = self._by_name[name].focus_nodes(SilentGraph(store))
        return {_oxigraph(node) for node in nodes}

    def _finding(self, result: Node, parts: Iterable[tuple[Node, Node, Any]]) -> Finding:
        """What ``parts`` say of ``result``; they also hold the results of nested shapes."""
        said: dict[Node, Any] = {}
        messages = []
        for subject, predicate, each in parts:
            if subject == result:
                said[predicate] = each[1] if isinstance(each, tuple) else each
                if predicate == uri(SH.resultMessage):
                    messages.append(str(each))
        source = _name(said[uri(SH.sourceShape)])
        focus, value = said[uri(SH.focusNode)], said.get(uri(SH.value))
        path = said.get(uri(SH.resultPath))
        at_node = self._shapes.path(source) is None
        component = _local(said[uri(SH.sourceConstraintComponent)])
        return Finding(
            shape=self._shapes.node_shape(source),
            source=source,
            focus=_oxigraph(focus),
            path=None if path is None else path_text(self._shapes.graph, path),
            value=None if value is None or (at_node and value == focus) else _oxigraph(value),
            component=component,
            severity=_local(said[uri(SH.resultSeverity)]).lower(),
            bindings=bindings(self._shapes, source, messages),
        )


def _filled(_: object, message: str, bound: Any) -> str:
    """pySHACL's filling in of ``{?name}``, as plain replacement."""
    values = dict(bound) if isinstance(bound, dict) else {}
    if isinstance(bound, tuple | list):
        values = dict(zip(("this", "path", "value"), bound, strict=False))
        values |= dict(bound[3]) if len(bound) > 3 else {}
    for name, value in values.items():
        if value is not None:
            for mark in "?$":
                message = message.replace(f"{{{mark}{name}}}", _name(value))
    return message


_alone = threading.RLock()


def _renew() -> None:
    global _alone
    _alone = threading.RLock()


os.register_at_fork(after_in_child=_renew)  # another thread may have held it


@contextmanager
def _without_surprises() -> Iterator[None]:
    """Our filling in of messages, and no traceback for a date like 2026-13-14.

    The latter is a finding of the report; rdflib logs it. What is set here holds for the whole
    process, so one thread at a time.
    """
    with _alone, quiet_about_literals(), _as_written(), _as_filled():
        yield


@contextmanager
def _as_filled() -> Iterator[None]:
    theirs = getattr(ConstraintComponent, _FILLING)
    setattr(ConstraintComponent, _FILLING, _filled)
    try:
        yield
    finally:
        setattr(ConstraintComponent, _FILLING, theirs)


@contextmanager
def _as_written() -> Iterator[None]:
    """Literals are left as they stand, and ill typed unless XSD has such a form."""
    readers: dict[Any, Any] = rdflib.term._toPythonMapping
    before, normalized = dict(readers), rdflib.NORMALIZE_LITERALS
    readers.update({each: _strict(form, readers[each]) for each, form in _LEXICAL.items()})
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        readers.update(before)
        rdflib.NORMALIZE_LITERALS = normalized


def _strict(form: str, read: Callable[[str], object]) -> Callable[[str], object]:
    def strictly(lexical: str) -> object:
        if re.fullmatch(form, lexical, re.ASCII) is None:
            raise ValueError(lexical)
        return read(lexical)

    return strictly


def _name(node: Node) -> str:
    return f"_:{node}" if isinstance(node, rdflib.BNode) else str(node)


def _local(node: Node) -> str:
    return str(node).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _oxigraph(node: Node) -> Term:
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, rdflib.Literal) and node.language:
        return ox.Literal(str(node), language=node.language)
    datatype = getattr(node, "datatype", None)
    if datatype is None:
        return ox.Literal(str(node))
    return ox.Literal(str(node), datatype=ox.NamedNode(str(datatype)))
