"""The worker's side of the SPARQL endpoint: one query after another, each answered in frames.

It runs in a process that `kg.pool` forks, confined as `kg.worker` says. A frame is a letter, four
bytes of length and what it carries: ``h`` the head of the answer (JSON), ``c`` a part of it, ``e``
its end (JSON), ``x`` an error instead, and whether the worker has grown (pickled).
"""

import gc
import json
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import IO, Any, cast

import brotli
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    serialize,
)

from kg.cut import Cut, Cutter, Limits
from kg.errors import NotAcceptable, QueryBroken
from kg.forms import GRAPH_FORMS, RESULT_FORMS
from kg.names import DEFAULT_BASE, QUERY_PREFIXES
from kg.query_check import LONGEST, first_error
from kg.query_words import TEXTS as WORDS
from kg.sparql import broken, permitted, read_deeply
from kg.spreadsheet import BOM, WIRE, Rewriter
from kg.texts import LANGUAGES, Texts, load
from kg.worker import confine, passable

FRAME = struct.Struct(">cI")
GROWTH = 64 * 1024 * 1024
"""Bytes that a worker may have grown by and still take another query."""
NICE = 10
"""How much the workers stand back for those who answer people."""
SMALL = 1024
"""Bytes that are not worth compressing."""

Send = Callable[[bytes, bytes], None]
Prepare = Callable[[], Store]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what the SPARQL Protocol lets a client say of it.

    ``rows_form`` (SELECT, ASK) and ``graph_form`` (CONSTRUCT, DESCRIBE) are keys of `RESULT_FORMS`
    and `GRAPH_FORMS`, or empty where the client takes none. The graphs are None where the client
    names none; ``union`` are the graphs that stand together for the default graph then, empty for
    all there are. ``encoding`` is "gzip", "br" or empty. ``bom`` begins CSV with a byte order mark;
    ``spreadsheet`` makes it as `kg.spreadsheet` says, in ``lang``.
    ``rows`` is how many the client wants at most, None for as many as it may have. ``base`` is what
    relative IRIs are relative to, unless the query says.
    """

    text: str
    rows_form: str = "json"
    graph_form: str = "turtle"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    union: tuple[str, ...] = ()
    lang: str = "sv"
    encoding: str = ""
    bom: bool = False
    spreadsheet: bool = False
    rows: int | None = None
    base: str = DEFAULT_BASE


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a query may take: ``seconds`` on the clock, ``megabytes`` of memory beyond the graph,
    ``rows`` and ``bytes`` of its result."""

    seconds: float = 30.0
    megabytes: int = 1024
    rows: int = 1_000_000
    bytes: int = 256_000_000


def serve(sock: socket.socket, prepare: Prepare, allowed: Allowed) -> None:
    """Answer the queries that come on ``sock`` until it closes. Runs in a process of its own."""
    gc.freeze()  # what was inherited is never freed: it may speak to threads that are not here
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(NICE)
    read_deeply()
    for lang in LANGUAGES:
        load("kg", lang)
        load(WORDS.package, lang)
    store, unprepared = _prepared(prepare)
    confine(sock.fileno(), allowed.megabytes)
    grown_from = _peak()
    stream = sock.makefile("rb")

    def send(kind: bytes, body: bytes) -> None:
        sock.sendall(FRAME.pack(kind, len(body)) + body)

    while head := stream.read(FRAME.size):
        asked: Asked = pickle.loads(stream.read(FRAME.unpack(head)[1]))
        _limit_processor(allowed.seconds)
        try:
            if unprepared:
                raise unprepared
            rows, truncated = _answer(store, asked, allowed, send)
        except (BrokenPipeError, ConnectionError):
            return
        except BaseException as problem:  # an engine's panic is no Exception
            tired = _peak() > grown_from + GROWTH
            send(b"x", pickle.dumps((passable(_told(problem, asked)), tired)))
        else:
            end = {"rows": rows, "truncated": truncated, "tired": _peak() > grown_from + GROWTH}
            send(b"e", json.dumps(end).encode())


def _prepared(prepare: Prepare) -> tuple[Store, Exception | None]:
    try:
        return prepare(), None
    except Exception as problem:
        return Store(), problem


