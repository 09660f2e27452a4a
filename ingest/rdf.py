"""Reads RDF files: the triples as they are, and which file each thing they describe came from."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kg.names import DATA_GRAPH, PROV, PROVENANCE_GRAPH
from kg.rdf import read_file


def read_rdf(path: Path) -> Iterator[Quad]:
    """Quads of one file in the data graph, then one provenance statement per described thing.

    Named graphs in the file are merged: where a triple came from is told by provenance instead.
    Raises `kg.errors.InputError`.
    """
    described: dict[NamedNode, None] = {}
    for quad in read_file(path, DATA_GRAPH):
        if isinstance(quad.subject, NamedNode):
            described[quad.subject] = None
        yield quad
    for thing in described:
        yield Quad(thing, PROV.hadPrimarySource, Literal(path.name), PROVENANCE_GRAPH)
