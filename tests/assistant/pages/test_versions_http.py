"""The pages /versioner: what changed, by whom and why, and what was in force on a day."""

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Quad

from assistant.settings import Settings
from assistant.web.app import create_app
from kg.graph import GovernanceGraph
from kg.names import DCT, STYR
from kg.rdf import read_file
from kg.versions import VersionStore

EXAMPLE = Path(__file__).parents[1] / "example.ttl"
NASTY = '<script>alert("1")</script> "åäö" \U0001f600 שלום'


def published(folder: Path) -> list[Quad]:
    """Three versions: the example, one activity less, and the first again."""
    quads = list(read_file(EXAMPLE))
    store = VersionStore(folder)
    activity = next(q.subject for q in quads if q.object == STYR.Activity)
    less = [q for q in quads if activity not in (q.subject, q.object)]
    for day, content, who, note, restores in (
        (1, quads, "anna", "Första gången", 0),
        (10, less, "", NASTY, 0),
        (20, quads, "anna", "", 1),
    ):
        moment = datetime(2026, 9, day, 12, tzinfo=UTC)
        given = {"publisher": who, "note": note, "report": {}, "restores": restores}
        store.publish(content, moment=moment, **given)  # type: ignore[arg-type]
    return quads


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("versions")
    published(made)
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> TestClient:
    return client_of(folder, VersionStore(folder).load())


def client_of(folder: Path, graph: GovernanceGraph) -> TestClient:
    app = create_app(Settings(data=folder), SimpleNamespace(graph=graph))  # type: ignore[arg-type]
    return TestClient(app)


def told(client: TestClient, path: str, status: int = 200) -> list[str]:
    """The lines of the page's main part, as text."""
    page = client.get(path, headers={"accept": "text/html"})
    assert page.status_code == status
    main = page.text.split("<main")[1].split("</main>")[0].split(">", 1)[1]
    lines = (unescape(re.sub(r"<[^>]+>", "", line)).strip() for line in main.splitlines())
    return [line for line in lines if line]


def test_every_version_newest_first_with_who_and_why(client: TestClient) -> None:
    lines = told(client, "/versioner")
    links = ["Visa alla ändringar", "Versionen som data", "Ställ SPARQL-frågor om den"]
    first, last = lines.index("Version 3 Gäller nu"), lines.index("Jämför två versioner")
    assert [re.sub(r" kl\. [0-9:]+", "", line) for line in lines[first:last]] == [
        "Version 3 Gäller nu",
        "Publicerad den 20 september 2026, av anna.",
        "Varför: Ingen anledning är angiven.",
        "Återställer det som gällde i version 1.",
        "1 sak är ny.",
        *links,
        "39 påståenden (tripler): 6 tillkom och 0 försvann.",
        "Version 2",
        "Publicerad den 10 september 2026.",
        f"Varför: {NASTY}",
        "1 sak är borttagen.",
        *links,
        "33 påståenden (tripler): 0 tillkom och 6 försvann.",
        "Version 1",
        "Publicerad den 1 september 2026, av anna.",
        "Varför: Första gången",
        "Den första versionen.",
        *links[1:],
        "39 påståenden (tripler).",
    ]


def test_all_changes_of_one_version(client: TestClient, folder: Path) -> None:
    lines = told(client, "/versioner/2")
    assert lines[:2] == ["Alla versioner", "Vad som ändrades i version 2"]
    assert lines[3:] == [
        f"Varför: {NASTY}",
        "Jämfört med version 1: 1 sak är borttagen.",
        "Borttaget (1)",
        "Strategin ”Lärande hela livet” › Utvecklingsprogrammet ”Skola för alla”",
        "Aktiviteten ”Läxhjälp i bygdegården” har tagits bort",
        "Föregående: version 1",
        "Nästa: version 3",
    ]


