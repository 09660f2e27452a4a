"""Several servers, each with an empty folder, over one SPARQL server and one Chroma server."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from assistant.chroma import name_of
from assistant.chroma_server import open_server
from assistant.index import EMBEDDINGS
from tests.assistant.chroma_process import chroma_process
from tests.assistant.test_follow import NEW_TITLE, renamed
from tests.conftest import COMMAND, Served, environment, start, stop
from tests.kg.stores.servers import Oxigraph, needs_oxigraph

LONGEST = 240.0
VISION = "SELECT ?t { ?v a styr:Vision ; dct:title ?t FILTER(LANG(?t) = 'sv') }"


class Shared(NamedTuple):
    """What copies have in common, and the settings that tell them."""

    oxigraph: Oxigraph
    chroma: str
    settings: dict[str, str]


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_process(tmp_path_factory.mktemp("chroma")) as (url, _):
        yield url


@pytest.fixture(scope="module")
def shared(chroma: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    needs_oxigraph()
    oxigraph = Oxigraph(tmp_path_factory.mktemp("oxigraph"))
    settings = {
        "store": oxigraph.server().query,
        "chroma_url": chroma,
    }
    yield Shared(oxigraph, chroma, settings)
    oxigraph.stop()


@pytest.fixture(scope="module")
def copies(
    shared: Shared, served: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Served]]:
    """Two that are started at the same time on folders without versions, and an empty store.

    They have the vectors of another folder, because it takes a while to make them.
    """
    folders = [tmp_path_factory.mktemp(name) for name in "ab"]
    for folder in folders:
        (folder / "data" / "index").mkdir(parents=True)
        shutil.copy(served.data / "index" / EMBEDDINGS, folder / "data" / "index")
    with ThreadPoolExecutor(2) as pool:
        starting = [
            pool.submit(start, folder / "data", folder / "logs", **shared.settings)
            for folder in folders
        ]
    failed = [problem for each in starting if (problem := each.exception())]
    try:
        assert failed == []
        yield [each.result() for each in starting]
    finally:
        for each in starting:
            if not each.exception():
                stop(each.result())


def versions(served: Served) -> list[Path]:
    return sorted((served.data / "versions").iterdir())


def ready(served: Served) -> dict[str, object]:
    told: dict[str, object] = httpx.get(f"{served.base_url}/ready", timeout=30).json()
    return told


def until(served: Served, wanted: dict[str, object]) -> None:
    deadline = time.monotonic() + LONGEST
    while (found := ready(served)) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def ask(served: Served) -> tuple[int, str]:
    asked = {"question": "Vad är visionen?"}
    said = httpx.post(f"{served.base_url}/api/ask", json=asked, timeout=60).json()
    return said["version"], said["answer"]


def query(served: Served) -> tuple[int, str]:
    answer = httpx.get(
        f"{served.base_url}/sparql", params={"query": VISION, "format": "csv"}, timeout=60
    )
    return int(answer.headers["x-version"]), answer.raise_for_status().text


def run(data: Path, shared: Shared, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *command, "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(data.parent, **shared.settings),
    )


def test_copies_that_start_at_once_publish_one_version_and_share_one_index(
    copies: list[Served], shared: Shared
) -> None:
    assert [ready(each) for each in copies] == [
        {"status": "ready", "version": 1, "store": "ok"}
    ] * 2
    manifests = {(versions(each)[0] / "manifest.json").read_bytes() for each in copies}
    assert len(manifests) == 1
    names = [each.name for each in open_server(shared.chroma).list_collections()]
    assert [name.startswith(name_of("")) for name in names] == [True] * len(names)
    assert names
    assert not any((each.data / "index" / "chroma").exists() for each in copies)


def test_fifty_at_once_to_both_while_one_publishes(
    copies: list[Served], shared: Shared, tmp_path: Path
) -> None:
    """Everybody gets the old version or the new one, whole, from chat and SPARQL alike."""
    found: list[tuple[int, str]] = []
    done = threading.Event()

    def keep_asking(number: int) -> None:
        served = copies[number % 2]
        while not done.wait(1):
            found.append((ask if number % 5 == 0 else query)(served))

    with ThreadPoolExecutor(50) as pool:
        asking = [pool.submit(keep_asking, number) for number in range(50)]
        time.sleep(1)
        try:
            publish(tmp_path / "data", shared)
            for served in copies:
                until(served, {"status": "ready", "version": 2, "store": "ok"})
            time.sleep(1)
        finally:
            done.set()
        for each in asking:
            each.result()
    assert {(number, NEW_TITLE in text) for number, text in found} == {(1, False), (2, True)}
    assert len(found) > 100


def publish(data: Path, shared: Shared) -> None:
    """From a third folder, as a strategist's own machine would."""
    from ingest.output import write

    data.mkdir()
    source = data / "ny.ttl"
    write(source, {quad.triple for quad in renamed(NEW_TITLE)})
    for command in (("ingest", str(source)), ("publish", "--note", "Ny titel")):
        done = run(data, shared, *command)
        assert done.returncode == 0, done.stderr


