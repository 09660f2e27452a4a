"""Choose the question of the library that somebody asks, and what it is about.

Two things speak for a question: how near its wordings are, and how much of what was said are words
that tell it from its neighbours ("saknar", "flest", "ansvarar"). With some seventy near neighbours
neither is enough alone (``docs/queries.md``).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from math import log
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from assistant.embeddings import EmbeddingCache, Matrix
from assistant.intent import spoken
from assistant.lexical import STOP, content_stems, stem, words
from assistant.library import ABOUT, OTHER, Asked, Question, library
from assistant.linking import Linker, Mention
from assistant.spelling import SHORTEST_PART
from kg.names import RDFS, SKOS, STYR

KNOWN = 0.87
"""Cosine to a wording of the library from which a question may be that one."""
WORDS = 0.4
"""What the words count for: the whitened cosine that a full match is worth."""
NAMES = 0.1
"""Whitened cosine that it is worth for a question to be about what is named."""
IGNORED = 0.2
"""Whitened cosine that is lost by a question that could not be about a thing that is named."""
STRETCHED = 0.15
"""Whitened cosine that is lost by one about a thing that only holds what was said."""
FALL = 0.5
"""Whitened cosine below the best from which a question cannot stand in for one without a thing."""
POOR = 0.45
"""What speaks for a question that is no better than none."""
SURE = 0.75
"""What must speak for a question before it may be about what only holds what was said."""
MOST = 3
"""Things that may hold it, at most: of more it is not said which is meant."""
SHARPNESS = 10.0
"""How much the nearest of a question's wordings outweighs the others."""
Able = Callable[[Question], bool]
_YEAR = re.compile(r"\b20\d\d\b")
_RELATIVE = {
    "nästa år": 1,
    "next year": 1,
    "förra året": -1,
    "i fjol": -1,
    "fjolåret": -1,
    "last year": -1,
}
PLAIN, THING, TERM, PAIR = range(4)
"""How a question is read: as it is, or with the thing, the term or the two things masked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and its vector."""

    text: str
    vector: Matrix


@dataclass(frozen=True, slots=True)
class Choice:
    """The question that was chosen, and its parameters; ``question`` None if none is near.

    ``between`` are things that fit what was said equally well; then ``about`` is the first.
    ``score`` is what speaks for the question, ``lead`` how much more than for the next. ``ignored``
    are the words for things that were named and that the question cannot be about.
    """

    question: Question | None
    about: NamedNode | None = None
    other: NamedNode | None = None
    between: tuple[NamedNode, ...] = ()
    during: str = ""
    score: float = 0.0
    lead: float = 0.0
    ignored: tuple[str, ...] = ()

    def asked(self, lang: str) -> Asked:
        """The parameters of the query, for an answer in ``lang``."""
        return Asked(self.about, self.other, lang, self.during)


