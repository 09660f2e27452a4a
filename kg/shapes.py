"""Shapes read once: what each says to people, which node shape a part belongs to, its targets.

Property shapes without a name get one (``…#R21-OneStatus-property-1``), so that every engine can
tell which of them a result comes from.
"""

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from kg.errors import FileUnreadable, ShapesBroken
from kg.names import DEFAULT_BASE, ONTOLOGY_DIR, OWL, PREFIXES, RDF, SH, STYR
from kg.rdf import FORMATS, format_named, parse_quads
from kg.sparql import guard
from kg.texts import Phrase

SHAPES_DIR = ONTOLOGY_DIR / "shapes"
_QUERIES = (SH.select, SH.ask, SH.construct, SH.update)
REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


class Shapes:
    """One shapes graph, which must not be changed.

    ``ours`` is true when all of it is shipped with the software, ``sha256`` the checksum of what it
    was read from, in hexadecimal.
    """

    def __init__(self, graph: rdflib.Graph, *, ours: bool, sha256: str) -> None:
        self.graph = graph
        self.ours = ours
        self.sha256 = sha256
        self.node_shape = cache(self._node_shape)
        self.rule = cache(self._rule)
        self.path = cache(self._path)
        self.templates = cache(self._templates)

    @classmethod
    def read(cls, files: Iterable[Path], supplied: Iterable[tuple[str, bytes]] = ()) -> "Shapes":
        """All shapes of ``files``, and of ``supplied`` (name, content) that somebody sent.

        Raises `kg.errors.InputError` for what cannot be read and, in what is not ours,
        `kg.errors.QueryError` for SPARQL that cannot be read or would call out, and
        `kg.errors.ShapesBroken` when no shape says what it is about.
        """
        files = list(files)
        sources = [(str(path), _content(path), is_ours(path)) for path in files]
        sources += [(name, content, False) for name, content in supplied]
        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        read = [(ours, list(_triples(name, content, ours))) for name, content, ours in sources]
        others = [triple for ours, triples in read if not ours for triple in triples]
        if len(read) > sum(ours for ours, _ in read) and not _has_targets(others):
            names = ", ".join(name for name, _, ours in sources if not ours)
            raise ShapesBroken(reason=Phrase("shapes.none", {"names": names}))
        for triple in _named([triple for _, triples in read for triple in triples]):
            graph.add(triple)
        checksum = hashlib.sha256(b"".join(content for _, content, _ in sources)).hexdigest()
        return cls(graph, ours=all(ours for _, _, ours in sources), sha256=checksum)

    def __reduce__(self) -> tuple[object, ...]:
        return _from_ntriples, (self.ntriples, self.ours, self.sha256)

    @cached_property
    def version(self) -> str:
        """owl:versionInfo of the shapes, else the start of their checksum."""
        for header in sorted(self.graph.subjects(uri(RDF.type), uri(OWL.Ontology)), key=str):
            if version := self.graph.value(header, uri(OWL.versionInfo)):
                return str(version)
        return "sha256:" + self.sha256[:12]

    @cached_property
    def ntriples(self) -> str:
        """All of it as N-Triples."""
        return self.graph.serialize(format="nt")

    @cached_property
    def targeted(self) -> tuple[str, ...]:
        """IRIs of the shapes that state what they are about, in a fixed order."""
        found = {str(s) for each in _TARGETS for s in self.graph.subjects(uri(each), None)}
        return tuple(sorted(found))

    def _node_shape(self, source: str) -> str:
        """The named shape that has targets and that ``source`` is a part of; else ``source``."""
        node: Node = _node(source)
        seen: set[Node] = set()
        while str(node) not in self._targeted_set and node not in seen:
            seen.add(node)
            node = next(iter(self.graph.subjects(None, node)), node)
        return str(node) if str(node) in self._targeted_set else source

    @cached_property
    def _targeted_set(self) -> frozenset[str]:
        return frozenset(self.targeted)

    def _rule(self, shape: str) -> str:
        """Its rule ("R09"), else the last part of its IRI."""
        said = self.graph.value(_node(shape), uri(STYR.rule))
        return str(said) if said is not None else re.split(r"[#/:]", shape)[-1]

    def texts(self, shape: str, predicate: ox.NamedNode) -> dict[str, str]:
        """What a shape says with ``predicate``, by language ("" without one)."""
        return self._texts(_node(shape), predicate)

    def _texts(self, subject: Node, predicate: ox.NamedNode) -> dict[str, str]:
        literals = self.graph.objects(subject, uri(predicate))
        return {x.language or "": str(x) for x in literals if isinstance(x, rdflib.Literal)}

    def _path(self, source: str) -> str | None:
        """The path of a property shape as in SPARQL, None for a node shape."""
        path = self.graph.value(_node(source), uri(SH.path))
        return None if path is None else path_text(self.graph, path)

    def _templates(self, source: str) -> list["Template"]:
        """Every message that a result of ``source`` can have."""
        node = _node(source)
        holders = [node, *self.graph.objects(node, uri(SH.sparql))]
        return [
            Template(lang, text)
            for holder in holders
            for lang, text in sorted(self._texts(holder, SH.message).items())
        ]


