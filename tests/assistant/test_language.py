"""Which language a question is in."""

import pytest

from assistant.language import detect


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Vilka strategier har vi?", "sv"),
        ("vi plogar cykelvägarna", "sv"),
        ("Läxhjälp", "sv"),
        ("vad är det", "sv"),
        ("What is the vision?", "en"),
        ("we want to start homework help", "en"),
        ("Who is responsible for Läxhjälp på biblioteket?", "en"),
        ("Vem ansvarar för Homework Help?", "sv"),
        ("", None),
        ("2050", None),
        ("Vision 2050", None),
        ("...?!", None),
        ("Bibliotek", None),
        ("VILKA STRATEGIER HAR VI", "sv"),
        ("WHAT IS THE VISION", "en"),
    ],
)
def test_detects(text: str, lang: str | None) -> None:
    assert detect(text) == lang
