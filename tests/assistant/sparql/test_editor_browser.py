"""An analyst asks in the editor at /sparql: a real browser, the real server."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsing import (
    AXE,
    DESKTOP,
    PHONE,
    ROOT,
    SMALL,
    axe_finds,
    fits,
    needs_chromium,
    quiet_page,
)
from tests.conftest import Served

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page

STRATEGIES = [
    "Attraktivt boende och livsmiljö",
    "Ett växande och hållbart näringsliv",
    "Mycket att göra och uppleva",
    "Trygghet genom hela livet",
]
COUNTED = """SELECT ?strategi (COUNT(?aktivitet) AS ?antal) WHERE {
  ?aktivitet a styr:Activity ; styr:contributesTo ?strategi .
  ?strategi a styr:Strategy ; styr:perspective ?perspektiv .
  FILTER(?perspektiv != perspective:organisation)
} GROUP BY ?strategi ORDER BY ?strategi"""
REFUSED = "status of 400"

pytestmark = needs_chromium


@pytest.fixture
def page(browser: playwright_api.Browser, served: Served) -> Iterator[Page]:
    with quiet_page(browser, served.base_url) as page:
        page.goto(f"{served.base_url}/sparql")
        expect(page.get_by_role("button", name="Hur ser hela styrkedjan ut?")).to_be_visible()
        yield page


@pytest.fixture
def phone(browser: playwright_api.Browser, served: Served) -> Iterator[Page]:
    """320 pixels, as a phone and as 1280 at 400 %, and dark."""
    options = {"viewport": SMALL, "color_scheme": "dark"}
    with quiet_page(browser, served.base_url, **options) as page:
        page.goto(f"{served.base_url}/sparql")
        yield page


def write(page: Page, query: str) -> None:
    """Put the query in the editor in one go, as pasting does."""
    page.get_by_role("textbox", name="Fråga", exact=True).focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(query)


def typed(page: Page, query: str) -> None:
    """Type it, so that suggestions come."""
    write(page, query[:-1])
    page.keyboard.type(query[-1])


def run(page: Page, query: str) -> None:
    write(page, query)
    page.keyboard.press("Control+Enter")


def text(page: Page) -> str:
    return "\n".join(page.locator(".cm-line").all_text_contents())


def told(page: Page, words: str | re.Pattern[str]) -> None:
    """What the live region says."""
    expect(page.locator(".bench > [role=status]")).to_have_text(words)


def column(page: Page, n: int) -> list[str]:
    return page.locator(f".grid tbody tr td:nth-child({n + 1})").all_inner_texts()


def suggested(page: Page) -> list[str]:
    expect(page.locator(".cm-tooltip-autocomplete")).to_be_visible()
    return page.locator(".cm-tooltip-autocomplete .cm-completionLabel").all_text_contents()


def accessible(page: Page) -> None:
    assert fits(page)
    if AXE.exists():
        assert axe_finds(page) == []


def test_the_bundle_is_small_and_names_its_licences() -> None:
    static = ROOT / "assistant" / "static"
    assert len(gzip.compress((static / "sparql.js").read_bytes(), 9)) < 180_000
    licences = (static / "sparql.LICENSES.txt").read_text(encoding="utf-8")
    assert re.findall(r"^(\S+) [\d.]+ \(MIT\)$", licences, re.MULTILINE) == [
        "@codemirror/autocomplete",
        "@codemirror/commands",
        "@codemirror/language",
        "@codemirror/lint",
        "@codemirror/state",
        "@codemirror/view",
        "@lezer/common",
        "@lezer/highlight",
        "@lezer/lr",
        "@marijn/find-cluster-break",
        "codemirror-lang-sparql",
        "crelt",
        "style-mod",
        "w3c-keyname",
    ]


# --- writing ---


@pytest.mark.parametrize("word", ["ansvarig", "responsibl"])
def test_offers_a_property_by_its_label_in_either_language(page: Page, word: str) -> None:
    typed(page, f"SELECT * WHERE {{ ?x a styr:Activity ; {word}")
    assert suggested(page)[0] == "styr:responsible"
    expect(page.get_by_role("option").first).to_have_text(
        re.compile("styr:responsible.*ansvarig · responsible")
    )
    accessible(page)
    page.wait_for_timeout(200)  # CodeMirror takes no Enter for 75 ms after a list has come
    page.keyboard.press("Enter")
    assert "; styr:responsible" in text(page)


def test_offers_what_fits_the_class_of_the_variable(page: Page) -> None:
    write(page, "SELECT * WHERE { ?x a styr:Vision ; ")
    page.keyboard.press("Control+Space")
    offered = suggested(page)
    assert ("styr:horizonYear" in offered, "styr:inFocusArea" in offered) == (True, False)


def test_offers_things_by_title_and_adds_a_missing_prefix(page: Page) -> None:
    typed(page, "SELECT * WHERE { ?x ?p läxhjälp")
    option = page.get_by_role("option", name=re.compile("^Läxhjälp på biblioteket"))
    expect(option).to_be_visible()
    option.click()
    assert "?p pitea:aktivitet-laxhjalp-biblioteket" in text(page)
    page.keyboard.type(" ; dca")
    page.get_by_role("option", name=re.compile("^dcat:")).click()
    assert text(page).startswith("PREFIX dcat: <http://www.w3.org/ns/dcat#>\nSELECT * WHERE")
    assert "; dcat:" in text(page)


def test_tab_leaves_the_editor(page: Page) -> None:
    write(page, "ASK {}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Fråga", exact=True)).not_to_be_focused()
    assert text(page) == "ASK {}"


def test_marks_errors_where_they_are(page: Page) -> None:
    write(page, "SELECT * WHERE {\n  ?x a styr:Activity ; styr:responsable ?y\n}")
    problem = page.get_by_role("list", name="Att rätta i frågan").get_by_role("listitem")
    expect(problem).to_contain_text("styr:responsible")
    expect(page.locator(".cm-lintRange-warning")).to_have_text("styr:responsable")
    problem.get_by_role("button", name="rad 2, tecken 24").click()
    expect(page.get_by_role("textbox", name="Fråga", exact=True)).to_be_focused()
    page.keyboard.type("X")
    assert "; Xstyr:responsable" in text(page)


def test_explains_what_the_query_asks(page: Page) -> None:
    write(page, "SELECT ?x WHERE { ?x a styr:Activity ; styr:status status:ongoing }")
    explained = page.locator(".explain .words")
    expect(explained).to_contain_text(re.compile("aktivitet", re.IGNORECASE))
    expect(explained).to_contain_text(re.compile("pågående", re.IGNORECASE))


# --- answers ---


def test_shows_a_table_with_titles_that_sorts_and_filters(page: Page, served: Served) -> None:
    run(page, COUNTED)
    told(page, re.compile(r"^4 rader, [\d\s]+ ms$"))
    expect(page.get_by_role("link", name=STRATEGIES[0])).to_have_attribute(
        "href", f"{served.base_url}/id/pitea/strategi-boende"
    )
    names = page.locator(".grid tbody td:nth-child(2) a")
    page.get_by_role("button", name="strategi", exact=True).click()
    head = page.get_by_role("columnheader", name="strategi")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert names.all_text_contents() == STRATEGIES
    page.get_by_role("button", name="strategi", exact=True).click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names.all_text_contents() == STRATEGIES[::-1]
    page.get_by_label("Filtrera rader").fill("LIVSMILJO")
    told(page, "1 av 4 rader")
    assert names.all_text_contents() == STRATEGIES[:1]
    assert page.locator(".downloads a").all_text_contents() == [
        "CSV",
        "CSV för Excel",
        "TSV",
        "JSON",
        "XML",
    ]
    accessible(page)


def test_pages_through_many_rows_in_their_order(page: Page) -> None:
    run(page, "SELECT ?n { VALUES ?n { " + " ".join(str(n) for n in range(120, 0, -1)) + " } }")
    told(page, re.compile("^120 rader"))
    page.get_by_role("button", name="n", exact=True).click()
    assert column(page, 1) == [str(n) for n in range(1, 51)]
    page.get_by_role("button", name="Nästa").click()
    told(page, "Rad 51–100 av 120")
    expect(page.get_by_role("button", name="Nästa")).to_be_focused()
    page.get_by_label("Rader per sida").select_option("25")
    assert column(page, 1) == [str(n) for n in range(1, 26)]


def test_says_yes_or_no(page: Page) -> None:
    run(page, "ASK { ?x a styr:Vision }")
    told(page, re.compile("^Ja, "))
    run(page, "ASK { ?x a styr:Vision, styr:Strategy }")
    told(page, re.compile("^Nej, "))


def test_draws_a_result_and_a_graph(page: Page) -> None:
    run(page, COUNTED)
    page.get_by_role("tab", name="Diagram").click()
    expect(page.locator("#view-chart svg").first).to_be_visible()
    expect(page.locator("#view-chart")).to_contain_text(STRATEGIES[0])
    run(page, "CONSTRUCT { ?s styr:towards ?v } WHERE { ?s styr:towards ?v }")
    told(page, re.compile("^5 påståenden"))
    page.get_by_role("tab", name="Tabell").press("ArrowRight")
    expect(page.get_by_role("tab", name="Graf")).to_be_focused()
    expect(page.locator("#view-graph svg").first).to_be_visible()
    expect(page.locator("#view-graph")).to_contain_text("Sveriges bästa plats att bo på")
    assert page.locator(".downloads a").all_text_contents() == [
        "Turtle",
        "N-Triples",
        "RDF/XML",
        "JSON-LD",
    ]


def test_a_picture_names_its_things_when_their_titles_come_late(page: Page) -> None:
    held: list[playwright_api.Route] = []
    page.route("**/api/sparql/labels", lambda route: held.append(route))
    run(page, "CONSTRUCT { ?s styr:towards ?v } WHERE { ?s styr:towards ?v }")
    page.get_by_role("tab", name="Tabell").press("ArrowRight")
    graph = page.locator("#view-graph")
    expect(graph.get_by_role("link", name="vision.")).to_be_visible()
    for route in held:
        route.continue_()
    expect(graph).to_contain_text("Sveriges bästa plats att bo på")


READY = "Hur går det för alla indikatorer?"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, SMALL])
def test_a_ready_question_s_answer_is_in_sight_and_the_page_no_wider(
    browser: playwright_api.Browser, served: Served, viewport: dict[str, int]
) -> None:
    """Empty cells put a hidden text outside the scrolling table, seventy sentences of explanation
    stood before the answer, and headings were broken between letters."""
    with quiet_page(browser, served.base_url, viewport=viewport) as page:
        page.goto(f"{served.base_url}/sparql")
        if viewport != DESKTOP:
            page.get_by_role("button", name="Färdiga, sparade och tidigare").click()
        page.get_by_role("button", name=READY).click()
        told(page, re.compile("^50 rader"))
        page.wait_for_timeout(700)  # the explanation comes by itself
        assert fits(page)
        assert page.evaluate("document.documentElement.scrollHeight") < 2600
        expect(page.locator(".explain")).not_to_have_attribute("open", "")
        expect(page.locator(".result > h2")).to_be_in_viewport()
        expect(page.locator(".facts")).to_be_in_viewport()
        lines = page.locator("thead .sorter bdi").evaluate_all(
            "all => all.map(each => each.getClientRects().length)"
        )
        assert lines == [1] * 19
        page.locator(".explain summary").click()
        expect(page.locator(".words li").first).to_be_visible()


def test_the_opening_query_has_the_internal_strategy_too(page: Page) -> None:
    """``a styr:Strategy`` left it out, while every page says that there are five."""
    page.get_by_role("textbox", name="Fråga", exact=True).focus()
    page.keyboard.press("Control+Enter")
    told(page, re.compile("^130 rader"))
    page.get_by_label("Rader per sida").select_option("500")
    assert len(set(column(page, 2))) == 5


def test_numbers_in_the_table_read_as_in_the_chart(page: Page, served: Served) -> None:
    """25.4 stood in the table and 25,4 in the chart; what is downloaded is the data."""
    query = 'SELECT ?x ?y { VALUES (?x ?y) { (25.4 "3.10") (-1.5 "a") (2030 "b") } }'
    run(page, query)
    told(page, re.compile("^3 rader"))
    assert (column(page, 1), column(page, 2)) == (["25,4", "-1,5", "2030"], ["3.10", "a", "b"])
    for typed_number in ("25,4", "25.4"):
        page.get_by_label("Filtrera rader").fill(typed_number)
        told(page, "1 av 3 rader")
        page.get_by_label("Filtrera rader").fill("")
        told(page, "3 av 3 rader")
    csv = page.get_by_role("link", name="CSV", exact=True).get_attribute("href")
    assert page.request.get(csv).text().splitlines()[1] == "25.4,3.10"
    for lang, number in (("sv", "25,4"), ("en", "25.4")):
        asked = {"query": query, "run": "1", "lang": lang}
        headers = {"accept": "text/html"}
        whole = page.request.get(f"{served.base_url}/sparql", params=asked, headers=headers)
        assert f'<span dir="auto">{number}</span>' in whole.text()


def test_the_figures_of_a_chart_are_not_cut(page: Page) -> None:
    """Long names and three years did not fit beside the picture."""
    run(
        page,
        """SELECT ?namn ?år ?värde WHERE {
      ?i a styr:Indicator ; dct:title ?namn ; styr:outcome ?o . ?o styr:year ?år ; styr:value ?värde
      FILTER(lang(?namn) = 'sv') } ORDER BY ?namn ?år LIMIT 60""",
    )
    told(page, re.compile("^60 rader"))
    page.get_by_role("tab", name="Diagram").click()
    expect(page.locator(".twin table")).to_be_visible()
    page.wait_for_timeout(300)
    wide = "each => each.scrollWidth - each.clientWidth"
    assert page.locator(".twin .scroll").evaluate(wide) <= 0
    expect(page.locator(".side-by-side")).not_to_have_class(re.compile("below"))
    years = range(2019, 2027)
    rows = " ".join(f'("Skola {n}" {year} {n}{year}.5)' for n in range(9) for year in years)
    run(page, f"SELECT ?namn ?år ?värde {{ VALUES (?namn ?år ?värde) {{ {rows} }} }}")
    expect(page.locator(".side-by-side")).to_have_class(re.compile("below"))
    assert page.locator(".twin .scroll").evaluate(wide) <= 0
    assert fits(page)


def test_a_short_explanation_stays_open(page: Page) -> None:
    run(page, COUNTED)
    told(page, re.compile("^4 rader"))
    expect(page.locator(".explain")).to_have_attribute("open", "")


def test_numbers_of_different_units_are_not_drawn_on_one_axis(page: Page) -> None:
    page.get_by_role("button", name=READY).click()
    told(page, re.compile("^50 rader"))
    page.get_by_role("tab", name="Diagram").click()
    chart = page.locator("#view-chart")
    expect(chart.get_by_role("img", name="Antal rader per unit")).to_be_visible()
    expect(chart).to_contain_text("Talen i svaret har olika måttenheter.")


@pytest.mark.parametrize("viewport", [DESKTOP, SMALL])
def test_a_query_on_one_long_line_as_code_leaves_the_page_as_wide(
    browser: playwright_api.Browser, served: Served, viewport: dict[str, int]
) -> None:
    with quiet_page(browser, served.base_url, viewport=viewport) as page:
        page.goto(f"{served.base_url}/sparql")
        write(page, COUNTED.replace("\n", " ") + f" # {'lång rad ' * 30}")
        page.get_by_role("button", name="Använd i andra program").click()
        expect(page.get_by_role("tab", name="pandas")).to_be_focused()
        assert fits(page)
        expect(page.get_by_role("button", name="Spara", exact=True)).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Dela", exact=True)).to_be_in_viewport(ratio=1)


def test_a_long_query_is_downloaded_too(page: Page) -> None:
    run(page, f"# {'lång ' * 600}\nSELECT (1 AS ?ett) {{}}")
    told(page, re.compile("^1 rad, "))
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV för Excel").click()
    content = Path(download.value.path()).read_bytes()
    assert (download.value.suggested_filename, content) == ("svar.csv", b"\xef\xbb\xbfett\r\n1\r\n")


def test_what_is_saved_for_excel_opens_in_a_swedish_excel(page: Page) -> None:
    """Also where the browser speaks English: the page's language decides."""
    page.set_extra_http_headers({"accept-language": "en"})
    run(page, "SELECT (1.6 AS ?värde) ('=1+1' AS ?text) {}")
    told(page, re.compile("^1 rad, "))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV för Excel").click()
    content = Path(download.value.path()).read_text("utf-8")
    assert content == "\ufeffvärde;text\n1,6;'=1+1\n"
    assert download.value.suggested_filename == "svar.csv"


