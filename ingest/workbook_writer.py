"""Writes a graph as an Excel workbook in the layout that `ingest.workbook` reads.

What is read from the workbook is what was written, term for term; what the layout cannot hold is
given back to the caller. The workbook is read again to know, so the two cannot drift apart.
"""

import io
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from pyoxigraph import Literal, NamedNode, Triple

from ingest.cell_writer import GENERAL, LONGEST, Written, is_clean, written
from ingest.cells import CellProblem, lexical_number
from ingest.headers import VALUE_ROLES, header
from ingest.layout import Column, Layout, label, shipped_layout, short
from ingest.references import Resolver
from ingest.source import Known, Reading, Source
from ingest.workbook import id_of, read_workbook
from kg.errors import unwritten
from kg.names import DATA_GRAPH, DCT, RDF, SKOS, STYR, XSD

Value = NamedNode | Literal
Key = tuple[NamedNode, str, str | None, int]
"""A column: property, language, year of a value, and which of several alike."""

_FIRST = (
    *(STYR.GovernanceSystem, STYR.Vision, STYR.Strategy, STYR.InternalStrategy),
    *(STYR.DevelopmentProgramme, STYR.FocusArea, STYR.Activity, STYR.Indicator),
)
"""The sheets that come first, from the vision to the daily work."""
_WIDE, _WIDTH = 40, 24
_LAST_CHOICE = 1000
"""The row down to which cells offer a list to choose from."""


def write_workbook(path: Path, triples: Iterable[Triple]) -> list[Triple]:
    """Write ``triples`` as a workbook; the file is replaced whole or not at all.

    Gives those that the layout cannot hold, sorted. Raises `kg.errors.FolderNotWritable`
    or `kg.errors.DiskFull`.
    """
    given = set(triples)
    content = workbook(given)
    read = read_workbook(Source(path.name, content), Reading())
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise unwritten(path, problem) from problem
    return sorted(given - {q.triple for q in read if q.graph_name == DATA_GRAPH}, key=str)


