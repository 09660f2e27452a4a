"""The assistant's placing of described work, as the evaluation asks for it."""

from math import exp, log

import pytest
from pyoxigraph import RdfFormat, parse

from assistant.assistant import Assistant
from assistant.find import find
from assistant.settings import Settings
from assistant.walk import SIZE, TEMPERATURE
from kg.graph import GovernanceGraph
from kg.names import STYR
from tests.conftest import EXAMPLE

EX = "http://example.org/exempelby/"
QUESTION = "Elever får hjälp med läxorna i bygdegården"
BOTH = """
@prefix ex: <http://example.org/exempelby/> . @prefix styr: <https://w3id.org/styrkompass/ns#> .
ex:laxhjalp styr:supportsStrategy ex:strategi-natur .
"""
FAKE = Settings(embeddings="hashed-words")


@pytest.fixture(scope="module")
def placing() -> Assistant:
    """Over the example, where homework help leads to both strategies."""
    quads = [*parse(path=EXAMPLE), *parse(BOTH, format=RdfFormat.TURTLE)]
    return Assistant(GovernanceGraph.from_quads(quads), FAKE)


def test_ranking_by_hand(placing: Assistant) -> None:
    index = placing.index
    evidence = dict.fromkeys(("strategi-larande", "strategi-natur"), 0.0)
    for hit in find(index, QUESTION, index.embed(QUESTION)):
        for strategy in hit.entry.paths:
            evidence[strategy.value.removeprefix(EX)] += exp(hit.score / TEMPERATURE)
    sizes = {"strategi-larande": 5, "strategi-natur": 3}
    odds = {
        name: exp((log(sum_) - SIZE * log(sizes[name])) * TEMPERATURE)
        for name, sum_ in evidence.items()
    }
    told = placing.ranking(QUESTION)
    assert {iri.removeprefix(EX): share for iri, share in told} == pytest.approx(
        {name: value / sum(odds.values()) for name, value in odds.items()}
    )
    assert [share for _, share in told] == sorted((share for _, share in told), reverse=True)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (STYR.Activity, "laxhjalp"),
        (STYR.FocusArea, "insats-studiestod"),
        (STYR.DevelopmentProgramme, "program-skola"),
        (STYR.Vision, "vision"),
        (STYR.Indicator, None),
    ],
)
def test_the_first_placement_of_a_class(
    placing: Assistant, kind: object, expected: str | None
) -> None:
    placements = placing.placements(QUESTION, kind)  # type: ignore[arg-type]
    assert [iri.removeprefix(EX) for iri in placements][:1] == ([expected] if expected else [])


def test_placements_are_each_once_in_the_order_of_the_hits(placing: Assistant) -> None:
    hits = find(placing.index, QUESTION, placing.index.embed(QUESTION))
    activities = [
        hit.entry.node.value for hit in hits if placing.graph.is_a(hit.entry.node, STYR.Activity)
    ]
    assert placing.placements(QUESTION, STYR.Activity) == activities
    assert sorted(iri.removeprefix(EX) for iri in activities) == [
        "fiskevard",
        "laxhjalp",
        "sprakkafe",
    ]
    strategies = placing.placements(QUESTION, STYR.Strategy)
    assert sorted(iri.removeprefix(EX) for iri in strategies) == [
        "strategi-larande",
        "strategi-natur",
    ]


def test_an_empty_graph_places_nothing() -> None:
    empty = Assistant(GovernanceGraph.from_quads([]), FAKE)
    assert empty.ranking(QUESTION) == []
    assert empty.placements(QUESTION, STYR.Activity) == []
