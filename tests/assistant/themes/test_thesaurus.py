"""The thesaurus: what words say of themes, worked out by hand from small lists."""

import tomllib
from importlib.resources import files
from math import log, log1p
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.language import detect
from assistant.lexical import stem, words
from assistant.themes.examples import ThemeExample, theme_examples
from assistant.themes.thesaurus import (
    COUNTS,
    LONGEST,
    SHARPNESS,
    SHORTEST,
    SURE,
    TRUSTED,
    Thesaurus,
    shipped,
)

THEMES = ("kost", "skola", "gata", "bibliotek")
LISTS = {
    "sv": {
        "kost": ["matsal", "mål", "varm soppa", "gift"],
        "skola": ["lektion", "matsal", "skola"],
        "gata": ["plog", "väg"],
        "bibliotek": ["bok", "sagostund för små"],
    },
    "en": {
        "kost": ["lunch"],
        "skola": ["lesson", "school"],
        "gata": ["snow plough", "gift"],
        "bibliotek": ["library", "story"],
    },
}
ORDER = ("bibliotek", "gata", "kost", "skola")
ONE, TWO = log(4 / 1 + 1), log(4 / 2 + 1)
"""What a word counts for that stands under one theme of the four, and under two."""


def thesaurus(*examples: ThemeExample) -> Thesaurus:
    return Thesaurus(LISTS, ["kost"], examples)


def evidence(text: str, *examples: ThemeExample) -> dict[str, float]:
    """What is not 0."""
    it = thesaurus(*examples)
    values = it.evidence(text).tolist()
    return {name: value for name, value in zip(it.names, values, strict=True) if value}


def test_the_themes_of_all_languages_in_order() -> None:
    it = thesaurus()
    assert it.names == ORDER
    assert it.supporting.tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("vi och de", {}),
        ("okänt ord", {}),
        ("En lektion!", {"skola": ONE}),
        ("LEKTIONERNA", {"skola": ONE}),
        ("lektion, lektionen och lektioner", {"skola": ONE}),
        ("lektion i skolor", {"skola": 2 * ONE}),
        ("lektion på vägen", {"skola": ONE, "gata": ONE}),
        ("matsalen", {"kost": TWO, "skola": TWO}),
        ("varm soppa", {"kost": COUNTS["phrase"] * ONE}),
        ("varma soppor", {"kost": COUNTS["phrase"] * ONE}),
        ("soppa som är varm", {}),
        ("varm, soppa", {"kost": COUNTS["phrase"] * ONE}),
        ("sagostund för små barn", {"bibliotek": COUNTS["phrase"] * ONE}),
        ("grundskola", {"skola": COUNTS["end"] * ONE}),
        ("skolavslutning", {"skola": COUNTS["start"] * ONE}),
        ("nymatsal", {"kost": COUNTS["end"] * TWO, "skola": COUNTS["end"] * TWO}),
        (
            "skolmatsal",
            {"kost": COUNTS["end"] * TWO, "skola": COUNTS["end"] * TWO + COUNTS["start"] * ONE},
        ),
        ("plogskola", {"skola": COUNTS["end"] * ONE, "gata": COUNTS["start"] * ONE}),
        ("plogskola i skola", {"skola": (COUNTS["end"] + 1) * ONE, "gata": COUNTS["start"] * ONE}),
        ("grundskola och friskola", {"skola": COUNTS["end"] * ONE}),
        ("cykelväg", {}),
        ("snow plough", {"gata": (COUNTS["phrase"]) * ONE}),
        ("we have lunch at the library", {"kost": ONE, "bibliotek": ONE}),
        ("lunch på lektionen", {"kost": ONE, "skola": ONE}),
        ("vi har en gift", {"kost": ONE}),
        ("we have a gift", {"gata": ONE}),
        ("gift", {"kost": ONE}),
    ],
)
def test_evidence_by_hand(text: str, expected: dict[str, float]) -> None:
    assert evidence(text) == pytest.approx({name: log1p(value) for name, value in expected.items()})


@pytest.mark.parametrize("length", [SHORTEST - 1, SHORTEST])
def test_parts_shorter_than_the_shortest_are_not_looked_for(length: int) -> None:
    part = "qxzwvpkt"[:length]
    it = Thesaurus({"sv": {"a": [part]}})
    found = [bool(it.evidence(word).any()) for word in (part, f"bb{part}", f"{part}bb", f"b{part}")]
    assert found == [True, length == SHORTEST, length == SHORTEST, False]


def test_the_longest_part_wins() -> None:
    it = Thesaurus({"sv": {"a": ["skola"], "b": ["förskola"], "c": ["skolgård"]}})
    one = log1p(COUNTS["end"] * log(3 + 1))
    assert it.evidence("storförskola").tolist() == pytest.approx([0, one, 0])
    begins = log1p(COUNTS["start"] * log(3 + 1))
    assert it.evidence("skolgårdslek").tolist() == pytest.approx([0, 0, begins])


def test_a_phrase_longer_than_the_longest_is_not_kept() -> None:
    long = " ".join(f"ord{letter}" for letter in "abcdef"[: LONGEST + 1])
    kept = " ".join(long.split()[:LONGEST])
    it = Thesaurus({"sv": {"a": [long], "b": [kept]}})
    assert it.evidence(long).tolist() == pytest.approx([0, log1p(COUNTS["phrase"] * log(2 + 1))])


def trust(right: int, seen: int) -> float:
    return float(((right + SURE * TRUSTED) / (seen + SURE) / TRUSTED) ** SHARPNESS)


