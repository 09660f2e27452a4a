"""The follow-up report: page, Word, CSV and command; on Piteå's graph and one with little in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import TEXTS, DayWrong, PeriodWrong
from assistant.report.as_csv import BOM, COLUMNS, rows, to_csv
from assistant.report.opening import make, period_of, published, usual_period
from assistant.settings import Settings
from kg.followup_period import Period
from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR
from kg.rdf import read_file
from kg.versions import VersionStore
from tests.assistant.pages.indicator_pages import EXAMPLE, HOSTILE_TITLES, client, hostile
from tests.assistant.pages.test_indicators_http import page, told
from tests.conftest import Outcome

PITEA = "https://w3id.org/styrkompass/id/pitea/"
KULTUR = PITEA + "program-kultur"
PERIOD = "from=2026-01-01&to=2026-08-31"
PART_YEAR = Period(date(2026, 1, 1), date(2026, 8, 31))
TODAY = date(2026, 9, 15)


@pytest.fixture(scope="module")
def pitea_graph() -> GovernanceGraph:
    return GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))


@pytest.fixture(scope="module")
def http(pitea_graph: GovernanceGraph, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client(pitea_graph, tmp_path_factory.mktemp("data"))


# -- the period -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 4, 29), date(2025, 12, 31)),
        (date(2026, 4, 30), date(2026, 4, 30)),
        (date(2026, 8, 30), date(2026, 4, 30)),
        (date(2026, 9, 15), date(2026, 8, 31)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_usual_period_is_the_last_that_has_ended(today: date, last: date) -> None:
    assert usual_period(today) == Period(date(last.year, 1, 1), last)


def test_what_is_left_out_of_a_period_is_the_usual() -> None:
    assert period_of("", "2025-04-30", TODAY) == Period(date(2025, 1, 1), date(2025, 4, 30))
    assert period_of("2026-03-01", "", TODAY) == Period(date(2026, 3, 1), date(2026, 8, 31))
    with pytest.raises(DayWrong):
        period_of("förra året", "", TODAY)
    with pytest.raises(PeriodWrong):
        period_of("2026-09-01", "2026-08-31", TODAY)


def test_a_report_names_the_version_and_its_day(tmp_path: Path) -> None:
    versions = VersionStore(tmp_path)
    moment = datetime(2026, 8, 30, 12, tzinfo=UTC)
    quads = list(read_file(EXAMPLE))
    versions.publish(quads, publisher="Eva", note="", report={}, moment=moment)
    content = make(versions.load(1), Settings(data=tmp_path), PART_YEAR, "sv", today=TODAY)
    assert content.version.replace("\xa0", " ") == "Version 1, publicerad 30 augusti 2026"
    assert content.made_said.replace("\xa0", " ") == "15 september 2026"
    assert next(iter(rows(content)))["version_day"] == "2026-08-30"
    assert published(tmp_path, 2) is None


# -- the page -------------------------------------------------------------------------------------


def test_the_form_has_the_usual_period_and_every_programme(http: TestClient) -> None:
    text = page(http, "/rapport")
    usual = usual_period(date.today())
    assert f'name="from" value="{usual.first}"' in text
    assert f'name="to" value="{usual.last}"' in text
    assert text.count('type="checkbox" name="programme"') == 10
    assert '<article class="report">' not in text


def test_the_report_of_a_programme(http: TestClient) -> None:
    text = page(http, f"/rapport?{PERIOD}&programme={KULTUR}")
    report = text.split('<article class="report">')[1].split("</article>")[0]
    said = told(report)
    for part in (
        "Uppföljning 1 januari 2026 till 31 augusti 2026",
        "Piteå kommun · Opublicerad graf · Framställd",
        "Allt i rapporten är illustrativa exempel.",
        "5 indikatorer: 4 enligt plan, 1 efter plan.",
        "12 aktiviteter pågår eller ska göras i perioden, och 1 uppföljningar är gjorda.",
        "Strategi: Mycket att göra och uppleva illustrativt exempel",
        "12 mars 2026, Enligt plan illustrativt exempel Bokbussen har fått sex nya hållplatser",
        "1 aktivitet ligger utanför perioden och är inte med.",
        "Ingen uppföljning i perioden:",
        "Illustrativt innehåll, skrivet för Styrkompassen",
    ):
        assert part in said, part
    assert said.count("Strategi:") == 1
    assert f'value="{KULTUR}" checked' in text


def test_a_report_of_a_graph_with_little_in_it(tmp_path: Path) -> None:
    http = client(GovernanceGraph.from_files([EXAMPLE]), tmp_path)
    said = told(page(http, f"/rapport?{PERIOD}"))
    for part in (
        "3 aktiviteter pågår eller ska göras i perioden, och 0 uppföljningar är gjorda.",
        "Strategi: Levande sjöar och skogar",
        "Utvecklingsprogram saknas: Levande sjöar och skogar",
        "Indikatorer saknas: Skola för alla",
        "Ingen ansvarig: Språkkafé på torget",
    ):
        assert part in said, part
    assert "illustrativ" not in said.split("Uppföljning 1")[1]


@pytest.mark.parametrize(
    ("query", "status", "problem"),
    [
        ("from=igår&to=2026-08-31", 400, "igår är inget datum."),
        ("from=2026-09-01&to=2026-08-31", 400, "Perioden slutar 2026-08-31"),
        (f"{PERIOD}&programme={PITEA}vision", 404, "finns inte i styrsystemet"),
        (f"{PERIOD}&format=odt", 400, "Rapporten finns inte som odt. Välj ett av html, docx, csv."),
    ],
)
def test_what_cannot_be_made_is_told(
    http: TestClient, query: str, status: int, problem: str
) -> None:
    response = http.get(f"/rapport?{query}")
    assert response.status_code == status
    assert problem in told(response.text)


# -- CSV ------------------------------------------------------------------------------------------


def test_csv_over_http(http: TestClient) -> None:
    response = http.get(f"/rapport?{PERIOD}&programme={KULTUR}&format=csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == (
        'attachment; filename="uppfoljning-2026-01-01-2026-08-31.csv"'
    )
    read = list(csv.DictReader(io.StringIO(response.text)))
    kinds = [row["Slag"] for row in read]
    assert [(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)] == [
        ("indikator", 5),
        ("aktivitet", 12),
        ("uppföljning", 1),
        ("saknas", 17),
    ]
    names = [TEXTS.get("sv", f"report.column.{column}") for column in COLUMNS]
    assert list(read[0]) == names
    assert read[0] == {
        **dict.fromkeys(names, ""),
        "Slag": "indikator",
        "Strategi": "Mycket att göra och uppleva",
        "Program": "Kultur och bibliotek för alla",
        "Titel": "Aktiva låntagare på biblioteken",
        "IRI": PITEA + "indikator-aktiva-lantagare",
        "Illustrativt": "ja",
        "Läge": "Enligt plan",
        "Varför": "Utfallet 2025 var 25,4 procent. På vägen mellan 2023 och 2026 väntades då "
        "25,33 procent. Det går enligt plan.",
        "Ansvarig": "Stadsbiblioteket",
        "Måttenhet": "procent",
        "Önskad riktning": "Öka",
        "Basår": "2023",
        "Basvärde": "24",
        "Utfallsår": "2025",
        "Utfall": "25.4",
        "Väntat utfall": "25.33",
        "Målår": "2030",
        "Målvärde": "30",
        "Källa": "Illustrativt innehåll, skrivet för Styrkompassen – inte beslutat av Piteå kommun",
        "Perioden från": "2026-01-01",
        "Perioden till": "2026-08-31",
    }
    assert {row["Illustrativt"] for row in read} == {"ja"}


def test_csv_for_a_swedish_spreadsheet(http: TestClient) -> None:
    text = http.get(f"/rapport?{PERIOD}&programme={KULTUR}&format=csv&bom=true").text
    assert text.startswith(BOM)
    first = next(iter(csv.DictReader(io.StringIO(text[1:]), delimiter=";")))
    assert (first["Utfall"], first["Väntat utfall"]) == ("25,4", "25,33")


@settings(deadline=None, database=None, derandomize=True, max_examples=12)
@given(spreadsheet=st.booleans(), lang=st.sampled_from(["sv", "en"]))
def test_csv_read_back_is_what_was_written(spreadsheet: bool, lang: str) -> None:
    content = make(hostile(), Settings(), PART_YEAR, lang, today=TODAY)
    text = to_csv(content, spreadsheet=spreadsheet).removeprefix(BOM)
    delimiter = ";" if spreadsheet and lang == "sv" else ","
    read = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    title, iri = (TEXTS.get(lang, f"report.column.{name}") for name in ("title", "iri"))
    written = list(rows(content))
    assert len(read) == len(written)
    for row, said in zip(written, read, strict=True):
        assert said[title].removeprefix("'") == row["title"]
        assert said[iri] == row["iri"]
    assert not any(said[title].startswith("=") for said in read)


# -- Word -----------------------------------------------------------------------------------------


def test_word_over_http(http: TestClient) -> None:
    response = http.get(f"/rapport?{PERIOD}&programme={KULTUR}&format=docx")
    assert response.headers["content-disposition"].endswith('2026-01-01-2026-08-31.docx"')
    document = Document(io.BytesIO(response.content))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name != "Normal"]
    marked = " [illustrativt exempel]"
    assert [h for h in headings if not h[0].startswith("List")] == [
        ("Title", "Uppföljning 1 januari 2026 till 31 augusti 2026".replace(" ", "\xa0")
            .replace("Uppföljning\xa0", "Uppföljning ").replace("\xa0till\xa0", " till ")),
        ("Heading 1", "Sammanfattning"),
        ("Heading 2", "Läget per strategi och program"),
        ("Heading 2", "Så bedöms läget"),
        ("Heading 1", "Strategi: Mycket att göra och uppleva" + marked),
        ("Heading 2", "Kultur och bibliotek för alla" + marked),
        ("Heading 3", "Indikatorer"),
        ("Heading 3", "Aktiviteter"),
        ("Heading 3", "Det här saknas"),
        ("Heading 1", "Källor"),
    ]  # fmt: skip
    table = document.tables[1]
    assert [[cell.text for cell in row.cells] for row in table.rows[:2]] == [
        ["Indikator", "Läge", "Utfall", "Väntat", "Mål", "Ansvarig"],
        [
            "Aktiva låntagare på biblioteken (procent)" + marked,
            "↗ Enligt plan",
            "25,4 (2025)",
            "25,33",
            "30 (2030)",
            "Stadsbiblioteket",
        ],
    ]
    assert all("w:tblHeader" in t.rows[0]._tr.xml for t in document.tables)
    assert all("w:tblCaption" in t._tbl.xml for t in document.tables)
    assert document.core_properties.language == "sv-SE"
    assert 'w:val="sv-SE"' in document.styles.element.xml


def test_word_with_any_titles(tmp_path: Path) -> None:
    body = client(hostile(), tmp_path).get(f"/rapport?{PERIOD}&format=docx").content
    document = Document(io.BytesIO(body))
    said = "\n".join(p.text for p in document.paragraphs)
    assert all(title in said for title in HOSTILE_TITLES)


# -- the command ----------------------------------------------------------------------------------


def test_the_command_writes_a_page_of_its_own(
    styrkompass: Callable[..., Outcome], tmp_path: Path
) -> None:
    out = tmp_path / "uppfoljning.html"
    ran = styrkompass(
        "report", "--from", "2026-01-01", "--to", "2026-08-31", "--graph",
        *sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")), "--programme", "pitea/program-kultur",
        "--out", out,
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, f"Rapporten har skrivits till {out}.\n")
    text = out.read_text(encoding="utf-8")
    assert "5 indikatorer: 4 enligt plan, 1 efter plan." in told(text)
    assert 'href="/' not in text
    assert "<link" not in text


def test_the_command_takes_its_format_from_the_name(
    styrkompass: Callable[..., Outcome], tmp_path: Path
) -> None:
    out = tmp_path / "rapport.docx"
    ran = styrkompass("report", "--graph", EXAMPLE, "--out", out, "--lang", "en")
    assert (ran.code, ran.err) == (0, f"The report was written to {out}.\n")
    assert Document(str(out)).core_properties.language == "en-GB"


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (["--from", "i fjol"], 2, "i fjol är inget datum."),
        (["--from", "2026-09-01", "--to", "2026-08-31"], 2, "Perioden slutar 2026-08-31"),
        (["--programme", "pitea/vision"], 2, "finns inte i styrsystemet"),
        (["--out", "/finns/inte/rapport.csv"], 2, "går inte att skriva"),
    ],
)
def test_what_the_command_cannot_do_is_told(
    styrkompass: Callable[..., Outcome], arguments: list[str], code: int, problem: str
) -> None:
    ran = styrkompass("report", "--graph", EXAMPLE, *arguments)
    assert ran.code == code
    assert problem in ran.err


def test_the_columns_are_told_where_analysts_read() -> None:
    """And are told apart, in both languages; in English they are as they always were."""
    told = (Path(__file__).parents[3] / "docs" / "analysts.md").read_text("utf-8")
    swedish = [TEXTS.get("sv", f"report.column.{column}") for column in COLUMNS]
    assert len(set(swedish)) == len(COLUMNS)
    assert [TEXTS.get("en", f"report.column.{column}") for column in COLUMNS] == list(COLUMNS)
    rows = [f"| `{column}` | {name} |" for column, name in zip(COLUMNS, swedish, strict=True)]
    assert "\n".join(rows) in told
