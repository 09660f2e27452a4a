"""Sentences out of a stream: each is given as soon as it is surely over, never before."""

import re
from collections.abc import Iterable, Iterator

MARKS = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
"""Citation marks: [1], [1, 2]."""
_END = re.compile(
    r"""\n+                                     # a line is over
    |(?<=[.?!])["”’»]?(?:\s*\[[\d,\s]{1,20}\])*  # its marks may stand after the full stop
     [ \t]+(?=[^a-zåäö\s\[])                     # "t.ex. något" goes on, "[1]" belongs to it
    """,
    re.VERBOSE,
)
_BULLET = re.compile(r"^(?:[-–—•*]|\d{1,2}[.)])\s+")
_AFTER_STOP = re.compile(r"([.?!])([\"”’»]?)((?:\s*\[\d[\d,\s]*\])+)$")


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """The sentences and lines of a text that comes in ``pieces``, without the marks of a list.

    The last one is given when ``pieces`` end; a failure of ``pieces`` is passed on and what was
    not over is lost.
    """
    held = ""
    for piece in pieces:
        held += piece
        *finished, held = _split(held)
        yield from _plain(finished)
    yield from _plain([held])


def _split(text: str) -> list[str]:
    """Sentences, and what may still go on; only what is followed by more text is surely over."""
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start : end.end()])
        start = end.end()
    return [*found, text[start:]]


def _plain(found: Iterable[str]) -> Iterator[str]:
    for each in found:
        if text := _BULLET.sub("", each.strip()).strip():
            yield _AFTER_STOP.sub(r"\2\3\1", text)


def numbers_in(text: str) -> list[int]:
    """The numbers of the citation marks, in order."""
    return [int(n) for found in MARKS.findall(text) for n in found.split(",")]


def without_marks(text: str) -> str:
    """``text`` without citation marks."""
    return MARKS.sub("", text)


def in_our_form(text: str) -> str:
    """Marks as the composed answer writes them: ``[1] [2]``, each after a space."""
    return MARKS.sub(lambda m: "".join(f" [{int(n)}]" for n in m[1].split(",")), text).strip()
