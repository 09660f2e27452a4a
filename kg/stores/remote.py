"""Published versions on a SPARQL 1.1 server, as named graphs.

Publishing writes the graphs of the version, counts what is there, and then tells so with one
request to ``graph/versions``: without that there is no such version, whatever else is there. What a
broken-off publication left is removed by the next.
"""

import base64
import json
import logging
import time
from collections.abc import Mapping, Sequence
from functools import cache

from pyoxigraph import Literal, Quad

from kg.errors import (
    NothingPublished,
    StoreDamaged,
    StoreHalf,
    StoreTaken,
    StoreUnreachable,
    StyrError,
    VersionUnknown,
)
from kg.stores.address import Server, shown
from kg.stores.base import Content, Health
from kg.stores.graphs import BEGUN, EVERY, PROBE, STORE, VERSIONS, graph_of, key_of
from kg.stores.packing import Graph, graphs, manifest_of, quads_of, unpack
from kg.stores.server import Connection, unreachable
from kg.texts import Phrase
from kg.versions import MANIFEST, Version

JSON = "application/sparql-results+json"
PATIENCE = 5.0
"""Seconds that a server may take to say that it is well."""

SETTLED = 0.2
"""Seconds after which two who have published at the same moment see each other."""
_PUBLISHED = f"GRAPH <{VERSIONS}> {{ ?v {STORE.manifest} ?m }}"

log = logging.getLogger(__name__)


