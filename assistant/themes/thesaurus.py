"""What everyday words tell of the kind of municipal work: "hörslinga", "mellis", "plogbil".

A multilingual model of this size has met few of them in Swedish, and a steering document has none.
``words-*.toml`` lists, for each of sixty themes, the concrete words that people who do that work
use, in Swedish and English. How far a word is to be trusted is counted on the example sentences:
"mål" is dinner where food is made, and in every other sentence somebody's goal. What the lists and
the counting each give is in ``docs/measurements.md``.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from math import log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.language import detect
from assistant.lexical import STOP, stem, words
from assistant.themes.examples import ThemeExample, theme_examples

Evidence = NDArray[np.float64]
WORDS = "words-"
"""What the names of the lists begin with."""
SHORTEST = 4
"""Letters of the shortest word that is looked for within a compound."""
LONGEST = 3
"""Words of the longest phrase that is looked for."""
COUNTS = {"phrase": 1.5, "word": 1.0, "end": 0.7, "start": 0.6}
"""What each way to be found counts for: the end of a compound says what it is."""
TRUSTED, SURE = 0.7, 5.0
"""The trust of a word that stands in no example, and how many examples that is worth."""
SHARPNESS = 2.5
"""Power of the trust, relative to `TRUSTED`."""

How = Literal["phrase", "word", "end", "start"]
Phrase = tuple[str, ...]


Found = dict[tuple[Phrase, How], frozenset[int]]


class Thesaurus:
    """Words by theme. ``names`` are the themes, in the order of every vector of evidence."""

    def __init__(
        self,
        lists: Mapping[str, Mapping[str, Iterable[str]]],
        supporting: Iterable[str] = (),
        examples: Sequence[ThemeExample] = (),
    ) -> None:
        """``lists`` are words and phrases by language ("sv", "en") and theme.

        ``supporting`` are the themes of internal work. ``examples`` tell which words to trust.
        """
        self.names = tuple(sorted({theme for by_theme in lists.values() for theme in by_theme}))
        self.supporting = np.array([name in set(supporting) for name in self.names])
        self._themes = {lang: self._numbered(by_theme) for lang, by_theme in lists.items()}
        self._trust = self._trusted(examples)

    def evidence(self, text: str) -> Evidence:
        """How much the words of ``text`` speak for each theme; 0 where none does.

        A word counts once, and for more the fewer themes it stands under; more words of one theme
        add ever less (logarithm).
        """
        total = np.zeros(len(self.names))
        for found, themes in self._found(text).items():
            rarity = log(len(self.names) / len(themes) + 1)
            total[list(themes)] += COUNTS[found[1]] * rarity * self._trust.get(found, 1.0)
        return np.log1p(total)

    def _numbered(self, lists: Mapping[str, Iterable[str]]) -> dict[Phrase, frozenset[int]]:
        themes: dict[Phrase, set[int]] = {}
        for name, entries in lists.items():
            for entry in entries:
                phrase = tuple(stem(word) for word in words(entry))
                if 0 < len(phrase) <= LONGEST:
                    themes.setdefault(phrase, set()).add(self.names.index(name))
        return {phrase: frozenset(numbers) for phrase, numbers in themes.items()}

    def _trusted(self, examples: Sequence[ThemeExample]) -> dict[tuple[Phrase, How], float]:
        """How often what was found names the example's theme, smoothed, relative to `TRUSTED`."""
        seen: Counter[tuple[Phrase, How]] = Counter()
        right: Counter[tuple[Phrase, How]] = Counter()
        for example in examples:
            number = self.names.index(example.theme)
            for found, themes in self._found(example.text).items():
                seen[found] += 1
                right[found] += number in themes
        return {
            found: ((right[found] + SURE * TRUSTED) / (count + SURE) / TRUSTED) ** SHARPNESS
            for found, count in seen.items()
        }

    def _found(self, text: str) -> Found:
        """Known words and phrases in ``text``, how they stand there, and their themes."""
        said = words(text)
        stems = [stem(word) for word in said]
        english_first = detect(text) == "en"
        found: Found = {}
        for position, word in enumerate(said):
            if word not in STOP:
                self._find_word(stems[position], english_first, found)
            for length in range(2, LONGEST + 1):
                phrase = tuple(islice(stems, position, position + length))
                if len(phrase) == length and (themes := self._of(phrase, english_first)):
                    found[phrase, "phrase"] = themes
        return found

    def _find_word(self, its_stem: str, english_first: bool, found: Found) -> None:
        """The word itself, or the longest known parts at its end and its beginning."""
        if themes := self._of((its_stem,), english_first):
            found[(its_stem,), "word"] = themes
            return
        ends = (its_stem[begin:] for begin in range(2, len(its_stem) - SHORTEST + 1))
        starts = (its_stem[:end] for end in range(len(its_stem) - 2, SHORTEST - 1, -1))
        parts: tuple[tuple[How, Iterable[str]], ...] = (("end", ends), ("start", starts))
        for how, each in parts:
            for part in each:
                if themes := self._of((part,), english_first):
                    found[(part,), how] = themes
                    break

    def _of(self, phrase: Phrase, english_first: bool) -> frozenset[int] | None:
        """The themes of a phrase: of the text's language, else of the other."""
        for lang in ("en", "sv") if english_first else ("sv", "en"):
            if themes := self._themes.get(lang, {}).get(phrase):
                return themes
        return None


@cache
def shipped() -> Thesaurus:
    """The thesaurus that comes with the program."""
    lists: dict[str, dict[str, list[str]]] = {"sv": {}, "en": {}}
    supporting: set[str] = set()
    place = files("assistant.themes")
    for name in sorted(each.name for each in place.iterdir() if each.name.startswith(WORDS)):
        for theme, table in tomllib.loads((place / name).read_text(encoding="utf-8")).items():
            for lang, by_theme in lists.items():
                entries = table[lang].replace("\n", " ").split(",")
                by_theme.setdefault(theme, []).extend(entry.strip() for entry in entries)
            if table.get("supporting"):
                supporting.add(theme)
    return Thesaurus(lists, supporting, theme_examples())
