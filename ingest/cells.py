"""From what a cell shows to an RDF literal, exactly, or the reason why not.

Excel keeps numbers in binary and shows 15 digits; what is shown is what people mean. A percentage
is the number in front of the sign, and the decimals that a number is formatted with are kept.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from ingest.source import plain
from ingest.xlsx import Cell
from kg.names import RDF, XSD
from kg.texts import Phrase

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_YEAR = re.compile(r"\d{4}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DECIMALS = re.compile(r"[0#?]\.(0+)")
_ZEROS = re.compile(r"0{2,}")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_SPACES = str.maketrans("", "", " \u00a0\u202f")
_YES = frozenset({"ja", "yes", "sant", "true", "1", "x"})
_NO = frozenset({"nej", "no", "falskt", "false", "0"})


class CellProblem(Exception):
    """Carries a `Phrase` that says what is wrong with a cell."""

    def __init__(self, key: str, **params: object) -> None:
        self.phrase = Phrase(f"workbook.{key}", params)
        super().__init__(str(self.phrase))


def did_you_mean(name: str | None) -> Phrase | str:
    """The question that ends a message about something unknown; nothing when nothing is like it."""
    return Phrase("workbook.did_you_mean", {"name": name}) if name else ""


def literal(cell: Cell, datatype: NamedNode, language: str = "sv") -> Literal:
    """The literal of ``datatype`` that ``cell`` shows; texts get ``language``.

    Raises `CellProblem`.
    """
    if datatype == RDF.langString:
        return Literal(text(cell), language=language)
    if datatype == XSD.decimal:
        return Literal(number(cell), datatype=XSD.decimal)
    if datatype == XSD.gYear:
        return Literal(year(cell), datatype=XSD.gYear)
    if datatype == XSD.date:
        return Literal(_date(cell), datatype=XSD.date)
    if datatype == XSD.boolean:
        return Literal(_boolean(cell), datatype=XSD.boolean)
    return Literal(text(cell), datatype=datatype)


def text(cell: Cell) -> str:
    """What ``cell`` shows, as text. Raises `CellProblem` for an error or an unsaved formula."""
    if cell.kind == "e":
        raise CellProblem("error", text=cell.value)
    if cell.kind == "f":
        raise CellProblem("formula")
    if isinstance(cell.value, bool):
        return str(cell.value).lower()
    if isinstance(cell.value, datetime):
        whole = (cell.value.hour, cell.value.minute, cell.value.second) == (0, 0, 0)
        return cell.value.date().isoformat() if whole else cell.value.isoformat()
    if isinstance(cell.value, (int, float)):
        shown = _shown(cell)
        padded = _ZEROS.fullmatch(cell.number_format)
        return shown.zfill(len(padded[0])) if padded else shown
    return str(cell.value)


def number(cell: Cell) -> str:
    """The decimal number that ``cell`` shows, with its decimals. Raises `CellProblem`.

    Numbers written as text may have a decimal comma, spaces between thousands and a % sign.
    """
    if is_number(cell):
        return _shown(cell)
    written = text(cell)
    lexical = lexical_number(written)
    if lexical is None:
        raise CellProblem("decimal", text=written)
    return lexical


def lexical_number(written: str) -> str | None:
    """The xsd:decimal that people mean by ``written``; None if it is no number."""
    lexical = written.translate(_SPACES).removesuffix("%").replace(",", ".").replace("−", "-")
    return lexical if _DECIMAL.fullmatch(lexical) else None


def is_number(cell: Cell) -> bool:
    """Whether ``cell`` holds a number, not a number written as text."""
    return isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)


def year(cell: Cell) -> str:
    """The four digits of a year. Raises `CellProblem`."""
    written = text(cell)
    if not _YEAR.fullmatch(written):
        raise CellProblem("year", text=written)
    return written


def _shown(cell: Cell) -> str:
    exact = Decimal(format(cell.value, ".15g"))
    form = _QUOTED.sub("", cell.number_format.split(";")[0])
    if "%" in form:
        exact = (exact * 100).normalize()
    shown = format(exact, "f")
    if decimals := _DECIMALS.search(form):
        whole, _, part = shown.partition(".")
        return f"{whole}.{part.ljust(len(decimals[1]), '0')}"
    return shown


def _date(cell: Cell) -> str:
    written = text(cell)
    try:
        if _DATE.fullmatch(written):
            return date.fromisoformat(written).isoformat()
    except ValueError:
        pass
    raise CellProblem("date", text=written)


def _boolean(cell: Cell) -> str:
    written = plain(text(cell))
    if written not in _YES | _NO:
        raise CellProblem("boolean", text=written)
    return "true" if written in _YES else "false"
