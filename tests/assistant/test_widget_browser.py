"""The chat element in a real browser, against `fake_api.FakeApi`. axe-core, which `make check`
installs with npm, adds an accessibility check; without it only that check is skipped."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import ROOT, axe_finds, needs_chromium

playwright_api = pytest.importorskip("playwright.sync_api")
sys.path.insert(0, str(Path(__file__).parent))

from fake_api import ANSWER, MADE_UP, OTHER_PATH, PATH, FakeApi, FakeHost  # noqa: E402

STARTER = "Vi ska starta läxhjälp på biblioteket, vilken strategi stödjer det?"
VERDICT = "Det har stöd i styrsystemet"
NOTE = "Delar av svaret bygger på illustrativa exempel, inte på beslutade texter. De är märkta."

pytestmark = needs_chromium
expect = playwright_api.expect
Page = playwright_api.Page


@pytest.fixture
def widget_api() -> Iterator[FakeApi]:
    api = FakeApi()
    yield api
    api.close()


@pytest.fixture
def widget_host(widget_api: FakeApi) -> Iterator[FakeHost]:
    host = FakeHost(widget_api.url)
    yield host
    host.close()


@pytest.fixture
def widget_page(browser: playwright_api.Browser) -> Iterator[Page]:
    """A page that fails the test if the browser complains about anything but a refused question."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type != "log" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    expected = (
        "status of 503",
        "status of 422",
        "ERR_INTERNET_DISCONNECTED",
        "ERR_CONNECTION_REFUSED",
        "ERR_CONNECTION_RESET",  # the service ends before the page
    )
    assert [text for text in complaints if not any(part in text for part in expected)] == []


def ask(page: Page, question: str) -> None:
    page.get_by_label("Din fråga", exact=True).fill(question)
    page.keyboard.press("Enter")


def answered(page: Page, times: int = 1) -> None:
    expect(page.get_by_text(VERDICT, exact=True)).to_have_count(times)


