"""The verdict, from hits and supports made by hand."""

from dataclasses import replace

import numpy as np
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from assistant.choosing import Reading
from assistant.corpus import entry_of
from assistant.decide import SECOND, SURE, Decision, decide
from assistant.find import Hit
from assistant.intent import KINDS
from assistant.linking import Linker, Mention
from assistant.naming import Name
from assistant.understand import Understanding
from assistant.walk import Support
from kg.graph import GovernanceGraph
from tests.conftest import EXAMPLE

EX = "http://example.org/exempelby/"
SPRAKKAFE = NamedNode(EX + "sprakkafe")
INTERNAL = """
@prefix ex: <http://example.org/exempelby/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
ex:strategi-intern a styr:InternalStrategy ; dct:title "Vi som arbetar här"@sv ;
  styr:towards ex:vision .
"""
BOTH = """
@prefix ex: <http://example.org/exempelby/> . @prefix styr: <https://w3id.org/styrkompass/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:sprakkafe styr:supportsStrategy ex:strategi-natur ; skos:altLabel "prata över en fika"@sv .
"""


def extended(more: str) -> GovernanceGraph:
    return GovernanceGraph.from_quads([*parse(path=EXAMPLE), *parse(more, format=RdfFormat.TURTLE)])


@pytest.fixture(scope="module")
def graph() -> GovernanceGraph:
    """The example with an internal strategy."""
    return extended(INTERNAL)


def understood(text: str = "något", *mentions: Mention) -> Understanding:
    """What is known of a question whose vectors do not matter here."""
    vector, kinds = np.zeros(1, dtype=np.float32), dict.fromkeys(KINDS, 0.2)
    read = (Reading(text, vector),) * 4
    return Understanding(text, "sv", mentions, (vector,) * 3, (kinds,) * 3, (0.0,) * 3, read)


def hit(graph: GovernanceGraph, name: str) -> Hit:
    return Hit(entry_of(graph, NamedNode(EX + name)), 0.0)


def support(graph: GovernanceGraph, name: str, share: float, *found: Hit) -> Support:
    """A strategy with that share, found through what lies nearest under it if not said."""
    start = {"larande": "insats-studiestod"}.get(name, f"strategi-{name}")
    hits = found or (hit(graph, start),)
    strategy = NamedNode(f"{EX}strategi-{name}")
    return Support(strategy, share, hits, hits[0].entry.paths[strategy])


def shown(supports: tuple[Support, ...]) -> list[str]:
    return [s.strategy.value.removeprefix(EX + "strategi-") for s in supports]


BELOW, LITTLE = SURE - 0.001, SECOND - 0.001


@pytest.mark.parametrize(
    ("shares", "verdict", "said", "candidates"),
    [
        ({}, "unknown", [], []),
        ({"larande": 1.0}, "supported", ["larande"], ["larande"]),
        ({"larande": SURE, "natur": SECOND}, "supported", ["larande"], ["larande", "natur"]),
        ({"larande": BELOW, "natur": SECOND}, "likely", ["larande", "natur"], ["larande", "natur"]),
        ({"larande": BELOW, "natur": LITTLE}, "likely", ["larande"], ["larande", "natur"]),
        ({"natur": BELOW}, "likely", ["natur"], ["natur"]),
        ({"natur": 0.6, "intern": 0.4}, "likely", ["natur", "intern"], ["natur", "intern"]),
        (
            {"natur": 0.4, "larande": 0.3, "intern": 0.3},
            "likely",
            ["natur", "larande"],
            ["natur", "larande"],
        ),
        ({"intern": 0.9, "natur": 0.1}, "internal", ["intern"], []),
        ({"intern": 0.4, "natur": 0.3, "larande": 0.3}, "internal", ["intern"], []),
    ],
)
def test_described_work(
    graph: GovernanceGraph,
    shares: dict[str, float],
    verdict: str,
    said: list[str],
    candidates: list[str],
) -> None:
    supports = [support(graph, name, share) for name, share in shares.items()]
    decision = decide(graph, understood(), [hit(graph, "insats-studiestod")], supports)
    assert (decision.verdict, shown(decision.supports), shown(decision.candidates)) == (
        verdict,
        said,
        candidates,
    )
    assert decision.supports == tuple(supports[: len(said)])
    assert (decision.registered, decision.by_title, decision.ceases) == (None, True, False)


def registered(
    graph: GovernanceGraph, question: str, hits: list[Hit], supports: list[Support]
) -> Decision:
    return decide(graph, understood(question, *Linker(graph).mentions(question)), hits, supports)


