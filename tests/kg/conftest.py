"""What the tests of kg share: a small way to write graphs, and the shipped one."""

from collections.abc import Callable

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR, PREFIXES

Turtle = Callable[[str], list[Quad]]
EX = "https://example.org/kommun/"


@pytest.fixture(scope="session")
def turtle() -> Turtle:
    """Reads TriG in which every prefix of `kg.names.PREFIXES` and ``ex:`` is known."""
    known = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "ex": EX}.items())
    return lambda text: list(parse(known + text, format=RdfFormat.TRIG))


@pytest.fixture(scope="session")
def pitea() -> GovernanceGraph:
    """The shipped graph of Piteå."""
    return GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))
