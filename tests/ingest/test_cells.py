"""Dates, numbers and percentages come through exactly as people see them in Excel."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel
from pyoxigraph import Literal

from ingest.cells import CellProblem, lexical_number, literal, number, text
from ingest.xlsx import Cell, open_sheets
from kg.names import RDF, XSD
from tests.ingest.books import source


def through_excel(value: Any, number_format: str = "General") -> Cell:
    """The cell as it is after the file was written and opened."""
    ((row,),) = [s.rows for s in open_sheets(source({"A": [[value]]}, {"A1": number_format}))]
    return row.cells[0]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (79, "General", "79"),
        (79.0, "General", "79"),
        (79.04, "General", "79.04"),
        (79, "0.0", "79.0"),
        (79.04, "0.0", "79.04"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (123456789012345, "General", "123456789012345"),
        (-3.5, "#,##0.00", "-3.50"),
        (1234.5, '# ##0.0" kr"', "1234.5"),
        (0.79, "0%", "79"),
        (0.795, "0.0%", "79.5"),
        (0.79, "0.0%", "79.0"),
        (0.07, "0%", "7"),
        (1.0, "0%", "100"),
        (0.5, '0.0" %"', "0.5"),
        (5, "[Red]0.00;-0.00", "5.00"),
    ],
)
def test_numbers_as_they_are_shown(value: float, number_format: str, shown: str) -> None:
    assert number(through_excel(value, number_format)) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("12,5", "12.5"),
        ("12.50", "12.50"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("79 %", "79"),
        ("−3", "-3"),
        ("+007", "+007"),
        ("12,5,1", None),
        ("1e5", None),
        ("tolv", None),
        ("", None),
    ],
)
def test_numbers_written_as_text(written: str, shown: str | None) -> None:
    assert lexical_number(written) == shown


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4))
@settings(max_examples=200, deadline=None)
def test_every_number_of_up_to_fifteen_digits_comes_through(exact: Decimal) -> None:
    """As Excel keeps it: in binary."""
    assert Decimal(number(Cell("A1", 1, float(exact), "n"))) == exact


@given(st.integers(0, 10_000))
@settings(max_examples=200, deadline=None)
def test_every_percentage_comes_through(hundredths: int) -> None:
    cell = Cell("A1", 1, hundredths / 10_000, "n", "0.00%")
    assert Decimal(number(cell)) == Decimal(hundredths) / 100


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (date(2026, 1, 31), "yyyy-mm-dd", "2026-01-31"),
        (datetime(2026, 1, 31), "d mmmm yyyy", "2026-01-31"),
        (to_excel(date(2024, 2, 29)), "yyyy-mm-dd", "2024-02-29"),
        ("2026-01-31", "General", "2026-01-31"),
    ],
)
def test_dates(value: Any, number_format: str, expected: str) -> None:
    cell = through_excel(value, number_format)
    assert literal(cell, XSD.date) == Literal(expected, datatype=XSD.date)


@pytest.mark.parametrize(
    "value", ["31/1 2026", "20260131", "2026-W05-1", "2026-02-30", 46053, datetime(2026, 1, 1, 9)]
)
def test_what_is_no_date(value: Any) -> None:
    with pytest.raises(CellProblem, match="is no date"):
        literal(Cell("A1", 1, value), XSD.date)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (612, "General", "612"),
        (612, "00000", "00612"),
        (True, "General", "true"),
        (time(9, 30), "hh:mm", "09:30:00"),
        ("å\tä", "@", "å\tä"),
        ("=1+1", "@", "=1+1"),
    ],
)
def test_texts(value: Any, number_format: str, shown: str) -> None:
    kind = "s" if isinstance(value, str) else "n"
    assert text(Cell("A1", 1, value, kind, number_format)) == shown


@pytest.mark.parametrize(
    ("datatype", "value", "lexical"),
    [
        (XSD.gYear, 2026, "2026"),
        (XSD.gYear, "2026", "2026"),
        (XSD.boolean, "JA", "true"),
        (XSD.boolean, "falskt", "false"),
        (XSD.boolean, False, "false"),
        (XSD.boolean, 1, "true"),
        (XSD.string, "N00610", "N00610"),
        (XSD.anyURI, "https://x.se", "https://x.se"),
    ],
)
def test_other_datatypes(datatype: Any, value: Any, lexical: str) -> None:
    assert literal(Cell("A1", 1, value), datatype) == Literal(lexical, datatype=datatype)


def test_texts_have_a_language() -> None:
    assert literal(Cell("A1", 1, "hej"), RDF.langString) == Literal("hej", language="sv")
    assert literal(Cell("A1", 1, "hi"), RDF.langString, "en") == Literal("hi", language="en")


@pytest.mark.parametrize(
    ("datatype", "value", "key"),
    [
        (XSD.gYear, 26, "year"),
        (XSD.gYear, 2026.5, "year"),
        (XSD.gYear, datetime(2026, 1, 1), "year"),
        (XSD.boolean, "kanske", "boolean"),
        (XSD.decimal, "tolv", "decimal"),
        (XSD.decimal, True, "decimal"),
    ],
)
def test_what_is_not_of_its_kind(datatype: Any, value: Any, key: str) -> None:
    with pytest.raises(CellProblem) as raised:
        literal(Cell("A1", 1, value), datatype)
    assert raised.value.phrase.key == f"workbook.{key}"