def _answer(
    store: Store, asked: Asked, allowed: Allowed, send: Send
) -> tuple[int | None, str | None]:
    """Send the answer; how many rows it has (triples of a graph), and why it was cut if it was."""
    deadline = time.monotonic() + allowed.seconds
    rows = allowed.rows if asked.rows is None else min(asked.rows, allowed.rows)
    limits = Limits(rows, allowed.bytes, lambda: time.monotonic() > deadline)
    result = _evaluated(store, asked)
    if isinstance(result, QueryTriples):
        return _graph(result, asked, limits, send)
    form = acceptable(asked.rows_form, RESULT_FORMS)
    out = Out(form, asked, send)
    if isinstance(result, QueryBoolean):
        out.take(result.serialize(format=RESULT_FORMS[form].serializer) or b"")
        out.end()
        return None, None
    return _rows(result, out, limits, asked.lang)


def _evaluated(store: Store, asked: Asked) -> QuerySolutions | QueryTriples | QueryBoolean:
    chooses = permitted(store, asked.text, asked.default_graphs, asked.named_graphs, asked.base)
    ask = partial(store.query, asked.text, base_iri=asked.base, prefixes=QUERY_PREFIXES)
    if asked.default_graphs is not None or asked.named_graphs is not None:
        return ask(
            default_graph=_nodes(asked.default_graphs), named_graphs=_nodes(asked.named_graphs)
        )
    if chooses:
        return ask()
    if asked.union:
        return ask(default_graph=_nodes(asked.union))
    return ask(use_default_graph_as_union=True)


def _nodes(graphs: tuple[str, ...] | None) -> list[Any]:
    return [NamedNode(iri) for iri in graphs or ()]


def acceptable(form: str, forms: Iterable[str]) -> str:
    """``form``, unless the client takes none of ``forms``. Raises `NotAcceptable`."""
    if not form:
        raise NotAcceptable(known=", ".join(forms))
    return form


def _rows(result: QuerySolutions, out: "Out", limits: Limits, lang: str) -> tuple[int, str | None]:
    variables = [variable.value for variable in result.variables]
    cutter = Cutter(out.wire, variables, limits, notice(lang), out.take)
    reason = None
    try:
        result.serialize(cast(IO[bytes], cutter), format=RESULT_FORMS[out.wire].serializer)
    except Cut as cut:
        reason = cut.reason
    reason = cutter.finish(reason)
    out.end()
    return cutter.rows, reason


def _graph(
    result: QueryTriples, asked: Asked, limits: Limits, send: Send
) -> tuple[int, str | None]:
    form = acceptable(asked.graph_form, GRAPH_FORMS)
    out = Out(form, asked, send)
    held = Held(out.take, form)
    counter, reasons = count(), list[str]()

    def passing() -> Iterator[Triple]:
        for triple in result:
            number = next(counter)
            if reason := past(number, out.taken, limits):
                reasons.append(reason)
                return
            yield triple

    serialize(
        passing(),
        cast(IO[bytes], held),
        format=GRAPH_FORMS[form].serializer,
        prefixes=QUERY_PREFIXES,
    )
    rows = next(counter) - len(reasons)
    held.end(asked.lang, reasons[0] if reasons else None, rows)
    out.end()
    return rows, next(iter(reasons), None)


def past(number: int, taken: int, limits: Limits) -> str | None:
    """Why a graph ends before triple ``number``, with so many bytes sent; None if it goes on."""
    if number >= limits.rows:
        return "rows"
    if taken > limits.bytes:
        return "bytes"
    return "time" if number % 1000 == 0 and limits.late() else None


def notice(lang: str) -> Callable[[str, int], str]:
    """What a cut result says at its end, by the reason and its rows."""
    return lambda reason, rows: Texts("kg").get(lang, f"cut.{reason}", rows=rows)


