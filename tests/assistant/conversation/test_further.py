"""Work that was described, for somebody else than it was said to be for."""

import pytest

from assistant.conversation.cues import cues
from assistant.conversation.further import for_another


@pytest.mark.parametrize(
    ("work", "target", "meant"),
    [
        ("Vi har läxhjälp", "för vuxna", "Vi har läxhjälp för vuxna"),
        ("Vi har läxhjälp för barn", "för vuxna", "Vi har läxhjälp för vuxna"),
        (
            "Vi har läxhjälp för barn på biblioteket",
            "för vuxna",
            "Vi har läxhjälp för vuxna på biblioteket",
        ),
        ("Vi har läxhjälp på biblioteket", "på badhuset", "Vi har läxhjälp på badhuset"),
        (
            "Vi har läxhjälp för barn, vilken strategi stödjer det?",
            "för vuxna",
            "Vi har läxhjälp för vuxna, vilken strategi stödjer det?",
        ),
        ("Vi har kurser. det är för barn", "för vuxna", "Vi har kurser. det är för vuxna"),
        ("Vi har kurser. riktar sig till barn", "för vuxna", "Vi har kurser. riktar sig för vuxna"),
        ("We run courses for children", "for adults", "We run courses for adults"),
    ],
)
def test_the_last_said_counts(work: str, target: str, meant: str) -> None:
    lang = "en" if work.startswith("We") else "sv"
    assert for_another(work, target, cues(lang).single["towards"]) == meant