def test_what_both_give_is_the_same(copies: list[Served]) -> None:
    texts = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    answers = []
    for served in copies:
        for more in ({}, {"version": "1"}):
            told = {"query": texts, "format": "csv", **more}
            answers.append(httpx.get(f"{served.base_url}/sparql", params=told).raise_for_status())
    first, second = (answers[0].text, answers[1].text)
    assert [answer.text for answer in answers] == [first, second] * 2
    assert first.count("\n") == 5
    assert "version" not in first
    refused = httpx.get(
        f"{copies[0].base_url}/sparql", params={"query": "SELECT * { ?s <bif:contains> 'x' }"}
    )
    assert refused.status_code == 403


def test_an_earlier_version_is_fetched(
    shared: Shared, copies: list[Served], tmp_path: Path
) -> None:
    """By a copy that starts later, which has only heard of version 1 and embeds next to nothing."""
    late = start(tmp_path / "data", tmp_path / "logs", **shared.settings)
    first, second = versions(late)
    assert len(list(second.iterdir())) == 7
    asked = {"question": "Vad är visionen?", "version": 1}
    told = httpx.post(f"{late.base_url}/api/ask", json=asked, timeout=60).json()
    assert (told["version"], NEW_TITLE in told["answer"]) == (1, False)
    assert len(list(first.iterdir())) == 7
    stop(late)


def test_without_the_store_the_chat_goes_on_and_queries_say_why(
    copies: list[Served], shared: Shared, tmp_path: Path
) -> None:
    served = copies[0]
    shared.oxigraph.stop()
    assert ask(served)[0] == 2
    refused = httpx.get(f"{served.base_url}/sparql", params={"query": VISION})
    told = refused.json()
    assert (refused.status_code, told["type"]) == (503, "#StoreUnreachable")
    assert str(shared.oxigraph.port) in told["detail"]
    deadline = time.monotonic() + LONGEST
    while ready(served)["store"] == "ok":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    failed = run(tmp_path / "data", shared, "versions")
    assert (failed.returncode, str(shared.oxigraph.port) in failed.stderr) == (2, True)
    doctor = run(tmp_path / "data", shared, "doctor")
    assert (doctor.returncode, f":{shared.oxigraph.port}" in doctor.stdout) == (1, True)
    shared.oxigraph.start()
    until(served, {"status": "ready", "version": 2, "store": "ok"})
    assert query(served)[0] == 2
    doctor = run(tmp_path / "data", shared, "doctor")
    assert "OK   Version 2 gäller på SPARQL-servern." in doctor.stdout, doctor.stderr
    assert f"OK   Chroma-servern {shared.chroma} svarar." in doctor.stdout
    assert "FEL" not in doctor.stdout
