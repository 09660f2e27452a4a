"""Sources as people meet them: workbooks in and out, and what is said of what cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import parse

from kg.names import ONTOLOGY_DIR
from tests.conftest import Outcome
from tests.ingest.books import book

Command = Callable[..., Outcome]


def test_a_workbook_becomes_turtle_and_comes_back(styrkompass: Command, tmp_path: Path) -> None:
    source, out, again = (tmp_path / name for name in ("a.xlsx", "b.ttl", "c.xlsx"))
    source.write_bytes(book({"Aktiviteter": [["Titel", "Status"], ["Läxhjälp", "Planerad"]]}))
    assert styrkompass("ingest", source, "--out", out) == Outcome(
        0, "", f"4 utsagor lästes in till {out}.\n"
    )
    assert styrkompass("ingest", out, "--out", again).code == 0
    assert styrkompass("ingest", again, "--out", tmp_path / "d.ttl").code == 0
    first, last = ({q.triple for q in parse(path=tmp_path / name)} for name in ("b.ttl", "d.ttl"))
    assert first == last
    assert len(first) == 3


def test_what_a_workbook_cannot_hold_is_said(styrkompass: Command, tmp_path: Path) -> None:
    source, out = tmp_path / "a.ttl", tmp_path / "ut.XLSX"
    source.write_text("<https://x.se/a> a <https://w3id.org/styrkompass/ns#Unit> ; <urn:p> 1 .")
    assert styrkompass("ingest", source, "--out", out) == Outcome(
        0,
        "",
        "1 utsagor ryms inte i arbetsbokens form och står inte där, till exempel:\n"
        '  <https://x.se/a> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer>\n'
        f"3 utsagor lästes in till {out}.\n",
    )


def test_the_shipped_graph_as_a_workbook_says_nothing_is_left(
    styrkompass: Command, tmp_path: Path
) -> None:
    told = styrkompass("ingest", ONTOLOGY_DIR / "pitea", "--out", tmp_path / "mall.xlsx")
    assert (told.code, told.err.count("\n")) == (0, 1)


def test_every_problem_of_a_workbook(styrkompass: Command, tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(book({"Aktiviteter": [["Titel", "Ansvrig"], [None, "x"], ["Läxa", "y"]]}))
    for command in (("ingest", source, "--out", tmp_path / "b.ttl"), ("validate", source)):
        assert styrkompass(*command) == Outcome(
            2,
            "",
            f"{source} har 2 ställen som inte går att förstå:\n"
            "- bladet Aktiviteter, cell B1: kolumnen ”Ansvrig” är inte en egenskap i styrmodellen. "
            "Menade du ”Ansvarig”?\n"
            "- bladet Aktiviteter, rad 2: raden saknar både titel och id.\n"
            "Rätta dem och försök igen. Ingenting har ändrats.\n",
        )
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_broken_turtle(
    styrkompass: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.ttl"
    source.write_text("<urn:a> a stry:Activity .")
    assert styrkompass("validate", source) == Outcome(
        2,
        "",
        f"{source} går inte att tolka: rad 1, kolumn 11: prefixet stry: är inte deklarerat. Rätta "
        "stavningen, eller deklarera det högst upp, i Turtle med @prefix stry: <…> .\n"
        "    <urn:a> a stry:Activity .\n"
        "              ^^^^^^^^^^^^^\n"
        "Rätta stället och försök igen. Ingenting har ändrats.\n",
    )
    monkeypatch.setenv("STYRKOMPASS_LANG", "en")
    assert (
        "line 1, column 11: the prefix stry: is not declared"
        in styrkompass("ask", "--graph", source, "Vad?").err
    )


def test_imports_are_said_not_to_be_followed(styrkompass: Command, tmp_path: Path) -> None:
    source = tmp_path / "a.ttl"
    source.write_text("<urn:a> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:1/b> .")
    told = styrkompass("ingest", source, "--out", tmp_path / "b.ttl")
    assert told.err.splitlines()[0] == (
        "Importer följs inte, eftersom ingenting hämtas från nätet: http://127.0.0.1:1/b. Ange det "
        "som behövs som egna filer."
    )
