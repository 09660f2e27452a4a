"""Reads RDF: the triples as they are, and which file each thing they describe came from."""

from collections.abc import Iterable, Iterator
from functools import partial

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ingest.lines import line_within, lines_of
from ingest.source import Reading, Source
from kg.names import DATA_GRAPH, DEFAULT_BASE, OWL, PROV, PROVENANCE_GRAPH
from kg.rdf import format_named, parse_quads


def read_rdf(source: Source, reading: Reading) -> Iterator[Quad]:
    """Quads of one source in the data graph, then one provenance statement per described thing.

    Named graphs in it are merged: where a triple came from is told by provenance instead.
    Raises `kg.errors.InputError`.
    """
    rdf_format = format_named(source.ending)
    described: dict[NamedNode | BlankNode | Triple, None] = {}

    def lines() -> dict[str, int | None]:
        found = lines_of(source.content, rdf_format)
        names = (thing.value for thing in described if not isinstance(thing, Triple))
        return {name: found.get(name) for name in names}

    within = partial(line_within, source.content)
    reading.places.add_text(source.name, source.path, lines, within)
    last: object = None
    for quad in parse_quads(
        source.content, rdf_format, name=source.path, base=DEFAULT_BASE, graph=DATA_GRAPH
    ):
        subject = quad.subject
        if subject != last:  # most of what is said of a thing stands together
            described[subject] = None
            last = subject
        yield quad
    for thing in described:
        if isinstance(thing, NamedNode):
            yield Quad(thing, PROV.hadPrimarySource, Literal(source.name), PROVENANCE_GRAPH)


def imports(quads: Iterable[Quad]) -> list[str]:
    """Addresses that ``owl:imports`` names, sorted. They are never followed; people are told so."""
    named = (quad.object for quad in quads if quad.predicate == OWL.imports)
    return sorted({term.value for term in named if isinstance(term, NamedNode)})