def test_what_cannot_be_run_says_where(page: Page) -> None:
    page.expected.append(REFUSED)
    run(page, "SELECT * WHERE {\n  ?x a")
    told(page, re.compile("^Frågan fick inget svar. Frågan tar slut för tidigt. "))
    page.get_by_role("button", name=re.compile("Gå till rad 2, tecken")).click()
    expect(page.get_by_role("textbox", name="Fråga", exact=True)).to_be_focused()
    accessible(page)


def test_while_a_query_runs_the_former_answer_is_said_to_be_that(page: Page) -> None:
    """A "Ja" that stayed there looked like the answer to the query that was running."""
    page.route("**/sparql", lambda _: None)
    run(page, "ASK {}")
    told(page, "Frågan körs.")
    page.get_by_role("button", name="Avbryt").click()
    page.unroute("**/sparql")
    run(page, "ASK {}")
    told(page, re.compile("^Ja, "))
    note = page.locator(".running")
    expect(note).to_be_hidden()
    page.route("**/sparql", lambda _: None)
    run(page, "ASK { ?x a styr:Vision }")
    told(page, "Frågan körs. Det som står här under hör till den förra frågan.")
    expect(note).to_be_visible()
    expect(page.locator(".verdict")).to_have_text("Ja")
    accessible(page)
    page.get_by_role("button", name="Avbryt").click()
    expect(note).to_be_hidden()
    expect(page.locator(".verdict")).to_have_count(0)


def test_a_query_can_be_cancelled_and_a_cut_answer_says_so(page: Page) -> None:
    page.route("**/sparql", lambda _: None)
    run(page, "ASK {}")
    page.get_by_role("button", name="Avbryt").click()
    told(page, "Du avbröt frågan.")
    cut = {
        "head": {"vars": ["x"]},
        "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]},
        "truncated": {"reason": "rows", "rows": 1, "message": "Svaret är avkortat här."},
    }
    page.unroute("**/sparql")
    page.route(
        "**/sparql",
        lambda route: route.fulfill(
            content_type="application/sparql-results+json", body=json.dumps(cut)
        ),
    )
    run(page, "SELECT ?x {}")
    expect(page.locator(".cut")).to_have_text("Svaret är avkortat här.")
    expect(page.locator(".downloads a").first).to_have_attribute("href", re.compile("partial=1"))


def test_hostile_values_are_only_text(page: Page) -> None:
    markup = "<img src=x onerror=alert(1)> \"'😀 \u05e9\u05dc\u05d5\u05dd"
    run(
        page,
        f"SELECT ?a ?b ?c {{ BIND({json.dumps(markup, ensure_ascii=False)} AS ?a) "
        'BIND(IRI("javascript:alert(1)") AS ?b) BIND(IRI("https://a.example/%22x") AS ?c) }',
    )
    told(page, re.compile("^1 rad"))
    cells = page.locator(".grid tbody td")
    assert cells.all_inner_texts() == [markup, "javascript:alert(1)", "https://a.example/%22x"]
    assert page.locator(".grid a").evaluate_all("links => links.map(link => link.href)") == [
        "https://a.example/%22x"
    ]


