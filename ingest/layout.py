"""What the ontology says of workbooks: which class a sheet holds, which property a column.

Sheets and columns are called by label in Swedish or English or by short name. People write plural
and definite forms, so words are compared without their endings.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from pyoxigraph import Literal, NamedNode, Store

from ingest.source import plain
from kg.graph import GovernanceGraph, ontology_quads
from kg.names import (
    DCT,
    ORG,
    OWL,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    STYR,
    XSD,
)
from kg.suggest import nearest

_ENDINGS = (
    "arna",
    "erna",
    "orna",
    "men",
    "met",
    "na",
    "ar",
    "er",
    "or",
    "en",
    "et",
    "a",
    "n",
    "r",
    "t",
    "e",
)
_ENDINGS_EN = ("ies", "es", "s", "y")
_SHORTEST_STEM = 3

BORROWED: Mapping[NamedNode, NamedNode] = {
    DCT.title: RDF.langString,
    DCT.description: RDF.langString,
    DCT.temporal: RDF.langString,
    SKOS.altLabel: RDF.langString,
    SKOS.editorialNote: RDF.langString,
    SKOS.scopeNote: RDF.langString,
    SKOS.notation: XSD.string,
    DCT.identifier: XSD.string,
    DCT.publisher: XSD.string,
    DCT.date: XSD.date,
    DCT.issued: XSD.date,
    SCHEMA.url: XSD.anyURI,
    DCT.source: STYR.Passage,
    DCT.isPartOf: STYR.Document,
    ORG.subOrganizationOf: ORG.Organization,
    PROV.wasAttributedTo: ORG.Organization,
}
"""What the model uses of other vocabularies, whose ranges the ontology leaves to them."""

SOURCES = frozenset({STYR.Passage, STYR.Document})
"""What dct:source may point to."""


_DERIVED = frozenset({STYR.contributesTo, STYR.guidedBy})


@dataclass(frozen=True, slots=True)
class Column:
    """A property and what its cells hold: a datatype, or the classes that they refer to."""

    term: NamedNode
    datatype: NamedNode | None
    classes: frozenset[NamedNode] = frozenset()

    @property
    def holds_list(self) -> bool:
        """Whether a cell may hold several values, apart by semicolon or line break."""
        return self.datatype is None or self.term == SKOS.altLabel


class Layout:
    """The ontology as sheets and columns."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self.graph = graph

    def class_named(self, text: str) -> NamedNode | None:
        """The class that a sheet called ``text`` holds."""
        return _only(self._named(text, self._classes))

    def property_named(self, text: str, of: NamedNode) -> NamedNode | None:
        """The property that a column called ``text`` holds, preferably one of class ``of``.

        A column may also be called after the class that it refers to, if one property does.
        """
        found = self._named(text, self._properties)
        if not found and (target := self.class_named(text)) is not None:
            fitting = self.properties_of(of)
            found = [each for each in fitting if target in self.column(each).classes]
        return _only([each for each in found if self.belongs(each, of)]) or _only(found)

    def concept_named(self, text: str, column: Column) -> NamedNode | None:
        """The concept called ``text`` in the list that ``column`` takes its values from."""
        scheme = _scheme(column.term)
        named = {
            iri: names for iri, names in self._concepts.items() if iri.value.startswith(scheme)
        }
        return _only(self._named(text, named))

    def column(self, of: NamedNode) -> Column:
        """What the cells of property ``of`` hold."""
        ranges = self.graph.nodes(of, SCHEMA.rangeIncludes) or [BORROWED.get(of, OWL.Thing)]
        if of == DCT.source:
            return Column(of, None, SOURCES)
        if ranges[0].value.startswith(XSD.base) or ranges[0] == RDF.langString:
            return Column(of, ranges[0])
        return Column(of, None, frozenset(ranges))

    def fits(self, classes: Iterable[NamedNode], column: Column) -> bool:
        """Whether a thing of ``classes`` may stand in ``column``; one of unknown class may."""
        known = set(classes)
        above = {up for each in known for up in self.graph.above.get(each, ())}
        wanted = column.classes
        return not known or OWL.Thing in wanted or not wanted.isdisjoint(known | above)

    def belongs(self, of: NamedNode, to: NamedNode) -> bool:
        """Whether things of class ``to`` have the property ``of``."""
        domains = set(self.kinds_with(of))
        return not domains.isdisjoint({to, *self.graph.above.get(to, ())})

    def kinds_with(self, of: NamedNode) -> list[NamedNode]:
        """The classes that the ontology gives the property ``of``: whose sheets have its column."""
        return self.graph.nodes(of, SCHEMA.domainIncludes)

    def properties_of(self, kind: NamedNode) -> list[NamedNode]:
        """The properties that the ontology gives things of class ``kind``, derived ones aside."""
        found = [each for each in self._properties if self.belongs(each, kind)]
        return [each for each in found if each not in _DERIVED]

    def nearest_class(self, text: str) -> str | None:
        """What the class is called whose name is most like ``text``."""
        return self._nearest(text, self._classes)

    def nearest_property(self, text: str) -> str | None:
        """What the property is called whose name is most like ``text``."""
        return self._nearest(text, self._properties)

    def concepts(self, column: Column) -> list[str]:
        """What the concepts of ``column`` are called in Swedish."""
        scheme = _scheme(column.term)
        found = [iri for iri in self._concepts if iri.value.startswith(scheme)]
        return [self.graph.title(iri, "sv") for iri in found]

    @cached_property
    def _classes(self) -> dict[NamedNode, list[str]]:
        return self._names(OWL.Class, STYR.base)

    @cached_property
    def _properties(self) -> dict[NamedNode, list[str]]:
        kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)
        return {iri: names for kind in kinds for iri, names in self._names(kind, "").items()}

    @cached_property
    def _concepts(self) -> dict[NamedNode, list[str]]:
        return self._names(SKOS.Concept, "")

    def _names(self, kind: NamedNode, start: str) -> dict[NamedNode, list[str]]:
        found = self.graph.subjects(RDF.type, kind)
        return {iri: list(self._called(iri)) for iri in found if iri.value.startswith(start)}

    def _called(self, iri: NamedNode) -> Iterator[str]:
        """Labels first: the nearest of them is what people are told."""
        for predicate in (RDFS.label, SKOS.prefLabel, SKOS.altLabel):
            yield from (literal.value for literal in self.graph.texts(iri, predicate))
        yield short(iri)
        yield short(iri).partition(":")[2]
        yield iri.value

    def _named(self, text: str, among: Mapping[NamedNode, list[str]]) -> list[NamedNode]:
        """Those called ``text`` exactly, else those whose words differ in ending only."""
        wanted = plain(text)
        exact = [iri for iri, names in among.items() if wanted in map(plain, names)]
        return exact or [
            iri for iri, names in among.items() if any(_same(wanted, n) for n in names)
        ]

    def _nearest(self, text: str, among: Mapping[NamedNode, list[str]]) -> str | None:
        known = {name: iri for iri, names in among.items() for name in names}
        found = nearest(text, known)
        return label(self.graph, known[found]) if found else None


