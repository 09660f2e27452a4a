"""CSV for a spreadsheet that opens it by itself: what Excel expects, and no formulas.

Excel reads a file that is double-clicked by the rules of its language: UTF-8 is told by a byte
order mark, and in Swedish cells are divided by semicolons and numbers have decimal commas.
"""

import csv
import io
import re
from functools import lru_cache

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
WIRE = "tsv"
"""The format that a SPARQL result is serialised in first: it tells numbers from texts."""
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
_NOTE = "# "


def delimiter(lang: str) -> str:
    """What divides the cells."""
    return ";" if lang == "sv" else ","


def is_number(text: str, datatype: str) -> bool:
    """Whether a literal is a number (or a year) with digits, and no text that looks like one."""
    return datatype.startswith(_XSD) and _NUMBER.fullmatch(text) is not None


def number(text: str, lang: str) -> str:
    """A number with the decimal mark of the language."""
    return text.replace(".", ",") if lang == "sv" else text


def harmless(text: str) -> str:
    """A text cell; one that would be taken for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class Rewriter:
    """Makes the CSV of a result that comes as SPARQL TSV, in pieces of whole lines.

    The first line has the variables. A line that begins as a note does, which no row can, is one
    cell: it tells that the result was cut.
    """

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._headed = False

    def rewritten(self, piece: bytes) -> bytes:
        """The rows of ``piece``."""
        if not piece:
            return b""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter(self._lang))
        writer.writerows(map(self._row, piece.decode().removesuffix("\n").split("\n")))
        return text.getvalue().encode()

    def _row(self, line: str) -> list[str]:
        if line.startswith(_NOTE):
            return [line]
        cells = line.split("\t")
        if self._headed:
            return [_cell(cell, self._lang) for cell in cells]
        self._headed = True
        return [cell.removeprefix("?") for cell in cells]


@lru_cache(maxsize=20_000)
def _cell(term: str, lang: str) -> str:
    """A cell for a term as TSV has it: ``<iri>``, ``"text"@sv``, ``"1"^^<type>``, ``1.5``."""
    if term.startswith('"'):
        end = term.rindex('"')
        text, kind = _ESCAPED.sub(_unescaped, term[1:end]), term[end + 1 :]
        known = is_number(text, kind.removeprefix("^^<"))
        return number(text, lang) if known else harmless(text)
    if term.startswith("<") and not term.startswith("<<"):
        return harmless(term[1:-1])
    return number(term, lang) if _NUMBER.fullmatch(term) else harmless(term)


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[1])
