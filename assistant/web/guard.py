"""Around every request: a limit on its body, security headers, and never a stack trace."""

import logging
from collections.abc import Mapping

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web import problems

LARGEST_BODY = 1_000_000
"""Bytes of a request body where a path has no limit of its own; a question is far smaller."""

HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
        b"object-src 'none'; frame-ancestors 'self'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}
SHARED = {
    b"access-control-allow-origin": b"*",
    b"cross-origin-resource-policy": b"cross-origin",
}
"""Headers of the built files, which pages of other sites load."""

Headers = list[tuple[bytes, bytes]]
log = logging.getLogger(__name__)


class BodyTooLarge(Exception):
    """The body passed the limit while it was read."""


class Guard:
    """ASGI middleware; what it cannot let through it answers itself."""

    def __init__(self, app: ASGIApp, largest: Mapping[str, int]) -> None:
        """``largest`` is how many bytes the bodies of some paths may have."""
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            largest = self._largest.get(scope["path"], LARGEST_BODY)
            await _Exchange(scope, receive, send, largest).run(self._app)
        else:
            await self._app(scope, receive, send)


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, largest: int) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._largest = largest
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        self._too_large = declared.isdigit() and int(declared) > largest
        self._counted = 0
        self._started = False

    @property
    def _request(self) -> Request:
        return Request(self._scope)

    async def run(self, app: ASGIApp) -> None:
        try:
            if not self._too_large:
                await app(self._scope, self._receive_counted, self._send_guarded)
        except Exception:
            if not self._too_large:
                log.exception("unexpected error")
                if self._started:
                    raise
                await self._answer(500, problems.text(self._request, "internal"))
        if self._too_large and not self._started:
            limit = self._largest // 1_000_000
            await self._answer(413, problems.text(self._request, "body_too_large", limit=limit))

    async def _receive_counted(self) -> Message:
        message = await self._receive()
        self._counted += len(message.get("body", b""))
        if self._counted > self._largest:
            self._too_large = True
            raise BodyTooLarge
        return message

    async def _send_guarded(self, message: Message) -> None:
        """Send with the headers; what the application says of a body it could not read is lost."""
        if self._too_large and not self._started:
            return
        if message["type"] == "http.response.start":
            self._started = True
            message = {**message, "headers": self._with_ours(message["headers"])}
        await self._send(message)

    def _with_ours(self, headers: Headers) -> Headers:
        shared = self._scope["path"].startswith("/static/")
        present = {name.lower() for name, _ in headers}
        ours = HEADERS | (SHARED if shared else {})
        return [*headers, *((k, v) for k, v in ours.items() if k not in present)]

    async def _answer(self, status: int, told: str) -> None:
        response = problems.answer(self._request, status, told)
        headers = self._with_ours(response.raw_headers)
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": response.body})