@cache
def shipped_layout() -> Layout:
    """The layout of the shipped ontology, read once."""
    store = Store()
    store.bulk_extend(ontology_quads())
    return Layout(GovernanceGraph(store))


def short(iri: NamedNode) -> str:
    """``styr:Activity`` for a term of a known namespace, else the IRI."""
    for prefix, base in PREFIXES.items():
        if iri.value.startswith(base) and "/" not in iri.value.removeprefix(base):
            return f"{prefix}:{iri.value.removeprefix(base)}"
    return iri.value


def label(graph: GovernanceGraph, iri: NamedNode) -> str:
    """The Swedish label, with a capital, else the short name."""
    labels = [text for text in graph.texts(iri, RDFS.label) if text.language == "sv"]
    return _capital(labels[0]) if labels else short(iri)


def _capital(literal: Literal) -> str:
    return literal.value[:1].upper() + literal.value[1:]


def _scheme(of: NamedNode) -> str:
    """The concept list of a property has its name: styr:partnerKind, concept/partner-kind/."""
    local = of.value.removeprefix(STYR.base)
    return PREFIXES.get(re.sub(r"(?<!^)([A-Z])", r"-\1", local).lower(), of.value)


def _only(found: list[NamedNode]) -> NamedNode | None:
    return found[0] if len(found) == 1 else None


def _same(wanted: str, name: str) -> bool:
    ours, theirs = wanted.split(), plain(name).split()
    return len(ours) == len(theirs) and all(
        not _forms(a).isdisjoint(_forms(b)) for a, b in zip(ours, theirs, strict=True)
    )


@cache
def _forms(word: str) -> frozenset[str]:
    """``word`` and what is left of it without an ending."""
    stems = [word.removesuffix(e) for e in (*_ENDINGS, *_ENDINGS_EN) if word.endswith(e)]
    return frozenset([word, *(stem for stem in stems if len(stem) >= _SHORTEST_STEM)])
