"""Runs pySHACL on a pyoxigraph store, around the traps of pySHACL 0.40.

Each is guarded by a test:

* it asks a graph whether it is true, which counts every triple (50 s instead of 0.6 s at 8,000
  triples): `SilentGraph` answers at once;
* it looks up what a literal says, which Oxigraph refuses with a TypeError: `SilentGraph` says
  nothing, so that a text where a thing should be is a finding and not a crash;
* ``sh:in`` and ``sh:hasValue`` hold ``"a"`` and ``"a"^^xsd:string`` to be different. Oxigraph
  always gives the latter, so the shapes are read with Oxigraph's parser too.
"""

import hashlib
import logging
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib.term import Node

from kg.names import ONTOLOGY_DIR, OWL, PREFIXES, RDF, SH
from kg.rdf import FORMATS, read_file
from kg.sparql import guard

SHAPES_DIR = ONTOLOGY_DIR / "shapes"
_QUERIES = (SH.select, SH.ask, SH.construct, SH.update)
_REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
Subject = Node | list[Node] | None


class SilentGraph(OxigraphDataGraph):
    """pySHACL's view of an Oxigraph store, without counting and without asking literals."""

    def __bool__(self) -> bool:
        return True

    def objects(  # type: ignore[override]
        self, subject: Subject, predicate: Node, unique: bool = False
    ) -> Generator[Any, None, None]:
        """Objects of ``subject predicate ?o``; a literal has none."""
        if not isinstance(subject, rdflib.Literal):
            yield from super().objects(subject, predicate, unique)  # type: ignore[arg-type]

    def predicate_objects(  # type: ignore[override]
        self, subject: Subject, unique: bool = False
    ) -> Generator[Any, None, None]:
        """What is said of ``subject``; nothing is said of a literal."""
        if not isinstance(subject, rdflib.Literal):
            yield from super().predicate_objects(subject, unique)  # type: ignore[arg-type]


def run(store: ox.Store, shapes: rdflib.Graph) -> rdflib.Graph:
    """The W3C validation report of the default graph of ``store``.

    Nothing is inferred or fetched, ``store`` stays as it is. Raises what pySHACL does on shapes
    that are no SHACL.
    """
    with _quiet_about_literals():
        _, report, _ = pyshacl.validate(
            SilentGraph(store), shacl_graph=shapes, inference="none", advanced=False, inplace=True
        )
    if isinstance(report, rdflib.Graph):
        return report
    raise report if isinstance(report, Exception) else TypeError(report)


@contextmanager
def _quiet_about_literals() -> Iterator[None]:
    """rdflib logs a traceback for a date like 2026-13-14; here that is a finding of the report."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


# -- shapes -------------------------------------------------------------------------------------


def shape_files(shapes: Path) -> list[Path]:
    """The RDF files of a folder, or the one file."""
    if not shapes.is_dir():
        return [shapes]
    return sorted(path for path in shapes.iterdir() if path.suffix[1:] in FORMATS)


def read_shapes(files: Iterable[Path]) -> rdflib.Graph:
    """All shapes of ``files`` in one graph.

    Raises `kg.errors.InputError` for what cannot be read and, in files that are not ours,
    `kg.errors.QueryError` for SPARQL that cannot be read or would call out.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for path in files:
        for quad in read_file(path):
            query = quad.object
            if quad.predicate in _QUERIES and path.parent != SHAPES_DIR:
                guard(query.value if isinstance(query, ox.Literal) else "")
            graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def version_of(shapes: rdflib.Graph, files: Sequence[Path]) -> str:
    """owl:versionInfo of the shapes, else the start of a checksum over the files."""
    for header in sorted(shapes.subjects(uri(RDF.type), uri(OWL.Ontology)), key=str):
        if version := shapes.value(header, uri(OWL.versionInfo)):
            return str(version)
    return "sha256:" + hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:12]


def uri(node: ox.NamedNode) -> rdflib.URIRef:
    """The same IRI for rdflib."""
    return rdflib.URIRef(node.value)


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return uri(term)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal) and term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if isinstance(term, ox.Literal):
        return rdflib.Literal(term.value, datatype=uri(term.datatype))
    raise TypeError(f"no term of a shape: {term}")


# -- paths --------------------------------------------------------------------------------------


def path_text(graph: rdflib.Graph, path: Node) -> str:
    """A SHACL path in SPARQL's notation, for example ``^styr:focusAreaOf/^styr:inFocusArea``."""
    if isinstance(path, rdflib.URIRef):
        return short(path)
    if steps := list(graph.items(path)):
        return "/".join(_grouped(graph, step, "|") for step in steps)
    if (inverse := graph.value(path, uri(SH.inversePath))) is not None:
        return "^" + _grouped(graph, inverse, "/|")
    if (choice := graph.value(path, uri(SH.alternativePath))) is not None:
        return "|".join(path_text(graph, each) for each in graph.items(choice))
    for predicate, mark in _REPEATED.items():
        if (repeated := graph.value(path, uri(predicate))) is not None:
            return _grouped(graph, repeated, "/|^") + mark
    return str(path)


def _grouped(graph: rdflib.Graph, path: Node, operators: str) -> str:
    text = path_text(graph, path)
    loose = not isinstance(path, rdflib.URIRef) and any(each in text for each in operators)
    return f"({text})" if loose else text


def short(iri: str) -> str:
    """``styr:Activity`` for an IRI of a known prefix, else ``<…>``."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and re.fullmatch(r"[\w-]+", local):
            return f"{prefix}:{local}"
    return f"<{iri}>"
