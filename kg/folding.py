"""Text without case and without marks above letters, and the order of a Swedish dictionary.

People search for ``laxhjalp`` and mean ”Läxhjälp”. `found` says where in the text as it was written
a search word stands, so that it can be shown.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LAST = str.maketrans({"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c"})
"""Å, ä and ö come after z, in that order; ``{`` is what follows z in ASCII."""
_MARKS = dict.fromkeys(range(0x300, 0x370))
"""The marks above and below letters that are common, to be left out at once."""
_NUMBER = re.compile(r"\d+")


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def fold(text: str) -> str:
    """``Läxhjälp`` as ``laxhjalp``."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_MARKS)
        if not text.isascii():
            text = "".join(c for c in text if not unicodedata.combining(c))
    return text.casefold()


def words(text: str) -> tuple[str, ...]:
    """The words of a search, folded, each once."""
    return tuple(dict.fromkeys(fold(text).split()))


def found(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Where folded ``wanted`` words stand in ``text``: from and to, in order, never overlapping."""
    letters = [_letter(letter) for letter in text]
    places = [place for place, letter in enumerate(letters) for _ in letter]
    whole = "".join(letters)
    covered: set[int] = set()
    for word in wanted:
        start = whole.find(word) if word else -1
        while start >= 0:
            covered.update(places[start : start + len(word)])
            start = whole.find(word, start + 1)
    for place, letter in enumerate(letters):
        if not letter and place - 1 in covered:  # a mark by itself belongs to what it stands on
            covered.add(place)
    return _runs(sorted(covered))


def _runs(places: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def order(text: str) -> str:
    """A key that sorts titles as a Swedish reader expects: å, ä, ö last, 2 before 10."""
    lowered = text.casefold()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFC", lowered).translate(_LAST)
    return _NUMBER.sub(lambda number: number.group().zfill(12), lowered)
