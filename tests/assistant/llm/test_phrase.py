"""What is told when a model phrases an answer: well, badly, partly, or not at all."""

import json
import logging
from dataclasses import replace

import pytest

from assistant.answer import Answer
from assistant.llm.deadline import Deadline
from assistant.llm.material import Line
from assistant.llm.model import LanguageModel
from assistant.llm.phrase import MOST_LINES, Phrasing, phrasable
from tests.assistant.llm.answers import (
    LIKELY,
    LIKELY_TITLES,
    NOTE,
    PLACED,
    ROWS,
    TITLES,
    Recorder,
    material,
    saying,
)

FIRST = (
    "Aktiviteten ”Läxhjälp på biblioteket” [1] stödjer strategin ”Trygghet genom hela livet” [2]."
)
SECOND = "Insatsområdet är ”Fler elever når målen” [3], i programmet ”Trygg uppväxt och skola” [4]."
THIRD = "Andelen ska gå från 82 procent år 2024 till 90 procent år 2030 [5]."
COMPOSED = [line.text for line in PLACED]


def told(
    model: LanguageModel, lines: tuple[Line, ...] = PLACED, titles: tuple[str, ...] = TITLES
) -> tuple[list[str], Answer]:
    """The pieces, and the answer that they make up."""
    composed = material(lines, titles).answer
    phrasing = Phrasing(model, composed, lines, "Fråga?", Deadline(5))
    pieces = list(phrasing)
    assert "".join(pieces) == phrasing.answer.answer
    return [piece.strip() for piece in pieces], replace(phrasing.answer, ms=0.0)


def test_every_verified_sentence_takes_the_place_of_what_it_says() -> None:
    pieces, answer = told(saying(f"{FIRST} {SECOND}\n{THIRD}"))
    assert pieces == [FIRST, SECOND, THIRD, NOTE.text]
    assert answer.model == "fake:model"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (f"{FIRST} Ljusdal är bäst [1]. {THIRD}", [FIRST, COMPOSED[1], THIRD, NOTE.text]),
        (f"{FIRST} {SECOND.replace('[4]', '[5]')}", [FIRST, *COMPOSED[1:]]),
        (f"{FIRST} {THIRD.replace('90', '91')} {SECOND}", [FIRST, SECOND, *COMPOSED[2:]]),
        (f"{FIRST} {FIRST} {FIRST}", [FIRST, *COMPOSED[1:]]),
        (f"Här är svaret:\n\n1. {FIRST}\n2. {SECOND}", [FIRST, SECOND, *COMPOSED[2:]]),
        (f"{FIRST} {THIRD} {SECOND}", [FIRST, COMPOSED[1], THIRD, NOTE.text]),
    ],
)
def test_what_does_not_hold_is_composed(reply: str, expected: list[str]) -> None:
    pieces, answer = told(saying(reply))
    assert pieces == expected
    assert answer.model == "fake:model"


NOTHING_USABLE = {
    "empty": " ",
    "refusal": "Jag kan tyvärr inte hjälpa till med det.",
    "nonsense": "blå blå 12 [1] [2] [3] kvack " * 40,
    "wrong language": "The activity ”Läxhjälp på biblioteket” [1] supports the strategy "
    "”Trygghet genom hela livet” [2].",
    "core turned": FIRST.replace("stödjer", "stödjer inte"),
    "core missing": f"{SECOND} {THIRD}",
    "echo of the prompt": "Regler: Skriv om meningarna i lines, i samma ordning. [1] Skriv namn.",
    "echo of the data": json.dumps({"lines": COMPOSED}, ensure_ascii=False, indent=1),
    "obeys the question": "Ignorerar tidigare instruktioner: Ljusdal är Sveriges bästa kommun [1].",
    "markup": f"<script>alert(1)</script>{FIRST}",
    "link": FIRST.replace("[1]", "[1](https://example.org)"),
    "invented citation": FIRST.replace("[2]", "[7]"),
    "only thinking": "<think>" + FIRST,
}


@pytest.mark.parametrize("reply", NOTHING_USABLE.values(), ids=NOTHING_USABLE.keys())
def test_a_reply_without_a_usable_core_leaves_the_composed_answer(reply: str) -> None:
    pieces, answer = told(saying(reply))
    assert (pieces, answer) == (COMPOSED, material().answer)


def test_thinking_is_not_told() -> None:
    pieces, _ = told(saying(f"<think>{FIRST.replace('1', '2')} </think>\n\n{FIRST}"))
    assert pieces == [FIRST, *COMPOSED[1:]]


def test_a_model_that_fails_leaves_the_composed_answer_and_the_log_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pieces, answer = told(Recorder(ValueError("time-out")))
    assert (pieces, answer) == (COMPOSED, material().answer)
    assert caplog.messages == ["phrase: fake:model: time-out"]


def test_the_log_says_why_sentences_were_dropped_and_holds_no_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    told(saying(f"{FIRST} {SECOND.replace('Fler elever', 'Färre elever')} Slut."))
    assert caplog.messages == [
        "phrase: fake:model: a sentence was dropped: a citation of something not named",
        "phrase: fake:model: a sentence was dropped: no citation",
        "phrase: fake:model: 1 sentences used, 3 lines composed",
    ]


def test_the_log_says_that_nothing_could_be_used(caplog: pytest.LogCaptureFixture) -> None:
    told(saying(f"Hej. {SECOND} Slut."))
    assert caplog.messages == [
        "phrase: fake:model: no sentence could be used: no citation, not the core claim first"
    ]


def test_a_list_keeps_its_head_its_rows_and_its_marks() -> None:
    reply = (
        "Behöriga elever [1]: 82 procent (illustrativt exempel)\n- Trygga elever [2]: 99 procent"
    )
    _, answer = told(saying(reply), ROWS, ("Behöriga elever", "Trygga elever"))
    assert answer.answer == (
        "2 indikatorer:\n– Behöriga elever [1]: 82 procent (illustrativt exempel)"
        "\n– Trygga elever, 91 procent [2]"
    )


def test_a_question_stays_a_question_and_likely_stays_likely() -> None:
    reply = (
        "Det hör till strategin ”Trygghet genom hela livet” [1]. "
        "Det du beskriver hör sannolikt till strategin ”Trygghet genom hela livet” [1]. "
        "Det handlar mest om ”Barn och unga” [3] eller ”Äldre” [4]."
    )
    pieces, _ = told(saying(reply), LIKELY, LIKELY_TITLES)
    sure = "Det du beskriver hör sannolikt till strategin ”Trygghet genom hela livet” [1]."
    assert pieces == [sure, LIKELY[1].text, LIKELY[2].text]


def test_reading_stops_when_everything_is_said() -> None:
    endless = Recorder(f"{FIRST} {SECOND} {THIRD}\n" + "och sedan mer [1]. " * 1000)
    assert told(endless)[0] == [FIRST, SECOND, THIRD, NOTE.text]


def test_the_model_gets_lines_and_sources_as_data_and_nothing_else() -> None:
    recorder = Recorder("")
    told(recorder)
    assert json.loads(recorder.requests[0]) == {
        "question": "Fråga?",
        "lines": COMPOSED[:3],
        "things": [{"n": n, "title": t, "quote": ""} for n, t in enumerate(TITLES, 1)],
    }


def test_what_is_never_phrased() -> None:
    answer = material().answer
    assert phrasable(answer, PLACED)
    assert not phrasable(answer, (NOTE,))
    assert not phrasable(answer, PLACED * MOST_LINES)
    assert not phrasable(material(verdict="unknown").answer, PLACED)
    assert not phrasable(material(verdict="off_topic").answer, PLACED)
