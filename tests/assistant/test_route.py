"""Which way a question goes: the rules around the fitted model, and the model on real questions."""

from dataclasses import replace

import numpy as np
import pytest
from pyoxigraph import NamedNode

from assistant.assistant import Assistant
from assistant.choosing import Choice, Reading
from assistant.find import find
from assistant.index import Index
from assistant.intent import KINDS
from assistant.library import question_named
from assistant.linking import Linker
from assistant.route import FEATURES, Router
from assistant.understand import Understanding
from assistant.walk import walk
from kg.graph import GovernanceGraph

EX = "http://example.org/exempelby/"


def understood(
    graph: GovernanceGraph, text: str, kind: str = "support", sure: float = 0.9
) -> Understanding:
    rest = (1 - sure) / (len(KINDS) - 1)
    kinds = {each: sure if each == kind else rest for each in KINDS}
    mentions = tuple(Linker(graph).mentions(text))
    vector = np.zeros(1, dtype=np.float32)
    read = (Reading(text, vector),) * 4
    return Understanding(text, "sv", mentions, (vector,) * 3, (kinds,) * 3, (0.5,) * 3, read)


@pytest.mark.parametrize(
    ("question", "kind", "route"),
    [
        ("Hej!", "help", "help"),
        ("Vem vann VM?", "off_topic", "off_topic"),
        ("Vi har läxhjälp i bygdegården", "support", "place"),
    ],
)
def test_what_is_plainly_of_a_kind_goes_its_way(
    example: GovernanceGraph, example_index: Index, question: str, kind: str, route: str
) -> None:
    hits = find(example_index, question, example_index.embed(question))
    about = understood(example, question, kind)
    told = Router(example).route(about, hits, walk(hits, {}), Choice(None))
    assert told == route


@pytest.mark.parametrize(
    ("question", "chosen", "about", "asks"),
    [
        ("Vilken strategi hör språkkafé på torget till?", "strategies", None, True),
        ("Leder språkkafé på torget till visionen?", "vision", None, True),
        ("Vilken strategi hör språkkafé på torget till?", "path", "sprakkafe", True),
        (
            "Vem svarar för språkkafé på torget och dess strategi?",
            "responsible",
            "sprakkafe",
            False,
        ),
        ("Vilken strategi hör språkkafé på torget till?", "path", "strategi-natur", True),
        ("Vem håller i språkkafé på torget?", "responsible", None, False),
        ("Vilka strategier har vi?", "strategies", None, False),
    ],
)
def test_asks_the_way(
    example: GovernanceGraph, question: str, chosen: str, about: str | None, asks: bool
) -> None:
    choice = Choice(question_named(chosen), NamedNode(EX + about) if about else None)
    assert Router(example).asks_the_way(understood(example, question), choice) is asks


def test_features_by_hand(example: GovernanceGraph, example_index: Index) -> None:
    question = "Vilken strategi hör språkkafé på torget till?"
    hits = find(example_index, question, example_index.embed(question))
    supports = walk(hits, {})
    about = replace(understood(example, question), likeness=(0.7, 0.8, 0.9))
    told = dict(
        zip(FEATURES, Router(example).features(about, hits, supports, Choice(None)), strict=True)
    )
    assert told["kind_support"] == pytest.approx(np.log(0.9))
    assert told["kind_help"] == pytest.approx(np.log(0.025))
    assert (told["likeness"], told["masked_likeness"], told["defined_likeness"]) == (0.7, 0.8, 0.9)
    assert (told["best_score"], told["best_lexical"]) == (hits[0].score, hits[0].lexical)
    assert told["best_share"] == supports[0].share
    names = ("activity", "outright", "thing", "term", "strategy_or_vision")
    assert [told[f"names_{name}"] for name in names] == [1, 1, 1, 1, 1]
    assert told["question_mark"] == 1


def test_an_empty_graph_has_features_too() -> None:
    graph = GovernanceGraph.from_quads([])
    told = Router(graph).features(understood(graph, "Hej"), [], [], Choice(None))
    assert told[-len(FEATURES) + FEATURES.index("best_score") :] == [0.0] * 12


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Vi ska starta läxhjälp på biblioteket, vilken strategi stödjer det?", "supported"),
        ("Vilka strategier har vi?", "answered"),
        ("Vad är visionen?", "answered"),
        ("Hej!", "answered"),
        ("Hur söker jag bygglov?", "unknown"),
        ("Vem vann VM i fotboll?", "off_topic"),
    ],
)
def test_real_questions(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(question).verdict == verdict
