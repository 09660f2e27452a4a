"""What may be asked of somebody else's SPARQL server, and how it is put there.

A server understands more than SPARQL 1.1 (Virtuoso's ``define`` and ``bif:``, GraphDB's magic
predicates, functions of Jena that load Java), and reads it in its own way. So a query is not passed
on: it is read by the grammar of the recommendation (`kg.query_tree`), and what is sent is written
anew from what was read. Names are whole IRIs, texts are escaped in one way, comments are gone, and
the graphs are told beside the query, by the names that the server has for them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin

from pyoxigraph import NamedNode

from kg.errors import QueryBroken, QueryNested, QueryRefused
from kg.names import QUERY_PREFIXES, XSD
from kg.query_grammar import Token
from kg.query_tree import DEEPEST, Node, NotSparql, TooDeep, parse
from kg.stores.graphs import NOTHING, PARTS, Names
from kg.versions_as_graphs import graph_of, named_in

FOREIGN = (
    "bif:",
    "sql:",
    "java:",
    "http://www.openlinksw.com/",
    "http://jena.apache.org/",
    "http://jena.hpl.hp.com/",
    "http://www.ontotext.com/",
    "http://www.bigdata.com/",
    "http://rdf4j.org/",
    "http://qlever.cs.uni-freiburg.de/",
    "https://qlever.cs.uni-freiburg.de/",
)
"""How names begin with which servers do more than look up what is in their graphs."""
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CODE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_CALLS = ("FunctionCall", "IriOrFunction")
Kind = Literal["select", "ask", "graph"]
_KINDS: dict[Kind, tuple[str, ...]] = {
    "graph": ("ConstructQuery", "DescribeQuery", "LongConstruct", "ShortConstruct"),
    "ask": ("AskQuery",),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A query as it is sent: a "select", an "ask", or one that gives a "graph".

    ``back`` gives our names of graphs that the answer may name.
    """

    text: str
    kind: Kind
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    back: dict[str, str] = field(default_factory=dict)


def prepared(
    text: str,
    names: Names,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
) -> Sent:
    """The query about a version, as it is sent. Graphs that a client gives go before its ``FROM``.

    Raises `QueryBroken`, `QueryNested`, or `QueryRefused` for ``SERVICE``, graphs that there are
    not, functions that are not SPARQL's own, and names that do more than they say.
    """
    tree = _read(text)
    if next(tree.all("Service"), None):
        raise QueryRefused(what="SERVICE")
    reader = _Reader(text, names)
    written = reader.write(tree)
    default, named = reader.default, reader.named
    if default_graphs is not None or named_graphs is not None:
        default, named = list(default_graphs or ()), list(named_graphs or ())
    elif not default and not named:
        named = _usual(text, names)
        return Sent(written, _kind(tree), (names.whole,), _placed(named, names), reader.back)
    reader.back.update(_back((*default, *named), names))
    placed = _placed(default, names), _placed(named, names)
    return Sent(written, _kind(tree), *placed, reader.back)


def _read(text: str) -> Node:
    try:
        return parse(text.replace("\r", "\n"))
    except TooDeep as problem:
        raise QueryNested(depth=DEEPEST) from problem
    except NotSparql as problem:
        place, expected = problem.token.start, " ".join(sorted(problem.expected)[:8])
        raise _broken(text, place, f"{problem.token.text or '–'} ({expected} …)") from problem


def _broken(text: str, place: int, said: str) -> QueryBroken:
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    reason = f"rad/line {line}, kolumn/column {column}: {said}"
    return QueryBroken(reason=reason, line=line, column=column)


def _kind(tree: Node) -> Kind:
    for kind, rules in _KINDS.items():
        if next(tree.all(*rules), None):
            return kind
    return "select"


def _usual(text: str, names: Names) -> list[str]:
    """The named graphs of a query that chooses none; those of versions only where it has them."""
    return [*PARTS, *map(graph_of, named_in([text], names.keys))]


def _back(graphs: Iterable[str], names: Names) -> dict[str, str]:
    """What a query calls the graphs that the server calls so."""
    return {there: iri for iri in graphs if (there := names.on_server(iri))}


