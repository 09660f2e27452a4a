"""From an RDF literal to what a cell holds, such that `ingest.cells` reads the same literal."""

import re
from datetime import date

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from pyoxigraph import Literal, NamedNode

from ingest.cells import lexical_number
from kg.names import RDF, XSD

Written = tuple[str | int | float | bool | date, str]
"""What a cell holds and its number format."""

GENERAL = "General"
LONGEST = 32_767
"""Characters in a cell."""
_MOST_DIGITS = 15
_FIRST_YEAR = 1901
"""Excel takes 1900 for a leap year."""
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.(\d+))?")
_YEAR = re.compile(r"\d{4}")
_NO_CHARACTER = re.compile("[\r\ud800-\udfff\ufffe\uffff]")


def written(value: Literal, datatype: NamedNode) -> Written | None:
    """``value`` in a column of ``datatype``; None where a cell cannot hold it exactly."""
    if value.datatype != datatype or not is_clean(value.value):
        return None
    lexical = value.value
    if datatype == XSD.decimal:
        return _decimal(lexical)
    if datatype == XSD.date:
        return _date(lexical)
    if datatype == XSD.boolean:
        return (lexical == "true", GENERAL) if lexical in ("true", "false") else None
    if datatype == XSD.gYear:
        if not _YEAR.fullmatch(lexical):
            return None
        return (lexical if lexical.startswith("0") else int(lexical)), GENERAL
    return (lexical, "@") if datatype in (RDF.langString, XSD.string, XSD.anyURI) else None


def is_clean(text: str) -> bool:
    """Whether a cell can hold ``text`` and give it back: no control characters, nothing to trim."""
    if ILLEGAL_CHARACTERS_RE.search(text) or _NO_CHARACTER.search(text):
        return False
    return text == text.strip() and 0 < len(text) <= LONGEST


def _decimal(lexical: str) -> Written | None:
    """A number with its decimals in the format, or text where Excel would round."""
    found = _NUMBER.fullmatch(lexical)
    digits = re.sub(r"\D", "", lexical).lstrip("0")
    if found is None or len(digits) > _MOST_DIGITS or (lexical.startswith("-") and not digits):
        return (lexical, "@") if lexical_number(lexical) == lexical else None
    decimals = found[1] or ""
    return float(lexical) if decimals else int(lexical), f"0.{'0' * len(decimals)}".rstrip(".")


def _date(lexical: str) -> Written | None:
    try:
        day = date.fromisoformat(lexical)
    except ValueError:
        return None
    if day.isoformat() != lexical:
        return None
    return (day, "yyyy-mm-dd") if day.year >= _FIRST_YEAR else (lexical, "@")
