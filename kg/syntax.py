"""Where RDF does not parse and why, in words for people: line, column, the text itself, a cause.

Oxigraph's and expat's messages are English and say what their parser was doing. The common ones
are told in our own words; the rest are passed on in parentheses.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import RdfFormat

from kg.texts import Phrase

_SHOWN = 72
_LONGEST_WORD = 40
_PLACED = re.compile(r"Parser error [^:]*: (.*)", re.DOTALL)

CAUSES: tuple[tuple[str, str], ...] = (
    (r"A dot is expected|must be followed by a dot", "dot"),
    (r"[Pp]refix (?P<prefix>[^ ]*): has not been|Unknown prefix (?P<xml>[^ ]*):", "prefix"),
    (r"'[“”„’‘«»]' is not allowed at the beginning", "curly"),
    (r"No scheme found in an absolute IRI", "relative"),
    (r"Invalid IRI|Invalid character .* in|parsing IRI|Invalid port|IRI percent", "iri"),
    (r"double exponent|^\.\d+ is not a valid", "number"),
    (r"language (code|tag)|subtag", "language"),
    (r"should end with a '\]'", "bracket"),
    (r"Unexpected escape|invalid escape|Invalid unicode escape", "escape"),
    (r"UTF-8|Unexpected byte|unknown encoding|invalid encoding", "encoding"),
    (r"PREFIX keyword should be followed", "declaration"),
    (r"datatype IRI after", "datatype"),
    (r"Trailing commas", "trailing"),
    (r"must be followed by a comma|must be followed by a colon", "comma"),
    (r"buffer maximal size", "buffer"),
    (r"is not a valid subject|subject of a triple must", "subject"),
    (r"is not a valid predicate|predicate of a triple must", "predicate"),
    (r"is not a valid RDF object|object of a triple must", "object"),
    (r"mismatched tag|no element found|unclosed token", "tag"),
    (r"Unexpected end|value was expected", "end"),
    (r"not allowed at the beginning of a prefix|Unexpected char", "character"),
    (r"not well-formed|syntax error|junk after", "xml"),
    (r"XML namespaces are required|Unexpected text event", "no_rdf"),
)
"""What a parser says (a regular expression) and the text under ``[syntax]`` that tells it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text: line and column from 1, and how many characters there are wrong."""

    line: int
    column: int
    width: int = 1

    @classmethod
    def of_offset(cls, content: bytes, offset: int, width: int = 1) -> "Spot":
        """The place of the byte ``offset`` of ``content``."""
        before = content[:offset]
        start = before.rfind(b"\n") + 1
        return cls(before.count(b"\n") + 1, len(_text(before[start:])) + 1, width)


def reason(problem: Exception, content: bytes, rdf_format: RdfFormat) -> Phrase:
    """What a parser's ``problem`` with ``content`` is: a `Phrase` with place, excerpt and cause."""
    said = str(problem.args[0]) if problem.args else type(problem).__name__
    inner = _PLACED.fullmatch(said)
    said = inner[1] if inner else said
    if "LoadDocumentCallback" in said:
        return _remote(content)
    spot = _spot(problem, content, rdf_format) or _spot_of_word(said, content)
    return at(spot, caused(said, content, spot), content)


def at(spot: Spot | None, cause: Phrase, content: bytes) -> Phrase:
    """``cause`` with its place and the text there; ``cause`` alone without a place."""
    if spot is None:
        return cause
    told = {"line": spot.line, "column": spot.column, "cause": cause}
    return Phrase("syntax.placed", {**told, "excerpt": excerpt(content, spot)})


def caused(said: str, content: bytes, spot: Spot | None) -> Phrase:
    """What a parser ``said``, in our own words if they are known."""
    word = _word(content, spot) if spot else ""
    if "Unexpected end" in said and word[:1] in ("'", '"', "<"):
        return Phrase("syntax.unclosed", {"found": word})
    for pattern, key in CAUSES:
        if found := re.search(pattern, said):
            names = {"prefix": found["prefix"] or found["xml"] or ""} if key == "prefix" else {}
            return Phrase(f"syntax.{key}", {"found": word or "–", **names})
    return Phrase("syntax.other", {"said": said})


def excerpt(content: bytes, spot: Spot) -> str:
    """The line of ``spot``, cut around it, and a line below that marks it, both indented."""
    line = _line(content, spot.line)
    start = max(0, spot.column - 1 - _SHOWN // 2)
    shown = "".join(c if c.isprintable() else "·" for c in line[start : start + _SHOWN])
    lead = "…" if start else ""
    tail = "…" if start + _SHOWN < len(line) else ""
    before = min(spot.column - 1 - start, len(shown)) + len(lead)  # a line's end is no part of it
    marks = max(1, min(spot.width, len(lead + shown) - before))
    return f"    {lead}{shown}{tail}\n    {' ' * before}{'^' * marks}"


def _spot(problem: Exception, content: bytes, rdf_format: RdfFormat) -> Spot | None:
    """What the parser tells; of JSON it counts bytes, else characters."""
    place = problem.args[1] if len(problem.args) > 1 else None
    if not isinstance(place, tuple) or place[1] is None:
        return None
    _, line, column, _, last_line, last_column = place
    if rdf_format == RdfFormat.JSON_LD:
        raw = _raw_line(content, line)
        width = len(_text(raw[column - 1 : last_column - 1]))
        return Spot(line, len(_text(raw[: column - 1])) + 1, max(1, width))
    return Spot(line, column, last_column - column if last_line == line else _SHOWN)


def _spot_of_word(said: str, content: bytes) -> Spot | None:
    """Oxigraph gives no place in RDF/XML, but often the text itself."""
    for pattern, form in ((r"Unknown prefix ([^ ]+:)", "{}"), (r"'([^']+)'", '"{}"')):
        if found := re.search(pattern, said):
            word = form.format(found[1]).encode()
            if (offset := content.find(word)) >= 0:
                return Spot.of_offset(content, offset, len(_text(word)))
    return None


def _remote(content: bytes) -> Phrase:
    """Which context would have to be fetched, and where it stands."""
    for address in _contexts(content):
        offset = content.find(json.dumps(address, ensure_ascii=False).encode())
        spot = Spot.of_offset(content, offset, len(address) + 2) if offset >= 0 else None
        return at(spot, Phrase("syntax.remote", {"address": address}), content)
    return Phrase("syntax.remote", {"address": "@context"})


def _contexts(content: bytes) -> Iterator[str]:
    """The addresses that ``@context`` and ``@import`` name, in no particular order."""
    try:
        waiting: list[Any] = [json.loads(content)]
    except (ValueError, RecursionError):
        return
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            waiting += part.values()
            named = [part.get("@context"), part.get("@import")]
            named += part["@context"] if isinstance(part.get("@context"), list) else []
            yield from (each for each in named if isinstance(each, str))


def _word(content: bytes, spot: Spot) -> str:
    """The text at ``spot``, without spaces around it, cut when it is long."""
    line = _line(content, spot.line)[spot.column - 1 :]
    word = line[: spot.width].strip() if spot.width > 1 else (line.split(maxsplit=1) or [""])[0]
    word = "".join(c if c.isprintable() else "·" for c in word)
    return word if len(word) <= _LONGEST_WORD else f"{word[: _LONGEST_WORD - 1]}…"


def _line(content: bytes, number: int) -> str:
    return _text(_raw_line(content, number)).rstrip("\r")


def _raw_line(content: bytes, number: int) -> bytes:
    """Empty where a parser counts more lines than there are (a carriage return ends its line)."""
    lines = content.split(b"\n", number)
    return lines[number - 1] if number <= len(lines) else b""


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
