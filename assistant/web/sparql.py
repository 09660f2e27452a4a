"""``/sparql``: the SPARQL 1.1 Protocol for queries, the service's description, and the editor."""

import asyncio
import hashlib
import logging
import re
import time
import weakref
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import serialize
from starlette.types import Receive, Scope, Send

from assistant.settings import Settings
from assistant.sharing import versions_of
from assistant.web import sparql_page
from assistant.web.api import assistant_of
from assistant.web.problems import language
from assistant.web.protocol import Wanted, read
from assistant.web.reading import known
from kg.answering import Allowed, Asked, Prepare
from kg.errors import NotAcceptable, StyrError, VersionUnknown
from kg.forms import GRAPH_FORMS
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DERIVED_GRAPH, ONTOLOGY_GRAPH, PREFIXES, PROVENANCE_GRAPH
from kg.pool import Answer, Pool
from kg.saved_queries import SavedQueries
from kg.service import counted, described
from kg.stores.engine import RemoteEngine
from kg.stores.graphs import Names, key_of
from kg.versions import MANIFEST
from kg.versions_as_graphs import named_in, only_version, with_versions

router = APIRouter()
METHODS = ["GET", "HEAD", "POST"]
VARY = "accept, accept-encoding, accept-language"
UNION = tuple(g.value for g in (DATA_GRAPH, DERIVED_GRAPH, ONTOLOGY_GRAPH, PROVENANCE_GRAPH))
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
"""What can make the same query give another result on the same data."""
GONE = 499
"""The status of an answer that nobody reads, as nginx has it."""
EXPOSED = ["etag", "retry-after", "x-rows", "x-time-ms", "x-truncated", "x-version"]
T = TypeVar("T")

log = logging.getLogger(__name__)


class Endpoint:
    """Answers queries about the graph that is served, and about versions by number."""

    def __init__(self, settings: Settings) -> None:
        self.pool = Pool(
            Allowed(
                seconds=settings.sparql_seconds,
                megabytes=settings.sparql_memory,
                rows=settings.sparql_rows,
                bytes=settings.sparql_megabytes * 1_000_000,
            ),
            settings.sparql_at_once,
            settings.sparql_waiting,
        )
        self._remote: RemoteEngine | None = None
        if settings.server is not None:
            self._remote = RemoteEngine(settings.server, self.pool.allowed, self.pool.turns)
        self._folder: Path = settings.data
        self._versions = versions_of(settings)
        self._keys: dict[int, str] = {}
        self._sums = weakref.WeakKeyDictionary[GovernanceGraph, str]()
        self._counts = weakref.WeakKeyDictionary[GovernanceGraph, Mapping[str, int]]()

    def numbers(self, graph: GovernanceGraph) -> list[int]:
        """The versions there are; none for a graph that was never published."""
        return self._versions.numbers() if graph.number else []

    def _numbers_later(self, graph: GovernanceGraph) -> Iterator[int]:
        """The same, looked up when it is asked for: most queries name no version."""
        yield from self.numbers(graph)

    def sum_of(self, graph: GovernanceGraph) -> str:
        """What tells the served graph from every other; empty for one that was never published."""
        if not graph.number:
            return ""
        if graph not in self._sums:
            version = self._versions.version(graph.number)
            self._sums[graph] = f"{version.data_sha256}{version.published}"
        return self._sums[graph]

    async def counts(self, graph: GovernanceGraph) -> Mapping[str, int]:
        """How many statements each named graph has, counted once."""
        if graph not in self._counts:
            self._counts[graph] = await run_in_threadpool(counted, graph)
        return self._counts[graph]

    async def answer(
        self, graph: GovernanceGraph, asked: Asked, user: str, version: int | None
    ) -> Answer:
        """The answer of ``graph``, or of the version of that number.

        Raises `kg.errors.QueryError` and `kg.errors.StoreError`.
        """
        if self._remote is not None and graph.number:
            return await self._answer_there(self._remote, graph, asked, user, version)
        if version is not None and version != graph.number:
            if not graph.number:  # what the data folder holds are no versions of this graph
                raise VersionUnknown(number=version, known="–")
            self._versions.version(version)
            load = partial(only_version, self._folder, version)
            return await self.pool.answer(None, load, asked, user, keep=False)
        prepare: Prepare = partial(_itself, graph.store)
        named = (asked.text, *(asked.default_graphs or ()), *(asked.named_graphs or ()))
        if numbers := named_in(named, self._numbers_later(graph)):
            prepare = partial(with_versions, graph.store, self._folder, numbers)
            asked = replace(asked, union=UNION)
            return await self.pool.answer(None, prepare, asked, user, keep=False)
        # Not its id: another graph can have that when this one is gone.
        return await self.pool.answer(weakref.ref(graph), prepare, asked, user)

    async def _answer_there(
        self,
        remote: RemoteEngine,
        graph: GovernanceGraph,
        asked: Asked,
        user: str,
        version: int | None,
    ) -> Answer:
        """The answer of the server that versions are shared on; it may have newer ones already."""
        number = version or graph.number
        self._versions.version(number)
        return await remote.answer(asked, user, Names(number, self._keys_of(graph)))

    def _keys_of(self, graph: GovernanceGraph) -> Mapping[int, str]:
        """What names the graphs of each version on the server; manifests never change."""
        for number in self.numbers(graph):
            if number not in self._keys:
                self._keys[number] = key_of(self._versions.content(number, MANIFEST))
        return self._keys

    async def close(self) -> None:
        """End every worker, and hang up."""
        await self.pool.close()
        if self._remote is not None:
            await self._remote.close()


