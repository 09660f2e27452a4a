"""Bi-encoders of the sentence-transformers library: question and passage, each to a vector."""

import json
import re
import threading
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.local_models import Running, device, fingerprint, loading, located

NONE = "none"
_E5 = re.compile(r"(?:^|[-_/])e5(?:[-_/]|$)")
_TASK = "Given a description of work, retrieve the goals that it contributes to"
_PROMPTS = {
    "e5-instruct": (f"Instruct: {_TASK}\nQuery: ", ""),
    "e5": ("query: ", "passage: "),
}
"""What a family was trained with, for models whose own configuration does not say. Others (bge-m3,
gte, KBLab's Swedish Sentence-BERT, paraphrase models) take the text as it is."""


class SentenceTransformers(Embeddings):
    """A bi-encoder by name or by path; vectors have length 1. Safe to use from several threads.

    ``name`` tells the weights and the prompts too, so that vectors of others are never mixed in.
    Texts longer than the model's ``max_seq_length`` are cut there. Code that comes with a model is
    never run.
    """

    def __init__(self, name: str, running: Running | None = None) -> None:
        """Load the model. Raises `ModelMissing`, `ModelNotFetched` or `DeviceMissing`."""
        running = running or Running()
        with loading(name):
            from sentence_transformers import SentenceTransformer

            folder = located(name)
            self._model: Any = SentenceTransformer(
                str(folder), device=device(running.device), local_files_only=True
            )
            self.prompts = _prompts(name, folder, self._model.prompts, running)
            limit = self._model.max_seq_length
            self.name = f"{name}@{fingerprint(folder, self.prompts, limit)}"
        self.batch = running.batch
        self._lock = threading.Lock()

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_queries([text])[0]

    def embed_queries(self, texts: list[str]) -> list[list[float]]:
        """The vectors of questions."""
        return self._encoded(self._model.encode_query, texts, self.prompts[0])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        return self._encoded(self._model.encode_document, texts, self.prompts[1])

    def _encoded(self, encode: Any, texts: list[str], prompt: str) -> list[list[float]]:
        with self._lock:  # the tokenizers are not safe to share
            rows = encode(
                texts,
                prompt=prompt,
                batch_size=self.batch,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        vectors: list[list[float]] = np.asarray(rows, dtype=np.float32).tolist()
        return vectors


def _prompts(name: str, folder: Path, own: dict[str, str], running: Running) -> tuple[str, str]:
    """The prompts for question and passage: the settings', else the model's, else its family's."""
    family = _family(name, folder)
    query = own.get("query") or family[0]
    passage = own.get("document") or own.get("passage") or family[1]
    return _chosen(running.query_prompt, query), _chosen(running.passage_prompt, passage)


def _chosen(setting: str, otherwise: str) -> str:
    return "" if setting == NONE else setting or otherwise


def _family(name: str, folder: Path) -> tuple[str, str]:
    """By the model's name, the folder's, or the one that its configuration says it comes from."""
    names = f"{Path(name).name}/{_configured_name(folder)}".lower()
    if not _E5.search(names):
        return "", ""
    return _PROMPTS["e5-instruct" if "instruct" in names else "e5"]


def _configured_name(folder: Path) -> str:
    try:
        told = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError):
        return ""
    return Path(str(told.get("_name_or_path", ""))).name
