"""The verdict, from hits and supports made by hand."""

import numpy as np
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from assistant.corpus import entry_of
from assistant.decide import FAIR_SCORE, SURE_SCORE, SURE_SHARE, decide
from assistant.find import Hit
from assistant.intent import KINDS
from assistant.linking import Linker, Mention
from assistant.understand import Understanding
from assistant.walk import Support
from kg.graph import GovernanceGraph
from kg.paths import paths_up
from tests.conftest import EXAMPLE

EX = "http://example.org/exempelby/"
INTERNAL = """
@prefix ex: <http://example.org/exempelby/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
ex:strategi-intern a styr:InternalStrategy ; dct:title "Vi som arbetar här"@sv ;
  styr:towards ex:vision .
"""
FAR = (SURE_SCORE + FAIR_SCORE) / 2


@pytest.fixture(scope="module")
def graph() -> GovernanceGraph:
    """The example with an internal strategy."""
    return GovernanceGraph.from_quads(
        [*parse(path=EXAMPLE), *parse(INTERNAL, format=RdfFormat.TURTLE)]
    )


def understood(text: str = "något", *mentions: Mention) -> Understanding:
    """What is known of a question whose vectors do not matter here."""
    vector, kinds = np.zeros(1, dtype=np.float32), dict.fromkeys(KINDS, 0.2)
    return Understanding(text, "sv", mentions, (vector,) * 3, (kinds,) * 3, (0.0,) * 3)


def hit(graph: GovernanceGraph, name: str, score: float) -> Hit:
    return Hit(entry_of(graph, NamedNode(EX + name)), score, 0.0)


def support(graph: GovernanceGraph, name: str, share: float, start: str) -> Support:
    found = hit(graph, start, 5.0)
    return Support(NamedNode(EX + name), share, (found,), paths_up(graph, found.entry.node)[0])


@pytest.mark.parametrize(
    ("score", "shares", "verdict", "shown"),
    [
        (SURE_SCORE, {"larande": SURE_SHARE}, "supported", ["larande"]),
        (SURE_SCORE - 0.01, {"larande": 1.0}, "likely", ["larande"]),
        (9.0, {"larande": SURE_SHARE - 0.01, "natur": 0.31}, "likely", ["larande", "natur"]),
        (9.0, {"larande": 0.75, "natur": 0.25}, "supported", ["larande"]),
        (FAR, {"natur": 0.6, "intern": 0.4}, "likely", ["natur"]),
        (FAIR_SCORE, {"natur": 1.0}, "likely", ["natur"]),
        (FAIR_SCORE - 0.01, {"natur": 1.0}, "internal", []),
        (FAIR_SCORE - 0.01, {"natur": 0.8, "intern": 0.2}, "internal", ["intern"]),
        (9.0, {"intern": 0.9, "natur": 0.1}, "internal", ["intern"]),
        (9.0, {}, "unknown", []),
    ],
)
def test_described_work(
    graph: GovernanceGraph, score: float, shares: dict[str, float], verdict: str, shown: list[str]
) -> None:
    starts = {
        "larande": "insats-studiestod",
        "natur": "strategi-natur",
        "intern": "strategi-intern",
    }
    supports = [support(graph, f"strategi-{n}", share, starts[n]) for n, share in shares.items()]
    decision = decide(graph, understood(), [hit(graph, "insats-studiestod", score)], supports)
    assert decision.verdict == verdict
    assert [s.strategy.value.removeprefix(EX + "strategi-") for s in decision.supports] == shown
    assert decision.registered is None


def test_a_registered_activity_that_is_named_is_supported_however_weak(
    graph: GovernanceGraph,
) -> None:
    question = "språkkafé på torget"
    hits = [hit(graph, "sprakkafe", 0.1)]
    named = understood(question, *Linker(graph).mentions(question))
    ways = [
        Support(
            NamedNode(EX + "strategi-larande"),
            1.0,
            tuple(hits),
            paths_up(graph, hits[0].entry.node)[0],
        )
    ]
    decision = decide(graph, named, hits, ways)
    assert (decision.verdict, decision.registered, decision.supports) == (
        "supported",
        NamedNode(EX + "sprakkafe"),
        tuple(ways),
    )
    far = [hit(graph, "laxhjalp", 0.2)] * 5 + hits
    assert decide(graph, named, far, ways).registered is None
