"""An answer of another server on its way to a client: read, checked to be whole, written anew.

Whatever the client wants, the server is asked for JSON or N-Triples, and what it sends is read term
by term. So a result that was cut is seen in every format, and it is the same as the embedded
engine's. Servers say HTTP 200 before they know how it ends: ``oxigraph serve`` then puts a sentence
after the last row, Virtuoso has told it in a header, others just stop.
"""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from kg.answering import Allowed, Asked, Out, Send, acceptable, notice, past
from kg.cut import FORMS, Cut, Cutter, Limits
from kg.errors import QueryTimeout
from kg.forms import GRAPH_FORMS, RESULT_FORMS
from kg.names import QUERY_PREFIXES
from kg.stores.query import Kind

KEPT = 400
"""Bytes that are held back while reading, so that no name is torn."""
PIECE = 64 * 1024
_CANCELLED = re.compile(rb"cancell?ed|time[- ]?out|timed out", re.IGNORECASE)
_BLANK = re.compile(rb'("bnode"\s*,\s*"value"\s*:\s*")nodeID://')
_TRUTH = re.compile(rb'(#boolean"\s*,\s*"value"\s*:\s*)"([01])"')
_CLOSING = {"json": b"]}}", "xml": b"</results></sparql>"}

Ended = tuple[int | None, str | None]
"""How many rows or triples have passed, and why it was cut if it was."""


class Broken(Exception):
    """The answer ended where no answer ends."""


@dataclass(frozen=True, slots=True)
class Relay:
    """One answer to pass on.

    ``back`` are our names of graphs by the server's, ``told`` why the server says that it has cut
    the answer, ``deadline`` when it must be there (by `time.monotonic`).
    """

    asked: Asked
    allowed: Allowed
    send: Send
    back: Mapping[str, str]
    deadline: float
    kind: Kind
    told: str | None = None

    def run(self, source: IO[bytes]) -> Ended:
        """Pass on what ``source`` holds.

        Raises `QueryTimeout` if nothing had come in time, `kg.errors.NotAcceptable`, and `Broken`.
        """
        reading = Reading(source, self.back)
        return self._graph(reading) if self.kind == "graph" else self._rows(reading)

    @property
    def _limits(self) -> Limits:
        asked, allowed = self.asked.rows, self.allowed.rows
        rows = allowed if asked is None else min(asked, allowed)
        return Limits(rows, self.allowed.bytes, self._late)

    def _late(self) -> bool:
        return time.monotonic() > self.deadline

    def _too_late(self) -> QueryTimeout:
        return QueryTimeout(seconds=f"{self.allowed.seconds:g}")

    def _rows(self, reading: "Reading") -> Ended:
        form = acceptable(self.asked.rows_form, RESULT_FORMS)
        out = Out(form, self.asked, self.send)
        wire, said = out.wire, notice(self.asked.lang)
        serializer, end = RESULT_FORMS[wire].serializer, _End(wire, out)
        cutter = None
        try:
            with self._watching(reading):
                result = parse_query_results(cast(IO[bytes], reading), QueryResultsFormat.JSON)
                if isinstance(result, QuerySolutions) and self.kind == "ask":
                    result = _truth(any(result))  # Virtuoso, where it sees that nothing can fit
                if isinstance(result, QueryBoolean):
                    out.take(result.serialize(format=serializer) or b"")
                    out.end()
                    return None, None
                names = [variable.value for variable in result.variables]
                cutter = Cutter(wire, names, self._limits, said, end.take)
                result.serialize(cast(IO[bytes], cutter), format=serializer)
            reason = cutter.finish()
        except Cut as cut:
            if cutter is None or (cut.reason == "time" and not cutter.rows):
                raise self._too_late() from None
            reason = cutter.finish(cut.reason)
        if not reason and self.told:
            reason = self.told
            end.close(FORMS[wire].tail(said(reason, cutter.rows), reason, cutter.rows))
        end.finish()
        return cutter.rows, reason

    def _graph(self, reading: "Reading") -> Ended:
        form = acceptable(self.asked.graph_form, GRAPH_FORMS)
        out = Out(form, self.asked, self.send)
        passed, reasons = [0], list[str]()

        def passing() -> Iterator[Triple]:
            try:
                with self._watching(reading):
                    for quad in parse(cast(IO[bytes], reading), RdfFormat.N_TRIPLES):
                        if reason := past(passed[0], out.taken, self._limits):
                            raise Cut(reason)
                        passed[0] += 1
                        yield quad.triple
            except Cut as cut:
                reasons.append(cut.reason)

        file, writer = cast(IO[bytes], out), GRAPH_FORMS[form]
        serialize(passing(), file, format=writer.serializer, prefixes=QUERY_PREFIXES)
        reason = next(iter(reasons), self.told)
        if reason == "time" and not passed[0]:
            raise self._too_late()
        if reason and writer.comment:
            said = notice(self.asked.lang)(reason, passed[0])
            out.take(writer.comment.format(said).encode())
        out.end()
        return passed[0], reason

    @contextmanager
    def _watching(self, reading: "Reading") -> Iterator[None]:
        """Turns what a reader says of an answer that is not whole into `Cut` or `Broken`."""
        try:
            yield
        except (SyntaxError, ValueError, OSError) as problem:
            if self._late() or _CANCELLED.search(reading.last):
                raise Cut("time") from problem
            raise Broken(str(problem)) from problem


