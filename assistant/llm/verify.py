"""Verify a model's sentence against what was composed; what does not hold is never shown.

A sentence passes only if it says, in other words, at least one line of the composed answer:

* it cites things of the answer, those lines' things, in their order, each by its title;
* its numbers, names, units of measure and organisations are in the facts of what it cites;
* it is as sure and as positive or negative as those lines, in their language;
* most of its words are theirs, it is not much longer, and it has no markup, link or address.

Each check gives None, or the reason for the log.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import TEXTS
from assistant.language import detect
from assistant.lexical import STOP, content_stems, stem, words
from assistant.llm.material import Line, Material, numerals, quoted, within, words_of
from assistant.llm.sentences import MARKS, numbers_in, without_marks
from assistant.llm.words import WordList, word_list

LONGEST = 500
"""Characters of a sentence; one may also be `STRETCH` times what it says in other words."""
STRETCH, SPARE = 2.0, 80
SAID = 0.5
"""Share of a line's content words that a sentence must have to say it."""
NEW, NEW_SHARE = 2, 0.35
"""Content words that are in no fact: so many, or that share of the sentence's, may be new."""
_MARKUP = re.compile(
    r"[<>{}|`^\\]|\*\*|__|~~|^\s*#|\]\s*\(|https?:|www\.|mailto:|\w@\w|&\w+;|!\[|\b\w+\.(?:se|com|org|net|nu|eu)\b",
    re.IGNORECASE,
)
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")
_OPEN = (",", ";", ":")
_QUOTES = ("”", "“", '"', "'", "«", "»")
"""A sentence that is left open, or is a quotation as a whole, is a piece of something else."""
_EDGES = " ”“\"«»’'–—-:,("


@dataclass(frozen=True, slots=True)
class Verified:
    """A sentence that holds, and the positions of the lines that it says."""

    text: str
    lines: frozenset[int]


def verify(sentence: str, material: Material, said: frozenset[int]) -> Verified | str:
    """The sentence if it holds and says some line that is not in ``said``, else the reason."""
    if reason := _form(sentence) or _citations(sentence, material):
        return reason
    covered = frozenset(_covered(sentence, material)) - said
    if not covered:
        return "says nothing of the answer"
    lines = [material.lines[i] for i in sorted(covered)]
    reason = _facts(sentence, material) or _sense(sentence, material, lines)
    return reason or Verified(sentence, covered)


# -- form ---------------------------------------------------------------------------------------


def _form(sentence: str) -> str | None:
    if _MARKUP.search(sentence) or any(unicodedata.category(c) in _UNSEEN for c in sentence):
        return "markup"
    if sentence[-1:] in _OPEN or (sentence[:1] in _QUOTES and sentence[-1:] in _QUOTES):
        return "markup"
    if len(sentence) > LONGEST:
        return "too long"
    return None


def _citations(sentence: str, material: Material) -> str | None:
    cited = numbers_in(sentence)
    if not cited:
        return "no citation"
    if not set(cited) <= material.titles.keys() or set(without_marks(sentence)) & set("[]"):
        return "unknown citation"
    if not within(list(dict.fromkeys(cited)), material.order):
        return "citations in another order"
    return _wrong_title(sentence, material, set(cited))


def _wrong_title(sentence: str, material: Material, cited: set[int]) -> str | None:
    """A title without its own mark, or a mark after another thing's title."""
    titles = {n: title.lower() for n, title in material.titles.items()}
    bare = without_marks(sentence).lower()
    for n in sorted(cited, key=lambda n: -len(titles[n])):
        named = any(titles[n] in line.text.lower() for line in material.lines if n in line.numbers)
        if named and titles[n] not in bare:
            return "a citation of something not named"
        bare = bare.replace(titles[n], " ")
    if any(len(title) > 3 and title in bare for n, title in titles.items() if n not in cited):
        return "a title without its citation"
    for mark in MARKS.finditer(sentence):
        before = sentence[: mark.start()].lower().rstrip(_EDGES)
        ending = [n for n, title in titles.items() if before.endswith(title.rstrip(_EDGES))]
        longest = max((len(titles[n]) for n in ending), default=0)
        right = {n for n in ending if len(titles[n]) == longest}
        if right and right.isdisjoint(numbers_in(mark[0])):
            return "a citation of another thing"
    return None


