"""A running server follows what is published, and answers from what was in force before."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pyoxigraph import Literal, NamedNode, Quad

from assistant.embeddings import HashedWords
from assistant.settings import Settings
from assistant.setup import SHIPPED, open_assistant
from assistant.web.follow import KEPT, Earlier, Follower
from ingest import ingest
from kg.names import DCT, RDF, STYR
from kg.versions import VersionStore
from tests.conftest import Served, start, stop

NEW_TITLE = "En helt ny visionstitel"


def renamed(title: str, kind: NamedNode = STYR.Vision) -> list[Quad]:
    """The shipped graph with another title of the first thing of a class."""
    quads = list(ingest([SHIPPED]))
    thing = next(q.subject for q in quads if q.predicate == RDF.type and q.object == kind)
    old = next(
        q
        for q in quads
        if (q.subject, q.predicate) == (thing, DCT.title) and q.object.language == "sv"
    )
    new = Quad(old.subject, old.predicate, Literal(title, language="sv"), old.graph_name)
    return [new if q == old else q for q in quads]


def publish(data: Path, title: str, kind: NamedNode = STYR.Vision) -> None:
    VersionStore(data).publish(renamed(title, kind), publisher="prov", note="", report={})


@pytest.fixture
def app(data: Path, fake_words: None) -> FastAPI:
    """Only what a follower touches: the state of an application."""
    application = FastAPI()
    application.state.assistant = open_assistant(Settings.from_environment(data=data))
    return application


@pytest.fixture
def settings(data: Path, fake_words: None) -> Settings:
    return Settings.from_environment(data=data)


def test_switches_to_what_is_published_and_the_old_one_still_answers(
    app: FastAPI, settings: Settings
) -> None:
    old = app.state.assistant
    follower = Follower(app, settings)
    follower.look()
    assert app.state.assistant is old
    publish(settings.data, NEW_TITLE)
    follower.look()
    assert app.state.assistant.graph.number == 2
    assert NEW_TITLE in app.state.assistant.ask("Vad är visionen?").answer
    assert NEW_TITLE not in old.ask("Vad är visionen?").answer


def test_only_what_changed_is_embedded_again(
    app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []
    embed = HashedWords.embed_documents

    def counting(model: HashedWords, texts: list[str]) -> list[list[float]]:
        embedded.extend(texts)
        return embed(model, texts)

    monkeypatch.setattr(HashedWords, "embed_documents", counting)
    publish(settings.data, NEW_TITLE, STYR.FocusArea)
    Follower(app, settings).look()
    assert embedded
    assert all(NEW_TITLE in text for text in embedded)
    assert len(embedded) < app.state.assistant.index.vectors.size / 2


def test_what_is_in_a_collection_that_was_forgotten_is_still_found(app: FastAPI) -> None:
    """Another process that opens many graphs in the same folder forgets the oldest."""
    vectors = app.state.assistant.index.vectors
    before = app.state.assistant.ask("Vad är visionen?").answer
    vectors._collection._client.delete_collection(vectors._collection.name)
    assert app.state.assistant.ask("Vad är visionen?").answer == before


def test_a_damaged_version_is_not_switched_to(
    app: FastAPI, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    publish(settings.data, NEW_TITLE)
    file = settings.data / "versions" / "000002" / "data.nq"
    file.write_bytes(file.read_bytes()[:-20])
    follower = Follower(app, settings)
    follower.look()
    follower.look()
    assert app.state.assistant.graph.number == 1
    told = [r for r in caplog.records if "staying on the version" in r.message]
    assert len(told) == 1
    assert "000002/data.nq" in told[0].message


def test_earlier_versions_are_opened_once_and_only_so_many_kept(settings: Settings) -> None:
    for number in range(KEPT + 1):
        publish(settings.data, f"Titel {number}")
    earlier = Earlier(settings)
    first = earlier.open(1)
    assert earlier.open(1) is first
    for number in range(2, KEPT + 2):
        assert earlier.open(number).graph.number == number
    assert earlier.open(1) is not first
    assert "Titel 0" in earlier.open(2).ask("Vad är visionen?").answer


@pytest.fixture
def running(data: Path, tmp_path: Path) -> Iterator[Served]:
    served = start(data, tmp_path / "logs")
    yield served
    stop(served)


def test_readers_during_a_publish_get_the_old_or_the_new_version_whole(
    running: Served, data: Path
) -> None:
    answers: list[tuple[int, str]] = []
    done = threading.Event()

    def read() -> None:
        with httpx.Client(base_url=running.base_url, timeout=30) as client:
            while not done.is_set():
                said = client.post("/api/ask", json={"question": "Vad är visionen?"}).json()
                answers.append((said["version"], said["answer"]))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    publish(data, NEW_TITLE)
    deadline = time.monotonic() + 60
    while httpx.get(f"{running.base_url}/ready").json()["version"] != 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(0.5)
    done.set()
    for reader in readers:
        reader.join()
    assert {(number, NEW_TITLE in text) for number, text in answers} == {(1, False), (2, True)}

    today = date.today().isoformat()
    asked = {"question": "Vad är visionen?"}

    def version(**moment: object) -> object:
        answer = httpx.post(f"{running.base_url}/api/ask", json=asked | moment, timeout=60)
        said = answer.json()
        return said["version"] if answer.status_code == 200 else (said["status"], said["detail"])

    assert version(version=1) == 1
    assert version(at=today) == 2
    assert version(version=7) == (404, "Version 7 finns inte. Det här finns: 1, 2.")
    status, detail = version(at="i går")  # type: ignore[misc]
    assert (status, "ÅÅÅÅ" in detail or "år-månad-dag" in detail) == (400, True)
    status, detail = version(at="1999-01-01")  # type: ignore[misc]
    assert status == 404
    address = f"{running.base_url}/id/pitea/vision?format=ttl"
    assert NEW_TITLE in httpx.get(address).text
    assert NEW_TITLE not in httpx.get(f"{address}&version=1").text
