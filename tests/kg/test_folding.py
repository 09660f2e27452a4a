"""Search without case and accents, and the order of Swedish titles."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.folding import fold, found, order, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Läxhjälp", "laxhjalp"),
        ("ÅÄÖ åäö éÜ", "aao aao eu"),
        ("Straße ﬁn", "strasse fin"),
        ("مدرسة 📚", "مدرسة 📚"),
    ],
)
def test_case_and_marks_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_of_a_search_are_folded_and_told_once() -> None:
    assert words("  Läx  HJÄLP läx ") == ("lax", "hjalp")


@pytest.mark.parametrize(
    ("text", "search", "pieces"),
    [
        ("Läxhjälp på biblioteket", "laxhjalp", ["Läxhjälp"]),
        ("Läxhjälp på biblioteket", "BIBLIO lax", ["Läx", "biblio"]),
        ("ananas", "ana", ["anana"]),
        ("Straße", "ss", ["ß"]),
        ("e\u0301tude", "etude", ["e\u0301tude"]),
        ("Simskola", "läxa", []),
        ("", "a", []),
    ],
)
def test_where_the_words_stand(text: str, search: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in found(text, words(search))] == pieces


@given(st.text(max_size=40), st.text(max_size=6))
def test_a_piece_that_is_found_holds_the_word(text: str, word: str) -> None:
    places = found(text, words(word))
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(a[1] < b[0] for a, b in pairwise(places))
    assert bool(places) == any(each in fold(text) for each in words(word))


def test_titles_stand_as_in_a_swedish_dictionary() -> None:
    titles = ["Öppenhet", "Ärlighet", "Zonen", "År 10", "År 2", "arbete", "Bo"]
    assert sorted(titles, key=order) == [
        *("arbete", "Bo", "Zonen", "År 2", "År 10", "Ärlighet", "Öppenhet"),
    ]
