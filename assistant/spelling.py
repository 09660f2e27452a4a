"""Known words that an unknown one is a compound with, or a misspelling of.

Misspellings are looked up by character trigrams: a word that is one letter off shares all but a few
of them (Zobel & Dart 1995), so that only a few words are compared letter by letter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

SHORTEST_PART = 5
"""Letters of the shortest known word that is found inside a longer one."""
SHORTEST_TYPO = 6
"""Letters from which an unknown word may be a misspelling."""
TWO_ERRORS = 10
"""Letters from which it may have two errors."""
LOST = 4
"""Trigrams that one error takes away, at most: two letters that change places take four."""
TYPO = 0.84
"""Similarity (Ratcliff–Obershelp) from which two words are the same."""
MOST = 3
"""Known words that an unknown one is taken for, at most; the longest go first."""
_PLAIN = str.maketrans("åäöéü", "aaoeu")


class Spelling:
    """Finds known words by unknown ones."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._by_trigram: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= SHORTEST_PART:
                for gram in _trigrams(word):
                    self._by_trigram[gram].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def alike(self, unknown: str) -> list[str]:
        """Known words that ``unknown`` begins or ends with, or is a misspelling of.

        Before a hyphen a word of any length counts ("hr-avdelningen").
        """
        if len(unknown) < SHORTEST_TYPO:
            return []
        joined = (part for part in unknown.split("-")[:-1] if part in self._known)
        found = {*joined, *self._parts(unknown), *self._misspelt(unknown)}
        return sorted(found, key=lambda word: (-len(word), word))[:MOST]

    def _parts(self, unknown: str) -> Iterable[str]:
        for length in range(SHORTEST_PART, len(unknown)):
            for part in (unknown[:length], unknown[-length:]):
                if part in self._known:
                    yield part

    def _misspelt(self, unknown: str) -> Iterable[str]:
        grams = _trigrams(unknown)
        shared = Counter(word for gram in grams for word in self._by_trigram.get(gram, ()))
        lost = 2 * LOST if len(unknown) >= TWO_ERRORS else LOST
        plain = unknown.translate(_PLAIN)
        for word, count in shared.items():
            if count < max(2, len(grams) - lost) or abs(len(word) - len(unknown)) > 2:
                continue
            if SequenceMatcher(None, plain, word.translate(_PLAIN)).ratio() >= TYPO:
                yield word


def _trigrams(word: str) -> set[str]:
    padded = f" {word.translate(_PLAIN)} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
