"""Every way in which a model's sentence can be unfaithful, and that faithful ones pass."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.sentences import in_our_form
from assistant.llm.verify import Verified, verify
from tests.assistant.llm.answers import (
    INTERNAL,
    LIKELY,
    LIKELY_TITLES,
    PLACED,
    ROWS,
    material,
)

PLACED_WELL = (
    "Aktiviteten ”Läxhjälp på biblioteket” [1] stödjer strategin ”Trygghet genom hela livet” [2]."
)
AREA = "Insatsområdet är ”Fler elever når målen” [3], i programmet ”Trygg uppväxt och skola” [4]."
GOAL = "Andelen ska gå från 82 procent år 2024 till 90 procent år 2030 [5]."


def judged(sentence: str, **given_material: object) -> object:
    """The lines said, or the reason why not."""
    found = verify(sentence, material(**given_material), frozenset())  # type: ignore[arg-type]
    return sorted(found.lines) if isinstance(found, Verified) else found


@pytest.mark.parametrize(
    ("sentence", "lines"),
    [
        (PLACED[0].text, [0]),
        (PLACED_WELL, [0]),
        (AREA, [1]),
        (GOAL, [2]),
        (PLACED_WELL.rstrip(".") + ", och ligger i insatsområdet ”Fler elever når målen” [3] i "
         "utvecklingsprogrammet ”Trygg uppväxt och skola” [4].", [0, 1]),
        ("Läxhjälp på biblioteket [1] finns i styrsystemet: den stödjer strategin Trygghet genom "
         "hela livet [2].", [0]),
    ],
)  # fmt: skip
def test_faithful_sentences_pass(sentence: str, lines: list[int]) -> None:
    assert judged(sentence) == lines


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (PLACED_WELL.replace(" [1]", "").replace(" [2]", ""), "no citation"),
        (PLACED_WELL.replace("[2]", "[9]"), "unknown citation"),
        (PLACED_WELL.replace("[2]", "[källa]"), "unknown citation"),
        (PLACED_WELL.replace("[1]", "[0]").replace("[2]", "[1]").replace("[0]", "[2]"),
         "citations in another order"),
        (PLACED_WELL.replace("[2]", "[3]"), "a citation of something not named"),
        (PLACED_WELL.replace("[2].", "[2] och ”Fler elever når målen”."),
         "a title without its citation"),
        (PLACED_WELL.replace("Trygghet genom hela livet", "Trygghet genom hela staden"),
         "a citation of something not named"),
        (PLACED_WELL.replace("stödjer", "stödjer inte"), "turns the negation"),
        (PLACED_WELL.replace("stödjer", "stödjer kanske"), "turns the hedge"),
        (PLACED_WELL.replace("stödjer", "stödjer alltid"), "a word of turning"),
        (PLACED_WELL.replace("stödjer", "är förbjuden men stödjer"), "a word of turning"),
        (PLACED_WELL.replace("stödjer", "har 3 grupper och stödjer"), "a number"),
        (PLACED_WELL.replace("stödjer", "har tre grupper och stödjer"), "a number"),
        (PLACED_WELL.replace("stödjer", "i Ljusdal stödjer"), "a name"),
        ("Ljusdal: " + PLACED_WELL[0].lower() + PLACED_WELL[1:], "a name"),
        (PLACED_WELL.replace("stödjer", "kallas ”det bästa” och stödjer"), "a quotation"),
        (PLACED_WELL.replace("stödjer", "leds av skolnämnden och stödjer"),
         "a word of organisation"),
        (PLACED_WELL.replace("stödjer", "börjar i mars och stödjer"), "a word of measure"),
        (PLACED_WELL.replace("stödjer", "<b>stödjer</b>"), "markup"),
        (PLACED_WELL.replace("stödjer", "**stödjer**"), "markup"),
        (PLACED_WELL.replace("stödjer", "(se https://example.org) stödjer"), "markup"),
        (PLACED_WELL.replace("stödjer", "(se ljusdal.se) stödjer"), "markup"),
        (PLACED_WELL.replace("stödjer", "stöd\u202ejer"), "markup"),
        (PLACED_WELL.replace("stödjer", "stödjer " + "mycket " * 80), "too long"),
        (PLACED_WELL.replace("stödjer", "ger gratis glass, kakor, godis och saft samt stödjer"),
         "new words"),
        (PLACED_WELL.replace("stödjer", "поддерживает"), "another language"),
        ("The activity ”Läxhjälp på biblioteket” [1] is in the system and supports the strategy "
         "”Trygghet genom hela livet” [2].", "another language"),
        (GOAL.replace("90", "91"), "says nothing of the answer"),
        (GOAL.replace("2024", "X").replace("2030", "2024").replace("X", "2030"),
         "says nothing of the answer"),
        (GOAL.replace("82", "X").replace("90", "82").replace("X", "90"),
         "says nothing of the answer"),
        ("Andelen ska öka [5].", "says nothing of the answer"),
        ("Allt är bra i ”Läxhjälp på biblioteket” [1].", "says nothing of the answer"),
        (PLACED_WELL.rstrip(".") + "?", "says nothing of the answer"),
    ],
)  # fmt: skip
def test_unfaithful_sentences_do_not_pass(sentence: str, reason: str) -> None:
    assert judged(sentence) == reason


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Troligast hör det du beskriver till strategin ”Trygghet genom hela livet” [1].", [0]),
        ("Det du beskriver hör till strategin ”Trygghet genom hela livet” [1].", "turns the hedge"),
        ("Det du beskriver hör säkert till strategin ”Trygghet genom hela livet” [1].",
         "a word of turning"),
        ("Strategin ”Attraktivt boende” [2] stödjer det också.", "turns the hedge"),
        ("Strategin ”Attraktivt boende” [2] kan det också stödja.", [1]),
        ("Är det mest ”Barn och unga” [3] eller ”Äldre” [4] det handlar om?", [2]),
        ("Det handlar mest om ”Barn och unga” [3] eller ”Äldre” [4].",
         "says nothing of the answer"),
    ],
)  # fmt: skip
def test_what_is_likely_stays_likely(sentence: str, found: object) -> None:
    assert judged(sentence, lines=LIKELY, titles=LIKELY_TITLES, verdict="likely") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Det finns inget direkt stöd i strategierna, så ingången är den interna strategin "
         "”Samhällstjänster av högsta kvalitet” [1].", [0]),
        ("Det finns direkt stöd i strategierna: ingången är den interna strategin "
         "”Samhällstjänster av högsta kvalitet” [1].", "turns the negation"),
    ],
)  # fmt: skip
def test_what_has_no_support_is_not_given_any(sentence: str, found: object) -> None:
    titles = ("Samhällstjänster av högsta kvalitet",)
    assert judged(sentence, lines=INTERNAL, titles=titles, verdict="internal") == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Behöriga elever [1]: 82 procent (illustrativt exempel)", [1]),
        ("Behöriga elever [1]: 82 procent", "no longer marked as illustrative"),
        ("Trygga elever [2]: 91 procent", [2]),
        ("Trygga elever [2]: 82 procent", "says nothing of the answer"),
        ("Trygga elever [2]: 91 kronor", "a word of measure"),
        ("Behöriga elever [1]: 91 procent, trygga elever [2]: 82 procent (illustrativt exempel)",
         "a number"),
    ],
)  # fmt: skip
def test_rows_keep_their_marks_and_numbers(sentence: str, found: object) -> None:
    titles = ("Behöriga elever", "Trygga elever")
    assert judged(sentence, lines=ROWS, titles=titles, verdict="answered") == found


def test_a_line_that_was_said_is_not_said_again() -> None:
    assert verify(PLACED_WELL, material(), frozenset({0})) == "says nothing of the answer"


@given(st.text(max_size=300))
def test_any_text_gives_a_reason_or_a_verified_sentence(text: str) -> None:
    found = verify(in_our_form(text), material(), frozenset())
    assert isinstance(found, (str, Verified))


@given(st.integers(0, 9999), st.sampled_from(["82", "90", "2024", "2030"]))
def test_no_other_number_passes(number: int, place: str) -> None:
    changed = GOAL.replace(place, str(number), 1)
    assert (judged(changed) == [2]) == (changed == GOAL)


@given(st.permutations(range(1, 6)))
def test_no_other_numbering_passes(numbers: list[int]) -> None:
    changed = re.sub(r"\[(\d)\]", lambda mark: f"[{numbers[int(mark[1]) - 1]}]", PLACED_WELL)
    assert (judged(changed) == [0]) == (numbers[:2] == [1, 2])