def no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_built_files_are_those_the_manifest_names() -> None:
    manifest = json.loads((ROOT / "assistant/static/manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {
        "static/explore.js",
        "static/sparql-views.js",
        "static/sparql.LICENSES.txt",
        "static/sparql.js",
        "static/styrkompassen.css",
        "static/tree.js",
        "static/validate.js",
        "static/widget.en.js",
        "static/widget.js",
        "static/widget.more.js",
        "templates/_shared.html",
    }
    for name, stated in manifest.items():
        contents = (ROOT / "assistant" / name).read_bytes()
        assert stated == {"bytes": len(contents), "sha256": hashlib.sha256(contents).hexdigest()}
    assert len(gzip.compress((ROOT / "assistant/static/widget.js").read_bytes(), 9)) < 12 * 1024


# --- what an answer shows ---


def test_text_streams_before_the_answer_is_done(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "vänta på läxhjälp")
    article = widget_page.get_by_role("article")
    expect(article.locator(".text")).to_contain_text("Läxhjälp på biblioteket stödjer")
    expect(article).to_have_attribute("aria-busy", "true")
    expect(article.get_by_role("list")).to_have_count(0)
    expect(article.locator(".text")).to_be_in_viewport(ratio=1)
    expect(widget_page.get_by_role("status")).to_have_text("")
    widget_api.release.set()
    answered(widget_page)
    expect(article).not_to_have_attribute("aria-busy", "true")


def test_the_question_carries_unit_and_conversation(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    widget_page.locator("styr-chat").evaluate(
        "node => node.setAttribute('unit', 'https://kommun.example/enhet')"
    )
    for times, question in enumerate(["Läxhjälp?", "Simskola?"], start=1):
        ask(widget_page, question)
        answered(widget_page, times)
    widget_page.get_by_role("button", name="Nytt samtal").click()
    expect(widget_page.get_by_role("article")).to_have_count(0)
    ask(widget_page, "Sommarjobb?")
    answered(widget_page)
    first, second, third = widget_api.questions
    assert first == {
        "question": "Läxhjälp?",
        "unit": "https://kommun.example/enhet",
        "conversation": first["conversation"],
    }
    assert second["conversation"] == first["conversation"] != third["conversation"]
    assert len(third["conversation"]) == 36
    assert widget_api.ended == [first["conversation"]]


def test_path_steps_are_links_in_order_with_the_relation_between(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    widget_page.get_by_role("button", name=STARTER).click()
    answered(widget_page)
    steps = widget_page.locator(".evidence > .path > li")
    seen = steps.evaluate_all(
        """items => items.map(item => ({
            type_label: item.querySelector('.kind').textContent,
            title: item.querySelector('a').textContent,
            href: item.querySelector('a').href,
            relation_label: item.querySelector('.relation')?.textContent ?? null,
            illustrative: Boolean(item.querySelector('.badge')),
        }))"""
    )
    keys = ["type_label", "title", "relation_label", "illustrative"]
    assert seen == [
        {key: step[key] for key in keys} | {"href": widget_api.url + step["href"]} for step in PATH
    ]


def test_other_strategies_wait_in_a_closed_disclosure(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    other = widget_page.get_by_role("link", name=OTHER_PATH[1]["title"])
    expect(other).to_be_hidden()
    widget_page.get_by_text("En annan väg: Attraktivt boende").click()
    expect(other).to_be_visible()


def test_markers_lead_to_the_source_and_unknown_ones_stay_text(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    text = widget_page.locator(".texts")
    assert text.get_by_role("link").all_text_contents() == ["[1]", "[1]", "[2]"]
    expect(text).to_contain_text("som fullmäktige har beslutat [9].")
    text.get_by_role("link", name="Källa 2").click()
    focused = widget_page.locator(".sources > li:focus")
    expect(focused).to_contain_text("Beslut om visionen 24 juni 2024")
    assert widget_page.url == widget_api.url + "/"


def test_only_verbatim_quotes_are_quoted_and_only_web_addresses_linked(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    sources = widget_page.locator(".sources > li")
    assert sources.locator("blockquote").all_text_contents() == [
        "Fler elever ska klara skolan.",
        "Elever får hjälp med läxor.",
    ]
    expect(sources.nth(1).locator(".summary")).to_have_text(
        "Sammanfattat: Fullmäktige beslutade om visionen."
    )
    assert sources.get_by_role("link").evaluate_all("links => links.map(link => link.href)") == [
        f"{widget_api.url}/id/pitea/stycke-1",
        "https://kommun.example/program.pdf",
        f"{widget_api.url}/id/pitea/stycke-2",
        f"{widget_api.url}/id/pitea/aktivitet-laxhjalp",
        f"{widget_api.url}/id/pitea/vision-2050",
    ]
    assert sources.locator(".from").all_text_contents() == [
        "Källa: Utvecklingsprogram för trygghet",
        "Källa: Protokoll 2024",
        f"Källa: {MADE_UP}",
    ]


def test_the_live_region_speaks_once_when_the_answer_is_whole(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    widget_page.evaluate(
        """() => {
            window.spoken = [];
            const {shadowRoot} = document.querySelector('styr-chat');
            const status = shadowRoot.querySelector('[role=status]');
            const hear = () => status.textContent && window.spoken.push(status.textContent);
            new MutationObserver(hear)
                .observe(status, {childList: true, characterData: true, subtree: true});
        }"""
    )
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    assert widget_page.evaluate("window.spoken") == [
        f"{VERDICT}. Läxhjälp på biblioteket stödjer strategin Ökad trygghet."
    ]
    expect(widget_page.get_by_role("log")).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("supported", VERDICT),
        ("likely", "Det passar troligen här"),
        ("internal", "Den interna strategin är er ingång"),
        ("answered", "Svar ur styrsystemet"),
        ("unknown", "Styrsystemet säger inget om det"),
        ("off_topic", "Det ligger utanför det jag kan svara på"),
    ],
)
def test_each_verdict_has_words_and_a_shape(
    widget_page: Page,
    widget_api: FakeApi,
    monkeypatch: pytest.MonkeyPatch,
    verdict: str,
    words: str,
) -> None:
    monkeypatch.setitem(ANSWER, "verdict", verdict)
    widget_page.goto(widget_api.url)
    ask(widget_page, "Läxhjälp?")
    line = widget_page.locator(".verdict")
    expect(line).to_have_text(words)
    shape = line.locator("path").get_attribute("d")
    icons = (ROOT / "frontend/src/icons.js").read_text(encoding="utf-8")
    assert shape
    assert shape.removeprefix("M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19z") in icons


FINISHED = """
- 'article "Du frågade: Läxhjälp?"':
  - 'heading "Du frågade: Läxhjälp?" [level=3]'
  - paragraph:
    - strong: Det har stöd i styrsystemet
  - paragraph:
    - text: Läxhjälp på biblioteket stödjer strategin Ökad trygghet
    - link "Källa 1"
    - text: . Den ingår i insatsområdet Lärande hela livet.
  - paragraph:
    - text: Vägen leder vidare till visionen
    - link "Källa 1"
    - link "Källa 2"
    - text: ", som fullmäktige har beslutat [9]."
  - heading "Vägen till visionen" [level=4]
  - list:
    - listitem:
      - text: Aktivitet
      - link "Läxhjälp på biblioteket"
      - text: illustrativt exempel ingår i insatsområdet
    - listitem:
      - text: Insatsområde
      - link "Lärande hela livet"
      - text: är en del av utvecklingsprogrammet
    - listitem:
      - text: Utvecklingsprogram
      - link "Utvecklingsprogram för trygghet 2025–2027"
      - text: är handlingsplanen för strategin
    - listitem:
      - text: Strategi
      - link "Ökad trygghet"
      - text: illustrativt exempel leder till visionen
    - listitem:
      - text: Vision
      - link "Sveriges bästa plats att bo på"
  - group: "En annan väg: Attraktivt boende"
  - heading "Värden som gäller" [level=4]
  - list:
    - listitem:
      - link "Likabehandling"
    - listitem:
      - link "Öppenhet"
      - text: illustrativt exempel
  - heading "Källor" [level=4]
  - list:
    - listitem:
      - link "Utvecklingsprogram för trygghet, s. 4"
      - text: illustrativt exempel
      - blockquote: ”Fler elever ska klara skolan.”
      - paragraph:
        - text: "Källa:"
        - link "Utvecklingsprogram för trygghet"
    - listitem:
      - link "Beslut om visionen 24 juni 2024"
      - paragraph:
        - emphasis: "Sammanfattat:"
        - text: Fullmäktige beslutade om visionen.
      - paragraph: "Källa: Protokoll 2024"
    - listitem:
      - link "Läxhjälp på biblioteket"
      - text: illustrativt exempel
      - blockquote: ”Elever får hjälp med läxor.”
      - paragraph: "Källa: MADE_UP"
    - listitem:
      - link "Sveriges bästa plats att bo på"
  - paragraph: NOTE
  - heading "Fråga vidare" [level=4]
  - list:
    - listitem:
      - button "Vilka mål följer vi upp?"
    - listitem:
      - button "Vem ansvarar för läxhjälpen?"
  - paragraph: Styrsystemet, version 3.
  - group "Om svaret":
    - button "Kopiera svaret"
    - button "Kopiera länk"
    - group "Var det här rätt?":
      - text: Var det här rätt?
      - button "Ja"
      - button "Nej"
""".replace("MADE_UP", MADE_UP).replace("NOTE", NOTE)


def test_what_a_screen_reader_gets_of_a_finished_answer(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    expect(widget_page.get_by_role("log")).to_match_aria_snapshot(FINISHED)


LISTED = [
    ["P", "Det finns tre strategier:"],
    ["UL", ["Ökad trygghet [1]", "Attraktivt boende [1][2] – nu och sedan", "Den interna [9]"]],
    ["P", "Alla leder till visionen [2]."],
]
BLOCKS = """node => [...node.children].map(({tagName, textContent, children}) => [
    tagName, tagName === 'UL' ? [...children].map(item => item.textContent) : textContent])"""


def test_lines_with_a_dash_are_a_list_and_grow_as_one(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "vänta på en lista")
    texts = widget_page.locator(".texts")
    expect(texts.locator("li")).to_have_count(2)
    texts.evaluate(
        f"""node => {{
            window.first = node.firstChild;
            window.seen = [];
            new MutationObserver(() => window.seen.push(({BLOCKS})(node)))
                .observe(node, {{childList: true, characterData: true, subtree: true}});
        }}"""
    )
    widget_api.release.set()
    expect(widget_page.get_by_text("Svar ur styrsystemet", exact=True)).to_be_visible()
    assert texts.evaluate(BLOCKS) == LISTED
    assert texts.get_by_role("link").all_text_contents() == ["[1]", "[1]", "[2]", "[2]"]
    assert texts.evaluate("node => node.firstChild === window.first"), (
        "what had not changed was replaced"
    )
    seen = widget_page.evaluate("window.seen")
    assert len(seen) > 2
    assert [text for state in seen for _, text in state if text[0].startswith("–")] == []
    assert [len(state) for state in seen] == sorted(len(state) for state in seen)


def test_a_list_reads_the_same_without_javascript(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(f"{widget_api.url}/?q=lista")
    shown = widget_page.get_by_role("main").locator(".text")
    assert [
        ["UL", shown.nth(i).get_by_role("listitem").all_text_contents()]
        if shown.nth(i).evaluate("node => node.tagName") == "UL"
        else ["P", shown.nth(i).text_content()]
        for i in range(shown.count())
    ] == LISTED


@pytest.mark.parametrize(
    ("version", "model", "words"),
    [
        (3, None, "Styrsystemet, version 3."),
        (0, None, "Opublicerad graf."),
        (3, "llama", "Styrsystemet, version 3. Formulerat med språkmodellen llama."),
    ],
)
def test_version_and_language_model_are_told(
    widget_page: Page,
    widget_api: FakeApi,
    monkeypatch: pytest.MonkeyPatch,
    version: int,
    model: str | None,
    words: str,
) -> None:
    monkeypatch.setitem(ANSWER, "version", version)
    monkeypatch.setitem(ANSWER, "model", model)
    widget_page.goto(f"{widget_api.url}/?q=L%C3%A4xhj%C3%A4lp")
    ask(widget_page, "Läxhjälp?")
    answered(widget_page, 2)
    expect(widget_page.locator("section[aria-labelledby=svar] .small")).to_have_text(words)
    expect(widget_page.get_by_role("article").locator(".small")).to_have_text(words)


# --- asking ---


def test_keyboard_alone_asks_reads_follows_up_and_starts_anew(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    keys = widget_page.keyboard
    names = []
    for _ in range(9):
        keys.press("Tab")
        names.append(_focused(widget_page))
    assert names == [
        "Hoppa till innehållet",
        "Styrkompassen",
        "English",
        "Nytt samtal",
        STARTER,
        "Vilka strategier har vi?",
        "Vad är visionen?",
        "Vilka värden gäller för oss?",
        "Din fråga",
    ]
    keys.type("Läxhjälp")
    keys.press("Shift+Enter")
    keys.type("på biblioteket?")
    keys.press("Enter")
    answered(widget_page)
    assert widget_api.questions[0]["question"] == "Läxhjälp\npå biblioteket?"
    assert _focused(widget_page) == "Din fråga"
    expect(widget_page.get_by_role("button", name="Nej")).to_be_visible()
    before = []
    for _ in range(5):
        keys.press("Shift+Tab")
        before.append(_focused(widget_page))
    assert before == [
        "Nej",
        "Ja",
        "Kopiera länk",
        "Kopiera svaret",
        "Vem ansvarar för läxhjälpen?",
    ]
    keys.press("Enter")
    answered(widget_page, 2)
    assert _focused(widget_page) == "Du frågade: Vem ansvarar för läxhjälpen?"
    keys.press("Tab")
    assert _focused(widget_page) == "Källa 1"


def _focused(page: Page) -> str:
    return page.evaluate(
        """() => {
            let node = document.activeElement;
            while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
            const name = node.ariaLabel ?? node.labels?.[0]?.textContent ?? '';
            return (name || node.textContent).trim();
        }"""
    )


def test_stop_ends_the_request_and_keeps_what_came(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    widget_page.get_by_label("Din fråga").fill("vänta")
    widget_page.get_by_role("button", name="Skicka").click()
    expect(widget_page.locator(".texts")).to_contain_text("Läxhjälp")
    expect(widget_page.get_by_role("button", name="Skicka")).to_be_hidden()
    widget_page.get_by_role("button", name="Stoppa").click()
    expect(widget_page.get_by_role("article")).to_contain_text("Du stoppade svaret.")
    expect(widget_page.locator(".texts")).to_contain_text("Läxhjälp")
    assert widget_api.gone.wait(5), "the server still streams to a reader who has left"
    assert _focused(widget_page) == "Du frågade: vänta"
    widget_api.release.set()
    widget_page.get_by_role("button", name="Försök igen").click()
    answered(widget_page)
    expect(widget_page.get_by_role("article")).to_have_count(1)


def test_a_refusal_says_what_the_server_says_and_can_be_retried(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "krasch")
    expect(widget_page.locator(".problem")).to_contain_text("Tjänsten startar om")
    expect(widget_page.get_by_role("status")).to_have_text(
        "Tjänsten startar om. Vänta en minut och fråga igen."
    )
    widget_page.get_by_role("button", name="Försök igen").click()
    answered(widget_page)
    expect(widget_page.locator(".problem")).to_have_count(0)
    assert [asked["question"] for asked in widget_api.questions] == ["krasch", "krasch"]


@pytest.mark.parametrize(
    ("question", "words", "retry"),
    [
        ("lång fråga", "Frågan gick inte att läsa", 0),
        ("avbrott", "Svaret bröts innan det var klart", 1),
        ("felhändelse", "Tjänsten startar om", 1),
    ],
)
def test_each_way_to_fail_has_words(
    widget_page: Page, widget_api: FakeApi, question: str, words: str, retry: int
) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, question)
    expect(widget_page.locator(".problem strong")).to_have_text(words)
    expect(widget_page.get_by_role("button", name="Försök igen")).to_have_count(retry)
    expect(widget_page.get_by_role("button", name="Skicka")).to_be_visible()


def test_offline_and_unreachable_are_told_apart(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    widget_page.context.set_offline(True)
    ask(widget_page, "Läxhjälp?")
    expect(widget_page.locator(".problem strong")).to_have_text("Du är inte ansluten till nätet")
    widget_page.context.set_offline(False)
    widget_api.close()
    ask(widget_page, "Läxhjälp?")
    expect(widget_page.locator(".problem strong").nth(1)).to_have_text("Jag når inte tjänsten")


def test_a_long_question_is_told_where_the_limit_is(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    field = widget_page.get_by_label("Din fråga")
    field.fill("x" * 1799)
    expect(widget_page.locator("#left")).to_be_hidden()
    field.fill("x" * 1850)
    expect(widget_page.locator("#left")).to_have_text("150 tecken kvar av 2000")
    field.fill("x" * 1999)
    field.press("y")
    field.press("z")
    expect(widget_page.locator("#left")).to_have_text(
        "Frågan är full: högst 2000 tecken får plats. Korta den om något kom bort."
    )
    assert field.input_value() == "x" * 1999 + "y"


def languages(page: Page) -> dict[str, Any]:
    """What the last answer is marked as, and the language that its own labels are in."""
    article = page.get_by_role("article").last
    return {
        "lang": article.get_attribute("lang"),
        "verdict": article.locator(".verdict").text_content(),
        "headings": article.get_by_role("heading", level=4).all_text_contents(),
        "badges": sorted(set(article.locator(".badge").all_text_contents())),
        "spoken_in": page.get_by_role("status").get_attribute("lang"),
    }


IN_SWEDISH = {
    "lang": "sv",
    "verdict": VERDICT,
    "headings": ["Vägen till visionen", "Värden som gäller", "Källor", "Fråga vidare"],
    "badges": ["illustrativt exempel"],
    "spoken_in": "sv",
}
IN_ENGLISH = {
    "lang": "en",
    "verdict": "The governance system supports this",
    "headings": ["The path to the vision", "Values that apply", "Sources", "Ask further"],
    "badges": ["illustrative example"],
    "spoken_in": "en",
}


def test_an_answer_is_in_the_language_of_its_question(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(f"{widget_api.url}/?lang=en")
    field = widget_page.get_by_label("Your question")
    field.fill("Läxhjälp?")
    field.press("Enter")
    answered(widget_page)
    assert languages(widget_page) == IN_SWEDISH
    field.fill("Homework?")
    field.press("Enter")
    expect(widget_page.get_by_text(IN_ENGLISH["verdict"], exact=True)).to_be_visible()
    assert languages(widget_page) == IN_ENGLISH
    assert [sorted(asked) for asked in widget_api.questions] == [["conversation", "question"]] * 2


def test_the_language_switch_changes_words_and_what_is_asked(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    widget_page.get_by_role("button", name="English").click()
    expect(widget_page.get_by_role("button", name="Svenska")).to_be_focused()
    field = widget_page.get_by_label("Your question")
    field.fill("Läxhjälp?")
    field.press("Enter")
    expect(widget_page.get_by_text(IN_ENGLISH["verdict"], exact=True)).to_be_visible()
    assert languages(widget_page) == IN_ENGLISH
    assert widget_api.questions[0]["lang"] == "en"
    widget_page.get_by_role("button", name="Svenska").click()
    expect(widget_page.get_by_label("Din fråga")).to_be_visible()


def test_a_question_longer_than_the_screen_does_not_hide_its_answer(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "läxhjälp " * 200)
    answered(widget_page)
    expect(widget_page.locator(".verdict")).to_be_in_viewport(ratio=1)
    expect(widget_page.locator(".texts")).to_be_in_viewport(ratio=1)


# --- where it stands ---


def test_bubble_opens_closes_with_escape_and_gives_focus_back(
    widget_page: Page, widget_host: FakeHost
) -> None:
    widget_page.goto(widget_host.url)
    launcher = widget_page.get_by_role("button", name="Öppna Styrkompassen")
    dialog = widget_page.get_by_role("dialog", name="Styrkompassen")
    expect(dialog).to_be_hidden()
    launcher.press("Enter")
    expect(dialog).to_be_visible()
    assert _focused(widget_page) == "Din fråga"
    widget_page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(launcher).to_be_focused()


def test_embedded_under_strict_csp_host_styles_do_not_get_in(
    widget_page: Page, widget_api: FakeApi, widget_host: FakeHost
) -> None:
    widget_page.goto(widget_host.url)
    widget_page.get_by_role("button", name="Öppna Styrkompassen").click()
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    look = widget_page.locator(".texts .text").first.evaluate(
        """node => {
            const look = getComputedStyle(node);
            return ['color', 'fontSize', 'letterSpacing', 'textTransform', 'textAlign'].map(
                name => look[name]);
        }"""
    )
    assert look == ["rgb(23, 38, 44)", "16px", "normal", "none", "start"]
    outer = widget_page.locator("styr-chat").evaluate(
        "node => [getComputedStyle(node).opacity, getComputedStyle(node).transform]"
    )
    assert outer == ["1", "none"]
    assert widget_api.questions[0]["question"] == "Läxhjälp?"
    hrefs = widget_page.locator(".path a").evaluate_all(
        "links => links.map(link => new URL(link.href).origin)"
    )
    assert set(hrefs) == {widget_api.url}


def test_in_a_bubble_the_question_moves_to_the_top_while_its_answer_grows(
    widget_page: Page, widget_api: FakeApi, widget_host: FakeHost
) -> None:
    widget_page.goto(widget_host.url)
    widget_page.get_by_role("button", name="Öppna Styrkompassen").click()
    ask(widget_page, "vänta")
    expect(widget_page.locator(".texts")).to_be_in_viewport(ratio=1)
    top = (
        "([log, article]) => article.getBoundingClientRect().top - log.getBoundingClientRect().top"
    )
    nodes = [
        widget_page.get_by_role("log").element_handle(),
        widget_page.get_by_role("article").element_handle(),
    ]
    assert abs(widget_page.evaluate(top, nodes)) < 2
    widget_api.release.set()
    answered(widget_page)
    assert abs(widget_page.evaluate(top, nodes)) < 2


def test_a_panel_scrolls_inside_itself(widget_page: Page, widget_api: FakeApi) -> None:
    host = FakeHost(
        widget_api.url, '<div><styr-chat mode="panel" name="Fråga om målen"></styr-chat></div>'
    )
    widget_page.goto(host.url)
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    expect(widget_page.get_by_role("region", name="Fråga om målen")).to_be_visible()
    log = widget_page.get_by_role("log")
    assert log.evaluate("node => node.scrollHeight > node.clientHeight && node.tabIndex === 0")
    assert log.evaluate("node => node.scrollWidth <= node.clientWidth")
    host.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(widget_page: Page, widget_api: FakeApi, width: int) -> None:
    widget_page.set_viewport_size({"width": width, "height": 600})
    widget_page.goto(widget_api.url)
    ask(widget_page, "Läxhjälp? " + "x" * 300)
    answered(widget_page)
    widget_page.get_by_text("En annan väg: Attraktivt boende").click()
    no_sideways_scroll(widget_page)


def test_text_twice_as_large_still_fits(widget_page: Page, widget_host: FakeHost) -> None:
    widget_page.set_viewport_size({"width": 640, "height": 800})
    widget_page.goto(widget_host.url)
    widget_page.locator("styr-chat").evaluate(
        "node => node.style.setProperty('--styr-font-size', '32px')"
    )
    widget_page.get_by_role("button", name="Öppna Styrkompassen").click()
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    assert widget_page.get_by_role("log").evaluate("node => node.scrollWidth <= node.clientWidth")
    assert widget_page.get_by_role("dialog").evaluate(
        "node => node.scrollWidth <= node.clientWidth"
    )
    expect(widget_page.get_by_role("button", name="Skicka")).to_be_in_viewport(ratio=1)


def test_targets_are_large_enough(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "Läxhjälp?")
    answered(widget_page)
    sizes = widget_page.locator("styr-chat").evaluate(
        """node => [...node.shadowRoot.querySelectorAll('button, a, summary')]
            .filter(item => item.checkVisibility())
            .map(item => [item.localName, item.textContent, item.getBoundingClientRect()])
            .map(([tag, text, box]) => ({tag, text, width: box.width, height: box.height}))"""
    )
    assert [
        item
        for item in sizes
        if item["tag"] == "button" and min(item["width"], item["height"]) < 44
    ] == []
    assert [item for item in sizes if min(item["width"], item["height"]) < 24] == []


def test_motion_stops_for_those_who_ask(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    ask(widget_page, "vänta")
    dot = "node => getComputedStyle(node, '::before').animationName"
    assert widget_page.locator(".working").evaluate(dot) == "none"
    widget_page.emulate_media(reduced_motion="no-preference")
    assert widget_page.locator(".working").evaluate(dot) == "breathe"


def test_the_page_answers_without_javascript(
    browser: playwright_api.Browser, widget_api: FakeApi
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(widget_api.url)
    expect(page.locator("noscript")).to_be_visible()
    page.get_by_label("Din fråga").fill("Läxhjälp på biblioteket?")
    page.get_by_role("button", name="Skicka").click()
    main = page.get_by_role("main")
    expect(main.locator(".verdict")).to_have_text(VERDICT)
    assert main.locator("ol.path").first.get_by_role("link").all_text_contents() == [
        step["title"] for step in PATH
    ]
    assert main.locator(".text").first.get_by_role("link").evaluate_all(
        "a => a.map(x => x.getAttribute('href'))"
    ) == ["#kalla-1"]
    assert main.locator(".sources a").evaluate_all("a => a.map(x => x.getAttribute('href'))") == [
        "/id/pitea/stycke-1",
        "https://kommun.example/program.pdf",
        "/id/pitea/stycke-2",
        "/id/pitea/aktivitet-laxhjalp",
        "/id/pitea/vision-2050",
    ]
    assert main.locator(".from").all_text_contents() == [
        "Källa: Utvecklingsprogram för trygghet",
        "Källa: Protokoll 2024",
        f"Källa: {MADE_UP}",
    ]
    assert main.locator("blockquote").all_text_contents() == [
        "Fler elever ska klara skolan.",
        "Elever får hjälp med läxor.",
    ]
    context.close()


@pytest.mark.parametrize(
    ("url", "question", "lang", "verdict", "asked"),
    [
        ("/", "Läxhjälp?", "sv", IN_SWEDISH["verdict"], "/"),
        ("/", "Homework?", "en", IN_ENGLISH["verdict"], "/"),
        (
            "/?lang=en",
            "Läxhjälp?",
            "en",
            IN_ENGLISH["verdict"],
            "/?lang=en",
        ),
    ],
)
def test_without_javascript_only_a_language_in_the_address_is_sent(
    browser: playwright_api.Browser,
    widget_api: FakeApi,
    url: str,
    question: str,
    lang: str,
    verdict: str,
    asked: str,
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(widget_api.url + url)
    page.locator("textarea").fill(question)
    page.locator("form button").click()
    assert page.url == widget_api.url + asked
    expect(page.locator("div[lang] > .verdict")).to_have_text(verdict)
    expect(page.locator("section > div[lang]")).to_have_attribute("lang", lang)
    follow_up = page.locator(".asks button").first
    follow_up.click()
    assert page.url == widget_api.url + asked
    expect(page.locator(".asked")).to_contain_text("Vilka mål följer vi upp?")
    context.close()


THING = {
    "iri": PATH[3]["iri"],
    "title": "Ökad trygghet & <b>lugn</b>",
    "type_label": "Strategi",
    "description": "Första stycket.\n\nAndra stycket.",
    "illustrative": True,
    "illustrative_note": "Titeln är ett arbetsnamn.",
    "facts": [
        {"label": "Perspektiv", "values": [{"text": "medborgare"}], "rest": [], "n": 1},
        {
            "label": "Beslutas i",
            "values": [
                {"text": "Beslut", "href": "/id/pitea/beslut"},
                {"text": "Farlig", "href": "javascript:alert(1)"},
            ],
            "rest": [],
            "n": 2,
        },
    ],
    "paths": [PATH[3:], OTHER_PATH],
    "sources": ANSWER["citations"],
    "formats": [{"label": "Turtle", "href": "/id/pitea/strategi-trygghet?format=ttl"}],
}


def test_a_thing_and_an_error_have_pages(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    pages = widget_api.pages
    widget_page.set_content(
        pages.get_template("thing.html").render(thing=THING, lang="sv", municipality="Piteå kommun")
    )
    expect(widget_page.get_by_role("heading", level=1)).to_have_text(THING["title"])
    assert widget_page.title() == "Ökad trygghet & <b>lugn</b> – Piteå kommun"
    expect(widget_page.get_by_role("row", name="Perspektiv medborgare")).to_be_visible()
    expect(widget_page.get_by_role("link", name="Beslut", exact=True)).to_have_attribute(
        "href", "/id/pitea/beslut"
    )
    expect(widget_page.get_by_text("Farlig")).to_be_visible()
    expect(widget_page.get_by_role("link", name="Farlig")).to_have_count(0)
    assert widget_page.locator("ol.path").first.get_by_role("link").all_text_contents() == [
        step["title"] for step in PATH[3:]
    ]
    expect(widget_page.get_by_text("En annan väg: Attraktivt boende")).to_be_visible()
    expect(widget_page.get_by_role("link", name="In English")).to_have_attribute(
        "href", "/id/pitea/strategi-trygghet?lang=en"
    )
    error = pages.get_template("error.html").render(
        title="Sidan finns inte", detail="Sök igen.", status=404, lang="en"
    )
    widget_page.set_content(error)
    expect(widget_page.get_by_role("main")).to_contain_text("Error code 404")


@pytest.mark.parametrize(
    ("illustrative", "badges", "note", "editorial"),
    [
        (True, 1, ["Titeln är ett arbetsnamn."], []),
        (False, 0, [], ["Redaktionell anmärkning: Titeln är ett arbetsnamn."]),
    ],
)
def test_an_editorial_note_is_shown_whether_or_not_the_thing_is_made_up(
    widget_page: Page,
    widget_api: FakeApi,
    illustrative: bool,
    badges: int,
    note: list[str],
    editorial: list[str],
) -> None:
    thing = THING | {"illustrative": illustrative, "paths": [], "sources": []}
    widget_page.goto(widget_api.url)
    widget_page.set_content(
        widget_api.pages.get_template("thing.html").render(thing=thing, lang="sv")
    )
    main = widget_page.get_by_role("main")
    assert main.locator(".note").all_inner_texts() == note
    assert main.locator(".summary").all_inner_texts() == editorial
    expect(main.locator(".badge")).to_have_count(badges)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", ["page", "bubble", "thing", "server"])
def test_axe_finds_nothing(
    widget_page: Page, widget_api: FakeApi, widget_host: FakeHost, where: str, scheme: str
) -> None:
    widget_page.emulate_media(color_scheme=scheme)
    _show(widget_page, widget_api, widget_host, where)
    assert axe_finds(widget_page, "styr-chat" if where == "bubble" else "html") == []


def _show(page: Page, api: FakeApi, host: FakeHost, where: str) -> None:
    if where == "thing":
        page.goto(api.url)
        page.set_content(
            api.pages.get_template("thing.html").render(
                thing=THING, lang="sv", municipality="Piteå"
            )
        )
        return
    if where == "server":
        page.goto(f"{api.url}/?q=L%C3%A4xhj%C3%A4lp")
        return
    page.goto(api.url if where == "page" else host.url)
    if where == "bubble":
        page.get_by_role("button", name="Öppna Styrkompassen").click()
    ask(page, "Läxhjälp?")
    answered(page)
    page.get_by_text("En annan väg: Attraktivt boende").click()
    ask(page, "avbrott")
    expect(page.locator(".problem")).to_be_visible()
