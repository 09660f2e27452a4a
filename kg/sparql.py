"""SPARQL queries from people: parsed and refused before, killed during, cut never silently.

pyoxigraph has no time limit and ``SERVICE`` makes it call out, so a query is first parsed with
rdflib's parser and then run in a process of its own (`kg.worker`). Two parsers never agree on
everything, so it matters that this process cannot open a connection either.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Variable,
    serialize,
)
from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import FormatUnknown, QueryBroken, QueryNested, QueryRefused, QueryTimeout, TooSlow
from kg.forms import GRAPH_FORMS, RESULT_FORMS, named
from kg.names import DEFAULT_BASE, GRAPH, PREFIXES, QUERY_PREFIXES
from kg.worker import limited

DEFAULT_SECONDS = 30.0
MEGABYTES = 2048
"""Memory that a query may take beyond the graph."""
_UPDATE = re.compile(
    r"\s*+(?:(?:PREFIX\s*+[^\s<>]*+\s*+|BASE\s*+)<[^<>]*+>\s*+)*+"
    r"(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b",
    re.IGNORECASE,
)
_COMMENT_LINE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_SUSPECT = re.compile(r"service|from|\\u", re.IGNORECASE)
_BRACKETS = re.compile(r"[(){}\[\]]")
_PLACED = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
LONGEST_REASON = 200
"""Characters of what Oxigraph would rather have read, which it can list for half a page."""
DEEPEST = 1000
"""Brackets within brackets; Oxigraph's parser overflows its stack at some 3,000."""
CALLS = 10_000
"""Within each other while rdflib reads: brackets some 200 deep. Some queries never end."""
_TOKENS = re.compile(
    r"""#[^\r\n]*+|<[^<>"{}|^`\\\s]*+>|[?$@]\w++|:[\w.:%\\-]*+|([\w.-]++)(:[\w.:%\\-]*+)?"""
    r"""|"{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?"""
    r"""|"(?:[^"\\\r\n]|\\.)*+"?|'(?:[^'\\\r\n]|\\.)*+'?""",
    re.DOTALL,
)
"""Of SPARQL, roughly: comments, IRIs, variables, names, texts, and words, which are a group."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")


def guard(query: str) -> bool:
    """Whether ``query`` chooses its own graphs (``FROM``); raises an error if it may not be run.

    Raises `QueryRefused` for an update, ``SERVICE`` or a ``FROM`` outside the dataset, and
    `QueryBroken` for what rdflib's SPARQL 1.1 parser cannot read.
    """
    return any(part.name == "DatasetClause" for part in _checked(query))


def permitted(
    store: Store,
    query: str,
    default_graphs: Iterable[str] | None = None,
    named_graphs: Iterable[str] | None = None,
    base: str = DEFAULT_BASE,
) -> bool:
    """`guard` for a query that Oxigraph will parse next, in a process that can reach nothing.

    A query without the letters of ``SERVICE`` and ``FROM`` can neither call out nor choose graphs,
    so rdflib need not read it too (2–8 ms); what is no query Oxigraph's own parser refuses, and
    tells where. Graphs, of the query or given with it, must be some that ``store`` has; relative
    names of them are relative to ``base``. Raises as `guard`, and `QueryNested` for what would
    overflow the parser's stack.
    """
    if found := _update(query):
        raise QueryRefused(what=found)
    if _depth(query) > DEEPEST:
        raise QueryNested(depth=DEEPEST)
    for iri in (*(default_graphs or ()), *(named_graphs or ())):
        _check_graph(store, iri)
    if not _SUSPECT.search(query):
        return False
    if "SERVICE" in (t[1].upper() for t in _TOKENS.finditer(query) if t[1] and not t[2]):
        raise QueryRefused(what="SERVICE")  # rdflib never ends to read one within another
    parts = _read(query)
    clauses = [part for part in parts if part.name == "DatasetClause"]
    if default_graphs is None and named_graphs is None:  # else the client's choice stands
        declared = {
            str(part.prefix or ""): str(part.iri) for part in parts if part.name == "PrefixDecl"
        }
        bases = [str(part.iri) for part in parts if part.name == "Base"]
        start = urljoin(base, bases[0]) if bases else base
        for iri in _graphs_of(clauses, QUERY_PREFIXES | declared):
            _check_graph(store, urljoin(start, iri))
    return bool(clauses)


def run(store: Store, query: str, form: str, seconds: float = DEFAULT_SECONDS) -> bytes:
    """The result of ``query`` serialised as ``form``, computed in a process that is killed in time.

    ``form`` is a name of a format in `kg.forms`.
    Raises `QueryTimeout`, `FormatUnknown`, `kg.errors.TooLarge`, or what `guard` raises. Parsing
    counts: rdflib takes seconds for a long query.
    """
    try:
        return limited(_answer, store, query, form, seconds=seconds, megabytes=MEGABYTES)
    except TooSlow as problem:
        raise QueryTimeout(seconds=problem.params["seconds"]) from problem
    except (SyntaxError, ValueError, OSError) as problem:
        raise broken(str(problem)) from problem


def evaluate(
    store: Store, query: str, substitutions: dict[str, NamedNode] | None = None
) -> QuerySolutions | QueryTriples | QueryBoolean:
    """Evaluate a query of our own, in this process, over all graphs of the store together.

    ``substitutions`` gives values to variables that the query selects.
    """
    bound: dict[Any, Any] = {Variable(k): v for k, v in (substitutions or {}).items()}
    return store.query(
        query, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=bound
    )


def broken(message: str) -> QueryBroken:
    """Oxigraph's ``message`` about a query that it cannot read, with the place apart."""
    if not (found := _PLACED.fullmatch(message)):
        return QueryBroken(reason=message)
    line, column = int(found[1]), int(found[2])
    reason = f"rad/line {line}, kolumn/column {column}: {found[3][:LONGEST_REASON]}"
    return QueryBroken(reason=reason, line=line, column=column)


