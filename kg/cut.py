"""Counts the rows of a serialised SPARQL result as it passes, and cuts it between two rows.

Oxigraph serialises a result several times faster than Python could read its rows, but has no limit
to rows or bytes and does not tell how many there were. So rows are counted in the bytes: where one
ends is told by a pattern outside of quoted text, which each of the four formats escapes in its way.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SIZE = 64 * 1024
"""Bytes that are passed on at a time, unless one row is longer."""

Notice = Callable[[str, int], str]
"""What a cut result says at its end, by the reason ("rows", "bytes", "time") and its rows."""


class Cut(Exception):
    """The result is to end here; ``reason`` is "rows", "bytes" or "time"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """Most ``rows`` and ``bytes`` of a result; ``late`` tells when its time is over."""

    rows: int
    bytes: int
    late: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Form:
    """How a format ends its rows.

    ``end`` outside of quotes ends a row, and all but its last ``ahead`` bytes belong to that row.
    ``header`` is how many such ends come before the first row. ``head`` is the end of what comes
    before the rows. ``last`` is how a whole result ends whose last row has no ``end``. ``quoted``
    tells whether texts stand in quotes, ``escaped`` whether a backslash escapes a quote. ``tail``
    closes a cut result, given the message, the reason and the rows.
    """

    end: bytes
    ahead: int
    header: int
    head: bytes
    last: bytes
    quoted: bool
    escaped: bool
    tail: Callable[[str, str, int], bytes]

    @property
    def next(self) -> bytes:
        """The part of ``end`` that belongs to the next row."""
        return self.end[len(self.end) - self.ahead :]

    def ends(self, piece: bytes) -> int:
        """How many times ``end`` stands outside of quotes in ``piece``, which begins outside."""
        return sum(part.count(self.end) for part in self._split(piece)[::2])

    def last_end(self, piece: bytes) -> int:
        """The length of the rows that are whole in ``piece``, 0 if there are none."""
        place = piece.rfind(self.end)
        while place >= 0 and len(self._split(piece[:place])) % 2 == 0:
            place = piece.rfind(self.end, 0, place + len(self.end) - 1)
        return 0 if place < 0 else place + len(self.end) - self.ahead

    def beginning(self, piece: bytes, ends: int) -> bytes:
        """The shortest beginning of ``piece`` with so many ends, without what is ahead."""
        low, high = 0, len(piece)
        while low < high:
            middle = (low + high) // 2
            if self.ends(piece[:middle]) < ends:
                low = middle + 1
            else:
                high = middle
        return piece[: low - self.ahead]

    def _split(self, piece: bytes) -> list[bytes]:
        """The parts between quotes: outside, inside, outside, …"""
        if not self.quoted:
            return [piece]
        if self.escaped:
            piece = piece.replace(b"\\\\", b"__").replace(b'\\"', b"__")
        return piece.split(b'"')


def _json_tail(message: str, reason: str, rows: int) -> bytes:
    told = {"reason": reason, "rows": rows, "message": message}
    return b']},"truncated":' + json.dumps(told, ensure_ascii=False).encode() + b"}"


def _xml_tail(message: str, reason: str, rows: int) -> bytes:
    return f"</results><!-- {message.replace('--', '–')} --></sparql>".encode()


def _csv_tail(message: str, reason: str, rows: int) -> bytes:
    return f"# {message}\r\n".replace(",", ";").replace('"', "'").encode()


def _tsv_tail(message: str, reason: str, rows: int) -> bytes:
    return f"# {message}\n".encode()


FORMS = {
    "json": Form(b"},{", 2, 0, b'"bindings":[', b"}]}}", True, True, _json_tail),
    "xml": Form(b"</result>", 0, 0, b"<results>", b"", False, False, _xml_tail),
    "csv": Form(b"\n", 0, 1, b"", b"", True, False, _csv_tail),
    "tsv": Form(b"\n", 0, 1, b"", b"", False, False, _tsv_tail),
}


