"""What every page costs a reader, in a real browser with nothing in its cache: bytes, requests, and
nothing that moves, complains or comes from elsewhere. `scripts/bench_pages.py` takes the time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browsing import DESKTOP, FULL, PHONE, chromium, needs_chromium, quiet_page
from tests.conftest import Served

playwright_api = pytest.importorskip("playwright.sync_api")
Browser = playwright_api.Browser
Page = playwright_api.Page

PLAIN = 40
"""Kilobytes of a page over the wire, with style and script; the three largest take less than 35."""
EDITOR = 220
"""The SPARQL editor with its highlighting and completion, which only analysts fetch."""
PAGES = {
    "/": 30,
    "/?lang=en": 30,
    "/?q=Vad+%C3%A4r+visionen%3F": 30,
    "/styrkedjan": PLAIN,
    "/styrkedjan?open=all": PLAIN,
    "/enhet?iri=pitea/enhet-bibliotek": PLAIN,
    "/id/pitea/vision": PLAIN,
    "/id/pitea/indikator-sjukfranvaro-anstallda": PLAIN,
    "/indikatorer": PLAIN,
    "/rapport?from=2026-01-01&to=2026-08-31": PLAIN,
    "/validera": PLAIN,
    "/validera?check=published": PLAIN,
    "/validera/regler": PLAIN,
    "/versioner": PLAIN,
    "/versioner/1": PLAIN,
    "/catalog": PLAIN,
    "/sparql": EDITOR,
    "/utforska": 60,
    "/tillganglighet": PLAIN,
    "/stil": PLAIN,
    "/aterkoppling": PLAIN,
    "/tyck-till": PLAIN,
}
"""Most kilobytes of each page; the chat's demand is 100."""
SCRIPTED = ["/", "/?lang=en", "/styrkedjan", "/validera", "/sparql", "/utforska"]
"""Pages that a script changes when it has come."""
WATCH = """
globalThis.moved = [];
globalThis.refused = [];
const text = (node) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80);
new PerformanceObserver((list) => moved.push(...list.getEntries()
  .map(({value, sources}) => [value, ...sources.map(({node}) => text(node))])))
  .observe({type: "layout-shift", buffered: true});
addEventListener("securitypolicyviolation", (event) =>
  refused.push([event.violatedDirective, event.blockedURI, event.sample]));
"""
PAINTED = """new Promise((done) =>
    new PerformanceObserver(done).observe({type: "paint", buffered: true}))
.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"""
FIELD = "styr-chat textarea"

pytestmark = [needs_chromium, pytest.mark.skipif(not FULL.exists(), reason=f"{FULL} is missing")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The whole of it, as readers have it."""
    with chromium(FULL) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page that tells what moves in it, and fails the test if the browser complains."""
    with quiet_page(browser, served.base_url, reduced_motion="no-preference") as page:
        page.add_init_script(WATCH)
        yield page


def of_network(page: Page, event: str) -> list[dict[str, Any]]:
    """What the browser tells of the network from now on."""
    told: list[dict[str, Any]] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(f"Network.{event}", lambda each: told.append(each))
    return told


def settled(page: Page) -> None:
    """Everything has come, and what it changed has been painted; nothing has moved."""
    page.wait_for_load_state("networkidle")
    page.evaluate(PAINTED)
    assert page.evaluate("[moved, refused]") == [[], []]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit(page: Page, served: Served, path: str, size: dict[str, int]) -> None:
    finished = of_network(page, "loadingFinished")
    page.set_viewport_size(size)
    page.goto(served.base_url + path)
    settled(page)
    assert sum(each["encodedDataLength"] for each in finished) < PAGES[path] * 1000


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", SCRIPTED)
def test_nothing_moves_when_the_script_comes_late(
    page: Page, served: Served, path: str, size: dict[str, int]
) -> None:
    held: list[Any] = []
    painted: list[bool] = []
    page.set_viewport_size(size)
    page.route(
        lambda url: urlsplit(url).path.endswith(".js"),
        lambda route: route.continue_() if painted else held.append(route),
    )
    page.goto(served.base_url + path, wait_until="commit")
    page.evaluate(PAINTED)
    painted.append(True)
    for script in held:
        script.continue_()
    assert held
    settled(page)


def test_the_chat_waits_for_style_and_script_together(page: Page, served: Served) -> None:
    sent = of_network(page, "requestWillBeSent")
    page.goto(served.base_url)
    page.locator(FIELD).press_sequentially("Vad är visionen?")
    asked = [each for each in sent if not each["request"]["url"].startswith("data:")]
    assert [
        (urlsplit(each["request"]["url"]).path, each["initiator"]["type"]) for each in asked
    ] == [
        ("/", "other"),
        ("/static/styrkompassen.css", "parser"),
        ("/static/widget.js", "parser"),
    ]
    assert {each["initiator"].get("url") for each in asked[1:]} == {f"{served.base_url}/"}


@pytest.mark.parametrize("next_page", ["/styrkedjan", "/", "/id/pitea/vision"])
def test_the_next_page_fetches_nothing_again(page: Page, served: Served, next_page: str) -> None:
    page.goto(served.base_url)
    page.locator(FIELD).focus()
    page.goto(served.base_url + next_page)
    fetched = page.evaluate(
        """performance.getEntriesByType('resource').filter(each => each.transferSize)
            .map(each => new URL(each.name).pathname)"""
    )
    assert fetched == (["/static/tree.js"] if next_page == "/styrkedjan" else [])
