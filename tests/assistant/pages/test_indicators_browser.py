"""Indicators and the follow-up report in a real browser: charts, contrast, print and keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR
from tests.assistant.pages.indicator_pages import hostile, running
from tests.browsing import needs_chromium, quiet_page

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page

REPORT = "/rapport?from=2026-01-01&to=2026-08-31&programme=" + (
    "https://w3id.org/styrkompass/id/pitea/program-kultur"
)
INDICATOR = "/id/pitea/indikator-aktiva-lantagare"

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    graph = GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))
    with running(graph, tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(hostile(), tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture
def page(browser: playwright_api.Browser) -> Iterator[Page]:
    """A page without scripts of ours, which fails the test if the browser complains."""
    with quiet_page(browser) as page:
        yield page


def test_a_chart_is_named_and_described(page: Page, address: str) -> None:
    page.goto(address + INDICATOR)
    picture = page.get_by_role(
        "img", name="Aktiva låntagare på biblioteken: utfall och förväntad utveckling"
    )
    expect(picture).to_be_visible()
    expect(picture).to_have_accessible_description(
        "Enligt plan. Utfallet 2025 var 25,4 procent. På vägen mellan 2023 och 2026 väntades då "
        "25,33 procent. Det går enligt plan. Basvärde: 24 (2023). Milstolpe: 26 (2026), 28 (2028). "
        "Mål: 30 (2030). Utfall: 24 (2023), 24,8 (2024), 25,4 (2025). Värdena är illustrativa "
        "exempel, inte beslutade eller uppmätta."
    )
    expect(picture.get_by_text("illustrativt exempel")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_charts_text_and_points_lie_within_its_box(
    page: Page, address: str, hostile_address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for where in (
        address + INDICATOR,
        address + "/indikatorer",
        hostile_address + "/indikatorer",
    ):
        page.goto(where)
        outside = page.evaluate(
            """() => [...document.querySelectorAll(".chart-box")].flatMap(box => {
                const frame = box.getBoundingClientRect();
                return [...box.querySelectorAll("text, path, circle, line")]
                    .map(part => part.getBoundingClientRect())
                    .filter(part => part.left < frame.left - 1 || part.right > frame.right + 1
                        || part.top < frame.top - 1 || part.bottom > frame.bottom + 1)
                    .map(part => [part.left - frame.left, part.right - frame.right]);
            })"""
        )
        assert outside == [], where


def test_statuses_are_told_apart_by_shape_in_forced_colours(
    browser: playwright_api.Browser, address: str
) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address + "/indikatorer")
    shapes = page.locator(".tiles .state-icon").evaluate_all("all => all.map(i => i.innerHTML)")
    assert len(set(shapes)) == len(shapes) == 4
    strokes = page.locator(".chart .plan, .chart .measured").evaluate_all(
        "all => [...new Set(all.map(i => getComputedStyle(i).stroke))]"
    )
    assert len(strokes) == 2
    context.close()


def test_filtering_needs_no_script(browser: playwright_api.Browser, address: str) -> None:
    context = browser.new_context(locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/indikatorer")
    page.get_by_role("combobox", name="Läge").select_option("Efter plan")
    page.get_by_role("combobox", name="Program").select_option("Kultur och bibliotek för alla")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("status")).to_have_text("Visar 1 av 50 indikatorer.")
    page.get_by_role("link", name="Barn och unga som går i kulturskolan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Barn och unga som går i kulturskolan"
    )
    context.close()


def test_a_report_is_made_by_keyboard(page: Page, address: str) -> None:
    page.goto(address + "/rapport")
    page.get_by_label("Kultur och bibliotek för alla").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Visa rapporten").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Strategi:")).to_have_count(1)
    with page.expect_download() as started:
        page.get_by_role("link", name="Word (docx)").click()
    assert started.value.suggested_filename.endswith(".docx")


def test_the_report_prints_without_the_sites_frame(page: Page, address: str) -> None:
    page.goto(address + REPORT)
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".site", ".about", ".saves", "details.no-print"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_role("article")).to_be_visible()
    white = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert white == "rgb(255, 255, 255)"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_moving_between_cells_and_rows_of_a_narrow_report(page: Page, address: str) -> None:
    """Stacked on a phone, a table is still a table to a screen reader."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(address + REPORT)
    table = page.get_by_role("table", name="Indikatorer")
    expect(table.get_by_role("row")).to_have_count(6)
    expect(table.get_by_role("rowheader").first).to_contain_text("Aktiva låntagare")


# -- on a phone -----------------------------------------------------------------------------------

WHOLE = "/rapport?from=2026-01-01&to=2026-08-31"
COUNTED = """all => all.map(row => [...row.children].map(cell => {
    const { left, right } = cell.getBoundingClientRect();
    const label = getComputedStyle(cell, "::before").content.replaceAll('"', "");
    const name = label === "none" ? "" : label;
    return left >= 0 && right <= innerWidth ? name + cell.textContent.trim() : "outside";
}))"""


@pytest.mark.parametrize("width", [390, 320, 720, 820])
@pytest.mark.parametrize("where", ["/indikatorer", WHOLE])
def test_the_overview_is_read_without_scrolling_sideways(
    page: Page, address: str, where: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + where)
    rows = page.locator(".counts tbody tr").evaluate_all(COUNTED)
    assert [row[1:6] for row in rows][:2] == [
        ["Uppnått 0", "Enligt plan 7", "Efter plan 3", "Inte bedömt 0", "Alla 10"],
        ["Uppnått 0", "Enligt plan 4", "Efter plan 1", "Inte bedömt 0", "Alla 5"],
    ]
    assert len(rows) == 15
    assert "outside" not in {cell for row in rows for cell in row}
    scrolls = "all => all.some(box => box.scrollWidth > box.clientWidth)"
    assert not page.locator(".scroll").evaluate_all(scrolls)


@pytest.mark.parametrize(("where", "box"), [("/indikatorer", ".card"), (WHOLE, ".report-table")])
def test_what_is_long_is_folded_on_a_phone_only_and_never_on_paper(
    browser: playwright_api.Browser, address: str, where: str, box: str
) -> None:
    with quiet_page(browser, java_script_enabled=False) as page:
        page.goto(address + where)
        parts = page.locator(f".folded {box}")
        shown = page.locator(f".folded {box}:visible")
        boxes = page.get_by_role("checkbox", name="Visa ")
        count = parts.count()
        expect(shown).to_have_count(count)
        expect(boxes).to_have_count(0)
        page.set_viewport_size({"width": 390, "height": 844})
        expect(shown).to_have_count(0)
        expect(boxes).to_have_count(10)
        assert page.evaluate("document.documentElement.scrollHeight") < 6500
        page.get_by_role("checkbox", name="Kultur och bibliotek för alla").press("Space")
        assert 0 < shown.count() < count
        page.emulate_media(media="print")
        expect(shown).to_have_count(count)
        expect(page.locator(".unfold:visible, .unfold + label:visible")).to_have_count(0)


def test_what_is_short_is_not_folded(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for where in (REPORT, "/indikatorer?q=aktiva"):
        page.goto(address + where)
        expect(page.locator(".unfold")).to_have_count(0)
        expect(page.locator(".folded .chart").first).to_be_visible()
