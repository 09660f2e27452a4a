"""Files that a pulled plug neither loses nor halves: written through, locked, sealed.

Nothing here knows what the files hold. What is flushed before what is the caller's business.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.errors import FolderBusy, unwritten


def sha256(content: bytes) -> str:
    """Checksum in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_through(path: Path, content: bytes) -> None:
    """Write a file and flush it to disk. Raises OSError."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Flush which names a folder holds. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_tree(path: Path) -> None:
    """Flush which names a folder and every folder in it hold. Raises OSError."""
    for folder, _, _ in os.walk(path, topdown=False):
        flush_folder(Path(folder))


def replace_whole(path: Path, content: bytes) -> None:
    """Give a file new content, whole or not at all. Raises OSError."""
    beside = path.with_name(path.name + ".tmp")
    try:
        write_through(beside, content)
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turns what the file system says while writing in ``folder`` into an error of ours.

    Raises `FolderNotWritable`, or `DiskFull`.
    """
    try:
        yield
    except OSError as problem:
        raise unwritten(folder, problem) from problem


@contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock file ``path``, which ends with the process that holds it.

    Raises `FolderBusy` if somebody else has it and we do not wait, and OSError.
    """
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise FolderBusy(path=path.parent) from problem
        yield


def seal(document: Mapping[str, object]) -> bytes:
    """JSON of ``document`` with its own checksum, so that any changed byte of it is seen."""
    body = {**document, "sha256": sha256(_plain(document))}
    return json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n"


def unseal(content: bytes, keys: Collection[str]) -> dict[str, Any]:
    """What `seal` was given, with exactly ``keys``. Raises ValueError for anything else.

    A document without a checksum is one that an earlier release wrote.
    """
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("no JSON object")
    told = document.pop("sha256", None)
    if set(document) != set(keys) or (told is not None and seal(document) != content):
        raise ValueError("not as it was sealed")
    return document


def _plain(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
