"""Bytes from a fast writer to a slow reader: all of them, in order, with little in memory."""

import asyncio
import os
from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import spool
from kg.errors import QueryTimeout
from kg.spool import AT_A_TIME, HELD_BACK, IN_MEMORY, Spool


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


async def read(spooled: Spool) -> list[bytes]:
    return [piece async for piece in spooled.chunks()]


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@settings(max_examples=60, deadline=None)
@given(
    pieces=st.lists(st.binary(max_size=40), max_size=12),
    in_memory=st.sampled_from([1, 16, IN_MEMORY]),
    at_a_time=st.sampled_from([1, 7, AT_A_TIME]),
    ahead=st.integers(0, 12),
)
def test_what_is_written_is_read(
    pieces: list[bytes], in_memory: int, at_a_time: int, ahead: int
) -> None:
    """However far the writer is ahead when the reader begins."""

    async def work() -> bytes:
        spooled = Spool()
        for piece in pieces[:ahead]:
            spooled.append(piece)
        reading = asyncio.create_task(read(spooled))
        for piece in pieces[ahead:]:
            await asyncio.sleep(0)
            spooled.append(piece)
        spooled.end()
        found = await reading
        assert all(0 < len(piece) <= at_a_time for piece in found)
        assert spooled.whole() == b"".join(pieces)
        spooled.close()
        return b"".join(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "IN_MEMORY", in_memory)
        patch.setattr(spool, "AT_A_TIME", at_a_time)
        assert run(work()) == b"".join(pieces)


@pytest.mark.parametrize("pieces", [[], [b"a"], [b"a", b"b"], [b"a" * HELD_BACK, b"b"]])
def test_begun_tells_that_all_is_there(pieces: list[bytes]) -> None:
    async def work() -> bool:
        with closing(Spool()) as spooled:
            for piece in pieces:
                spooled.append(piece)
            spooled.end()
            return await spooled.begun()

    assert run(work()) is True


def test_begun_waits_for_more_than_is_held_back() -> None:
    """What has not begun may still fail, and then it is not too late for another status."""

    async def work() -> None:
        with closing(Spool()) as spooled:
            begun = asyncio.create_task(spooled.begun())
            spooled.append(b"a" * (HELD_BACK - 1))
            await asyncio.sleep(0.01)
            assert not begun.done()
            spooled.append(b"b")
            assert await begun is False

    run(work())


@pytest.mark.parametrize("pieces", [[], [b"a"], [b"a" * 2 * HELD_BACK]])
def test_a_failure_before_it_has_begun_is_raised_at_once(pieces: list[bytes]) -> None:
    async def work() -> None:
        with closing(Spool()) as spooled:
            for piece in pieces:
                spooled.append(piece)
            spooled.end(QueryTimeout(seconds="1"))
            with pytest.raises(QueryTimeout):
                await spooled.begun()

    run(work())


def test_a_failure_comes_after_what_was_written() -> None:
    async def work() -> None:
        with closing(Spool()) as spooled:
            spooled.append(b"a" * HELD_BACK)
            assert await spooled.begun() is False
            spooled.append(b"b")
            spooled.end(QueryTimeout(seconds="1"))
            spooled.end()  # the first end counts
            found, chunks = bytearray(), spooled.chunks()
            while len(found) <= HELD_BACK:
                found += await anext(chunks)
            assert found == b"a" * HELD_BACK + b"b"
            with pytest.raises(QueryTimeout):
                await anext(chunks)

    run(work())


def test_closing_ends_a_reader_that_waits() -> None:
    async def work() -> None:
        spooled = Spool()
        spooled.append(b"a")
        reading = asyncio.create_task(read(spooled))
        await asyncio.sleep(0)
        spooled.close()
        with pytest.raises(ConnectionAbortedError):
            await reading

    run(work())


def test_much_goes_to_a_file_without_a_name_that_is_given_back(tmp_path: Path) -> None:
    async def work() -> None:
        before = descriptors()
        spooled = Spool()
        for _ in range(40):
            spooled.append(os.urandom(1024) * 64)
        assert descriptors() == before + 1
        assert list(tmp_path.iterdir()) == []
        assert sum(map(len, [piece async for piece in _ended(spooled)])) == 40 * 65536
        spooled.close()
        assert descriptors() == before

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path))
        run(work())


async def _ended(spooled: Spool) -> Any:
    spooled.end()
    async for piece in spooled.chunks():
        yield piece


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_an_error_not_a_shorter_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes before it are still there to read."""

    async def work() -> None:
        spooled = Spool()
        spooled.append(b"a")
        with monkeypatch.context() as patch:
            patch.setattr(spooled._file, "write", _full)
            with pytest.raises(OSError, match="No space left"):
                spooled.append(b"b")
        spooled.end(OSError(28, "No space left on device"))
        assert spooled.whole() == b"a"
        with pytest.raises(OSError, match="No space left"):
            await spooled.begun()
        spooled.close()

    run(work())


def _full(_: bytes) -> int:
    raise OSError(28, "No space left on device")
