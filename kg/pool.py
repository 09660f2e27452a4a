"""SPARQL for many at a time: worker processes that are kept warm, killed in time and replaced.

A worker is forked with the graph in memory, which costs some milliseconds, and then answers one
query after another in about one. What one sends back goes into a spool, so that a slow client keeps
no worker waiting. One that is past its limits, or whose client has gone, is killed; one that has
grown is let go.
"""

import asyncio
import json
import logging
import multiprocessing
import pickle
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kg.answering import FRAME, Allowed, Asked, Prepare, serve
from kg.errors import Busy, QueryNested, QueryTimeout, QueryTooHungry, StyrError, WorkerEnded
from kg.sparql import DEEPEST
from kg.spool import Spool
from kg.turns import RETRY, Turns
from kg.worker import status_of

GRACE = 1.0
"""Seconds that a worker has, after its time, to close a result that it is sending."""

MOST_SPOOLED = 2_000_000_000
"""Bytes of results that slow clients have yet to fetch, before no more queries are taken."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Answer:
    """An answer that has begun. Read `chunks` or `whole`, then `close` in any case.

    ``complete`` tells that all of it is there already; else `rows` and `truncated` are known when
    the last chunk has been read.
    """

    _run: "Run"
    complete: bool
    _task: asyncio.Task[None]

    @property
    def form(self) -> str:
        """A key of `kg.forms`."""
        return self._run.head["form"]

    @property
    def encoding(self) -> str:
        """How it is compressed: "gzip", "br" or not at all."""
        return self._run.head["encoding"]

    @property
    def rows(self) -> int | None:
        """How many rows or triples; None for ASK, and until the end is there."""
        rows = self._run.end.get("rows")
        return rows if isinstance(rows, int) else None

    @property
    def truncated(self) -> str | None:
        """Why it was cut; None if it was not, and until the end is there."""
        reason = self._run.end.get("truncated")
        return str(reason) if reason else None

    def whole(self) -> bytes:
        """A complete answer."""
        return self._run.spool.whole()

    def chunks(self) -> AsyncIterator[bytes]:
        """The answer as it comes. Raises `kg.errors.QueryError` when it breaks off."""
        return self._run.spool.chunks()

    async def close(self) -> None:
        """Give everything back; a query that still runs is killed."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._run.spool.close()


class _Worker:
    """A process that answers queries on one graph."""

    def __init__(self, prepare: Prepare, allowed: Allowed) -> None:
        self._socket, theirs = socket.socketpair()
        context = multiprocessing.get_context("fork")
        self._process = context.Process(target=serve, args=(theirs, prepare, allowed), daemon=True)
        self._process.start()
        theirs.close()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, asked: Asked) -> None:
        """Send it a query."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(sock=self._socket)
        body = pickle.dumps(asked)
        self._writer.write(FRAME.pack(b"q", len(body)) + body)
        await self._writer.drain()

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame. Raises asyncio.IncompleteReadError or ConnectionError if it has died."""
        if self._reader is None:
            raise ConnectionError("not asked")
        kind, length = FRAME.unpack(await self._reader.readexactly(FRAME.size))
        return kind, await self._reader.readexactly(length)

    @property
    def alive(self) -> bool:
        """Whether nobody has ended it."""
        return self._process.is_alive()

    def close(self) -> None:
        """Hang up; a worker that waits for a query ends then."""
        if self._writer is not None:
            self._writer.close()
        else:
            self._socket.close()

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()

    def reap(self) -> int | None:
        """Wait until it is gone; its exit status, a signal as a negative number."""
        status = status_of(self._process)
        self._process.close()
        return status


@dataclass(slots=True)
class Run:
    """One query on its way: what was asked, what came back, since when."""

    asked: Asked
    spool: Spool = field(default_factory=Spool)
    head: dict[str, str] = field(default_factory=dict)
    end: dict[str, object] = field(default_factory=dict)
    since: float = field(default_factory=time.monotonic)

    async def follow(self, worker: _Worker, limit: asyncio.Timeout, megabytes: int) -> bool:
        """Ask ``worker`` and take all that it sends; whether it can take another query.

        Once it sends, ``limit`` is put off a little: it sees the time itself.
        """
        await worker.ask(self.asked)
        while True:
            kind, body = await worker.frame()
            if kind == b"c":
                self.spool.append(body)
            elif kind == b"h":
                self.head.update(json.loads(body))
                limit.reschedule((limit.when() or 0.0) + GRACE)
            elif kind == b"e":
                self.end.update(json.loads(body))
                self.spool.end()
                return not self.end["tired"]
            else:
                problem, tired = pickle.loads(body)
                hungry = isinstance(problem, MemoryError)
                if hungry:
                    self.stopped("memory")
                self.spool.end(QueryTooHungry(megabytes=megabytes) if hungry else problem)
                return isinstance(problem, StyrError) and not tired

    def stopped(self, why: str) -> None:
        """Write down that it was stopped."""
        ms = (time.monotonic() - self.since) * 1000
        shown = "".join(c if c.isprintable() else " " for c in self.asked.text[:2000])
        shown = " ".join(shown.split())[:200]
        log.warning("SPARQL: stopped after %.0f ms (%s): %s", ms, why, shown)


