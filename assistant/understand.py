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
        """Understand ``text``, to be answered in ``lang``."""
        read = self.reader.read(text, lang)
        plain, masked, defined = read.asked[:3]
        if plain.text != text:
            plain = Reading(text, self._index.embed(text))
        three = (plain, masked, defined)
        first, second, third = (self._intents.probabilities(r.vector, r.text) for r in three)
        near = self.reader.chooser.likeness
        return Understanding(
            text,
            lang,
            read.mentions,
            (plain.vector, masked.vector, defined.vector),
            (first, second, third),
            (near(plain.vector), near(masked.vector), near(defined.vector)),
            read.asked,
        )

    def choose(self, understood: Understanding) -> Choice:
        """The question of the library that is asked, and what it is about."""
        return self.reader.chooser.choose(understood)
