"""Exploring without SPARQL: a real browser, the real server, the shipped graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest

from tests.browsing import DESKTOP, PHONE, SMALL, axe_finds, fits, needs_chromium, quiet_page
from tests.conftest import Served

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page
pytestmark = needs_chromium

LIBRARY = {
    "c": "styr:Activity",
    "k": ["styr:inFocusArea/styr:focusAreaOf"],
    "f": [["dct:title", "contains", "läxhjälp"]],
}
NASTY = '<img src=x onerror=alert(1)>"שלום"👩‍👩‍👧‍👦' + "ord " * 100


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Page]:
    with quiet_page(browser, served.base_url) as page:
        yield page


def visit(page: Page, served: Served, state: object = None, lang: str = "sv") -> None:
    fragment = f"#e={quote(json.dumps(state))}" if state else ""
    page.goto(f"{served.base_url}/utforska?lang={lang}{fragment}")


def choose(page: Page, name: str) -> None:
    page.locator(".card", has=page.get_by_text(name, exact=True)).click()


def field(page: Page, name: str) -> Any:
    """The line of a fact in the tree."""
    return page.locator(".field-row", has=page.get_by_text(name, exact=True)).first


def sparql(page: Page) -> str:
    return str(page.locator(".query pre").text_content())


def table(page: Page) -> list[list[str]]:
    """Heads and cells, titles without the IRIs beside them and row numbers."""
    rows: list[list[str]] = page.locator("table.grid tr").evaluate_all(
        """rows => rows.map(row => [...row.cells].slice(1)
            .map(cell => (cell.querySelector('bdi') ?? cell).textContent.trim()))"""
    )
    return rows


def shows(page: Page, wanted: list[list[str]]) -> None:
    """The table becomes that: titles come a little after the rows."""
    for _ in range(100):
        if table(page) == wanted:
            return
        page.wait_for_timeout(50)
    assert table(page) == wanted


def answered(page: Page, told: str) -> None:
    expect(page.locator(".result .facts strong")).to_have_text(re.compile(told))


def test_the_query_grows_with_every_choice(page: Page, served: Served) -> None:
    visit(page, served)
    expect(page.get_by_role("heading", level=1)).to_have_text("Utforska utan SPARQL")
    choose(page, "Strategi")
    expect(page.get_by_role("heading", name="Vad vill du veta?")).to_be_focused()
    answered(page, r"^5 rader")
    assert "styr:Strategy" in sparql(page)
    inward = page.get_by_role("heading", name="Annat som pekar hit")
    programme = page.locator(".group", has=inward).get_by_label(re.compile("^Utvecklingsprogram"))
    programme.check()
    answered(page, r"^10 rader")
    assert "^styr:programmeOf" in sparql(page)
    expect(page.locator("table.grid")).to_contain_text("Trygg uppväxt och skola")
    assert table(page)[0] == ["strategi", "utvecklingsprogram"]
    field(page, "titel").get_by_role("button").click()
    page.get_by_label("Värde för titel").fill("trygghet")
    answered(page, r"^2 rader")
    shows(
        page,
        [
            ["strategi", "utvecklingsprogram"],
            ["Trygghet genom hela livet", "Trygg uppväxt och skola"],
            ["Trygghet genom hela livet", "Trygg vardag och omsorg"],
        ],
    )
    words = page.locator(".query .words")
    expect(words).to_contain_text("innehåller ”trygghet”")
    programme.uncheck()
    answered(page, r"^1 rad")
    expect(page.locator(".chosen-columns li")).to_have_count(0)


def test_columns_along_relations_are_opened_chosen_moved_and_removed(
    page: Page, served: Served
) -> None:
    visit(page, served, LIBRARY)
    answered(page, r"^1 rad")
    shows(
        page,
        [
            ["aktivitet", "utvecklingsprogram"],
            ["Läxhjälp på biblioteket", "Trygg uppväxt och skola"],
        ],
    )
    page.get_by_role("button", name="Visa vad man kan veta om ingår i insatsområdet").click()
    below = page.locator(".below:not([hidden])")
    below.locator(".field-row", has=page.get_by_text("titel", exact=True)).first.get_by_role(
        "checkbox"
    ).check()
    expect(page.get_by_role("status").last).to_have_text(re.compile("insatsområde → titel"))
    columns = page.locator(".chosen-columns bdi")
    expect(columns).to_have_text(["insatsområde → utvecklingsprogram", "insatsområde → titel"])
    up = page.get_by_role("button", name="Flytta insatsområde → titel tidigare")
    up.focus()
    page.keyboard.press("Enter")
    expect(columns.first).to_have_text("insatsområde → titel")
    expect(up).to_be_focused()
    answered(page, r"^1 rad")
    expect(page.locator("table.grid thead")).to_contain_text("titel")
    remove = page.get_by_role("button", name="Ta bort kolumnen insatsområde → titel")
    remove.focus()
    page.keyboard.press("Enter")
    expect(columns).to_have_text(["insatsområde → utvecklingsprogram"])
    left = page.get_by_role("button", name="Ta bort kolumnen insatsområde → utvecklingsprogram")
    expect(left).to_be_focused()


def test_each_kind_of_fact_is_compared_in_its_own_way(page: Page, served: Served) -> None:
    visit(page, served, {"c": "styr:Activity"})
    answered(page, r"^100 rader")
    field(page, "status").get_by_role("button").click()
    choices = page.get_by_label("Värde för status")
    first, *statuses = choices.locator("option").all_text_contents()
    assert first == "Välj …"
    assert sorted(statuses) == ["Inställd", "Klar", "Pausad", "Planerad", "Pågående"]
    choices.select_option(label="Planerad")
    answered(page, r"^11 rader")
    page.get_by_label("Jämförelse för status").select_option("missing")
    answered(page, r"^0 rader")
    expect(page.get_by_text("Inga saker passar alla villkor.")).to_be_visible()
    page.get_by_role("button", name="Ta bort villkoret på status").click()
    answered(page, r"^100 rader")
    field(page, "ansvarig").get_by_role("button", name="Lägg till villkor").click()
    search = page.get_by_role("combobox", name="Värde för ansvarig")
    search.press_sequentially("bibliotek")
    expect(page.locator(".options [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".query pre")).to_contain_text("styr:responsible pitea:")
    field(page, "gäller från").get_by_role("button").click()
    expect(page.get_by_text("Fyll i ett värde så börjar villkoret gälla.")).to_be_visible()
    page.get_by_label("Värde för gäller från").fill("2026-01-01")
    expect(page.locator(".query pre")).to_contain_text("2026-01-01")


def test_a_number_that_is_none_is_said_and_not_asked_for(page: Page, served: Served) -> None:
    visit(page, served, {"c": "styr:IndicatorValue", "f": [["styr:value", "ge"]]})
    value = page.get_by_label("Värde för värde")
    value.fill("många")
    expect(value).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Skriv ett tal, till exempel 12,5.")).to_be_visible()
    value.fill("1 000,5")
    expect(page.locator(".query pre")).to_contain_text("1000.5")
    expect(value).to_have_attribute("aria-invalid", "false")


def test_what_the_limit_leaves_out_is_said_at_the_table(page: Page, served: Served) -> None:
    """It stood only among the words of the query."""
    visit(page, served, {"c": "styr:Activity"})
    expect(page.locator(".result .cut")).to_have_text("100 av 130 visas. Visa alla 130")
    said = page.get_by_role("status").filter(has_text="100 av 130 visas.")
    expect(said).to_have_text(re.compile("^100 rader, .* 100 av 130 visas.$"))
    assert axe_finds(page) == []
    page.get_by_role("button", name="Visa alla 130").click()
    expect(page.get_by_role("heading", name="Svar")).to_be_focused()
    answered(page, r"^130 rader")
    expect(page.locator(".result .cut")).to_have_count(0)
    expect(page.get_by_label("Visa högst")).to_have_value("500")


def test_columns_are_named_by_what_they_are_of(page: Page, served: Served) -> None:
    visit(page, served)
    page.get_by_role("button", name="Indikatorer med startvärde och mål").click()
    answered(page, r"^50 rader")
    heads = page.locator("table.grid thead .sorter")
    expect(heads).to_have_text(
        [
            *("målsatt_indikator", "måttenhet", "basvärde"),
            *("slutgiltigt_målvärde_år", "slutgiltigt_målvärde"),
        ]
    )


def test_things_are_counted_ordered_and_drawn(page: Page, served: Served) -> None:
    visit(page, served)
    page.get_by_role("button", name="Hur många aktiviteter som är planerade").click()
    answered(page, r"^4 rader")
    shows(
        page,
        [
            ["status", "antal"],
            ["Pågående", "112"],
            ["Planerad", "11"],
            ["Klar", "4"],
            ["Pausad", "3"],
        ],
    )
    page.get_by_role("tab", name="Diagram").click()
    expect(page.get_by_role("img", name="antal per status")).to_be_visible()
    page.get_by_label("Räkna i stället för att lista").uncheck()
    answered(page, r"^100 rader")
    page.get_by_label("Visa högst").select_option("500")
    answered(page, r"^130 rader")
    assert "LIMIT 500" in sparql(page)


def test_a_link_opens_the_same_choices_and_the_editor_the_same_query(
    page: Page, served: Served
) -> None:
    visit(page, served, LIBRARY)
    answered(page, r"^1 rad")
    address = page.url
    editor = page.get_by_role("link", name="Öppna i SPARQL-editorn")
    href = editor.get_attribute("href") or ""
    start, query = href.split("#q=")
    assert start == f"{served.base_url}/sparql"
    assert unquote(query) == sparql(page)
    page.goto("about:blank")
    page.goto(address)
    answered(page, r"^1 rad")
    expect(page.get_by_label("Värde för titel")).to_have_value("läxhjälp")
    csv = page.get_by_role("link", name="CSV", exact=True)
    body = page.request.get(csv.get_attribute("href")).text()
    assert body.splitlines()[0] == "aktivitet,utvecklingsprogram"


def test_all_of_it_works_with_the_keyboard(page: Page, served: Served) -> None:
    visit(page, served)
    page.get_by_label("Sök sort").fill("insats")
    page.keyboard.press("Tab")
    expect(page.locator(".card").first).to_be_focused()
    page.keyboard.press("Enter")
    answered(page, r"^30 rader")
    page.get_by_label("Sök uppgift").fill("titel")
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name=re.compile("^titel"))).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".chosen-columns bdi")).to_have_text(["titel"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Jämförelse för titel")).to_be_focused()
    page.get_by_role("button", name="Ta bort villkoret på titel").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vilka ska vara med?")).to_be_focused()
    page.get_by_role("button", name="Byt sort").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vad vill du utforska?")).to_be_focused()
    page.get_by_role("button", name="Behåll Insatsområde").click()
    expect(page.locator(".chosen-columns bdi")).to_have_text(["titel"])


def test_it_speaks_english(page: Page, served: Served) -> None:
    visit(page, served, LIBRARY, lang="en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Explore without SPARQL")
    answered(page, r"^1 row")
    expect(page.locator(".chosen-columns bdi")).to_have_text(["focus area → development programme"])
    assert table(page)[0] == ["activity", "development_programme"]
    assert axe_finds(page) == []


def test_what_goes_wrong_says_what_to_do(browser: Any, served: Served) -> None:
    with quiet_page(browser, served.base_url) as page:
        page.expected = ["ERR_FAILED", "status of 503"]
        page.route("**/api/sparql/vocabulary", lambda route: route.abort())
        visit(page, served)
        expect(page.get_by_role("alert")).to_contain_text("Kontrollera nätet")
        assert axe_finds(page) == []
        page.unroute("**/api/sparql/vocabulary")
        page.get_by_role("button", name="Försök igen").click()
        choose(page, "Strategi")
        answered(page, r"^5 rader")
        busy = {"title": "Upptaget", "status": 503, "detail": "Många frågar just nu. Vänta lite."}
        page.route(
            "**/api/sparql/explore",
            lambda route: route.fulfill(
                status=503, content_type="application/problem+json", body=json.dumps(busy)
            ),
        )
        page.get_by_label("Visa högst").select_option("20")
        expect(page.locator(".query .problem")).to_contain_text("Många frågar just nu.")
        page.unroute("**/api/sparql/explore")
        page.locator(".query").get_by_role("button", name="Försök igen").click()
        expect(page.locator(".query pre")).to_contain_text("LIMIT 20")


def test_a_link_to_what_does_not_exist_says_so(page: Page, served: Served) -> None:
    visit(page, served, {"c": "styr:Nothing"})
    expect(page.get_by_text("Länken gäller en sort som inte finns")).to_be_visible()
    choose(page, "Vision")
    answered(page, r"^1 rad")
    visit(page, served, {**LIBRARY, "f": [["styr:nope", "is", "x"]]})
    expect(page.get_by_text("Villkoret gäller en uppgift som inte finns här.")).to_be_visible()


def test_nothing_in_a_title_breaks_the_page_or_runs(page: Page, served: Served) -> None:
    def nasty(route: Any) -> None:
        found = route.fetch().json()
        for known in (*found["classes"], *found["concepts"]):
            known["label"] = {"sv": NASTY, "en": NASTY}
            known["comment"] = {"sv": NASTY, "en": NASTY}
        route.fulfill(json=found)

    def labelled(route: Any) -> None:
        iris = route.request.post_data_json["iris"]
        label = {"title": NASTY, "type": None, "href": "javascript:alert(2)"}
        route.fulfill(json={"labels": dict.fromkeys(iris, label)})

    page.route("**/api/sparql/vocabulary", nasty)
    page.route("**/api/sparql/labels", labelled)
    for size in (DESKTOP, SMALL):
        page.set_viewport_size(size)
        page.goto("about:blank")
        visit(page, served, LIBRARY)
        answered(page, r"^1 rad")
        assert page.locator("sparql-explore img").count() == 0
        hrefs = page.locator("sparql-explore a").evaluate_all(
            "all => all.map(a => a.href).filter(h => !/^https?:/.test(h))"
        )
        assert hrefs == []
        assert fits(page)


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark"), (SMALL, "light")]
)
def test_every_size_fits_and_is_accessible(
    browser: Any, served: Served, size: dict[str, int], scheme: str
) -> None:
    with quiet_page(browser, served.base_url, viewport=size, color_scheme=scheme) as page:
        visit(page, served)
        expect(page.locator(".card").first).to_be_visible()
        assert fits(page)
        assert axe_finds(page) == []
        filters = [
            ["styr:status", "is"],
            ["dct:title", "contains", "a"],
            ["styr:responsible", "is"],
        ]
        page.goto("about:blank")
        visit(page, served, {**LIBRARY, "f": filters, "o": [1, 1]})
        answered(page, r"^100 rader")
        page.get_by_role("button", name="Visa vad man kan veta om ingår i").click()
        expect(page.locator(".below .field-row").first).to_be_visible()
        assert fits(page)
        assert axe_finds(page) == []


def test_without_javascript_the_page_says_where_to_go(browser: Any, served: Served) -> None:
    with quiet_page(browser, served.base_url, java_script_enabled=False) as page:
        visit(page, served)
        expect(page.get_by_text("Den här sidan behöver JavaScript")).to_be_visible()
        page.get_by_role("link", name="Fråga med SPARQL").last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Fråga med SPARQL")
