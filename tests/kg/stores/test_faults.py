"""What goes wrong on the way to a server: nothing is half published, and the error says why."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from kg.errors import (
    NothingPublished,
    SharedStoreError,
    StoreAddressWrong,
    StoreDamaged,
    StoreFailed,
    StoreFull,
    StoreHalf,
    StoreRefused,
    StoreTaken,
    StoreUnreachable,
)
from kg.stores.address import Server, shown
from kg.stores.graphs import graph_of, key_of
from kg.stores.packing import graphs
from kg.stores.remote import RemoteStore
from kg.stores.server import Credentials
from kg.stores.shared import SharedVersions
from tests.kg.stores.servers import Running
from tests.kg.stores.test_contract import publish

SECRET = "mycket-hemligt"


class Wire:
    """A way to a server that is cut after so many bytes to it; None for never."""

    def __init__(self, port: int) -> None:
        self.left: int | None = None
        self.passed = 0
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            self._open += [client, server]
            threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        try:
            while data := source.recv(4096):
                if counted and not self._may(len(data)):
                    break
                target.sendall(data)
        except OSError:
            pass
        for each in (source, target):
            with_ends(each)

    def _may(self, count: int) -> bool:
        with self._lock:
            self.passed += count
            if self.left is not None:
                self.left -= count
            return self.left is None or self.left > 0

    def close(self) -> None:
        with_ends(self._listening)
        self._listening.close()
        for each in self._open:
            with_ends(each)
            each.close()


def with_ends(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wire(running: Running) -> Iterator[Wire]:
    made = Wire(running.port)
    yield made
    made.close()


def through(server: Server, port: int) -> Server:
    def moved(address: str) -> str:
        return urlsplit(address)._replace(netloc=f"127.0.0.1:{port}").geturl()

    addresses = {name: moved(getattr(server, name)) for name in ("query", "update", "graphs")}
    return replace(server, **addresses)


@pytest.fixture
def wired(running: Running, wire: Wire) -> Iterator[RemoteStore]:
    store = RemoteStore(through(running.server(), wire.port))
    yield store
    store.close()


def test_a_publication_that_is_cut_off_anywhere_never_was(
    wired: RemoteStore, wire: Wire, remote: RemoteStore, tmp_path: Path
) -> None:
    versions = SharedVersions(tmp_path / "a", wired)
    first = publish(versions, "Ett")
    before = wire.passed
    for tenth in range(10):
        wire.left = 1 + before * tenth // 10
        with pytest.raises(SharedStoreError):
            publish(versions, "Två")
        wire.left = None
        assert remote.current() == first == versions.current()
    second = publish(versions, "Två")
    assert remote.versions() == [first, second]
    assert remote.content(2)["data.nq"] == versions.content(2, "data.nq")
    remote.close()


def publish_on(versions: SharedVersions) -> None:
    """One version after another, until one fails."""
    while True:
        publish(versions, "Två")


def test_a_server_that_is_killed_while_it_is_written_to(
    running: Running, remote: RemoteStore, tmp_path: Path
) -> None:
    versions = SharedVersions(tmp_path / "a", remote)
    first = publish(versions, "Ett")
    time.sleep(0.5)  # until Virtuoso has its log on disk
    killer = threading.Timer(0.05, running.stop)
    killer.start()
    with pytest.raises(SharedStoreError):
        publish_on(versions)
    killer.join()
    running.start()
    versions = SharedVersions(tmp_path / "b", remote)
    versions.refresh()
    known = versions.all()
    assert known[0] == first
    for version in known:
        versions.verify(version.number)
    assert publish(versions, "Tre").number == len(known) + 1


def test_who_is_overtaken_while_writing_is_told_so_and_leaves_nothing(
    running: Running, remote: RemoteStore, tmp_path: Path
) -> None:
    """Whoever was first removes what the other has begun, which then looked like half a version."""

    written: list[str] = []

    class Overtaken(RemoteStore):
        def _write(self, graph: str, bodies: Sequence[bytes]) -> None:
            super()._write(graph, bodies)
            written.append(graph)
            if graph.endswith("-whole"):
                publish(SharedVersions(tmp_path / "b", remote), "Först")

    store = Overtaken(running.server())
    with pytest.raises(StoreTaken):
        publish(SharedVersions(tmp_path / "a", store), "Sist")
    assert [version.number for version in remote.versions()] == [1]
    assert remote.content(1) == store.content(1)
    key = key_of(remote.manifests()[1])
    ours = [graph_of(1, key, part) for part in graphs(remote.content(1))]
    assert sum(_holds(store, graph) for graph in ours) == 6  # and one that is empty
    begun = [graph for graph in written if "version-1-" in graph]
    assert begun
    assert [graph for graph in begun if _holds(store, graph)] == []
    store.close()


def _holds(store: RemoteStore, graph: str) -> bool:
    return bool(store._select(f"SELECT ?s WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 1"))


def test_nobody_listens(tmp_path: Path) -> None:
    server = Server(*["http://127.0.0.1:9/query"] * 3, "anna", SECRET)
    store = RemoteStore(server)
    versions = SharedVersions(tmp_path / "a", store)
    for attempt in (store.newest, versions.refresh, lambda: publish(versions)):
        with pytest.raises(StoreUnreachable) as caught:
            attempt()
        assert "127.0.0.1:9" in caught.value.message("sv")
        assert SECRET not in caught.value.message("sv") + repr(server) + repr(caught.value.params)
    health = store.health()
    assert (health.well, "127.0.0.1:9" in health.text.text("sv")) == (False, True)
    with pytest.raises(NothingPublished):
        versions.current()
    assert not (tmp_path / "a" / "current").exists()


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/x", "127.0.0.1:7878", "http://[x/", ""])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(StoreUnreachable):
        RemoteStore(Server(address, address, address)).newest()


@pytest.mark.parametrize(
    ("what", "setting"),
    [("query", "STORE"), ("update", "STORE_UPDATE"), ("graphs", "STORE_GRAPHS")],
)
def test_a_wrong_address_is_named_by_its_setting(
    running: Running, what: str, setting: str, tmp_path: Path
) -> None:
    server = replace(running.server(), **{what: f"http://127.0.0.1:{running.port}/nej"})
    store = RemoteStore(server)
    with pytest.raises(StoreAddressWrong) as caught:
        publish(SharedVersions(tmp_path / "a", store))
    assert f"STYRKOMPASS_{setting} " in caught.value.message("sv").replace(";", " ")
    with pytest.raises(StoreAddressWrong):
        store.writable()
    store.close()


def test_all_three_addresses_are_tried(remote: RemoteStore) -> None:
    remote.writable()
    assert remote.newest() == 0


def test_a_graph_that_lacks_statements_is_not_published(
    running: Running, remote: RemoteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "kg.stores.packing.Graph.__new__",
        lambda cls, bodies, least, most: tuple.__new__(cls, (bodies, least + 1, most + 1)),
    )
    with pytest.raises(StoreHalf):
        publish(SharedVersions(tmp_path / "a", remote))
    assert remote.newest() == 0


def test_files_that_were_altered_on_the_server_are_noticed(
    running: Running, remote: RemoteStore, tmp_path: Path
) -> None:
    publish(SharedVersions(tmp_path / "a", remote))
    files = graph_of(1, key_of(remote.manifests()[1]), "files")
    running.update(
        f"DELETE {{ GRAPH <{files}> {{ ?s ?p ?o }} }} "
        f"WHERE {{ GRAPH <{files}> {{ ?s ?p ?o FILTER(STRENDS(STR(?s), 'data.nq')) }} }}"
    )
    with pytest.raises(StoreDamaged) as caught:
        remote.content(1)
    assert caught.value.params["part"] == "data.nq"


# -- a server that says what we want --------------------------------------------------------------

Answer = Callable[[BaseHTTPRequestHandler], None]


class Saying:
    """A server that gives every request the same answer, and remembers the headers."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"", {}
        self.seen: list[dict[str, str]] = []
        saying = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                saying.seen.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(saying.status)
                for name, value in saying.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(saying.body)))
                self.end_headers()
                self.wfile.write(saying.body)

            do_PUT = do_POST  # noqa: N815 (the name that http.server looks for)

            def log_message(self, *_: object) -> None:
                """Nothing in the tests' output."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def saying() -> Iterator[Saying]:
    made = Saying()
    yield made
    made.close()


def asked(saying: Saying, user: str = "", password: str = "") -> RemoteStore:
    return RemoteStore(Server(*[saying.url] * 3, user, password))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, "", StoreRefused),
        (403, "", StoreRefused),
        (301, "", StoreAddressWrong),
        (404, "<html>x</html>", StoreAddressWrong),
        (507, "", StoreFull),
        (500, "IO error: No space left on device", StoreFull),
        (500, "<html><style>p {}</style><h1>Fel</h1></html>", StoreFailed),
        (200, "<html>Logga in</html>", StoreUnreachable),
        (200, '{"results": ', StoreUnreachable),
    ],
)
def test_what_a_server_says_becomes_an_error_of_ours(
    saying: Saying, status: int, body: str, error: type[Exception]
) -> None:
    saying.status, saying.body = status, body.encode()
    store = asked(saying, "anna", SECRET)
    with pytest.raises(error) as caught:
        store.newest()
    assert type(caught.value) is error
    assert SECRET not in str(caught.value)
    assert "<h1>" not in str(caught.value)
    store.close()


@pytest.mark.parametrize(
    ("asks", "begins"), [("Basic realm=x", "Basic "), ('Digest realm="x", nonce="1"', "Digest ")]
)
def test_credentials_are_given_as_the_server_asks(saying: Saying, asks: str, begins: str) -> None:
    saying.status, saying.headers = 401, {"www-authenticate": asks}
    store = asked(saying, "anna", SECRET)
    with pytest.raises(StoreRefused):
        store.newest()
    assert "authorization" not in saying.seen[0]
    assert saying.seen[-1]["authorization"].startswith(begins)
    store.close()


def test_a_password_without_a_user_is_a_token(saying: Saying) -> None:
    saying.body = b'{"head":{"vars":["v"]},"results":{"bindings":[]}}'
    store = asked(saying, "", SECRET)
    assert store.newest() == 0
    assert saying.seen[0]["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in repr(store.server)
    store.close()


def test_an_address_is_shown_without_what_is_secret() -> None:
    assert shown(f"https://anna:{SECRET}@h:1/q?access-token={SECRET}#x") == "https://h:1/q"
    assert shown("http://h:1/q") == "http://h:1/q"
    assert shown("https://h/a@b/q") == "https://b/q"
    assert SECRET not in shown(f"ht!tp://[anna:{SECRET}@h/q?token={SECRET}")
    assert isinstance(Credentials("a", "b"), httpx.Auth)
