"""Cross-encoders: question and passage are read together, slower and better than by vectors.

Where one is configured it reads the first of what was found, and what it says joins what speaks for
a thing. It never costs anybody the answer: if it fails, that is logged and the answer is as it was.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Protocol

import numpy as np

from assistant.errors import ModelUnfit
from assistant.find import Hit
from assistant.lexical import content_stems
from assistant.local_models import Running, device, fingerprint, loading, located
from assistant.walk import VOTERS

log = logging.getLogger(__name__)

READ = VOTERS
"""Things that are read: those that have a say in the strategy."""


class Scorer(Protocol):
    """What reads question and passage together."""

    def scores(self, question: str, passages: Sequence[str], /) -> list[float]:
        """How well each passage answers to the question, in the order given."""
        ...


class SharedWords:
    """A fake for tests: a passage scores the stems that it shares with the question."""

    name = "shared-words"

    def scores(self, question: str, passages: Sequence[str], /) -> list[float]:
        """How many stems of the question each passage has."""
        asked = set(content_stems(question))
        return [float(len(asked & set(content_stems(passage)))) for passage in passages]


def reread(hits: list[Hit], question: str, scorer: Scorer | None) -> list[Hit]:
    """The hits, best first, with what ``scorer`` says of the first `READ` of them.

    Its scores count in standard deviations over what it read. Without a scorer, or when it fails,
    the hits are as they were.
    """
    first, rest = hits[:READ], hits[READ:]
    if scorer is None or not first:
        return hits
    try:
        scores = np.array(scorer.scores(question, [hit.entry.passage for hit in first]))
        if scores.shape != (len(first),) or not np.isfinite(scores).all():
            raise ValueError(f"not one figure a passage: {scores}")
    except Exception:  # whatever a model of somebody else's raises
        log.warning("the cross-encoder failed: answered without it", exc_info=True)
        return hits
    spread = (scores - scores.mean()) / (scores.std() + 1e-9)
    told = [replace(hit, read=float(z)) for hit, z in zip(first, spread, strict=True)]
    return [*sorted(told, key=lambda hit: (-hit.score, hit.entry.node.value)), *rest]


class Reranker:
    """A cross-encoder of the sentence-transformers library. Safe to use from several threads."""

    def __init__(self, name: str, running: Running | None = None) -> None:
        """Load the model.

        Raises `ModelMissing`, `ModelNotFetched` or `DeviceMissing`, and `ModelUnfit` for one that
        does not give one score a pair (of entailment, say).
        """
        running = running or Running()
        with loading(name):
            from sentence_transformers import CrossEncoder
            from torch.nn import Identity

            folder = located(name)
            self._model: Any = CrossEncoder(
                str(folder), device=device(running.device), local_files_only=True
            )
            self._plain = Identity()
            self.name = f"{name}@{fingerprint(folder)}"
        labels = int(self._model.config.num_labels)
        if labels != 1:
            raise ModelUnfit(name=name, labels=labels)
        self._batch = running.batch
        self._lock = threading.Lock()
        self._last: tuple[tuple[str, ...], list[float]] = ((), [])

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers to the question, in the order given.

        Log odds as the model puts them (before any sigmoid): comparable within a question. What was
        read last is not read again: ``eval`` asks four times for one question's.
        """
        if not passages:
            return []
        asked = (question, *passages)
        with self._lock:
            if asked != self._last[0]:
                self._last = asked, self._read(question, passages)
            return list(self._last[1])

    def _read(self, question: str, passages: Sequence[str]) -> list[float]:
        found = self._model.predict(
            [(question, passage) for passage in passages],
            batch_size=self._batch,
            activation_fn=self._plain,
            show_progress_bar=False,
        )
        return [float(score) for score in found]


@cache
def load_reranker(name: str, running: Running | None = None) -> Scorer | None:
    """The cross-encoder of that name, loaded once; None for no name. Raises as `Reranker`."""
    if name == SharedWords.name:
        return SharedWords()
    return Reranker(name, running) if name else None
