"""Walking from hits to strategies: votes and shares worked out by hand."""

from math import exp

import pytest
from pyoxigraph import NamedNode

from assistant.corpus import entry_of
from assistant.find import Hit
from assistant.walk import TEMPERATURE, VOTERS, walk
from kg.graph import GovernanceGraph

EX = "http://example.org/exempelby/"
LARANDE, NATUR = NamedNode(EX + "strategi-larande"), NamedNode(EX + "strategi-natur")


def hit(graph: GovernanceGraph, name: str, score: float) -> Hit:
    return Hit(entry_of(graph, NamedNode(EX + name)), score, 0.0)


def test_votes_fall_off_with_distance_and_add_up(example: GovernanceGraph) -> None:
    rows = [("fiskevard", 4.0), ("laxhjalp", 3.8), ("sprakkafe", 3.7), ("strategi-natur", 0.0)]
    hits = [hit(example, name, score) for name, score in rows]
    votes = [exp((score - 4.0) / TEMPERATURE) for _, score in rows]
    first, second = walk(example, hits)
    assert (first.strategy, second.strategy) == (LARANDE, NATUR)
    assert first.share == pytest.approx((votes[1] + votes[2]) / sum(votes))
    assert second.share == pytest.approx((votes[0] + votes[3]) / sum(votes))
    assert (first.hits, second.hits) == ((hits[1], hits[2]), (hits[0], hits[3]))
    assert [step.node.value.removeprefix(EX) for step in first.path] == [
        "laxhjalp",
        "insats-studiestod",
        "program-skola",
        "strategi-larande",
        "vision",
    ]
    assert [step.node.value.removeprefix(EX) for step in second.path] == [
        "fiskevard",
        "strategi-natur",
        "vision",
    ]


def test_one_hit_gives_all_to_its_strategy(example: GovernanceGraph) -> None:
    (only,) = walk(example, [hit(example, "program-skola", 1.0)])
    assert (only.strategy, only.share) == (LARANDE, 1.0)


def test_an_even_vote_is_settled_by_iri(example: GovernanceGraph) -> None:
    supports = walk(example, [hit(example, "fiskevard", 1.0), hit(example, "laxhjalp", 1.0)])
    assert [(s.strategy, s.share) for s in supports] == [(LARANDE, 0.5), (NATUR, 0.5)]


def test_what_leads_nowhere_does_not_vote(example: GovernanceGraph) -> None:
    assert walk(example, []) == []
    assert walk(example, [hit(example, "vision", 9.0)]) == []
    (only,) = walk(example, [hit(example, "vision", 9.0), hit(example, "fiskevard", 1.0)])
    assert (only.strategy, only.share) == (NATUR, 1.0)


def test_the_long_tail_does_not_vote(example: GovernanceGraph) -> None:
    hits = [hit(example, "laxhjalp", 1.0)] * VOTERS + [hit(example, "fiskevard", 1.0)] * 5
    assert [s.strategy for s in walk(example, hits)] == [LARANDE]
