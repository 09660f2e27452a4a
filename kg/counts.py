"""What a data set holds, counted: statements, things, classes, properties, links to others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from pyoxigraph import QuerySolutions, Store

from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH
from kg.sparql import evaluate
from kg.worker import limited

SECONDS, MEGABYTES = 300, 8192
"""Longest that counting may take, and most memory beyond the graph."""
TARGETS: dict[str, str] = {
    "http://metadata.un.org/sdg/": "UN Sustainable Development Goals",
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://sws.geonames.org/": "GeoNames",
    "http://sws.geonames.org/": "GeoNames",
    "https://api.kolada.se/": "Kolada",
    "https://www.kolada.se/": "Kolada",
    "http://publications.europa.eu/resource/": "EU Publications Office",
}
"""Other data sets that ours may link to, by what their IRIs begin with."""

_IN_DATA = f"GRAPH <{DATA_GRAPH.value}>"
_EACH = "{ SELECT DISTINCT ?s ?k ?o { ?s ?k ?o } }"
"""Oxigraph's union of graphs has a statement as often as there are graphs that have it."""
_IRIS = "FILTER(isIRI(?s))"
_SPACES = (
    "SELECT ?k (COUNT(*) AS ?n) { "
    f"{{ SELECT DISTINCT ?s {{ {_IN_DATA} {{ ?s ?p ?o }} {_IRIS} }} }} "
    'BIND(REPLACE(STR(?s), "[^/#]*$", "") AS ?k) } GROUP BY ?k'
)
"""Each thing is in one of them."""
_LINKS = (
    f"SELECT ?k ?start (COUNT(*) AS ?n) {{ {_IN_DATA} {{ ?s ?k ?o FILTER(isIRI(?o)) }} "
    f"VALUES ?start {{ {' '.join(map(repr, TARGETS))} }} FILTER(STRSTARTS(STR(?o), ?start)) }} "
    "GROUP BY ?k ?start"
)


@dataclass(frozen=True)
class Statistics:
    """Counts over the default graph, where every statement counts once, unless told otherwise."""

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    entities: int = 0
    """Things with an IRI that the data graph describes."""
    illustrative: int = 0
    """Those of them that are made up for illustration."""
    graphs: dict[str, int] = field(default_factory=dict)
    """Statements of each named graph."""
    classes: dict[str, int] = field(default_factory=dict)
    """Things of each class."""
    properties: dict[str, int] = field(default_factory=dict)
    """Statements with each property."""
    languages: tuple[str, ...] = ()
    """Of texts in the data graph."""
    uri_space: str = ""
    """What the IRIs of all those things begin with; nothing if they have no more than a server in
    common."""
    links: dict[tuple[str, str], int] = field(default_factory=dict)
    """Statements of the data graph by property and start of `TARGETS` that they point to."""


def statistics(graph: GovernanceGraph) -> Statistics:
    """Count, in a process of its own. Raises `kg.errors.LimitError`."""
    return limited(_count, graph.store, seconds=SECONDS, megabytes=MEGABYTES)


def _count(store: Store) -> Statistics:
    properties = _by(store, f"SELECT ?k (COUNT(*) AS ?n) {_EACH} GROUP BY ?k")
    spaces = _by(store, _SPACES)
    return Statistics(
        triples=sum(properties.values()),
        subjects=_one(store, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        objects=_one(store, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        entities=sum(spaces.values()),
        illustrative=_one(
            store,
            f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {_IN_DATA} {{ ?s styr:illustrative true }} "
            f"{_IRIS} }}",
        ),
        graphs=_by(store, "SELECT ?k (COUNT(*) AS ?n) { GRAPH ?k { ?s ?p ?o } } GROUP BY ?k"),
        classes=_by(
            store,
            "SELECT ?k (COUNT(DISTINCT ?s) AS ?n) { ?s a ?k FILTER(isIRI(?k)) } GROUP BY ?k",
        ),
        properties=properties,
        languages=tuple(sorted(_languages(store))),
        uri_space=_common(spaces),
        links={
            (row["k"].value, row["start"].value): int(row["n"].value)
            for row in sorted(_rows(store, _LINKS), key=str)
        },
    )


def _rows(store: Store, query: str) -> QuerySolutions:
    found = evaluate(store, query)
    assert isinstance(found, QuerySolutions)
    return found


def _one(store: Store, query: str) -> int:
    return next(int(row["n"].value) for row in _rows(store, query))


def _by(store: Store, query: str) -> dict[str, int]:
    counted = ((row["k"], row["n"]) for row in _rows(store, query))
    return dict(sorted((key.value, int(n.value)) for key, n in counted if key is not None))


def _languages(store: Store) -> Iterator[str]:
    query = (
        f"SELECT DISTINCT (LANG(?o) AS ?l) {{ {_IN_DATA} {{ ?s ?p ?o }} FILTER(isLiteral(?o)) }}"
    )
    return (row["l"].value.lower() for row in _rows(store, query) if row["l"].value)


def _common(spaces: Iterable[str]) -> str:
    names = sorted(spaces)
    pairs = zip(names[0], names[-1], strict=False) if names else ()
    shared = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    shared = shared[: max(shared.rfind("/"), shared.rfind("#")) + 1]
    return shared if shared.count("/") > 3 or shared.endswith("#") else ""
