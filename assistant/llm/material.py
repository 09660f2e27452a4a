"""What a composed answer says, as a model gets it and as its sentences are held against it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Answer
from assistant.lexical import WORD
from assistant.llm.sentences import numbers_in, without_marks
from assistant.llm.words import numbers

_NUMERAL = re.compile(r"\d+(?:[ \u00a0\u202f](?=\d{3}\b)\d{3})*(?:[.,:/–-]\d+)*")
_QUOTED = re.compile(r"[”“\"«»]([^”“\"«»]+)[”“\"«»]")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or row of a composed answer, with its marks.

    ``fixed`` lines claim nothing about the municipality and are never phrased; ``item`` is a row of
    a list, ``illustrative`` one that says that it is made up, ``apart`` the first of a paragraph.
    """

    text: str
    fixed: bool = False
    item: bool = False
    illustrative: bool = False
    apart: bool = False

    @property
    def numbers(self) -> frozenset[int]:
        """The things that it cites."""
        return frozenset(numbers_in(self.text))

    @property
    def shown(self) -> str:
        """As it stands in an answer that something stands before."""
        return ("\n– " if self.item else "\n\n" if self.apart else " ") + self.text


@dataclass(frozen=True)
class Material:
    """A composed answer in lines, and what is known of the things that it cites."""

    lines: tuple[Line, ...]
    answer: Answer

    @cached_property
    def titles(self) -> dict[int, str]:
        """Titles by number."""
        return {c.n: c.title for c in self.answer.citations}

    @cached_property
    def order(self) -> list[int]:
        """Every mark of the answer, in its order."""
        return [n for line in self.lines for n in numbers_in(line.text)]

    def facts(self, cited: Iterable[int]) -> list[str]:
        """The texts that hold what is known of the cited things: lines, titles, quotations."""
        wanted = set(cited)
        lines = [without_marks(x.text) for x in self.lines if x.numbers & wanted]
        things = [c for c in self.answer.citations if c.n in wanted]
        return lines + [text for c in things for text in (c.title, c.quote or "") if text]

    def untitled(self, text: str) -> str:
        """``text`` without marks and without titles of cited things."""
        bare = without_marks(text)
        for title in sorted(self.titles.values(), key=len, reverse=True):
            bare = re.sub(re.escape(title), " ", bare, flags=re.IGNORECASE)
        return bare


def words_of(text: str) -> list[str]:
    """Words as they are written; "-" and ":" within one are kept."""
    return WORD.findall(text)


def numerals(text: str) -> list[str]:
    """Numbers in order, those in words too; "1 000,50" is "1000.50"."""
    found = [(m.start(), _normal(m[0])) for m in _NUMERAL.finditer(text)]
    spelled = numbers()
    for word in WORD.finditer(text.lower()):
        if word[0] in spelled:
            found.append((word.start(), spelled[word[0]]))
    return [number for _, number in sorted(found)]


def quoted(text: str) -> list[str]:
    """What stands in quotation marks."""
    return [each.strip() for each in _QUOTED.findall(text)]


def within(wanted: Sequence[object], sequence: Sequence[object]) -> bool:
    """Whether ``wanted`` is in ``sequence`` in that order, with or without others between."""
    rest = iter(sequence)
    return all(each in rest for each in wanted)


def _normal(numeral: str) -> str:
    return re.sub(r"[ \u00a0\u202f]", "", numeral).replace(",", ".")
