"""The stores that the same tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.stores.base import Store
from kg.stores.embedded import EmbeddedStore
from kg.stores.remote import RemoteStore
from tests.kg.stores.servers import (
    Oxigraph,
    Running,
    Virtuoso,
    needs_oxigraph,
    needs_virtuoso,
)


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph]:
    needs_oxigraph()
    running = Oxigraph(tmp_path_factory.mktemp("oxigraph"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    needs_virtuoso()
    running = Virtuoso(tmp_path_factory.mktemp("virtuoso"))
    yield running
    running.stop()


@pytest.fixture(params=["oxigraph", "virtuoso"])
def running(request: pytest.FixtureRequest) -> Running:
    """A server on which nothing is published."""
    found: Running = request.getfixturevalue(request.param)
    found.forget()
    return found


@pytest.fixture
def remote(running: Running) -> Iterator[RemoteStore]:
    store = RemoteStore(running.server())
    yield store
    store.close()


@pytest.fixture(params=["embedded", "oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store in which nothing is published."""
    if request.param == "embedded":
        yield EmbeddedStore(tmp_path / "store")
        return
    found: Running = request.getfixturevalue(request.param)
    found.forget()
    remote = RemoteStore(found.server())
    yield remote
    remote.close()
