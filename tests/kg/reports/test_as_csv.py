"""CSV: read back, and harmless in a spreadsheet."""

import csv
import io

import pytest

from kg.reports.as_csv import COLUMNS, to_csv
from tests.kg.reports.examples import BOTH, EX
from tests.kg.reports.test_hostile import saying


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_row_for_each_result_and_no_formula() -> None:
    empty = [""] * 3
    assert rows(to_csv(BOTH, "sv")) == [
        list(COLUMNS),
        [
            "violation",
            "R09",
            "Trygg <vardag>",
            "Utvecklingsprogram",
            EX + "program",
            "styr:programmeOf",
            "'=1+1",
            "Programmet har två strategier.",
            "Behåll en.",
            "Skolförvaltningen",
            EX + "skola",
            "plan/mitt program.ttl, rad 12",
            "styr:inFocusArea",
            "Trygghet",
            "Trygg <vardag>",
        ],
        ["warning", "Egen", "Sak", "", "urn:x", "", "", "Se över saken.", "", *empty, *empty],
    ]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＠x"])
def test_what_begins_like_a_formula_gets_an_apostrophe(title: str) -> None:
    assert rows(to_csv(saying(title), "sv"))[1][2] == "'" + title
