"""What surrounds an answer: questions to begin with, choices, copying, "was this right?", and what
the tab remembers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.assistant.test_widget_browser import (
    ANSWER,
    PATH,
    VERDICT,
    FakeApi,
    FakeHost,
    Page,
    answered,
    ask,
    expect,
    no_sideways_scroll,
    pytestmark,
)
from tests.browsing import axe_finds

__all__ = ["pytestmark"]
NO = "Nej"
CONSENT = "Spara också min fråga, så att den kan läsas och användas för att göra svaren bättre"
UNIT = "https://kommun.example/enhet"


def begin(page: Page, api: FakeApi, question: str = "Läxhjälp?") -> None:
    page.goto(api.url)
    ask(page, question)
    expect(page.get_by_role("button", name=NO)).to_be_visible()


def focused_text(page: Page) -> str:
    text: str = page.evaluate(
        """() => {
            let node = document.activeElement;
            while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
            const [label] = node.labels ?? [];
            const text = label?.querySelector('span') ?? label?.firstChild ?? node;
            return text.textContent.trim();
        }"""
    )
    return text


def deadline(true: Callable[[], bool]) -> None:
    """Wait for what happens on the server, which the page does not show."""
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        time.sleep(0.02)


# --- questions to begin with ---


@pytest.mark.parametrize(
    ("attributes", "inside", "shown"),
    [
        ("""starters='["Ett?", "Två | tre?"]'""", "", ["Ett?", "Två | tre?"]),
        ('starters="Ett? | Två?|"', "<ul><li>Nej</li></ul>", ["Ett?", "Två?"]),
        ("starters='[trasig'", "", ["[trasig"]),
        ("", "<ul><li>Ett <b>fet</b>?</li><li>Två?</li></ul>", ["Ett fet?", "Två?"]),
        ("", "", ["Från servern?"]),
        ('lang="en"', "", ["What is the vision?"]),
    ],
)
def test_questions_to_begin_with(
    widget_page: Page, widget_api: FakeApi, attributes: str, inside: str, shown: list[str]
) -> None:
    widget_api.config["starters"] = {"sv": ["Från servern?"], "en": []}
    host = FakeHost(widget_api.url, f'<styr-chat mode="panel" {attributes}>{inside}</styr-chat>')
    widget_page.goto(host.url)
    buttons = widget_page.locator(".greeting button")
    if attributes == 'lang="en"':
        expect(buttons).to_have_count(4)
        expect(widget_page.get_by_role("button", name=shown[0])).to_be_visible()
    else:
        expect(buttons).to_have_text(shown)
    host.close()


def test_a_bubble_asks_nothing_of_the_service_before_it_is_opened(
    widget_page: Page, widget_host: FakeHost
) -> None:
    asked: list[str] = []
    widget_page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    widget_page.goto(widget_host.url)
    expect(widget_page.get_by_role("button", name="Öppna Styrkompassen")).to_be_visible()
    assert [path for path in asked if path.startswith("/api/")] == []
    assert [path for path in asked if "/widget." in path] == ["/static/widget.js"]


@pytest.mark.parametrize(
    ("attribute", "setting", "called"),
    [
        ("", "", "Styrkompassen"),
        ("", "Kompassen", "Kompassen"),
        ("name=Leden", "Kompassen", "Leden"),
    ],
)
def test_it_is_called_what_the_page_or_the_service_says(
    widget_page: Page, widget_api: FakeApi, attribute: str, setting: str, called: str
) -> None:
    widget_api.config["name"] = setting
    host = FakeHost(widget_api.url, f'<styr-chat mode="panel" {attribute}></styr-chat>')
    with widget_page.expect_response("**/api/chat"):
        widget_page.goto(host.url)
    expect(widget_page.get_by_role("heading", name=called, exact=True)).to_be_visible()
    expect(widget_page.get_by_role("region", name=called, exact=True)).to_be_visible()
    host.close()


# --- choices ---


def test_a_question_back_is_answered_with_one_tap(widget_page: Page, widget_api: FakeApi) -> None:
    begin(widget_page, widget_api, "valfråga")
    choices = widget_page.locator(".choices")
    expect(choices.get_by_role("heading", name="Välj det som passar bäst")).to_be_visible()
    assert choices.get_by_role("button").all_text_contents() == ["Fritid", "Skola"]
    assert widget_page.locator(".after .ask").all_text_contents() == [
        "Vem ansvarar för läxhjälpen?"
    ]
    choices.get_by_role("button", name="Skola").click()
    answered(widget_page)
    first, second = widget_api.questions
    assert (second["question"], second["conversation"]) == ("Skola", first["conversation"])


# --- copying ---

COPIED = """Fråga: Läxhjälp?

