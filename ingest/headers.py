"""The first row of a sheet: what each column holds."""

import re
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ingest.cells import CellProblem, did_you_mean
from ingest.layout import Column, Layout
from ingest.source import plain
from kg.names import STYR

_LANGUAGE = re.compile(r"(.+?)\s*\(([a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\)")
_YEAR = re.compile(r"(.+?)\s+(\d{4})")

VALUE_ROLES: dict[NamedNode, str] = {
    STYR.baseline: "basvarde",
    STYR.milestone: "milstolpe",
    STYR.target: "malvarde",
    STYR.outcome: "utfall",
}
"""Properties whose values a table writes as a number under a year, and the end of their IRI."""

ROLE_NAMES = {"målvärde": STYR.target, "mål": STYR.target, "base value": STYR.baseline}
"""What people call them beside the ontology's labels."""

YEAR_NAMES = {
    "basår": STYR.baseline,
    "base year": STYR.baseline,
    "baseline year": STYR.baseline,
    "målår": STYR.target,
    "target year": STYR.target,
}
"""Columns that hold the year of the value of that role in the same row."""


@dataclass(frozen=True, slots=True)
class Header:
    """One column. ``holds`` is "id", "year" (of ``column``'s value) or "property".

    ``year`` is that of a value column such as "Utfall 2024".
    """

    text: str
    holds: str
    column: Column | None = None
    language: str = "sv"
    year: str | None = None


def header(text: str, of: NamedNode, layout: Layout) -> Header:
    """What a column called ``text`` on a sheet of class ``of`` holds. Raises `CellProblem`."""
    if plain(text) == "id":
        return Header(text, "id")
    measured = of == STYR.Indicator
    if measured and (role := YEAR_NAMES.get(plain(text))) is not None:
        return Header(text, "year", layout.column(role))
    if measured and (found := _YEAR.fullmatch(text)):
        role = _role(found[1], of, layout)
        if role in VALUE_ROLES:
            return Header(text, "property", layout.column(role), year=found[2])
    tagged = _LANGUAGE.fullmatch(text)
    name, language = tagged.groups() if tagged else (text, "sv")
    term = _role(name, of, layout) if measured else layout.property_named(name, of)
    if term is None:
        hint = did_you_mean(layout.nearest_property(name))
        raise CellProblem("header", text=text, nearest=hint)
    return Header(text, "property", layout.column(term), language.lower())


def _role(name: str, of: NamedNode, layout: Layout) -> NamedNode | None:
    return ROLE_NAMES.get(plain(name)) or layout.property_named(name, of)
