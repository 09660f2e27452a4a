"""Understand a question: its language, what kind it is, and what it names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyoxigraph import NamedNode

from assistant.embeddings import EmbeddingCache, Matrix, Progress
from assistant.index import Index
from assistant.intent import IntentModel, fit_intents, spoken
from assistant.lexical import WORD, stem, words
from assistant.library import ABOUT, Question, library
from assistant.linking import Linker, Mention
from kg.names import RDFS, SKOS, STYR

KNOWN = 0.87
"""Cosine to a wording of the library from which a question may be that one."""
WHOLE = 0.01
"""Added to a wording that names its thing itself: it says more than one with a placeholder."""
LEFT = 1
"""Words that must be left when a thing is masked; a bare name asks nothing."""

Readings = tuple[Matrix, Matrix, Matrix]
Kinds = dict[str, float]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood.

    ``readings`` are the vectors of the question as it is, with the surest thing it names masked,
    and with the surest term masked. ``kinds`` are, per reading, the probabilities of
    `assistant.intent.KINDS`, ``likeness`` the cosine to the nearest wording of the query library.
    """

    text: str
    lang: str
    mentions: tuple[Mention, ...]
    readings: Readings
    kinds: tuple[Kinds, Kinds, Kinds]
    likeness: tuple[float, float, float]

    @property
    def vector(self) -> Matrix:
        """The vector of the question as it is."""
        return self.readings[0]


class Understander:
    """Understands questions to one graph."""

    def __init__(
        self, index: Index, cache: EmbeddingCache, progress: Progress | None = None
    ) -> None:
        self._index = index
        self._linker = Linker(index.graph)
        self._intents: IntentModel = fit_intents(cache, progress)
        self._wordings = [
            (self._asked_of_anything(wording, lang), question, ABOUT in wording)
            for question in library()
            for lang, wordings in question.wordings.items()
            for wording in wordings
        ]
        spoken_forms = [text for text, _, _ in self._wordings]
        self._vectors = cache.vectors(spoken_forms, questions=True)

    def understand(self, text: str, lang: str) -> Understanding:
        """Understand ``text``, to be answered in ``lang``."""
        mentions = tuple(self._linker.mentions(text))
        plain, masked, defined = self._readings(text, lang, self._index.embed(text), mentions)
        kinds = self._intents.probabilities
        return Understanding(
            text,
            lang,
            mentions,
            (plain, masked, defined),
            (kinds(plain), kinds(masked), kinds(defined)),
            (self._likeness(plain), self._likeness(masked), self._likeness(defined)),
        )

    def choose(self, understood: Understanding) -> tuple[Question | None, NamedNode | None]:
        """The library question nearest in wording, and the thing it is about if it needs one.

        A wording with a placeholder is compared with the question whose thing is masked; where the
        question is about a term of the ontology, with the one whose term is masked. None if no
        wording is near enough, or none whose thing was named.
        """
        plain, about, term = (self._vectors @ reading for reading in understood.readings)
        likeness = np.array(
            [
                plain[i] + WHOLE if not has_about else (term if _of_terms(question) else about)[i]
                for i, (_, question, has_about) in enumerate(self._wordings)
            ]
        )
        for position in np.argsort(-likeness):
            if likeness[position] < KNOWN:
                break
            _, question, has_about = self._wordings[int(position)]
            thing = self._linker.about(understood.mentions, question.about)
            if thing is None and (has_about or question.about_required):
                continue
            return question, thing
        return None, None

    def _likeness(self, reading: Matrix) -> float:
        return float((self._vectors @ reading).max())

    def _readings(
        self, text: str, lang: str, vector: Matrix, mentions: Sequence[Mention]
    ) -> Readings:
        """The question as it is, with the surest thing masked, and with the surest term masked."""
        graph = self._index.graph
        things = [m for m in mentions if graph.known(m.node)]
        terms = [m for m in mentions if not graph.known(m.node)]
        maskable = [m for m in things if not graph.is_a(m.node, STYR.Vision)]
        return (
            vector,
            self._embed_masked(text, lang, vector, maskable),
            self._embed_masked(text, lang, vector, terms),
        )

    def _embed_masked(
        self, text: str, lang: str, vector: Matrix, mentions: Sequence[Mention]
    ) -> Matrix:
        """The vector of ``text`` with the surest mention replaced by a word for anything."""
        if not mentions:
            return vector
        stems = mentions[0].name.stems
        spans = [w.span() for w in WORD.finditer(text.lower()) if stem(w.group()) in stems]
        before, after = (text[: spans[0][0]], text[spans[-1][1] :]) if spans else ("", "")
        before = self._without_class(before)
        if len(words(before + " " + after)) < LEFT:
            return vector
        return self._index.embed(before + spoken(ABOUT, lang) + after)

    def _asked_of_anything(self, wording: str, lang: str) -> str:
        """A wording as a question looks when its thing is masked."""
        before, about, after = wording.partition(ABOUT)
        return spoken(self._without_class(before) + about + after, lang) if about else wording

    def _without_class(self, before: str) -> str:
        """``before`` without the class that the thing after it is called by ("programmet …")."""
        last = _last_word(before)
        if not last or not self._linker.is_term(last):
            return before
        return before[: before.lower().rindex(last)]


def _last_word(text: str) -> str:
    return next(reversed(words(text)), "")


def _of_terms(question: Question) -> bool:
    """Whether it is about a term or a concept of the ontology, not about a thing of the data."""
    return bool({RDFS.Class, SKOS.Concept}.intersection(question.about))