class Out:
    """Where an answer goes: a byte order mark before, compressed on the way, in frames.

    What it takes is in the format ``wire``, of which a spreadsheet's CSV is made here.
    """

    def __init__(self, form: str, asked: Asked, send: Send) -> None:
        self.taken = 0
        self._form = form
        self._encoding = asked.encoding
        self._send = send
        spreadsheet = form == "csv" and asked.spreadsheet
        self.wire = WIRE if spreadsheet else form
        self._rewriter = Rewriter(asked.lang) if spreadsheet else None
        marked = spreadsheet or (form == "csv" and asked.bom)
        self._waiting = bytearray(BOM.encode() if marked else b"")
        self._packer: _Gzip | _Brotli | None = None
        self._begun = False

    def take(self, data: bytes) -> None:
        """Send ``data`` as soon as there is enough to send; rows come whole."""
        self.taken += len(data)
        self._waiting += self._rewriter.rewritten(data) if self._rewriter else data
        if len(self._waiting) >= 32 * SMALL:
            self._pass_on()

    def write(self, data: bytes) -> int:
        """`take`, as a file."""
        self.take(data)
        return len(data)

    def flush(self) -> None:
        """Nothing: see `take`."""

    def end(self) -> None:
        """Send what is left."""
        self._pass_on(last=True)

    def _pass_on(self, *, last: bool = False) -> None:
        if not self._begun:
            self._begin()
        body = bytes(self._waiting)
        self._waiting.clear()
        if self._packer:
            body = self._packer.process(body) + (self._packer.finish() if last else b"")
        if body:
            self._send(b"c", body)

    def _begin(self) -> None:
        self._begun = True
        encoding = self._encoding if len(self._waiting) > SMALL else ""
        if encoding:
            self._packer = _Gzip() if encoding == "gzip" else _Brotli()
        self._send(b"h", json.dumps({"form": self._form, "encoding": encoding}).encode())


class Held:
    """A file to serialise a graph into, whose end is held back until it is known if it was cut."""

    def __init__(self, take: Callable[[bytes], None], form: str) -> None:
        self._take = take
        self._form = form
        self._closing = b"]" if form == "jsonld" else b""
        self._end = b""

    def write(self, data: bytes) -> int:
        """Pass on all but the end."""
        held = self._end + data
        length = max(0, len(held) - len(self._closing))
        self._take(held[:length])
        self._end = held[length:]
        return len(data)

    def flush(self) -> None:
        """Nothing: see `write`."""

    def end(self, lang: str, reason: str | None, rows: int) -> None:
        """Pass on the end. A cut graph says so in a comment; JSON-LD, which has none, in a part
        from which no triple is read."""
        if reason is None:
            self._take(self._end)
            return
        message = notice(lang)(reason, rows)
        comment = GRAPH_FORMS[self._form].comment.format(message).encode()
        if self._form == "jsonld":
            told = {"truncated": {"reason": reason, "rows": rows, "message": message}}
            comment = b"," * bool(rows) + json.dumps(told, ensure_ascii=False).encode()
        self._take(comment + self._closing)


class _Gzip:
    def __init__(self) -> None:
        self._engine = zlib.compressobj(level=5, wbits=31)

    def process(self, data: bytes) -> bytes:
        return self._engine.compress(data)

    def finish(self) -> bytes:
        return self._engine.flush()


class _Brotli:
    def __init__(self) -> None:
        self._engine = brotli.Compressor(quality=4)

    def process(self, data: bytes) -> bytes:
        return bytes(self._engine.process(data))

    def finish(self) -> bytes:
        return bytes(self._engine.finish())


def _told(problem: BaseException, asked: Asked) -> BaseException:
    """``problem``, an engine's own as one that says in words where the query is wrong."""
    if not isinstance(problem, (SyntaxError, ValueError, OSError, QueryBroken)):
        return problem
    found = first_error(asked.text, asked.lang) if len(asked.text) <= LONGEST else None
    if found is None:
        return problem if isinstance(problem, QueryBroken) else broken(str(problem))
    place = {"line": found.line, "column": found.column}
    reason = Texts("kg").get(asked.lang, "syntax.at", cause=found.message, **place)
    return QueryBroken(reason=reason, **place)


def _limit_processor(seconds: float) -> None:
    """Let this process end by itself when nobody is left to end it."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(spent.ru_utime + spent.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )
