"""The chat of a server with a language model: what is a model's is said to be."""

from pathlib import Path

from tests.assistant.llm.fake_server import FakeServer
from tests.assistant.llm.test_llm_http import BEYOND, FIRST, QUESTION
from tests.browsing import PHONE, chromium, needs_chromium
from tests.conftest import Served

pytestmark = needs_chromium
QUERY = "SELECT (COUNT(?item) AS ?n) WHERE { ?item a styr:Activity }"


def asked(served: Served, question: str, picture: Path) -> tuple[str, str, str]:
    """Text, small print and query (once unfolded) of the answer in the chat."""
    with chromium() as browser:
        page = browser.new_page(viewport=PHONE, locale="sv-SE")
        page.goto(served.base_url)
        page.get_by_role("textbox").fill(question)
        page.keyboard.press("Enter")
        article = page.locator("article[aria-labelledby]:not([aria-busy])")
        article.wait_for()
        summary = article.locator("summary", has_text="föreslagen av en språkmodell")
        query = ""
        if summary.count():
            summary.click()
            query = article.locator("pre").inner_text()
        text = article.locator(".texts").inner_text()
        small = article.locator(".after > .small").inner_text()
        page.screenshot(path=picture, full_page=True)
    return text, small, query


def test_a_proposed_query_can_be_unfolded(aided: Served, model: FakeServer, tmp_path: Path) -> None:
    model.behave(QUERY)
    text, small, query = asked(aided, BEYOND, tmp_path / "query.png")
    assert (query, "språkmodellen" in small) == (QUERY, False)
    assert "Språkmodellen openai:fake har föreslagit en sökning" in text


def test_a_phrased_answer_names_its_model(aided: Served, model: FakeServer, tmp_path: Path) -> None:
    model.behave(FIRST)
    text, small, query = asked(aided, QUESTION, tmp_path / "phrased.png")
    assert text.startswith(FIRST)
    assert "Formulerat med språkmodellen openai:fake." in small
    assert query == ""