# --- ready, saved, shared ---


def test_a_ready_question_asks_for_its_thing(page: Page) -> None:
    page.get_by_label("Sök bland färdiga frågor").fill("ansvarar")
    page.get_by_role("button", name=re.compile("^Vem ansvarar\\?")).click()
    field = page.get_by_role("combobox").first
    field.fill("laxhjalp pa bib")
    expect(page.get_by_role("option", name=re.compile("Läxhjälp på biblioteket"))).to_be_visible()
    accessible(page)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Läxhjälp på biblioteket")
    field.press("Enter")
    told(page, re.compile("^1 rad, "))
    assert "aktivitet-laxhjalp-biblioteket" in text(page)


@pytest.mark.parametrize("padding", ["", "# " + "lång kommentar " * 60])
def test_a_link_restores_the_query_and_runs_it(page: Page, served: Served, padding: str) -> None:
    write(page, f"SELECT ('a+b & å' AS ?x) {{}}\n{padding}")
    page.get_by_role("button", name="Dela").click()
    link = page.get_by_label("Länk till frågan").input_value()
    assert link.startswith(f"{served.base_url}/sparql#{'z' if padding else 'q'}=")
    other = page.context.new_page()
    other.goto(link)
    told(other, re.compile("^1 rad, "))
    assert column(other, 1) == ["a+b & å"]


