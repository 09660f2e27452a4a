"""Real SPARQL servers for tests: started on a free port, stopped, started again on their data."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path

import httpx
import pytest

from kg.stores.address import Server
from kg.stores.graphs import BEGUN, VERSIONS

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
LONGEST_START = 60.0
VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = {sql}
DisableUnixSocket = 1
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
DefaultIsolation = 2
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 10
KeepAliveTimeout = 10
MaxKeepAlives = 10
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 30
ExternalQuerySource = 0
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Running(ABC):
    """A server in ``folder``, which it was started in; `start` starts it again after `stop`."""

    name = ""
    user, password = "", ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def server(self) -> Server:
        """Its addresses, and who may write there."""

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        address, deadline = self.server().query, time.monotonic() + LONGEST_START
        while True:
            try:
                httpx.get(address, params={"query": "ASK {}"}, trust_env=False)
                return
            except httpx.TransportError:
                pass
            assert self._process.poll() is None, (self.folder / "log").read_text("utf-8", "replace")
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def forget(self) -> None:
        """As if nothing had been published; the graphs of what was are never looked at again."""
        self.update(f"CLEAR SILENT GRAPH <{VERSIONS}>")
        self.update(f"CLEAR SILENT GRAPH <{BEGUN}>")

    def update(self, text: str) -> None:
        digest = httpx.DigestAuth(self.user, self.password) if self.user else None
        headers = {"content-type": "application/sparql-update"}
        where = self.server().update
        done = httpx.post(where, content=text, headers=headers, auth=digest, trust_env=False)
        assert done.is_success, done.text


class Oxigraph(Running):
    name = "oxigraph"

    @property
    def command(self) -> list[str]:
        place = ["--location", str(self.folder / "db"), "--bind", f"127.0.0.1:{self.port}"]
        return [str(OXIGRAPH), "serve", *place, "--timeout-s", "30"]

    def server(self) -> Server:
        base = f"http://127.0.0.1:{self.port}"
        return Server(f"{base}/query", f"{base}/update", f"{base}/store")


class Virtuoso(Running):
    name = "virtuoso"
    user, password = "dba", "dba"

    rows = 2000
    """More are cut off, with HTTP 200."""

    @property
    def command(self) -> list[str]:
        return ["virtuoso-t", "+foreground", "+configfile", "v.ini", "+wait"]

    def start(self) -> None:
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)
        ini = VIRTUOSO_INI.format(sql=free_port(), http=self.port, rows=self.rows)
        (self.folder / "v.ini").write_text(ini)
        super().start()

    def server(self) -> Server:
        base = f"http://127.0.0.1:{self.port}"
        both, graphs = f"{base}/sparql-auth", f"{base}/sparql-graph-crud-auth"
        return Server(both, both, graphs, self.user, self.password)


def needs_virtuoso() -> None:
    """Skip without it, with a word on how to get it."""
    if not shutil.which("virtuoso-t"):
        pytest.skip("Virtuoso is not installed: sh scripts/install-stores.sh")


def needs_oxigraph() -> None:
    """Its package is among the tests' own, but has no build for every machine."""
    if not os.access(OXIGRAPH, os.X_OK):
        pytest.skip("the oxigraph server is not installed: pip install oxigraph")
