"""The themes of every thing in a graph, ready to be compared with a question's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.corpus import Entry
from assistant.embeddings import Matrix
from assistant.themes.kindred import kindred
from assistant.themes.model import ThemeModel, unit
from assistant.themes.thesaurus import shipped
from kg.graph import GovernanceGraph
from kg.names import STYR

Array = NDArray[np.float64]
SUPPORTING, BELOW = 0.7, 0.2
"""How much an internal strategy, and what leads to it, is about supporting work, whatever its title
says: by class."""
FLOOR = 0.05
"""Added to the odds of a shared theme, so that two things of wholly different themes are not
infinitely far apart."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A question: its themes' probabilities, its place in the projection, its words' evidence."""

    themes: Array
    place: Array
    words: Array


class Profiles:
    """Themes of a graph's entries."""

    def __init__(
        self, model: ThemeModel, graph: GovernanceGraph, entries: Sequence[Entry], rows: Matrix
    ) -> None:
        """``rows`` are the entries' vectors."""
        self._model = model
        self._thesaurus = shipped()
        size = len(self._thesaurus.names)
        evidence = np.array([self._thesaurus.evidence(e.passage) for e in entries]).reshape(
            -1, size
        )
        if not entries:
            rows = np.zeros((0, len(model.passage_mean)), dtype=np.float32)
        self._themes = model.of_things(rows, evidence) if entries else evidence
        self._places = model.place_things(rows)
        self._words = unit(evidence)
        internal = set(graph.instances(STYR.InternalStrategy))
        supporting = self._thesaurus.supporting / max(1, self._thesaurus.supporting.sum())
        for position, entry in enumerate(entries):
            if not internal.isdisjoint(entry.paths):
                share = SUPPORTING if entry.node in internal else BELOW
                own = self._themes[position]
                self._themes[position] = (1 - share) * own + share * supporting

    def of_question(self, question: str, vector: Matrix) -> Profile:
        """The themes of a question."""
        evidence = self._thesaurus.evidence(question)
        return Profile(
            self._model.of_question(vector, evidence),
            self._model.place_question(vector),
            unit(evidence),
        )

    def compare(self, asked: Profile) -> tuple[Array, Array, Array]:
        """For every entry: nearness in the projection (standardised), log odds, words' cosine."""
        near = self._places @ asked.place
        kin = (near - near.mean()) / (near.std() + 1e-9)
        shared = self._themes @ (asked.themes @ kindred()) * len(asked.themes)
        return kin, np.log(shared + FLOOR), self._words @ asked.words
