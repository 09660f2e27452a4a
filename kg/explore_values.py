"""Values that people type, made safe to stand in a query, and the conditions on them."""

import re
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from kg.errors import ExploreWrong
from kg.shapes import short
from kg.texts import Phrase
from kg.vocabulary import Kind

_IRI = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?")
_YEAR = re.compile(r"\d{4}")
_CODE = re.compile(r"(?<=\\)(?=[uU])")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_WORDS = {"true": "true", "ja": "true", "yes": "true", "1": "true"}
_WORDS |= {"false": "false", "nej": "false", "no": "false", "0": "false"}


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to hold of a value: that it is ``value``, or a ``test`` in which {v} stands for it.

    ``absent`` where no value may be like that; ``titled`` where it is about its title.
    """

    value: str = ""
    test: str = ""
    absent: bool = False
    titled: bool = False


def condition(op: str, value: str, kind: Kind) -> Condition:
    """What the filter ``op`` asks of a value of this kind. Raises `ExploreWrong`."""
    if op in ("exists", "missing"):
        return Condition(absent=op == "missing")
    thing = kind in ("thing", "concept")
    if op in ("contains", "starts"):
        function = "CONTAINS" if op == "contains" else "STRSTARTS"
        test = f"{function}(LCASE(STR({{v}})), LCASE({_escaped(text(value))}))"
        return Condition(test=test, titled=thing)
    if op in ("is", "is_not"):
        absent = op == "is_not"
        if thing:
            return Condition(value=sparql_iri(value), absent=absent)
        return Condition(test=_compared("=", value, kind), absent=absent)
    if op not in _SIGNS:
        raise ExploreWrong(reason=Phrase("explore.op", {"op": op}))
    if thing:
        raise ExploreWrong(reason=Phrase("explore.not_ordered", {"op": op}))
    return Condition(test=_compared(_SIGNS[op], value, kind))


def text(value: str) -> str:
    """``value`` as a text of SPARQL, whatever it holds.

    A backslash before ``u`` would be read as the start of an escape by parsers that look for
    those before anything else, so the text is put together of two parts there.
    """
    parts = [f'"{"".join(_ESCAPES.get(c, c) for c in part)}"' for part in _CODE.split(value)]
    return parts[0] if len(parts) == 1 else f"CONCAT({', '.join(parts)})"


def sparql_iri(iri: str) -> str:
    """``prefix:name`` or ``<…>``. Raises `ExploreWrong` for what is no IRI."""
    try:
        NamedNode(iri)
    except ValueError:
        raise ExploreWrong(reason=Phrase("explore.iri", {"value": _shown(iri)})) from None
    if not _IRI.fullmatch(iri):
        raise ExploreWrong(reason=Phrase("explore.iri", {"value": _shown(iri)}))
    return short(iri)


def _compared(sign: str, value: str, kind: Kind) -> str:
    value = value.strip() if kind != "text" else value
    if kind == "number" and _NUMBER.fullmatch(value):
        return f"{{v}} {sign} {value.replace(',', '.').lstrip('+')}"
    if kind == "year" and _YEAR.fullmatch(value):
        return f"xsd:integer(STR({{v}})) {sign} {int(value)}"
    if kind == "date" and _is_date(value):
        return f'STR({{v}}) {sign} "{value}"'
    if kind == "boolean" and value.lower() in _WORDS:
        return f"{{v}} {sign} {_WORDS[value.lower()]}"
    if kind == "text":
        return f"STR({{v}}) {sign} {_escaped(text(value))}"
    key = "number_value" if kind == "number" else kind
    raise ExploreWrong(reason=Phrase(f"explore.{key}", {"value": _shown(value)}))


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _escaped(test: str) -> str:
    """With braces that `str.format` leaves as they are."""
    return test.replace("{", "{{").replace("}", "}}")


def _shown(value: str) -> str:
    return value if len(value) <= 80 else f"{value[:79]}…"
