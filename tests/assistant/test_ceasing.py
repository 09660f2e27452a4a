"""What says that something is to end or shrink, and what only sounds like it."""

import pytest

from assistant.assistant import Assistant
from assistant.ceasing import ceases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi ska sluta med kulturskolan", True),
        ("Vi lägger ner läxhjälpen på biblioteket", True),
        ("Vi ska inte starta läxhjälp på biblioteket", True),
        ("Vi drar ner på personalen inom äldreomsorgen", True),
        ("Vi ska privatisera sophämtningen", True),
        ("We will close the library", True),
        ("nedläggning av byskolan", True),
        ("Vi stoppar mobbning på skolgården", False),
        ("Elever som slutar nian utan betyg får stöd", False),
        ("Vi ska starta läxhjälp på biblioteket", False),
        ("Vi minskar matsvinnet i skolköken", False),
        ("We want to start homework help", False),
    ],
)
def test_ceases(text: str, expected: bool) -> None:
    assert ceases(text) is expected


def test_ending_is_never_said_to_be_supported(assistant: Assistant) -> None:
    told = assistant.ask("Vi lägger ner läxhjälpen på biblioteket")
    assert told.verdict == "likely"
    assert told.answer.startswith("Det låter som att något ska upphöra eller minska.")
    assert [step.title for step in told.strategies[0].path] == [
        "Fler elever når målen",
        "Trygg uppväxt och skola",
        "Trygghet genom hela livet",
        "Sveriges bästa plats att bo på",
    ]
