"""Finding: dense and lexical scores, fused, against values worked out with numpy."""

import numpy as np
import pytest

from assistant.embeddings import HashedWords
from assistant.find import LEXICAL_WEIGHT, find
from assistant.index import Index, open_index
from assistant.lexical import K1, terms
from kg.graph import GovernanceGraph

EX = "http://example.org/exempelby/"


def name(iri: str) -> str:
    return iri.removeprefix(EX)


@pytest.mark.parametrize(
    "question", ["språkkafé på torget", "fiskevård", "läxor efter skolan", "zzz"]
)
def test_scores_are_those_of_their_definitions(example_index: Index, question: str) -> None:
    vector = example_index.embed(question)
    passages = np.array(HashedWords().embed_documents([e.passage for e in example_index.entries]))
    cosines = passages @ vector
    dense = (cosines - cosines.mean()) / cosines.std()
    asked = dict.fromkeys(terms(question))
    whole = sum(example_index.words.weight(term) * (K1 + 1) for term in asked)
    lexical = example_index.words.scores(question) / whole
    expected = sorted(
        (
            (name(entry.node.value), dense[i], lexical[i], dense[i] + LEXICAL_WEIGHT * lexical[i])
            for i, entry in enumerate(example_index.entries)
        ),
        key=lambda row: -row[3],
    )
    found = [
        (name(hit.entry.node.value), hit.dense, hit.lexical, hit.score)
        for hit in find(example_index, question, vector)
    ]
    assert [row[0] for row in found] == [row[0] for row in expected]
    for row, other in zip(found, expected, strict=True):
        assert row[1:] == pytest.approx(other[1:], abs=1e-3)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("språkkafé på torget", "sprakkafe"),
        ("räkna öring", "fiskevard"),
        ("läxhjälp i bygdegården", "laxhjalp"),
        ("homework help", "laxhjalp"),
    ],
)
def test_the_best_comes_first(example_index: Index, question: str, first: str) -> None:
    hits = find(example_index, question, example_index.embed(question))
    assert name(hits[0].entry.node.value) == first


def test_an_empty_graph_gives_nothing() -> None:
    index, _ = open_index(GovernanceGraph.from_quads([]), HashedWords(), None)
    assert find(index, "läxhjälp", index.embed("läxhjälp")) == []


def test_what_is_searched_leads_to_a_strategy(example_index: Index) -> None:
    assert [name(entry.node.value) for entry in example_index.entries] == [
        "fiskevard",
        "laxhjalp",
        "sprakkafe",
        "insats-studiestod",
        "program-skola",
        "strategi-larande",
        "strategi-natur",
    ]
    entry = example_index.entries[1]
    assert entry.passage == (
        "Läxhjälp i bygdegården. Elever får hjälp med läxorna efter skolan. Stöd i skolarbetet. "
        "Skola för alla"
    )
    assert entry.wording.startswith("Läxhjälp i bygdegården. Homework help at the village hall. ")
