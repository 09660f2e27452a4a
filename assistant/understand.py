"""Understand a question: its language, what kind it is, and what it names."""

from dataclasses import dataclass

from assistant.choosing import Choice, Reading
from assistant.embeddings import EmbeddingCache, Matrix, Progress
from assistant.fitted import fitted
from assistant.index import Index
from assistant.linking import Mention
from assistant.reading import Reader

Readings = tuple[Matrix, Matrix, Matrix]
Kinds = dict[str, float]
PLAIN = 0.95
"""Probability of a kind from which no other reading of a question would change it."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood.

    ``readings`` are the vectors of the question as it is, with the surest thing it names masked,
    and with the surest term masked. ``kinds`` are, per reading, the probabilities of
    `assistant.intent.KINDS`, ``likeness`` the cosine to the nearest wording of the query library.
    ``asked`` is what a question of the library is chosen by (`assistant.reading.Asking`).
    """

    text: str
    lang: str
    mentions: tuple[Mention, ...]
    readings: Readings
    kinds: tuple[Kinds, Kinds, Kinds]
    likeness: tuple[float, float, float]
    asked: tuple[Reading, Reading, Reading, Reading]

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
        self._intents = fitted(cache, progress).intents
        self.reader = Reader(index.graph, cache)

    def understand(self, text: str, lang: str) -> Understanding:
        """Understand ``text``, to be answered in ``lang``.

        Where it is plain from the text as it is that it describes work, or is about something else
        altogether, it is not read in other ways too: each costs an embedding.
        """
        whole = Reading(text, self._index.embed(text))
        kinds = self._intents.probabilities(whole.vector, text)
        near = self.reader.chooser.likeness
        if max(kinds["support"], kinds["off_topic"]) >= PLAIN:
            mentions = self.reader.mentions(text, lang)
            return Understanding(
                text,
                lang,
                mentions,
                (whole.vector,) * 3,
                (kinds,) * 3,
                (near(whole.vector),) * 3,
                (whole,) * 4,
            )
        read = self.reader.read(text, lang, whole.vector)
        masked, defined = read.asked[1:3]
        others = [self._intents.probabilities(r.vector, r.text) for r in (masked, defined)]
        return Understanding(
            text,
            lang,
            read.mentions,
            (whole.vector, masked.vector, defined.vector),
            (kinds, others[0], others[1]),
            (near(whole.vector), near(masked.vector), near(defined.vector)),
            read.asked,
        )

    def choose(self, understood: Understanding) -> Choice:
        """The question of the library that is asked, and what it is about."""
        return self.reader.chooser.choose(understood)