Det har stöd i styrsystemet
Läxhjälp på biblioteket stödjer strategin Ökad trygghet [1]. Den ingår i insatsområdet Lärande hela livet.

Vägen leder vidare till visionen [1, 2], som fullmäktige har beslutat [9].

Vägen till visionen
1. Aktivitet: Läxhjälp på biblioteket (illustrativt exempel)
   ingår i insatsområdet
2. Insatsområde: Lärande hela livet
   är en del av utvecklingsprogrammet
"""  # noqa: E501


def told(page: Page) -> Any:
    """What is said of the copying, beside the buttons."""
    return page.locator("p.copied[aria-live=polite]")


def copied(page: Page, name: str) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=name).click()
    expect(told(page)).to_contain_text("kopiera")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_answer_is_copied_with_path_and_sources(widget_page: Page, widget_api: FakeApi) -> None:
    begin(widget_page, widget_api)
    text = copied(widget_page, "Kopiera svaret")
    assert text.startswith(COPIED)
    for part in (
        "\nEn annan väg: Attraktivt boende\n1. Aktivitet: Läxhjälp",
        "\nVärden som gäller\n– Likabehandling\n– Öppenhet (illustrativt exempel)\n",
        "\n[1] Utvecklingsprogram för trygghet, s. 4 (illustrativt exempel)\n   ”Fler elever",
        "\n   https://kommun.example/program.pdf\n",
        "\n   Sammanfattat: Fullmäktige beslutade om visionen.\n",
        "\nDelar av svaret bygger på illustrativa exempel",
        "\nStyrsystemet, version 3.\n",
        "\nAutomatisk assistent som kan ha fel: kontrollera källorna.\n",
        f"\n{widget_api.url}/?q=L%C3%A4xhj%C3%A4lp%3F",
    ):
        assert part in text
    assert "javascript:" not in text


def test_the_link_opens_the_page_with_the_answer(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.goto(widget_api.url)
    widget_page.locator("styr-chat").evaluate(f"node => node.setAttribute('unit', '{UNIT}')")
    ask(widget_page, "Läxhjälp & mer?")
    expect(widget_page.get_by_role("button", name=NO)).to_be_visible()
    link = copied(widget_page, "Kopiera länk")
    assert parse_qs(urlsplit(link).query) == {"q": ["Läxhjälp & mer?"], "unit": [UNIT]}
    widget_page.goto(link)
    expect(widget_page.locator("section[aria-labelledby=svar] .verdict")).to_have_text(VERDICT)


def test_without_a_clipboard_the_old_way_is_tried(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    begin(widget_page, widget_api)
    button = widget_page.get_by_role("button", name="Kopiera länk")
    button.click()
    expect(told(widget_page)).to_have_text("Länken till svaret är kopierad.")
    assert focused_text(widget_page) == "Kopiera länk"


def test_a_link_is_to_the_question_as_it_was_understood(
    widget_page: Page, widget_api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = "Vem ansvarar för ”Läxhjälp”?"
    monkeypatch.setitem(ANSWER, "understood", meant)
    begin(widget_page, widget_api, "vem ansvarar för det?")
    link = copied(widget_page, "Kopiera länk")
    assert parse_qs(urlsplit(link).query) == {"q": [meant], "lang": ["sv"]}
    text = copied(widget_page, "Kopiera svaret")
    assert text.startswith(f"Fråga: {meant}\n")
    assert text.endswith(f"\n{link}")


def test_no_link_is_offered_to_what_rests_on_the_conversation(
    widget_page: Page, widget_api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ANSWER, "understood", None)
    begin(widget_page, widget_api, "varför?")
    expect(widget_page.get_by_role("button", name="Kopiera länk")).to_have_count(0)
    text = copied(widget_page, "Kopiera svaret")
    assert text.startswith("Fråga: varför?\n")
    assert "/?q=" not in text


def test_what_can_be_pressed_looks_so_and_what_is_said_does_not(
    widget_page: Page, widget_api: FakeApi
) -> None:
    begin(widget_page, widget_api)
    copied(widget_page, "Kopiera svaret")
    widget_page.mouse.move(0, 0)
    look = """each => {
        const style = getComputedStyle(each), edge = style.borderTopColor !== "rgba(0, 0, 0, 0)";
        return [style.borderTopStyle, edge, style.textDecorationLine, style.color];
    }"""
    text = widget_page.get_by_text("Var det här rätt?").evaluate(look)
    for name in ("Kopiera svaret", "Kopiera länk", "Ja", NO):
        button = widget_page.get_by_role("button", name=name, exact=True)
        assert button.evaluate(look)[:3] == ["solid", True, "none"]
        assert button.evaluate(look)[3] != text[3]
    assert told(widget_page).evaluate(look)[0] == "none"
    assert told(widget_page).evaluate("each => each.closest('button, a')") is None


# --- was this right? ---


def test_yes_is_sent_at_once_and_without_the_question(
    widget_page: Page, widget_api: FakeApi
) -> None:
    begin(widget_page, widget_api)
    widget_page.get_by_role("button", name="Ja").click()
    assert focused_text(widget_page) == "Tack! Det hjälper oss att göra svaren bättre."
    expect(widget_page.get_by_role("button", name="Ja")).to_have_count(0)
    deadline(lambda: len(widget_api.judged) == 1)
    assert widget_api.judged == [
        {
            "lang": "sv",
            "verdict": "supported",
            "version": 3,
            "shown": [PATH[3]["iri"], "https://w3id.org/styrkompass/id/pitea/strategi-boende"],
            "things": [
                *(step["iri"] for step in PATH),
                "https://w3id.org/styrkompass/id/pitea/strategi-boende",
            ],
            "right": True,
        }
    ]


@pytest.mark.parametrize("consent", [True, False])
def test_no_asks_for_the_reason_and_the_right_strategy(
    widget_page: Page, widget_api: FakeApi, consent: bool
) -> None:
    begin(widget_page, widget_api)
    widget_page.get_by_role("button", name=NO).press("Enter")
    expect(widget_page.get_by_label("Vad var fel?")).to_be_focused()
    widget_page.get_by_label("Vad var fel?").select_option("Fel uppgift eller källa")
    strategy = widget_page.get_by_label("Vilken strategi är den rätta?")
    expect(strategy.locator("option")).to_have_text(
        ["Vet inte", "Ingen av dem", "Attraktivt boende", "Ökad trygghet"]
    )
    strategy.select_option("Ökad trygghet")
    widget_page.get_by_label("Vad borde svaret ha sagt?").fill("Trygghet.")
    if consent:
        widget_page.get_by_label("Spara också min fråga").check()
    widget_page.get_by_role("button", name="Skicka synpunkten").click()
    expect(widget_page.get_by_text("Tack!")).to_be_focused()
    (judged,) = widget_api.judged
    told = {key: judged.get(key) for key in ("right", "reason", "strategy", "comment")}
    assert told == {
        "right": False, "reason": "source", "strategy": PATH[3]["iri"], "comment": "Trygghet.",
    }  # fmt: skip
    asked = {key: judged[key] for key in ("question", "consent") if key in judged}
    assert asked == ({"question": "Läxhjälp?", "consent": True} if consent else {})


def test_a_reason_is_chosen_by_the_reader_and_asked_for_at_the_field(
    widget_page: Page, widget_api: FakeApi
) -> None:
    begin(widget_page, widget_api)
    widget_page.get_by_role("button", name=NO).click()
    reason = widget_page.get_by_label("Vad var fel?")
    expect(reason.locator("option:checked")).to_have_text("Välj")
    expect(reason).to_have_accessible_description("")
    widget_page.get_by_role("button", name="Skicka synpunkten").click()
    expect(reason).to_be_focused()
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(reason).to_have_accessible_description("Välj vad som var fel, så att det går att rätta.")
    assert axe_finds(widget_page) == []
    assert widget_api.judged == []
    reason.select_option("Något annat")
    widget_page.get_by_role("button", name="Skicka synpunkten").click()
    expect(widget_page.get_by_text("Tack!")).to_be_focused()
    assert [each["reason"] for each in widget_api.judged] == ["other"]


def test_the_form_can_be_cancelled_and_tells_what_went_wrong(
    widget_page: Page, widget_api: FakeApi
) -> None:
    begin(widget_page, widget_api)
    widget_page.get_by_role("button", name=NO).click()
    widget_page.get_by_role("button", name="Avbryt").click()
    expect(widget_page.get_by_role("button", name=NO)).to_be_focused()
    widget_page.get_by_role("button", name=NO).click()
    widget_page.get_by_label("Vad var fel?").select_option("Svårt att förstå")
    widget_page.get_by_label("Vad borde svaret ha sagt?").fill("upptaget")
    widget_page.get_by_role("button", name="Skicka synpunkten").click()
    expect(widget_page.get_by_role("alert")).to_have_text("Vänta en minut och fråga igen.")
    expect(widget_page.get_by_label("Vad borde svaret ha sagt?")).to_have_value("upptaget")


@pytest.mark.parametrize("by", ["attribute", "settings"])
def test_it_is_not_asked_where_that_is_turned_off(
    widget_page: Page, widget_api: FakeApi, by: str
) -> None:
    widget_api.config["feedback"] = by != "settings"
    host = FakeHost(
        widget_api.url,
        f'<styr-chat mode="panel"{" feedback=off" if by == "attribute" else ""}></styr-chat>',
    )
    with widget_page.expect_response("**/api/chat"):
        widget_page.goto(host.url)
    ask(widget_page, "Läxhjälp?")
    expect(widget_page.get_by_role("button", name="Kopiera länk")).to_be_visible()
    expect(widget_page.get_by_text("Var det här rätt?")).to_have_count(0)
    host.close()


# --- what the tab remembers ---


def kept(page: Page) -> tuple[int, int]:
    """Characters in the tab's memory and in the browser's."""
    found: list[int] = page.evaluate(
        "[sessionStorage, localStorage].map(place => Object.values({...place}).join('').length)"
    )
    return found[0], found[1]


def test_a_reload_keeps_the_dialogue_and_a_new_conversation_forgets_it(
    widget_page: Page, widget_api: FakeApi
) -> None:
    begin(widget_page, widget_api)
    ask(widget_page, "Homework?")
    expect(widget_page.get_by_role("article")).to_have_count(2)
    expect(widget_page.locator(".actions")).to_have_count(2)
    before = widget_page.get_by_role("log").aria_snapshot()
    widget_page.reload()
    expect(widget_page.locator(".actions")).to_have_count(2)
    assert widget_page.get_by_role("log").aria_snapshot() == before
    expect(widget_page.get_by_role("status")).to_have_text("")
    assert len(widget_api.questions) == 2
    ask(widget_page, "Och sedan?")
    answered(widget_page, 2)
    assert len({asked["conversation"] for asked in widget_api.questions}) == 1
    widget_page.get_by_role("button", name="Nytt samtal").click()
    assert kept(widget_page) == (0, 0)
    assert widget_api.ended == [widget_api.questions[0]["conversation"]]
    widget_page.reload()
    expect(widget_page.locator(".greeting")).to_be_visible()
    expect(widget_page.get_by_role("article")).to_have_count(0)


@pytest.mark.parametrize(
    ("attribute", "setting", "places"),
    [
        ("", "tab", (True, False)),
        ("", "none", (False, False)),
        ("history=none", "tab", (False, False)),
        ("history=browser", "tab", (False, True)),
        ("history=tab", "browser", (True, False)),
    ],
)
def test_where_the_dialogue_is_kept(
    widget_page: Page,
    widget_api: FakeApi,
    attribute: str,
    setting: str,
    places: tuple[bool, bool],
) -> None:
    widget_api.config["history"] = setting
    host = FakeHost(widget_api.url, f'<styr-chat mode="panel" {attribute}></styr-chat>')
    with widget_page.expect_response("**/api/chat"):
        widget_page.goto(host.url)
    ask(widget_page, "Läxhjälp?")
    expect(widget_page.locator(".actions")).to_have_count(1)
    tab, browser = kept(widget_page)
    assert (tab > 0, browser > 0) == places
    widget_page.reload()
    expect(widget_page.locator(".greeting")).to_be_visible()
    expect(widget_page.get_by_role("article")).to_have_count(1 if any(places) else 0)
    host.close()


@pytest.mark.parametrize(
    "stored", ["trasigt", "null", "{}", '{"exchanges":[{}]}', '{"exchanges":5}']
)
def test_what_is_kept_may_be_broken(widget_page: Page, widget_api: FakeApi, stored: str) -> None:
    widget_page.add_init_script(
        f"sessionStorage.setItem(`styr-chat  ${{location.origin}}`, {json.dumps(stored)})"
    )
    begin(widget_page, widget_api)
    expect(widget_page.get_by_role("article")).to_have_count(1)


def test_a_browser_that_keeps_nothing_is_no_error(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})"
    )
    begin(widget_page, widget_api)
    widget_page.get_by_role("button", name="Nytt samtal").click()
    expect(widget_page.get_by_role("article")).to_have_count(0)


# --- languages, directions, colours, the keyboard ---


def test_right_to_left_text_has_its_direction(widget_page: Page, widget_api: FakeApi) -> None:
    begin(widget_page, widget_api, "arabiska")
    directions = "nodes => nodes.map(node => getComputedStyle(node).direction)"
    assert widget_page.locator(".texts .text").evaluate_all(directions) == ["rtl", "rtl", "ltr"]
    assert widget_page.locator(".after .ask").evaluate_all(directions) == ["rtl", "ltr"]
    expect(widget_page.get_by_role("article")).to_have_css("direction", "ltr")
    no_sideways_scroll(widget_page)
    page = widget_api.url + "/?q=arabiska"
    widget_page.goto(page)
    shown = widget_page.locator("section[aria-labelledby=svar]")
    assert shown.locator(".text").evaluate_all(directions) == ["rtl", "rtl", "ltr"]


def test_without_the_words_of_a_language_the_chat_speaks_swedish(
    widget_page: Page, widget_api: FakeApi
) -> None:
    widget_page.route("**/widget.en.js", lambda route: route.fulfill(status=503))
    host = FakeHost(widget_api.url, '<styr-chat mode="panel" lang="en"></styr-chat>')
    widget_page.goto(host.url)
    ask(widget_page, "Homework?")
    answered(widget_page)
    host.close()


@pytest.mark.parametrize(("theme", "scheme"), [("dark", "light"), ("light", "dark"), ("", "dark")])
def test_the_page_may_choose_the_colours(
    widget_page: Page, widget_api: FakeApi, theme: str, scheme: str
) -> None:
    style = "--styr-accent: rgb(120, 0, 60); --styr-dark-accent: rgb(255, 170, 200)"
    widget_page.emulate_media(color_scheme=scheme)
    widget_page.goto(widget_api.url)
    widget_page.locator("styr-chat").evaluate(
        f"node => {{ node.style.cssText = '{style}'; node.setAttribute('theme', '{theme}'); }}"
    )
    button = widget_page.get_by_role("button", name="English")
    light = (theme or scheme) == "light"
    expect(button).to_have_css("color", "rgb(120, 0, 60)" if light else "rgb(255, 170, 200)")


def test_forced_colours_keep_frames_and_shapes(widget_page: Page, widget_api: FakeApi) -> None:
    widget_page.emulate_media(forced_colors="active")
    begin(widget_page, widget_api)
    borders = "node => getComputedStyle(node).borderTopStyle"
    for selector in ("article > h3", ".path", ".note", ".actions button >> nth=0"):
        assert widget_page.locator(selector).first.evaluate(borders) == "solid"


def test_the_keyboard_leaves_the_bubble_and_escape_closes_the_form_with_it(
    widget_page: Page, widget_host: FakeHost
) -> None:
    widget_page.goto(widget_host.url)
    widget_page.get_by_role("button", name="Öppna Styrkompassen").click()
    ask(widget_page, "Läxhjälp?")
    widget_page.get_by_role("button", name=NO).click()
    expect(widget_page.get_by_label("Vad var fel?")).to_be_focused()
    order = []
    for _ in range(6):
        widget_page.keyboard.press("Tab")
        order.append(focused_text(widget_page))
    assert order == [
        "Vilken strategi är den rätta?",
        "Vad borde svaret ha sagt? (frivilligt)",
        CONSENT,
        "Skicka synpunkten",
        "Avbryt",
        "Din fråga",
    ]
    widget_page.keyboard.press("Escape")
    expect(widget_page.get_by_role("dialog")).to_be_hidden()
    expect(widget_page.get_by_role("button", name="Öppna Styrkompassen")).to_be_focused()
    widget_page.keyboard.press("Enter")
    expect(widget_page.get_by_role("article")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_form(widget_page: Page, widget_api: FakeApi, scheme: Any) -> None:
    widget_page.emulate_media(color_scheme=scheme)
    widget_page.set_viewport_size({"width": 320, "height": 800})
    begin(widget_page, widget_api, "valfråga")
    widget_page.get_by_role("button", name=NO).click()
    expect(widget_page.get_by_label("Vad var fel?")).to_be_focused()
    no_sideways_scroll(widget_page)
    assert axe_finds(widget_page) == []
