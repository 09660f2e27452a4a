"""Collections are exactly their index's, whatever was done to the files meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from assistant.chroma import KEPT, SAMPLED, SEAL, VECTORS, Collections
from assistant.embeddings import EmbeddingCache, HashedWords, Matrix
from assistant.vectors import VectorIndex
from tests.conftest import contents

SMALL, LARGE = 40, 1200
"""Chroma writes a collection's HNSW files once it holds a thousand."""
NEAR = """
import sys
from pathlib import Path
from tests.assistant.test_chroma import opened, nearest
print(nearest(opened(Path(sys.argv[1]), int(sys.argv[2]))))
"""
KILLED = """
import os, signal, sys
from pathlib import Path
import assistant.chroma as chroma
from tests.assistant.test_chroma import opened
chroma.ADD = 100
named, left = sys.argv[3], int(sys.argv[4])
act = getattr(chroma._Maker, named) if hasattr(chroma._Maker, named) else None
def die(*given, **more):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return act(*given, **more)
if act is None:
    from chromadb.api.models.Collection import Collection
    act = getattr(Collection, named)
    setattr(Collection, named, die)
else:
    setattr(chroma._Maker, named, die)
opened(Path(sys.argv[1]), int(sys.argv[2]))
"""


def texts(count: int) -> list[str]:
    return [f"ord{number} annat{number}" for number in range(count)]


def opened(folder: Path | None, count: int = SMALL, first: str = "") -> VectorIndex:
    """The index of so many texts, as a new process would open it."""
    SharedSystemClient.clear_system_cache()
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    cache = EmbeddingCache(folder / "e.sqlite" if folder else None, HashedWords())
    return VectorIndex(Collections(folder), cache, [*texts(count)[1:], first or texts(1)[0]])


def nearest(index: VectorIndex) -> list[int]:
    """What is found for a few questions that are texts themselves: HNSW is not exact."""
    asked = np.array(HashedWords().embed_documents(texts(40)[30:]), dtype=np.float32)
    return [index.nearest(vector, 1)[0][0] for vector in asked]


def vectors(collection: Any) -> tuple[list[str], Matrix]:
    found = collection.get(include=["embeddings"])
    order = np.argsort([int(name) for name in found["ids"]])
    return [found["ids"][n] for n in order], np.asarray(found["embeddings"])[order]


def is_whole(index: VectorIndex) -> bool:
    ids, rows = vectors(index._collection)
    same_ids = ids == [str(n) for n in range(index.size)]
    return same_ids and np.allclose(rows, index.rows, atol=1e-5)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("assistant")]


