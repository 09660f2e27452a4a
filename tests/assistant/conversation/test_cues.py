"""Words that make a question a follow-up, in Swedish and English."""

import pytest

from assistant.conversation.cues import brief, cues, parted

CLASSES = {"program", "programmet", "programmes", "programme", "strategin", "strategi"}


def is_class(word: str) -> bool:
    return word in CLASSES


@pytest.mark.parametrize(
    ("lang", "text", "rest", "led", "no"),
    [
        ("sv", "och vem ansvarar?", "vem ansvarar?", True, False),
        ("sv", "Nej, jag menade bion", "jag menade bion", True, True),
        ("sv", "Vem ansvarar?", "Vem ansvarar?", False, False),
        ("sv", "okej men visionen", "visionen", True, False),
        ("en", "and who is responsible?", "who is responsible?", True, False),
        ("en", "No programme has that", "No programme has that", False, False),
        ("en", "no, the other one", "the other one", True, True),
    ],
)
def test_connectives_lead(lang: str, text: str, rest: str, led: bool, no: bool) -> None:
    assert cues(lang).leads(text) == (rest, led, no)


@pytest.mark.parametrize(
    ("lang", "text", "pointer"),
    [
        ("sv", "vem ansvarar för det?", "det"),
        ("sv", "vilka indikatorer har det programmet?", "det programmet"),
        ("sv", "vilka är dess program?", "dess"),
        ("sv", "finns det några program?", None),
        ("sv", "vilka strategier har vi?", None),
        ("sv", "vi jobbar med det som är svårt", None),
        ("en", "who is responsible for it?", "it"),
        ("en", "what are its programmes?", "its"),
        ("en", "is it raining?", None),
        ("en", "which strategies are there?", None),
    ],
)
def test_what_points_back(lang: str, text: str, pointer: str | None) -> None:
    span = cues(lang).anaphor(text, is_class)
    assert (text[slice(*span)] if span else None) == pointer


@pytest.mark.parametrize(
    ("lang", "text", "position"),
    [
        ("sv", "den andra", 1),
        ("sv", "den första då", 0),
        ("sv", "det sista programmet", -1),
        ("sv", "vem ansvarar", None),
        ("en", "the third one", 2),
        ("en", "the last programme", -1),
    ],
)
def test_places_in_a_list(lang: str, text: str, position: int | None) -> None:
    assert cues(lang).ordinal(text, is_class) == position


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("sv", "vem ansvarar för den andra?", (1, "den andra")),
        ("sv", "hur hänger den första ihop med visionen?", (0, "den första")),
        ("sv", "vad gör den andra halvan?", None),
        ("sv", "vem var först?", None),
        ("en", "who is responsible for the last one?", (-1, "the last")),
    ],
)
def test_a_place_inside_a_question(lang: str, text: str, found: tuple[int, str] | None) -> None:
    ordinal = cues(lang).ordinal_in(text, lambda word: word == "ihop")
    assert (ordinal and (ordinal[0], text[slice(*ordinal[1])])) == found


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("på svenska", "sv"),
        ("kan du ta det på engelska, tack?", "en"),
        ("Vad är kursen i svenska till för?", None),
        ("svenska och engelska", None),
        ("på", None),
    ],
)
def test_a_language_that_is_asked_for(text: str, lang: str | None) -> None:
    assert cues("sv").asked_in(text) == lang


def test_a_year_after_a_pronoun_is_no_noun() -> None:
    assert cues("sv").anaphor("hur gick det 2024?", is_class) == (9, 12)


def test_what_one_wonders_stands_apart() -> None:
    said = "biblioteket och undrar vad vi bidrar till"
    assert cues("sv").wondering(said) == ("biblioteket och ", "vad vi bidrar till")
    assert cues("sv").wondering("biblioteket") == ("", "")


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("för äldre som är ensamma", True),
        ("till nyanlända", True),
        ("för vem är det", False),
        ("äldre", False),
    ],
)
def test_for_whom(text: str, tells: bool) -> None:
    assert cues("sv").names_target(text) == tells


def test_a_long_question_points_within_itself() -> None:
    long = "vi ska starta ett stort projekt och undrar vem som ansvarar för det"
    assert not brief(long)
    assert cues("sv").anaphor(long, is_class) is None


def test_clauses_are_parted() -> None:
    assert parted("på biblioteket, vad bidrar vi till?") == (
        "på biblioteket",
        ", ",
        "vad bidrar vi till?",
    )
    assert parted("på biblioteket.") == ("på biblioteket", "", "")


def test_both_languages_have_the_same_kinds_of_words() -> None:
    swedish, english = cues("sv"), cues("en")
    assert set(swedish.single) == set(english.single)
    assert set(swedish.phrases) == set(english.phrases)
