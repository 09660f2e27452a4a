"""Checks a graph against the governance rules (SHACL) and says what breaks them, for people.

The data is checked together with the ontology and the concept lists, so that ``sh:class`` and
``sh:targetClass`` see the subclasses. How pySHACL is run is in `kg.shacl`, how a report is written
in `kg.report`.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from kg.graph import TITLE_PROPERTIES, GovernanceGraph, ontology_quads
from kg.names import ORG, RDF, RDFS, SH, STYR
from kg.shacl import SHAPES_DIR, path_text, read_shapes, run, shape_files, uri, version_of

LANGUAGES = ("sv", "en")
SEVERITIES = ("violation", "warning", "info")
"""Most severe first."""
_VALUE_OF = (STYR.baseline, STYR.milestone, STYR.target, STYR.outcome)
_DEEPEST_OWNER = 4
_RESULT_PROPERTIES = (
    "focusNode",
    "resultPath",
    "resultSeverity",
    "sourceConstraintComponent",
    "sourceShape",
    "value",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A node as people know it: IRI, title in sv and en, IRI and label of its class if known."""

    iri: str
    title: Mapping[str, str]
    type: str | None = None
    kind: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One breach of one rule.

    ``rule`` is "R09", or the shape's own name for shapes that are not of the model. ``shape`` is
    the IRI of the node shape. ``path`` is written as in SPARQL ("^styr:focusAreaOf/…"), None when
    the node itself is at fault. ``component`` is a local name such as MinCountConstraintComponent.
    ``message`` and ``help`` are by language; ``help`` is empty for shapes without one.
    """

    rule: str
    shape: str
    severity: str
    focus: Thing
    path: str | None
    value: str | None
    component: str
    message: Mapping[str, str]
    help: Mapping[str, str]
    owner: Thing | None


@dataclass(frozen=True, slots=True)
class Report:
    """All results, most severe first, then by rule and focus. Warnings do not hinder `conforms`.

    ``summary`` counts each severity, and under ``rules`` each rule that is broken. ``graph`` is
    the W3C report itself, in which sh:conforms is false as soon as there is any result.
    """

    conforms: bool
    version_of_shapes: str
    results: tuple[Result, ...]
    summary: Mapping[str, int | Mapping[str, int]]
    ms: float = field(compare=False)
    graph: rdflib.Graph = field(compare=False, repr=False)


def validate(
    data: ox.Store, shapes: Path | None = None, extra_shapes: Sequence[Path] = ()
) -> Report:
    """The report of all graphs of ``data`` together. ``data`` itself is not changed.

    ``shapes`` is a file or a folder that replaces the shipped rules; ``extra_shapes`` are added.
    Raises `kg.errors.InputError` for shapes that cannot be read, and `kg.errors.QueryError` for
    shapes of others whose SPARQL cannot be read or would call out.
    """
    started = time.perf_counter()
    files = [*shape_files(shapes or SHAPES_DIR), *extra_shapes]
    shapes_graph = read_shapes(files)
    store = _working_store(data)
    report_graph = run(store, shapes_graph)
    results = _Reader(report_graph, shapes_graph, GovernanceGraph(store)).results()
    return Report(
        conforms=not any(result.severity == "violation" for result in results),
        version_of_shapes=version_of(shapes_graph, files),
        results=results,
        summary=_summary(results),
        ms=round((time.perf_counter() - started) * 1000, 1),
        graph=report_graph,
    )


def _working_store(data: ox.Store) -> ox.Store:
    """Everything in one default graph, which is where pySHACL looks."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(*quad.triple) for quad in data)
    store.bulk_extend(ox.Quad(*quad.triple) for quad in ontology_quads())
    return store


