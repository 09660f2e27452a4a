"""The page of a thing in a real browser: narrow and wide, light and dark, print, unkind titles, and
no complaint from axe-core or from the browser itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR
from tests.assistant.pages.indicator_pages import hostile, running
from tests.browsing import axe_finds, needs_chromium, quiet_page
from tests.kg.conftest import EX

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page

PAGES = {
    "vision": "/id/pitea/vision",
    "programme": "/id/pitea/program-uppvaxt",
    "several ways": "/id/pitea/aktivitet-skolnarvaro-team",
    "indicator": "/id/pitea/indikator-laxhjalp-besok",
    "organisation": "/id/pitea/kommun",
    "many": "/id/pitea/dokument-illustrativt",
    "concept": "/id/?iri=https://w3id.org/styrkompass/concept/status/ongoing",
    "none": "/id/pitea/aktivitet-laxhjelp",
}

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def pitea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    graph = GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))
    with running(graph, tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture(scope="module")
def unkind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(hostile(), tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture
def page(browser: playwright_api.Browser) -> Iterator[Page]:
    """A page that fails the test if the browser complains of anything but a page that is none."""
    with quiet_page(browser) as page:
        page.expected = ["status of 404"]
        yield page


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, pitea: str, name: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(pitea + PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_finds(page) == []


def test_the_parts_of_an_activity_as_they_are_heard(page: Page, pitea: str) -> None:
    page.goto(f"{pitea}/id/pitea/aktivitet-laxhjalp-biblioteket")
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - main:
          - heading "Läxhjälp på biblioteket" [level=1]
          - paragraph:
            - link "Fråga om det här"
          - heading "Vägen till visionen" [level=2]
          - list
          - table "Uppgifter":
            - rowgroup
            - rowgroup:
              - row "Status Pågående"
              - row /Ansvarig Stadsbiblioteket/
              - row /Sökord/
          - heading "Uppföljningar" [level=2]
          - list:
            - listitem:
              - link "2025-12-15"
              - strong: Enligt plan
          - heading "Källor" [level=2]
          - list
          - heading "Hämta som data" [level=2]
          - list
        """
    )


def test_the_picture_of_several_ways_gives_way_to_the_lists(page: Page, pitea: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(pitea + PAGES["several ways"])
    expect(page.locator(".picture")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.locator(".picture")).to_be_hidden()
    page.get_by_text("En annan väg: Tidigt stöd till barn och familjer").click()
    expect(page.locator(".path")).to_have_count(2)
    expect(page.locator(".path").last).to_be_visible()


def test_the_question_is_asked_in_the_chat(page: Page, pitea: str) -> None:
    page.goto(pitea + PAGES["programme"])
    address = page.get_by_role("link", name="Fråga om det här").get_attribute("href")
    assert address == (
        "/?q=Vad+inneh%C3%A5ller+utvecklingsprogrammet+"
        "%E2%80%9DTrygg+uppv%C3%A4xt+och+skola%E2%80%9D%3F&lang=sv"
    )


def test_it_is_printed_without_what_leads_elsewhere(page: Page, pitea: str) -> None:
    page.goto(pitea + PAGES["programme"])
    page.emulate_media(media="print")
    for name in ("Fråga om det här", "Turtle"):
        expect(page.get_by_text(name, exact=True)).to_be_hidden()
    expect(page.get_by_text("Samverkar med")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_titles_of_every_kind_run_nothing_and_fit(page: Page, unkind: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for name in ("a0", "a3", "a4", "a5", "u5", "p5", "s"):
        page.goto(f"{unkind}/id/?iri={EX}{name}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
