"""What sentence-transformers models have in common: where they lie, what names them, on what
device they run. Nothing is ever downloaded here: a model is fetched once, by hand, or copied.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DeviceMissing, ModelMissing, ModelNotFetched

EXTRA = "pip install 'styrkompassen[sentence-transformers]'"
_OF_THE_EXTRA = ("sentence_transformers", "transformers", "torch")
_READ_WHOLE = 1_000_000
"""Smaller files (configuration, vocabularies) are read; of weights size and time are enough."""


@dataclass(frozen=True, slots=True)
class Running:
    """How models are run: ``device`` is auto, cpu, cuda, cuda:1 … or mps; ``batch`` texts at a
    time. Prompts are put before each text; "" means the model's own, "none" none."""

    device: str = "auto"
    batch: int = 32
    query_prompt: str = ""
    passage_prompt: str = ""


@contextmanager
def loading(name: str) -> Iterator[None]:
    """Turns whatever the library raises into an error of ours, and keeps it from drawing bars.

    Raises `ModelMissing`.
    """
    try:
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        yield
    except (ModelMissing, ModelNotFetched, DeviceMissing):
        raise
    except ImportError as problem:
        reason = EXTRA if problem.name in _OF_THE_EXTRA else str(problem)
        raise ModelMissing(name=name, reason=reason) from problem
    except Exception as problem:  # the library raises whatever its loaders raise
        reason = (str(problem).strip() or type(problem).__name__).splitlines()[0]
        raise ModelMissing(name=name, reason=reason) from problem


def located(name: str) -> Path:
    """The folder of a model: itself a path, or a name on the hub that has been fetched before.

    Raises `ModelNotFetched`.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    path = Path(name).expanduser()
    if path.is_dir():
        return path
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as problem:
        raise ModelNotFetched(name=name) from problem


def fingerprint(folder: Path, *settings: object) -> str:
    """Twelve hexadecimal digits that change when a model's files or ``settings`` do.

    A snapshot of the hub's is told by its commit; of other folders small files by what is in them,
    weights by size and time of change.
    """
    told = hashlib.sha256(repr(settings).encode())
    if folder.parent.name == "snapshots":
        told.update(folder.name.encode())
        return told.hexdigest()[:12]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            state = path.stat()
            told.update(f"{path.relative_to(folder).as_posix()}\0{state.st_size}\0".encode())
            if state.st_size < _READ_WHOLE:
                told.update(path.read_bytes())
            else:
                told.update(str(state.st_mtime_ns).encode())
    return told.hexdigest()[:12]


def device(wanted: str) -> str:
    """The device to run on: as wanted, or with "auto" the fastest here. Raises `DeviceMissing`."""
    import torch

    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if wanted == "auto":
        return "cuda" if cuda else "mps" if mps else "cpu"
    kind, _, number = wanted.partition(":")
    there = {"cpu": True, "cuda": cuda, "mps": mps}.get(kind, False)
    if kind == "cuda" and number and there:
        there = number.isdecimal() and int(number) < torch.cuda.device_count()
    if not there:
        raise DeviceMissing(device=wanted)
    return wanted
