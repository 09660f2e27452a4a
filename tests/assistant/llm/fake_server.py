"""A server with OpenAI's chat interface that behaves as each test says."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class FakeServer:
    """``reply`` is streamed in words, ``pause`` seconds apart, after ``wait`` seconds.

    ``status`` other than 200 is an error; ``endless`` repeats the reply until nobody listens.
    ``speak`` gives the pieces of a reply to messages instead, as a real model does.
    """

    url: str = ""
    reply: str = ""
    status: int = 200
    wait: float = 0.0
    pause: float = 0.0
    endless: bool = False
    speak: Callable[[list[dict[str, str]]], Iterable[str]] | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def behave(self, reply: str = "", **behaviour: Any) -> None:
        """Answer so from now on, and forget what was asked."""
        standard = {"status": 200, "wait": 0.0, "pause": 0.0, "endless": False}
        for name, value in {**standard, "reply": reply, **behaviour}.items():
            setattr(self, name, value)
        self.requests.clear()
        self.keys.clear()


class _Handler(BaseHTTPRequestHandler):
    fake: FakeServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.fake.requests.append(body)
        self.fake.keys.append(self.headers.get("authorization", ""))
        time.sleep(self.fake.wait)
        try:
            self._answer(body["messages"])
        except (BrokenPipeError, ConnectionResetError):
            return

    def _answer(self, messages: list[dict[str, str]]) -> None:
        fake = self.fake
        if fake.status != 200:
            body = json.dumps({"error": {"message": "no"}}).encode()
            self.send_response(fake.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        while True:
            words = (word + " " for word in fake.reply.split(" "))
            for piece in fake.speak(messages) if fake.speak else words:
                self._send({"content": piece})
                time.sleep(fake.pause)
            if not fake.endless:
                break
        self._send({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, delta: dict[str, str], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "fake"}
        line = f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n"
        self.wfile.write(line.encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Nothing in the tests' output."""


@contextmanager
def fake_server() -> Iterator[FakeServer]:
    """A running one."""
    fake = FakeServer()
    handler = type("Handler", (_Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()
