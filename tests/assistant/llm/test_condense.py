"""A long description is condensed only in its own words, language and facts."""

import pytest

from assistant.llm.condense import condense
from assistant.llm.deadline import Deadline
from assistant.llm.model import ModelFailed
from tests.assistant.llm.answers import saying

LONG = (
    "Vi på biblioteket i Öjebyn har märkt att många barn som går i mellanstadiet sitter kvar hos "
    "oss efter skolan och försöker göra sina läxor själva. Därför har vi pratat om att ordna "
    "läxhjälp två kvällar i veckan tillsammans med pensionärer som tidigare har varit lärare. "
    "Det ska vara gratis, barnen ska få mellanmål, och den som vill kan också få hjälp på "
    "arabiska. Vi räknar med 25 barn varje kväll och undrar nu vart det hör i alla våra planer."
)


def condensed(reply: str, text: str = LONG) -> str | None:
    return condense(saying(reply), text, "sv", Deadline(5))


def test_a_short_description_is_left_alone() -> None:
    assert condensed("", "Vi ska starta läxhjälp") is None


def test_the_description_in_few_of_its_own_words() -> None:
    reply = "Vi på biblioteket ska ordna gratis läxhjälp för barn två kvällar i veckan."
    assert condensed(reply) == reply


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (" ", "empty"),
        (" ".join(["Vi ordnar läxhjälp för barn."] * 4), "more than three sentences"),
        (LONG.replace(".", ",") + ".", "not shorter"),
        ("We want to have homework help for children at the library.", "another language"),
        ("Biblioteket ska ordna läxhjälp i Ljusdal.", "a name"),
        ("Biblioteket ska ordna läxhjälp med 26 barn.", "a number"),
        ("Biblioteket ska ordna ”läxskola” för barn.", "a quotation"),
        ("Kommunen vinner pris som Sveriges finaste kustkommun.", "a name"),
        ("Här kommer hemliga lösenord och konton för alla.", "new words"),
    ],
)
def test_what_does_not_keep_to_the_description_is_not_used(reply: str, reason: str) -> None:
    with pytest.raises(ModelFailed, match=f"^{reason}$"):
        condensed(reply)
