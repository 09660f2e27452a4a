"""What goes over the wire: compressed text, and built files that a browser keeps."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import brotli
import httpx
import pytest

from assistant.web.built import FOLDER
from assistant.web.packing import encoding
from tests.conftest import Served

QUESTION = {"question": "Vad är visionen?"}


@pytest.fixture(scope="module")
def http(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.base_url, headers={"accept": "text/html"}) as client:
        yield client


def raw(http: httpx.Client, address: str, accepted: str) -> tuple[httpx.Headers, bytes]:
    """The answer's headers and its body as it was sent."""
    with http.stream("GET", address, headers={"accept-encoding": accepted}) as response:
        return response.headers, b"".join(response.iter_raw())


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0, *", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_what_a_client_takes(accepted: str, expected: str) -> None:
    assert encoding(accepted) == expected


@pytest.mark.parametrize("address", ["/styrkedjan", "/api/tree", "/static/sparql.js", "/catalog"])
def test_text_is_the_same_compressed(http: httpx.Client, address: str) -> None:
    plain, body = raw(http, address, "identity")
    assert ("content-encoding" in plain, len(body) > 5_000) == (False, True)
    for accepted, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        headers, packed = raw(http, address, accepted)
        assert headers["content-encoding"] == accepted
        assert int(headers["content-length"]) == len(packed) < len(body) / 2
        assert unpack(packed) == body
        assert "accept-encoding" in headers["vary"]
    assert "accept-encoding" in plain["vary"]


def test_what_is_small_stays(http: httpx.Client) -> None:
    headers, body = raw(http, "/health", "br")
    assert ("content-encoding" in headers, int(headers["content-length"])) == (False, len(body))


def test_an_answer_that_streams_is_not_held_back(http: httpx.Client) -> None:
    accepted = {"accept": "text/event-stream", "accept-encoding": "br"}
    with http.stream("POST", "/api/ask", json=QUESTION, headers=accepted) as response:
        assert "content-encoding" not in response.headers
        assert response.headers["content-type"].startswith("text/event-stream")
        assert b"event: done" in response.read()


def test_a_built_file_is_kept_until_it_is_another(http: httpx.Client) -> None:
    for linked in re.findall(r"/static/[\w.]+\?v=\w+", http.get("/").text):
        assert http.get(linked).headers["cache-control"] == "public, max-age=31536000, immutable"
        for other in (linked.partition("?")[0], f"{linked}0"):
            assert http.get(other).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("address", ["/widget.js", "/static/widget.js", "/static/sparql-views.js"])
@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
def test_an_unchanged_file_is_not_sent_again(
    http: httpx.Client, address: str, accepted: str
) -> None:
    headers = {"accept-encoding": accepted}
    first = http.get(address, headers=headers)
    assert first.content == (FOLDER / address.rpartition("/")[2]).read_bytes()
    again = http.get(address, headers={**headers, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["..%2Fapp.py", "%2e%2e", "finns-inte.js", ".js", "x%00.js"])
def test_nothing_else_is_served(http: httpx.Client, name: str) -> None:
    assert http.get(f"/static/{name}").status_code == 404
