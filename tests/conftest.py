"""What all tests share: no network beyond this machine, and one server that was started as a user
would start it, whose data folder the others read or copy (building its index takes some 20 s)."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import httpx
import hypothesis
import pytest

from assistant.assistant import Assistant
from assistant.cli import main
from assistant.embeddings import HashedWords
from assistant.index import Index, open_index
from assistant.settings import Settings
from assistant.setup import open_assistant
from kg.durable import locked
from kg.graph import GovernanceGraph
from tests.browsing import chromium

HERE = Path(__file__).parent
OFFLINE = HERE / "assistant" / "offline"
EXAMPLE = HERE / "assistant" / "example.ttl"
COMMAND = Path(sys.executable).with_name("styrkompass")
LONGEST_START = 240

runpy.run_path(str(OFFLINE / "sitecustomize.py"))
os.environ.setdefault("OMP_NUM_THREADS", "1")
"""Two processes that embed side by side take 51 ms a query on two threads each, 22 on one."""


hypothesis.settings.register_profile("any-time", deadline=None)
hypothesis.settings.load_profile("any-time")


class Served(NamedTuple):
    """A running server: its address (no final slash), folder, process, what it prints, and what it
    had said on stderr when it was ready."""

    base_url: str
    data: Path
    process: subprocess.Popen[bytes]
    stdout: Path
    stderr: Path
    told: str


class Outcome(NamedTuple):
    """What a command gave; ``err`` without empty lines."""

    code: int
    out: str
    err: str


class Intranet(NamedTuple):
    """A web server of another origin, which serves the HTML that is put in ``pages`` by path."""

    url: str
    pages: dict[str, str]


def environment(home: Path, **settings: str) -> dict[str, str]:
    """A bare user's environment: Swedish, an empty home, no settings but these, no network."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR", "SYSTEMROOT")}
    return {
        **kept,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(OFFLINE),
        **{f"STYRKOMPASS_{name.upper()}": value for name, value in settings.items()},
    }


def start(data: Path, logs: Path, *arguments: str, **settings: str) -> Served:
    """`styrkompass serve` on a free port, once it has printed its address and is ready."""
    logs.mkdir(parents=True, exist_ok=True)
    stdout, stderr = logs / "stdout", logs / "stderr"
    with stdout.open("wb") as out, stderr.open("wb") as err:
        process = subprocess.Popen(
            [COMMAND, "serve", "--data", str(data), "--port", "0", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=environment(logs, **settings),
            cwd=logs,
        )
    deadline = time.monotonic() + LONGEST_START
    while "http://" not in (told := stdout.read_text(encoding="utf-8")) or "\n" not in told:
        assert process.poll() is None, stderr.read_text(encoding="utf-8")
        if time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"no address after {LONGEST_START} s: {told!r}")
        time.sleep(0.05)
    address = told[told.index("http://") :].split()[0].rstrip("/")
    while httpx.get(f"{address}/ready").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return Served(address, data, process, stdout, stderr, stderr.read_text(encoding="utf-8"))


def stop(served: Served) -> None:
    """Stop it as Ctrl+C does; it must end well and have said nothing that frightens anybody."""
    served.process.send_signal(signal.SIGINT)
    try:
        code = served.process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        served.process.kill()
        raise
    assert (code, "Traceback" in served.stderr.read_text(encoding="utf-8")) == (0, False)


@pytest.fixture(scope="session")
def intranet() -> Iterator[Intranet]:
    """Another site, which is allowed to embed the chat of `served`."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(200 if page else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            """Nothing in the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Intranet(f"http://localhost:{server.server_port}", pages)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, intranet: Intranet) -> Iterator[Served]:
    """The first run: an empty data folder, and nothing given but the folder and a port.

    Of several processes that run tests, one makes it, and the others start on a copy of its folder.
    """
    folder = tmp_path_factory.mktemp("served")
    base = tmp_path_factory.getbasetemp()
    made = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "first-run"
    with locked(made.with_suffix(".lock"), wait=True):
        if copied := made.exists():
            shutil.copytree(made, folder / "data")
        running = start(folder / "data", folder / "logs", origins=intranet.url)
        if not copied:
            shutil.copytree(running.data, made)
    yield running
    stop(running)


@pytest.fixture(scope="session")
def assistant(served: Served) -> Assistant:
    """The same version and index as the server's, in this process."""
    return open_assistant(Settings(data=served.data))


@pytest.fixture
def data(served: Served, tmp_path: Path) -> Path:
    """A data folder of the test's own: a copy of the server's."""
    return Path(shutil.copytree(served.data, tmp_path / "data"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for one module."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def fake_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Embeddings that take no time, for what does not test them."""
    monkeypatch.setenv("STYRKOMPASS_EMBEDDINGS", "hashed-words")


@pytest.fixture
def styrkompass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """The command in this process: an exception that it lets through fails the test."""
    for name in ("LC_ALL", "LC_MESSAGES", "STYRKOMPASS_LANG", "STYRKOMPASS_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Outcome(code, out, "".join(line for line in err.splitlines(True) if line.strip()))

    return run


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file of a folder with its bytes, every folder in it with None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="session")
def example() -> GovernanceGraph:
    """The graph of ``tests/assistant/example.ttl``."""
    return GovernanceGraph.from_files([EXAMPLE])


@pytest.fixture(scope="session")
def example_index(example: GovernanceGraph) -> Index:
    """Its index, in memory, with embeddings that take no time."""
    return open_index(example, HashedWords(), None)[0]