@pytest.fixture(params=[SMALL, LARGE])
def count(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_a_second_start_changes_nothing_and_says_nothing(
    tmp_path: Path, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    first = nearest(opened(tmp_path, count))
    before = contents(tmp_path)
    assert nearest(opened(tmp_path, count)) == first == nearest(opened(None, count))
    after = contents(tmp_path)
    changed = {name for name in before if before[name] != after[name]}
    assert set(after) == set(before)
    assert {name for name in changed if not name.startswith(f"{VECTORS}/")} == set()
    assert told(caplog) == []


def test_files_that_chroma_writes_anew_by_itself_are_not_taken_for_damaged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A small collection's are not read, and hold what the memory held when they were written."""
    first = nearest(opened(tmp_path))
    files = sorted((tmp_path / VECTORS).glob("*/*"))
    assert len(files) == 4
    for rewrite in (flip, halve, remove):
        SharedSystemClient.clear_system_cache()
        for file in files:
            if file.stat().st_size:
                rewrite(file)
        assert Collections(tmp_path).wrong("other", [], np.zeros((0, 1), np.float32)) is None
        assert nearest(opened(tmp_path)) == first
    assert told(caplog) == []


def delete(collection: Any) -> None:
    collection.delete(ids=["3", "7"])


def add(collection: Any) -> None:
    collection.add(ids=["10000"], embeddings=[[1.0] * 64])


def alter(collection: Any) -> None:
    collection.update(ids=["5"], embeddings=[[1.0] * 64])


def swap(collection: Any) -> None:
    delete(collection)
    collection.add(ids=["x", "y"], embeddings=[[1.0] * 64] * 2)


def rename(collection: Any) -> None:
    collection.modify(metadata={"built": 1.0, "digest": "0" * 64})


@pytest.mark.parametrize(
    ("tamper", "difference"),
    [
        (delete, "2 missing, 0 surplus"),
        (add, "0 missing, 1 surplus"),
        (swap, "2 missing, 2 surplus"),
        (alter, "1 vectors altered"),
        (rename, "digest"),
    ],
)
def test_what_is_missing_surplus_or_altered_is_made_anew(
    tmp_path: Path,
    count: int,
    tamper: Callable[[Any], None],
    difference: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = opened(tmp_path, count)
    expected = nearest(first)
    tamper(first._collection)
    again = opened(tmp_path, count)
    assert (is_whole(again), nearest(again)) == (True, expected)
    assert told(caplog) == [
        f"the search index differed from its graph ({difference}): it is made anew"
    ]
    caplog.clear()
    assert is_whole(opened(tmp_path, count))
    assert told(caplog) == []


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 3] ^= 0xFF
    path.write_bytes(body)


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [halve, empty, flip, remove])
def test_damaged_files_are_made_anew_before_they_can_end_the_process(
    tmp_path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Half a header.bin made Chroma end the process (SIGSEGV)."""
    kept = tmp_path / "kept"
    expected = nearest(opened(kept, LARGE))
    SharedSystemClient.clear_system_cache()
    files = [path for path in (kept / VECTORS).glob("*/*") if path.stat().st_size]
    assert len(files) >= 4
    for number, file in enumerate([*files, kept / SEAL]):
        caplog.clear()
        place = Path(shutil.copytree(kept, tmp_path / str(number)))
        damage(place / file.relative_to(kept))
        again = opened(place, LARGE)
        assert (is_whole(again), nearest(again)) == (True, expected)
        assert [line.endswith("it is made anew") for line in told(caplog)] == [True]


@pytest.mark.parametrize("damage", [halve, empty, remove])
@pytest.mark.parametrize("part", ["chroma/chroma.sqlite3", "e.sqlite"])
def test_damaged_databases_are_made_anew(
    tmp_path: Path, part: str, damage: Callable[[Path], None]
) -> None:
    expected = nearest(opened(tmp_path, LARGE))
    SharedSystemClient.clear_system_cache()
    damage(tmp_path / part)
    again = opened(tmp_path, LARGE)
    assert (is_whole(again), nearest(again)) == (True, expected)


def test_a_large_collection_is_compared_by_sample(tmp_path: Path) -> None:
    count = SAMPLED + 500
    collection = opened(tmp_path, count)._collection
    ids = [str(n) for n in range(count)]
    collection.update(ids=ids, embeddings=np.ones((count, 64), dtype=np.float32))
    assert is_whole(opened(tmp_path, count))


@pytest.mark.parametrize(
    ("named", "times"),
    [("_made", 0), ("upsert", 0), ("upsert", 1), ("upsert", 11), ("_forget_old", 0)],
)
def test_a_process_killed_while_it_builds_leaves_nothing_half(
    tmp_path: Path, named: str, times: int
) -> None:
    told = [sys.executable, "-c", KILLED, str(tmp_path), str(LARGE), named, str(times)]
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    again = opened(tmp_path, LARGE)
    assert (is_whole(again), nearest(again)) == (True, nearest(opened(None, LARGE)))


def test_processes_that_start_at_once_build_one_index(tmp_path: Path) -> None:
    def run(count: int) -> subprocess.CompletedProcess[str]:
        told = [sys.executable, "-c", NEAR, str(tmp_path), str(count)]
        return subprocess.run(told, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(run, (SMALL, SMALL, SMALL + 1, SMALL)))
    assert [(each.returncode, each.stderr) for each in runs] == [(0, "")] * 4
    expected = [nearest(opened(None, count)) for count in (SMALL, SMALL, SMALL + 1, SMALL)]
    assert [each.stdout.strip() for each in runs] == [str(each) for each in expected]
    assert is_whole(opened(tmp_path, SMALL))
    assert is_whole(opened(tmp_path, SMALL + 1))


def test_only_the_last_collections_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        last = opened(tmp_path, first=f"annat{number}")
    assert len(last._collection._client.list_collections()) == KEPT


def test_what_another_process_forgot_or_discarded_is_still_found(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = opened(tmp_path)
    expected = nearest(index)
    index._collection._client.delete_collection(index._collection.name)
    assert nearest(index) == nearest(index) == expected
    assert len(told(caplog)) == 1


def test_a_folder_that_may_only_be_read_is_searched_all_the_same(tmp_path: Path) -> None:
    expected = nearest(opened(tmp_path))
    before = contents(tmp_path)
    for path in [*tmp_path.rglob("*"), tmp_path]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run(
        [*nobody(), sys.executable, "-c", NEAR, str(tmp_path), str(SMALL + 1)],
        capture_output=True,
        text=True,
        check=False,
    )
    for path in [tmp_path, *tmp_path.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert (done.returncode, done.stdout.strip()) == (0, str(nearest(opened(None, SMALL + 1))))
    assert (done.stderr.count("\n"), "may only be read" in done.stderr) == (1, True)
    assert contents(tmp_path) == before
    assert nearest(opened(tmp_path)) == expected


def nobody() -> list[str]:
    """A command prefix without the right to write everywhere, which root otherwise has."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv")
    every = "-dac_override,-dac_read_search,-fowner"
    return ["setpriv", f"--bounding-set={every}", f"--inh-caps={every}", "--"]
