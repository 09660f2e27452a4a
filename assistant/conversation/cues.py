"""Recognise a follow-up by its words: what it begins with, and what it points back with.

The words are data (``cues.toml``). Nothing here knows what was said before.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise

from assistant.language import detect
from assistant.lexical import STOP, WORD, words

SHORT = 9
"""Words of the longest question that a pronoun alone makes a follow-up."""
BRIEF = 4
"""Words of the longest question that may lack its thing ("vem ansvarar?")."""
ORDINALS = ("first", "second", "third", "fourth", "fifth")
TONGUES = (("sv", "swedish"), ("en", "english"))
"""Languages, and the cues that are their names."""
_PARTING = re.compile(r"[,.;:?!]\s+(?=\S)")
_DIGITS = re.compile(r"\d")

IsClass = Callable[[str], bool]
"""Whether a word is what a class of things is called ("programmet")."""


@dataclass(frozen=True)
class Cues:
    """The words of one language."""

    single: dict[str, frozenset[str]]
    phrases: dict[str, tuple[str, ...]]

    def leads(self, text: str) -> tuple[str, bool, bool]:
        """``text`` without the connectives it begins with; whether it had any, and said no."""
        rest, no = text, False
        while (first := WORD.search(rest)) and first[0].lower() in self.single["connectives"]:
            after = rest[first.end() :]
            if first[0].lower() in self.single["no"]:
                if not self._is_no(after):
                    break
                no = True
            rest = after.lstrip(" ,.:;–-!")
        return rest, rest != text, no

    def _is_no(self, after: str) -> bool:
        """Whether a "no" before ``after`` is an answer, not "no programme"."""
        followed = next(iter(words(after)), "")
        allowed = self.single["no_before"]
        return after[:1] != " " or not allowed or followed in allowed

    def without_ending(self, text: str) -> tuple[str, bool]:
        """``text`` without a last word that only says it goes on ("då")."""
        found = list(WORD.finditer(text))
        if len(found) > 1 and found[-1][0].lower() in self.single["endings"]:
            return text[: found[-1].start()].rstrip(" ,") + text[found[-1].end() :], True
        return text, False

    def is_one(self, kind: str, text: str) -> bool:
        """Whether ``text`` is one of the phrases of a kind, and nothing more."""
        return plain(text) in self.phrases[kind]

    def after(self, kind: str, text: str) -> str | None:
        """What follows the longest phrase of a kind that ``text`` begins with; None without one."""
        said = plain(text)
        begun = [p for p in self.phrases[kind] if said == p or said.startswith(f"{p} ")]
        if not begun:
            return None
        count = len(words(max(begun, key=len)))
        found = list(WORD.finditer(text))
        return text[found[count - 1].end() :].strip(" ,:")

    def asks(self, text: str) -> bool:
        """Whether it begins as a question or a request does."""
        first = next(iter(words(text)), "")
        return first in self.single["questions"]

    def we(self, text: str) -> re.Match[str] | None:
        """The first word for the people who ask."""
        return next((w for w in WORD.finditer(text) if w[0].lower() in self.single["we"]), None)

    def has_target(self, text: str) -> bool:
        """Whether it begins with a word that says for whom, where or how ("för äldre")."""
        first = next(iter(words(text)), "")
        return first in self.single["targets"]

    def names_target(self, text: str) -> bool:
        """Whether it begins with a word that says for whom, and asks nothing."""
        said = words(text)
        main = [w for before, w in pairwise(["", *said]) if before not in self.single["relative"]]
        asks = not self.single["questions"].isdisjoint(main)
        return bool(said) and said[0] in self.single["towards"] and not asks

    def wondering(self, text: str) -> tuple[str, str]:
        """What stands before and after a word for wondering ("och undrar vad …"); "" without."""
        found = next(
            (w for w in WORD.finditer(text) if w[0].lower() in self.single["wonder"]), None
        )
        return (text[: found.start()], text[found.end() :].strip()) if found else ("", "")

    def asked_in(self, text: str) -> str | None:
        """The language that is asked for ("kan du ta det på engelska?"), where nothing else is."""
        left = [word for word in words(text) if word not in self.single["speaking"]]
        found = next(
            (lang for lang, name in TONGUES if left and left[0] in self.single[name]), None
        )
        return found if len(left) == 1 else None

    def ends(self, said: Sequence[re.Match[str]], position: int) -> bool:
        """Whether the word at a position begins no name: the last, or before a small word."""
        after = said[position + 1][0].lower() if position + 1 < len(said) else ""
        taken = self.single["relative"] | self.single["targets"]
        return not after or (after in STOP and after not in taken)

    def stands_alone(self, said: Sequence[re.Match[str]], position: int) -> bool:
        """Whether a noun stands without name or attribute ("… med programmet?")."""
        before = said[position - 1][0].lower() if position else ""
        article = self.single["article"]
        known = before in article if article else before not in self.single["anaphors"]
        return known and before in STOP and self.ends(said, position)

    def several(self, text: str) -> bool:
        """Whether it points back at more than one thing ("de", "them")."""
        return not self.single["several"].isdisjoint(words(text))

    def ordinal(self, text: str, is_class: IsClass) -> int | None:
        """Position that ``text`` names and nothing more ("den andra"); -1 for the last."""
        left = [w for w in words(text) if w not in self.single["filler"] and not is_class(w)]
        return self._position(left[0]) if len(left) == 1 else None

    def ordinal_in(self, text: str, known: IsClass) -> tuple[int, tuple[int, int]] | None:
        """A position pointed at inside a question ("vem ansvarar för den andra?"), and where.

        A word after it is no noun of its own if it is ``known`` from questions.
        """
        found = list(WORD.finditer(text))
        for before, word in pairwise(found):
            position = self._position(word[0].lower())
            follows = next((w[0].lower() for w in found if w.start() >= word.end()), "")
            ends = not follows or follows in self.single["filler"] or known(follows)
            pointed = before[0].lower() in self.single["which"] and not _DIGITS.match(word[0])
            if position is not None and pointed and ends:
                return position, (before.start(), word.end())
        return None

    def anaphor(self, text: str, is_class: IsClass) -> tuple[int, int] | None:
        """Where a short question points back at something ("det", "det programmet", "it")."""
        if not brief(text):
            return None  # what it points at may stand in the same sentence
        filling = [found.span() for found in self._expletive.finditer(text)]
        said = list(WORD.finditer(text))
        spoken = ["", *(word[0].lower() for word in said), "", ""]
        for i, word in enumerate(said):
            if spoken[i + 1] not in self.single["anaphors"]:
                continue
            if any(start <= word.start() < end for start, end in filling):
                continue
            before, pronoun, after, then = spoken[i : i + 4]
            if pronoun in self.single["possessive"]:
                return word.span()
            of_class = bool(after) and is_class(after)
            own = after in self.single["tail"] or (of_class and self._is_that(pronoun, after))
            if of_class and not own:
                continue
            if self._points(before, pronoun, then if own else after):
                return word.start(), said[i + own].end()
        return None

    def _is_that(self, pronoun: str, after: str) -> bool:
        """Whether pronoun and class mean one that was named: "det programmet", "this programme"."""
        return pronoun in self.single["pointing"] or after.endswith(tuple(self.single["definite"]))

    def _points(self, before: str, pronoun: str, after: str) -> bool:
        """Whether a pronoun points back, and is no article and no conjunction."""
        if before in self.single["not_after"]:
            return False
        if pronoun in self.single["always"]:
            return True
        if pronoun in self.single["pointing"] and before not in self.single["before"]:
            return not after
        if not after or _DIGITS.match(after):
            return True  # "hur gick det 2024?"
        return after in STOP and after not in self.single["relative"]

    @cached_property
    def _expletive(self) -> re.Pattern[str]:
        """Where a pronoun only fills a place ("finns det", "is there")."""
        phrases = (r"\s+".join(map(re.escape, p.split())) for p in self.phrases["expletive"])
        return re.compile(rf"(?i)\b(?:{'|'.join(phrases)})\b")

    def _position(self, word: str) -> int | None:
        if word in self.single["last"]:
            return -1
        return next((i for i, each in enumerate(ORDINALS) if word in self.single[each]), None)


def brief(text: str) -> bool:
    """Whether it is short and of one clause."""
    return len(words(text)) <= SHORT and _PARTING.search(text) is None


def parted(text: str) -> tuple[str, str, str]:
    """The first clause, what parts it from the rest, and the rest."""
    if found := _PARTING.search(text):
        return text[: found.start()], found[0], text[found.end() :]
    return text.rstrip(" .!?"), "", ""


def cues(lang: str) -> Cues:
    """The words of a language, "sv" or "en"."""
    return _read()[lang]


def language_of(text: str, otherwise: str) -> str:
    """The language of a few words, ``otherwise`` where they do not tell."""
    return detect(text) or otherwise


@cache
def pronouns() -> frozenset[str]:
    """The words of every language that point back."""
    return frozenset().union(*(each.single["anaphors"] for each in _read().values()))


def plain(text: str) -> str:
    """Small letters, without punctuation."""
    return " ".join(words(text))


@cache
def _read() -> dict[str, Cues]:
    source = files("assistant.conversation") / "cues.toml"
    read = tomllib.loads(source.read_text(encoding="utf-8"))
    return {lang: _cues(lists) for lang, lists in read.items()}


_PHRASES = (
    "expletive",
    "both",
    "neither",
    "thanks",
    "recall",
    "forget",
    "why",
    "more",
    "more_about",
    "meant",
    "unit",
    "answers",
)


def _cues(lists: dict[str, str]) -> Cues:
    phrases = {k: tuple(plain(line) for line in lists[k].split("\n") if line) for k in _PHRASES}
    return Cues({k: frozenset(v.split()) for k, v in lists.items() if k not in _PHRASES}, phrases)