class _Reader:
    """Reads `Result` objects out of pySHACL's report, with titles and owners out of the data."""

    def __init__(self, report: rdflib.Graph, shapes: rdflib.Graph, graph: GovernanceGraph) -> None:
        self.report = report
        self.shapes = shapes
        self.graph = graph
        self.things: dict[ox.NamedNode | ox.BlankNode, tuple[Thing, Thing | None]] = {}

    def results(self) -> tuple[Result, ...]:
        """Sorted, and each only once (two paths can lead to the same breach)."""
        found = {}
        for node in self.report.objects(None, uri(SH.result)):
            result = self._result(node)
            found[_order(result)] = result
        return tuple(found[key] for key in sorted(found))

    def _result(self, node: Node) -> Result:
        said = {name: self.report.value(node, uri(SH[name])) for name in _RESULT_PROPERTIES}
        source, path, value = said["sourceShape"], said["resultPath"], said["value"]
        shape = self._node_shape(source)
        focus, owner = self._known(said["focusNode"])
        return Result(
            rule=self._rule(source, shape),
            shape=str(shape),
            severity=_local(said["resultSeverity"]).lower(),
            focus=focus,
            path=None if path is None else path_text(self.shapes, path),
            value=None if value is None else str(value),
            component=_local(said["sourceConstraintComponent"]),
            message=self._message(node, source),
            help=self._texts(source, STYR.help) or self._texts(shape, STYR.help),
            owner=owner,
        )

    def _node_shape(self, source: Node | None) -> Node | None:
        """The named shape that ``source`` belongs to; itself when it is named or stands alone."""
        seen: set[Node] = set()
        while isinstance(source, rdflib.BNode) and source not in seen:
            seen.add(source)
            source = next(iter(self.shapes.subjects(None, source)), source)
        return source

    def _rule(self, source: Node | None, shape: Node | None) -> str:
        rule = self.shapes.value(source, uri(STYR.rule))
        rule = rule or self.shapes.value(shape, uri(STYR.rule))
        return str(rule) if rule is not None else _local(shape)

    def _texts(self, subject: Node | None, predicate: ox.NamedNode) -> dict[str, str]:
        literals = self.shapes.objects(subject, uri(predicate))
        return {x.language or "": str(x) for x in literals if isinstance(x, rdflib.Literal)}

    def _message(self, node: Node, source: Node | None) -> dict[str, str]:
        """By language. pySHACL drops that of SPARQL messages: their template gives it back."""
        said = self.report.objects(node, uri(SH.resultMessage))
        literals = [x for x in said if isinstance(x, rdflib.Literal)]
        message = {x.language: str(x) for x in literals if x.language}
        constraints = self.shapes.objects(source, uri(SH.sparql))
        templates = [self._texts(constraint, SH.message) for constraint in constraints]
        plain = sorted(str(x) for x in literals if not x.language)
        for text in plain:
            message.setdefault(_language_of(text, templates), text)
        spare = message.pop("", None) or next(iter(message.values()), "")
        return {lang: message.get(lang, spare) for lang in LANGUAGES}

    def _known(self, node: Node | None) -> tuple[Thing, Thing | None]:
        """The focus node as people know it, and the organisation that answers for it."""
        key = _oxigraph_node(node)
        if key is None:
            return Thing(str(node), dict.fromkeys(LANGUAGES, str(node))), None
        if key not in self.things:
            owner = self._owner(key)
            self.things[key] = self._thing(key), None if owner is None else self._thing(owner)
        return self.things[key]

    def _thing(self, node: ox.NamedNode | ox.BlankNode) -> Thing:
        classes = [c for c in self.graph.nodes(node, RDF.type) if c.value.startswith(STYR.base)]
        classes = classes or self.graph.nodes(node, RDF.type)
        below = [c for c in classes if not any(self._below(d, c) for d in classes)]
        kind = below[0] if below else None
        title = {lang: self._title(node, kind, lang) for lang in LANGUAGES}
        if kind is None:
            return Thing(node.value, title)
        label = {lang: self.graph.title(kind, lang) for lang in LANGUAGES}
        return Thing(node.value, title, kind.value, label)

    def _title(
        self, node: ox.NamedNode | ox.BlankNode, kind: ox.NamedNode | None, lang: str
    ) -> str:
        """Its title; of what has none (a value, a follow-up) its class and what it belongs to."""
        titled = any(self.graph.texts(node, each) for each in TITLE_PROPERTIES)
        above = next(self._above(node), None)
        if titled or above is None or kind is None:
            return self.graph.title(node, lang)
        return f"{self.graph.title(kind, lang)}: {self.graph.title(above, lang)}"

    def _below(self, low: ox.NamedNode, high: ox.NamedNode) -> bool:
        return low != high and self.graph.holds(low, RDFS.subClassOf, high)

    def _owner(self, start: ox.NamedNode | ox.BlankNode) -> ox.NamedNode | None:
        """What is styr:responsible for it, or for the nearest thing above it."""
        level: list[ox.NamedNode | ox.BlankNode] = [start]
        if self._is_organisation(start):
            return start if isinstance(start, ox.NamedNode) else None
        for _ in range(_DEEPEST_OWNER):
            owners = [o for node in level for o in self.graph.nodes(node, STYR.responsible)]
            if owners:
                return min(owners, key=str)
            level = list(dict.fromkeys(up for node in level for up in self._above(node)))
        return None

    def _above(self, node: ox.NamedNode | ox.BlankNode) -> Iterator[ox.NamedNode]:
        for relation in (*self.graph.contributing, STYR.followsUp):
            yield from self.graph.nodes(node, relation)
        for relation in _VALUE_OF:
            yield from self.graph.subjects(relation, node)

    def _is_organisation(self, node: ox.NamedNode | ox.BlankNode) -> bool:
        return any(
            c == ORG.Organization or self.graph.holds(c, RDFS.subClassOf, ORG.Organization)
            for c in self.graph.nodes(node, RDF.type)
        )


def _summary(results: Iterable[Result]) -> dict[str, int | Mapping[str, int]]:
    counts = dict.fromkeys(SEVERITIES, 0)
    rules: dict[str, int] = {}
    for result in results:
        counts[result.severity] = counts.get(result.severity, 0) + 1
        rules[result.rule] = rules.get(result.rule, 0) + 1
    return {**counts, "rules": dict(sorted(rules.items()))}


def _order(result: Result) -> tuple[int, str, str, str, str, str, str, str]:
    known = SEVERITIES.index(result.severity) if result.severity in SEVERITIES else 0
    return (
        known,
        result.rule,
        result.focus.iri,
        result.shape,
        result.path or "",
        result.component,
        result.value or "",
        result.message["sv"],
    )


def _language_of(text: str, templates: Iterable[Mapping[str, str]]) -> str:
    """The language of the message template that ``text`` was filled in from, or ""."""
    for template in templates:
        for lang, pattern in template.items():
            parts = re.split(r"\{[?$]\w+\}", pattern)
            if re.fullmatch(".*".join(map(re.escape, parts)), text, re.DOTALL):
                return lang
    return ""


def _oxigraph_node(node: Node | None) -> ox.NamedNode | ox.BlankNode | None:
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    return ox.BlankNode(str(node)) if isinstance(node, rdflib.BNode) else None


def _local(node: Node | None) -> str:
    return re.split(r"[#/:]", str(node))[-1]
