"""Things found by what they are called."""

from __future__ import annotations

import time

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, RDF, RDFS, SKOS, STYR
from kg.things import folded, kind, things

EX = "http://example.org/exempelby/"


def found(graph: GovernanceGraph, query: str, *more: object) -> list[str]:
    nodes = things(graph).find(query, *more)  # type: ignore[arg-type]
    return [node.value.removeprefix(EX) for node in nodes]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Läxhjälp i bygdegården", ["laxhjalp"]),
        ("LAXHJALP", ["laxhjalp"]),
        ("bygdegården läxhjälp", ["laxhjalp"]),
        ("bygdegård", ["bygdegarden", "laxhjalp"]),
        ("homework", ["laxhjalp"]),
        ("skol", ["program-skola", "insats-studiestod"]),
        ("garden", ["bygdegarden", "laxhjalp"]),
        ("zzz", []),
    ],
)
def test_by_title_best_first(query: str, wanted: list[str], example: GovernanceGraph) -> None:
    assert found(example, query) == wanted


def test_of_a_class_and_those_below_it(example: GovernanceGraph, pitea: GovernanceGraph) -> None:
    assert found(example, "", STYR.Strategy) == ["strategi-larande", "strategi-natur"]
    assert found(example, "sjo", STYR.Strategy) == ["strategi-natur"]
    assert found(example, "sjo", STYR.Vision) == []
    strategies = things(pitea).find("", STYR.Strategy)
    assert sorted(strategies, key=str) == pitea.instances(STYR.Strategy)


def test_search_words_count_less_than_titles(turtle: object) -> None:
    quads = turtle(  # type: ignore[operator]
        'ex:a a styr:Activity ; dct:title "Simskola"@sv ; skos:altLabel "bad"@sv .'
        'ex:b a styr:Activity ; dct:title "Badplatser"@sv . ex:c a styr:Need .'
    )
    graph = GovernanceGraph.from_quads(quads)
    assert [node.value[-1] for node in things(graph).find("bad")] == ["b", "a"]
    assert things(graph).find("", STYR.Need) == []


def test_concepts_are_things_and_classes_only_when_asked_for(pitea: GovernanceGraph) -> None:
    done = NamedNode("https://w3id.org/styrkompass/concept/status/done")
    assert things(pitea).find("klar", SKOS.Concept) == [done]
    assert things(pitea).find("utvecklingsprogr", RDFS.Class) == [STYR.DevelopmentProgramme]
    assert STYR.DevelopmentProgramme not in things(pitea).find("utvecklingsprogr")
    assert kind(pitea, done) == SKOS.Concept


def test_few_enough_and_always_the_same(pitea: GovernanceGraph) -> None:
    assert len(things(pitea).find("a", limit=7)) == 7
    assert things(pitea).find("kultur") == things(pitea).find("kultur")
    assert things(pitea) is things(pitea)


def test_folding() -> None:
    assert folded("  ÅKERI \n Ére ") == "akeri ere"


def test_fast_on_twenty_thousand_things() -> None:
    quads = [
        quad
        for n in range(20_000)
        for node in [NamedNode(f"{EX}{n}")]
        for quad in (
            Quad(node, RDF.type, STYR.Activity, DATA_GRAPH),
            Quad(node, DCT.title, Literal(f"Åtgärd nummer {n}", language="sv"), DATA_GRAPH),
        )
    ]
    graph = GovernanceGraph.from_quads(quads)
    index = things(graph)
    began = time.perf_counter()
    for query in ("atgard", "nummer 1999", "19999", "a"):
        assert index.find(query)
    assert found(graph, "nummer 19999") == ["19999"]
    assert time.perf_counter() - began < 1.5
