"""A server for tests of the endpoint: the whole application over a graph, without a search index.

``python server.py DATA [FILE…]`` serves the RDF files, or the version that DATA has published, with
settings from the environment, as `styrkompass serve` would; only the chat has nothing to answer
from, which makes it ready in two seconds.
"""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import uvicorn

from assistant.serving import listen
from assistant.settings import Settings
from assistant.web.app import create_app
from kg.graph import GovernanceGraph
from kg.versions import VersionStore
from tests.conftest import LONGEST_START, Served, environment

COMMAND = (sys.executable, str(Path(__file__).resolve()))


def served(folder: Path, *files: Path, **settings: str) -> Served:
    """A server in a process of its own, once it listens. `tests.conftest.stop` it."""
    folder.mkdir(parents=True, exist_ok=True)
    stdout, stderr = folder / "stdout", folder / "stderr"
    given = environment(folder, **settings)
    given["PYTHONPATH"] = os.pathsep.join([given["PYTHONPATH"], str(Path.cwd())])
    with stdout.open("wb") as out, stderr.open("wb") as err:
        process = subprocess.Popen(
            [*COMMAND, str(folder / "data"), *map(str, files)], stdout=out, stderr=err, env=given
        )
    deadline = time.monotonic() + LONGEST_START
    while not (address := stdout.read_text(encoding="utf-8")).endswith("/\n"):
        assert process.poll() is None, stderr.read_text(encoding="utf-8")
        assert time.monotonic() < deadline
        time.sleep(0.05)
    said = stderr.read_text(encoding="utf-8")
    return Served(address.rstrip("/\n"), folder / "data", process, stdout, stderr, said)


def main(data: Path, files: list[Path]) -> None:
    """Serve until interrupted; the address is printed first."""
    graph = GovernanceGraph.from_files(files) if files else VersionStore(data).load()
    settings = Settings.from_environment(data=data, port=0)
    listening = listen(settings.host, settings.port)
    app = create_app(settings, cast(Any, SimpleNamespace(graph=graph)))
    print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    listening.close()


@asynccontextmanager
async def in_process(
    graph: GovernanceGraph, folder: Path, **settings: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application in this process. The graph may be exchanged: ``app.state``."""
    app = create_app(Settings(data=folder, **settings), cast(Any, SimpleNamespace(graph=graph)))
    transport = httpx.ASGITransport(app=app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://kommun.test") as client:
            yield client
    finally:
        await app.state.sparql.pool.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