def test_saves_changes_and_removes_a_query(
    page: Page, browser: playwright_api.Browser, served: Served
) -> None:
    write(page, "SELECT ('ett' AS ?x) {}")
    page.get_by_role("button", name="Spara", exact=True).first.click()
    page.get_by_label("Rubrik").fill("<b>Räkna</b>")
    page.get_by_label("Rubrik").press("Enter")
    item = page.locator(".saved > li", has_text="<b>Räkna</b>")
    expect(item).to_be_visible()
    write(page, "SELECT ('två' AS ?x) {}")
    item.get_by_role("button", name="Ersätt med texten i rutan").click()
    expect(page.get_by_text("Den sparade frågan är ändrad.")).to_be_visible()
    accessible(page)
    with quiet_page(browser, served.base_url) as other:
        other.goto(f"{served.base_url}/sparql")
        other.get_by_role("tab", name="Sparade").click()
        theirs = other.locator(".saved > li", has_text="<b>Räkna</b>")
        expect(theirs.get_by_role("button", name="Ta bort")).to_have_count(0)
        theirs.get_by_role("button").first.click()
        told(other, re.compile("^1 rad, "))
        assert column(other, 1) == ["två"]
    item.get_by_role("button", name="Ta bort").click()
    item.get_by_role("button", name="Ja, ta bort").click()
    expect(item).to_have_count(0)


