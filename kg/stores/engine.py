"""Answers queries from a SPARQL server, within our limits and under our names.

The interface is that of `kg.pool.Pool`, and an answer is a `kg.pool.Answer`. The server works, a
thread of ours passes its answer on (`kg.stores.relay`). When time is over or the client has gone,
the connection is closed, which is all that a client can do to stop a query in every server.
"""

import asyncio
import json
import logging
import socket
import time
from dataclasses import replace
from functools import partial
from typing import Any

import httpx

from kg.answering import Allowed, Asked
from kg.errors import QueryTimeout, StoreUnreachable, StyrError
from kg.pool import Answer, Run, begun
from kg.stores.address import Server, shown
from kg.stores.graphs import Names
from kg.stores.query import Sent, prepared
from kg.stores.relay import Broken, Ended, Relay, cut_by
from kg.stores.server import client_settings, query_refusal, unreachable
from kg.texts import Phrase
from kg.turns import Turns

ROWS, GRAPH = "application/sparql-results+json", "application/n-triples"
VIRTUOSO = "virtuoso"

log = logging.getLogger(__name__)


class RemoteEngine:
    """Queries to one server. Belongs to one event loop; `close` it at the end.

    As many run at once, and wait, as ``turns`` lets.
    """

    def __init__(self, server: Server, allowed: Allowed, turns: Turns) -> None:
        self.allowed = allowed
        self.turns = turns
        self._server = replace(server, seconds=allowed.seconds)
        self._client: httpx.AsyncClient | None = None
        self._software = ""

    async def answer(self, asked: Asked, user: str, names: Names) -> Answer:
        """The answer about the version that ``names`` tells.

        Returns when it is complete or there is more than can be held back. Raises
        `kg.errors.QueryError` and `kg.errors.StoreError`.
        """
        return await begun(self.turns, user, asked, partial(self._run, names=names))

    async def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            await self._client.aclose()
        self._client = None

    async def _run(self, run: Run, names: Names) -> None:
        """Follow ``run`` to its end, whatever that is."""
        asked, given = run.asked, (run.asked.default_graphs, run.asked.named_graphs)
        try:
            sent = await asyncio.to_thread(prepared, asked.text, names, *given)
            rows, reason = await self._answered(run, sent)
            run.end.update(rows=rows, truncated=reason)
            run.spool.end()
        except asyncio.CancelledError:
            run.stopped("the client has gone")
            raise
        except StyrError as problem:
            if isinstance(problem, QueryTimeout):
                run.stopped("time")
            run.spool.end(problem)
        except Exception as problem:
            log.exception("SPARQL: unexpected error")
            run.spool.end(problem)

    async def _answered(self, run: Run, sent: Sent) -> Ended:
        deadline = time.monotonic() + self.allowed.seconds
        address, seconds = self._server.query, self.allowed.seconds
        try:
            async with asyncio.timeout(seconds):
                request = self._request(sent)
                response = await self._opened().send(request, stream=True)
        except (TimeoutError, httpx.ReadTimeout) as problem:
            raise QueryTimeout(seconds=f"{seconds:g}") from problem
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise unreachable(address, problem, seconds) from problem
        try:
            self._software = response.headers.get("server", "").lower()
            if response.status_code != httpx.codes.OK:
                body = (await response.aread()).decode("utf-8", "replace")
                raise query_refusal(self._server, response.status_code, body, seconds)
            return await self._passed_on(run, sent, response, deadline)
        except (httpx.HTTPError, httpx.StreamError) as problem:
            raise unreachable(address, problem, seconds) from problem
        finally:
            await response.aclose()

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(**client_settings(self._server))
        return self._client

    def _request(self, sent: Sent) -> httpx.Request:
        form: dict[str, Any] = {
            "query": sent.text,
            "default-graph-uri": list(sent.default_graphs),
            "named-graph-uri": list(sent.named_graphs),
        }
        if self._software.startswith(VIRTUOSO):  # which goes on working for nobody otherwise
            form["timeout"] = f"{self.allowed.seconds * 1000:.0f}"
        headers = {"accept": GRAPH if sent.kind == "graph" else ROWS}
        return self._opened().build_request("POST", self._server.query, data=form, headers=headers)

    async def _passed_on(
        self, run: Run, sent: Sent, response: httpx.Response, deadline: float
    ) -> Ended:
        """Let a thread read what comes, until it is done or time is over."""
        loop = asyncio.get_running_loop()

        def send(kind: bytes, body: bytes) -> None:
            loop.call_soon_threadsafe(partial(_take, run, kind, body))

        relay = Relay(
            run.asked,
            self.allowed,
            send,
            sent.back,
            deadline,
            sent.kind,
            cut_by(response.headers),
        )
        ours, theirs = socket.socketpair()
        work = asyncio.create_task(asyncio.to_thread(_relayed, relay, theirs))
        pump = asyncio.create_task(_pumped(response, ours, deadline))
        try:
            await asyncio.wait((work, pump), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                pump.cancel()
            await asyncio.wait((work, pump))
            if not pump.cancelled() and (problem := pump.exception()):
                raise problem
            return work.result()
        except Broken as problem:
            said = Phrase("store.broken", {"said": str(problem)})
            raise StoreUnreachable(address=shown(self._server.query), reason=said) from problem
        finally:
            pump.cancel()
            ours.close()
            await asyncio.wait((work, pump))
            for each in (work, pump):
                _ = each.cancelled() or each.exception()  # or asyncio complains that nobody looked


async def _pumped(response: httpx.Response, ours: socket.socket, deadline: float) -> None:
    """Give the thread what comes until ``deadline``; then, and at its end, there is no more."""
    ours.setblocking(False)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
            async for piece in response.aiter_bytes():
                await loop.sock_sendall(ours, piece)
    except (TimeoutError, BrokenPipeError, ConnectionResetError):
        pass  # the thread sees the time itself, or has read enough
    finally:
        ours.close()


def _relayed(relay: Relay, theirs: socket.socket) -> Ended:
    with theirs, theirs.makefile("rb") as source:
        return relay.run(source)


def _take(run: Run, kind: bytes, body: bytes) -> None:
    if kind == b"h":
        run.head.update(json.loads(body))
    else:
        run.spool.append(body)
