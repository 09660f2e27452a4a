"""A read-only view of one version: look-ups that everything above needs, none of them SPARQL.

Each is one or two index look-ups in Oxigraph (about 10 µs), at any size of graph.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.derived import derive
from kg.names import (
    DATA_GRAPH,
    DCT,
    ONTOLOGY_DIR,
    ONTOLOGY_GRAPH,
    RDF,
    RDFS,
    SKOS,
    STYR,
)
from kg.rdf import in_graph, read_file

Node = NamedNode | BlankNode
TITLE_PROPERTIES = (DCT.title, SKOS.prefLabel, RDFS.label)


def ontology_files() -> list[Path]:
    """The Turtle files of the ontology and its concept lists, in a fixed order."""
    return sorted(
        path for part in ("core", "concepts") for path in (ONTOLOGY_DIR / part).glob("*.ttl")
    )


def ontology_quads() -> Iterator[Quad]:
    """The shipped ontology and concept lists, in the ontology graph."""
    for path in ontology_files():
        yield from read_file(path, ONTOLOGY_GRAPH)


class GovernanceGraph:
    """Data, derived relations and ontology of one version, in one store.

    ``number`` is the version's number, 0 for a graph that was never published.
    """

    def __init__(self, store: Store, number: int = 0) -> None:
        self.store = store
        self.number = number

    @classmethod
    def from_quads(cls, quads: Iterable[Quad], number: int = 0) -> "GovernanceGraph":
        """A graph of unpublished data: the shipped ontology and the derived relations are added."""
        store = Store()
        store.bulk_extend(in_graph(quad, DATA_GRAPH) for quad in quads)
        store.bulk_extend(ontology_quads())
        store.bulk_extend(derive(store))
        return cls(store, number)

    @classmethod
    def from_files(cls, paths: Iterable[Path | str]) -> "GovernanceGraph":
        """The graph that RDF files hold together. Raises `kg.errors.InputError`."""
        return cls.from_quads(quad for path in paths for quad in read_file(path))

    # -- look-ups ---------------------------------------------------------------------------

    def objects(self, subject: Node, predicate: NamedNode) -> list[Node | Literal]:
        """Objects of ``subject predicate ?o`` in any graph, each once, in a fixed order."""
        found = self.store.quads_for_pattern(subject, predicate, None, None)
        terms = {quad.object for quad in found if not isinstance(quad.object, Triple)}
        return sorted(terms, key=str)

    def nodes(self, subject: Node, predicate: NamedNode) -> list[NamedNode]:
        """The IRIs among `objects`."""
        return [term for term in self.objects(subject, predicate) if isinstance(term, NamedNode)]

    def subjects(self, predicate: NamedNode, target: Node | Literal) -> list[NamedNode]:
        """IRIs of ``?s predicate target`` in any graph, without repetition, in a fixed order."""
        found = self.store.quads_for_pattern(None, predicate, target, None)
        iris = {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}
        return sorted(iris, key=str)

    def texts(self, subject: Node, predicate: NamedNode) -> list[Literal]:
        """The literals among `objects`."""
        return [term for term in self.objects(subject, predicate) if isinstance(term, Literal)]

    def text(self, subject: Node, predicate: NamedNode, lang: str) -> str | None:
        """The value in ``lang``, else in Swedish, else untagged, else any; None without one."""
        literals = self.texts(subject, predicate)
        order = {lang: 0, "sv": 1, None: 2}
        literals.sort(key=lambda literal: order.get(literal.language, 3))
        return literals[0].value if literals else None

    def holds(self, subject: Node, predicate: NamedNode, target: Node | Literal) -> bool:
        """Whether the statement is in any graph."""
        return any(self.store.quads_for_pattern(subject, predicate, target, None))

    # -- things -----------------------------------------------------------------------------

    def title(self, node: Node, lang: str) -> str:
        """Its title or label in ``lang``, else what it says, else the last part of its IRI."""
        for predicate in TITLE_PROPERTIES:
            if found := self.text(node, predicate, lang):
                return found
        if described := self.text(node, DCT.description, lang):
            return described.split(". ")[0].rstrip(".")
        if value := self.text(node, STYR.value, lang):
            year = self.text(node, STYR.year, lang)
            return f"{value} ({year})" if year else value
        return str(node.value).rstrip("/#").rsplit("/", 1)[-1].rsplit("#", 1)[-1]

    def type_of(self, node: Node) -> NamedNode | None:
        """Its most specific class of the ontology: one that no other class it has is below."""
        classes = [c for c in self.nodes(node, RDF.type) if c.value.startswith(STYR.base)]
        above = {c for known in classes for c in self.above.get(known, ())}
        specific = [c for c in classes if c not in above]
        return next(iter(specific or classes), None)

    def is_a(self, node: Node, wanted: NamedNode) -> bool:
        """Whether it is of class ``wanted`` or of one below it."""
        return any(
            c == wanted or wanted in self.above.get(c, ()) for c in self.nodes(node, RDF.type)
        )

    def instances(self, wanted: NamedNode) -> list[NamedNode]:
        """Things in the data of class ``wanted`` or of one below it, in a fixed order."""
        classes = [wanted, *(c for c, above in self.above.items() if wanted in above)]
        found = {
            quad.subject
            for c in classes
            for quad in self.store.quads_for_pattern(None, RDF.type, c, DATA_GRAPH)
            if isinstance(quad.subject, NamedNode)
        }
        return sorted(found, key=str)

    def known(self, node: Node) -> bool:
        """Whether the data says anything about it."""
        return any(self.store.quads_for_pattern(node, None, None, DATA_GRAPH))

    def illustrative(self, node: Node, shown: NamedNode | None = None) -> bool:
        """Whether it, or its property ``shown``, is made up for illustration."""
        flag = self.texts(node, STYR.illustrative)
        if any(literal.value in ("true", "1") for literal in flag):
            return True
        return shown is not None and self.holds(node, STYR.illustrativeProperty, shown)

    # -- the ontology -----------------------------------------------------------------------

    @cached_property
    def above(self) -> dict[NamedNode, set[NamedNode]]:
        """For every class, all classes above it (rdfs:subClassOf in any graph, transitive)."""
        direct: dict[NamedNode, set[NamedNode]] = {}
        for quad in self.store.quads_for_pattern(None, RDFS.subClassOf, None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                direct.setdefault(quad.subject, set()).add(quad.object)
        return {c: _closure(c, direct) for c in direct}

    @cached_property
    def contributing(self) -> tuple[NamedNode, ...]:
        """The properties that lead towards the vision: those the ontology marks so."""
        yes = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
        marked = self.store.quads_for_pattern(None, STYR.contributing, yes, None)
        said = {quad.subject for quad in marked if quad.graph_name != DATA_GRAPH}
        return tuple(sorted((term for term in said if isinstance(term, NamedNode)), key=str))


def _closure(start: NamedNode, direct: dict[NamedNode, set[NamedNode]]) -> set[NamedNode]:
    seen: set[NamedNode] = set()
    waiting = [start]
    while waiting:
        for above in direct.get(waiting.pop(), ()):
            if above not in seen:
                seen.add(above)
                waiting.append(above)
    return seen - {start}
