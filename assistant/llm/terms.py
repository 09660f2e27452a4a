"""The terms that a query may use: what the ontology, the shapes and the graph itself have.

A query that uses others is answered with what is wrong, term by term, and the nearest allowed ones.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from pyoxigraph import NamedNode
from rdflib import URIRef
from rdflib.term import Node

from assistant.llm.used import Used
from kg.graph import GovernanceGraph
from kg.names import (
    DATA_GRAPH,
    DERIVED_GRAPH,
    ONTOLOGY_GRAPH,
    RDF,
    RDFS,
    SCHEMA,
    SH,
    SKOS,
    XSD,
)
from kg.shapes import shipped, short, uri
from kg.suggest import suggestion

_NEAREST = 5
_ALLOWED_SHOWN = 30

Problem = dict[str, object]


@dataclass(frozen=True, slots=True)
class Term:
    """A term as it is told of: ``styr:Activity``, what it is called, what it means."""

    name: str
    label: str
    meaning: str

    def told(self) -> dict[str, str]:
        """As JSON."""
        return {"name": self.name, "label": self.label, "meaning": self.meaning}


class Terms:
    """The terms of one graph."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self._graph = graph

    def told(self, lang: str) -> dict[str, list[dict[str, str]]]:
        """Classes, properties and concepts that the graph uses, with what they mean."""
        kinds = {"classes": self._classes, "properties": self._used, "concepts": self._concepts}
        return {name: [self._term(n, lang).told() for n in each] for name, each in kinds.items()}

    def problems(self, used: Used) -> list[Problem]:
        """What is wrong with the terms of a query, each with what is allowed."""
        unknown = [iri for iri in sorted(used.iris) if not self._known(NamedNode(iri))]
        found = [self._unknown(iri) for iri in unknown]
        for subject, predicate in used.pairs:
            classes = used.classes.get(subject) or self._class_of(subject)
            if not classes or predicate.value in unknown:
                continue
            allowed = {p for c in classes for p in self._allowed(c)}
            if predicate not in allowed:
                found.append(self._misplaced(predicate, classes, allowed))
        return list({str(each): each for each in found}.values())

    def classes_in(self, used: Used) -> tuple[NamedNode, ...]:
        """The classes that a query names, in a fixed order."""
        return tuple(c for c in self._classes if c.value in used.iris)

    # -- what there is ------------------------------------------------------------------------

    @cached_property
    def _classes(self) -> list[NamedNode]:
        """Classes with instances in the data."""
        types = self._graph.store.quads_for_pattern(None, RDF.type, None, DATA_GRAPH)
        direct = {q.object for q in types if isinstance(q.object, NamedNode)}
        above = {a for c in direct for a in self._graph.above.get(c, ())}
        said = {c for c in direct | above if self._in_ontology(c)}
        return sorted(said, key=str)

    @cached_property
    def _used(self) -> list[NamedNode]:
        """Properties of things in the data."""
        return sorted({p for each in self._by_class.values() for p in each}, key=str)

    @cached_property
    def _concepts(self) -> list[NamedNode]:
        return self._graph.subjects(RDF.type, SKOS.Concept)

    @cached_property
    def _by_class(self) -> dict[NamedNode, set[NamedNode]]:
        """The properties that things of a class, or of one below it, have in the graph."""
        found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        types: dict[object, set[NamedNode]] = defaultdict(set)
        for quad in self._graph.store.quads_for_pattern(None, RDF.type, None, DATA_GRAPH):
            if isinstance(quad.object, NamedNode):
                types[quad.subject] |= {quad.object, *self._graph.above.get(quad.object, ())}
        for name in (DATA_GRAPH, DERIVED_GRAPH):
            for quad in self._graph.store.quads_for_pattern(None, None, None, name):
                for kind in types.get(quad.subject, ()):
                    found[kind].add(quad.predicate)
        return found

    @cached_property
    def _by_shape(self) -> dict[str, set[str]]:
        """The properties that the shapes of a class speak of."""
        graph, found = shipped().graph, defaultdict[str, set[str]](set)
        for shape, target in graph.subject_objects(uri(SH.targetClass)):
            for part in graph.objects(shape, uri(SH.property)):
                path = graph.value(part, uri(SH.path))
                if isinstance(path, URIRef):
                    found[str(target)].add(str(path))
        return found

    def _allowed(self, kind: NamedNode) -> set[NamedNode]:
        """The properties that a thing of that class may have."""
        related = {kind, *self._graph.above.get(kind, ())}
        related |= {c for c, above in self._graph.above.items() if kind in above}
        used = {p for c in related for p in self._by_class.get(c, ())}
        shaped = {NamedNode(p) for c in related for p in self._by_shape.get(c.value, ())}
        declared = {p for c in related for p in self._graph.subjects(SCHEMA.domainIncludes, c)}
        return used | shaped | declared | {RDF.type}

    def _class_of(self, subject: Node) -> set[NamedNode]:
        """The class of a thing that a query names."""
        if not isinstance(subject, URIRef):
            return set()
        kind = self._graph.type_of(NamedNode(str(subject)))
        return {kind} if kind else set()

    def _known(self, node: NamedNode) -> bool:
        if node.value.startswith((XSD.base, RDF.base, RDFS.base)) or self._graph.known(node):
            return True
        return node in self._used or self._in_ontology(node)

    def _in_ontology(self, node: NamedNode) -> bool:
        return any(self._graph.store.quads_for_pattern(node, None, None, ONTOLOGY_GRAPH))

    # -- what is wrong ------------------------------------------------------------------------

    def _unknown(self, iri: str) -> Problem:
        name = short(iri)
        every = [short(n.value) for n in (*self._classes, *self._used, *self._concepts)]
        near = [suggestion(self._graph, iri, kind=k) for k in ("class", "property", "concept")]
        near += get_close_matches(name, every, _NEAREST, cutoff=0.5)
        return {"term": name, "problem": "unknown", "nearest": _unique(near)}

    def _misplaced(
        self, predicate: NamedNode, classes: Iterable[NamedNode], allowed: Iterable[NamedNode]
    ) -> Problem:
        names = sorted(short(p.value) for p in allowed)
        name = short(predicate.value)
        near = get_close_matches(name, names, _ALLOWED_SHOWN, cutoff=0.3)
        kinds = " ".join(sorted(short(c.value) for c in classes))
        shown = _unique([*near, *names])[:_ALLOWED_SHOWN]
        return {"term": name, "problem": f"not a property of {kinds}", "allowed": shown}

    def _term(self, node: NamedNode, lang: str) -> Term:
        meaning = self._graph.text(node, RDFS.comment, lang) or ""
        return Term(short(node.value), self._graph.title(node, lang), meaning)


def _unique(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))[:_ALLOWED_SHOWN]
