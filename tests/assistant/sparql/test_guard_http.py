"""What must hold whatever is sent to ``/sparql``: the server stays up, its memory is bounded, the
next query is answered, the log says what happened, and no process is left behind.

The server is real, and has small limits.
"""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.assistant.sparql.server import served
from tests.conftest import EXAMPLE, Served, stop

SECONDS = 4
MEGABYTES = 128
ROWS = 100_000
GROWTH = 80
"""Megabytes that the server itself may have grown by, whatever was sent."""

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
EVERYTHING = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY DESC(?c) ?f ?i"
VISION = "SELECT ?v { ?v a styr:Vision }"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = served(
        tmp_path_factory.mktemp("guard"),
        EXAMPLE,
        sparql_seconds=str(SECONDS),
        sparql_memory=str(MEGABYTES),
        sparql_rows=str(ROWS),
        sparql_megabytes="40",
        sparql_at_once="2",
        sparql_waiting="2",
        lang="en",
    )
    yield running
    stop(running)
    assert workers(running) == set()


@pytest.fixture(autouse=True)
def _stays_up(small: Served) -> Iterator[None]:
    """After each test: the next query is answered normally, and what was taken is given back."""
    before = memory(small)
    yield
    began = time.monotonic()
    response = ask(small, VISION)
    assert response.status_code == 200
    assert len(response.json()["results"]["bindings"]) == 1
    assert time.monotonic() - began < 10
    assert memory(small) < before + GROWTH
    until(lambda: len(workers(small)) <= 2)
    assert small.process.poll() is None


def ask(small: Served, query: str, user: str = "192.0.2.1", **more: str) -> httpx.Response:
    return httpx.post(
        f"{small.base_url}/sparql",
        params=more,
        content=query.encode(),
        headers={"x-forwarded-for": user, "content-type": "application/sparql-query"},
        timeout=60,
    )


def workers(small: Served) -> set[int]:
    lists = Path(f"/proc/{small.process.pid}/task").glob("*/children")
    return {int(number) for path in lists for number in path.read_text().split()}


def memory(small: Served) -> int:
    """Megabytes that the server's own process has in memory."""
    status = Path(f"/proc/{small.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def log(small: Served) -> str:
    return small.stderr.read_text(encoding="utf-8")


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def connected(small: Served, query: str, *headers: str) -> socket.socket:
    """A connection on which ``query`` has been sent."""
    place = urlsplit(small.base_url)
    connection = socket.create_connection((place.hostname or "", place.port or 0), timeout=60)
    lines = [f"GET /sparql?query={quote(query)} HTTP/1.1", f"Host: {place.netloc}", *headers]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


def background(*work: Callable[[], Any]) -> list[threading.Thread]:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    return threads


def is_problem(response: httpx.Response, status: int, name: str) -> dict[str, Any]:
    assert (response.status_code, response.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    told: dict[str, Any] = response.json()
    assert (told["type"], told["status"], told["instance"]) == (f"#{name}", status, "/sparql")
    return told


# -- limits -------------------------------------------------------------------------------------


def test_a_query_without_end(small: Served) -> None:
    began = time.monotonic()
    told = is_problem(ask(small, ENDLESS), 503, "QueryTimeout")
    assert time.monotonic() - began < SECONDS + 10
    assert told["detail"].startswith(f"The query was stopped after {SECONDS} seconds.")
    assert f"(time): {ENDLESS}" in log(small)


def test_a_sort_of_everything_by_everything(small: Served) -> None:
    told = is_problem(ask(small, SORTED), 422, "QueryTooHungry")
    assert f"{MEGABYTES} MB" in told["detail"]
    assert "LIMIT" in told["detail"]
    assert told["title"] == "Something in the question needs mending"
    assert "memory" in log(small)


def test_a_worker_that_is_killed(small: Served) -> None:
    found: list[httpx.Response] = []
    (thread,) = background(lambda: found.append(ask(small, ENDLESS)))
    time.sleep(SECONDS / 3)
    for worker in workers(small):
        os.kill(worker, signal.SIGKILL)
    thread.join()
    is_problem(found[0], 422, "QueryTooHungry")
    assert "status -9" in log(small)


def _drain(pieces: Iterator[bytes], body: bytearray) -> None:
    for piece in pieces:
        body += piece


def _busy(small: Served) -> set[int]:
    """Workers that are at work."""
    found = set()
    for worker in workers(small):
        with suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()[0] == "R":
                found.add(worker)
    return found


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_everything_by_everything_is_cut_and_cannot_be_taken_for_whole(
    small: Served, form: str
) -> None:
    body = bytearray()
    given = {"query": EVERYTHING, "format": form}
    with httpx.stream("POST", f"{small.base_url}/sparql", data=given, timeout=60) as response:
        assert response.status_code == 200
        pieces = response.iter_bytes()
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
            _drain(pieces, body)
    assert b"Cut after " in body[-300:]
    assert len(body) < 45_000_000
    if form == "json":
        told = json.loads(body)
        assert len(told["results"]["bindings"]) == told["truncated"]["rows"] <= ROWS
    assert "a result was cut" in log(small)


@pytest.mark.parametrize("parameters", [{"rows": "50"}, {"partial": "true"}])
def test_everything_by_everything_ends_well_for_who_wants_a_part(
    small: Served, parameters: dict[str, str]
) -> None:
    told = ask(small, EVERYTHING, **parameters).json()
    count = len(told["results"]["bindings"])
    assert count == told["truncated"]["rows"]
    assert count == int(parameters.get("rows", count)) > 0


def test_a_small_result_that_is_cut_tells_so_in_its_headers(small: Served) -> None:
    response = ask(small, EVERYTHING, rows="5")
    assert (response.headers["x-truncated"], response.headers["x-rows"]) == ("rows", "5")
    assert response.json()["truncated"]["reason"] == "rows"


# -- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("kind", ["sparql-query", "x-www-form-urlencoded"])
def test_fifty_megabytes_of_query(small: Served, kind: str, chunked: bool) -> None:
    before = memory(small)
    piece = b"query=" + b"x" * 999_994

    def pieces() -> Iterator[bytes]:
        for _ in range(50):
            yield piece

    try:
        response = httpx.post(
            f"{small.base_url}/sparql",
            content=pieces() if chunked else b"".join(pieces()),
            headers={"content-type": f"application/{kind}"},
            timeout=60,
        )
    except httpx.WriteError:
        pass  # it hung up on us, which is just as well
    else:
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"
    assert memory(small) < before + 20


DEEP = {
    "parentheses": "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "braces": "SELECT * { " + "{" * 10_000 + "}" * 10_000 + " }",
    "not": "SELECT * { FILTER(" + "!" * 100_000 + "true) }",
    "from": "SELECT * FROM graph:data { " + "{" * 900 + "}" * 900 + " }",
}


@pytest.mark.parametrize("what", ["parentheses", "braces", "not"])
def test_ten_thousand_deep(small: Served, what: str) -> None:
    is_problem(ask(small, DEEP[what]), 400, "QueryNested")


def test_deep_for_the_second_parser(small: Served) -> None:
    """A query with FROM is read by rdflib too, which may give up or need too long."""
    assert ask(small, DEEP["from"]).status_code in (200, 400, 422, 503)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "?s ?p ?o . " * 80_000 + "}",
        "SELECT * { VALUES ?x { " + "1 " * 400_000 + "} }",
        "SELECT * FROM graph:data { " + "?s ?p ?o . " * 20_000 + "}",
        "SELECT * { ?s " + "/".join(["dct:title"] * 50_000) + " ?o }",
        "SELECT * { FILTER(" + "||".join(["?x = 1"] * 50_000) + ") }",
        "\x00" * 10_000,
        "SELECT * { ?s ?p '" + "😀" * 200_000,
    ],
    ids=["patterns", "values", "patterns with from", "path", "or", "zeros", "open text"],
)
def test_a_long_query_is_answered_or_refused(small: Served, query: str) -> None:
    assert ask(small, query).status_code in (200, 400, 422, 503)