async def begun(
    turns: Turns, user: str, asked: Asked, follow: Callable[[Run], Coroutine[Any, Any, None]]
) -> Answer:
    """The answer to a query, which ``follow`` brings to its end when it is the user's turn.

    Returns when it is complete or there is more than can be held back. Raises `kg.errors.Busy`, and
    what ``follow`` ends the spool with.
    """
    if Spool.in_all > MOST_SPOOLED:
        raise Busy(seconds=RETRY)
    await turns.take(user)
    run = Run(asked)

    async def hold_turn() -> None:
        try:
            await follow(run)
        finally:
            turns.give_back(user)

    task = asyncio.create_task(hold_turn())
    try:
        complete = await run.spool.begun()
    except BaseException:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        run.spool.close()
        raise
    return Answer(run, complete, task)


class Pool:
    """Answers queries in worker processes. Belongs to one event loop.

    ``at_once`` run at a time, ``waiting`` more wait for at most ``allowed.seconds``.
    """

    def __init__(self, allowed: Allowed, at_once: int = 2, waiting: int = 100) -> None:
        self.allowed = allowed
        self.turns = Turns(at_once, waiting, allowed.seconds)
        self._idle: list[_Worker] = []
        self._ending: set[asyncio.Task[int | None]] = set()
        self._current: Hashable = None

    async def answer(
        self, key: Hashable, prepare: Prepare, asked: Asked, user: str, *, keep: bool = True
    ) -> Answer:
        """The answer to a query on the graph that ``prepare`` gives in the worker.

        Workers are kept for the ``key`` that was asked for last, unless ``keep`` is false. Returns
        when it is complete or there is more than can be held back. Raises `kg.errors.QueryError`.
        """
        follow = partial(self._run, key=key if keep else None, prepare=prepare)
        return await begun(self.turns, user, asked, follow)

    async def close(self) -> None:
        """End every worker."""
        for worker in self._idle:
            self._end(worker)
        self._idle.clear()
        await asyncio.gather(*self._ending)

    async def _run(self, run: Run, key: Hashable, prepare: Prepare) -> None:
        """Follow ``run`` to its end, whatever that is; the worker is kept for ``key``, or ended."""
        if key is not None:
            self._let_go_of_others(key)
        worker, good = None, False
        try:
            worker = self._taken(key, prepare)
            async with asyncio.timeout(self.allowed.seconds) as limit:
                good = await run.follow(worker, limit, self.allowed.megabytes)
        except TimeoutError:
            run.stopped("time")
            run.spool.end(QueryTimeout(seconds=f"{self.allowed.seconds:g}"))
        except (asyncio.IncompleteReadError, ConnectionError):
            if worker is not None:
                dying, worker = self._end(worker, kill=False), None
                run.spool.end(self._cause(await asyncio.shield(dying), run))
        except asyncio.CancelledError:
            run.stopped("the client has gone")
            raise
        except Exception as problem:
            log.exception("SPARQL: unexpected error")
            run.spool.end(problem)
        finally:
            if worker is not None and good and key is not None and key == self._current:
                self._idle.append(worker)
            elif worker is not None:
                self._end(worker)

    def _taken(self, key: Hashable, prepare: Prepare) -> _Worker:
        """An idle worker for ``key``, or a new one."""
        while key is not None and key == self._current and self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._end(worker)
        return _Worker(prepare, self.allowed)

    def _let_go_of_others(self, key: Hashable) -> None:
        if key != self._current:
            self._current = key
            while self._idle:
                self._end(self._idle.pop())

    def _end(self, worker: _Worker, *, kill: bool = True) -> "asyncio.Task[int | None]":
        """End a worker, or wait for one that is dying; giving its memory back takes a while."""
        worker.close()
        if kill:
            worker.kill()
        task = asyncio.create_task(asyncio.to_thread(worker.reap))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task

    def _cause(self, status: int | None, run: Run) -> StyrError:
        """Why a worker died by itself: a stack that overflowed, or memory that it was refused."""
        if status == -signal.SIGSEGV:
            run.stopped("nested too deeply")
            return QueryNested(depth=DEEPEST)
        if status == -signal.SIGXCPU:
            run.stopped("time")
            return QueryTimeout(seconds=f"{self.allowed.seconds:g}")
        if status is not None and status >= 0:
            run.stopped(f"a fault of ours: status {status}")
            return WorkerEnded()
        run.stopped(f"memory, or ended from outside: status {status}")
        return QueryTooHungry(megabytes=self.allowed.megabytes)
