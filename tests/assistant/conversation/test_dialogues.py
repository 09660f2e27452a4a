"""Whole conversations over Piteå's graph, as people hold them (``dialogues.txt``)."""

from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.assistant import Assistant
from assistant.conversation import Conversations

FILE = Path(__file__).with_name("dialogues.txt")


class Dialogue(NamedTuple):
    """A title, and what is said with what each should give."""

    title: str
    turns: tuple[tuple[str, str], ...]


def dialogues() -> list[Dialogue]:
    found = []
    for part in FILE.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, *lines = part.strip().splitlines()
        said = [line.removeprefix("> ") for line in lines if line.startswith(">")]
        given = [line.removeprefix("= ") for line in lines if line.startswith("=")]
        found.append(Dialogue(title, tuple(zip(said, given, strict=True))))
    return found


def told(assistant: Assistant, said: str, kept: Conversations) -> str:
    answer = assistant.ask(said, conversation="samtal", conversations=kept)
    last = kept.of("samtal").last
    first = answer.strategies[0].title if answer.strategies else "-"
    if last is None:
        return f"{answer.verdict} | {answer.query or '-'} | {first} | forgotten"
    about = assistant.graph.title(last.about, answer.lang) if last.about else first
    how = "carried" if last.carried else "own"
    return f"{answer.verdict} | {answer.query or '-'} | {about} | {how}"


@pytest.mark.parametrize("dialogue", dialogues(), ids=lambda dialogue: dialogue.title)
def test_each_turn_is_about_what_was_meant(assistant: Assistant, dialogue: Dialogue) -> None:
    kept = Conversations(60, 10, 20)
    for said, expected in dialogue.turns:
        given = told(assistant, said, kept)
        verdict, *rest = given.split(" | ")
        known = " | ".join(["*" if expected.startswith("*") else verdict, *rest])
        assert (said, known) == (said, expected)


def test_without_memory_every_turn_is_a_question_of_its_own(assistant: Assistant) -> None:
    kept = Conversations.none()
    assistant.ask("Vilka strategier har vi?", conversation="samtal", conversations=kept)
    answer = assistant.ask("vem ansvarar för den?", conversation="samtal", conversations=kept)
    assert (answer.verdict, answer.conversation, len(kept)) == ("unknown", "samtal", 0)


def test_another_conversation_knows_nothing_of_this_one(assistant: Assistant) -> None:
    kept = Conversations(60, 10, 20)
    program = "Vem ansvarar för programmet Trygg uppväxt och skola?"
    assistant.ask(program, conversation="en", conversations=kept)
    mine = assistant.ask("och vilka indikatorer har det?", conversation="en", conversations=kept)
    other = assistant.ask("vem ansvarar för det?", conversation="två", conversations=kept)
    assert (mine.query, "Trygg uppväxt och skola" in mine.answer) == ("indicators", True)
    assert (other.verdict, "Trygg uppväxt" in other.answer) == ("unknown", False)


def test_a_choice_is_understood_by_its_name_where_the_conversation_is_remembered(
    assistant: Assistant,
) -> None:
    kept = Conversations(60, 10, 20)
    asked = "Vem ansvarar för läxhjälpen?"
    which = assistant.ask(asked, conversation="samtal", conversations=kept)
    assert len(which.follow_ups) >= 2
    chosen = assistant.ask(which.follow_ups[0], conversation="samtal", conversations=kept)
    assert (chosen.query, chosen.verdict) == ("responsible", "answered")
    assert "Läxhjälp på biblioteket" in chosen.answer
