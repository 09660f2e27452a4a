"""Other municipalities than our own."""

import pytest

from assistant.places import elsewhere, municipalities
from kg.graph import GovernanceGraph


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Vad har Umeå för vision?", "Umeå"),
        ("vad är umeå kommuns vision", None),
        ("Vilken vision har Luleå kommun?", "Luleå"),
        ("Vilka är Göteborgs stads strategier?", "Göteborg"),
        ("Vi möter Sala i hallen", None),
        ("Vilken vision har Sala kommun?", "Sala"),
        ("Vad är visionen?", None),
        ("Vi har läxhjälp i bygdegården", None),
        ("Vi badar i Umeälven", None),
        ("", None),
    ],
)
def test_the_other_municipality_that_is_named(
    example: GovernanceGraph, question: str, place: str | None
) -> None:
    assert elsewhere(example, question) == place


def test_our_own_is_not_another(assistant: object) -> None:
    graph = assistant.graph  # type: ignore[attr-defined]
    assert elsewhere(graph, "Vad har Piteå kommun för vision?") is None
    assert elsewhere(graph, "Vad gör vi i Piteå?") is None


def test_a_graph_without_a_municipality_knows_of_no_other() -> None:
    assert elsewhere(GovernanceGraph.from_quads([]), "Vad har Umeå kommun för vision?") is None


def test_there_are_290() -> None:
    assert len(municipalities()) == 290
