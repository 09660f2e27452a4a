"""Talks to a SPARQL server: who we are there, and what can go wrong.

Nothing is followed elsewhere: no redirect, no proxy of the environment. What is told of an address
never holds a password.
"""

import re
import ssl
import threading
from collections.abc import Generator
from typing import Any, Literal

import httpx

from kg.errors import (
    QueryFailed,
    QueryTimeout,
    StoreAddressWrong,
    StoreFailed,
    StoreFull,
    StoreRefused,
    StoreUnreachable,
    StyrError,
)
from kg.stores.address import Server, shown
from kg.texts import Phrase

What = Literal["query", "update", "graphs"]
LONGEST_REASON = 300
SETTINGS = {
    "query": "STYRKOMPASS_STORE",
    "update": "STYRKOMPASS_STORE_UPDATE",
    "graphs": "STYRKOMPASS_STORE_GRAPHS",
}
_FULL = re.compile(r"no space left|disk (is )?full|out of (disk )?space|quota exceeded", re.I)
_LATE = re.compile(r"time(d)?[ -]?out|cancell?ed|S1T00|time limit", re.I)


class Credentials(httpx.Auth):
    """Basic or digest, whichever the server asks for; once it has asked, without being asked."""

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """As httpx asks for."""
        if self._chosen is None:
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            self._chosen = self._digest if asked.startswith("digest") else self._basic
        yield from self._chosen.auth_flow(request)


def client_settings(server: Server) -> dict[str, Any]:
    """What an httpx client for ``server`` is made with."""
    auth: httpx.Auth | None = None
    headers = {}
    if server.user:
        auth = Credentials(server.user, server.password)
    elif server.password:
        headers["authorization"] = f"Bearer {server.password}"
    return {
        "auth": auth,
        "headers": headers,
        "timeout": httpx.Timeout(server.seconds, connect=min(5.0, server.seconds)),
        "follow_redirects": False,
        "trust_env": False,
        "verify": ssl.create_default_context() if "https:" in str(server) else False,
    }


class Connection:
    """Requests to one server. Thread-safe; `close` it at the end."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None

    @property
    def client(self) -> httpx.Client:
        """The client, made when it is first asked for."""
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(**client_settings(self.server))
            return self._client

    def close(self) -> None:
        """Close what is open; it is opened again when needed."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None

    def send(self, what: What, method: str = "POST", **given: Any) -> httpx.Response:
        """The answer to a request, which is a good one. Raises `kg.errors.StoreError`."""
        address = getattr(self.server, what)
        try:
            response = self.client.request(method, address, **given)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as problem:
            raise unreachable(address, problem, self.server.seconds) from problem
        if not response.is_success:
            raise refusal(self.server, what, response.status_code, response.text)
        return response


def unreachable(address: str, problem: Exception, seconds: float) -> StoreUnreachable:
    """What to raise when there was no answer, or only half of one."""
    reason: object = str(problem) or type(problem).__name__
    if isinstance(problem, httpx.TimeoutException):
        reason = Phrase("store.slow", {"seconds": f"{seconds:g}"})
    elif isinstance(problem, httpx.ConnectError):
        reason = Phrase("store.silent", {"said": reason})
    elif isinstance(problem, httpx.InvalidURL | httpx.UnsupportedProtocol):
        reason = Phrase("store.no_address", {"said": reason})
    return StoreUnreachable(address=shown(address), reason=reason)


def refusal(server: Server, what: What, status: int, body: str) -> StyrError:
    """What to raise for an answer that is not a good one."""
    address, reason = shown(getattr(server, what)), _plain(body)
    if status in (401, 403):
        return StoreRefused(address=address, status=status)
    if status in (404, 405, 415, 501) or 300 <= status < 400:
        told = Phrase(f"store.{what}")
        return StoreAddressWrong(address=address, status=status, what=told, setting=SETTINGS[what])
    if status == 507 or _FULL.search(reason):
        return StoreFull(address=address, reason=reason)
    return StoreFailed(address=address, status=status, reason=reason or "–")


def query_refusal(server: Server, status: int, body: str, seconds: float) -> StyrError:
    """`refusal` of a query: one that took too long, or that this server does not understand."""
    reason = _plain(body)
    if status in (408, 500, 503, 504) and _LATE.search(reason):
        return QueryTimeout(seconds=f"{seconds:g}")
    if status in (400, 500):
        return QueryFailed(reason=reason or f"HTTP {status}")
    return refusal(server, "query", status, body)


def _plain(body: str) -> str:
    """The first words of an error page."""
    text = re.sub(r"<(style|script|head)\b.*?</\1>|<[^<>]*>", " ", body, flags=re.DOTALL | re.I)
    text = " ".join(text.partition("SPARQL query:")[0].split())
    return text if len(text) <= LONGEST_REASON else f"{text[: LONGEST_REASON - 1]}…"
