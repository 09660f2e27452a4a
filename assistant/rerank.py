"""Cross-encoders: question and passage are read together, slower and better than by vectors."""

import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.errors import ModelUnfit
from assistant.local_models import Running, device, fingerprint, loading, located


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

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers to the question, in the order given.

        Log odds as the model puts them (before any sigmoid): comparable within a question.
        """
        if not passages:
            return []
        with self._lock:
            found = self._model.predict(
                [(question, passage) for passage in passages],
                batch_size=self._batch,
                activation_fn=self._plain,
                show_progress_bar=False,
            )
        return [float(score) for score in found]


@cache
def load_reranker(name: str, running: Running | None = None) -> Reranker | None:
    """The cross-encoder of that name, loaded once; None for no name. Raises as `Reranker`."""
    return Reranker(name, running) if name else None