class RemoteStore:
    """A `kg.stores.base.Store` on a server. Thread-safe."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.address = shown(server.query)
        self._connection = Connection(server)

    def close(self) -> None:
        """Hang up; the next request opens a connection again."""
        self._connection.close()

    # -- writing ----------------------------------------------------------------------------

    def publish(self, number: int, content: Content) -> None:
        """See `Store`. Raises `StoreHalf` if the server has not kept all of it."""
        there = self.manifests().get(number)
        if there is not None:
            self._same(number, there, content[MANIFEST])
            return
        began, key = time.monotonic(), key_of(content[MANIFEST])
        expected = graphs(content)
        self._update(f"INSERT DATA {{ GRAPH <{BEGUN}> {{ {_attempt(number, key)} }} }}")
        for part, graph in expected.items():
            self._write(graph_of(number, key, part), graph.bodies)
        try:
            self._count(number, key, expected)
            self._announce(number, key, content[MANIFEST])
        except (StoreHalf, StoreTaken) as problem:
            self._clear(number, key)
            if number in self.manifests():  # whoever was first has removed what we had written
                raise StoreTaken(address=self.address, number=number) from problem
            raise
        self._tidy(number)
        log.info("version %s is on %s after %.1f s", number, self.address, time.monotonic() - began)

    def _write(self, graph: str, bodies: Sequence[bytes]) -> None:
        if not bodies:
            self._update(f"CLEAR SILENT GRAPH <{graph}>")
        for place, body in enumerate(bodies):
            self._connection.send(
                "graphs",
                "POST" if place else "PUT",
                params={"graph": graph},
                content=body,
                headers={"content-type": "text/turtle"},
            )

    def _count(self, number: int, key: str, expected: Mapping[str, Graph]) -> None:
        for part, graph in expected.items():
            name = graph_of(number, key, part)
            rows = self._select(
                f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
            )
            found = int(rows[0]["n"])
            if not graph.least <= found <= graph.most:
                raise StoreHalf(
                    address=self.address,
                    number=number,
                    graph=name,
                    found=found,
                    expected=graph.most,
                )

    def _announce(self, number: int, key: str, manifest: bytes) -> None:
        """The one request that makes it a version, if nobody has made another one.

        Virtuoso can let two do so at the same moment: so it counts when it still stands a little
        later, by which both see the same.
        """
        version = STORE[f"version/{number}"]
        letters = Literal(base64.b64encode(manifest).decode())
        told = [f"{STORE.manifest} {letters}"]
        told += [f"{STORE[part or 'version']} <{graph_of(number, key, part)}>" for part in EVERY]
        self._update(
            f"INSERT {{ GRAPH <{VERSIONS}> {{ {version} {' ; '.join(told)} }} }} WHERE {{ "
            f"FILTER NOT EXISTS {{ GRAPH <{VERSIONS}> {{ {version} {STORE.manifest} ?other }} }} }}"
        )
        time.sleep(SETTLED)
        self._same(number, self.manifests().get(number, b""), manifest)

    def _tidy(self, number: int) -> None:
        """Remove the graphs of publications up to ``number`` that never came to their end."""
        keys = {n: key_of(manifest) for n, manifest in self.manifests().items()}
        rows = self._select(f"SELECT ?n ?k WHERE {{ GRAPH <{BEGUN}> {{ ?n {STORE.begun} ?k }} }}")
        begun = [(_number(row["n"]), row["k"]) for row in rows]
        for old, key in begun:
            if old > number or not key.isalnum():
                continue
            if keys.get(old) != key:
                self._clear(old, key)
            self._update(f"DELETE DATA {{ GRAPH <{BEGUN}> {{ {_attempt(old, key)} }} }}")

    def _clear(self, number: int, key: str) -> None:
        for part in EVERY:
            self._update(f"CLEAR SILENT GRAPH <{graph_of(number, key, part)}>")

    def _same(self, number: int, there: bytes, ours: bytes) -> None:
        if there != ours:
            raise StoreTaken(address=self.address, number=number)

    def _update(self, text: str) -> None:
        headers = {"content-type": "application/sparql-update"}
        self._connection.send("update", content=text.encode(), headers=headers)

    # -- reading ----------------------------------------------------------------------------

    def newest(self) -> int:
        """See `Store`."""
        versions = self._select(f"SELECT ?v WHERE {{ {_PUBLISHED} }}")
        return max((_number(row["v"]) for row in versions), default=0)

    def manifests(self) -> dict[int, bytes]:
        """See `Store`. Of two that were published at once the one that sorts first is the one."""
        rows = self._select(f"SELECT ?v ?m WHERE {{ {_PUBLISHED} }}")
        found: dict[int, bytes] = {}
        for row in sorted(rows, key=lambda row: row["m"]):
            found.setdefault(_number(row["v"]), base64.b64decode(row["m"]))
        return dict(sorted(found.items()))

    def versions(self) -> list[Version]:
        """See `Store`."""
        return [self._read(number, body)[0] for number, body in self.manifests().items()]

    def current(self) -> Version:
        """See `Store`."""
        if not (found := self.versions()):
            raise NothingPublished(path=self.address)
        return found[-1]

    def content(self, number: int) -> dict[str, bytes]:
        """See `Store`. Raises `VersionUnknown` or `StoreDamaged`."""
        manifests = self.manifests()
        if number not in manifests:
            raise VersionUnknown(number=number, known=", ".join(map(str, manifests)) or "–")
        _, sums = self._read(number, manifests[number])
        files = graph_of(number, key_of(manifests[number]), "files")
        rows = self._select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{files}> {{ ?s ?p ?o }} }}")
        try:
            whole = unpack(((row["s"], row["p"], row["o"]) for row in rows), sums)
        except LookupError as problem:
            part = problem.args[0]
            raise StoreDamaged(address=self.address, number=number, part=part) from problem
        return {**whole, MANIFEST: manifests[number]}

    def load(self, number: int) -> list[Quad]:
        """See `Store`."""
        return quads_of(self.content(number))

    def _read(self, number: int, manifest: bytes) -> tuple[Version, dict[str, str]]:
        try:
            return manifest_of(manifest)
        except ValueError as problem:
            raise StoreDamaged(address=self.address, number=number, part=MANIFEST) from problem

    def _select(self, query: str) -> list[dict[str, str]]:
        """The rows of a query of our own."""
        response = self._connection.send("query", data={"query": query}, headers={"accept": JSON})
        try:
            rows = json.loads(response.content)["results"]["bindings"]
        except (ValueError, LookupError, TypeError) as problem:
            raise unreachable(self.address, problem, self.server.seconds) from problem
        return [{name: term["value"] for name, term in row.items()} for row in rows]

    # -- asking -----------------------------------------------------------------------------

    def health(self) -> Health:
        """See `Store`."""
        began = time.perf_counter()
        try:
            response = self._connection.send(
                "query",
                data={"query": f"ASK WHERE {{ GRAPH <{VERSIONS}> {{ ?s ?p ?o }} }}"},
                headers={"accept": JSON},
                timeout=min(PATIENCE, self.server.seconds),
            )
            software = response.headers.get("server", "–")
        except StyrError as problem:
            ms = (time.perf_counter() - began) * 1000
            return Health(False, ms, Phrase(f"error.{type(problem).__name__}", problem.params))
        ms = (time.perf_counter() - began) * 1000
        told = {"address": self.address, "software": software, "ms": f"{ms:.0f}"}
        return Health(True, ms, Phrase("store.well", told))

    def writable(self) -> None:
        """Write, read and remove a statement at each of the addresses. Raises `StoreError`."""
        graph = PROBE
        self._write(graph, [f"<{graph}> <{graph}> <{graph}> .\n".encode()])
        rows = self._select(f"SELECT ?s WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        self._update(f"CLEAR SILENT GRAPH <{graph}>")
        if [row["s"] for row in rows] != [graph]:
            raise StoreUnreachable(address=self.address, reason=Phrase("store.others"))


@cache
def store_on(server: Server) -> RemoteStore:
    """The store on ``server``, one for this process, so that connections are used again."""
    return RemoteStore(server)


def _attempt(number: int, key: str) -> str:
    return f'{STORE[f"version/{number}"]} {STORE.begun} "{key}"'


def _number(version: str) -> int:
    number = version.rpartition("/")[2]
    return int(number) if number.isdecimal() else 0
