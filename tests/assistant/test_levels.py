"""The words that municipalities have for their levels."""

import pytest
from pyoxigraph import RdfFormat, parse

from assistant.levels import Levels
from kg.graph import GovernanceGraph
from kg.names import STYR

PREFIXES = """@prefix ex: <http://example.org/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
"""
ALL = "ex:a a styr:Strategy . ex:b a styr:DevelopmentProgramme . ex:c a styr:FocusArea ."
AREAS = "ex:a a styr:Strategy . ex:c a styr:FocusArea ."
GOALS = "ex:a a styr:Strategy ."
OWN = """ex:Inriktning rdfs:subClassOf styr:FocusArea ; rdfs:label "Prioriterad inriktning"@sv .
ex:a a styr:Strategy . ex:b a ex:Inriktning ."""


def levels(turtle: str) -> Levels:
    quads = parse(PREFIXES + turtle, format=RdfFormat.TURTLE)
    return Levels(GovernanceGraph.from_quads(quads))


@pytest.mark.parametrize(
    ("graph", "text", "common"),
    [
        (ALL, "Vilka nämndmål finns?", "Vilka utvecklingsprogram finns?"),
        (ALL, "Vilka fokusområden finns?", "Vilka insatsområden finns?"),
        (ALL, "Vad är ett fokusområde?", "Vad är ett insatsområde?"),
        (ALL, "Lista målområdena", "Lista strategierna"),
        (ALL, "Vilka inriktningsmål har vi?", "Vilka strategier har vi?"),
        (AREAS, "Vilka nämndmål finns?", "Vilka insatsområden finns?"),
        (GOALS, "Vilka fokusområden finns?", "Vilka strategier finns?"),
        (GOALS, "Vilka utvecklingsprogram finns?", "Vilka utvecklingsprogram finns?"),
        (ALL, "What are the priorities?", "What are the strategies?"),
        (ALL, "Vi har läxhjälp på torsdagar", "Vi har läxhjälp på torsdagar"),
        (OWN, "Vilka prioriterade inriktningar finns?", "Vilka insatsområden finns?"),
        (OWN, "Vad är en prioriterad inriktning?", "Vad är en insatsområde?"),
        ("", "Vilka nämndmål finns?", "Vilka nämndmål finns?"),
    ],
)
def test_in_common_words(graph: str, text: str, common: str) -> None:
    lang = "en" if text.startswith("What") else "sv"
    assert levels(graph).in_common_words(text, lang) == common


def test_counts_are_of_the_levels_that_are_there() -> None:
    assert levels(OWN).counts == {STYR.Strategy: 1, STYR.FocusArea: 1}
