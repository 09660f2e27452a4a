"""The goal tree and the page of a unit in a real browser: the ARIA tree, keyboard alone, without
scripts, all widths, light, dark and print, and no complaint from axe-core or the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR
from tests.assistant.pages.indicator_pages import HOSTILE_TITLES, hostile, running
from tests.browsing import axe_finds, needs_chromium, quiet_page

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page

EXAMPLE = Path(__file__).parents[1] / "example.ttl"
PAGES = {
    "tree": "/styrkedjan",
    "open": "/styrkedjan?open=all&q=bibliotek",
    "branch": "/styrkedjan?under=pitea/program-kultur",
    "nothing": "/styrkedjan?q=xyzzy",
    "unit": "/enhet?iri=pitea/enhet-bibliotek",
    "large unit": "/enhet?iri=pitea/koncern",
    "units": "/enhet",
    "english": "/styrkedjan?lang=en",
}
FOCUSED = "document.activeElement.textContent.trim()"

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def pitea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    graph = GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))
    with running(graph, tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(GovernanceGraph.from_files([EXAMPLE]), tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture(scope="module")
def unkind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(hostile(), tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture
def page(browser: playwright_api.Browser) -> Iterator[Page]:
    """A page that fails the test if the browser complains."""
    with quiet_page(browser) as page:
        yield page


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


@pytest.mark.parametrize(("width", "touch", "seen"), [(1280, False, True), (390, True, False)])
def test_help_with_keys_is_for_those_who_have_them(
    browser: playwright_api.Browser, pitea: str, width: int, touch: bool, seen: bool
) -> None:
    size = {"width": width, "height": 844}
    with quiet_page(browser, viewport=size, has_touch=touch) as page:
        page.goto(f"{pitea}/styrkedjan", wait_until="networkidle")
        assert page.get_by_text("Med tangentbordet").is_visible() == seen


def press(page: Page, *keys: str) -> str:
    for key in keys:
        page.keyboard.press(key)
    return focused(page)


def start(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("treeitem").first.focus()


# -- the ARIA tree ------------------------------------------------------------------------------


def test_what_a_screen_reader_meets(page: Page, example: str) -> None:
    page.goto(f"{example}/styrkedjan?open=all")
    expect(page.get_by_role("tree", name="Styrkedjan")).to_match_aria_snapshot(
        """
        - tree "Styrkedjan":
          - treeitem "Ett nyfiket Exempelby" [expanded] [level=1]:
            - group:
              - treeitem "Levande sjöar och skogar" [expanded] [level=2]:
                - group:
                  - treeitem "Fiskevård i Storsjön" [level=3]
              - treeitem "Lärande hela livet" [expanded] [level=2]:
                - group:
                  - treeitem "Skola för alla" [expanded] [level=3]:
                    - group:
                      - treeitem "Stöd i skolarbetet" [expanded] [level=4]:
                        - group:
                          - treeitem "Läxhjälp i bygdegården" [level=5]
                          - treeitem "Språkkafé på torget" [level=5]
        """
    )


def test_an_item_says_what_it_is_and_where(page: Page, example: str) -> None:
    page.goto(f"{example}/styrkedjan?open=all")
    item = page.get_by_role("treeitem", name="Läxhjälp i bygdegården")
    expect(item).to_have_accessible_description("Aktivitet · ansvar: Bygdegården")
    assert [item.get_attribute(f"aria-{name}") for name in ("level", "posinset", "setsize")] == [
        *("5", "1", "2"),
    ]


def test_only_one_item_is_in_the_tab_order(page: Page, pitea: str) -> None:
    page.goto(f"{pitea}/styrkedjan?open=all")
    assert page.locator('.tree [tabindex="0"]').count() == 1
    start(page, f"{pitea}/styrkedjan?open=all")
    press(page, "ArrowDown", "ArrowDown")
    assert page.locator('.tree [tabindex="0"]').count() == 1
    press(page, "Tab")
    assert page.locator(".tree :focus").count() == 0
    press(page, "Shift+Tab")
    assert focused(page) == "Bostäder för livets alla skeden"


def test_arrows_move_open_and_close(page: Page, example: str) -> None:
    start(page, f"{example}/styrkedjan")
    vision = page.get_by_role("treeitem", name="Ett nyfiket Exempelby")
    assert press(page, "ArrowRight") == "Levande sjöar och skogar"
    assert press(page, "ArrowRight") == "Levande sjöar och skogar"
    assert press(page, "ArrowRight") == "Fiskevård i Storsjön"
    assert press(page, "ArrowRight") == "Fiskevård i Storsjön"
    assert press(page, "ArrowDown") == "Lärande hela livet"
    assert press(page, "ArrowUp", "ArrowUp") == "Levande sjöar och skogar"
    assert press(page, "ArrowLeft") == "Levande sjöar och skogar"
    assert press(page, "ArrowDown") == "Lärande hela livet"
    assert press(page, "ArrowLeft") == "Ett nyfiket Exempelby"
    expect(vision).to_have_attribute("aria-expanded", "true")
    assert press(page, "ArrowLeft") == "Ett nyfiket Exempelby"
    expect(vision).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("treeitem")).to_have_count(1)
    assert press(page, "ArrowUp") == "Ett nyfiket Exempelby"


def test_home_end_star_and_space(page: Page, example: str) -> None:
    start(page, f"{example}/styrkedjan")
    assert press(page, "End") == "Lärande hela livet"
    assert press(page, "Home") == "Ett nyfiket Exempelby"
    press(page, "ArrowDown", "*")
    expect(page.locator('.tree [aria-expanded="true"]')).to_have_count(3)
    press(page, "Space")
    expect(page.locator('.tree [aria-expanded="true"]')).to_have_count(2)
    assert press(page, "End") == "Skola för alla"


def test_letters_lead_to_titles_that_begin_so(page: Page, pitea: str) -> None:
    start(page, f"{pitea}/styrkedjan")
    assert press(page, "m") == "Mycket att göra och uppleva"
    page.wait_for_timeout(700)
    assert press(page, "S", "a") == "Samhällstjänster av högsta kvalitet"
    page.wait_for_timeout(700)
    assert press(page, "s") == "Sveriges bästa plats att bo på"
    page.wait_for_timeout(700)
    assert press(page, "x") == "Sveriges bästa plats att bo på"


def test_enter_opens_the_page_of_the_thing(page: Page, example: str) -> None:
    start(page, f"{example}/styrkedjan")
    press(page, "ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Levande sjöar och skogar")


def test_a_click_on_what_is_below_opens_it(page: Page, example: str) -> None:
    page.goto(f"{example}/styrkedjan")
    page.locator(".toggle", has_text="Under Lärande hela livet").click()
    expect(page.get_by_role("treeitem", name="Skola för alla")).to_be_visible()
    assert focused(page) == "Lärande hela livet"


def test_all_branches_open_and_close(page: Page, pitea: str) -> None:
    page.goto(f"{pitea}/styrkedjan")
    page.get_by_role("button", name="Öppna alla grenar").press("Enter")
    expect(page.get_by_role("treeitem")).to_have_count(261)
    page.get_by_role("button", name="Stäng alla grenar").press("Space")
    expect(page.get_by_role("treeitem")).to_have_count(1)


def test_what_is_open_is_kept_in_the_address(page: Page, example: str) -> None:
    start(page, f"{example}/styrkedjan?lang=sv")
    press(page, "End", "ArrowRight")
    page.wait_for_url("**open=*")
    address = page.url
    assert "lang=sv" in address
    page.goto(address)
    expect(page.get_by_role("treeitem")).to_have_count(4)
    page.get_by_role("button", name="Öppna alla grenar").click()
    page.wait_for_url("**open=all*")
    page.reload()
    expect(page.get_by_role("treeitem")).to_have_count(8)


# -- without scripts ----------------------------------------------------------------------------


def test_without_scripts_branches_and_filter_work(
    browser: playwright_api.Browser, pitea: str
) -> None:
    context = browser.new_context(locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{pitea}/styrkedjan")
    program = page.get_by_role("link", name="Trygg uppväxt och skola", exact=True)
    expect(program.first).to_be_hidden()
    page.locator("summary", has_text="Under Trygghet genom hela livet:").click()
    expect(program.first).to_be_visible()
    page.get_by_label("Sök i titlar och sökord").fill("laxhjalp")
    page.get_by_text("Enhet, strategi och status").click()
    page.get_by_label("Status på aktiviteter").select_option("Pågående")
    page.get_by_role("button", name="Sök").click()
    expect(page.get_by_role("link", name="Läxhjälp på biblioteket")).to_be_visible()
    expect(page.locator(".tree .hit")).to_have_count(1)
    page.get_by_role("link", name="Ta bort filtret Status på aktiviteter: Pågående").click()
    expect(page.locator(".tree .hit")).to_have_count(2)
    page.get_by_role("link", name="Öppna alla grenar").click()
    assert "open=all" in page.url
    context.close()


def test_without_scripts_the_menu_of_a_phone_opens(
    browser: playwright_api.Browser, pitea: str
) -> None:
    context = browser.new_context(
        locale="sv-SE", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.goto(f"{pitea}/styrkedjan")
    expect(page.get_by_role("navigation", name="Sidor").get_by_role("link")).to_have_count(0)
    page.get_by_text("Meny", exact=True).click()
    page.get_by_role("link", name="Utforska").click()
    assert page.url == f"{pitea}/utforska"
    context.close()


# -- how it looks -------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, pitea: str, name: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(pitea + PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_finds(page) == []


def test_the_picture_is_for_wide_screens_and_its_text_stays_in_its_boxes(
    page: Page, pitea: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{pitea}/styrkedjan")
    picture = page.locator(".picture")
    expect(picture).to_be_visible()
    outside = picture.evaluate(
        """svg => [...svg.querySelectorAll('tspan')].filter(line => {
            const box = line.closest('g, a').querySelector('rect').getBBox();
            const end = line.getSubStringLength ? line.getComputedTextLength() : 0;
            const start = +line.getAttribute('x');
            const centred = line.closest('.centred');
            return end > box.width - 8 || (!centred && start + end > box.x + box.width);
        }).map(line => line.textContent)"""
    )
    assert outside == []
    page.set_viewport_size({"width": 320, "height": 640})
    expect(picture).to_be_hidden()
    expect(page.get_by_role("treeitem").first).to_be_visible()


def test_a_box_leads_to_its_page(page: Page, pitea: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{pitea}/styrkedjan")
    page.locator(".picture").get_by_role("link", name="Strategi: Trygghet genom hela livet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trygghet genom hela livet")


def test_the_page_of_a_unit_is_printed_on_paper(page: Page, pitea: str) -> None:
    page.goto(f"{pitea}/enhet?iri=pitea/enhet-bibliotek")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Sidor")).to_be_hidden()
    expect(page.get_by_text("Välj en annan enhet")).to_be_hidden()
    expect(page.get_by_text("Läxhjälp på biblioteket")).to_be_visible()
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") in (2, 3)


@pytest.mark.parametrize("width", [320, 1280])
def test_titles_of_every_kind_run_nothing_and_fit(page: Page, unkind: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for address in ("/styrkedjan?open=all", "/enhet"):
        page.goto(unkind + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{unkind}/styrkedjan?open=all")
    titles = set(page.get_by_role("treeitem").all_text_contents())
    assert set(HOSTILE_TITLES) <= {title.strip() for title in titles}
