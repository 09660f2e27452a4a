"""The style page and the accessibility statement in a real browser: no scripts, light and dark,
wide and narrow, no complaint from axe-core; a municipality's colour on the pages and the chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.brand import stylesheet
from tests.conftest import Served

playwright_api = pytest.importorskip("playwright.sync_api")
Page = playwright_api.Page

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).resolve().parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "EN-301-549", "best-practice"]
BRAND = stylesheet("#7a1f5c", "#f0a8d8")

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing")


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright_api.Browser]:
    with playwright_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: playwright_api.Browser) -> Iterator[Page]:
    """A page that fails the test if the browser complains."""
    context = browser.new_context(locale="sv-SE", reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", ["/stil", "/stil?lang=en", "/tillganglighet"])
def test_axe_finds_nothing(page: Page, served: Served, path: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(served.base_url + path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in frontend/); make check runs this")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async tags => (await axe.run('html', {runOnly: tags})).violations.map(
            rule => [rule.id, rule.nodes.map(node => [node.target, node.failureSummary])])""",
        AXE_TAGS,
    )
    assert found == []


def test_the_style_page_is_the_same_without_scripts(
    browser: playwright_api.Browser, served: Served
) -> None:
    shown = []
    for scripts in (True, False):
        context = browser.new_context(locale="sv-SE", java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{served.base_url}/stil")
        shown.append(page.locator("main").aria_snapshot())
        context.close()
    assert shown[0] == shown[1]
    for word in ('button "Avstängd knapp" [disabled]', 'heading "Fel" [level=2]', "table"):
        assert word in shown[0]


@pytest.mark.parametrize(
    ("scheme", "colour"), [("light", "rgb(122, 31, 92)"), ("dark", "rgb(240, 168, 216)")]
)
def test_the_colour_of_the_settings_reaches_links_and_chat(
    page: Page, served: Served, scheme: str, colour: str
) -> None:
    """The style is put in by the browser here, so that no server of another brand is needed."""
    page.emulate_media(color_scheme=scheme)
    page.route(
        "**/static/styrkompassen.css",
        lambda route: route.fulfill(body=route.fetch().text() + BRAND, content_type="text/css"),
    )
    page.goto(f"{served.base_url}/tillganglighet")
    assert page.evaluate("getComputedStyle(document.querySelector('main a')).color") == colour
    page.goto(f"{served.base_url}/")
    inside = page.locator("styr-chat button").first
    assert inside.evaluate("each => getComputedStyle(each).getPropertyValue('--accent')") in (
        "#7a1f5c",
        "#f0a8d8",
    )
