"""Text goes compressed over the wire: a page of 160 kB is 13 then, and slow networks are slow."""

import gzip

import brotli
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.problems import preferred, refused

SMALLEST = 600
"""Bytes below which a compressed answer takes as many packets as before."""
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
"""Where more work hardly makes anything smaller: a page takes 2 ms, the largest file 30."""
ENCODINGS = ("br", "gzip")
"""What answers are compressed as, best first."""


def encoding(accepted: str) -> str:
    """What an Accept-Encoding header takes of `ENCODINGS`, the best of several; empty for none."""
    wanted = preferred(accepted)
    if known := next((each for each in ENCODINGS if each in wanted), ""):
        return known
    return "gzip" if "*" in wanted and "gzip" not in refused(accepted) else ""


def packed(body: bytes, how: str) -> bytes:
    """``body`` compressed as one of `ENCODINGS`."""
    if how == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY))
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


class Packing:
    """ASGI middleware: compresses answers of text that come in one piece. What streams goes as it
    is, and so does what somebody compressed before."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            how = encoding(Headers(scope=scope).get("accept-encoding", ""))
            await self._app(scope, receive, _Answer(send, how))
        else:
            await self._app(scope, receive, send)


class _Answer:
    """One answer on its way out; its head waits for the body, whose length it tells."""

    def __init__(self, send: Send, how: str) -> None:
        self._send, self._how = send, how
        self._head: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_text(message):
            self._head = message
            return
        if self._head and message["type"] == "http.response.body":
            head, self._head = self._head, None
            message = await self._whole(head, message)
            await self._send(head)
        await self._send(message)

    async def _whole(self, head: Message, message: Message) -> Message:
        body: bytes = message.get("body", b"")
        if message.get("more_body") or len(body) < SMALLEST:
            return message
        headers = MutableHeaders(raw=head["headers"])
        headers.add_vary_header("accept-encoding")
        if not self._how:
            return message
        body = await run_in_threadpool(packed, body, self._how)
        headers["content-encoding"] = self._how
        headers["content-length"] = str(len(body))
        if "etag" in headers:  # a strong one stands for the plain bytes (RFC 9110, 8.8.1)
            headers["etag"] = f"W/{headers['etag'].removeprefix('W/')}"
        return {**message, "body": body}


def _is_text(head: Message) -> bool:
    headers = Headers(raw=head["headers"])
    media_type = headers.get("content-type", "").split(";")[0].strip()
    text = media_type.startswith("text/") or media_type.endswith(("json", "xml", "javascript"))
    return (
        text
        and media_type != "text/event-stream"
        and head["status"] != 206
        and "content-encoding" not in headers
        and "content-range" not in headers
    )
