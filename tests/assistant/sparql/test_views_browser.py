"""Chart and graph of a result in a real browser, under the server's own security policy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.browsing import DESKTOP, PHONE, ROOT, SMALL, axe_finds, fits, needs_chromium, quiet_page
from tests.conftest import Served

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page
pytestmark = needs_chromium

XSD = "http://www.w3.org/2001/XMLSchema#"
NASTY = '<img src=x onerror=alert(1)> "שלום" 👩‍👩‍👧‍👦 ' + "ord " * 120
SHOW = """async ([view, data, options]) => {
    const views = await import(new URL('/static/sparql-views.js', location.href).href);
    document.querySelector('main').innerHTML = '<h1>Svar</h1>';
    const place = document.createElement('div');
    document.querySelector('main').append(place);
    const t = key => options.texts[key];
    views[view](place, data, {t, lang: options.lang, labels: options.labels});
}"""


def texts(lang: str) -> dict[str, str]:
    source = ROOT / f"frontend/src/sparql/views/views.texts.{lang}.js"
    pairs = re.findall(r'^  (\w+): ("(?:[^"\\]|\\.)*"),$', source.read_text("utf-8"), re.MULTILINE)
    return {key: json.loads(value) for key, value in pairs}


TEXTS = {lang: texts(lang) for lang in ("sv", "en")}


def literal(value: Any, kind: str = "", lang: str = "") -> dict[str, str]:
    extra = {"datatype": XSD + kind} if kind else {"xml:lang": lang} if lang else {}
    return {"type": "literal", "value": str(value), **extra}


def uri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


def result(*names: str, rows: list[list[Any]]) -> dict[str, Any]:
    return {
        "head": {"vars": list(names)},
        "results": {
            "bindings": [
                {name: term for name, term in zip(names, row, strict=True) if term} for row in rows
            ]
        },
    }


def triple(s: str, p: str, o: str | dict[str, str]) -> dict[str, Any]:
    return {"s": uri(s), "p": uri(p), "o": uri(o) if isinstance(o, str) else o}


INDICATORS = result(
    "indicator",
    "year",
    "value",
    rows=[
        [uri(f"urn:{name}"), literal(year, "gYear"), literal(value, "decimal")]
        for name, values in (
            ("besok", {2024: "9200", 2026: "11000", 2030: "15000"}),
            ("lan", {2024: "1250.5", 2030: "1600"}),
        )
        for year, value in values.items()
    ],
)
TITLES = {
    "urn:besok": {"title": "Besök", "type": None, "href": None},
    "urn:lan": {"title": "Lån", "type": None, "href": None},
}
STATUSES = result(
    "activity",
    "status",
    rows=[[uri(f"urn:{i}"), uri(f"urn:status/{i % 3}")] for i in range(7)],
)
CHAIN = [
    triple("urn:a", "urn:in", "urn:f"),
    triple("urn:f", "urn:of", "urn:p"),
    triple("urn:p", "urn:of", "urn:s"),
    triple("urn:a", "urn:also", "urn:p"),
    triple("urn:a", "urn:year", literal(2027, "gYear")),
]
CHAIN_TITLES = {
    iri: {
        "title": title,
        "type": {"iri": f"https://w3id.org/styrkompass/ns#{kind}", "label": label},
        "href": href,
    }
    for iri, title, kind, label, href in (
        ("urn:a", "Läxhjälp", "Activity", "Aktivitet", "/id/pitea/aktivitet"),
        ("urn:f", "Fler når målen", "FocusArea", "Insatsområde", "/id/pitea/insats"),
        ("urn:p", "Trygg uppväxt", "DevelopmentProgramme", "Utvecklingsprogram", "/id/p"),
        ("urn:s", "Trygghet", "Strategy", "Strategi", "/id/s"),
    )
} | {"urn:in": {"title": "ingår i"}, "urn:of": {"title": "hör till"}}


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Any, served: Served) -> Iterator[Opened]:
    """Opens a page of the server with a view in it."""
    contexts = []

    def open_page(
        view: str,
        data: Any,
        labels: dict[str, Any] | None = None,
        lang: str = "sv",
        **options: Any,
    ) -> Page:
        context = quiet_page(browser, served.base_url, **options)
        page = context.__enter__()
        contexts.append(context)
        page.goto(f"{served.base_url}/id/pitea/vision?lang={lang}")
        shown = {"texts": TEXTS[lang], "labels": labels or {}, "lang": lang}
        page.evaluate(SHOW, [view, data, shown])
        return page

    yield open_page
    for context in contexts:
        context.__exit__(None, None, None)


def table_of(page: Page) -> list[list[str]]:
    rows: list[list[str]] = page.locator(".twin tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return [[cell.replace("\u00a0", " ") for cell in row] for row in rows]


def test_values_over_years_are_lines_with_their_table(opened: Opened) -> None:
    page = opened("renderChart", INDICATORS, TITLES)
    picture = page.get_by_role("img", name="value per year och indicator")
    expect(picture).to_have_accessible_description(
        re.compile(r"^Linjediagram: 2 serier, 3 punkter, lägst 1.250,5 och högst 15.000\.")
    )
    assert table_of(page) == [
        ["year", "Besök", "Lån"],
        ["2024", "9 200", "1 250,5"],
        ["2026", "11 000", "–inget värde"],
        ["2030", "15 000", "1 600"],
    ]
    ticks = [text.replace("\u00a0", " ") for text in picture.locator("text").all_text_contents()]
    assert ticks == [
        "value per year och indicator",
        "Besök",
        "Lån",
        "value",
        *["0", "5 000", "10 000", "15 000"],
        *["2024", "2025", "2026", "2027", "2028", "2029", "2030"],
        "year",
    ]
    assert axe_finds(page) == []


def test_series_are_told_apart_without_colour(opened: Opened) -> None:
    rows = [
        [literal(f"s{i:02}"), literal(2020 + year, "gYear"), literal(i + year, "integer")]
        for i in range(14)
        for year in range(3)
    ]
    page = opened("renderChart", result("name", "year", "n", rows=rows))
    looks = page.locator("svg.chart").evaluate(
        """svg => [...svg.querySelectorAll('.line')].map((line, i) => line.getAttribute('d') + ' '
            + line.getAttribute('stroke-dasharray')).length"""
    )
    assert looks == 24  # twelve in the legend, twelve drawn
    marks = page.locator("svg.chart .marker").evaluate_all(
        "marks => marks.slice(0, 12).map(m => m.getAttribute('d') + m.classList.contains('hollow'))"
    )
    assert len(set(marks)) == 12
    expect(page.get_by_text("Bara de första 12 av 14 serier visas.")).to_be_visible()
    page.locator("[data-choice=type]").select_option("bar")
    hatchings = page.locator("svg.chart pattern").evaluate_all(
        "all => all.slice(0, 6).map(p => p.querySelector('path')?.getAttribute('d') ?? 'filled')"
    )
    assert len(set(hatchings)) == 6


def test_what_is_drawn_can_be_chosen_with_the_keyboard(opened: Opened) -> None:
    page = opened("renderChart", STATUSES)
    assert table_of(page) == [["status", "Antal rader"], ["0", "3"], ["1", "2"], ["2", "2"]]
    rows = page.get_by_label("Rader eller vågrät axel")
    rows.focus()
    page.keyboard.press("ArrowUp")
    expect(rows).to_have_value("activity")
    expect(rows).to_be_focused()
    assert table_of(page)[:2] == [["activity", "Antal rader"], ["0", "1"]]
    page.get_by_label("Serier").select_option("status")
    assert table_of(page)[0] == ["activity", "0", "1", "2"]


def test_rows_of_the_same_point_are_merged_as_told(opened: Opened) -> None:
    rows = [[literal("A"), literal(n, "integer")] for n in (2, 4)] + [[literal("B"), None]]
    page = opened("renderChart", result("x", "y", rows=rows))
    assert table_of(page) == [["x", "y"], ["A", "3"]]
    expect(page.get_by_text("Diagrammet visar deras medelvärde.")).to_be_visible()
    expect(page.get_by_text("1 rader saknar värde")).to_be_visible()
    page.get_by_label("Flera rader slås ihop som").select_option("sum")
    assert table_of(page) == [["x", "y"], ["A", "6"]]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "Svaret har inga rader"),
        ([[uri("urn:a"), literal("x")], [uri("urn:b"), literal("y")]], "går inte att rita"),
    ],
)
def test_what_cannot_be_drawn_says_what_is_needed(
    opened: Opened, rows: list[list[Any]], told: str
) -> None:
    page = opened("renderChart", result("a", "b", rows=rows))
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.locator("svg.chart")).to_have_count(0)
    assert axe_finds(page) == []


def test_the_picture_is_a_file_that_stands_alone(opened: Opened) -> None:
    page = opened("renderChart", INDICATORS, TITLES, color_scheme="dark")
    with page.expect_download() as download:
        page.get_by_role("button", name="Ladda ner som SVG").click()
    assert download.value.suggested_filename == "value-per-year-och-indicator.svg"
    root = ElementTree.parse(download.value.path()).getroot()
    spaces = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{spaces}svg"
    assert root[0].get("fill") == "#fff"
    assert root.find(f"{spaces}title").text == "value per year och indicator"  # type: ignore[union-attr]
    strokes = {line.get("stroke") for line in root.iter(f"{spaces}path") if line.get("class")}
    assert None not in strokes


@pytest.mark.parametrize("size", [DESKTOP, PHONE, SMALL], ids=["desktop", "phone", "320"])
@pytest.mark.parametrize("view", ["renderChart", "renderGraph"])
def test_nothing_in_a_title_breaks_the_page_or_runs(
    opened: Opened, view: str, size: dict[str, int]
) -> None:
    iri = "javascript:alert(2)"
    labels = {
        iri: {"title": NASTY, "type": {"iri": "urn:T", "label": NASTY}, "href": "javascript:x"}
    }
    rows = [[uri(iri), literal(1, "integer")], [literal(NASTY, lang="sv"), literal(2, "integer")]]
    data = result("sak", "antal", rows=rows)
    graph = [triple(iri, iri, "urn:b"), triple("urn:b", "urn:p", literal(NASTY))]
    page = opened(view, data if view == "renderChart" else graph, labels, viewport=size)
    for tab in ("Lista", "Bild") if view == "renderGraph" else ():
        page.get_by_role("button", name=tab).click()
    assert page.locator("main img, main script").count() == 0
    links = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert links == []
    assert fits(page)
    assert axe_finds(page) == []


def test_the_graph_is_boxes_that_are_links_and_arrows_with_names(
    opened: Opened, served: Served
) -> None:
    page = opened("renderGraph", CHAIN, CHAIN_TITLES)
    picture = page.get_by_role("group", name="Graf över svaret")
    boxes = picture.get_by_role("link")
    assert boxes.evaluate_all(
        "all => all.map(a => [a.querySelector('title').textContent, a.getAttribute('href')])"
    ) == [
        [f"{title}, {kind}. {out} samband härifrån, {into} hit.", served.base_url + href]
        for title, kind, href, out, into in (
            ("Läxhjälp", "Aktivitet", "/id/pitea/aktivitet", 2, 0),
            ("Fler når målen", "Insatsområde", "/id/pitea/insats", 1, 1),
            ("Trygg uppväxt", "Utvecklingsprogram", "/id/p", 1, 2),
            ("Trygghet", "Strategi", "/id/s", 0, 1),
        )
    ]
    lefts = boxes.evaluate_all("all => all.map(a => a.getBoundingClientRect().left)")
    assert lefts == sorted(lefts)
    names = picture.locator(".relation").evaluate_all(
        "all => all.map(text => text.querySelector('title').textContent)"
    )
    assert names == ["ingår i", "also", "hör till", "hör till"]
    assert axe_finds(page) == []


def test_the_list_says_the_same_as_the_picture(opened: Opened) -> None:
    page = opened("renderGraph", CHAIN, CHAIN_TITLES)
    page.get_by_role("button", name="Lista").click()
    items = page.locator(".things > li").all_inner_texts()
    assert [re.sub(r"\s*\n\s*", " | ", text) for text in items] == [
        "Aktivitet | Läxhjälp | year | 2027 | ingår i | Fler når målen | also | Trygg uppväxt",
        "Insatsområde | Fler når målen | hör till | Trygg uppväxt | Hit pekar | Läxhjälp (ingår i)",
        "Utvecklingsprogram | Trygg uppväxt | hör till | Trygghet | Hit pekar | Läxhjälp (also)"
        " | Fler når målen (hör till)",
        "Strategi | Trygghet | Hit pekar | Trygg uppväxt (hör till)",
    ]
    assert axe_finds(page) == []


def view_box(page: Page) -> list[float]:
    box = page.locator("svg.graph").get_attribute("viewBox") or ""
    return [float(number) for number in box.split()]


def test_the_picture_is_moved_and_magnified_by_keys_buttons_and_dragging(opened: Opened) -> None:
    page = opened("renderGraph", CHAIN, CHAIN_TITLES)
    picture = page.get_by_role("group", name="Graf över svaret")
    picture.focus()
    page.keyboard.press("0")
    start = view_box(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    moved = view_box(page)
    assert moved[0] > start[0]
    assert moved[1] > start[1]
    page.keyboard.press("+")
    assert view_box(page)[2] == pytest.approx(start[2] / 1.25, rel=0.01)
    page.keyboard.press("0")
    assert view_box(page) == start
    page.get_by_role("button", name="Förminska").click()
    assert view_box(page)[2] == pytest.approx(start[2] * 1.25, rel=0.01)
    page.get_by_role("button", name="Visa allt").click()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 40, steps=3)
    page.mouse.up()
    per_pixel = start[2] / box["width"]
    assert view_box(page)[0] == pytest.approx(start[0] - 50 * per_pixel, abs=per_pixel)


def test_a_thing_out_of_sight_comes_into_view_when_it_gets_focus(opened: Opened) -> None:
    star = [triple(f"urn:n{i}", "urn:p", "urn:hub") for i in range(120)]
    page = opened("renderGraph", star)
    first = page.locator("svg.graph [data-node='0']")
    before = view_box(page)
    page.get_by_role("group", name="Graf över svaret").focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    assert view_box(page) != before
    expect(first).to_be_in_viewport(ratio=1)


def test_a_large_graph_says_that_it_is_cut(opened: Opened) -> None:
    page = opened("renderGraph", [triple(f"urn:{i}", "urn:p", f"urn:{i + 1}") for i in range(450)])
    expect(
        page.get_by_text("Svaret har 451 saker. Bilden och listan visar de första 300")
    ).to_be_visible()
    assert page.locator("svg.graph [data-node]").count() == 300


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["phone", "320"])
def test_on_a_small_screen_the_list_comes_first(opened: Opened, size: dict[str, int]) -> None:
    page = opened("renderGraph", CHAIN, CHAIN_TITLES, viewport=size)
    expect(page.get_by_role("button", name="Lista")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".things > li").count() == 4
    page.get_by_role("button", name="Bild").click()
    expect(page.get_by_role("group", name="Graf över svaret")).to_be_visible()
    assert fits(page)


@pytest.mark.parametrize("look", ["dark", "forced"])
def test_every_look_is_accessible(opened: Opened, look: str) -> None:
    seen = {"color_scheme": "dark"} if look == "dark" else {"forced_colors": "active"}
    chart = opened("renderChart", INDICATORS, TITLES, lang="en", **seen)
    expect(chart.get_by_role("img", name="value by year and indicator")).to_be_visible()
    assert axe_finds(chart) == []
    graph = opened("renderGraph", CHAIN, CHAIN_TITLES, lang="en", **seen)
    expect(graph.get_by_role("group", name="Graph of the result")).to_be_visible()
    assert axe_finds(graph) == []


def test_a_graph_of_nothing_says_so(opened: Opened) -> None:
    page = opened("renderGraph", [])
    expect(page.get_by_text("Svaret har inga påståenden att visa.")).to_be_visible()