def test_trust_is_counted_on_the_examples() -> None:
    examples = (
        ThemeExample("kost", True, "Vi lagar dagens mål"),
        ThemeExample("gata", False, "Ett mål för vägen"),
        ThemeExample("skola", False, "Elevers mål, mål och mål"),
        ThemeExample("skola", True, "Grundskola"),
        ThemeExample("bibliotek", True, "Stadsskola"),
    )
    assert evidence("mål", *examples) == pytest.approx({"kost": log1p(trust(1, 3) * ONE)})
    assert evidence("vägen", *examples) == pytest.approx({"gata": log1p(trust(1, 1) * ONE)})
    by_end = log1p(COUNTS["end"] * trust(1, 2) * ONE)
    assert evidence("friskola", *examples) == pytest.approx({"skola": by_end})
    unseen = log1p(COUNTS["start"] * ONE)
    assert evidence("skolavslutning", *examples) == pytest.approx({"skola": unseen})
    assert evidence("lunch", *examples) == pytest.approx({"kost": log1p(ONE)})


def test_what_is_often_right_counts_for_more_than_what_is_never() -> None:
    often = [ThemeExample("kost", True, "mål")] * 20
    never = [ThemeExample("gata", True, "mål")] * 20
    values = [evidence("mål", *told)["kost"] for told in (often, [], never)]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 3


KNOWN = sorted(
    {entry for lists in LISTS.values() for entries in lists.values() for entry in entries}
)
UNKNOWN = ["zebra", "katt", "och", "the", "blå", "grundskola", "plogskola"]
TEXTS = st.lists(st.sampled_from(KNOWN + UNKNOWN), max_size=8).map(" ".join)


@given(TEXTS, st.sampled_from(KNOWN))
def test_evidence_never_falls_when_a_known_word_is_added(text: str, more: str) -> None:
    longer = f"{text} {more}"
    assume((detect(text) == "en") == (detect(longer) == "en"))
    it = thesaurus()
    before, after = it.evidence(text), it.evidence(longer)
    assert (after >= before).all()
    assert after.any()


@given(st.text(alphabet="qxz ", max_size=40))
def test_unknown_words_are_no_evidence(text: str) -> None:
    assert thesaurus().evidence(text).tolist() == [0.0] * len(THEMES)


@given(TEXTS)
def test_saying_it_again_adds_nothing(text: str) -> None:
    again = f"{text} zebra {text}"
    assume((detect(text) == "en") == (detect(again) == "en"))
    assert thesaurus().evidence(again).tolist() == thesaurus().evidence(text).tolist()


@given(st.permutations(THEMES), st.permutations(["sv", "en"]), TEXTS)
def test_the_order_of_the_lists_does_not_matter(
    themes: list[str], languages: list[str], text: str
) -> None:
    turned = Thesaurus(
        {lang: {name: LISTS[lang][name][::-1] for name in themes} for lang in languages}, ["kost"]
    )
    assert turned.names == ORDER
    assert turned.evidence(text).tolist() == thesaurus().evidence(text).tolist()


# --- what comes with the program ---


FILES = sorted(
    place.name
    for place in files("assistant.themes").iterdir()
    if place.name.startswith("words-") and place.name.endswith(".toml")
)


def stems(entry: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(entry))


def all_lists() -> list[dict[str, Any]]:
    place = files("assistant.themes")
    return [tomllib.loads((place / name).read_text(encoding="utf-8")) for name in FILES]


@pytest.mark.parametrize("name", FILES)
def test_every_shipped_list_has_words_of_every_theme_in_both_languages(name: str) -> None:
    read = tomllib.loads((files("assistant.themes") / name).read_text(encoding="utf-8"))
    never_found = [
        (theme, lang, entry.strip())
        for theme, table in read.items()
        for lang in ("sv", "en")
        for entry in table[lang].replace("\n", " ").split(",")
        if not 0 < len(words(entry)) <= LONGEST
    ]
    assert never_found == [], f"empty, or of more than {LONGEST} words"
    assert set(read) <= set(shipped().names)
    assert {key for table in read.values() for key in table} <= {"sv", "en", "supporting"}
    assert {table["supporting"] for table in read.values() if "supporting" in table} <= {True}


def test_themes_are_the_same_in_the_lists_and_in_the_examples() -> None:
    read = all_lists()
    assert shipped().names == tuple(sorted({theme for lists in read for theme in lists}))
    assert {example.theme for example in theme_examples()} == set(shipped().names)
    supporting = {t for lists in read for t, table in lists.items() if table.get("supporting")}
    marked = np.array(shipped().names)[shipped().supporting]
    assert set(marked.tolist()) == supporting
    assert 0 < len(supporting) < len(shipped().names)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_word_of_a_shipped_list_is_evidence_of_its_theme(lang: str) -> None:
    """Of phrases that only this language's list has: the other's goes first in its text."""
    lists = {
        each: {
            (theme, entry.strip())
            for read in all_lists()
            for theme, table in read.items()
            for entry in table[each].replace("\n", " ").split(",")
        }
        for each in ("sv", "en")
    }
    other = {stems(entry) for _, entry in lists["en" if lang == "sv" else "sv"]}
    it = shipped()
    missed = {
        (theme, entry)
        for theme, entry in lists[lang]
        if 1 < len(words(entry)) <= LONGEST and stems(entry) not in other
        if not it.evidence(entry)[it.names.index(theme)] > 0
    }
    assert missed == set()
