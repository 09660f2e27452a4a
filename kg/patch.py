"""RDF Patch: what to delete from and add to a dataset (https://afs.github.io/rdf-delta/rdf-patch.html).

Read are the rows H, TX, TC, TA, PA, PD, A and D. Blank nodes are named by the labels of the dataset
that the patch is for, as the format says, so applying one needs that dataset's own labels.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, parse

from kg.errors import FileUnreadable, SyntaxBroken
from kg.names import DATA_GRAPH, PROVENANCE_GRAPH
from kg.rdf import in_graph, sorted_nquads
from kg.syntax import reason
from kg.texts import Phrase

SUFFIX = "rdfp"
_SHOWN = 80
_TOKEN = re.compile(
    r'(?P<kept>"(?:[^"\\]|\\.)*"|<(?!_:)[^>]*>|_:\S+|\^\^|@[\w-]+)'
    r"|<(?P<blank>_:[^>]*)>"
    r"|(?P<prefix>[\w.-]*):(?P<local>[^\s<>\"]*)"
)


@dataclass(frozen=True, slots=True)
class Patch:
    """Quads to remove and to add, of which none is both; header values by key."""

    removed: frozenset[Quad] = frozenset()
    added: frozenset[Quad] = frozenset()
    header: Mapping[str, str] = field(default_factory=dict)

    def apply(self, quads: Iterable[Quad]) -> set[Quad]:
        """What ``quads`` become. Removing what is not there and adding what is does nothing."""
        return (set(quads) - self.removed) | self.added

    def inverted(self) -> "Patch":
        """The patch that takes this one back, where all of it had effect."""
        return Patch(self.added, self.removed, self.header)


def between(before: Iterable[Quad], after: Iterable[Quad], **header: str) -> Patch:
    """The patch that makes ``before`` into ``after``, blank nodes named as in `sorted_nquads`."""
    old, new = canonical(before), canonical(after)
    return Patch(frozenset(old - new), frozenset(new - old), header)


def canonical(quads: Iterable[Quad]) -> set[Quad]:
    """The same quads with the blank node labels that `sorted_nquads` writes."""
    quads = set(quads)
    if not any(isinstance(term, BlankNode) for quad in quads for term in quad):
        return quads
    return set(parse(sorted_nquads(quads), format=RdfFormat.N_QUADS))


def to_text(patch: Patch) -> str:
    """One transaction, its rows sorted: equal patches give equal texts."""
    rows = [f"H {key} {Literal(value)} ." for key, value in patch.header.items()]
    rows += ["TX .", *sorted(f"D {q} ." for q in patch.removed)]
    rows += [*sorted(f"A {q} ." for q in patch.added), "TC ."]
    return "\n".join(rows) + "\n"


def read_patch(content: bytes, *, name: str) -> Patch:
    """All transactions of ``content``, one after the other; those that were aborted do nothing.

    Raises `SyntaxBroken` naming ``name`` and the line.
    """
    reader = _Reader(name)
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as problem:
        raise SyntaxBroken(path=name, reason=str(problem)) from problem
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            reader.row(number, line)
    return reader.patch()


def read_patch_file(path: Path) -> Patch:
    """The patch in a file, for a draft: all but provenance goes into the data graph.

    Raises `FileUnreadable` or `SyntaxBroken`.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise FileUnreadable(path=path, reason=problem.strerror or str(problem)) from problem
    return for_draft(read_patch(content, name=str(path)))


def for_draft(patch: Patch) -> Patch:
    """``patch`` with all but provenance in the data graph."""
    removed, added = (frozenset(map(_in_draft, quads)) for quads in (patch.removed, patch.added))
    return Patch(removed - added, added, patch.header)


def _in_draft(quad: Quad) -> Quad:
    return quad if quad.graph_name == PROVENANCE_GRAPH else in_graph(quad, DATA_GRAPH)


class _Reader:
    """Collects rows, and parses their statements all at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.header: dict[str, str] = {}
        self.prefixes: dict[str, str] = {}
        self.rows: list[tuple[int, str, str]] = []
        self.begun: int | None = None

    def row(self, number: int, line: str) -> None:
        kind, *more = line.strip().removesuffix(".").split(maxsplit=1) or [""]
        rest = more[0].rstrip() if more else ""
        if kind in ("A", "D"):
            self.rows.append((number, kind, self._long(rest) if self._short(rest) else rest))
        elif kind in ("TX", "TC", "TA"):
            self._transaction(kind, number)
        elif kind == "H":
            key, _, value = rest.partition(" ")
            self.header[key] = _value(value.strip())
        elif kind in ("PA", "PD"):
            self._prefix(kind, rest)
        else:
            raise self._broken(number, line)

    def patch(self) -> Patch:
        """What the rows come to: the last one about a statement counts."""
        if self.begun is not None:
            raise self._broken(self.rows[-1][0] if self.rows else 1, "TX … (TC .)")
        last = {quad: kind for kind, quad in self._statements()}
        removed = frozenset(quad for quad, kind in last.items() if kind == "D")
        return Patch(removed, frozenset(last) - removed, self.header)

    def _transaction(self, kind: str, number: int) -> None:
        if (kind == "TX") == (self.begun is not None):
            raise self._broken(number, kind)
        if kind == "TA":
            del self.rows[self.begun :]
        self.begun = len(self.rows) if kind == "TX" else None

    def _prefix(self, kind: str, rest: str) -> None:
        prefix, _, iri = rest.partition(" ")
        name = prefix.strip('"').rstrip(":")
        if kind == "PA":
            self.prefixes[name] = iri.strip().strip('"<>')
        else:
            self.prefixes.pop(name, None)

    def _short(self, rest: str) -> bool:
        return bool(self.prefixes) or "<_:" in rest

    def _long(self, rest: str) -> str:
        def whole(token: re.Match[str]) -> str:
            if token["kept"]:
                return token["kept"]
            if token["blank"]:
                return token["blank"]
            base = self.prefixes.get(token["prefix"])
            return token[0] if base is None else f"<{base}{token['local']}>"

        return _TOKEN.sub(whole, rest)

    def _statements(self) -> list[tuple[str, Quad]]:
        """Lines are kept where they were, so that the parser tells the right one."""
        text, at = [], 1
        for number, _, rest in self.rows:
            text += ["\n" * (number - at), rest, " .\n"]
            at = number + 1
        content = "".join(text).encode()
        try:
            parsed = parse(content, format=RdfFormat.N_QUADS)
            return [(row[1], quad) for row, quad in zip(self.rows, parsed, strict=True)]
        except (SyntaxError, ValueError) as problem:
            raise SyntaxBroken(path=self.name, reason=_reason(problem, content)) from problem

    def _broken(self, number: int, line: str) -> SyntaxBroken:
        said = Phrase("patch.row", {"line": number, "row": line.strip()[:_SHOWN]})
        return SyntaxBroken(path=self.name, reason=said)


def _reason(problem: Exception, content: bytes) -> Phrase:
    if isinstance(problem, SyntaxError):
        return reason(problem, content, RdfFormat.N_QUADS)
    return Phrase("patch.rows")


def _value(text: str) -> str:
    """A header's value: what a literal or IRI says, else the text itself."""
    row = f"<s:s> <p:p> {text} .".encode()
    try:
        (quad,) = parse(row, format=RdfFormat.N_QUADS)
    except (SyntaxError, ValueError):
        return text
    return str(getattr(quad.object, "value", text))