def _itself(store: T) -> T:
    return store


def endpoint_of(request: Request) -> Endpoint:
    """The application's endpoint."""
    endpoint: Endpoint = request.app.state.sparql
    return endpoint


@router.api_route("/sparql", methods=METHODS)
async def sparql(request: Request) -> Response:
    """The answer to ``query``; without one the editor, or the service's description as RDF."""
    try:
        return await _answered(request)
    except ClientGone:
        return Response(status_code=GONE)


async def _answered(request: Request) -> Response:
    began = time.perf_counter()
    wanted = await read(request)
    if wanted.query is None and wanted.saved:
        saved = SavedQueries(request.app.state.settings.data)
        wanted = replace(wanted, query=saved.get(wanted.saved).query)
    graph = assistant_of(request).graph
    if wanted.page:
        return await sparql_page.page(
            request, wanted, partial(_run, request, graph, version=wanted.version)
        )
    if wanted.query is None:
        return await _description(request, wanted, graph)
    asked = Asked(
        text=wanted.query,
        rows_form=wanted.rows_form,
        graph_form=wanted.graph_form,
        default_graphs=wanted.default_graphs,
        named_graphs=wanted.named_graphs,
        lang=language(request),
        encoding=wanted.encoding,
        bom=wanted.bom,
        spreadsheet=wanted.spreadsheet,
        rows=wanted.rows,
        base=request.app.state.settings.base,
    )
    number = graph.number if wanted.version is None else wanted.version
    headers = {"vary": VARY, "x-version": str(number), **_caching(request, asked, graph, wanted)}
    if _unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    answer = await _run(request, graph, asked, wanted.version)
    headers["x-time-ms"] = f"{(time.perf_counter() - began) * 1000:.1f}"
    return Result(answer, headers, wanted.types[answer.form], partial_is_fine=wanted.partial)


async def _run(
    request: Request, graph: GovernanceGraph, asked: Asked, version: int | None = None
) -> Answer:
    """The answer, unless the client goes before it has begun (then `ClientGone`)."""
    user = request.client.host if request.client else ""
    work = endpoint_of(request).answer(graph, asked, user, version)
    return await _while_there(request.receive, work)


