"""The formats of SPARQL results: their names, media types and serialisers, in one table each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pyoxigraph import QueryResultsFormat, RdfFormat

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Form(Generic[S]):
    """A format. ``media_types`` has the registered one first; ``aliases`` are other names that
    clients use for it; ``comment`` is how a note can be put after the end, where one can."""

    serializer: S
    media_types: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    comment: str = ""
    charset: str = ""

    def content_type(self, asked: str = "") -> str:
        """The media type to answer with: the one that was asked for if it is one of these."""
        return (asked if asked in self.media_types else self.media_types[0]) + self.charset


_UTF8 = "; charset=utf-8"
RESULT_FORMS: Mapping[str, Form[QueryResultsFormat]] = {
    "json": Form(
        QueryResultsFormat.JSON,
        ("application/sparql-results+json", "application/json", "text/json"),
        ("sparql-results+json", "srj"),
    ),
    "xml": Form(
        QueryResultsFormat.XML,
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        ("sparql-results+xml", "srx"),
    ),
    "csv": Form(QueryResultsFormat.CSV, ("text/csv",), charset=_UTF8),
    "tsv": Form(QueryResultsFormat.TSV, ("text/tab-separated-values", "text/plain"), charset=_UTF8),
}
"""Of SELECT and ASK. The first is given to clients that take anything."""
GRAPH_FORMS: Mapping[str, Form[RdfFormat]] = {
    "turtle": Form(
        RdfFormat.TURTLE,
        ("text/turtle", "application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
        ("ttl", "n3"),
        "\n# {}\n",
        _UTF8,
    ),
    "ntriples": Form(
        RdfFormat.N_TRIPLES,
        ("application/n-triples", "text/plain"),
        ("nt", "n-triples"),
        "# {}\n",
        _UTF8,
    ),
    "rdfxml": Form(
        RdfFormat.RDF_XML,
        ("application/rdf+xml", "application/xml", "text/xml"),
        ("xml", "rdf", "rdf+xml", "rdf-xml"),
        "\n<!-- {} -->\n",
        _UTF8,
    ),
    "jsonld": Form(
        RdfFormat.JSON_LD,
        ("application/ld+json", "application/json"),
        ("json", "json-ld", "ld+json"),
    ),
}
"""Of CONSTRUCT and DESCRIBE."""


def named(name: str, forms: Mapping[str, Form[S]]) -> str:
    """The key in ``forms`` of a format by a name, alias or media type; empty if there is none."""
    for key, form in forms.items():
        if name in (key, *form.aliases, *form.media_types):
            return key
    return ""


def preferred_form(
    wanted: Iterable[str], forms: Mapping[str, Form[S]], refused: Iterable[str] = ()
) -> tuple[str, str]:
    """The key in ``forms`` of the format that is wanted most, and by which media type.

    ``wanted`` are media types, possibly with wildcards, most wanted first; ``refused`` are those
    that a wildcard does not stand for. Both are empty if none fits.
    """
    types: dict[str, str] = {}
    for key, form in forms.items():
        for media_type in form.media_types:
            types.setdefault(media_type, key)
    registered = [f.media_types[0] for f in forms.values() if f.media_types[0] not in refused]
    for media_type in wanted:
        if media_type in types:
            return types[media_type], media_type
        if media_type in ("*", "*/*") or media_type.endswith("/*"):
            main = media_type.removesuffix("*").removeprefix("*/")
            if found := next((t for t in registered if t.startswith(main)), None):
                return types[found], found
    return "", ""
