"""A real Chroma server for tests, on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.kg.stores.servers import free_port

CHROMA = Path(sys.executable).with_name("chroma")
LONGEST = 120.0


@contextmanager
def chroma_process(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Its address and process, while it runs."""
    port = free_port()
    place = ["--path", str(folder / "db"), "--port", str(port), "--host", "127.0.0.1"]
    told = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([str(CHROMA), "run", *place], stdout=log, stderr=log, env=told)
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + LONGEST
    try:
        while not _answers(url):
            assert process.poll() is None, (folder / "log").read_text("utf-8", "replace")
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield url, process
    finally:
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v2/heartbeat").is_success
    except httpx.TransportError:
        return False
