"""What readers say of answers, in a real browser: from the chat, with and without scripts, to the
strategist who makes a word or a test of it; by keyboard, with faults, with unkind texts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from assistant.assistant import Assistant
from assistant.feedback import Feedback, Said
from assistant.settings import Settings
from assistant.web.app import create_app
from kg.drafts import DraftStore
from kg.names import DATA_GRAPH, SKOS
from kg.rdf import in_graph
from kg.versions import VersionStore
from tests.assistant.pages.indicator_pages import serving
from tests.browsing import DESKTOP, PHONE, SMALL, axe_finds, fits, needs_chromium, quiet_page
from tests.conftest import EXAMPLE

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page

pytestmark = needs_chromium

EX = "http://example.org/exempelby/"
LEARNING, NATURE, HOMEWORK = f"{EX}strategi-larande", f"{EX}strategi-natur", f"{EX}laxhjalp"
QUESTION = "Elever får hjälp med läxorna i bygdegården"
PATH = (f"{EX}insats-studiestod", f"{EX}program-skola", LEARNING, f"{EX}vision")
WRONG = Said(
    right=False,
    reason="strategy",
    strategy=NATURE,
    comment="Kråkboet är fiskevård.\nVi säger så.",
    question="Vilken strategi stödjer kråkboet?",
    verdict="likely",
    version=1,
    shown=(LEARNING,),
    things=(HOMEWORK, LEARNING),
)
HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> & \"citat\" 'enkla'",
    "template": "{{ 7 * 7 }} {% raw %} ${1} %s",
    "emoji": "🚒👩‍👩‍👧‍👦 Brand & räddning 😀",
    "long": "lång" * 125,
    "right to left": "שלום مرحبا אבג",
    "link": "javascript:alert(1) https://example.org/?a=1&b=2",
}
PERSONAL = "Det gäller 811228-9874."


@dataclass(frozen=True)
class Desk:
    """A server of the example graph: its address, data folder, and application."""

    url: str
    data: Path
    app: Any

    @property
    def feedback(self) -> Feedback:
        return Feedback(self.data, 365)

    def kept(self) -> list[Said]:
        """What was said, oldest first, without id and time."""
        return [replace(said, id="", at="") for said in reversed(self.feedback.all())]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    parsed = parse(EXAMPLE.read_bytes(), format=RdfFormat.TURTLE)
    quads = [in_graph(quad, DATA_GRAPH) for quad in parsed]
    VersionStore(folder).publish(quads, publisher="anna", note="", report={})
    return folder


@pytest.fixture(scope="module")
def answering(published: Path) -> Assistant:
    return Assistant(VersionStore(published).load(), Settings(embeddings="hashed-words"))


@pytest.fixture
def desk(published: Path, answering: Assistant, tmp_path: Path) -> Iterator[Desk]:
    data = Path(shutil.copytree(published, tmp_path / "data"))
    app = create_app(Settings(data=data, embeddings="hashed-words"), answering)
    with serving(app) as url:
        yield Desk(url, data, app)


@pytest.fixture
def page(browser: playwright_api.Browser, desk: Desk) -> Iterator[Page]:
    with quiet_page(browser, desk.url) as page:
        yield page


@pytest.fixture
def bare(browser: playwright_api.Browser, desk: Desk) -> Iterator[Page]:
    """The same without scripts."""
    with quiet_page(browser, desk.url, java_script_enabled=False) as page:
        yield page


def send(page: Page) -> None:
    page.get_by_role("button", name="Skicka", exact=True).press("Enter")


def unguarded(page: Page) -> None:
    """As a browser that checks nothing before it sends."""
    page.evaluate(
        """() => {
            for (const form of document.forms) form.noValidate = true;
            for (const each of document.querySelectorAll('[maxlength]')) each.maxLength = 9999;
        }"""
    )


# -- an employee --------------------------------------------------------------------------------


def test_an_employee_says_in_the_chat_what_was_wrong(page: Page, desk: Desk) -> None:
    page.goto(desk.url)
    page.get_by_label("Din fråga", exact=True).fill(QUESTION)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Nej", exact=True).press("Enter")
    expect(page.get_by_label("Vad var fel?")).to_be_focused()
    expect(page.get_by_label("Vilken strategi är den rätta?").locator("option")).to_have_text(
        ["Vet inte", "Ingen av dem", "Levande sjöar och skogar", "Lärande hela livet"]
    )
    page.get_by_label("Vad var fel?").select_option("Fel uppgift eller källa")
    page.get_by_label("Vilken strategi är den rätta?").select_option("Levande sjöar och skogar")
    page.get_by_label("Vad borde svaret ha sagt?").fill(PERSONAL)
    page.get_by_label("Spara också min fråga").check()
    page.expected.append("status of 422")
    page.get_by_role("button", name="Skicka synpunkten").press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        "Synpunkten innehåller ett personnummer. Ta bort det och skicka igen; "
        "ingenting har sparats."
    )
    assert desk.kept() == []
    expect(page.get_by_label("Vad borde svaret ha sagt?")).to_have_value(PERSONAL)
    page.get_by_label("Vad borde svaret ha sagt?").fill("Vi fiskar.")
    page.get_by_role("button", name="Skicka synpunkten").press("Enter")
    expect(page.get_by_text("Tack! Det hjälper oss att göra svaren bättre.")).to_be_focused()
    (said,) = desk.kept()
    assert said == Said(
        right=False,
        reason="source",
        strategy=NATURE,
        comment="Vi fiskar.",
        question=QUESTION,
        verdict="supported",
        version=1,
        shown=(LEARNING,),
        things=PATH,
    )


def test_an_employee_says_it_without_scripts(bare: Page, desk: Desk) -> None:
    bare.goto(desk.url)
    bare.get_by_label("Din fråga").fill(QUESTION)
    bare.get_by_role("button", name="Skicka").click()
    bare.get_by_role("button", name="Var det här rätt? Tyck till om svaret").click()
    expect(bare.get_by_role("main")).to_match_aria_snapshot(
        """
        - main:
          - heading "Var svaret rätt?" [level=1]
          - paragraph: /Vem du är sparas inte/
          - group "Var svaret rätt?":
            - radio "Ja"
            - radio "Nej"
          - group "Om svaret var fel":
            - combobox "Vad var fel":
              - option "Välj" [selected]
              - option "Fel strategi"
            - combobox "Vilken strategi är den rätta?":
              - option "Vet inte" [selected]
              - option "Ingen"
              - option "Levande sjöar och skogar"
              - option "Lärande hela livet"
            - textbox "Vad borde svaret ha sagt? (frivilligt)"
          - checkbox /Spara också min fråga/
          - paragraph:
            - button "Skicka"
        """
    )
    bare.get_by_label("Nej").check()
    bare.get_by_label("Vad var fel").select_option("Fel strategi")
    bare.get_by_label("Vilken strategi").select_option("Levande sjöar och skogar")
    bare.get_by_label("Vad borde svaret").fill("Rad ett\nrad två")
    bare.get_by_label("Spara också").check()
    send(bare)
    expect(bare.get_by_role("heading", level=1)).to_have_text("Tack!")
    expect(bare.get_by_role("status")).to_have_text(
        "Din synpunkt är skickad. Den hjälper oss att göra svaren bättre."
    )
    assert desk.kept() == [
        Said(
            right=False,
            reason="strategy",
            strategy=NATURE,
            comment="Rad ett\nrad två",
            question=QUESTION,
            verdict="supported",
            version=1,
            shown=(LEARNING,),
            things=(LEARNING,),
        )
    ]


def test_who_says_yes_is_asked_for_nothing_more(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/tyck-till?q=Kråkboet?&verdict=likely")
    page.get_by_label("Vad borde svaret").fill("Ändrade mig")
    page.get_by_label("Nej").check()
    expect(page.get_by_role("group", name="Om svaret var fel")).to_be_visible()
    page.get_by_label("Ja", exact=True).check()
    expect(page.get_by_role("group", name="Om svaret var fel")).to_be_hidden()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack!")
    assert desk.kept() == [Said(right=True, verdict="likely", version=1)]


def test_an_address_cannot_say_what_nobody_knows(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/tyck-till?q=%00Hej%E2%80%AE&verdict=hittat&strategy=javascript:alert(1)")
    hidden = page.locator("form.judge input[type=hidden]")
    assert hidden.evaluate_all("all => all.map(each => [each.name, each.value])") == [
        ["verdict", ""],
        ["question", "Hej"],
    ]


# -- what is wrong with the form ----------------------------------------------------------------


def fault(page: Page, message: str, field: str) -> None:
    """It is told first, where the focus is, with a link to the field, and at the field."""
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("heading")).to_have_text("Synpunkten är inte skickad än")
    assert page.title().startswith("Fel: ")
    place = page.get_by_role("group", name=field).or_(page.get_by_label(field)).first
    expect(place).to_have_accessible_description(message)
    expect(place).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Tab")
    expect(alert.get_by_role("link", name=message)).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate(
        "([field]) => Boolean(document.querySelector(':target')?.closest('fieldset, form'))",
        [field],
    )


def filled(page: Page, desk: Desk) -> None:
    page.expected.append("status of 422")
    page.goto(f"{desk.url}/tyck-till?q=Kråkboet%3F&verdict=likely&strategy={LEARNING}")
    unguarded(page)
    page.get_by_label("Nej").check()
    page.get_by_label("Vad var fel").select_option("Svårt att förstå")
    page.get_by_label("Vilken strategi").select_option("Levande sjöar och skogar")
    page.get_by_label("Vad borde svaret").fill("Rad ett\nrad två")
    page.get_by_label("Spara också").check()


def state(page: Page) -> list[object]:
    """All that the form holds."""
    found: list[object] = page.evaluate(
        """() => [...new FormData(document.querySelector('form.judge'))]
            .map(([name, value]) => [name, value])"""
    )
    return found


FILLED = [
    ["verdict", "likely"],
    ["shown", LEARNING],
    ["right", "no"],
    ["reason", "unclear"],
    ["strategy", NATURE],
    ["comment", "Rad ett\nrad två"],
    ["consent", "yes"],
    ["question", "Kråkboet?"],
]


def test_an_empty_form_says_what_is_missing(page: Page, desk: Desk) -> None:
    page.expected.append("status of 422")
    page.goto(f"{desk.url}/tyck-till")
    unguarded(page)
    send(page)
    fault(page, "Välj om svaret var rätt: Ja eller Nej.", "Var svaret rätt?")
    page.get_by_label("Nej").check()
    send(page)
    fault(page, "Välj vad som var fel.", "Vad var fel")
    assert desk.kept() == []


@pytest.mark.parametrize(
    ("name", "value", "message", "field"),
    [
        ("comment", "x" * 1001, "Texten är för lång. Högst 1000 tecken får plats.", "Vad borde"),
        (
            "comment",
            PERSONAL,
            "Texten innehåller ett personnummer. Ta bort det. Ingenting har sparats.",
            "Vad borde",
        ),
        (
            "question",
            PERSONAL,
            "Frågan innehåller ett personnummer och får inte sparas. "
            "Avmarkera rutan och skicka igen.",
            "Spara också",
        ),
        (
            "strategy",
            "https://example.org/finns-inte",
            "Strategin finns inte längre. Välj en annan, eller Vet inte.",
            "Vilken strategi",
        ),
        ("reason", "hittepå", "Välj vad som var fel.", "Vad var fel"),
    ],
)
def test_what_was_filled_in_is_kept_when_something_is_wrong(
    page: Page, desk: Desk, name: str, value: str, message: str, field: str
) -> None:
    filled(page, desk)
    page.evaluate(
        """([name, value]) => {
            const field = document.querySelector(`[name=${name}]`);
            if (field.options) field.options[1].value = value, field.selectedIndex = 1;
            else field.value = value;
        }""",
        [name, value],
    )
    send(page)
    fault(page, message, field)
    gone = {"strategy": "", "reason": ""}.get(name, value)
    assert state(page) == [[each, gone if each == name else old] for each, old in FILLED]
    assert desk.kept() == []


def test_too_much_at_a_time_loses_nothing(page: Page, desk: Desk) -> None:
    filled(page, desk)
    page.expected.append("status of 429")
    desk.app.state.feedback.pace.allows = lambda _: False
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Vänta några minuter och skicka igen.")
    assert state(page) == FILLED


def test_line_breaks_count_once(page: Page, desk: Desk) -> None:
    """Browsers count a line break as one character and send it as two."""
    page.goto(f"{desk.url}/tyck-till")
    page.get_by_label("Nej").check()
    page.get_by_label("Vad var fel").select_option("Något annat")
    page.get_by_label("Vad borde").fill("ab\n" * 333 + "c")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack!")
    assert [said.comment for said in desk.kept()] == ["ab\n" * 333 + "c"]


# -- a strategist -------------------------------------------------------------------------------


def review(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/aterkoppling")


def test_what_a_screen_reader_meets_in_the_review(page: Page, desk: Desk) -> None:
    desk.feedback.say(replace(WRONG, comment="", strategy="", question="", version=0))
    desk.feedback.say(WRONG)
    desk.feedback.say(Said(right=True))
    review(page, desk)
    when = r"/^\d+ \w+ \d{4}, version 1$/"
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        f"""
        - main:
          - heading "Synpunkter på svaren" [level=1]
          - paragraph: /Så här tycker de som har frågat/
          - paragraph: /Rätt. 1\\. Fel. 2\\. Så har läsare bedömt svaren/
          - heading "Väntar på dig (2)" [level=2]
          - article "Vilken strategi stödjer kråkboet?":
            - heading "Vilken strategi stödjer kråkboet?" [level=3]
            - paragraph: {when}
            - term: Vad var fel
            - definition: Fel strategi
            - term: Rätt strategi
            - definition: Levande sjöar och skogar
            - term: Svaret visade
            - definition: "Stöds troligen av en strategi: Lärande hela livet"
            - term: Kommentar
            - definition: Kråkboet är fiskevård. Vi säger så.
            - group: Lär assistenten ett ord
            - group: Gör en testfråga
            - button "Avfärda"
          - article "Frågan är inte sparad, för läsaren sa inte ja till det":
            - heading "Frågan är inte sparad, för läsaren sa inte ja till det" [level=3]
            - paragraph: /^\\d+ \\w+ \\d{{4}}$/
        """
    )


def test_a_word_is_taught_by_keyboard(page: Page, desk: Desk) -> None:
    said = desk.feedback.say(WRONG)
    review(page, desk)
    page.locator("summary", has_text="Lär assistenten ett ord").press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Ord eller uttryck")).to_be_focused()
    page.keyboard.type("kråkboet")
    page.keyboard.press("Tab")
    for key in ("Home", "ArrowDown"):
        page.keyboard.press(key)
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Lägg till ordet")).to_be_focused()
    page.keyboard.press("Enter")
    told = page.get_by_role("status")
    expect(told).to_have_text(
        "Ordet ”kråkboet” är tillagt för Läxhjälp i bygdegården i utkastet ord. Se utkastet"
    )
    expect(told).to_be_focused()
    label = Literal("kråkboet", language="sv")
    found = [quad for quad in DraftStore(desk.data).read("ord") if quad.object == label]
    assert [(q.subject, q.predicate) for q in found] == [(NamedNode(HOMEWORK), SKOS.altLabel)]
    page.reload()
    expect(page.get_by_role("heading", name="Väntar på dig (0)")).to_be_visible()
    expect(page.get_by_role("heading", name="Avgjorda (1)")).to_be_visible()
    told.get_by_role("link", name="Se utkastet").click()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_text(
        [
            "Granska mot reglerna",
            "Aktiviteten ”Läxhjälp i bygdegården”: sökord ”kråkboet” har lagts till",
        ]
    )
    assert desk.feedback.get(said.id).outcome == "synonym"


def test_a_test_question_is_made_and_downloaded_without_scripts(bare: Page, desk: Desk) -> None:
    said = desk.feedback.say(WRONG)
    review(bare, desk)
    bare.locator("summary", has_text="Gör en testfråga").click()
    expect(bare.get_by_label("Frågan")).to_have_value("Vilken strategi stödjer kråkboet?")
    expect(bare.get_by_label("Rätt svar")).to_have_value(NATURE)
    bare.get_by_label("Frågan").fill("Vilken strategi\nstödjer fisket?")
    bare.get_by_role("button", name="Gör testfrågan").click()
    expect(bare.get_by_role("status")).to_have_text(
        "Testfråga: ”Vilken strategi stödjer fisket?” Rätt svar: Levande sjöar och skogar."
    )
    with bare.expect_download() as download:
        bare.get_by_role("link", name="Hämta testfrågorna som fil").click()
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8")) == {
        "id": f"aterkoppling-{said.id}",
        "question": "Vilken strategi stödjer fisket?",
        "lang": "sv",
        "kind": "described",
        "gold": [NATURE],
        "note": f"strategy; {said.at[:10]}; version 1",
    }


def test_dismissed_and_opened_again(page: Page, desk: Desk) -> None:
    desk.feedback.say(WRONG)
    review(page, desk)
    page.get_by_role("button", name="Avfärda").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Avfärdad.")
    expect(page.get_by_text("Det finns inga synpunkter som väntar.")).to_be_visible()
    page.get_by_role("button", name="Öppna igen").press("Enter")
    expect(page.get_by_role("status")).to_have_text(
        "Synpunkten är öppen igen. Ett ord som redan har lagts till finns kvar i utkastet."
    )
    assert desk.kept() == [WRONG]


def test_two_reviewers_at_once(page: Page, desk: Desk) -> None:
    """The one who comes second changes nothing, and is told so."""
    desk.feedback.say(WRONG)
    review(page, desk)
    other = page.context.new_page()
    review(other, desk)
    other.get_by_role("button", name="Avfärda").click()
    expect(other.get_by_role("status")).to_be_visible()
    page.expected.append("status of 409")
    page.locator("summary", has_text="Lär assistenten ett ord").click()
    page.get_by_label("Ord eller uttryck").fill("kråkboet")
    page.get_by_role("button", name="Lägg till ordet").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Någon annan hann före och har redan avgjort synpunkten.")
    expect(alert).to_be_focused()
    expect(page.get_by_role("article").get_by_text("Avfärdad.")).to_be_visible()
    assert [said.outcome for said in desk.kept()] == ["dismissed"]
    assert DraftStore(desk.data).names() == []


def test_what_has_become_too_old_meanwhile(page: Page, desk: Desk) -> None:
    desk.feedback.say(WRONG)
    review(page, desk)
    (desk.data / "feedback" / "feedback.jsonl").unlink()
    page.expected.append("status of 404")
    page.get_by_role("button", name="Avfärda").click()
    expect(page.get_by_role("alert")).to_contain_text("Den kan ha blivit för gammal.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Synpunkter på svaren")


@pytest.mark.parametrize(
    ("label", "value", "status", "message"),
    [
        ("Ord eller uttryck", "", 422, "ord eller uttryck saknas"),
        ("Ord eller uttryck", "x" * 201, 422, "Ordet är för långt. Högst 200 tecken får plats."),
        ("Sak som det betyder", "Välj", 422, "sak som det betyder saknas"),
        ("Annan sak", "finns-inte", 404, "finns-inte finns inte i styrsystemet."),
        ("Annan sak", "<javascript:alert(1)>", 404, "<javascript:alert(1)> finns inte"),
        ("Utkast", "../Versions", 400, "Ett utkast kan inte heta ../Versions."),
    ],
)
def test_a_word_that_cannot_be_taught(
    page: Page, desk: Desk, label: str, value: str, status: int, message: str
) -> None:
    """It is told beside its field, all else is still filled in, and can be sent again."""
    page.expected.append(f"status of {status}")
    desk.feedback.say(WRONG)
    review(page, desk)
    unguarded(page)
    page.locator("summary", has_text="Lär assistenten ett ord").click()
    good = {"Ord eller uttryck": "kråkboet", "Sak som det betyder": "Läxhjälp i bygdegården"}
    for each, text in {**good, "Utkast": "mina-ord", label: value}.items():
        if each.startswith("Sak"):
            page.get_by_label(each).select_option(text)
        else:
            page.get_by_label(each).fill(text)
    page.get_by_role("button", name="Lägg till ordet").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text(message)
    field = page.get_by_label(label)
    expect(field).to_have_attribute("aria-invalid", "true")
    described = page.locator(f"#{(field.get_attribute('aria-describedby') or '').split()[0]}")
    expect(described).to_contain_text(message)
    assert (desk.kept(), DraftStore(desk.data).names()) == ([WRONG], [])
    if label != "Ord eller uttryck":
        expect(page.get_by_label("Ord eller uttryck")).to_have_value("kråkboet")
    repaired = {"Annan sak": "", "Utkast": "mina-ord", **good}[label]
    if label.startswith("Sak"):
        field.select_option(repaired)
    else:
        field.fill(repaired)
    page.get_by_role("button", name="Lägg till ordet").click()
    expect(page.get_by_role("status")).to_contain_text(
        "Ordet ”kråkboet” är tillagt för Läxhjälp i bygdegården i utkastet mina-ord."
    )


def test_the_server_was_started_anew_meanwhile(page: Page, desk: Desk) -> None:
    """What was filled in is still there, and can be sent."""
    desk.feedback.say(WRONG)
    review(page, desk)
    page.locator("summary", has_text="Gör en testfråga").click()
    page.get_by_label("Frågan").fill("Fisket?")
    desk.app.state.feedback.token = "en-annan"
    page.expected.append("status of 403")
    page.get_by_role("button", name="Gör testfrågan").click()
    expect(page.get_by_role("alert")).to_contain_text("Sidan hade blivit för gammal")
    expect(page.get_by_label("Frågan")).to_have_value("Fisket?")
    page.get_by_role("button", name="Gör testfrågan").click()
    expect(page.get_by_role("status")).to_contain_text("Testfråga: ”Fisket?”")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_another_site_can_fill_in_nothing(desk: Desk, site: str) -> None:
    said = desk.feedback.say(WRONG)
    form = {"id": said.id, "act": "synonym", "word": "ditt-ord", "token": "gissat"}
    headers = {"accept": "text/html", **({"sec-fetch-site": site} if site else {})}
    page = httpx.post(f"{desk.url}/aterkoppling", data=form, headers=headers)
    assert (page.status_code, "ditt-ord" in page.text) == (403, False)
    assert desk.kept() == [WRONG]


# -- texts that are not kind --------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_texts_of_every_kind_run_nothing_and_are_shown_as_written(
    page: Page, desk: Desk, name: str
) -> None:
    text = HOSTILE[name]
    page.goto(f"{desk.url}/tyck-till?{httpx.QueryParams({'q': text})}")
    page.get_by_label("Nej").check()
    page.get_by_label("Vad var fel").select_option("Något annat")
    page.get_by_label("Vad borde").fill(text)
    page.get_by_label("Spara också").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack!")
    assert [(said.comment, said.question) for said in desk.kept()] == [(text, text)]
    review(page, desk)
    assert page.locator("dd.said").last.inner_text() == text
    page.locator("summary", has_text="Lär assistenten ett ord").click()
    page.get_by_label("Ord eller uttryck").fill(text[:200])
    page.get_by_label("Sak som det betyder").select_option("Levande sjöar och skogar")
    page.get_by_role("button", name="Lägg till ordet").click()
    expect(page.get_by_role("status")).to_contain_text(f"Ordet ”{text[:200]}” är tillagt")
    page.set_viewport_size(SMALL)
    assert (fits(page), axe_finds(page)) == (True, [])


def test_what_a_terminal_obeys_and_what_turns_the_text_is_left_out(page: Page, desk: Desk) -> None:
    text = "\u202e\u2066röd\x1b[31m\x07 text\u2069"
    page.goto(f"{desk.url}/tyck-till")
    page.get_by_label("Nej").check()
    page.get_by_label("Vad var fel").select_option("Något annat")
    page.get_by_label("Vad borde").evaluate("(field, text) => { field.value = text }", text)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack!")
    assert [said.comment for said in desk.kept()] == ["röd[31m text"]


# -- how it looks -------------------------------------------------------------------------------


def looks_well(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (SMALL, PHONE, DESKTOP):
            page.set_viewport_size(size)
            assert (scheme, size, fits(page), axe_finds(page)) == (scheme, size, True, [])


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_in_the_form(page: Page, desk: Desk, lang: str) -> None:
    address = f"{desk.url}/tyck-till?q=Kråkboet%3F&lang={lang}"
    page.goto(address)
    looks_well(page)
    page.expected.append("status of 422")
    unguarded(page)
    page.locator("form.judge button").click()
    looks_well(page)
    page.goto(f"{address}&tack=1")
    looks_well(page)


def test_axe_finds_nothing_in_the_review(page: Page, desk: Desk) -> None:
    review(page, desk)
    looks_well(page)
    for text in (*HOSTILE.values(), ""):
        desk.feedback.say(replace(WRONG, question=text, comment=text))
    page.goto(f"{desk.url}/aterkoppling?lang=en")
    looks_well(page)
    review(page, desk)
    for summary in page.locator("summary").filter(has_not_text="Meny").all():
        summary.click()
    looks_well(page)
    page.expected.append("status of 422")
    unguarded(page)
    page.get_by_role("button", name="Lägg till ordet").first.click()
    expect(page.get_by_role("alert")).to_be_focused()
    looks_well(page)
    page.get_by_role("button", name="Avfärda").first.click()
    expect(page.get_by_role("status")).to_be_focused()
    looks_well(page)
