"""Checks a graph against the governance rules (SHACL) and says what breaks them, for people.

The data is checked together with the ontology and the concept lists, so that ``sh:class`` and
``sh:targetClass`` see the subclasses. Engines find (`kg.quick`, `kg.shacl`), this tells: titles,
messages filled in, whose desk it lies on, where in the goal chain. `kg.reports` writes it out.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
import rdflib

from kg import quick
from kg.errors import LimitError
from kg.findings import Finding, Term
from kg.graph import TITLE_PROPERTIES, GovernanceGraph, ontology_quads
from kg.names import ORG, RDF, RDFS, SH, STYR
from kg.paths import paths_up
from kg.place import Place
from kg.shacl import Reference
from kg.shapes import SHAPES_DIR, Shapes, fill, is_ours, shape_files, shipped, short
from kg.suggest import suggestion
from kg.w3c import report_graph

log = logging.getLogger(__name__)
Engine = Literal["auto", "reference", "quick"]
LANGUAGES = ("sv", "en")
SEVERITIES = ("violation", "warning", "info")
"""Most severe first."""
_VALUE_OF = (STYR.baseline, STYR.milestone, STYR.target, STYR.outcome)
_DEEPEST_OWNER = 4
_NAMELESS = {"sv": "utan namn", "en": "without a name"}
_IRI = re.compile(r"https?://[^\s<>\"”]+[^\s<>\"”.,;:!?)]")


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
    value_thing: Thing | None = None
    strategy: Thing | None = None
    programme: Thing | None = None
    place: Place | None = None
    suggestion: str | None = None

    def sentence(self, lang: str) -> str:
        """The message with the thing and the value named."""
        title = self.focus.title.get(lang) or self.focus.title["sv"]
        return f"”{title}”: {self.message.get(lang) or self.message['sv']}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule is called, why it exists and how to mend what breaks it, each by language."""

    id: str
    severity: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    help: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """All results, most severe first, then by rule and focus. Warnings do not hinder `conforms`.

    ``summary`` counts each severity, and under ``rules`` each rule that is broken. ``rules`` says
    what each broken shape is called and how to mend it, by the shape's IRI.
    """

    conforms: bool
    version_of_shapes: str
    results: tuple[Result, ...]
    summary: Mapping[str, int | Mapping[str, int]]
    ms: float = field(compare=False)
    engine: str = field(default="", compare=False)
    rules: Mapping[str, Rule] = field(default_factory=dict, compare=False, repr=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False, repr=False)
    shapes: Shapes | None = field(default=None, compare=False, repr=False)

    @property
    def judged_by(self) -> Shapes:
        """The shapes that the data was checked against."""
        return self.shapes or shipped()

    @property
    def graph(self) -> rdflib.Graph:
        """The W3C report, in which sh:conforms is false as soon as there is any result."""
        return report_graph(self.findings, self.judged_by)


def validate(
    data: Iterable[ox.Quad],
    shapes: Path | Shapes | None = None,
    extra_shapes: Sequence[Path] = (),
    engine: Engine = "auto",
) -> Report:
    """The report of all graphs of ``data`` (a store or quads) together; it is not changed.

    ``shapes`` (a file, a folder, or read before) replace the shipped rules; ``extra_shapes`` are
    added.
    ``engine`` "auto" takes the quick one for shipped shapes, where it is proven, and pySHACL else.
    Raises `kg.errors.InputError` for shapes that cannot be read, and `kg.errors.QueryError` for
    shapes of others whose SPARQL cannot be read or would call out.
    """
    started = time.perf_counter()
    chosen = shapes if isinstance(shapes, Shapes) else choose_shapes(extra_shapes, (), shapes)
    given = _Given(data)
    findings: set[Finding] | None = None
    if engine == "quick" or (engine == "auto" and chosen.ours and quick.available()):
        findings = _quickly(chosen, given)
    engine = "reference" if findings is None else "quick"
    if findings is None:
        findings = Reference(chosen).find(given.store)
    graph = GovernanceGraph(given.store if findings else ox.Store())
    return report(findings, chosen, graph, started, engine)