class ClientGone(Exception):
    """The client hung up; nobody reads the answer."""


async def _while_there(receive: Receive, work: Coroutine[Any, Any, T]) -> T:
    """What ``work`` gives; it is ended when the client hangs up before. Raises `ClientGone`."""

    async def gone() -> None:
        with suppress(Exception):
            while (await receive())["type"] != "http.disconnect":
                pass

    task, watch = asyncio.create_task(work), asyncio.create_task(gone())
    try:
        await asyncio.wait((task, watch), return_when=asyncio.FIRST_COMPLETED)
    finally:
        watch.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait((task,))
    if task.cancelled():
        raise ClientGone
    return task.result()


def _caching(
    request: Request, asked: Asked, graph: GovernanceGraph, wanted: Wanted
) -> dict[str, str]:
    """An entity tag that is known before the query is run, where the version makes it certain."""
    known = endpoint_of(request).sum_of(graph)
    if not known or request.method == "POST" or _CHANGING.search(asked.text):
        return {"cache-control": "no-store"}
    allowed = endpoint_of(request).pool.allowed
    told = repr(
        (known, wanted.version, asked, sorted(wanted.types.items()), allowed, wanted.partial)
    )
    return {
        "cache-control": "no-cache",
        "etag": f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"',
    }


def _unchanged(request: Request, headers: dict[str, str]) -> bool:
    return "etag" in headers and known(request, headers["etag"])


class Result(Response):
    """An answer on its way: with its length if all of it is there, else in pieces.

    One that was cut ends as an incomplete transfer, so that no program takes it for the whole,
    unless the client has said that a part is fine.
    """

    def __init__(
        self, answer: Answer, headers: dict[str, str], media_type: str, *, partial_is_fine: bool
    ) -> None:
        self._answer = answer
        self._partial_is_fine = partial_is_fine
        self.status_code = 200
        self.background = None
        self.body = b""
        self.media_type = None
        if answer.encoding:
            headers = {**headers, "content-encoding": answer.encoding}
        if answer.complete and answer.rows is not None:
            headers["x-rows"] = str(answer.rows)
        if answer.truncated:
            headers["x-truncated"] = answer.truncated
        self.init_headers({**headers, "content-type": media_type})
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send it."""
        try:
            if self._answer.complete and self._is_whole():
                await self._send_whole(send)
            else:
                with suppress(ClientGone):
                    await _while_there(receive, self._send_pieces(send))
        finally:
            await self._answer.close()

    def _is_whole(self) -> bool:
        return self._partial_is_fine or not self._answer.truncated

    async def _send_whole(self, send: Send) -> None:
        body = self._answer.whole()
        self.headers["content-length"] = str(len(body))
        await self._start(send)
        await send({"type": "http.response.body", "body": body})

    async def _send_pieces(self, send: Send) -> None:
        await self._start(send)
        try:
            async for piece in self._answer.chunks():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        except StyrError as problem:
            log.warning("SPARQL: a result broke off: %s", problem)
            return  # without its end, which no client can miss
        if self._is_whole():
            await send({"type": "http.response.body", "body": b""})
        else:
            log.warning("SPARQL: a result was cut (%s)", self._answer.truncated)

    async def _start(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)


async def _description(request: Request, wanted: Wanted, graph: GovernanceGraph) -> Response:
    if not wanted.graph_form:
        raise NotAcceptable(known=", ".join(GRAPH_FORMS))
    address = str(request.url.replace(query="", fragment=""))
    endpoint = endpoint_of(request)
    said = described(address, await endpoint.counts(graph), endpoint.numbers(graph))
    form = GRAPH_FORMS[wanted.graph_form]
    prefixes = {
        **PREFIXES,
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "void": "http://rdfs.org/ns/void#",
    }
    body = serialize(said, format=form.serializer, prefixes=prefixes)
    headers = {"vary": VARY, "content-type": wanted.types[wanted.graph_form]}
    return Response(body, headers=headers)
