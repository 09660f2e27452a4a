"""What the law and people expect of every page, asked of every page.

None can be forgotten, since the pages are compared with the application's routes. EN 301 549 and
WCAG by axe-core in light and dark; one column at 320 px (1280 px at 400 %); text spaced as WCAG
1.4.12 allows readers to; the whole page by the Tab key, always in sight; the same links without
scripts; and titles that try to break out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.assistant.pages.indicator_pages import hostile, running
from tests.browsing import axe_finds, fits, needs_chromium, quiet_page
from tests.conftest import Served
from tests.kg.conftest import EX

LIBRARIES = "https://w3id.org/styrkompass/id/pitea/program-kultur"
PAGES = {
    "/": ["/", "/?q=Vi+ska+starta+l%C3%A4xhj%C3%A4lp+p%C3%A5+biblioteket"],
    "/styrkedjan": ["/styrkedjan", "/styrkedjan?q=bibliotek"],
    "/enhet": ["/enhet", "/enhet?iri=pitea/enhet-bibliotek"],
    "/id/{name}": ["/id/pitea/vision", "/id/pitea/indikator-aktiva-lantagare", "/id/pitea/x"],
    "/indikatorer": ["/indikatorer", "/indikatorer?status=behind", "/indikatorer?q=xyzzy"],
    "/rapport": ["/rapport", f"/rapport?from=2026-01-01&to=2026-08-31&programme={LIBRARIES}"],
    "/validera": ["/validera"],
    "/validera/regler": ["/validera/regler"],
    "/versioner": ["/versioner", "/versioner?dag=2000-01-01"],
    "/versioner/{number}": ["/versioner/1", "/versioner/99"],
    "/andringar": ["/andringar", "/andringar?old=1&new=1"],
    "/catalog": ["/catalog"],
    "/sparql": ["/sparql", "/sparql?query=ASK%20%7B%7D&run=1"],
    "/utforska": ["/utforska"],
    "/tyck-till": ["/tyck-till?q=l%C3%A4xhj%C3%A4lp"],
    "/aterkoppling": ["/aterkoppling"],
    "/tillganglighet": ["/tillganglighet"],
    "/stil": ["/stil", "/stil?lang=en"],
}
"""By route: the addresses that are opened."""
ADDRESSES = [address for addresses in PAGES.values() for address in addresses]
NO_PAGES = {
    "/health",
    "/ready",
    "/widget.js",
    "/widget.{part}.js",
    "/static/{name}",
    "/brand.css",
    "/logo",
    "/aterkoppling/fragor.jsonl",
    "/datasets/dcat",
    "/.well-known/void",
    "/dump/{name}",
    "/dump/version-{number}/{name}",
}
"""Routes outside ``/api`` that give files and states."""
FETCHING = {"/sparql", "/utforska", "/styrkedjan"}
"""Pages whose scripts fetch more."""
READABLE = [
    address
    for route in (
        *("/styrkedjan", "/enhet", "/id/{name}", "/indikatorer", "/rapport", "/versioner"),
        *("/versioner/{number}", "/validera/regler", "/catalog", "/tillganglighet"),
    )
    for address in PAGES[route]
]
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`*:not(svg *) { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
    const roots = root => [root, ...[...root.querySelectorAll("*")]
        .flatMap(element => element.shadowRoot ? roots(element.shadowRoot) : [])];
    const all = roots(document);
    all.forEach(root => root.adoptedStyleSheets.push(sheet));
    const hidden = element => {
        const {width, height} = element.getBoundingClientRect();
        return width <= 1 || height <= 1;
    };
    const cuts = ({overflowX, overflowY}) => /hidden|clip/.test(overflowX + overflowY);
    return all.flatMap(root => [...root.querySelectorAll("*")])
        .filter(element => element.textContent.trim() && !element.closest("svg"))
        .filter(element => cuts(getComputedStyle(element)) && !hidden(element))
        .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
        .map(element => element.outerHTML.slice(0, 200));
}"""
"""Spaces text as WCAG 1.4.12 says, in shadow roots too; gives the elements that then cut it off."""
FOCUS = """() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return null;
    window.numbers ??= new Map();
    if (!window.numbers.has(element)) window.numbers.set(element, window.numbers.size);
    const {top, left, bottom, right} = element.getBoundingClientRect();
    const marks = node => {
        const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(node);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    return {
        number: window.numbers.get(element),
        name: element.outerHTML.slice(0, 120),
        seen: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
        marked: marks(element) || marks(element.parentElement ?? element)
            || !!element.closest(".cm-editor"),
    };
}"""
"""Where the keyboard's focus is, in shadow roots too, or null where it has left the page."""
BROKEN = """longest => {
    const cut = [];
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode());) {
        if (node.parentElement.closest("svg, pre, code, textarea, select, thead")) continue;
        for (const word of node.data.matchAll(/(?<![/_.\\p{L}])\\p{L}+/gu)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map(each => Math.round(each.top)));
            if (lines.size > 1 && word[0].length <= longest) cut.push(word[0]);
        }
    }
    return cut;
}"""
"""Words of no more than so many letters that are cut in two (where Chromium has no hyphenation)."""
LINKS = """() => [...document.querySelectorAll("main a[href]")]
    .map(link => link.getAttribute("href")).filter(href => !href.startsWith("#")).sort()"""

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(hostile(), tmp_path_factory.mktemp("data")) as url:
        yield url


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    with quiet_page(browser, served.base_url) as page:
        page.expected = ["404 (Not Found)"]
        yield page


