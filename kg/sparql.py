"""SPARQL queries from people: parsed and refused before, killed during, cut never silently.

pyoxigraph has no time limit and ``SERVICE`` makes it call out, so a query is first parsed with
rdflib's parser and then run in a forked process that shares the store's memory and can be killed.
"""

import multiprocessing
import re
from collections.abc import Iterator
from multiprocessing.connection import Connection
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

from kg.errors import FormatUnknown, QueryBroken, QueryRefused, QueryTimeout, StyrError
from kg.names import GRAPH, PREFIXES

DEFAULT_SECONDS = 30.0
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
    r"^\s*(?:(?:PREFIX|BASE)\b[^\n]*\n?\s*)*"
    r"(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b",
    re.IGNORECASE,
)


def guard(query: str) -> bool:
    """Whether ``query`` chooses its own graphs (``FROM``); raises an error if it may not be run.

    Raises `QueryRefused` for an update, ``SERVICE`` or a ``FROM`` outside the dataset, and
    `QueryBroken` for what rdflib's SPARQL 1.1 parser cannot read.
    """
    bare = re.sub(r"(?m)^\s*#.*$", "", query)
    if found := _UPDATE.match(bare):
        raise QueryRefused(what=found.group(1).upper())
    try:
        parsed = parseQuery(query)
    except (ParseBaseException, RecursionError, ValueError, TypeError) as problem:
        raise QueryBroken(reason=_reason(problem, query)) from problem
    parts = list(_parts(parsed))
    if any(part.name == "ServiceGraphPattern" for part in parts):
        raise QueryRefused(what="SERVICE")
    datasets = [part for part in parts if part.name == "DatasetClause"]
    for dataset in datasets:
        _check_dataset(dataset)
    return bool(datasets)


def run(store: Store, query: str, form: str, seconds: float = DEFAULT_SECONDS) -> bytes:
    """The result of ``query`` serialised as ``form``, computed in a process that is killed in time.

    ``form`` is a key of `RESULT_FORMATS` (SELECT, ASK) or `GRAPH_FORMATS` (CONSTRUCT, DESCRIBE).
    Raises `QueryTimeout`, `FormatUnknown`, or what `guard` raises.
    """
    union = not guard(query)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(store, query, union, form, sender), daemon=True)
    worker.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise QueryTimeout(seconds=f"{seconds:g}")
        answer: bytes | StyrError | str = receiver.recv()
    except EOFError as problem:
        raise QueryBroken(reason="the worker process ended (out of memory?)") from problem
    finally:
        worker.kill()
        worker.join()
        receiver.close()
    if isinstance(answer, bytes):
        return answer
    raise answer if isinstance(answer, StyrError) else QueryBroken(reason=answer)


def evaluate(
    store: Store, query: str, substitutions: dict[str, NamedNode] | None = None
) -> QuerySolutions | QueryTriples | QueryBoolean:
    """Evaluate a query of our own, in this process, over all graphs of the store together."""
    bound: dict[Any, Any] = {Variable(k): v for k, v in (substitutions or {}).items()}
    return store.query(
        query, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=bound
    )


def _work(store: Store, query: str, union: bool, form: str, sender: Connection) -> None:
    try:
        sender.send(_serialised(store, query, union, form))
    except StyrError as problem:
        sender.send(problem)
    except (SyntaxError, ValueError, OSError) as problem:
        sender.send(str(problem))


def _serialised(store: Store, query: str, union: bool, form: str) -> bytes:
    result = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=union)
    if isinstance(result, QueryTriples):
        rdf_format = GRAPH_FORMATS.get(form)
        if rdf_format is None:
            raise FormatUnknown(name=form, known=", ".join(GRAPH_FORMATS))
        return serialize(result, format=rdf_format, prefixes=PREFIXES) or b""
    results_format = RESULT_FORMATS.get(form)
    if results_format is None:
        raise FormatUnknown(name=form, known=", ".join(RESULT_FORMATS))
    return result.serialize(format=results_format) or b""


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
        target = clause[key] if key in clause else None
        if target is not None and not str(target).startswith(GRAPH.base):
            raise QueryRefused(what=f"FROM <{target}>")


def _reason(problem: Exception, query: str) -> str:
    if isinstance(problem, ParseBaseException):
        line = max(1, min(problem.lineno, query.count("\n") + 1))
        return f"rad/line {line}: {problem.msg}"
    return type(problem).__name__ + (f": {problem}" if str(problem) else "")
