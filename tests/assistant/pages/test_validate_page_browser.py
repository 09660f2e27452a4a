"""``/validera`` in a real browser against the real server: sending, narrowing, jumping, saving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.pages.test_validate_page_http import BROKEN
from tests.browsing import PHONE, SMALL, axe_finds, fits, needs_chromium, quiet_page
from tests.conftest import Served

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
Page = playwright_api.Page
pytestmark = needs_chromium
SLOW = 60_000


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Page]:
    with quiet_page(browser, served.base_url, accept_downloads=True) as page:
        page.goto(f"{served.base_url}/validera?lang=sv")
        yield page


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.ttl"
    path.write_text(BROKEN, encoding="utf-8")
    return path


def send(page: Page) -> None:
    page.locator("#granska").get_by_role("button", name="Granska", exact=True).click()


def checked(page: Page) -> None:
    expect(page.get_by_role("heading", name="Resultat", exact=True)).to_be_focused(timeout=SLOW)


def status(page: Page) -> Any:
    return page.locator("#gang [role=status]")


def shown(page: Page) -> list[str]:
    """The rules of the results that are to be seen."""
    found: list[str] = page.locator("[data-finding]:visible").evaluate_all(
        "nodes => nodes.map(node => node.dataset.rule)"
    )
    return found


ALL = ["R21", "R22", "R27", "R21", "R29"]


def test_a_file_is_checked_narrowed_and_shown_in_its_text(page: Page, plan: Path) -> None:
    page.get_by_label("Välj filer").set_input_files(plan)
    expect(page.locator(".picked li")).to_contain_text("plan.ttl")
    send(page)
    checked(page)
    expect(status(page)).to_contain_text("Granskningen är klar. 3 regelbrott och 2 varningar")
    assert shown(page) == ALL
    assert axe_finds(page) == []
    page.get_by_role("checkbox", name=re.compile("Regelbrott")).uncheck()
    assert shown(page) == ["R21", "R29"]
    expect(page.locator("#visas")).to_have_text("2 av 5 visas.")
    expect(page.locator("#per-strategi h4 .counted")).to_have_text("2 varningar")
    assert "severity=warning&severity=info" in page.url
    page.get_by_label("Regel", exact=True).select_option("R29")
    assert shown(page) == ["R29"]
    page.get_by_label("Innehåller texten").fill("finns inte någonstans")
    expect(page.locator("#visas")).to_contain_text("Inget av 5 passar filtret.")
    page.get_by_role("button", name="Visa alla").click()
    assert (shown(page), "severity" in page.url) == (ALL, False)
    page.get_by_role("button", name="Gå till rad 7").click()
    dialog = page.get_by_role("dialog", name="plan.ttl, rad 7")
    expect(dialog.locator("mark")).to_have_text("    styr:inFocusaera ex:skola .")
    assert axe_finds(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Gå till rad 7")).to_be_focused()


def test_pasted_text_is_marked_where_it_stands(page: Page) -> None:
    field = page.get_by_label("Eller klistra in text")
    field.fill("# en rad\n" * 100 + BROKEN)
    send(page)
    checked(page)
    page.get_by_role("button", name="Gå till rad 107").click()
    expect(field).to_be_focused()
    marked = field.evaluate("node => node.value.slice(node.selectionStart, node.selectionEnd)")
    assert marked == "    styr:inFocusaera ex:skola ."
    assert field.evaluate("node => node.scrollTop") > 0
    field.fill("ändrad")
    page.get_by_role("button", name="Gå till rad 107").click()
    expect(status(page)).to_contain_text("Texten har ändrats sedan granskningen")


def test_broken_text_is_told_and_leads_to_its_line(page: Page) -> None:
    page.expected.append("400 (Bad Request)")
    page.get_by_label("Eller klistra in text").fill(BROKEN.replace("Activity ;", "Activity"))
    send(page)
    expect(page.get_by_role("heading", name="Det gick inte att granska")).to_be_focused(
        timeout=SLOW
    )
    assert axe_finds(page) == []
    page.get_by_role("button", name="Gå till rad 6").click()
    expect(page.get_by_label("Eller klistra in text")).to_be_focused()


def test_the_arrangements_are_shown_one_at_a_time(page: Page, plan: Path) -> None:
    page.get_by_label("Välj filer").set_input_files(plan)
    send(page)
    checked(page)
    views = page.get_by_role("navigation", name="Ordna")
    views.get_by_role("link", name="Per regel").press("Enter")
    expect(page.locator("#per-regel")).to_be_visible()
    expect(page.locator("#per-strategi")).to_be_hidden()
    assert page.url.endswith("#per-regel")
    assert sorted(shown(page)) == sorted(ALL)
    assert axe_finds(page) == []
    views.get_by_role("link", name="På vems bord").click()
    assert shown(page) == ALL


def test_the_result_is_saved_as_files(page: Page, plan: Path) -> None:
    page.get_by_label("Välj filer").set_input_files(plan)
    send(page)
    checked(page)
    for name, file in (("HTML, för utskrift", "granskning.html"), ("SARIF", "granskning.sarif")):
        with page.expect_download(timeout=SLOW) as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == file
        assert "R27" in Path(download.value.path()).read_text(encoding="utf-8")
    expect(page.locator("#sparat")).to_have_text("granskning.sarif är hämtad.")


def test_the_published_version_has_an_address_of_its_own(page: Page, served: Served) -> None:
    page.locator("#hamta").get_by_role("button", name="Granska").click()
    checked(page)
    expect(page.locator(".sentence")).to_contain_text("Det här går att publicera.")
    assert "check=published" in page.url
    expect(page.get_by_role("link", name="CSV, för kalkylblad")).to_be_visible()
    page.reload()
    expect(page.locator(".sentence")).to_contain_text("Det här går att publicera.")
    page.go_back()
    expect(page.locator("#rapport section")).to_have_count(0)


def test_a_part_beside_what_is_published(page: Page, plan: Path) -> None:
    page.get_by_label("Välj filer").set_input_files(plan)
    page.get_by_text("Fler val").click()
    page.get_by_label(re.compile("Jämför med det som är publicerat")).check()
    send(page)
    checked(page)
    beside = page.get_by_role("region", name="Om du publicerade det här")
    expect(beside).to_contain_text("Aktiviteten ”Läxhjälp på biblioteket” är ny")
    expect(page.locator("#per-strategi .badge").first).to_have_text("nytt")
    assert axe_finds(page) == []


def test_what_is_wrong_is_said_before_anything_is_sent(page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "bild.png"
    wrong.write_bytes(b"x")
    page.get_by_label("Välj filer").set_input_files(wrong)
    expect(status(page)).to_contain_text("bild.png går inte att granska.")
    send(page)
    expect(status(page)).to_contain_text("bild.png går inte att granska.")
    page.get_by_role("button", name="Ta bort bild.png").click()
    large = tmp_path / "stor.ttl"
    large.write_bytes(b" " * 21_000_000)
    page.get_by_label("Välj filer").set_input_files(large)
    expect(status(page)).to_contain_text("21 MB, och högst 20 MB går.")


def test_dropped_files_join_those_that_are_chosen(page: Page, plan: Path) -> None:
    page.get_by_label("Välj filer").set_input_files(plan)
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "plan.ttl", { lastModified: 1 }));
          const said = { dataTransfer: data, bubbles: true, cancelable: true };
          for (const type of ["dragenter", "dragover", "drop"])
            document.querySelector(".drop").dispatchEvent(new DragEvent(type, said));
        }""",
        BROKEN.replace("laxhjalp", "annan").replace("Läxhjälp", "Simskola"),
    )
    expect(status(page)).to_have_text("2 filer valda")
    send(page)
    checked(page)
    page.get_by_role("button", name=re.compile("Gå till rad 7")).last.click()
    expect(page.get_by_role("dialog")).to_contain_text("plan")


