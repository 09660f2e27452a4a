"""Words for counts, lists and addresses that several pages share."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pyoxigraph import NamedNode

from assistant.errors import ThingUnknown
from assistant.report.numbers import number as decimal
from kg.names import STYR
from kg.texts import load


def node(text: str, base: str) -> NamedNode:
    """The thing that an address names: an IRI, or what comes after ``base`` in one.

    Raises `ThingUnknown` for what cannot be an IRI.
    """
    whole = text if ":" in text else base + text
    try:
        return NamedNode(whole)
    except ValueError as problem:
        raise ThingUnknown(iri=text) from problem


def short(iri: NamedNode, base: str) -> str:
    """The other way round: without ``base`` where what is left is told from an IRI."""
    left = iri.value.removeprefix(base)
    return left if left and ":" not in left else iri.value


def kind_name(kind: NamedNode | None) -> str:
    """``Activity`` of ``styr:Activity``; empty for other vocabularies."""
    value = kind.value if kind else ""
    return value.removeprefix(STYR.base) if value.startswith(STYR.base) else ""


def counted(kind: NamedNode, n: int, lang: str) -> str:
    """``3 utvecklingsprogram``."""
    one, many = load("assistant", lang)["kinds"].get(kind_name(kind), ("?", "?"))
    return f"{number(n, lang)} {one if n == 1 else many}"


def counts(found: Mapping[NamedNode, int], lang: str) -> list[str]:
    """Each class with how many there are, those that have a word."""
    known = load("assistant", lang)["kinds"]
    return [counted(kind, n, lang) for kind, n in found.items() if kind_name(kind) in known]


def listed(parts: Iterable[str], lang: str) -> str:
    """``a, b och c``."""
    said: list[str] = list(parts)
    words: dict[str, Any] = load("assistant", lang)["tree"]
    if len(said) < 2:
        return said[0] if said else str(words["nothing"])
    return f"{', '.join(said[:-1])} {words['and']} {said[-1]}"


def number(n: int, lang: str) -> str:
    """``22 500`` in Swedish, ``22,500`` in English; the space never breaks."""
    return decimal(Decimal(n), lang)
