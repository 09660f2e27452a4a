"""Titles and messages with anything in them never break a format or do harm where it is shown."""

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reports import FORMATS
from kg.reports.as_csv import to_csv
from kg.reports.as_html import to_html
from kg.reports.as_json import json_text
from kg.reports.as_junit import to_junit
from kg.reports.as_sarif import to_sarif
from kg.reports.as_text import VIEWS, to_text
from kg.reports.words import clean
from kg.results import Report, Thing
from tests.kg.reports.examples import EX, NO_STRATEGY, report_of
from tests.kg.reports.test_as_html import Page

HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PIECES = (
    *("<script>", "</p>", '"', "'", "&", "&amp;", "=1+1", "]]>", "-->", "{{ 7*7 }}", "{value}"),
    *("%s", "\x00", "\x1b[31m", "\r", "\n", ";", ",", "\u202e", "\\"),
)
ANYTHING = st.text() | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


def saying(text: str) -> Report:
    """A report in which everything that comes from the data is ``text``."""
    thing = Thing(EX + "x", {"sv": text, "en": text}, EX + "T", {"sv": text, "en": text})
    result = replace(
        NO_STRATEGY,
        focus=thing,
        value=text,
        message={"sv": text, "en": text},
        help={"sv": text, "en": text},
        owner=thing,
        strategy=thing,
        programme=thing,
        suggestion=text,
    )
    return report_of(result)


@given(ANYTHING)
def test_csv_gives_back_each_cell(text: str) -> None:
    _, row = csv.reader(io.StringIO(to_csv(saying(text), "sv"), newline=""))
    for cell in (row[2], row[3], row[6], row[7], row[8]):
        assert cell in (clean(text), "'" + clean(text))
        assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@given(ANYTHING)
def test_html_has_the_same_elements_whatever_is_said(text: str) -> None:
    page, plain = Page(to_html(saying(text), "sv")), Page(to_html(saying("Sak"), "sv"))
    if text.strip():
        assert page.elements == plain.elements
    assert not HARMFUL.search(to_html(saying(text), "sv"))


@given(ANYTHING)
def test_xml_is_well_formed_and_says_it(text: str) -> None:
    root = ET.fromstring(to_junit(saying(text), "sv"))
    told = "\n".join(failure.text or "" for failure in root.iter("failure"))
    assert clean(text).replace("\r\n", "\n").replace("\r", "\n") in told


@given(ANYTHING)
def test_json_is_exact_and_sarif_harmless(text: str) -> None:
    report = saying(text)
    assert json.loads(json_text(report, "sv"))["results"][0]["focus"]["title"] == text
    (run,) = json.loads(to_sarif(report, "sv"))["runs"]
    assert clean(text) in run["results"][0]["message"]["text"]


@given(ANYTHING, st.sampled_from(VIEWS))
def test_a_terminal_is_given_no_orders(text: str, by: str) -> None:
    told = to_text(saying(text), "sv", by)
    assert not HARMFUL.search(told)
    assert "\r" not in told


@given(st.text())
def test_cleaning_changes_nothing_else(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned
    assert all(
        a == b or b == "\N{REPLACEMENT CHARACTER}" for a, b in zip(text, cleaned, strict=True)
    )


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_unknown_language_gets_swedish(name: str) -> None:
    write, report = FORMATS[name].write, report_of(NO_STRATEGY)
    if name in ("turtle", "jsonld"):
        assert "ValidationReport" in write(report, "fi")
    else:
        assert write(report, "fi") == write(report, "sv")
