"""What `make run` does once it has installed: an empty folder becomes a server that answers."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from assistant.setup import SHIPPED
from ingest import ingest
from kg.names import PROVENANCE_GRAPH
from tests.conftest import COMMAND, Served, contents, environment, start, stop

QUESTION = "Vi ska starta läxhjälp på biblioteket, vilken strategi stödjer det?"
WAY = [
    "Läxhjälp på biblioteket",
    "Fler elever når målen",
    "Trygg uppväxt och skola",
    "Trygghet genom hela livet",
    "Sveriges bästa plats att bo på",
]
MOST_MEMORY_KB = 700 * 1000
INSIDE = """
import fcntl, json, socket, struct, subprocess, sys, time, urllib.request
command, data, question = sys.argv[1:]
with socket.socket() as s:  # loopback is down in a new network namespace
    fcntl.ioctl(s, 0x8914, struct.pack("16sh", b"lo", 1))
try:
    socket.create_connection(("192.0.2.1", 80), timeout=2)
except OSError as problem:
    assert problem.errno == 101, problem  # network is unreachable
else:
    sys.exit("the network is not cut")
serve = [command, "serve", "--data", data, "--port", "0"]
server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
words = (word for line in server.stdout for word in line.split())
address = next(word for word in words if word.startswith("http://"))
body = json.dumps({"question": question}).encode()
request = urllib.request.Request(address + "api/ask", body, {"content-type": "application/json"})
print(urllib.request.urlopen(request).read().decode())
server.terminate()
server.wait()
"""


@pytest.fixture(scope="module")
def served(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Surely from nothing: that of the whole session can have been started on a copy."""
    if served.told:
        yield served
        return
    folder = tmp_path_factory.mktemp("first")
    running = start(folder / "data", folder / "logs")
    yield running
    stop(running)


def memory(served: Served, key: str) -> int:
    """``VmRSS`` (now) or ``VmHWM`` (most so far) of the server's process, in kB."""
    status = Path(f"/proc/{served.process.pid}/status").read_text(encoding="ascii")
    return int(re.search(rf"^{key}:\s+(\d+) kB", status, re.MULTILINE)[1])  # type: ignore[index]


def embedded(data: Path) -> int:
    with sqlite3.connect(data / "index" / "embeddings.sqlite") as database:
        (count,) = database.execute("SELECT count(*) FROM vector").fetchone()
    return int(count)


def test_it_prints_only_its_address_on_stdout(served: Served) -> None:
    assert served.stdout.read_text(encoding="utf-8") == (
        f"Styrkompassen är igång: {served.base_url}/\nAvsluta med Ctrl+C.\n"
    )


def test_it_says_what_takes_long_on_stderr(served: Served) -> None:
    told = served.told.splitlines()
    assert told[:3] == ["Läser in grafen", "Kontrollerar mot reglerna", "Publicerar version 1"]
    bars = [re.fullmatch(r"Bygger sökindex ━+ (\d+)/(\d+)\s*", line) for line in told[3:]]
    assert bars
    assert all(bar and bar[1] == bar[2] for bar in bars)


def test_version_1_is_the_shipped_graph_whole_and_conforming(served: Served) -> None:
    folder = served.data / "versions" / "000001"
    assert (served.data / "current").read_bytes() == b"1\n"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name, stated in manifest["files"].items():
        body = (folder / name).read_bytes()
        assert stated == {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    assert {p.name for p in folder.iterdir()} == {*manifest["files"], "manifest.json"}
    shipped = {q for q in ingest([SHIPPED]) if q.graph_name != PROVENANCE_GRAPH}
    published = list(parse(path=folder / "data.nq", format=RdfFormat.N_QUADS))
    named = {str(q.triple) for q in shipped if "_:" not in str(q)}
    assert {str(q.triple) for q in published if "_:" not in str(q)} == named
    assert len(published) == len(shipped) == manifest["version"]["triples"]
    assert (manifest["version"]["number"], manifest["version"]["note"]) == (
        1,
        "Den graf som följer med Styrkompassen: Piteå kommun",
    )
    assert manifest["version"]["publisher"] == "Styrkompassen"  # not who started the server
    report = json.loads((folder / "report.json").read_bytes())
    assert (report["conforms"], report["summary"]["violation"]) == (True, 0)


def test_a_second_start_keeps_everything_and_embeds_nothing_again(
    served: Served, tmp_path: Path
) -> None:
    count, before = embedded(served.data), contents(served.data / "versions")
    again = start(served.data, tmp_path)
    ready = httpx.get(f"{again.base_url}/ready")
    stop(again)
    assert ready.json() == {"status": "ready", "version": 1}
    assert again.stderr.read_text(encoding="utf-8").strip() == ""
    assert embedded(served.data) == count
    assert contents(served.data / "versions") == before
    assert (served.data / "current").read_bytes() == b"1\n"
    assert again.base_url != served.base_url


def test_it_stays_under_700_mb_while_it_is_asked(served: Served) -> None:
    for number in range(20):
        body = {"question": f"Vi startar läxhjälp {number} på biblioteket"}
        assert httpx.post(f"{served.base_url}/api/ask", json=body).status_code == 200
    assert memory(served, "VmRSS") < MOST_MEMORY_KB
    assert memory(served, "VmHWM") < MOST_MEMORY_KB


def cut() -> list[str]:
    """A command prefix that runs in a network with nothing in it."""
    for prefix in (["unshare", "-rn"], ["unshare", "-n"]):
        if (
            shutil.which("unshare")
            and not subprocess.run([*prefix, "true"], check=False).returncode
        ):
            return prefix
    pytest.skip("this machine does not let a process leave the network (unshare)")


def test_it_starts_from_nothing_published_and_answers_with_the_network_cut(
    data: Path, tmp_path: Path
) -> None:
    shutil.rmtree(data / "versions")
    shutil.rmtree(data / "index" / "chroma")
    (data / "current").unlink()
    done = subprocess.run(
        [*cut(), sys.executable, "-c", INSIDE, COMMAND, data, QUESTION],
        env=environment(tmp_path) | {"PYTHONPATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["verdict"], answer["version"]) == ("supported", 1)
    assert [step["title"] for step in answer["strategies"][0]["path"]] == WAY


def test_nothing_was_written_outside_the_data_folder(served: Served) -> None:
    home = served.stdout.parent
    assert set(contents(home)) == {"stdout", "stderr"}
