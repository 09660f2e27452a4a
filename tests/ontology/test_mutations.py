"""From Piteå's conforming graph, each rule is broken in turn, in ways and at places of chance.

What is then reported is exactly that rule on that thing, and what follows from it by necessity; and
both engines say the same.
"""

import random
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest

from kg import quick
from kg.findings import Finding
from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR
from kg.rdf import read_file
from kg.shacl import Reference
from kg.shapes import Shapes
from kg.validation import working_store
from tests.ontology import ways_content, ways_structure
from tests.ontology.mutant import Mutant

WAYS = [*ways_structure.WAYS, *ways_content.WAYS]

PLACES = 2
"""How many places each way is tried at."""
SAMPLE = 9
"""pySHACL, which takes seconds, looks at every ninth mutated graph."""


@pytest.fixture(scope="module")
def graph() -> GovernanceGraph:
    """Piteå's own statements and the ontology, nothing derived."""
    files = sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl"))
    return GovernanceGraph(working_store(quad for path in files for quad in read_file(path)))


@pytest.fixture
def mutant(graph: GovernanceGraph) -> Iterator[Callable[[str], Mutant]]:
    made: list[Mutant] = []

    def make(seed: str) -> Mutant:
        made.append(Mutant(graph, random.Random(seed)))
        return made[-1]

    yield make
    for each in made:
        each.undo()


def broken(rules: Shapes, findings: set[Finding]) -> set[tuple[str, object]]:
    return {(rules.rule(finding.shape), finding.focus) for finding in findings}


def test_pitea_breaks_nothing(graph: GovernanceGraph, rules: Shapes) -> None:
    assert quick.find(rules, graph.store) == set()


def test_every_rule_is_broken() -> None:
    assert {rule for rule, _ in WAYS} == {f"R{number:02}" for number in range(1, 31)}


@pytest.mark.parametrize("place", range(PLACES))
@pytest.mark.parametrize(
    ("rule", "way"), WAYS, ids=[f"{rule}-{way.__name__}" for rule, way in WAYS]
)
def test_exactly_what_is_broken_is_reported(
    rule: str,
    way: Callable[[Mutant], set[tuple[str, ox.NamedNode]]],
    place: int,
    mutant: Callable[[str], Mutant],
    rules: Shapes,
    reference: Reference,
) -> None:
    changed = mutant(f"{way.__name__} {place}")
    expected = way(changed)
    findings = quick.find(rules, changed.graph.store)
    assert broken(rules, findings) == expected
    assert rule in {each for each, _ in expected}
    if (WAYS.index((rule, way)) * PLACES + place) % SAMPLE == 0:
        assert reference.find(changed.graph.store) == findings