def test_remembers_what_was_run_unless_told_not_to(page: Page) -> None:
    run(page, "# Räkna till ett\nSELECT (1 AS ?x) {}")
    told(page, re.compile("^1 rad, "))
    page.reload()
    assert text(page) == "# Räkna till ett\nSELECT (1 AS ?x) {}"
    page.get_by_role("tab", name="Tidigare").click()
    earlier = page.locator("#side-past .item")
    expect(earlier).to_have_text(re.compile("^Räkna till ett .*, 1 rad$"))
    page.get_by_label("Spara mina frågor här").uncheck()
    expect(earlier).to_have_count(0)
    run(page, "ASK {}")
    told(page, re.compile("^Ja"))
    expect(earlier).to_have_count(0)


def test_gives_code_for_other_programs(page: Page, served: Served) -> None:
    write(page, "SELECT ('it''s' AS ?x) {}".replace("''", "\\'"))
    page.get_by_role("button", name="Använd i andra program").click()
    page.get_by_role("tab", name="pandas").press("End")
    expect(page.get_by_role("tab", name="SPARQLWrapper")).to_be_focused()
    page.get_by_role("tab", name="curl").click()
    expect(page.get_by_role("region", name="Kod för curl")).to_have_text(
        f'curl --silent --show-error "{served.base_url}/sparql" \\\n  --data format=csv \\\n'
        "  --data-urlencode query='SELECT ('\\''it\\'\\''s'\\'' AS ?x) {}'\n"
    )
    accessible(page)


# --- every screen ---


def test_fits_a_narrow_dark_screen(phone: Page) -> None:
    accessible(phone)
    run(phone, COUNTED)
    told(phone, re.compile("^4 rader"))
    expect(phone.get_by_role("link", name=STRATEGIES[0])).to_be_visible()
    accessible(phone)
    phone.get_by_role("button", name="Färdiga, sparade och tidigare frågor").click()
    phone.get_by_role("button", name="Hur ser hela styrkedjan ut?").click()
    expect(phone.get_by_role("heading", name="Svar")).to_be_focused()
    accessible(phone)


def test_without_scripts_the_form_answers(browser: playwright_api.Browser, served: Served) -> None:
    context = browser.new_context(viewport=SMALL, locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.base_url}/sparql")
    page.get_by_label("Din fråga i SPARQL").fill(
        "SELECT ?s ?t { ?s a styr:Vision ; dct:title ?t FILTER(LANG(?t) = 'sv') }"
    )
    page.get_by_role("button", name="Kör frågan").click()
    expect(page.locator("tbody td")).to_have_text(
        ["https://w3id.org/styrkompass/id/pitea/vision", "Sveriges bästa plats att bo på"]
    )
    expect(page.get_by_role("link", name="https://w3id.org")).to_have_attribute(
        "href", "/id/pitea/vision"
    )
    page.get_by_label("Din fråga i SPARQL").fill("SELECT * {")
    page.get_by_role("button", name="Kör frågan").click()
    expect(page.get_by_role("heading", name="Frågan kunde inte köras")).to_be_visible()
    assert fits(page)
    context.close()