def read_deeply() -> None:
    """Let rdflib's parser recurse, in a process that may die of it.

    It takes some 40 calls for a bracket, so Python's own limit is reached by ordinary queries.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), CALLS))


def _answer(store: Store, query: str, form: str) -> bytes:
    read_deeply()
    parts = {part.name for part in _checked(query)}
    gives_graph = not parts.isdisjoint(("ConstructQuery", "DescribeQuery"))
    key = named(form, GRAPH_FORMS) if gives_graph else named(form, RESULT_FORMS)
    if not key:
        known = ", ".join(GRAPH_FORMS if gives_graph else RESULT_FORMS)
        raise FormatUnknown(name=form, known=known)
    return _serialised(store, query, key, union="DatasetClause" not in parts)


def _serialised(store: Store, query: str, form: str, *, union: bool) -> bytes:
    result = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=union)
    if isinstance(result, QueryTriples):
        return serialize(result, format=GRAPH_FORMS[form].serializer, prefixes=PREFIXES) or b""
    return result.serialize(format=RESULT_FORMS[form].serializer) or b""


def _checked(query: str) -> list[CompValue]:
    """The parts of ``query``; raises what `guard` raises."""
    if found := _update(query):
        raise QueryRefused(what=found)
    parts = _read(query)
    for part in parts:
        if part.name == "DatasetClause":
            _check_dataset(part)
    return parts


def _update(query: str) -> str:
    """The word that makes ``query`` an update, empty if it is none."""
    found = _UPDATE.match(_COMMENT_LINE.sub("", query))
    return found.group(1).upper() if found else ""


def _read(query: str) -> list[CompValue]:
    """The parts of ``query`` as rdflib reads it, none of which is ``SERVICE``."""
    try:
        parts = list(_parts(parseQuery(_plain(query))))
    except (ParseBaseException, RecursionError, ValueError, TypeError) as problem:
        raise QueryBroken(reason=_reason(problem, query)) from problem
    if any(part.name == "ServiceGraphPattern" for part in parts):
        raise QueryRefused(what="SERVICE")
    return parts


def _depth(query: str) -> int:
    """How deep brackets are nested at most, those in texts included."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(query):
        depth = depth + 1 if bracket in "({[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _graphs_of(clauses: Iterable[CompValue], prefixes: Mapping[str, str]) -> Iterator[str]:
    for clause in clauses:
        for key in ("default", "named"):
            if key in clause:
                target = clause[key]
                if isinstance(target, CompValue):
                    start = prefixes.get(str(target.prefix or ""), "")
                    yield start + str(target.localname or "")
                else:
                    yield str(target)


def _check_graph(store: Store, iri: str) -> None:
    try:
        known = store.contains_named_graph(NamedNode(iri))
    except ValueError:
        known = False
    if not known:
        raise QueryRefused(what=f"FROM <{iri}>")


def _plain(query: str) -> str:
    """``query`` as Oxigraph reads it, where rdflib would read something else and miss ``SERVICE``.

    A carriage return ends a comment. An escape is a character of a name or a text, never a
    quotation mark, line break or bracket; ValueError for such an escape.
    """
    return _ESCAPE.sub(_letter, query.replace("\r", "\n"))


def _letter(escape: re.Match[str]) -> str:
    number = int(escape.group(1) or escape.group(2), 16)
    if number > sys.maxunicode or not chr(number).isalnum():
        raise ValueError(f"{escape.group()}: write the character itself")
    return chr(number)


def _parts(parsed: Any) -> Iterator[CompValue]:
    """Every named part of rdflib's parse tree."""
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        if isinstance(part, CompValue):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, (list, ParseResults)):
            waiting.extend(part)


def _check_dataset(clause: CompValue) -> None:
    for key in ("default", "named"):
        if key not in clause:
            continue
        target = clause[key]
        if isinstance(target, CompValue):
            raise QueryRefused(what=f"FROM {target.prefix or ''}:{target.localname or ''}")
        if not str(target).startswith(GRAPH.base):
            raise QueryRefused(what=f"FROM <{target}>")


def _reason(problem: Exception, query: str) -> str:
    if isinstance(problem, ParseBaseException):
        line = max(1, min(problem.lineno, query.count("\n") + 1))
        return f"rad/line {line}: {problem.msg}"
    return type(problem).__name__ + (f": {problem}" if str(problem) else "")
