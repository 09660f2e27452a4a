"""Workbooks for tests, made cell by cell."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from pyoxigraph import NamedNode, Quad

from ingest import read_contents
from ingest.places import Places
from ingest.source import Source
from kg.names import DATA_GRAPH, PREFIXES

Rows = Sequence[Sequence[Any]]
NAME = "plan.xlsx"


def book(sheets: Mapping[str, Rows], formats: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a workbook. ``formats`` are number formats by cell name, in every sheet."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell, number_format in (formats or {}).items():
            sheet[cell].number_format = number_format
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def source(sheets: Mapping[str, Rows], formats: Mapping[str, str] | None = None) -> Source:
    return Source(NAME, book(sheets, formats))


def read(
    sheets: Mapping[str, Rows], *beside: Source, formats: Mapping[str, str] | None = None
) -> tuple[set[str], Places]:
    """What a workbook says, as ``subject property value`` in short names, and where it stands."""
    quads, places = read_contents([*beside, source(sheets, formats)])
    others = [] if not beside else read_contents(beside)[0]
    data = {quad for quad in quads if quad.graph_name == DATA_GRAPH} - set(others)
    return set(map(said, data)), places


def said(quad: Quad) -> str:
    return " ".join(map(_short, quad.triple))


def _short(term: object) -> str:
    if not isinstance(term, NamedNode):
        return str(term).replace(f"^^<{PREFIXES['xsd']}", "^^").removesuffix(">")
    bases = {**PREFIXES, "": "https://w3id.org/styrkompass/id/"}
    fitting = [(prefix, base) for prefix, base in bases.items() if term.value.startswith(base)]
    if not fitting:
        return term.value
    prefix, base = max(fitting, key=lambda pair: len(pair[1]))
    return f"{prefix}:{term.value.removeprefix(base)}"
