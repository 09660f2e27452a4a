"""The accessibility statement: what it says by settings, and what it never says by itself."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.errors import SettingWrong
from assistant.settings import Settings
from assistant.web.accessibility import COMPLAINTS
from assistant.web.app import create_app
from kg.graph import GovernanceGraph
from tests.assistant.pages.indicator_pages import EXAMPLE, HOSTILE_TITLES, OnlyAGraph


def client(tmp_path: Path, **settings: str) -> TestClient:
    made = Settings.from_environment({}, data=tmp_path, **settings)
    app = create_app(made, OnlyAGraph(GovernanceGraph.from_files([EXAMPLE])))  # type: ignore[arg-type]
    return TestClient(app, headers={"accept": "text/html", "accept-language": "sv"})


def said(page: str) -> str:
    """The text of the main part, spaces as one."""
    main = page.split("<main", 1)[1].split(">", 1)[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_without_settings_it_says_what_the_operator_has_not_stated(tmp_path: Path) -> None:
    answer = client(tmp_path).get("/tillganglighet")
    text = said(answer.text)
    assert answer.status_code == 200
    assert text.startswith(
        "Tillgänglighetsredogörelse för Styrkompassen Exempelby kommun står bakom"
    )
    for part in (
        "Webbplatsen är delvis förenlig med lagen",
        "har inte angett vart brister rapporteras",
        "har inte angett när bedömningen senast gjordes",
        "inte prövad med någon riktig skärmläsare",
        "EN 301 549",
        "320 bildpunkters bredd",
    ):
        assert part in text
    assert "helt förenlig" not in text
    assert "STYRKOMPASS_" not in text  # what the operator does is no concern of readers
    assert f'<a href="{COMPLAINTS}">' in answer.text


def test_settings_fill_it_in(tmp_path: Path) -> None:
    settings = {
        "brand_name": "Kompassen",
        "publisher": "Norrby kommun",
        "accessibility_contact": "hej@norrby.example",
        "accessibility_assessed": "2026-09-01",
        "accessibility_updated": "2026-10-15",
        "accessibility_lacks": "Kartan saknar text. | Film <b>utan</b> textning.|",
        "accessibility_status": "full",
    }
    page = client(tmp_path, **settings).get("/tillganglighet").text
    text = said(page)
    assert text.startswith("Tillgänglighetsredogörelse för Kompassen Norrby kommun står bakom")
    assert "helt förenlig" in text
    assert (
        "Bedömningen gjordes senast den 1 september 2026. "
        "Redogörelsen uppdaterades senast den 15 oktober 2026."
    ) in text
    lacks = page.split('id="brister"')[1].split("</ul>")[0]
    assert [unescape(lack) for lack in re.findall("<li>(.*?)</li>", lacks)][:2] == [
        "Kartan saknar text.",
        "Film <b>utan</b> textning.",
    ]
    assert "<b>" not in lacks
    assert page.count('<a href="mailto:hej@norrby.example">hej@norrby.example</a>') == 2
    assert "har inte angett" not in text


def test_in_english_with_a_web_address(tmp_path: Path) -> None:
    settings = {
        "accessibility_contact": "https://norrby.example/a?b=1&c=@d",
        "accessibility_assessed": "2026-09-01",
        "accessibility_status": "non",
    }
    page = client(tmp_path, **settings).get("/tillganglighet?lang=en").text
    assert '<html lang="en">' in page
    assert page.count('<a href="https://norrby.example/a?b=1&amp;c=@d">') == 2
    text = said(page)
    assert "is not compliant with the act" in text
    assert "made on 1 September 2026." in text


@pytest.mark.parametrize("name", HOSTILE_TITLES)
def test_a_name_cannot_break_the_page(tmp_path: Path, name: str) -> None:
    page = client(tmp_path, brand_name=name).get("/tillganglighet").text
    assert "<script>alert" not in page
    assert " ".join(name.split()) in said(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contact", "ring oss"),
        ("contact", "javascript:alert(1)"),
        ("contact", "a@b?subject=x"),
        ("assessed", "i går"),
        ("assessed", "2026-02-30"),
        ("updated", "nyss"),
        ("status", "helt"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    setting = f"STYRKOMPASS_ACCESSIBILITY_{name.upper()}"
    with pytest.raises(SettingWrong) as caught:
        Settings.from_environment({setting: value})
    assert (caught.value.params["name"], caught.value.params["value"]) == (setting, value)


def test_every_page_links_to_it(tmp_path: Path) -> None:
    http = client(tmp_path)
    for page, href in (
        ("/styrkedjan", "/tillganglighet"),
        ("/stil?lang=en", "/tillganglighet?lang=en"),
    ):
        footer = http.get(page).text.split("<footer")[1]
        assert ("Om webbplatsen" in footer) == ("lang=en" not in page)
        assert "Om assistenten" not in footer
        assert f'<a href="{href}">' in footer
    assert '<a href="/tillganglighet">' in http.get("/finns-inte").text
    assert '<h2 id="om">Om assistenten</h2>' in http.get("/").text.split("<footer")[1]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_style_page_is_not_for_search_engines(tmp_path: Path, lang: str) -> None:
    answer = client(tmp_path).get(f"/stil?lang={lang}")
    assert (answer.status_code, answer.headers["x-robots-tag"]) == (200, "noindex")
    assert '<meta name="robots" content="noindex">' in answer.text
    assert (" style=" in answer.text, "<script" in answer.text) == (False, False)
    classes = set(re.findall(r'class="([\w -]+)"', answer.text))
    assert classes >= {
        "verdict supported",
        "verdict off_topic",
        "state reached",
        "state no_data",
        "path",
        "tree",
        "card",
        "facts",
        "values-table",
        "note",
        "problem",
        "badge",
        "chart",
    }
