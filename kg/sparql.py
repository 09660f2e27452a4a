"""SPARQL queries from people: parsed and refused before, killed during, cut never silently.

pyoxigraph has no time limit and ``SERVICE`` makes it call out, so a query is first parsed with
rdflib's parser and then run in a process of its own (`kg.worker`). Two parsers never agree on
everything, so it matters that this process cannot open a connection either.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Variable,
    serialize,
)
from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import FormatUnknown, QueryBroken, QueryRefused, QueryTimeout, TooSlow
from kg.names import GRAPH, PREFIXES
from kg.worker import limited

DEFAULT_SECONDS = 30.0
MEGABYTES = 2048
"""Memory that a query may take beyond the graph."""
RESULT_FORMATS: dict[str, QueryResultsFormat] = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
GRAPH_FORMATS: dict[str, RdfFormat] = {
    "turtle": RdfFormat.TURTLE,
    "json": RdfFormat.JSON_LD,
    "xml": RdfFormat.RDF_XML,
}
_UPDATE = re.compile(
    r"\s*+(?:(?:PREFIX\s*+[^\s<>]*+\s*+|BASE\s*+)<[^<>]*+>\s*+)*+"
    r"(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b",
    re.IGNORECASE,
)
_COMMENT_LINE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")


def guard(query: str) -> bool:
    """Whether ``query`` chooses its own graphs (``FROM``); raises an error if it may not be run.

    Raises `QueryRefused` for an update, ``SERVICE`` or a ``FROM`` outside the dataset, and
    `QueryBroken` for what rdflib's SPARQL 1.1 parser cannot read.
    """
    return any(part.name == "DatasetClause" for part in _checked(query))


def run(store: Store, query: str, form: str, seconds: float = DEFAULT_SECONDS) -> bytes:
    """The result of ``query`` serialised as ``form``, computed in a process that is killed in time.

    ``form`` is a key of `RESULT_FORMATS` (SELECT, ASK) or `GRAPH_FORMATS` (CONSTRUCT, DESCRIBE).
    Raises `QueryTimeout`, `FormatUnknown`, `kg.errors.TooLarge`, or what `guard` raises. Parsing
    counts: rdflib takes seconds for a long query.
    """
    try:
        return limited(_answer, store, query, form, seconds=seconds, megabytes=MEGABYTES)
    except TooSlow as problem:
        raise QueryTimeout(seconds=problem.params["seconds"]) from problem
    except (SyntaxError, ValueError, OSError) as problem:
        raise QueryBroken(reason=str(problem)) from problem


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


def _answer(store: Store, query: str, form: str) -> bytes:
    parts = {part.name for part in _checked(query)}
    gives_graph = not parts.isdisjoint(("ConstructQuery", "DescribeQuery"))
    known = GRAPH_FORMATS if gives_graph else RESULT_FORMATS
    if form not in known:
        raise FormatUnknown(name=form, known=", ".join(known))
    return _serialised(store, query, form, union="DatasetClause" not in parts)


def _serialised(store: Store, query: str, form: str, *, union: bool) -> bytes:
    result = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=union)
    if isinstance(result, QueryTriples):
        return serialize(result, format=GRAPH_FORMATS[form], prefixes=PREFIXES) or b""
    return result.serialize(format=RESULT_FORMATS[form]) or b""


def _checked(query: str) -> list[CompValue]:
    """The parts of ``query``; raises what `guard` raises."""
    if found := _UPDATE.match(_COMMENT_LINE.sub("", query)):
        raise QueryRefused(what=found.group(1).upper())
    try:
        parts = list(_parts(parseQuery(_plain(query))))
    except (ParseBaseException, RecursionError, ValueError, TypeError) as problem:
        raise QueryBroken(reason=_reason(problem, query)) from problem
    if any(part.name == "ServiceGraphPattern" for part in parts):
        raise QueryRefused(what="SERVICE")
    for part in parts:
        if part.name == "DatasetClause":
            _check_dataset(part)
    return parts


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