class Cutter:
    """A file to serialise a SELECT result into; whole rows are passed on to ``send``.

    ``rows`` is how many have passed. When `write` raises `Cut`, give its reason to `finish`.
    """

    def __init__(
        self,
        form: str,
        variables: Sequence[str],
        limits: Limits,
        notice: Notice,
        send: Callable[[bytes], None],
    ) -> None:
        self.rows = 0
        self._form = FORMS[form]
        self._starts = [f'}},{{"{name}":{{"'.encode() for name in variables if form == "json"]
        self._limits = limits
        self._notice = notice
        self._send = send
        self._waiting = bytearray()
        self._next = SIZE
        self._sent = 0
        self._over = False

    def write(self, data: bytes) -> int:
        """Take bytes of the result. Raises `Cut`.

        After that nothing more is taken: an engine writes what failed once more as it gives up.
        """
        if self._over:
            return len(data)
        self._waiting += data
        if len(self._waiting) >= self._next or self._limits.late():
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Nothing: rows are passed on when there are enough of them."""

    def finish(self, reason: str | None = None) -> str | None:
        """Pass on what is left, or close what was cut for ``reason``; why it was cut, if it was."""
        if reason is None:
            try:
                self._pass(bytes(self._waiting), whole=True)
            except Cut as cut:
                reason = cut.reason
        if reason is not None:
            self._send(self._form.tail(self._notice(reason, self.rows), reason, self.rows))
        return reason

    def _pass_on(self) -> None:
        waiting = bytes(self._waiting)
        length = self._last_end(waiting)
        if length:
            del self._waiting[:length]
            self._next = SIZE
            self._pass(waiting[:length], whole=False)
        elif self._sent + len(waiting) <= self._limits.bytes or not self._headed(waiting):
            self._next = 2 * len(waiting)  # one row is longer than this
        else:
            self._send(self._first(waiting, 0))
            self._over = True
            raise Cut("bytes")

    def _pass(self, piece: bytes, *, whole: bool) -> None:
        """Pass on ``piece``, which is the end of the result if ``whole``. Raises `Cut`."""
        rows = self._rows(piece, whole=whole)
        allowed = self._limits.rows - self.rows
        reason = "rows" if rows > allowed else None
        if self._sent + len(piece) > self._limits.bytes:
            kept = piece[: max(0, self._limits.bytes - self._sent)]
            fitting = max(0, self._form.ends(kept) - self._header)
            if not reason or fitting < allowed:
                reason, allowed = "bytes", fitting
        if reason:
            rows, piece = allowed, self._first(piece, allowed)
        elif not whole and self._limits.late():
            reason = "time"
        self.rows += rows
        if piece:
            self._send(piece)
        self._sent += len(piece)
        if reason:
            self._over = True
            raise Cut(reason)

    def _rows(self, piece: bytes, *, whole: bool) -> int:
        """The rows of ``piece``, which are all whole."""
        open_end = whole and self._form.last and piece.endswith(self._form.last)
        if self._quick(piece):
            ends = sum(map(piece.count, self._starts)) + (not whole)
        else:
            ends = self._form.ends(piece if whole else piece + self._form.next)
        return max(0, ends - self._header) + bool(open_end)

    def _last_end(self, piece: bytes) -> int:
        if self._quick(piece):
            return max(map(piece.rfind, self._starts)) + 1
        return self._form.last_end(piece)

    def _headed(self, waiting: bytes) -> bool:
        """Whether what comes before the rows is there, which a cut result has, however long."""
        return bool(self._sent) or (
            self._form.head in waiting and self._form.ends(waiting) >= self._form.header
        )

    def _quick(self, piece: bytes) -> bool:
        """Whether rows are told by the name that each begins with, several times faster.

        No text in JSON can look like that, since its quotes are escaped. A row without any value
        has no name, and what it looks like a text can look like too.
        """
        return bool(self._starts) and b"{}" not in piece

    @property
    def _header(self) -> int:
        """How many ends come before the first row that is still to pass."""
        return 0 if self._sent else self._form.header

    def _first(self, piece: bytes, rows: int) -> bytes:
        """The beginning of ``piece`` that holds its first ``rows`` rows."""
        if ends := rows + self._header:
            return self._form.beginning(piece, ends)
        return b"" if self._sent else piece[: piece.index(self._form.head) + len(self._form.head)]