def report(
    findings: Iterable[Finding],
    shapes: Shapes,
    graph: GovernanceGraph,
    started: float,
    engine: str,
) -> Report:
    """What ``findings`` on ``graph`` are called; ``started`` is when, by `time.perf_counter`."""
    ordered = tuple(sorted(findings, key=lambda finding: finding.sort_key))
    results = _Teller(shapes, graph).results(ordered)
    return Report(
        conforms=not any(result.severity == "violation" for result in results),
        version_of_shapes=shapes.version,
        results=results,
        summary=_summary(results),
        ms=round((time.perf_counter() - started) * 1000, 1),
        engine="shacl-rust" if engine == "quick" else "pySHACL",
        rules=_rules(shapes, {result.shape: result for result in results}),
        findings=ordered,
        shapes=None if shapes is shipped() else shapes,
    )


def _quickly(shapes: Shapes, given: "_Given") -> set[Finding] | None:
    """What the quick engine finds; None when it failed, which is no reason to give up."""
    try:
        return quick.find_in(shapes, given.ntriples)
    except (ChildProcessError, LimitError, RuntimeError, ValueError) as problem:
        log.warning("the quick engine failed (%s): pySHACL takes over", problem)
        return None


class _Given:
    """The data with the ontology, in the forms that the engines take, each made when needed."""

    def __init__(self, data: Iterable[ox.Quad]) -> None:
        self._data = data

    @cached_property
    def ntriples(self) -> bytes:
        return _ntriples(self._data) + _ontology_ntriples()

    @cached_property
    def store(self) -> ox.Store:
        store = ox.Store()  # bulk_load would give blank nodes other names than the engine saw
        store.bulk_extend(ox.parse(self.ntriples, format=ox.RdfFormat.N_TRIPLES))
        return store


def working_store(data: Iterable[ox.Quad]) -> ox.Store:
    """``data`` and the ontology in one default graph, which is where pySHACL looks."""
    return _Given(data).store


def ontology() -> frozenset[ox.Quad]:
    """The shipped ontology and concept lists in the default graph."""
    return frozenset(ox.parse(_ontology_ntriples(), format=ox.RdfFormat.N_TRIPLES))


@cache
def _ontology_ntriples() -> bytes:
    return _ntriples(ontology_quads())


def _ntriples(data: Iterable[ox.Quad]) -> bytes:
    if isinstance(data, ox.Store):
        graphs = [ox.DefaultGraph(), *data.named_graphs()]
        parts = [data.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=each) for each in graphs]
        return b"".join(part or b"" for part in parts)
    triples = (quad.triple for quad in data)
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def placed(report: Report, find: Callable[[str, str | None, str | None], Place | None]) -> Report:
    """``report`` with the place in the source of each result.

    ``find`` gives the place of a subject, of its property, or of that property's value.
    """
    results = tuple(
        replace(result, place=find(result.focus.iri, result.path, result.value))
        for result in report.results
    )
    return replace(report, results=results)


def choose_shapes(
    extra: Sequence[Path] = (),
    supplied: Sequence[tuple[str, bytes]] = (),
    instead: Path | None = None,
) -> Shapes:
    """The shipped rules (or ``instead``), ``extra`` files and ``supplied`` content beside them.

    Raises what `Shapes.read` raises. What is shipped is read only once.
    """
    if instead is None and not supplied and all(map(is_ours, extra)):
        return shipped(*extra)
    folders = (instead or SHAPES_DIR, *extra)
    return Shapes.read([file for each in folders for file in shape_files(each)], supplied)


def _rules(shapes: Shapes, broken: Mapping[str, Result]) -> dict[str, Rule]:
    return {
        shape: Rule(
            id=result.rule,
            severity=result.severity,
            name=shapes.texts(shape, SH.name),
            description=shapes.texts(shape, SH.description),
            help=shapes.texts(shape, STYR.help),
        )
        for shape, result in sorted(broken.items())
    }