def opened(page: Any, address: str) -> Any:
    """The page once it has come to rest."""
    page.goto(address)
    page.wait_for_function("document.querySelectorAll(':not(:defined)').length === 0")
    if urlsplit(address).path in FETCHING:
        page.wait_for_load_state("networkidle")
    return page


def test_no_page_is_forgotten(served: Served) -> None:
    paths = httpx.get(f"{served.base_url}/openapi.json").json()["paths"]
    gettable = {path for path, methods in paths.items() if "get" in methods}
    assert {p for p in gettable if not p.startswith("/api/")} == {*PAGES, *NO_PAGES}


def test_titles_tell_the_pages_apart(served: Served) -> None:
    accept = {"accept": "text/html"}
    pages = [httpx.get(served.base_url + first, headers=accept) for first, *_ in PAGES.values()]
    titles = [page.text.split("<title>")[1].split("</title>")[0] for page in pages]
    assert len(set(titles)) == len(titles)


FRAME = """() => [...document
    .querySelectorAll(".site .brand, .site .place, .pages > ul a, .about h2")]
    .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
    .map(([text, { x, y, width }]) => text.match(/^(Om|About)/) ? [x] : [text, x, y, width])"""
"""Where the parts of the frame stand; of the footer only how far from the left."""


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_frame_stands_in_the_same_place_on_every_page(
    page: Any, served: Served, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    frames = {}
    for first, *_ in PAGES.values():
        page.goto(served.base_url + first)
        frames[first] = page.evaluate(FRAME)
    assert len(frames["/"]) == 11
    assert {path: frame for path, frame in frames.items() if frame != frames["/"]} == {}


@pytest.mark.parametrize("width", [390, 320])
def test_opening_the_menu_moves_nothing_above_it(page: Any, served: Served, width: int) -> None:
    above = """() => [...document.querySelectorAll(".brand, .place, .pages summary")]
        .map(each => JSON.stringify(each.getBoundingClientRect()))"""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(served.base_url)
    before = page.evaluate(above)
    page.locator(".pages summary").click()
    assert page.evaluate(above) == before
    menu, place = page.locator(".pages details ul"), page.locator(".place")
    assert menu.bounding_box()["y"] >= place.bounding_box()["y"] + place.bounding_box()["height"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desk", "phone-dark"]
)
def test_axe_finds_nothing(
    browser: Any, served: Served, address: str, width: int, scheme: str
) -> None:
    with quiet_page(
        browser,
        served.base_url,
        color_scheme=scheme,
        viewport={"width": width, "height": 844},
    ) as page:
        page.expected = ["404 (Not Found)"]
        opened(page, served.base_url + address)
        assert axe_finds(page) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_reads_in_one_column_at_400_percent_and_with_spaced_text(
    page: Any, served: Served, address: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    opened(page, served.base_url + address)
    assert fits(page)
    assert page.evaluate(SPACED) == []
    assert fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert fits(page)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_tab_key_goes_through_the_whole_page_in_sight(
    page: Any, served: Served, address: str
) -> None:
    opened(page, served.base_url + address)
    page.mouse.click(2, 2)  # a page may begin at a field that is to be corrected
    met: list[Any] = []
    for _ in range(500):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None or (met and focus["number"] < met[-1]["number"]):
            break
        if not met or focus["number"] != met[-1]["number"]:  # a date has several parts
            met.append(focus)
    else:
        pytest.fail(f"the keyboard is caught in {met[-1]['name']}")
    assert [focus["number"] for focus in met] == list(range(len(met)))
    assert [focus["name"] for focus in met if not (focus["seen"] and focus["marked"])] == []
    assert len(met) > 5


@pytest.mark.parametrize(("width", "longest"), [(1280, 40), (390, 25), (320, 25)])
def test_no_word_is_cut_where_there_is_room_for_it(
    page: Any, served: Served, width: int, longest: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    cut = {}
    for address in [*READABLE, "/rapport?from=2026-01-01&to=2026-08-31"]:
        opened(page, served.base_url + address)
        cut[address] = page.evaluate(BROKEN, longest)
    assert {address: words for address, words in cut.items() if words} == {}
    assert page.locator("h1").evaluate("each => getComputedStyle(each).hyphens") == "auto"


@pytest.mark.parametrize("address", READABLE)
def test_without_scripts_everything_is_there(
    browser: Any, page: Any, served: Served, address: str
) -> None:
    opened(page, served.base_url + address)
    with quiet_page(browser, served.base_url, java_script_enabled=False) as plain:
        plain.expected = ["404 (Not Found)"]
        plain.goto(served.base_url + address)
        links = plain.locator("main a[href]")
        there = {links.nth(n).get_attribute("href") for n in range(links.count())}
        heading = plain.locator("h1").inner_text()
    assert set(page.evaluate(LINKS)) <= there
    assert heading == page.locator("h1").inner_text()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    "address",
    [
        *("/", "/styrkedjan", "/enhet", f"/enhet?iri={quote(EX)}u0", "/indikatorer", "/rapport"),
        *("/rapport?from=2026-01-01&to=2026-08-31", "/sparql", "/utforska", "/catalog"),
    ],
)
def test_any_title_only_is_read(
    browser: Any, hostile_address: str, address: str, width: int
) -> None:
    with quiet_page(browser, hostile_address, viewport={"width": width, "height": 900}) as page:
        opened(page, hostile_address + address)
        assert fits(page)
        assert page.locator("main script, [href^='javascript']").count() == 0
