"""Findings in a workbook are told by its columns and sheets, not by RDF's names."""

import re
from dataclasses import replace

import pytest
import rdflib

from assistant.checking import judge
from ingest.headers import header
from ingest.layout import shipped_layout
from ingest.source import Source
from ingest.wording import column, in_workbook, result_in_workbook
from kg.names import ORG, SH, STYR
from kg.reports.words import Words
from kg.results import Report, Result
from kg.shapes import shipped, uri
from tests.ingest.books import source

TERM = re.compile(r"\b(?:styr|dct|org|skos|prov|xsd|perspective):\w+|@sv")
SHEETS = {
    "Insatsområden": [["Titel", "Insatsområde i"], ["Läslust", None]],
    "Aktiviteter": [["Titel", "Status", "Insatsområde"], ["Bokcirkel", "Pågående", "Läslust"]],
    "Strategier": [["Titel"], ["Läsande kommun"]],
}


def judged(*sources: Source) -> Report:
    return in_workbook(judge(list(sources), shipped())[0].report)


def said(report: Report, rule: str, title: str) -> tuple[str, str]:
    (found,) = (r for r in report.results if (r.rule, r.focus.title["sv"]) == (rule, title))
    return found.message["sv"], found.help["sv"]


def test_a_finding_names_the_column() -> None:
    assert said(judged(source(SHEETS)), "R11", "Läslust") == (
        "Insatsområdet saknar utvecklingsprogram. Ange det i kolumnen ”Insatsområde i”.",
        "Ange programmet i kolumnen ”Insatsområde i” på insatsområdet.",
    )


def test_a_column_of_another_sheet_is_told_with_it() -> None:
    assert said(judged(source(SHEETS)), "R08", "Läsande kommun")[0] == (
        "Strategin har inget utvecklingsprogram. Lägg till minst ett som pekar på strategin i "
        "kolumnen ”Utvecklingsprogram för” på bladet ”Utvecklingsprogram”."
    )
    assert column(STYR.responsible, STYR.Unit, "sv") == "kolumnen ”Ansvarig”"
    assert column(ORG.subOrganizationOf, STYR.Unit, "en") == "the column “Hör till”"


def test_the_value_at_fault_is_that_of_the_column() -> None:
    sheets = {**SHEETS, "Aktiviteter": [["Titel", "Status", "Status"], ["A", "Klar", "Pausad"]]}
    told = [Words("sv").about(each) for each in judged(source(sheets)).results]
    assert not [text for text in told if TERM.search(text)]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_message_and_no_help_of_any_rule_is_left_in_the_words_of_rdf(lang: str) -> None:
    """As it would be for a finding of it in a workbook, whatever the thing is."""
    report = judged(source(SHEETS))
    example = report.results[0]
    shapes = shipped()
    texts = {
        str(text)
        for predicate in (uri(SH.message), uri(STYR.help))
        for text in shapes.graph.objects(None, predicate)
        if isinstance(text, rdflib.Literal) and text.language == lang
    }
    assert len(texts) > 100
    left = {}
    for text in texts:
        told = worded(example, text, lang)
        if TERM.search(told) or not told[:1].isupper():
            left[text] = told
    assert left == {}


def worded(example: Result, text: str, lang: str) -> str:
    """``text`` as the message of a finding like ``example``."""
    return result_in_workbook(replace(example, message={lang: text})).message[lang]


def test_every_column_that_is_named_is_one_that_is_read() -> None:
    layout = shipped_layout()
    for term in (STYR.focusAreaOf, STYR.programmeOf, STYR.towards, STYR.status, STYR.appliesTo):
        (kind, *_) = layout.kinds_with(term)
        name = re.search(r"”(.*?)”", column(term, kind, "sv"))
        assert name is not None
        read = header(name[1], kind, layout).column
        assert read is not None
        assert read.term == term


def test_what_stands_in_a_text_file_keeps_the_words_of_rdf() -> None:
    turtle = Source(
        "a.ttl",
        b"@prefix styr: <https://w3id.org/styrkompass/ns#> . <urn:a> a styr:FocusArea .",
    )
    assert any("styr:focusAreaOf" in each.message["sv"] for each in judged(turtle).results)
