"""The example in ``docs/workbook.md`` means what it says."""

import re
from pathlib import Path

from ingest import read_contents
from ingest.source import Source
from kg.names import DATA_GRAPH
from tests.ingest.books import Rows, source

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "workbook.md").read_text("utf-8")
SHEET = re.compile(r"Sheet \*\*(.+)\*\*\n\n((?:\|.*\n)+)")


def tables() -> dict[str, Rows]:
    found = {}
    for name, table in SHEET.findall(TEXT):
        lines = [line.strip("|\n").split("|") for line in table.splitlines()]
        found[name] = [[cell.strip() for cell in line] for line in (lines[0], *lines[2:])]
    return found


def statements(given: Source) -> set[str]:
    return {str(q.triple) for q in read_contents([given])[0] if q.graph_name == DATA_GRAPH}


def test_the_example() -> None:
    (turtle,) = re.findall(r"```turtle\n(.*?)```", TEXT, re.DOTALL)
    sheets = tables()
    assert list(sheets) == ["Insatsområden", "Aktiviteter", "Indikatorer"]
    assert statements(source(sheets)) == statements(Source("x.ttl", turtle.encode()))