def test_two_versions_are_compared_with_why_each_step_was_taken(client: TestClient) -> None:
    lines = told(client, "/versioner?old=3&new=1")
    assert [re.sub(r" kl\. [0-9:]+", "", line) for line in lines] == [
        "Alla versioner",
        "Från version 3 till version 1",
        "Inga skillnader.",
        "Versionerna som ingår",
        "Version 3",
        "Publicerad den 20 september 2026, av anna.",
        "Varför: Ingen anledning är angiven.",
        "Återställer det som gällde i version 1.",
        "Version 2",
        "Publicerad den 10 september 2026.",
        f"Varför: {NASTY}",
    ]
    assert told(client, "/versioner?old=2&new=2")[2:] == ["Inga skillnader."]
    assert told(client, "/versioner/1")[3:] == [
        "Varför: Första gången",
        "Den första versionen.",
        "Nästa: version 2",
    ]


def test_english(client: TestClient) -> None:
    lines = told(client, "/versioner/2?lang=en")
    assert lines[1] == "What changed in version 2"


@pytest.mark.parametrize(
    ("day", "number"), [("2026-09-01", 1), ("2026-09-09", 1), ("2026-09-10", 2)]
)
def test_what_was_in_force_on_a_day(client: TestClient, day: str, number: int) -> None:
    (line,) = [each for each in told(client, f"/versioner?dag={day}") if "gällde version" in each]
    assert f"gällde version {number}, publicerad den" in line


def test_a_day_to_come_has_no_version_yet(client: TestClient) -> None:
    lines = told(client, "/versioner?dag=9999-12-31")
    assert (
        "Den 31 december 9999 har inte varit än. "
        "Nu gäller version 3, publicerad den 20 september 2026." in lines
    )


def test_programs_are_told_in_json(client: TestClient) -> None:
    refused = client.get("/versioner?dag=idag")
    assert (refused.status_code, refused.json()["type"]) == (400, "#DayWrong")


@pytest.mark.parametrize(
    ("path", "status", "part"),
    [
        ("/versioner?dag=2026-08-31", 404, "Den första publicerades den 1 september 2026"),
        ("/versioner?dag=idag", 400, "idag är inget datum"),
        ("/versioner/9", 404, "Version 9 finns inte"),
        ("/versioner/0", 404, "Version 0 finns inte"),
        ("/versioner?old=0&new=1", 404, "Version 0 finns inte"),
        ("/versioner?old=1&new=9", 404, "Version 9 finns inte"),
        ("/versioner/två", 400, "kan inte ha värdet två"),
        ("/versioner?old=1&new=²", 400, "kan inte ha värdet ²"),
    ],
)
def test_what_is_not_there_is_said(client: TestClient, path: str, status: int, part: str) -> None:
    assert part in " ".join(told(client, path, status))


def test_a_damaged_version_hides_no_other(tmp_path: Path) -> None:
    published(tmp_path)
    (tmp_path / "versions" / "000001" / "data.nq").write_bytes(b"")
    lines = told(client_of(tmp_path, VersionStore(tmp_path).load()), "/versioner")
    assert next(line for line in lines if line.startswith("Version ")) == "Version 3 Gäller nu"
    assert sum("Ändringarna går inte att visa" in line for line in lines) == 1


def test_given_files_have_no_versions(tmp_path: Path) -> None:
    lines = told(client_of(tmp_path, GovernanceGraph.from_files([EXAMPLE])), "/versioner")
    assert lines[-1].startswith("Ingenting är publicerat")


def test_titles_are_never_markup(tmp_path: Path) -> None:
    quads = published(tmp_path)
    title = next(q for q in quads if q.predicate == DCT.title and isinstance(q.subject, NamedNode))
    other = Quad(title.subject, DCT.title, Literal(NASTY, language=title.object.language))  # type: ignore[union-attr]
    changed = [other if q == title else q for q in quads]
    VersionStore(tmp_path).publish(changed, publisher="x", note="", report={})
    page = client_of(tmp_path, VersionStore(tmp_path).load()).get("/versioner/4").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
