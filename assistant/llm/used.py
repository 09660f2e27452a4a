"""What a query uses, read from rdflib's algebra: there, prefixes are resolved and paths trees."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# rdflib loads its store late, and then it cannot: in a worker no file can be opened.
import rdflib.plugins.stores.memory  # noqa: F401
from pyoxigraph import NamedNode
from rdflib import URIRef, Variable
from rdflib.paths import MulPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.names import PREFIXES, RDF
from kg.shapes import uri

_TYPE = uri(RDF.type)


@dataclass(frozen=True, slots=True)
class Used:
    """What a query uses.

    Its IRIs, the classes that it gives variables and things, and pairs of subject and property.
    """

    iris: frozenset[str]
    classes: dict[Node, set[NamedNode]]
    pairs: tuple[tuple[Node, NamedNode], ...]


def used_in(query: str) -> Used:
    """What a query uses. Raises ValueError for what cannot be read or is no SELECT."""
    try:
        algebra = translateQuery(parseQuery(query), initNs=PREFIXES).algebra
    except Exception as problem:  # rdflib raises Exception itself, for a prefix it does not know
        raise ValueError(str(problem)) from problem
    if algebra.name != "SelectQuery":
        raise ValueError("not a SELECT query")
    triples = list(_triples(algebra))
    classes: dict[Node, set[NamedNode]] = defaultdict(set)
    pairs = []
    for subject, predicate, target in triples:
        first = _first(predicate)
        if first == _TYPE and isinstance(target, URIRef):
            classes[subject].add(NamedNode(str(target)))
        elif first is not None and isinstance(subject, (Variable, URIRef)):
            pairs.append((subject, NamedNode(str(first))))
    iris = frozenset(str(term) for term in _iris(algebra))
    return Used(iris, dict(classes), tuple(pairs))


def _triples(part: Any) -> Iterator[tuple[Node, Any, Node]]:
    if isinstance(part, CompValue):
        for key, value in part.items():
            if key == "triples":
                yield from value
            else:
                yield from _triples(value)
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _triples(each)


def _iris(part: Any) -> Iterator[URIRef]:
    """Every IRI in an algebra, those in paths too."""
    if isinstance(part, URIRef):
        yield part
    elif isinstance(part, CompValue):
        for value in part.values():
            yield from _iris(value)
    elif isinstance(part, dict):
        for value in (*part.keys(), *part.values()):
            yield from _iris(value)
    elif isinstance(part, (list, tuple, set, frozenset)):
        for each in part:
            yield from _iris(each)
    elif isinstance(part, Path):
        for value in vars(part).values():
            yield from _iris(value)


def _first(predicate: Any) -> URIRef | None:
    """The property that a path begins with; None for one that begins backwards or with a choice."""
    while isinstance(predicate, Path):
        if isinstance(predicate, SequencePath):
            predicate = predicate.args[0]
        elif isinstance(predicate, MulPath):
            predicate = predicate.path
        else:
            return None
    return predicate if isinstance(predicate, URIRef) else None