class Reading:
    """A file of what a server sends, with our names of graphs and terms as the standards say."""

    def __init__(self, source: IO[bytes], back: Mapping[str, str]) -> None:
        self._source = source
        self._names = {name.encode(): ours.encode() for name, ours in back.items()}
        theirs = b"|".join(re.escape(name).replace(b"/", rb"\\?/") for name in self._names)
        self._pattern = re.compile(rb'(["<])(' + theirs + rb')(?=[">])') if theirs else None
        self._waiting = b""
        self._ended = False
        self.last = b""
        """The last that was read."""

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; nothing at the end."""
        while not self._ended and len(self._waiting) <= KEPT:
            piece = self._source.read(PIECE)
            self._ended = not piece
            self._waiting = self._mended(self._waiting + piece)
            self.last = self._waiting[-KEPT:]
        ready = len(self._waiting) if self._ended else len(self._waiting) - KEPT
        count = min(size, ready) if size >= 0 else ready
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def _mended(self, piece: bytes) -> bytes:
        if b"nodeID://" in piece:
            piece = _BLANK.sub(rb"\1", piece)
        if b"#boolean" in piece:
            piece = _TRUTH.sub(lambda m: m[1] + (b'"true"' if m[2] == b"1" else b'"false"'), piece)
        if self._pattern is None:
            return piece
        return self._pattern.sub(lambda m: m[1] + self._names[m[2].replace(rb"\/", b"/")], piece)


class _End:
    """Holds back how a result closes, in case it is to be told there that it was cut."""

    def __init__(self, form: str, out: Out) -> None:
        self._closing = _CLOSING.get(form, b"")
        self._out = out
        self._held = b""

    def take(self, data: bytes) -> None:
        """Pass on all but what could be the closing."""
        self._held += data
        ready = len(self._held) - len(self._closing)
        if ready > 0:
            self._out.take(self._held[:ready])
            self._held = self._held[ready:]

    def close(self, otherwise: bytes) -> None:
        """Close with ``otherwise``."""
        self._held = otherwise

    def finish(self) -> None:
        """Send what is left."""
        self._out.take(self._held)
        self._out.end()


def _truth(value: bool) -> QueryBoolean:
    body = b'{"head":{},"boolean":true}' if value else b'{"head":{},"boolean":false}'
    return cast(QueryBoolean, parse_query_results(body, QueryResultsFormat.JSON))


def cut_by(headers: Mapping[str, str]) -> str | None:
    """Why the server says that it has cut its answer: Virtuoso's headers; others have none."""
    if headers.get("x-sql-state", "").startswith("S1TAT"):
        return "time"
    return "rows" if "x-sparql-maxrows" in headers else None