def test_a_check_is_watched_and_given_up(page: Page, served: Served) -> None:
    page.route("**/validera?lang=sv", lambda _: None)
    page.get_by_label("Eller klistra in text").fill(BROKEN)
    send(page)
    expect(status(page)).to_have_text(re.compile("Granskar …|Skickar …"))
    expect(page.locator(".elapsed")).to_have_text("2 s", timeout=10_000)
    assert axe_finds(page, ".validate") == []
    page.get_by_role("button", name="Avbryt").click()
    expect(status(page)).to_have_text("Du avbröt. Ingenting är sparat.")


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["390", "320"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_screens(browser: Any, served: Served, plan: Path, size: Any, scheme: str) -> None:
    with quiet_page(browser, served.base_url, viewport=size, color_scheme=scheme) as page:
        page.goto(f"{served.base_url}/validera?lang=sv")
        page.get_by_label("Välj filer").set_input_files(plan)
        send(page)
        checked(page)
        assert (fits(page), axe_finds(page)) == (True, [])
        page.goto(f"{served.base_url}/validera/regler?lang=en#R22")
        expect(page.get_by_role("region", name="R22: Breaks the rule")).to_be_visible()
        assert (fits(page), axe_finds(page)) == (True, [])


def test_without_scripts_the_form_gives_the_report(
    browser: Any, served: Served, plan: Path
) -> None:
    with quiet_page(browser, served.base_url, java_script_enabled=False) as page:
        page.goto(f"{served.base_url}/validera?lang=sv")
        page.get_by_label("Välj filer").set_input_files(plan)
        send(page)
        expect(page.get_by_role("heading", name="Resultat", exact=True)).to_be_visible(timeout=SLOW)
        page.get_by_text("Visa stället").first.click()
        expect(page.locator("mark").first).to_have_text("ex:laxhjalp a styr:Activity ;")
        expect(page.get_by_role("heading", name="På vems bord")).to_be_visible()
