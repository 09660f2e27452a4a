"""The word lists of ``words.toml``, both languages together: models mix them, facts may too."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class WordList:
    """Whole words, beginnings and ends."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return (
            word in self.whole
            or word.startswith(self.beginnings)
            or (bool(self.ends) and word.endswith(self.ends))
        )

    def among(self, words: Iterable[str]) -> set[str]:
        """Those of ``words`` that are in the list."""
        return {word for word in words if word in self}


@cache
def word_list(name: str) -> WordList:
    """The list ``[name]``. Raises KeyError."""
    every = [word for lang in ("sv", "en") for word in _lists()[name][lang].split()]
    return WordList(
        frozenset(w for w in every if "*" not in w),
        tuple(w[:-1] for w in every if w.endswith("*")),
        tuple(w[1:] for w in every if w.startswith("*")),
    )


@cache
def numbers() -> dict[str, str]:
    """Digits by the word for them, from 2; "one" is an article as often as a number."""
    return {
        word: str(number)
        for lang in ("sv", "en")
        for number, word in enumerate(_lists()["numbers"][lang].split(), 2)
    }


@cache
def _lists() -> dict[str, dict[str, str]]:
    text = (files("assistant.llm") / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