def workbook(triples: Iterable[Triple]) -> bytes:
    """The bytes of a workbook that holds what it can of ``triples``."""
    book = Workbook()
    book.remove(book.active)
    sheets = _Sheets(shipped_layout(), triples)
    for kind in sheets.kinds():
        sheets.fill(book, kind)
    if not book.sheetnames:
        book.create_sheet(label(shipped_layout().graph, STYR.Activity))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class _Sheets:
    """The things of a graph by class, and how each of their values is written."""

    def __init__(self, layout: Layout, triples: Iterable[Triple]) -> None:
        self._layout = layout
        self._said: dict[NamedNode, dict[NamedNode, list[Value]]] = {}
        for triple in sorted(triples, key=str):
            subject, value = triple.subject, triple.object
            if isinstance(subject, NamedNode) and isinstance(value, (NamedNode, Literal)):
                said = self._said.setdefault(subject, {})
                said.setdefault(triple.predicate, []).append(value)
        self._kind = {thing: kind for thing in self._said if (kind := self._kind_of(thing))}
        self._inside = {thing: self._plain_values(thing) for thing in self._kind}
        written_with_theirs = {node for inside in self._inside.values() for _, node in inside}
        self._kind = {t: kind for t, kind in self._kind.items() if t not in written_with_theirs}
        known = Known(classes={thing: {kind} for thing, kind in self._kind.items()})
        self._resolver = Resolver(layout, known)

    def kinds(self) -> list[NamedNode]:
        """Classes that have things, those of the goal chain first."""
        name = {kind: label(self._layout.graph, kind) for kind in self._kind.values()}
        rank = {kind: place for place, kind in enumerate(_FIRST)}
        return sorted(name, key=lambda kind: (rank.get(kind, len(_FIRST)), name[kind]))

    def fill(self, book: Workbook, kind: NamedNode) -> None:
        """Add the sheet of ``kind``."""
        rows = {thing: self._row(thing) for thing, of in self._kind.items() if of == kind}
        offered = (DCT.title, DCT.description, *self._layout.properties_of(kind))
        keys = {key for row in rows.values() for key in row}
        keys |= {(term, "sv", None, 0) for term in offered}
        columns = []
        for key in sorted(keys, key=lambda key: self._rank(key, kind)):
            if (heading := self._heading(key, kind)) is not None:
                columns.append((key, heading))
        sheet = book.create_sheet(self._sheet_name(kind))
        for number, text in enumerate(["id", *(heading for _, heading in columns)], 1):
            _put(sheet.cell(1, number), (text, GENERAL)).font = Font(bold=True)
        for line, (thing, row) in enumerate(rows.items(), 2):
            _put(sheet.cell(line, 1), (id_of(thing), GENERAL))
            for number, (key, _) in enumerate(columns, 2):
                if key in row:
                    _put(sheet.cell(line, number), row[key])
        self._dress(sheet, [key for key, _ in columns])

    # -- things -----------------------------------------------------------------------------

    def _kind_of(self, thing: NamedNode) -> NamedNode | None:
        """The class on whose sheet it is written; None when it cannot be in a workbook."""
        classes = self._said[thing].get(RDF.type, [])
        known = [
            each
            for each in classes
            if isinstance(each, NamedNode) and self._layout.class_named(each.value) == each
        ]
        return known[0] if known and is_clean(thing.value) else None

    def _plain_values(self, thing: NamedNode) -> dict[tuple[NamedNode, Value], tuple[str, Written]]:
        """Indicator values of which a number under a year says all: year and number, by role."""
        if self._kind[thing] != STYR.Indicator:
            return {}
        found = {}
        for role, ending in VALUE_ROLES.items():
            for node in self._said[thing].get(role, ()):
                told = self._plain_value(node) if isinstance(node, NamedNode) else None
                if told and node.value == f"{thing.value}-{ending}-{told[0]}":
                    found[role, node] = told
        return found

    def _plain_value(self, node: NamedNode) -> tuple[str, Written] | None:
        said = self._said.get(node, {})
        number, year = (said.get(term, [None])[0] for term in (STYR.value, STYR.year))
        if not isinstance(number, Literal) or not isinstance(year, Literal):
            return None
        whole = {RDF.type: [STYR.IndicatorValue], STYR.value: [number], STYR.year: [year]}
        shown = written(number, XSD.decimal)
        return (year.value, shown) if said == whole and shown and written(year, XSD.gYear) else None

    # -- rows -------------------------------------------------------------------------------

    def _row(self, thing: NamedNode) -> dict[Key, Written]:
        inside = self._inside[thing]
        row: dict[Key, Written] = {}
        for (role, _), (year, shown) in inside.items():
            row[role, "sv", year, 0] = shown
        for term, values in self._said[thing].items():
            if term == RDF.type:
                continue
            groups: dict[str, list[Value]] = {}
            for value in values:
                if (term, value) not in inside:
                    groups.setdefault(getattr(value, "language", None) or "sv", []).append(value)
            for language, group in groups.items():
                self._write(row, term, language, group)
        return row

    def _write(
        self, row: dict[Key, Written], term: NamedNode, language: str, values: list[Value]
    ) -> None:
        """Put ``values`` into the row: a list in one cell, others in as many columns."""
        column = self._layout.column(term)
        cells = [cell for value in values if (cell := self._cell(value, column)) is not None]
        if column.holds_list and cells:
            joined = "; ".join(str(text) for text, _ in cells)
            cells = [(joined, GENERAL)] if len(joined) <= LONGEST else []
        for number, cell in enumerate(cells):
            row[term, language, None, number] = cell

    def _cell(self, value: Value, column: Column) -> Written | None:
        """``value`` as it is written in ``column``; None where the layout has no way."""
        if isinstance(value, NamedNode):
            text = self._reference(value, column) if column.datatype is None else None
            return None if text is None else (text, GENERAL)
        if column.datatype is None:
            return None
        if column.holds_list and re.search(r"[;\n]", value.value):
            return None
        return written(value, column.datatype)

    def _reference(self, target: NamedNode, column: Column) -> str | None:
        """The shortest of label, id and IRI that is read as ``target`` again."""
        labels = self._layout.graph.texts(target, SKOS.prefLabel)
        names = [text.value for text in labels if text.language == "sv"]
        if RDF.Property in column.classes:
            names.append(short(target))
        for name in (*names, id_of(target), target.value):
            if not is_clean(name) or ";" in name:
                continue
            if column.term in VALUE_ROLES and lexical_number(name) is not None:
                continue
            try:
                if self._resolver.resolve(name, column) == target:
                    return name
            except CellProblem:
                continue
        return None

    # -- columns ----------------------------------------------------------------------------

    def _rank(self, key: Key, kind: NamedNode) -> tuple[object, ...]:
        term, language, year, number = key
        own = self._layout.belongs(term, kind)
        name = label(self._layout.graph, term)
        return (term != DCT.title, not own, name, year or "", language != "sv", language, number)

    def _heading(self, key: Key, kind: NamedNode) -> str | None:
        """What the column is called so that it is read as ``key`` again."""
        term, language, year, _ = key
        ending = f" {year}" if year else "" if language == "sv" else f" ({language})"
        for name in (label(self._layout.graph, term), short(term)):
            try:
                read = header(name + ending, kind, self._layout)
            except CellProblem:
                continue
            if read.column and (read.column.term, read.language, read.year) == key[:3]:
                return name + ending
        return None

    def _sheet_name(self, kind: NamedNode) -> str:
        name = label(self._layout.graph, kind)
        return name if self._layout.class_named(name) == kind else short(kind).split(":")[-1]

    def _dress(self, sheet: Any, keys: list[Key]) -> None:
        """Widths, a first row that stays, and lists to choose from."""
        sheet.freeze_panes = "B2"
        sheet.column_dimensions["A"].width = _WIDE
        for number, (term, *_) in enumerate(keys, 2):
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = _WIDE if term == DCT.title else _WIDTH
            column = self._layout.column(term)
            if SKOS.Concept in column.classes:
                names = ",".join(sorted(self._layout.concepts(column)))
                choice = DataValidation("list", formula1=f'"{names}"', allow_blank=True)
                choice.add(f"{letter}2:{letter}{_LAST_CHOICE}")
                sheet.add_data_validation(choice)


def _put(cell: Any, shown: Written) -> Any:
    """Fill ``cell``. Text stays text, whatever Excel would take it for."""
    cell.value, cell.number_format = shown
    if isinstance(shown[0], str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
