"""An answer is about what was asked: what a question names is the answer's subject or told as left
out, and a word that nobody here has heard of supports no strategy.

The questions are those of a stranger who tried the program (``tests/questions/system-tried.jsonl``
has more of them).
"""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode

from assistant.assistant import Assistant
from assistant.choosing import asking, year_said
from assistant.linking import Linker
from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR, RDFS, STYR

PITEA = sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl"))
NEXT = str(date.today().year + 1)


@pytest.fixture(scope="module")
def pitea() -> GovernanceGraph:
    return GovernanceGraph.from_files(PITEA)


@pytest.mark.parametrize(
    "question",
    [
        "Vilken strategi stödjer blaffergrunket?",
        "Vilken strategi stödjer kråkboet?",
        "Which strategy supports blaffergrunket?",
    ],
)
def test_a_word_that_nobody_has_heard_of_supports_nothing(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.verdict, answer.strategies) == ("unknown", ())


@pytest.mark.parametrize(
    ("question", "strategy"),
    [
        ("Vilken strategi stödjer padel?", "Mycket att göra och uppleva"),
        ("Which strategy supports padel?", "Plenty to do and experience"),
        ("Vilken strategi stödjer snöröjning?", "Attraktivt boende och livsmiljö"),
        ("Vilken strategi stödjer läxhjälpen?", "Trygghet genom hela livet"),
    ],
)
def test_work_that_is_only_named_is_placed(
    assistant: Assistant, question: str, strategy: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.verdict, answer.strategies[0].title) == ("supported", strategy)


@pytest.mark.parametrize(
    ("question", "query", "begins"),
    [
        ("Vilken strategi stödjer Stadsbiblioteket?", "unit-contribution", "Stadsbiblioteket "),
        (
            "Vilka aktiviteter har biblioteket?",
            "unit-activities",
            "Stadsbiblioteket ansvarar för 7",
        ),
        ("Hur många aktiviteter har biblioteket?", "unit-activities", "Stadsbiblioteket ansvarar"),
        ("Vilka aktiviteter är klara?", "by-status", "4 aktiviteter med statusen Klar"),
        ("Hur många indikatorer ligger efter?", "off-track", "16 indikatorer ligger efter"),
        ("Vilka förvaltningar finns?", "organisations", "7 organisationer"),
        ("Vilka bolag har kommunen?", "companies", "7 kommunala bolag"),
        ("Hur går det med snöröjningen?", "indicator-state", "Invånare som tycker att snöröj"),
        ("vad är målet för växthusgaser?", "indicator-state", "Utsläpp av växthusgaser"),
    ],
)
def test_what_is_named_is_what_the_answer_is_about(
    assistant: Assistant, question: str, query: str, begins: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.verdict, answer.query) == ("answered", query)
    assert answer.answer.startswith(begins)


def test_what_cannot_be_taken_into_account_is_told(assistant: Assistant) -> None:
    said = "Svaret tar inte hänsyn till ”äldre”, som jag inte kan välja ut efter här. 6 vallöften:"
    assert assistant.ask("Vilka vallöften handlar om äldre?").answer.startswith(said)
    assert assistant.ask("Vilka vallöften finns?").answer.startswith("6 vallöften:")


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Vilka utvecklingsprogram tar slut nästa år?", {"Utvecklingsprogram"}),
        (f"Vilka program slutar {NEXT}?", {"Utvecklingsprogram"}),
        ("Vilket program har flest aktiviteter?", {"Utvecklingsprogram"}),
        ("Vilken strategi har flest aktiviteter?", {"Strategi", "Intern strategi"}),
    ],
)
def test_only_the_kind_that_was_asked_for_is_listed(
    assistant: Assistant, question: str, kinds: set[str]
) -> None:
    answer = assistant.ask(question)
    graph = assistant.graph
    types = {graph.type_of(NamedNode(citation.iri)) for citation in answer.citations}
    assert {graph.text(node, RDFS.label, "sv") for node in types if node} == kinds


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Vad tar slut 2031?", "2031"),
        ("Vad tar slut nästa år?", NEXT),
        ("What ends next year?", NEXT),
        ("Vad tog slut i fjol?", str(date.today().year - 1)),
        ("Vad tog slut förra året?", str(date.today().year - 1)),
        ("Vad tar slut i år?", ""),
        ("Nästa årskurs", ""),
        ("Vad tar slut?", ""),
    ],
)
def test_the_year_that_is_said(text: str, year: str) -> None:
    assert year_said(text) == year


def test_what_any_question_says_names_nothing(pitea: GovernanceGraph) -> None:
    """ "stödjer" is a part of what the internal strategy is also called."""
    question = "Vilken strategi stödjer zumba?"
    assert [m.node for m in Linker(pitea, asking()).mentions(question)] == [STYR.Strategy]
    assert len(Linker(pitea).mentions(question)) == 2


@pytest.mark.parametrize(
    ("stems", "titles"),
    [
        (["växthusgas"], ["Utsläpp av växthusgaser per invånare"]),
        (["växthusgas", "padel"], []),
        (["växthusgsa"], ["Utsläpp av växthusgaser per invånare"]),
        ([], []),
    ],
)
def test_things_whose_name_holds_all_that_was_said(
    pitea: GovernanceGraph, stems: list[str], titles: list[str]
) -> None:
    found = Linker(pitea).holding(stems, [STYR.Indicator])
    assert [pitea.title(node, "sv") for node in found] == titles


def test_that_a_list_is_made_up_is_told_below_it(assistant: Assistant) -> None:
    head, *rows, space, note = assistant.ask("Vilka strategier har vi?").answer.split("\n")
    assert (head, len(rows), space) == ("5 strategier mot visionen:", 5, "")
    assert all(row.startswith("– ") for row in rows)
    assert note == "Titlarna är arbetstitlar: de beslutade är inte kända för oss."
