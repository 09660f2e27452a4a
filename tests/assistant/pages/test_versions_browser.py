"""The pages of versions in a real browser: what changed, why, and what was in force on a day; by
keyboard, without scripts, at all widths, light and dark, with texts that are not kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.names import DATA_GRAPH
from kg.rdf import in_graph
from kg.versions import VersionStore
from tests.assistant.pages.indicator_pages import running
from tests.browsing import DESKTOP, PHONE, SMALL, axe_finds, fits, needs_chromium, quiet_page

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page

pytestmark = needs_chromium

EXAMPLE = Path(__file__).parents[1] / "example.ttl"
MEASURED = """
@prefix ex: <http://example.org/exempelby/> . @prefix styr: <https://w3id.org/styrkompass/ns#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:narvaro a styr:Indicator ; dct:title "Närvaro"@sv ; styr:indicatorOf ex:insats-studiestod ;
    styr:target [ styr:value %s ; styr:year "2030"^^xsd:gYear ] .
"""
NASTY = "<img src=x onerror=alert(1)> \"citat\" 'enkla' & 😀 שלום"
ADDED = f"""
ex:nattvandring a styr:Activity ; dct:title '''{NASTY}'''@sv ;
    styr:inFocusArea ex:insats-studiestod .
"""
LONG = "anledning" * 60
SHARPENED = "Indikatorn ”Närvaro”: slutgiltigt målvärde ändrades från 80 (2030) till 82,5 (2030)"
PAGES = {
    "list": ("/versioner", 200),
    "day": ("/versioner?dag=2026-09-12", 200),
    "to come": ("/versioner?dag=9999-12-31", 200),
    "too early": ("/versioner?dag=1999-01-01", 404),
    "no day": ("/versioner?dag=ig%C3%A5r", 400),
    "first": ("/versioner/1", 200),
    "changed": ("/versioner/2", 200),
    "nasty": ("/versioner/3", 200),
    "compared": ("/versioner?old=1&new=5", 200),
    "english": ("/versioner/3?lang=en", 200),
    "unknown": ("/versioner/99", 404),
}


def published(folder: Path) -> VersionStore:
    """A target changed, an activity added, one withdrawn, and back to what the second said."""
    store = VersionStore(folder)
    example = EXAMPLE.read_text(encoding="utf-8")
    withdrawn = re.sub(r"ex:sprakkafe a .*? \.\n", "", example, flags=re.DOTALL)
    assert withdrawn != example
    second = example + MEASURED % "82.5"
    for day, turtle, who, note, restores in (
        (1, example + MEASURED % "80", "anna", "Första gången", 0),
        (5, second, "bo", "Målet skärps", 0),
        (10, second + ADDED, "", NASTY, 0),
        (15, withdrawn + MEASURED % "82.5" + ADDED, "cecilia", "", 0),
        (20, second, "anna", LONG, 2),
    ):
        parsed = parse(turtle.encode(), format=RdfFormat.TURTLE)
        quads = [in_graph(quad, DATA_GRAPH) for quad in parsed]
        moment = datetime(2026, 9, day, 12, tzinfo=UTC)
        store.publish(quads, publisher=who, note=note, report={}, moment=moment, restores=restores)
    return store


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("versions")
    with running(published(folder).load(), folder) as address:
        yield address


@pytest.fixture
def page(browser: playwright_api.Browser, url: str) -> Iterator[Page]:
    with quiet_page(browser, url) as page:
        yield page


@pytest.fixture
def bare(browser: playwright_api.Browser, url: str) -> Iterator[Page]:
    """The same without scripts."""
    with quiet_page(browser, url, java_script_enabled=False) as page:
        yield page


def main_text(page: Page) -> list[str]:
    lines: list[str] = page.locator("main").inner_text().splitlines()
    return [re.sub(r" kl\. [0-9:]+", "", line) for line in lines if line.strip()]


# -- what people read ---------------------------------------------------------------------------


def test_what_a_screen_reader_meets_in_the_list(page: Page, url: str) -> None:
    page.goto(f"{url}/versioner")
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - main:
          - heading "Versioner" [level=1]
          - paragraph: /Varje gång styrsystemet publiceras/
          - heading "Vad gällde en viss dag?" [level=2]
          - text: Dag
          - textbox "Dag"
          - button "Visa"
          - list:
            - listitem:
              - heading "Version 5 Gäller nu" [level=2]
              - paragraph: /Publicerad den 20 september 2026 kl. .*, av anna\\./
              - paragraph: /Varför. anledning/
              - paragraph: Återställer det som gällde i version 2.
              - paragraph: 1 sak är borttagen och 1 är ny.
              - list:
                - listitem:
                  - 'link "Visa alla ändringar: Version 5"'
                - listitem:
                  - 'link "Versionen som data: Version 5"'
                - listitem:
                  - 'link "Ställ SPARQL-frågor om den: Version 5"'
              - paragraph: /\\d+ tillkom och \\d+ försvann\\./
            - listitem:
              - heading "Version 4" [level=2]
            - listitem:
              - heading "Version 3" [level=2]
            - listitem:
              - heading "Version 2" [level=2]
            - listitem:
              - heading "Version 1" [level=2]
          - heading "Jämför två versioner" [level=2]
          - text: Från version
          - combobox "Från version"
          - text: Till version
          - combobox "Till version"
          - button "Jämför"
        """
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            2,
            [
                "Publicerad den 5 september 2026, av bo.",
                "Varför: Målet skärps",
                "Jämfört med version 1: 1 sak är ändrad.",
                "Ändrat (1)",
                "Strategin ”Lärande hela livet” › Utvecklingsprogrammet ”Skola för alla”",
                SHARPENED,
            ],
        ),
        (
            3,
            [
                "Publicerad den 10 september 2026.",
                f"Varför: {NASTY}",
                "Jämfört med version 2: 1 sak är ny.",
                "Nytt (1)",
                "Strategin ”Lärande hela livet” › Utvecklingsprogrammet ”Skola för alla”",
                f"Aktiviteten ”{NASTY}” är ny",
            ],
        ),
        (
            4,
            [
                "Publicerad den 15 september 2026, av cecilia.",
                "Varför: Ingen anledning är angiven.",
                "Jämfört med version 3: 1 sak är borttagen.",
                "Borttaget (1)",
                "Strategin ”Lärande hela livet” › Utvecklingsprogrammet ”Skola för alla”",
                "Aktiviteten ”Språkkafé på torget” har tagits bort",
            ],
        ),
    ],
)
def test_one_version_in_plain_swedish(page: Page, url: str, number: int, said: list[str]) -> None:
    page.goto(f"{url}/versioner/{number}")
    assert main_text(page) == [
        "Alla versioner",
        f"Vad som ändrades i version {number}",
        *said,
        f"Föregående: version {number - 1}",
        f"Nästa: version {number + 1}",
    ]


