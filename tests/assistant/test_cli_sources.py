"""Sources as people meet them: workbooks in and out, and what is said of what cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.drafts import DraftStore
from kg.names import DATA_GRAPH, DCT, ONTOLOGY_DIR, STYR
from kg.patch import between
from kg.versions import VersionStore
from tests.conftest import Outcome
from tests.ingest.books import book

Command = Callable[..., Outcome]
BASE = Path(__file__).parents[1] / "ontology" / "rules" / "base.ttl"


@pytest.fixture
def folder(
    styrkompass: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_words: None
) -> Path:
    """A data folder where the smallest graph that breaks no rule is published."""
    monkeypatch.setenv("STYRKOMPASS_DATA", str(tmp_path / "data"))
    styrkompass("ingest", BASE)
    assert styrkompass("publish").code == 0
    return tmp_path / "data"


def test_a_workbook_becomes_turtle_and_comes_back(styrkompass: Command, tmp_path: Path) -> None:
    source, out, again = (tmp_path / name for name in ("a.xlsx", "b.ttl", "c.xlsx"))
    source.write_bytes(book({"Aktiviteter": [["Titel", "Status"], ["Läxhjälp", "Planerad"]]}))
    assert styrkompass("ingest", source, "--out", out) == Outcome(
        0, "", f"4 påståenden lästes in till {out}.\n"
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
        "1 påståenden ryms inte i arbetsbokens form och står inte där, till exempel:\n"
        '  <https://x.se/a> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer>\n'
        f"3 påståenden lästes in till {out}.\n",
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
            "Menade du ”Ansvarig”? Rätta rubriken, eller sätt _ först i den om kolumnen är din "
            "egen, så läses den inte.\n"
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


# -- workbooks and what is there already --------------------------------------------------------


def test_a_workbook_is_added_by_its_columns_and_names_what_the_draft_holds(
    styrkompass: Command, folder: Path, tmp_path: Path
) -> None:
    """What the sheet had no columns for was wiped, and the unit was said not to exist."""
    activity = "https://example.org/kommun/aktivitet"
    before = [q for q in DraftStore(folder).read("utkast") if q.graph_name == DATA_GRAPH]
    unit = next(q.object for q in before if q.predicate == STYR.responsible)
    name = next(q.object.value for q in before if (q.subject, q.predicate) == (unit, DCT.title))
    rows = [["id", "Titel", "Ansvarig"], [activity, "Ny titel", name]]
    (tmp_path / "a.xlsx").write_bytes(book({"Aktiviteter": rows}))
    told = styrkompass("ingest", tmp_path / "a.xlsx", "--add", "--into", "nytt")
    assert told == Outcome(0, "", "4 påståenden lästes in till nytt.\n")
    after = [q for q in DraftStore(folder).read("nytt") if q.graph_name == DATA_GRAPH]
    change = between(before, after)
    assert [(q.subject.value, q.object.value) for q in change.added] == [(activity, "Ny titel")]
    assert [(q.subject.value, q.predicate) for q in change.removed] == [(activity, DCT.title)]


def test_the_current_version_is_written_and_no_workbook_is_overwritten(
    styrkompass: Command, folder: Path, tmp_path: Path
) -> None:
    plan, triples = tmp_path / "plan.xlsx", tmp_path / "igen.nt"
    told = styrkompass("ingest", "--out", plan)
    assert (told.code, told.err.splitlines()[-1]) == (0, f"Version 1 skrevs till {plan}.")
    content = plan.read_bytes()
    assert styrkompass("ingest", "--out", plan) == Outcome(
        2,
        "",
        f"Filen {plan} finns redan, och en arbetsbok skrivs aldrig över. Välj ett annat namn med "
        "--out, eller flytta undan filen. Ingenting har ändrats.\n",
    )
    assert plan.read_bytes() == content
    for _ in range(2):
        assert styrkompass("ingest", "--out", triples).code == 0
    published = {q.triple for q in VersionStore(folder).quads(1) if q.graph_name == DATA_GRAPH}
    assert {q.triple for q in parse(path=triples, format=RdfFormat.N_TRIPLES)} == published


def test_nothing_is_written_under_an_unknown_ending(styrkompass: Command, tmp_path: Path) -> None:
    code, _, err = styrkompass("ingest", BASE, "--out", tmp_path / "plan.docx")
    assert (code, list(tmp_path.glob("plan*"))) == (2, [])
    assert err.startswith("Formatet plan.docx känns inte igen.")


def test_ingest_of_nothing_says_what_to_give(styrkompass: Command) -> None:
    code, _, err = styrkompass("ingest")
    assert code == 2
    assert "ange vad som ska läsas in" in err