def _placed(graphs: Sequence[str], names: Names) -> tuple[str, ...]:
    """What the server calls ``graphs``. Raises `QueryRefused` for one that is not there."""
    found = []
    for iri in graphs:
        if (there := names.on_server(iri)) is None:
            raise QueryRefused(what=f"FROM <{iri}>")
        found.append(there)
    return tuple(dict.fromkeys(found)) or (NOTHING,)


class _Reader:
    """Writes a query anew.

    ``default`` and ``named`` are the graphs that it chooses itself, ``back`` as in `Sent`.
    """

    def __init__(self, text: str, names: Names) -> None:
        self.default: list[str] = []
        self.named: list[str] = []
        self._text = text
        self._names = names
        self._base = ""
        self._prefixes = dict(QUERY_PREFIXES)
        self._left_out: set[int] = set()
        self.back = _back(PARTS, names)

    def write(self, tree: Node) -> str:
        """The text to send. Raises `QueryBroken` or `QueryRefused`."""
        for declared in tree.all("Prologue", "BaseDecl", "PrefixDecl"):
            self._declare(declared)
        for clause in list(tree.all("DatasetClause")):
            self._choose(clause)
        for call in tree.all(*_CALLS):
            self._check_call(call)
        return "".join(self._written(tree)).strip()

    def _declare(self, node: Node) -> None:
        self._left_out |= {token.start for token in node.tokens}
        iri, prefix = node.token("IRIREF"), node.token("PNAME_NS")
        if iri and prefix:
            self._prefixes[prefix.text[:-1]] = self._resolved(iri)
        elif iri:
            self._base = self._resolved(iri)

    def _choose(self, clause: Node) -> None:
        self._left_out |= {token.start for token in clause.tokens}
        named = "NAMED" in clause.kinds
        for iri in clause.all("iri"):
            (self.named if named else self.default).append(self._iri(next(iri.tokens)))

    def _check_call(self, call: Node) -> None:
        if (iri := call.one("iri")) and len(call.parts) > 1:
            name = self._iri(next(iri.tokens))
            if not name.startswith(XSD.base):
                raise QueryRefused(what=f"<{name}>()")

    def _written(self, tree: Node) -> Iterator[str]:
        end = 0
        for token in tree.tokens:
            if token.start in self._left_out:
                continue
            yield " " if token.start > end else ""
            yield self._one(token)
            end = token.end

    def _one(self, token: Token) -> str:
        if token.kind in ("IRIREF", "PNAME", "PNAME_NS"):
            iri = self._iri(token)
            if iri.lower().startswith(FOREIGN):
                raise QueryRefused(what=f"<{iri}>")
            there = self._names.on_server(iri)
            if there:
                self.back[there] = iri
            return f"<{there or iri}>"
        return _string(token.text) if token.kind == "STRING" else token.text

    def _iri(self, token: Token) -> str:
        """The whole IRI that a token stands for."""
        if token.kind == "IRIREF":
            return self._resolved(token)
        prefix, _, local = token.text.partition(":")
        if prefix not in self._prefixes:
            raise _broken(self._text, token.start, f"{prefix}: ?")
        plain = re.sub(r"\\([^uU])", r"\1", _CODE.sub(_letter, local))
        return self._checked(self._prefixes[prefix] + plain, token)

    def _resolved(self, token: Token) -> str:
        iri = _CODE.sub(_letter, token.text[1:-1])
        return self._checked(urljoin(self._base, iri) if self._base else iri, token)

    def _checked(self, iri: str, token: Token) -> str:
        try:
            return NamedNode(iri).value
        except ValueError as problem:
            raise _broken(self._text, token.start, str(problem)) from problem


def _string(token: str) -> str:
    """A text in double quotes, whatever it was written in.

    Raises `QueryRefused` for what a server that replaces ``\\u`` before it reads would misread.
    """
    width = 3 if token.startswith(('"""', "'''")) else 1
    plain = _ESCAPE.sub(_meant, token[width:-width])
    if re.search(r"\\[uU]", plain):
        raise QueryRefused(what="\\u")
    return '"' + "".join(_WRITTEN.get(letter, letter) for letter in plain) + '"'


def _meant(escape: re.Match[str]) -> str:
    if escape[3] is not None:
        return _ESCAPED.get(escape[3], escape[3])
    return _letter(escape)


def _letter(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number == 0:
        raise QueryRefused(what=escape.group())
    return chr(number)