class _Teller:
    """Makes `Result` objects of findings, with titles and owners out of the data."""

    def __init__(self, shapes: Shapes, graph: GovernanceGraph) -> None:
        self.shapes = shapes
        self.graph = graph
        self.known = cache(self._known)
        self.place_in_chain = cache(self._place_in_chain)

    def results(self, findings: Iterable[Finding]) -> tuple[Result, ...]:
        """Sorted, and each only once (two paths can lead to the same breach)."""
        found = {_order(result): result for result in map(self._result, findings)}
        return tuple(found[key] for key in sorted(found))

    def _result(self, finding: Finding) -> Result:
        focus, owner = self.known(finding.focus)
        strategy, programme = self.place_in_chain(finding.focus)
        value = finding.value
        texts = self.shapes.texts
        return Result(
            rule=self.shapes.rule(finding.shape),
            shape=finding.shape,
            severity=finding.severity,
            focus=focus,
            path=finding.path,
            value=None if value is None else value.value,
            component=finding.component,
            message=self._message(finding),
            help=texts(finding.source, STYR.help) or texts(finding.shape, STYR.help),
            owner=owner,
            value_thing=self._value_thing(value),
            strategy=strategy,
            programme=programme,
            suggestion=self._suggestion(finding),
        )

    def _message(self, finding: Finding) -> dict[str, str]:
        """By language, with things named by their titles and terms by their short names."""
        message = {
            lang: fill(text, {name: self._named(value, lang) for name, value in values})
            for lang, text, values in finding.bindings
        }
        spare = message.pop("", None) or next(iter(message.values()), "")
        return {lang: message.get(lang, spare) for lang in LANGUAGES}

    def _named(self, text: str, lang: str) -> str:
        if text.startswith("_:"):
            return f"”{self.known(ox.BlankNode(text[2:]))[0].title[lang]}”"
        if not _IRI.fullmatch(text):
            return text
        node = ox.NamedNode(text)
        if text.startswith(STYR.base) or not self._titled(node):
            return short(text)
        return f"”{self.graph.title(node, lang)}”"

    def _value_thing(self, value: Term | None) -> Thing | None:
        if isinstance(value, ox.Literal) or value is None or not self._said(value):
            return None
        return self.known(value)[0]

    def _said(self, node: ox.NamedNode | ox.BlankNode) -> bool:
        return any(True for _ in self.graph.store.quads_for_pattern(node, None, None, None))

    def _suggestion(self, finding: Finding) -> str | None:
        for _, _, values in finding.bindings:
            if (term := dict(values).get("term")) is not None:
                if finding.path == "rdf:type":
                    return suggestion(self.graph, term, kind="class")
                return suggestion(self.graph, term, kind="property")
        return None

    def _known(self, node: Term) -> tuple[Thing, Thing | None]:
        """The focus node as people know it, and the organisation that answers for it."""
        if isinstance(node, ox.Literal):
            return Thing(node.value, dict.fromkeys(LANGUAGES, node.value)), None
        owner = self._owner(node)
        return self._thing(node), None if owner is None else self._thing(owner)

    def _place_in_chain(self, node: Term) -> tuple[Thing | None, Thing | None]:
        """The strategy and the programme on the first path from it to the vision."""
        if isinstance(node, ox.Literal):
            return None, None
        start = node if isinstance(node, ox.NamedNode) else None
        if start is None or not any(self.graph.nodes(start, r) for r in self.graph.contributing):
            start = next(self._above(node), start)
        path = next(iter(paths_up(self.graph, start)), ()) if start is not None else ()
        steps = [step.node for step in path]
        found = [
            next((self._thing(n) for n in steps if self.graph.is_a(n, wanted)), None)
            for wanted in (STYR.Strategy, STYR.DevelopmentProgramme)
        ]
        return found[0], found[1]

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
        above = next(self._above(node), None)
        if isinstance(node, ox.BlankNode) and kind and not (above or self._titled(node)):
            return f"{self.graph.title(kind, lang)} {_NAMELESS[lang]}"
        if self._titled(node) or above is None or kind is None:
            return self.graph.title(node, lang)
        return f"{self.graph.title(kind, lang)}: {self.graph.title(above, lang)}"

    def _titled(self, node: ox.NamedNode | ox.BlankNode) -> bool:
        return any(self.graph.texts(node, each) for each in TITLE_PROPERTIES)

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
    known = SEVERITIES.index(result.severity) if result.severity in SEVERITIES else len(SEVERITIES)
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
