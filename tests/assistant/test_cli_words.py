"""Staff's own words, taught by a strategist: a wording is published, and is understood from then on."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.index import EMBEDDINGS
from tests.conftest import Outcome
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


def patched(folder: Path) -> Path:
    file = folder / "ord.rdfp"
    file.write_text(PATCH, encoding="utf-8")
    return file


def workbook(folder: Path) -> Path:
    file = folder / "ord.xlsx"
    rows = [["Id", "Sökord"], [LAXHJALP, "läxstuga; kråkboet"]]
    file.write_bytes(book({"Aktiviteter": rows}))
    return file


@pytest.mark.parametrize("source", [patched, workbook])
def test_a_word_that_is_taught_is_understood(
    styrkompass: Command, data: Path, tmp_path: Path, source: Callable[[Path], Path]
) -> None:
    folder = ("--data", data)
    before = json.loads(styrkompass("ask", JARGON, "--json", *folder).out)
    path = before["strategies"][0]["path"] if before["strategies"] else []
    assert LAXHJALP not in [step["iri"] for step in path]
    count = embedded(data)
    assert styrkompass("ingest", source(tmp_path), "--add", "--into", "ord", *folder).code == 0
    assert styrkompass("publish", "ord", *folder).code == 0
    after = json.loads(styrkompass("ask", JARGON, "--json", *folder).out)
    assert (after["version"], after["verdict"]) == (2, "supported")
    assert after["strategies"][0]["path"][0]["iri"] == LAXHJALP
    assert embedded(data) == count + 1
