"""Bytes on their way from a fast writer to a slow reader: a little in memory, the rest on disk."""

import asyncio
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import ClassVar

IN_MEMORY = 1024 * 1024
"""Bytes that are held in memory; what is more goes to a temporary file without a name."""
AT_A_TIME = 64 * 1024
HELD_BACK = 256 * 1024
"""Bytes that are waited for before reading begins: until then a failure can be told instead."""


class Spool:
    """Written and read in one event loop. Read once, from the beginning.

    ``in_all`` is how many bytes all that are open hold together.
    """

    in_all: ClassVar[int] = 0

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed by `close`)
        self._written = 0
        self._ended = False
        self._failure: BaseException | None = None
        self._changed = asyncio.Event()

    def append(self, data: bytes) -> None:
        """Add ``data``. Raises OSError when the disk is full."""
        self._file.seek(self._written)
        self._file.write(data)
        self._written += len(data)
        Spool.in_all += len(data)
        self._changed.set()

    def end(self, failure: BaseException | None = None) -> None:
        """Nothing more comes, or ``failure`` is why. The first end counts."""
        if not self._ended:
            self._ended, self._failure = True, failure
            self._changed.set()

    async def begun(self) -> bool:
        """Wait until all is there (True) or more than is held back (False). Raises the failure."""
        while not self._ended and self._written < HELD_BACK:
            await self._change()
        if self._failure:
            raise self._failure
        return self._ended

    def whole(self) -> bytes:
        """All that has been written."""
        self._file.seek(0)
        return self._file.read()

    async def chunks(self) -> AsyncIterator[bytes]:
        """What is written, as it comes. Raises the failure at its end."""
        place = 0
        while True:
            if place < self._written:
                self._file.seek(place)
                data = self._file.read(AT_A_TIME)
                place += len(data)
                yield data
            elif self._ended:
                break
            else:
                await self._change()
        if self._failure:
            raise self._failure

    def close(self) -> None:
        """Give the memory or file back."""
        self.end(ConnectionAbortedError("closed"))
        if not self._file.closed:
            Spool.in_all -= self._written
            self._file.close()

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
