"""Words, stems, parts of compounds, and BM25 against values worked out by hand."""

import math

import pytest

from assistant.lexical import BM25, content_stems, stem, terms, words


def test_words_are_lower_case_and_keep_their_letters() -> None:
    assert words("Läxhjälp, LSS-boende & e-tjänst (2024)!") == [
        "läxhjälp",
        "lss-boende",
        "e-tjänst",
        "2024",
    ]
    assert words(" _ ?! ") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("strategier", "strategi"), ("bibliotek", "biblioteket"), ("aktiviteter", "aktiviteten")],
)
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_function_words_carry_nothing() -> None:
    assert content_stems("Vi ska starta läxhjälp på biblioteket") == [
        stem("läxhjälp"),
        stem("biblioteket"),
    ]
    assert content_stems("vi ska det") == []


def test_terms_of_a_long_word_are_its_stem_and_its_5_grams() -> None:
    assert terms("bil") == ["bil"]
    assert terms("skola") == [stem("skola"), "#skola"]
    assert terms("läxhjälp") == [stem("läxhjälp"), "#läxhj", "#äxhjä", "#xhjäl", "#hjälp"]


def test_bm25_by_hand() -> None:
    """Okapi BM25 with k1 = 1.2, b = 0.75; three texts of 2, 1 and 1 terms, mean 4/3."""
    index = BM25(["katt hund", "katt", "bil"])
    idf_katt = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    idf_hund = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))

    def share(count: int, length: int) -> float:
        return count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / (4 / 3)))

    assert index.idf("katt") == pytest.approx(idf_katt)
    assert index.idf("okänd") == pytest.approx(math.log(1 + 3.5 / 0.5))
    assert index.scores("katt").tolist() == pytest.approx(
        [idf_katt * share(1, 2), idf_katt * share(1, 1), 0]
    )
    assert index.scores("hund katt katt").tolist() == pytest.approx(
        [(idf_katt + idf_hund) * share(1, 2), idf_katt * share(1, 1), 0]
    )
    assert index.scores("fågel").tolist() == [0, 0, 0]


def test_a_5_gram_weighs_a_fifth() -> None:
    index = BM25(["skola", "bil"])
    assert index.weight("#skola") == pytest.approx(index.idf("#skola") / 5)
    assert index.weight("bil") == index.idf("bil")


def test_a_compound_is_found_by_its_parts() -> None:
    index = BM25(["trygghetsvandring", "laddstolpar vid simhallen", "vandringsleder"])
    trygghet, vandring = index.scores("trygghet"), index.scores("vandring")
    assert trygghet[0] > 0
    assert trygghet[1:].tolist() == [0, 0]
    assert vandring[0] > 0
    assert vandring[1] == 0
    assert vandring[2] > 0


def test_no_texts_at_all() -> None:
    assert BM25([]).scores("katt").tolist() == []
