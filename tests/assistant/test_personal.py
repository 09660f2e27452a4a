"""Personal identity numbers are found, and other numbers are not. The numbers are made up."""

import pytest

from assistant.assistant import Assistant
from assistant.errors import QuestionPersonal
from assistant.personal import holds_personal_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gäller 811228-9874", True),
        ("gäller 8112289874 tror jag", True),
        ("gäller 19811228-9874.", True),
        ("samordningsnummer 811288-9872", False),
        ("samordningsnummer 811288-9873", False),
        ("gäller 811228-9875", False),
        ("diarienummer 2024-001234", False),
        ("ring 0911-69 60 00", False),
        ("år 2050 och 42116 invånare", False),
    ],
)
def test_holds_personal_number(text: str, expected: bool) -> None:
    assert holds_personal_number(text) is expected


def test_a_question_with_one_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionPersonal):
        assistant.ask("Hur går det för 811228-9874 i skolan?")