def test_a_registered_activity_that_is_named_is_supported_however_weak(
    graph: GovernanceGraph,
) -> None:
    hits = [hit(graph, "sprakkafe")]
    other, own = support(graph, "natur", 0.9), support(graph, "larande", 0.1, *hits)
    assert registered(graph, "språkkafé på torget", hits, [other, own]) == Decision(
        "supported", (replace(own, share=1.0),), (), SPRAKKAFE
    )


@pytest.mark.parametrize(
    ("question", "activity"),
    [
        ("Nu drar vi äntligen igång språkkafé på torget", SPRAKKAFE),
        ("Vilken strategi stödjer språkkafé på torget?", SPRAKKAFE),
        ("Lön, semester, rekrytering och arbetsmiljö för oss på språkkafé på torget", None),
    ],
)
def test_words_of_other_themes_speak_against_a_name_and_words_of_none_do_not(
    graph: GovernanceGraph, question: str, activity: NamedNode | None
) -> None:
    hits = [hit(graph, "sprakkafe")]
    supports = [support(graph, "natur", 0.9), support(graph, "larande", 0.1, *hits)]
    assert registered(graph, question, hits, supports).registered == activity


def test_it_must_be_near_the_top_too(graph: GovernanceGraph) -> None:
    hits = [hit(graph, "sprakkafe")]
    own = support(graph, "larande", 1.0, *hits)
    question = "språkkafé på torget"
    near, far = [hit(graph, "laxhjalp")] * 4 + hits, [hit(graph, "laxhjalp")] * 5 + hits
    assert registered(graph, question, near, [own]).registered == SPRAKKAFE
    assert registered(graph, question, far, [own]).registered is None


def test_a_thing_that_is_no_activity_is_not_registered_work(graph: GovernanceGraph) -> None:
    hits = [hit(graph, "insats-studiestod")]
    decision = registered(graph, "stöd i skolarbetet", hits, [support(graph, "larande", 0.5)])
    assert (decision.verdict, decision.registered) == ("likely", None)


def test_only_a_part_of_its_name_does_not_register_it(graph: GovernanceGraph) -> None:
    name = Name(SPRAKKAFE, "Språkkafé på torget", ("språkkafé", "torg"), True)
    part = Mention(SPRAKKAFE, name, 0.5, 2.0, False)
    hits = [hit(graph, "sprakkafe")]
    supports = [support(graph, "larande", 0.5, *hits)]
    decision = decide(graph, understood("språkkaféet", part), hits, supports)
    assert (decision.verdict, decision.registered) == ("likely", None)


def test_what_is_registered_under_two_strategies_is_shared_between_them() -> None:
    graph = extended(BOTH)
    hits = [hit(graph, "sprakkafe")]
    supports = [support(graph, "larande", 0.9, *hits), support(graph, "natur", 0.1, *hits)]
    assert registered(graph, "språkkafé på torget", hits, supports) == Decision(
        "supported", tuple(replace(each, share=0.5) for each in supports), (), SPRAKKAFE
    )


def test_an_alternative_wording_is_told_from_a_title() -> None:
    graph = extended(BOTH)
    hits = [hit(graph, "sprakkafe")]
    supports = [support(graph, "larande", 1.0, *hits)]
    decision = registered(graph, "prata över en fika", hits, supports)
    assert (decision.registered, decision.by_title) == (SPRAKKAFE, False)


@pytest.mark.parametrize("share", [1.0, SURE, SECOND])
def test_what_is_to_end_is_never_supported(graph: GovernanceGraph, share: float) -> None:
    only = support(graph, "natur", share)
    ended = decide(graph, understood("Vi ska lägga ned fiskevården"), [], [only])
    assert ended == Decision("likely", (only,), (only,), ceases=True)


def test_registered_work_that_is_to_end_is_not_registered_any_more(graph: GovernanceGraph) -> None:
    hits = [hit(graph, "sprakkafe")]
    own = support(graph, "larande", 0.4, *hits)
    decision = registered(graph, "Vi stänger språkkafé på torget", hits, [own])
    assert decision == Decision("likely", (replace(own, share=1.0),), ceases=True)


def test_ending_internal_work_is_internal(graph: GovernanceGraph) -> None:
    own = support(graph, "intern", 0.9)
    ended = decide(graph, understood("Vi ska lägga ned lönekontoret"), [], [own])
    assert ended == Decision("internal", (own,))