# -- many, and clients that go or are slow ------------------------------------------------------


def test_the_queue_is_full(small: Served) -> None:
    """One user has one place and half of the queue; others are not kept waiting."""
    found: list[httpx.Response] = []
    threads = background(*[lambda: found.append(ask(small, ENDLESS, "192.0.2.9"))] * 8)
    until(lambda: len(found) >= 6)
    for response in found[:6]:
        told = is_problem(response, 503, "Busy")
        assert response.headers["retry-after"] == "5"
        assert "5 seconds" in told["detail"]
    assert ask(small, VISION, "192.0.2.10").status_code == 200
    for thread in threads:
        thread.join()
    assert sorted(r.json()["type"] for r in found) == ["#Busy"] * 6 + ["#QueryTimeout"] * 2 or (
        sorted(r.json()["type"] for r in found) == ["#Busy"] * 7 + ["#QueryTimeout"]
    )


@pytest.mark.parametrize("query", [ENDLESS, EVERYTHING])
def test_a_client_that_hangs_up(small: Served, query: str) -> None:
    before = log(small).count("the client has gone")
    connection = connected(small, query, "X-Forwarded-For: 192.0.2.20")
    if query == EVERYTHING:
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 OK")
    else:
        until(lambda: bool(_busy(small)))
    began = time.monotonic()
    connection.close()
    until(lambda: log(small).count("the client has gone") > before or not _busy(small))
    assert time.monotonic() - began < SECONDS
    assert ask(small, VISION, "192.0.2.20").status_code == 200


def test_fifty_clients_that_hang_up_at_once(small: Served) -> None:
    for connection in [
        connected(small, EVERYTHING, f"X-Forwarded-For: 192.0.2.{n}") for n in range(50)
    ]:
        connection.close()
    until(lambda: ask(small, VISION).status_code == 200)  # those that were waiting leave one by one
    until(lambda: len(_busy(small)) == 0)


def test_a_slow_reader_gets_all_and_keeps_nobody_waiting(small: Served) -> None:
    """It takes the first bytes, and the rest when others have been answered."""
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"
    connection = connected(small, query, "Connection: close", "X-Forwarded-For: 192.0.2.30")
    got = bytearray(connection.recv(1000))
    until(lambda: not _busy(small))
    before = memory(small)
    for _ in range(5):
        assert ask(small, VISION, "192.0.2.31").status_code == 200
    assert memory(small) < before + 20
    while piece := connection.recv(65536):
        got += piece
    connection.close()
    head, _, body = bytes(got).partition(b"\r\n\r\n")
    assert b"chunked" in head
    assert body.endswith(b"0\r\n\r\n")
    assert len(json.loads(_unchunked(body))["results"]["bindings"]) == 30_000


def _unchunked(body: bytes) -> bytes:
    found = bytearray()
    while body:
        size, _, body = body.partition(b"\r\n")
        found += body[: int(size, 16)]
        body = body[int(size, 16) + 2 :]
    return bytes(found)
