"""Opens Excel workbooks from anybody: sheets, rows and cells, within bounds.

An .xlsx file is a zip archive of XML. Sizes are taken from its directory before anything is
unpacked, what is unpacked is looked through for document types (the way to XML bombs) before it is
parsed, and only rows that are there are walked. Macros and links to other files are never touched.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from ingest.source import Source
from kg.errors import WorkbookRefused
from kg.texts import Phrase

MOST_MEGABYTES = 100
_HARDEST = 200
"""Unpacked size over packed size; worksheets are some 10 to 30."""
_MOST_PARTS = 2000
_MOST_TAGS = 2_000_000
_MOST_CELLS = 1_000_000
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")
"""How OLE2 files begin: .xls, and .xlsx under a password."""
_ZIP = b"PK"
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something. ``value`` is text, number, bool, date or time.

    ``kind`` is openpyxl's data type: "e" for an error, "f" for a formula without a saved result.
    """

    name: str
    column: int
    value: Any
    kind: str = "s"
    number_format: str = "General"


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` from 1 and the cells that hold something."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and those of its rows that hold something."""

    name: str
    rows: tuple[Row, ...]


def open_sheets(source: Source) -> list[Sheet]:
    """The sheets of a workbook, in order. Raises `WorkbookRefused`."""
    if source.content.startswith(_OLD):
        secret = "EncryptedPackage".encode("utf-16-le") in source.content
        raise _refused(source, "encrypted" if secret else "old")
    if not source.content.startswith(_ZIP):
        raise _refused(source, "no_workbook")
    try:
        with warnings.catch_warnings():  # openpyxl warns of decorations that it does not keep
            warnings.simplefilter("ignore")
            return _opened(source, formulas=_looked_through(source))
    except WorkbookRefused:
        raise
    except Exception as problem:  # whatever the libraries stumble on in somebody's file
        said = f"{type(problem).__name__}: {problem}"[:200]
        raise _refused(source, "damaged", said=said) from problem


def _opened(source: Source, *, formulas: bool) -> list[Sheet]:
    values = _sheets(source, load_workbook(io.BytesIO(source.content), True, data_only=True))
    if not formulas:
        return values
    written = _sheets(source, load_workbook(io.BytesIO(source.content), True))
    return [_unsaved(*pair) for pair in zip(values, written, strict=True)]


def _refused(source: Source, key: str, **params: object) -> WorkbookRefused:
    return WorkbookRefused(path=source.path, reason=Phrase(f"workbook.{key}", params))


def _looked_through(source: Source) -> bool:
    """Whether there are formulas. Raises `WorkbookRefused` for what is not to be parsed."""
    with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
        _check_sizes(source, archive.infolist())
        if "[Content_Types].xml" not in archive.namelist():
            raise _refused(source, "no_workbook")
        return _check_parts(source, archive)


def _check_sizes(source: Source, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > _MOST_PARTS:
        raise _refused(source, "too_many", most=_MOST_PARTS)
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    hard = total > 10_000_000 and total > _HARDEST * packed
    if hard or total > MOST_MEGABYTES * 1_000_000 or packed > len(source.content):
        raise _refused(source, "bomb", most=MOST_MEGABYTES)


def _check_parts(source: Source, archive: zipfile.ZipFile) -> bool:
    """Unpacks every XML part once; `zipfile` stops at the size that the directory tells."""
    formulas, tags = False, 0
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        content = archive.read(part)
        if any(mark in content for mark in _DOCTYPES):
            raise _refused(source, "doctype", part=part.filename)
        tags += content.count(b"<")
        if tags > _MOST_TAGS:
            raise _refused(source, "too_many", most=_MOST_TAGS)
        formulas = formulas or b"<f" in content
    return formulas


def _sheets(source: Source, workbook: Any) -> list[Sheet]:
    budget = iter(range(_MOST_CELLS))
    made = []
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # what the file says of its own size is not to be believed
        made.append(Sheet(sheet.title, tuple(_rows(source, sheet, budget))))
    return made


def _rows(source: Source, sheet: Any, budget: Iterator[int]) -> Iterator[Row]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = []
        for column, cell in enumerate(row, 1):
            if next(budget, None) is None:
                raise _refused(source, "too_many", most=_MOST_CELLS)
            value = cell.value.strip() if isinstance(cell.value, str) else cell.value
            if value not in (None, ""):
                name = cell.coordinate
                cells.append(Cell(name, column, value, cell.data_type, cell.number_format))
        if cells:
            yield Row(number, tuple(cells))


def _unsaved(values: Sheet, written: Sheet) -> Sheet:
    """``values``, with those formulas of ``written`` that have none."""
    rows = {row.number: {cell.name: cell for cell in row.cells} for row in values.rows}
    for row in written.rows:
        for cell in row.cells:
            if cell.kind == "f":
                rows.setdefault(row.number, {}).setdefault(cell.name, cell)
    return Sheet(
        values.name,
        tuple(
            Row(number, tuple(sorted(cells.values(), key=lambda cell: cell.column)))
            for number, cells in sorted(rows.items())
        ),
    )
