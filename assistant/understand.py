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

KNOWN, SIMILAR, NEAR = 0.89, 0.90, 0.935
"""Cosines to the nearest wording of the library: enough for a question that is about the system
anyway; enough with `CLEAR`; and so near that it is that question. On the development questions,
descriptions of work stay below 0.92 and questions about the system lie above it."""
HALF, CLEAR = 0.4, 0.7
"""Probabilities that a reading is about the system."""
PLAIN_WORK, OBVIOUS = 0.6, 0.9
"""Probabilities of describing work, and of any other kind, from which nothing else is tried."""
LEFT = 2
"""Words that must be left when a thing is masked; a bare name asks nothing."""

Readings = tuple[Matrix, Matrix, Matrix]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood. ``kinds`` are the probabilities of `assistant.intent.KINDS`.

    ``question`` is the library question that was asked, ``about`` the thing it is about; both are
    None unless the kind is ``system``.
    """

    text: str
    lang: str
    vector: Matrix
    kind: str
    kinds: dict[str, float]
    mentions: tuple[Mention, ...]
    question: Question | None
    about: NamedNode | None


class Understander:
    """Understands questions to one graph."""

    def __init__(
        self, index: Index, cache: EmbeddingCache, progress: Progress | None = None
    ) -> None:
        self._index = index
        self._linker = Linker(index.graph)
        self._intents: IntentModel = fit_intents(cache, progress)
        self._wordings = [
            (spoken(wording, lang), question, ABOUT in wording)
            for question in library()
            for lang, wordings in question.wordings.items()
            for wording in wordings
        ]
        spoken_forms = [text for text, _, _ in self._wordings]
        self._vectors = cache.vectors(spoken_forms, questions=True)

    def understand(self, text: str, lang: str) -> Understanding:
        """Understand ``text``, to be answered in ``lang``."""
        vector = self._index.embed(text)
        kinds = self._intents.probabilities(vector)
        mentions = tuple(self._linker.mentions(text))
        kind = max(kinds, key=lambda k: kinds[k])
        question, about = None, None
        if kind == "system" or kinds[kind] < (PLAIN_WORK if kind == "support" else OBVIOUS):
            readings = self._readings(text, lang, vector, mentions)
            if self._asks_about(kind, readings):
                kind = "system"
                question, about = self._choose(readings, mentions)
        return Understanding(text, lang, vector, kind, kinds, mentions, question, about)

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

    def _asks_about(self, kind: str, readings: Readings) -> bool:
        """Whether it reads as a question of the library: as it is, or with its thing masked."""
        likeness = [float((self._vectors @ reading).max()) for reading in readings]
        if kind == "system":
            return max(likeness) >= KNOWN
        system = [self._intents.probabilities(reading)["system"] for reading in readings]
        near = any(
            like >= NEAR and share >= HALF for like, share in zip(likeness, system, strict=True)
        )
        return near or (likeness[1] >= SIMILAR and system[1] >= CLEAR)

    def _choose(
        self, readings: Readings, mentions: Sequence[Mention]
    ) -> tuple[Question | None, NamedNode | None]:
        """The library question nearest in wording whose thing, if it needs one, was named.

        A wording with a placeholder is compared with the question whose thing is masked; where the
        question is about a term of the ontology, with the one whose term is masked.
        """
        plain, about, term = (self._vectors @ reading for reading in readings)
        likeness = np.array(
            [
                plain[i] if not has_about else term[i] if _of_terms(question) else about[i]
                for i, (_, question, has_about) in enumerate(self._wordings)
            ]
        )
        for position in np.argsort(-likeness):
            _, question, has_about = self._wordings[int(position)]
            thing = self._linker.about(mentions, question.about) if question.about else None
            if thing is None and (has_about or question.about_required):
                continue
            return question, thing
        return None, None

    def _embed_masked(
        self, text: str, lang: str, vector: Matrix, mentions: Sequence[Mention]
    ) -> Matrix:
        """The vector of ``text`` with the surest mention replaced by a word for anything."""
        if not mentions:
            return vector
        stems = mentions[0].name.stems
        spans = [w.span() for w in WORD.finditer(text.lower()) if stem(w.group()) in stems]
        before, after = (text[: spans[0][0]], text[spans[-1][1] :]) if spans else ("", "")
        if len(words(before + " " + after)) < LEFT:
            return vector
        return self._index.embed(before + spoken(ABOUT, lang) + after)


def _of_terms(question: Question) -> bool:
    """Whether it is about a term or a concept of the ontology, not about a thing of the data."""
    return bool({RDFS.Class, SKOS.Concept}.intersection(question.about))
