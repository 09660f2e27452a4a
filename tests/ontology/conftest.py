"""The examples of the rules, shared by the tests of the shapes and of the engines.

``rules/base.ttl`` is a complete small municipality that breaks nothing. Each case is a TriG file
``rules/<RULE>/good-….trig`` or ``bad-….trig`` with what it takes away from the base
(``case:remove``) and what it adds (``case:add``).
"""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR
from kg.rdf import read_file
from kg.shacl import Reference
from kg.shapes import Shapes, shipped

RULES = Path(__file__).parent / "rules"
CASES = sorted(RULES.glob("R*/*.trig"))
BAD_CASES = [case for case in CASES if case.stem.startswith("bad")]
EX = "https://example.org/kommun/"
REMOVE = ox.NamedNode("https://example.org/case/remove")
ADD = ox.NamedNode("https://example.org/case/add")


def base() -> ox.Store:
    """The municipality that breaks nothing."""
    store = ox.Store()
    store.extend(read_file(RULES / "base.ttl"))
    return store


def example(*cases: Path) -> ox.Store:
    """The base municipality with the changes of ``cases``: all removals, then all additions."""
    store = base()
    removed, added = changes(cases)
    for quad in removed:
        store.remove(quad)
    store.extend(added)
    return store


def changes(cases: Iterable[Path]) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """What ``cases`` take away and what they add."""
    removed: set[ox.Quad] = set()
    added: set[ox.Quad] = set()
    for quad in (quad for case in cases for quad in read_file(case)):
        (removed if quad.graph_name == REMOVE else added).add(ox.Quad(*quad.triple))
    return removed, added


def name_of(case: Path) -> str:
    """Rule and case, such as R09/bad-none."""
    return f"{case.parent.name}/{case.stem}"


@pytest.fixture(scope="session")
def rules() -> Shapes:
    """The shipped shapes."""
    return shipped()


@pytest.fixture(scope="session")
def reference(rules: Shapes) -> Reference:
    """pySHACL with the shipped shapes, compiled once."""
    return Reference(rules)


@pytest.fixture(scope="session")
def pitea() -> GovernanceGraph:
    """The shipped graph of Piteå."""
    return GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))
