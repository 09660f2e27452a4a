"""What can stand in a query: classes, properties, concepts and graphs, with what is known of each.

From the ontology, the shapes and what the data uses, read once for each graph. Completion in the
editor and exploring without SPARQL rest on it.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from weakref import WeakKeyDictionary

import pyoxigraph as ox
import rdflib
from pyoxigraph import BlankNode, NamedNode, QuerySolutions

from kg.graph import GovernanceGraph, Node
from kg.names import (
    DATA_GRAPH,
    DERIVED_GRAPH,
    GRAPH,
    ONTOLOGY_GRAPH,
    OWL,
    PROVENANCE_GRAPH,
    QUERY_PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SH,
    SKOS,
    XSD,
)
from kg.query_words import TEXTS
from kg.shapes import Shapes, shipped, short, uri
from kg.sparql import evaluate
from kg.texts import LANGUAGES

Kind = Literal["thing", "concept", "text", "number", "date", "year", "boolean"]
Labels = dict[str, str]
"""A text by language, "sv" and "en"."""
MANY_CLASSES = 10
"""A property that nobody declared and more classes than this have belongs to any."""

_CLASSES = (OWL.Class, RDFS.Class)
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
_KINDS: dict[NamedNode, Kind] = {
    SKOS.Concept: "concept",
    XSD.decimal: "number",
    XSD.integer: "number",
    XSD.double: "number",
    XSD.float: "number",
    XSD.int: "number",
    XSD.long: "number",
    XSD.nonNegativeInteger: "number",
    XSD.positiveInteger: "number",
    XSD.date: "date",
    XSD.dateTime: "date",
    XSD.gYear: "year",
    XSD.boolean: "boolean",
}
_ANY = (OWL.Thing, RDFS.Resource)


@dataclass(frozen=True, slots=True)
class Class:
    """``count`` things are stated to be of it; ``total`` counts those of classes below it too."""

    iri: str
    name: str
    label: Labels
    comment: Labels
    above: list[str]
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Property:
    """``domains`` and ``ranges`` are IRIs of classes, none where any will do.

    ``scheme`` is the concept list that its values are from.
    """

    iri: str
    name: str
    label: Labels
    comment: Labels
    domains: list[str]
    ranges: list[str]
    kind: Kind
    scheme: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a list."""

    iri: str
    name: str
    label: Labels
    scheme: str


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """A graph that a query can name."""

    iri: str
    name: str
    label: Labels


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of it, in a fixed order. ``used`` counts how often things of a class have a property."""

    version: int
    prefixes: dict[str, str]
    classes: list[Class]
    properties: list[Property]
    concepts: list[Concept]
    graphs: list[NamedGraph]
    used: dict[tuple[str, str], int] = field(default_factory=dict)


_read: WeakKeyDictionary[GovernanceGraph, Vocabulary] = WeakKeyDictionary()
_reading = threading.Lock()


def vocabulary(graph: GovernanceGraph) -> Vocabulary:
    """The vocabulary of ``graph``, read when first asked for."""
    with _reading:
        if graph not in _read:
            _read[graph] = _Reader(graph, shipped()).read()
        return _read[graph]


def labels(graph: GovernanceGraph, iri: str) -> Labels:
    """What a term is called in each language; its short IRI where nobody has said."""
    node = NamedNode(iri)
    told = {lang: _said(graph, node, (RDFS.label, SKOS.prefLabel), lang) for lang in LANGUAGES}
    return {lang: text or _of_others(iri, lang) or short(iri) for lang, text in told.items()}


def _said(
    graph: GovernanceGraph, node: Node, predicates: Iterable[NamedNode], lang: str
) -> str | None:
    return next((text for p in predicates if (text := graph.text(node, p, lang))), None)


def _of_others(iri: str, lang: str) -> str | None:
    known: dict[str, str] = TEXTS.raw(lang, "terms")
    return known.get(short(iri))


class _Reader:
    def __init__(self, graph: GovernanceGraph, shapes: Shapes) -> None:
        self._graph = graph
        self._shapes = _Shaped(shapes)

    def read(self) -> Vocabulary:
        return Vocabulary(
            version=self._graph.number,
            prefixes=dict(QUERY_PREFIXES),
            classes=[self._class(node) for node in self._all_classes()],
            properties=[self._property(node) for node in self._all_properties()],
            concepts=list(self._concepts()),
            graphs=list(graphs()),
            used=self._used,
        )

    def _terms(self, kinds: Iterable[NamedNode], used: dict[str, int]) -> list[NamedNode]:
        """Those that are declared, and those of other vocabularies that the data uses."""
        declared = {term for kind in kinds for term in self._graph.subjects(RDF.type, kind)}
        return sorted(declared | {NamedNode(iri) for iri in used}, key=lambda term: term.value)

    def _all_classes(self) -> list[NamedNode]:
        return self._terms(_CLASSES, self._told(_ONTOLOGY_CLASSES) | self._of_class)

    def _told(self, query: str) -> dict[str, int]:
        """Terms that only the ontology uses and that there are words for."""
        told = set(TEXTS.raw(LANGUAGES[0], "terms"))
        return {iri: n for iri, n in _counted(self._graph, query).items() if short(iri) in told}

    def _all_properties(self) -> list[NamedNode]:
        used = self._told(_ONTOLOGY_PROPERTIES) | self._of_property
        return [p for p in self._terms(_PROPERTIES, used) if not self._about_shapes(p)]

    def _about_shapes(self, node: NamedNode) -> bool:
        """Terms of the query library and the shapes, neither of which is in any graph."""
        domains = self._graph.nodes(node, SCHEMA.domainIncludes)
        return bool(domains) and all(each.value.startswith(SH.base) for each in domains)

    # -- counts -------------------------------------------------------------------------------

    @cached_property
    def _of_class(self) -> dict[str, int]:
        return _counted(self._graph, _OF_CLASS)

    @cached_property
    def _of_property(self) -> dict[str, int]:
        return _counted(self._graph, _OF_PROPERTY)

    @cached_property
    def _used(self) -> dict[tuple[str, str], int]:
        rows = evaluate(self._graph.store, _USED)
        assert isinstance(rows, QuerySolutions)
        found = ((row["k"], row["p"], row["n"]) for row in rows)
        return {(k.value, p.value): int(n.value) for k, p, n in found if k is not None}

    # -- classes ------------------------------------------------------------------------------

    def _class(self, node: NamedNode) -> Class:
        below = [c for c, above in self._graph.above.items() if node in above]
        return Class(
            iri=node.value,
            name=short(node.value),
            label=labels(self._graph, node.value),
            comment=self._comment(node),
            above=sorted(each.value for each in self._graph.above.get(node, ())),
            count=self._of_class.get(node.value, 0),
            total=sum(self._of_class.get(each.value, 0) for each in (node, *below)),
        )

    def _comment(self, node: NamedNode) -> Labels:
        predicates = (RDFS.comment, SKOS.scopeNote, SKOS.definition)
        told = {lang: _said(self._graph, node, predicates, lang) for lang in LANGUAGES}
        return {lang: text for lang, text in told.items() if text}

    # -- properties ---------------------------------------------------------------------------

    def _property(self, node: NamedNode) -> Property:
        kind, ranges = self._range(node)
        return Property(
            iri=node.value,
            name=short(node.value),
            label=labels(self._graph, node.value),
            comment=self._comment(node),
            domains=self._domains(node),
            ranges=sorted(ranges) if kind in ("thing", "concept") else [],
            kind=kind,
            scheme=self._scheme(node) if kind == "concept" else None,
            count=self._of_property.get(node.value, 0),
        )

    def _domains(self, node: NamedNode) -> list[str]:
        declared = self._declared(node, SCHEMA.domainIncludes, RDFS.domain)
        if declared is None:
            return []
        if declared:
            return sorted(declared)
        using = {iri for iri, used in self._used if used == node.value}
        found = using | self._shapes.domains.get(node.value, set())
        return [] if len(found) > MANY_CLASSES else sorted(found)

    def _declared(self, node: NamedNode, *predicates: NamedNode) -> set[str] | None:
        """Classes that the ontology states; None for any."""
        found = {each for predicate in predicates for each in self._graph.nodes(node, predicate)}
        return None if any(each in _ANY for each in found) else {each.value for each in found}

    def _range(self, node: NamedNode) -> tuple[Kind, set[str]]:
        declared = self._declared(node, SCHEMA.rangeIncludes, RDFS.range)
        if declared is None:
            return "thing", set()
        ranges = declared or self._shapes.ranges.get(node.value, set())
        kinds = {_kind_of(iri) for iri in ranges}
        if len(kinds) == 1:
            return kinds.pop(), ranges
        return self._sampled_kind(node), ranges

    def _sampled_kind(self, node: NamedNode) -> Kind:
        """By what the data has, where nothing is declared."""
        for quad in self._graph.store.quads_for_pattern(None, node, None, None):
            if isinstance(quad.object, ox.Literal):
                return _KINDS.get(quad.object.datatype, "text")
            if isinstance(quad.object, (NamedNode, BlankNode)):
                concept = self._graph.holds(quad.object, RDF.type, SKOS.Concept)
                return "concept" if concept else "thing"
        return "text"

    def _scheme(self, node: NamedNode) -> str | None:
        """The list that the shapes allow values from, else that of the first value."""
        known = [NamedNode(iri) for iri in sorted(self._shapes.choices.get(node.value, ()))]
        if not known and self._declared(node, SCHEMA.rangeIncludes, RDFS.range):
            quads = self._graph.store.quads_for_pattern(None, node, None, None)
            known = [quad.object for quad in quads if isinstance(quad.object, NamedNode)][:1]
        found = (self._graph.nodes(concept, SKOS.inScheme) for concept in known)
        return next((schemes[0].value for schemes in found if schemes), None)

    # -- concepts -----------------------------------------------------------------------------

    def _concepts(self) -> Iterator[Concept]:
        for node in self._graph.subjects(RDF.type, SKOS.Concept):
            for scheme in self._graph.nodes(node, SKOS.inScheme)[:1]:
                name = short(node.value)
                yield Concept(node.value, name, labels(self._graph, node.value), scheme.value)


class _Shaped:
    """What the shapes say of properties: on which classes, of which classes, from which list."""

    def __init__(self, shapes: Shapes) -> None:
        self.domains: dict[str, set[str]] = {}
        self.ranges: dict[str, set[str]] = {}
        self.choices: dict[str, set[str]] = {}
        graph = shapes.graph
        for shape, target in graph.subject_objects(uri(SH.targetClass)):
            for part in graph.objects(shape, uri(SH.property)):
                path = graph.value(part, uri(SH.path))
                if isinstance(path, rdflib.URIRef):
                    self._add(graph, str(path), str(target), part)

    def _add(self, graph: rdflib.Graph, path: str, target: str, part: rdflib.term.Node) -> None:
        self.domains.setdefault(path, set()).add(target)
        for predicate in (SH["class"], SH.datatype):
            said = {str(each) for each in graph.objects(part, uri(predicate))}
            self.ranges.setdefault(path, set()).update(said)
        for listed in graph.objects(part, uri(SH["in"])):
            self.choices.setdefault(path, set()).update(map(str, graph.items(listed)))


def graphs(versions: Iterable[int] = ()) -> Iterator[NamedGraph]:
    """The graphs of a data set, and those of ``versions`` that can be named too."""
    for node in (DATA_GRAPH, DERIVED_GRAPH, ONTOLOGY_GRAPH, PROVENANCE_GRAPH):
        local = node.value.removeprefix(GRAPH.base)
        label = {lang: TEXTS.get(lang, f"graphs.{local}") for lang in LANGUAGES}
        yield NamedGraph(node.value, f"graph:{local}", label)
    for number in versions:
        iri = f"{GRAPH.base}version-{number}"
        told = {lang: TEXTS.get(lang, "graphs.version", number=number) for lang in LANGUAGES}
        yield NamedGraph(iri, f"graph:version-{number}", told)


def _kind_of(iri: str) -> Kind:
    node = NamedNode(iri)
    if node in _KINDS:
        return _KINDS[node]
    literal = iri.startswith(XSD.base) or node in (RDF.langString, RDFS.Literal)
    return "text" if literal else "thing"


def _counted(graph: GovernanceGraph, query: str) -> dict[str, int]:
    rows = evaluate(graph.store, query)
    assert isinstance(rows, QuerySolutions)
    return {row["k"].value: int(row["n"].value) for row in rows if row["k"] is not None}


_DATA = f"GRAPH <{DATA_GRAPH.value}>"
_DERIVED = f"GRAPH <{DERIVED_GRAPH.value}>"
_OF_CLASS = f"SELECT ?k (COUNT(*) AS ?n) {{ {_DATA} {{ ?s a ?k FILTER(isIRI(?k)) }} }} GROUP BY ?k"
_ONTOLOGY = f"GRAPH <{ONTOLOGY_GRAPH.value}>"
_ONTOLOGY_CLASSES = f"SELECT ?k (COUNT(*) AS ?n) {{ {_ONTOLOGY} {{ ?s a ?k }} }} GROUP BY ?k"
_ONTOLOGY_PROPERTIES = f"SELECT ?k (COUNT(*) AS ?n) {{ {_ONTOLOGY} {{ ?s ?k ?o }} }} GROUP BY ?k"
_OF_PROPERTY = (
    f"SELECT ?k (COUNT(*) AS ?n) {{ {{ {_DATA} {{ ?s ?k ?o }} }} UNION "
    f"{{ {_DERIVED} {{ ?s ?k ?o }} }} }} GROUP BY ?k"
)
_USED = (
    f"SELECT ?k ?p (COUNT(*) AS ?n) {{ {_DATA} {{ ?s a ?k FILTER(isIRI(?k)) }} "
    f"{{ {_DATA} {{ ?s ?p ?o }} }} UNION {{ {_DERIVED} {{ ?s ?p ?o }} }} }} GROUP BY ?k ?p"
)
