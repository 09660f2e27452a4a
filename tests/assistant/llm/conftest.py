"""A server that has a language model which behaves as each test says."""

import shutil
from collections.abc import Iterator

import pytest

from tests.assistant.llm.fake_server import FakeServer, fake_server
from tests.conftest import Served, start, stop

PATIENCE = 3
KEY = "sk-hemlig-nyckel"


@pytest.fixture(scope="session")
def model_server() -> Iterator[FakeServer]:
    with fake_server() as running:
        yield running


@pytest.fixture(scope="session")
def aided(
    served: Served, model_server: FakeServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server like `served`, with a language model."""
    folder = tmp_path_factory.mktemp("aided")
    shutil.copytree(served.data, folder / "data")
    settings = {"llm": "openai:fake", "llm_url": model_server.url, "llm_key": KEY}
    running = start(folder / "data", folder / "logs", **settings, llm_timeout=str(PATIENCE))
    yield running
    stop(running)
    assert KEY not in running.stderr.read_text() + running.stdout.read_text()


@pytest.fixture
def model(model_server: FakeServer) -> FakeServer:
    """The model of `aided`; says nothing until it is told to."""
    model_server.behave()
    return model_server
