"""The style page without scripts, and a municipality's colour on the pages and the chat."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from assistant.brand import stylesheet
from tests.browsing import needs_chromium, quiet_page
from tests.conftest import Served

playwright_api = pytest.importorskip("playwright.sync_api")
Page = playwright_api.Page

BRAND = stylesheet("#7a1f5c", "#f0a8d8")

pytestmark = needs_chromium


@pytest.fixture
def page(browser: playwright_api.Browser) -> Iterator[Page]:
    """A page that fails the test if the browser complains."""
    with quiet_page(browser) as page:
        yield page


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
        re.compile("/static/styrkompassen[.]css"),
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
