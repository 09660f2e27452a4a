"""An employee asks in the chat: a real browser, the real server, the first question of all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browsing import needs_chromium
from tests.conftest import Intranet, Served

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
LAXHJALP = "Vi ska starta läxhjälp på biblioteket, vilken strategi stödjer det?"
VERDICT = "Det har stöd i styrsystemet"
WAY = [
    ("Aktivitet", "Läxhjälp på biblioteket", "aktivitet-laxhjalp-biblioteket", True),
    ("Insatsområde", "Fler elever når målen", "insats-skolresultat", True),
    ("Utvecklingsprogram", "Trygg uppväxt och skola", "program-uppvaxt", True),
    ("Strategi", "Trygghet genom hela livet", "strategi-trygghet", True),
    ("Vision", "Sveriges bästa plats att bo på", "vision", False),
]
RELATIONS = [
    "ingår i insatsområdet",
    "är insatsområde i utvecklingsprogrammet",
    "är handlingsplan för strategin",
    "leder mot visionen",
    None,
]
READ = """items => items.map(item => [
    item.querySelector('.kind').textContent,
    item.querySelector('a').textContent,
    item.querySelector('a').href,
    Boolean(item.querySelector('.badge')),
    item.querySelector('.relation')?.textContent.trim() ?? null,
])"""

pytestmark = needs_chromium


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(
    request: pytest.FixtureRequest,
    browser: playwright_api.Browser,
    served: Served,
    intranet: Intranet,
) -> Iterator[Page]:
    """A page that fails the test if the browser complains or reaches for anything else."""
    context = browser.new_context(viewport=request.param, locale="sv-SE", reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    known = (served.base_url, intranet.url, "data:")
    context.on(
        "request",
        lambda sent: sent.url.startswith(known) or complaints.append(f"asked for {sent.url}"),
    )
    yield page
    context.close()
    assert complaints == []


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def reads_the_path(page: Page, served: Served) -> None:
    expect(page.get_by_text(VERDICT, exact=True)).to_be_visible()
    steps = page.locator(".evidence > .path > li")
    expect(steps).to_have_count(len(WAY))
    assert steps.evaluate_all(READ) == [
        [kind, title, f"{served.base_url}/id/pitea/{name}", made_up, relation]
        for (kind, title, name, made_up), relation in zip(WAY, RELATIONS, strict=True)
    ]
    expect(page.get_by_role("article").locator(".sources > li")).to_have_count(7)


def test_asks_and_reads_the_path_to_the_vision(page: Page, served: Served) -> None:
    page.goto(served.base_url)
    page.get_by_label("Din fråga").fill(LAXHJALP)
    page.keyboard.press("Enter")
    reads_the_path(page, served)
    values = page.locator(".values > li")
    assert [text.split("\n")[0].strip() for text in values.all_inner_texts()] == [
        "Demokrati",
        "Jämställdhet",
        "Likabehandling",
        "Öppenhet",
    ]
    expect(page.locator(".texts")).to_contain_text(
        "aktiviteten ”Läxhjälp på biblioteket” [1] finns i styrsystemet och stödjer strategin "
        "”Trygghet genom hela livet” [2]."
    )
    assert fits(page)


def test_opens_a_step_and_sees_where_it_comes_from(page: Page, served: Served) -> None:
    page.goto(served.base_url)
    page.get_by_role("button", name=LAXHJALP).click()
    expect(page.get_by_text(VERDICT, exact=True)).to_be_visible()
    step = page.locator(".evidence > .path").get_by_role("link", name="Trygg uppväxt och skola")
    with page.context.expect_page() as opened:
        step.click()
    thing = opened.value
    expect(thing.get_by_role("heading", level=1)).to_have_text("Trygg uppväxt och skola")
    assert thing.url == f"{served.base_url}/id/pitea/program-uppvaxt"
    assert thing.locator(".path > li a").all_text_contents() == [
        "Trygg uppväxt och skola",
        "Trygghet genom hela livet",
        "Sveriges bästa plats att bo på",
    ]
    expect(thing.get_by_text("illustrativt exempel", exact=True).first).to_be_visible()
    assert fits(thing)


def test_asks_from_the_intranet(page: Page, served: Served, intranet: Intranet) -> None:
    intranet.pages["/"] = (
        '<!doctype html><html lang="sv"><title>Intranät</title><link rel="icon" href="data:,">'
        '<meta name="viewport" content="width=device-width"><p>Välkommen till intranätet'
        f'<script type="module" src="{served.base_url}/widget.js"></script><styr-chat></styr-chat>'
    )
    page.goto(intranet.url)
    page.get_by_role("button", name="Öppna Styrkompassen").click()
    page.get_by_label("Din fråga").fill(LAXHJALP)
    page.keyboard.press("Enter")
    reads_the_path(page, served)
    assert fits(page)


def test_an_honest_no_has_no_path(page: Page, served: Served) -> None:
    page.goto(served.base_url)
    page.get_by_label("Din fråga").fill("Vem vann VM i fotboll?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Det ligger utanför det jag kan svara på", exact=True)).to_be_visible()
    expect(page.locator(".path")).to_have_count(0)
    expect(page.get_by_role("article").locator(".sources > li")).to_have_count(0)


def test_asks_in_english(page: Page, served: Served) -> None:
    page.goto(f"{served.base_url}/?lang=en")
    page.get_by_label("Your question").fill("Homework help at the library, which strategy is that?")
    page.keyboard.press("Enter")
    steps = page.locator(".evidence > .path > li")
    expect(steps).to_have_count(5)
    assert [row[0] for row in steps.evaluate_all(READ)] == [
        "Activity",
        "Focus area",
        "Development programme",
        "Strategy",
        "Vision",
    ]


def test_without_scripts_the_form_answers(browser: playwright_api.Browser, served: Served) -> None:
    context = browser.new_context(viewport=PHONE, locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    page.goto(served.base_url)
    page.get_by_label("Din fråga").fill(LAXHJALP)
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_text(VERDICT, exact=True)).to_be_visible()
    assert page.locator(".path > li a").all_text_contents() == [title for _, title, *_ in WAY]
    context.close()
