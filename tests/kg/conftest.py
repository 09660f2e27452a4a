"""What the tests of kg share: a small way to write graphs, and the shipped one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR, PREFIXES
from tests.ontology import conftest as examples

Turtle = Callable[[str], list[Quad]]
ShapesFile = Callable[..., Path]
EX = "https://example.org/kommun/"
KNOWN = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "ex": EX}.items())


@pytest.fixture(scope="session")
def turtle() -> Turtle:
    """Reads TriG in which every prefix of `kg.names.PREFIXES` and ``ex:`` is known."""
    return lambda text: list(parse(KNOWN + text, format=RdfFormat.TRIG))


@pytest.fixture(scope="session")
def pitea() -> GovernanceGraph:
    """The shipped graph of Piteå."""
    return GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))


@pytest.fixture
def base() -> Store:
    """The small municipality that breaks nothing (``tests/ontology/rules/base.ttl``)."""
    return examples.base()


def change(store: Store, *, remove: str = "", add: str = "") -> Store:
    """``store`` itself, without and with what the Turtle says."""
    for quad in parse(KNOWN + remove, format=RdfFormat.TURTLE):
        assert quad in store
        store.remove(quad)
    store.extend(parse(KNOWN + add, format=RdfFormat.TURTLE))
    return store


@pytest.fixture
def shapes_file(tmp_path: Path) -> ShapesFile:
    """Writes shapes of somebody else's to a file."""

    def write(turtle: str, name: str = "egna.ttl") -> Path:
        path = tmp_path / name
        path.write_text(KNOWN + turtle, encoding="utf-8")
        return path

    return write
