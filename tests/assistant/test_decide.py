"""The verdict, from hits and supports made by hand."""

from dataclasses import replace

import numpy as np
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from assistant.corpus import entry_of
from assistant.decide import FAIR_SCORE, RESCUE_SCORE, SURE_SCORE, SURE_SHARE, decide, wants_help
from assistant.find import Hit
from assistant.intent import KINDS
from assistant.linking import Linker
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


def understood(kind: str = "support", sure: float = 0.9, text: str = "något") -> Understanding:
    rest = (1 - sure) / (len(KINDS) - 1)
    kinds = {each: sure if each == kind else rest for each in KINDS}
    vector = np.zeros(1, dtype=np.float32)
    return Understanding(text, "sv", vector, kind, kinds, (), None, None)


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
    mentions = tuple(Linker(graph).mentions(question))
    hits = [hit(graph, "sprakkafe", 0.1)]
    named = replace(understood(text=question), mentions=mentions)
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


@pytest.mark.parametrize(
    ("kind", "sure", "score", "verdict"),
    [
        ("off_topic", 0.9, 2.0, "off_topic"),
        ("off_topic", 0.9, 9.0, "off_topic"),
        ("elsewhere", 0.9, 2.0, "unknown"),
        ("system", 0.9, 2.0, "unknown"),
        ("off_topic", 0.5, RESCUE_SCORE, "supported"),
        ("off_topic", 0.5, RESCUE_SCORE - 0.01, "off_topic"),
        ("support", 0.9, 9.0, "supported"),
    ],
)
def test_what_is_not_work_is_said_to_be_so(
    graph: GovernanceGraph, kind: str, sure: float, score: float, verdict: str
) -> None:
    supports = [support(graph, "strategi-larande", 1.0, "insats-studiestod")]
    hits = [hit(graph, "insats-studiestod", score)]
    assert decide(graph, understood(kind, sure), hits, supports).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "sure", "score", "helps"),
    [
        ("help", 0.9, 9.0, True),
        ("help", 0.5, 1.0, True),
        ("help", 0.5, RESCUE_SCORE, False),
        ("support", 0.9, 1.0, False),
    ],
)
def test_wants_help(
    graph: GovernanceGraph, kind: str, sure: float, score: float, helps: bool
) -> None:
    hits = [hit(graph, "laxhjalp", score)]
    assert wants_help(understood(kind, sure), hits) is helps


def test_wants_help_in_an_empty_graph() -> None:
    assert wants_help(understood("help", 0.5), []) is True
