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
from kg.names import RDFS, STYR

CLEAR, CLEARER = 0.6, 0.85
"""Probability from which a question with its thing masked counts as about the system; the higher
one when the whole question reads as a description of work."""
OBVIOUS = 0.9
"""Probability of another kind from which masking changes nothing."""
LEFT = 2
"""Words that must be left when a thing is masked; a bare name asks nothing."""


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
        graph = self._index.graph
        things = [m for m in mentions if graph.known(m.node) and not graph.is_a(m.node, STYR.Vision)]
        terms = [m for m in mentions if not graph.known(m.node)]
        masked = self._embed_masked(text, lang, vector, things)
        kind = max(kinds, key=lambda k: kinds[k])
        if masked is not vector and self._asks_about(kinds, kind, masked):
            kind = "system"
        question, about = None, None
        if kind == "system":
            defined = self._embed_masked(text, lang, vector, terms)
            question, about = self._choose(vector, masked, defined, mentions)
        return Understanding(text, lang, vector, kind, kinds, mentions, question, about)

    def _asks_about(self, kinds: dict[str, float], kind: str, masked: Matrix) -> bool:
        """Whether it reads as a question about the system once its thing is masked."""
        hidden = self._intents.probabilities(masked)["system"]
        if kind == "support":
            return kinds[kind] < CLEAR and hidden >= CLEARER
        return kinds[kind] < OBVIOUS and hidden >= CLEAR

    def _choose(
        self, vector: Matrix, masked: Matrix, defined: Matrix, mentions: Sequence[Mention]
    ) -> tuple[Question | None, NamedNode | None]:
        """The library question nearest in wording whose thing, if it needs one, was named.

        A wording with a placeholder is compared with the question whose thing is masked; where the
        question is about a term of the ontology, with the one whose term is masked.
        """
        plain, about, term = (self._vectors @ v for v in (vector, masked, defined))
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
        """The vector of ``text`` with the surest of ``mentions`` replaced by a word for anything."""
        if not mentions:
            return vector
        stems = mentions[0].name.stems
        spans = [w.span() for w in WORD.finditer(text.lower()) if stem(w.group()) in stems]
        before, after = (text[: spans[0][0]], text[spans[-1][1] :]) if spans else ("", "")
        if len(words(before + " " + after)) < LEFT:
            return vector
        return self._index.embed(before + spoken(ABOUT, lang) + after)


def _of_terms(question: Question) -> bool:
    return RDFS.Class in question.about