class Template:
    """A message with places for what a SPARQL constraint found, such as ``{?year}``."""

    def __init__(self, lang: str, text: str) -> None:
        self.lang = lang
        self.text = text
        self.names = _PLACEHOLDER.findall(text)

    def values(self, filled: str) -> dict[str, str] | None:
        """What stands in its places in ``filled``; None when that was made from another."""
        if not self.names:
            return {} if filled == self.text else None
        found = self._pattern.fullmatch(filled)
        if found is None:
            return None
        return dict(zip(self.names, found.groups(), strict=True))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = _PLACEHOLDER.split(self.text)[::2]
        return re.compile("(.*?)".join(map(re.escape, pieces)), re.DOTALL)


def fill(template: str, values: dict[str, str]) -> str:
    """``template`` with its places filled in; a place that nothing is known of stays."""
    return _PLACEHOLDER.sub(lambda place: values.get(place[1], place[0]), template)


@cache
def shipped(*more: Path) -> Shapes:
    """The rules of the governance model, and shapes of ``more`` folders or files beside them."""
    return Shapes.read([file for each in (SHAPES_DIR, *more) for file in shape_files(each)])


def shape_files(shapes: Path) -> list[Path]:
    """The RDF files of a folder, or the one file."""
    return list(_shipped_files(shapes)) if is_ours(shapes) else _listed(shapes)


@cache
def _shipped_files(shapes: Path) -> tuple[Path, ...]:
    return tuple(_listed(shapes))


def _listed(shapes: Path) -> list[Path]:
    if not shapes.is_dir():
        return [shapes]
    return sorted(path for path in shapes.iterdir() if path.suffix[1:] in FORMATS)


def is_ours(path: Path) -> bool:
    """Whether the file or folder is shipped with the software."""
    return path.resolve().is_relative_to(ONTOLOGY_DIR)


@cache
def _shipped_content(path: Path) -> bytes:
    """Read once: where shapes that others sent are judged, no file can be opened."""
    return path.read_bytes()


def _has_targets(triples: Iterable[tuple[Node, Node, Node]]) -> bool:
    targets = {uri(each) for each in _TARGETS}
    return any(predicate in targets for _, predicate, _ in triples)


def _content(path: Path) -> bytes:
    if is_ours(path):
        return _shipped_content(path)
    try:
        return path.read_bytes()
    except OSError as problem:
        raise FileUnreadable(path=path, reason=problem.strerror or str(problem)) from problem


def _triples(name: str, content: bytes, ours: bool) -> Iterator[tuple[Node, Node, Node]]:
    rdf_format = format_named(name.rpartition(".")[2])
    for quad in parse_quads(content, rdf_format, name=name, base=DEFAULT_BASE):
        query = quad.object
        if quad.predicate in _QUERIES and not ours:
            guard(query.value if isinstance(query, ox.Literal) else "")
        yield to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)


def _from_ntriples(ntriples: str, ours: bool, sha256: str) -> Shapes:
    """What pickle calls."""
    graph = rdflib.Graph(bind_namespaces="none").parse(data=ntriples, format="nt")
    return Shapes(graph, ours=ours, sha256=sha256)


def _named(triples: list[tuple[Node, Node, Node]]) -> Iterator[tuple[Node, Node, Node]]:
    """``triples`` with names for property shapes that are blank nodes."""
    above: dict[Node, Node] = {o: s for s, _, o in triples if isinstance(o, rdflib.BNode)}
    names: dict[Node, rdflib.URIRef] = {}
    count: dict[Node, int] = {}
    for _, predicate, part in triples:
        if predicate == uri(SH.property) and isinstance(part, rdflib.BNode) and part not in names:
            top = _top(part, above)
            count[top] = count.get(top, 0) + 1
            names[part] = rdflib.URIRef(f"{_base(top)}-property-{count[top]}")
    for s, p, o in triples:
        yield names.get(s, s), p, names.get(o, o)


def _top(node: Node, above: dict[Node, Node]) -> Node:
    seen: set[Node] = set()
    while node in above and node not in seen:
        seen.add(node)
        node = above[node]
    return node


def _base(node: Node) -> str:
    return str(node) if isinstance(node, rdflib.URIRef) else f"urn:shape:{node}"


@contextmanager
def quiet_about_literals() -> Iterator[None]:
    """No traceback of rdflib's for a date like 2026-13-14: that is a finding of the report."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def uri(node: ox.NamedNode) -> rdflib.URIRef:
    """The same IRI for rdflib."""
    return rdflib.URIRef(node.value)


def _node(name: str) -> Node:
    return rdflib.BNode(name[2:]) if name.startswith("_:") else rdflib.URIRef(name)


def to_rdflib(term: object) -> Node:
    """The same term for rdflib. Raises TypeError for a quoted triple."""
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
    for predicate, mark in REPEATED.items():
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