# -- what it says -------------------------------------------------------------------------------


def _covered(sentence: str, material: Material) -> list[int]:
    """The lines that the sentence says: their citations, numbers and most of their words."""
    stems, cited = set(content_stems(without_marks(sentence))), set(numbers_in(sentence))
    has = numerals(material.untitled(sentence))
    asks = sentence.rstrip().endswith("?")
    covered = []
    for i, line in enumerate(material.lines):
        if line.fixed or not line.numbers <= cited or asks != line.text.rstrip().endswith("?"):
            continue
        wanted = set(content_stems(without_marks(line.text)))
        enough = len(wanted & stems) >= SAID * len(wanted)
        if enough and within(numerals(material.untitled(line.text)), has):
            covered.append(i)
    return covered


def _facts(sentence: str, material: Material) -> str | None:
    """Numbers, quoted and capitalised names, units and organisations that no fact has."""
    facts = material.facts(numbers_in(sentence))
    has = numerals(material.untitled(sentence))
    if has and not any(
        within(has, numerals(material.untitled(f))) for f in [" ".join(facts), *facts]
    ):
        return "a number"
    known = " ".join(facts).lower()
    bare = without_marks(sentence)
    if any(each.lower() not in known for each in quoted(bare)):
        return "a quotation"
    told = set(words(known)) | {stem(w) for w in words(known)}
    if any(_unknown(name, told) for name in _names(bare)):
        return "a name"
    for kind in ("measure", "organisation", "turning"):
        if any(_unknown(w, told) for w in word_list(kind).among(words(material.untitled(bare)))):
            return f"a word of {kind}"
    return None


def _names(text: str) -> list[str]:
    """Capitalised words; the first only when it is not a word that sentences begin with."""
    every = words_of(text)
    plain = word_list("plain")
    first = every[0].lower() if every else ""
    rest = [w for w in every[1:] if any(c.isupper() for c in w)]
    return rest if not first or first in STOP or first in plain else [every[0], *rest]


def _unknown(word: str, told: set[str]) -> bool:
    low = word.lower()
    return low not in told and stem(low) not in told and low.removesuffix("s") not in told


def _sense(sentence: str, material: Material, lines: Sequence[Line]) -> str | None:
    """Whether it is as sure, as positive and as long as its lines, in their language and words."""
    lang = material.answer.lang
    bare = material.untitled(sentence)
    told = [words(material.untitled(line.text)) for line in lines]
    for kind in ("negation", "hedge"):
        if not _as_lines(word_list(kind), words(bare), told):
            return f"turns the {kind}"
    if any(line.illustrative for line in lines):
        label = str(TEXTS.raw(lang, "label.illustrative"))
        if label not in sentence:
            return "no longer marked as illustrative"
    if len(sentence) > STRETCH * sum(len(line.text) for line in lines) + SPARE:
        return "too long"
    if detect(bare) not in (lang, None) or not _letters_known(sentence, material):
        return "another language"
    return _new_words(bare, material)


def _as_lines(listed: WordList, sentence: list[str], lines: list[list[str]]) -> bool:
    """Whether a sentence has words of the list exactly if the lines do; either if they differ."""
    have = {bool(listed.among(line)) for line in lines}
    return len(have) > 1 or bool(listed.among(sentence)) in have


def _letters_known(sentence: str, material: Material) -> bool:
    known = " ".join(material.facts(numbers_in(sentence)))
    return all(
        c in known or not c.isalpha() or unicodedata.name(c, "").startswith("LATIN")
        for c in sentence
    )


def _new_words(bare: str, material: Material) -> str | None:
    told = {s for line in material.lines for s in content_stems(without_marks(line.text))}
    told |= {s for text in material.facts(material.titles) for s in content_stems(text)}
    plain = {stem(word) for word in word_list("plain").whole}
    content = [s for s in content_stems(bare) if s not in STOP and s not in plain]
    new = [s for s in content if s not in told]
    return "new words" if len(new) > max(NEW, NEW_SHARE * len(content)) else None