class Read(Protocol):
    """What is needed of `assistant.understand.Understanding`."""

    @property
    def text(self) -> str: ...
    @property
    def mentions(self) -> tuple[Mention, ...]: ...
    @property
    def asked(self) -> tuple[Reading, Reading, Reading, Reading]: ...


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording as a question looks that is read so (`PLAIN`, `THING`, `TERM` or `PAIR`)."""

    text: str
    question: int
    read: int


class Whitened:
    """Vectors with what all wordings share, and what sets one question's apart, taken out.

    Cosines of sentence embeddings lie in a narrow band, since a few directions are in all of them;
    after whitening by the covariance within questions, as in linear discriminant analysis, what is
    left is what differs between questions.
    """

    def __init__(self, vectors: Matrix, of: NDArray[np.int64]) -> None:
        self._mean = vectors.mean(axis=0)
        centred = (vectors - self._mean).astype(np.float64)
        size = np.bincount(of)
        means = np.zeros((len(size), centred.shape[1]))
        np.add.at(means, of, centred)
        within = centred - (means / size[:, None])[of]
        covariance = within.T @ within / len(within)
        shrunk = covariance + np.eye(len(covariance)) * np.trace(covariance) / len(covariance)
        values, axes = np.linalg.eigh(shrunk)
        self._map = ((axes / np.sqrt(values)) @ axes.T).astype(np.float32)
        self.vectors = self.of(vectors)

    def of(self, vectors: Matrix) -> Matrix:
        """``vectors`` (one, or one a row) whitened, of length 1."""
        mapped = (vectors - self._mean) @ self._map
        lengths = np.linalg.norm(mapped, axis=-1, keepdims=True)
        return np.asarray(mapped / np.maximum(lengths, 1e-9), dtype=np.float32)


class Chooser:
    """Chooses among the questions of the library, for one graph."""

    def __init__(self, linker: Linker, cache: EmbeddingCache) -> None:
        self._linker = linker
        self._questions = library()
        self._wordings = [
            Wording(self.of_anything(wording, lang), i, _read(question, wording))
            for i, question in enumerate(self._questions)
            for lang, wordings in question.wordings.items()
            for wording in wordings
        ]
        self._vectors = cache.vectors([w.text for w in self._wordings], questions=True)
        self._reads = np.array([w.read for w in self._wordings])
        self._of = np.array([w.question for w in self._wordings])
        self._space = Whitened(self._vectors, self._of)
        self._telling = _telling([self._tokens(w.text) for w in self._wordings], self._of)
        self._own = [
            frozenset(
                s
                for w in self._wordings
                if w.question == i
                for each in words(w.text)
                for s in (stem(each), self._token(each))
            )
            for i in range(len(self._questions))
        ]
        self._paired = self._words_of(both=True)
        self._pairing = self._paired - self._words_of(both=False)

    def likeness(self, vector: Matrix) -> float:
        """Cosine of ``vector`` to the nearest wording."""
        return float((self._vectors @ vector).max())

    def knows(self, text: str) -> bool:
        """Whether wordings have every word that carries meaning."""
        carrying = (word for word in words(text) if word not in STOP)
        return all(self._token(word) in self._telling for word in carrying)

    def may_be_pair(self, text: str) -> bool:
        """Whether it has a word that only questions about two things have."""
        return not self._pairing.isdisjoint(self._tokens(text))

    def named_beside(self, mentions: Sequence[Mention]) -> list[Mention]:
        """Mentions by other words than questions about two things consist of ("hänger ihop")."""
        return [m for m in mentions if not m.matched or not m.matched <= self._paired]

    def of_anything(self, wording: str, lang: str) -> str:
        """A wording as a question looks when its things are masked."""
        before, about, after = wording.partition(ABOUT)
        return spoken(self.without_class(before) + about + after, lang) if about else wording

    def without_class(self, before: str) -> str:
        """``before`` without the class that the thing after it is called by ("programmet …")."""
        last = next(reversed(words(before)), "")
        if not last or not self._linker.is_term(last):
            return before
        return before[: before.lower().rindex(last)]

    def choose(self, read: Read, able: Able = lambda _: True) -> Choice:
        """The question with most to speak for it whose things were named, if one is near.

        Only those count that are ``able``.
        """
        during = year_said(read.text)
        near = self._near(read)
        scores = self._nearness(read) + WORDS * self._by_words(read) + self._named(read)
        best, second = np.sort(scores)[[-1, -2]]
        chosen, most = Choice(None, score=float(best), lead=float(best - second)), -np.inf
        for i in np.argsort(-scores, kind="stable"):
            if scores[i] <= max(most, best - FALL, POOR):
                break
            if not near[i] or not able(self._questions[i]):
                continue
            choice = self._about(int(i), read, during, held=scores[i] >= SURE)
            if choice is None:
                continue
            ignored = self._ignored(int(i), choice, read)
            stretched = choice.about is not None and not self._names(choice.about, read)
            if (left := scores[i] - IGNORED * bool(ignored) - STRETCHED * stretched) > most:
                score, lead = float(scores[i]), float(scores[i] - second)
                chosen, most = replace(choice, score=score, lead=lead, ignored=ignored), left
        return chosen

    def _names(self, node: NamedNode, read: Read) -> bool:
        return any(mention.node == node for mention in read.mentions)

    def _ignored(self, question: int, choice: Choice, read: Read) -> tuple[str, ...]:
        """Words that name things outright, do not ask the question, and that it is not about."""
        about = {choice.about, choice.other, *choice.between}
        used = self._own[question].union(*(self._linker.called(node) for node in about if node))
        left = {
            s
            for m in read.mentions
            if m.whole and self._linker.is_one(m.node) and m.node not in about
            if not m.matched & used
            for s in m.matched
        }
        return tuple(dict.fromkeys(w for w in words(read.text) if stem(w) in left))

    def _near(self, read: Read) -> NDArray[np.bool_]:
        """Which questions have a wording that is near enough."""
        nearest = np.full(len(self._questions), -1.0)
        np.maximum.at(nearest, self._of, self._by_reading(self._vectors, [*read.asked]))
        return nearest >= KNOWN

    def _nearness(self, read: Read) -> NDArray[np.float64]:
        """How near the wordings of every question are, the nearest most (a softened maximum)."""
        asked = [Reading(r.text, self._space.of(r.vector)) for r in read.asked]
        each = np.exp(SHARPNESS * self._by_reading(self._space.vectors, asked))
        total, size = np.zeros(len(self._questions)), np.bincount(self._of)
        np.add.at(total, self._of, each)
        return np.asarray(np.log(total / np.sqrt(size)) / SHARPNESS, dtype=np.float64)

    def _by_reading(self, vectors: Matrix, asked: Sequence[Reading]) -> NDArray[np.float64]:
        """The cosine of every wording to what was asked, read as the wording is."""
        cosines = np.stack([vectors @ reading.vector for reading in asked])
        return np.asarray(cosines[self._reads, np.arange(len(self._reads))], dtype=np.float64)

    def _by_words(self, read: Read) -> NDArray[np.float64]:
        """Share of each question in the words that tell questions apart, in its best reading."""
        shares = [self._share(self._tokens(text)) for text in {r.text for r in read.asked}]
        return np.asarray(np.max(shares, axis=0), dtype=np.float64)

    def _share(self, tokens: set[str]) -> NDArray[np.float64]:
        known = [self._telling[t] for t in sorted(tokens) if t in self._telling]
        if not known:
            return np.zeros(len(self._questions))
        total = sum(weight for weight, _ in known)
        found = np.array([weight * share for weight, share in known])
        return np.asarray(found.sum(axis=0) / total, dtype=np.float64)

    def _named(self, read: Read) -> NDArray[np.float64]:
        """What it counts for that a question can be about a thing that is named."""
        things = [m for m in read.mentions if m.whole and not m.name.term]
        fits = [bool(things and self._linker.fitting(things, q.about)) for q in self._questions]
        return NAMES * np.array(fits)

    def _about(self, i: int, read: Read, during: str, held: bool) -> Choice | None:
        """The choice of a question, None if it needs things that were not named.

        With ``held`` a thing is named by words that only stand in its name ("tomtkön").
        """
        question = self._questions[i]
        if question.about_both:
            pair = self._linker.pair(self.named_beside(read.mentions), question.about)
            return Choice(question, pair[0], pair[1], during=during) if pair else None
        fitting = self._linker.fitting(read.mentions, question.about)
        if RDFS.Class in question.about and self._more_than(fitting[:1], i, read):
            return None
        if question.about_required and not fitting and held:
            said = [s for s in content_stems(read.text) if s not in self._own[i]]
            fitting = self._linker.holding(said, question.about)
            fitting = fitting if len(fitting) <= MOST else []
        if question.about_required and not fitting:
            return None
        between = tuple(fitting) if len(fitting) > 1 else ()
        return Choice(question, next(iter(fitting), None), None, between, during)

    def _more_than(self, terms: Sequence[NamedNode], i: int, read: Read) -> bool:
        """Whether it says what no question does beside a class: then it is not about the class."""
        called = frozenset[str]().union(*(self._linker.called(term) for term in terms))
        known = called | self._own[i] | asking()
        said = (s for s in content_stems(read.text) if len(s) >= SHORTEST_PART)
        return any(s not in known and self._token(s) not in known for s in said)

    def _tokens(self, text: str) -> set[str]:
        """Stems with classes as one word each, and pairs of neighbours."""
        each = [self._token(word) for word in words(text)]
        return {*each, *(f"{a} {b}" for a, b in pairwise(each))}

    def _token(self, word: str) -> str:
        called = self._linker.class_called(word)
        return called.value if called and called.value.startswith(STYR.base) else stem(word)

    def _words_of(self, *, both: bool) -> frozenset[str]:
        """The words of the wordings about two things, or of all others."""
        said = [w for w in self._wordings if self._questions[w.question].about_both == both]
        return frozenset(token for w in said for token in self._tokens(w.text))


def year_said(text: str) -> str:
    """The year that a text names, also "nästa år" and "i fjol"; empty if it names none."""
    if found := _YEAR.search(text):
        return found[0]
    said = " ".join(words(text))
    moved = (years for words_, years in _RELATIVE.items() if re.search(rf"\b{words_}\b", said))
    return next((str(date.today().year + years) for years in moved), "")


@cache
def asking() -> frozenset[str]:
    """Stems of the words that wordings of the library consist of, but for what they are about."""
    return frozenset(
        stem(word)
        for question in library()
        for wordings in question.wordings.values()
        for wording in wordings
        for word in words(wording.replace(ABOUT, " ").replace(OTHER, " "))
    )


def _read(question: Question, wording: str) -> int:
    """How a question is read to be compared with a wording."""
    if OTHER in wording:
        return PAIR
    if ABOUT not in wording:
        return PLAIN
    of_terms = {RDFS.Class, SKOS.Concept}.intersection(question.about)
    return TERM if of_terms else THING


def _telling(
    tokens: Sequence[set[str]], of: NDArray[np.int64]
) -> Mapping[str, tuple[float, NDArray[np.float64]]]:
    """What each token tells: its weight (inverse question frequency) and share of each question.

    A token that stands in c wordings of a question counts c / (c + 1) for it, as in BM25.
    """
    size = int(of.max()) + 1
    counts: dict[str, NDArray[np.float64]] = {}
    for each, question in zip(tokens, of, strict=True):
        for token in each:
            counts.setdefault(token, np.zeros(size))[question] += 1
    return {
        token: (log(1 + size / np.count_nonzero(found)), found / (found + 1))
        for token, found in counts.items()
    }
