"""Reading and writing RDF in every format that DESIGN.md names, without ever calling out."""

import os
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from kg.bounds import refusal
from kg.errors import FileUnreadable, FormatUnknown, SyntaxBroken, unwritten
from kg.names import DEFAULT_BASE
from kg.syntax import reason

FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "rdf": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "json": RdfFormat.JSON_LD,
}
"""File name endings and short names, without the dot."""


def format_named(name: str) -> RdfFormat:
    """The RDF format of a short name, file ending or media type. Raises `FormatUnknown`."""
    wanted = name.strip().lower().removeprefix(".")
    found = FORMATS.get(wanted) or RdfFormat.from_media_type(wanted)
    if found is None:
        raise FormatUnknown(name=name or "(tomt)", known=", ".join(sorted(FORMATS)))
    return found


def parse_quads(
    content: bytes,
    rdf_format: RdfFormat,
    *,
    name: str,
    base: str | None = None,
    graph: NamedNode | DefaultGraph | None = None,
) -> Iterator[Quad]:
    """Quads of ``content``, all in ``graph`` when it is given.

    Blank nodes get fresh names, so that several files can be read into one graph.
    Raises `SyntaxBroken` naming ``name`` and the place. Remote JSON-LD contexts are refused by
    the parser (it has no loader), so nothing is fetched.
    """
    content = content.removeprefix(BOM_UTF8)  # Windows editors put it first
    if (refused := refusal(content, rdf_format)) is not None:
        raise SyntaxBroken(path=name, reason=refused)
    try:
        for quad in parse(content, format=rdf_format, base_iri=base, rename_blank_nodes=True):
            yield quad if graph is None else in_graph(quad, graph)
    except (SyntaxError, ValueError, MemoryError) as problem:  # MemoryError: a value is too long
        raise SyntaxBroken(path=name, reason=reason(problem, content, rdf_format)) from problem


def in_graph(quad: Quad, graph: NamedNode | DefaultGraph) -> Quad:
    """The statement of ``quad`` in ``graph``."""
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def read_file(
    path: Path | str,
    graph: NamedNode | DefaultGraph | None = None,
    *,
    format_name: str | None = None,
) -> Iterator[Quad]:
    """Quads of a file; the format comes from its ending unless ``format_name`` is given.

    Raises `FileUnreadable`, `FormatUnknown` or `SyntaxBroken`.
    """
    path = Path(path)
    rdf_format = format_named(format_name or path.suffix)
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise FileUnreadable(path=path, reason=problem.strerror or str(problem)) from problem
    return parse_quads(content, rdf_format, name=str(path), base=DEFAULT_BASE, graph=graph)


def sorted_nquads(quads: Iterable[Quad]) -> bytes:
    """N-Quads of ``quads`` without repetition, sorted by line, blank nodes named canonically.

    Equal data give equal bytes (RDF Dataset Canonicalization, RDFC-1.0).
    """
    unique = set(quads)
    if any(isinstance(term, BlankNode) for quad in unique for term in quad):
        dataset = Dataset(unique)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        unique = set(dataset)
    lines = sorted(f"{quad} .\n" for quad in unique)
    return "".join(lines).encode()


def write_rdf(
    path: Path,
    triples: Iterable[Triple],
    prefixes: dict[str, str],
    rdf_format: RdfFormat = RdfFormat.TURTLE,
) -> None:
    """Write ``triples``, sorted by subject; the file is replaced whole or not at all.

    Raises `kg.errors.FolderNotWritable` or `kg.errors.DiskFull`.
    """
    beside = path.with_name(path.name + ".new")
    try:
        ordered = sorted(triples, key=str)
        serialize(ordered, output=str(beside), format=rdf_format, prefixes=prefixes)
        os.replace(beside, path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise unwritten(path, problem) from problem
