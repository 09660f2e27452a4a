"""Answers to questions about the system: long lists, two things that fit, levels that lack."""

import re

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from assistant.choosing import Choice
from assistant.compose_system import ROWS_SHOWN, SystemComposer
from assistant.draft import MARK, Draft
from assistant.library import Row, question_named
from kg.graph import GovernanceGraph
from kg.names import STYR

EX = "http://example.org/exempelby/"
LEVELS = """
@prefix ex: <http://example.org/exempelby/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
ex:a a styr:Strategy ; dct:title "A"@sv . ex:b a styr:Strategy ; dct:title "B"@sv .
ex:c a styr:FocusArea ; dct:title "C"@sv ; styr:focusAreaOf ex:a .
"""


@pytest.fixture
def few() -> GovernanceGraph:
    """Two strategies and a focus area, no programmes."""
    return GovernanceGraph.from_quads(parse(LEVELS, format=RdfFormat.TURTLE))


def answered(graph: GovernanceGraph, name: str, lang: str = "sv", text: str = "") -> Draft:
    """The answer to a question without rows."""
    return SystemComposer(graph, lang).answer(Choice(question_named(name)), [], text)


def plain(draft: Draft) -> list[str]:
    return [re.sub(MARK.format(iri=".*?"), "", s.text) for s in draft.sentences]


def test_long_lists_are_cut_and_say_so(example: GovernanceGraph) -> None:
    item = NamedNode(EX + "strategi-natur")
    rows: list[Row] = [{"item": item} for _ in range(ROWS_SHOWN + 3)]
    draft = SystemComposer(example, "sv").answer(Choice(question_named("strategies")), rows)
    assert (len(draft.sentences), draft.sentences[-1].text) == (ROWS_SHOWN + 2, "och 3 till")
    assert all(s.item for s in draft.sentences[1:])


@pytest.mark.parametrize(
    ("name", "lang", "text"),
    [
        (
            "programmes",
            "sv",
            "Styrsystemet har inga utvecklingsprogram; det som finns är 2 strategier och "
            "1 insatsområde.",
        ),
        (
            "programmes-without-indicators",
            "en",
            "The governance system has no development programmes; what it has is 2 strategies and "
            "1 focus area.",
        ),
        (
            "off-track",
            "sv",
            "Styrsystemet har inga indikatorer; det som finns är 2 strategier och 1 insatsområde.",
        ),
    ],
)
def test_a_level_that_the_graph_lacks(
    few: GovernanceGraph, name: str, lang: str, text: str
) -> None:
    draft = answered(few, name, lang)
    assert (draft.verdict, plain(draft), draft.query) == ("unknown", [text], name)


def test_how_many_of_a_level_that_it_lacks(few: GovernanceGraph) -> None:
    choice = Choice(question_named("count-level"), STYR.Activity)
    assert plain(SystemComposer(few, "sv").answer(choice, [])) == [
        "Styrsystemet har inga aktiviteter; det som finns är 2 strategier och 1 insatsområde."
    ]


def test_an_empty_graph_has_no_levels_to_tell() -> None:
    empty = GovernanceGraph.from_quads([])
    assert plain(answered(empty, "programmes")) == ["Styrsystemet har inga utvecklingsprogram."]


def test_none_is_an_answer_where_the_question_is_what_is_missing(
    example: GovernanceGraph,
) -> None:
    draft = answered(example, "programmes-without-focus-areas")
    assert (draft.verdict, plain(draft)) == (
        "answered",
        ["Alla utvecklingsprogram har minst ett insatsområde."],
    )
    unknown = answered(example, "pledge-outcome")
    assert unknown.verdict == "unknown"


def test_two_things_that_fit_are_both_offered(example: GovernanceGraph) -> None:
    between = (NamedNode(EX + "program-skola"), NamedNode(EX + "insats-studiestod"))
    choice = Choice(question_named("responsible"), between[0], between=between)
    draft = SystemComposer(example, "sv").answer(choice, [], "Vem ansvarar för skolan?")
    asked = "Menar du utvecklingsprogrammet ”Skola för alla” eller insatsområdet "
    assert plain(draft) == [asked + "”Stöd i skolarbetet”?"]
    assert draft.follow_ups == (
        "Vem ansvarar för skolan: utvecklingsprogrammet ”Skola för alla”",
        "Vem ansvarar för skolan: insatsområdet ”Stöd i skolarbetet”",
    )
