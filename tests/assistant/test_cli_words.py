"""Staff's own words, taught by a strategist: published, and understood from then on."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyoxigraph import NamedNode

from assistant.index import EMBEDDINGS
from kg.names import SKOS
from kg.versions import VersionStore
from tests.conftest import Outcome, Served
from tests.ingest.books import book

Command = Callable[..., Outcome]
JARGON = "Vilken strategi stödjer kråkboet?"
LAXHJALP = "https://w3id.org/styrkompass/id/pitea/aktivitet-laxhjalp-biblioteket"
PATCH = f"""H id <urn:uuid:0a2b9d7e-2f0e-4a7e-9d51-0c6f1d1f9a11> .
TX .
A <{LAXHJALP}> <http://www.w3.org/2004/02/skos/core#altLabel> "kråkboet"@sv .
TC .
"""


def embedded(data: Path) -> int:
    """How many texts the search index has a vector of."""
    with sqlite3.connect(data / "index" / EMBEDDINGS) as database:
        return int(database.execute("SELECT count(*) FROM vector").fetchone()[0])


def wordings(data: Path) -> set[str]:
    """What the thing is called in Swedish, its title aside."""
    labels = VersionStore(data).load().texts(NamedNode(LAXHJALP), SKOS.altLabel)
    return {label.value for label in labels if label.language == "sv"}


def patched(_: Command, folder: Path) -> Path:
    """An RDF Patch of one row."""
    file = folder / "ord.rdfp"
    file.write_text(PATCH, encoding="utf-8")
    return file


def stated(_: Command, folder: Path) -> Path:
    """A statement in Turtle that says nothing else of the thing."""
    file = folder / "ord.ttl"
    file.write_text(f'<{LAXHJALP}> <{SKOS.altLabel.value}> "kråkboet"@sv .', encoding="utf-8")
    return file


def workbook(_: Command, folder: Path) -> Path:
    """A workbook of one's own, with all the words that the thing is to have."""
    file = folder / "ord.xlsx"
    rows = [["Id", "Sökord"], [LAXHJALP, "läxstuga; kråkboet"]]
    file.write_bytes(book({"Aktiviteter": rows}))
    return file


def written_out(styrkompass: Command, folder: Path) -> Path:
    """The published version as a workbook, the word written last in its cell."""
    file = folder / "ord.xlsx"
    assert styrkompass("ingest", "--out", file, "--data", folder / "data").code == 0
    opened = load_workbook(file)
    sheet = opened["Aktivitet"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    (row,) = (r for r in range(2, sheet.max_row + 1) if LAXHJALP.endswith(_id(sheet, r)))
    cell = sheet.cell(row, columns["Sökord"])
    cell.value = f"{cell.value}; kråkboet"
    opened.save(file)
    return file


def _id(sheet: Any, row: int) -> str:
    return str(sheet.cell(row, 1).value)


def asked(styrkompass: Command, data: Path) -> dict[str, Any]:
    """The answer to what staff ask, in their own word."""
    found: dict[str, Any] = json.loads(styrkompass("ask", JARGON, "--json", "--data", data).out)
    return found


def test_a_word_that_was_not_taught_is_not_understood(styrkompass: Command, served: Served) -> None:
    shown = asked(styrkompass, served.data)["strategies"]
    assert LAXHJALP not in [step["iri"] for strategy in shown for step in strategy["path"]]


@pytest.mark.parametrize("source", [patched, stated, workbook, written_out])
def test_a_word_that_is_taught_is_understood(
    styrkompass: Command, data: Path, tmp_path: Path, source: Callable[[Command, Path], Path]
) -> None:
    folder = ("--data", data)
    count, words = embedded(data), wordings(data)
    file = source(styrkompass, tmp_path)
    assert styrkompass("ingest", file, "--add", "--into", "ord", *folder).code == 0
    assert (
        styrkompass("diff", "ord", *folder)
        .out.splitlines()[1]
        .startswith("0 tas bort, 0 nya, 1 ändrade.")
    )
    assert styrkompass("publish", "ord", *folder).code == 0
    after = asked(styrkompass, data)
    assert (after["version"], after["verdict"]) == (2, "supported")
    assert after["strategies"][0]["path"][0]["iri"] == LAXHJALP
    assert embedded(data) == count + 1
    kept = {"läxstuga"} if source is workbook else words
    assert wordings(data) == kept | {"kråkboet"}