def test_two_versions_are_chosen_and_compared_by_keyboard(page: Page, url: str) -> None:
    page.goto(f"{url}/versioner")
    page.get_by_label("Från version").focus()
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Från version 1 till version 3")
    assert main_text(page)[2:] == [
        "1 sak är ny och 1 är ändrad.",
        "Ändrat (1)",
        "Strategin ”Lärande hela livet” › Utvecklingsprogrammet ”Skola för alla”",
        SHARPENED,
        "Nytt (1)",
        "Strategin ”Lärande hela livet” › Utvecklingsprogrammet ”Skola för alla”",
        f"Aktiviteten ”{NASTY}” är ny",
        "Versionerna som ingår",
        "Version 3",
        "Publicerad den 10 september 2026.",
        f"Varför: {NASTY}",
        "Version 2",
        "Publicerad den 5 september 2026, av bo.",
        "Varför: Målet skärps",
    ]


def test_from_version_to_version(page: Page, url: str) -> None:
    page.goto(f"{url}/versioner")
    page.get_by_role("link", name="Visa alla ändringar: Version 2").press("Enter")
    page.get_by_role("link", name="Nästa: version 3").press("Enter")
    expect(page).to_have_url(f"{url}/versioner/3?lang=sv")
    page.get_by_role("link", name="Föregående: version 2").press("Enter")
    page.get_by_role("link", name="Föregående: version 1").press("Enter")
    assert main_text(page)[2:] == [
        "Publicerad den 1 september 2026, av anna.",
        "Varför: Första gången",
        "Den första versionen.",
        "Nästa: version 2",
    ]
    page.get_by_role("link", name="Alla versioner").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Versioner")


# -- what was in force on a day -----------------------------------------------------------------


def ask_for(page: Page, day: str) -> None:
    page.get_by_label("Dag").fill(day)
    page.get_by_role("button", name="Visa").press("Enter")


def test_the_answer_has_the_focus_and_the_day_stays(page: Page, url: str) -> None:
    page.goto(f"{url}/versioner")
    ask_for(page, "2026-09-12")
    told = page.get_by_role("status")
    expect(told).to_have_text(
        "Den 12 september 2026 gällde version 3, publicerad den 10 september 2026."
    )
    expect(told).to_be_focused()
    expect(page.get_by_label("Dag")).to_have_value("2026-09-12")
    assert page.title().startswith("Den 12 september 2026 gällde version 3")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Vad som ändrades i version 3")).to_be_focused()
    page.get_by_role("link", name="In English").click()
    expect(page.get_by_role("status")).to_contain_text("version 3 was in force")


@pytest.mark.parametrize(
    ("day", "status", "said"),
    [
        (
            "1999-01-01",
            404,
            "Den 1 januari 1999 fanns ingen publicerad version. "
            "Den första publicerades den 1 september 2026.",
        ),
        ("igår", 400, "igår är inget datum. Skriv det som år-månad-dag, till exempel 2026-11-23."),
        (
            "<script>alert(1)</script>",
            400,
            "<script>alert(1)</script> är inget datum. "
            "Skriv det som år-månad-dag, till exempel 2026-11-23.",
        ),
    ],
)
def test_a_day_that_cannot_be_is_told_beside_the_field(
    page: Page, url: str, day: str, status: int, said: str
) -> None:
    page.expected.append(f"status of {status}")
    page.goto(f"{url}/versioner?dag={day}")
    alert = page.get_by_role("alert")
    expect(alert).to_have_text(said)
    expect(alert).to_be_focused()
    field = page.get_by_label("Dag")
    expect(field).to_have_accessible_description(said)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("heading", name="Version 5")).to_be_visible()


def test_all_of_it_without_scripts(bare: Page, url: str) -> None:
    bare.goto(f"{url}/versioner")
    ask_for(bare, "2026-09-05")
    expect(bare.get_by_role("status")).to_have_text(
        "Den 5 september 2026 gällde version 2, publicerad den 5 september 2026."
    )
    bare.get_by_label("Från version").select_option("5")
    bare.get_by_label("Till version").select_option("2")
    bare.get_by_role("button", name="Jämför").click()
    expect(bare.get_by_text("Inga skillnader.")).to_be_visible()


# -- how it looks -------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_all_fits(page: Page, url: str, name: str, scheme: str) -> None:
    path, status = PAGES[name]
    if status != 200:
        page.expected.append(f"status of {status}")
    page.emulate_media(color_scheme=scheme)
    response = page.goto(url + path)
    assert response.status == status
    for size in (SMALL, PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert (size, fits(page), axe_finds(page)) == (size, True, [])
