"""Known words that unknown ones are taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.spelling import MOST, Spelling

WORDS = ("trygghet", "vandring", "läxhjälp", "bibliotek", "skola", "hr", "öring")


@pytest.mark.parametrize(
    ("unknown", "alike"),
    [
        ("trygghetsvandring", ["trygghet", "vandring"]),
        ("laxhjalp", ["läxhjälp"]),
        ("bibliotekk", ["bibliotek"]),
        ("biblotek", ["bibliotek"]),
        ("biblitoek", ["bibliotek"]),
        ("hr-avdelningen", ["hr"]),
        ("skolan", ["skola"]),
        ("borr", []),
        ("fotboll", []),
        ("", []),
    ],
)
def test_alike(unknown: str, alike: list[str]) -> None:
    assert Spelling(WORDS).alike(unknown) == alike


@given(st.permutations("abcdefghåäöt"), st.integers(1, 10))
def test_a_long_word_with_one_letter_wrong_is_found(letters: list[str], place: int) -> None:
    word = "".join(letters)
    wrong = word[:place] + "x" + word[place + 1 :]
    assert word in Spelling([word, *WORDS]).alike(wrong)


@given(st.text(max_size=30), st.lists(st.text(max_size=12), max_size=20))
def test_only_known_words_and_only_a_few(unknown: str, known: list[str]) -> None:
    found = Spelling(known).alike(unknown)
    assert set(found) <= set(known)
    assert len(found) <= MOST
