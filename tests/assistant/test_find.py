"""Finding: the five things that speak for a hit, against values worked out with numpy."""

from collections.abc import Iterator
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyoxigraph import RdfFormat, parse

from assistant.corpus import Entry
from assistant.embeddings import HashedWords
from assistant.find import (
    DENSE,
    DENSE_COUNT,
    KIN,
    LEXICAL,
    LEXICAL_COUNT,
    THEME_COUNT,
    THEMES,
    WORDS,
    Hit,
    find,
)
from assistant.index import Index, open_index
from assistant.lexical import K1, terms
from assistant.profiles import FLOOR
from assistant.themes.kindred import kindred
from assistant.themes.model import QUESTION_WORDS, THING_WORDS, VECTOR
from assistant.themes.thesaurus import shipped
from kg.graph import GovernanceGraph

EX = "http://example.org/exempelby/"
Array = NDArray[np.float64]
QUESTIONS = ["språkkafé på torget", "fiskevård", "läxor efter skolan", "Homework help", "zzz"]
RARE = "ridning stall foder tömkörning sadel uppfödning karavan klövvård".split()
"""Parts of compounds that begin alike; the fake embeddings do not know that they do."""
MANY = 3 * max(DENSE_COUNT, THEME_COUNT, LEXICAL_COUNT)


def name(iri: str) -> str:
    return iri.removeprefix(EX)


def length_1(rows: Array) -> Array:
    lengths = np.sqrt((rows**2).sum(-1, keepdims=True))
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0))


def probable(index: Index, rows: Array, mean: Array, said: Array, weight: float) -> Array:
    """Probabilities of themes: log odds of the vector and evidence of the words, weighed."""
    logits = (rows - mean) @ index.fitted.themes.weights + index.fitted.themes.bias
    raised = np.exp(VECTOR * logits + weight * said)
    return np.asarray(raised / raised.sum(-1, keepdims=True))


def by_definition(index: Index, question: str) -> dict[str, Array]:
    """What speaks for every entry, from the docstring of `assistant.find` and its parts."""
    model = index.fitted.themes
    passages = [entry.passage for entry in index.entries]
    rows = np.array(HashedWords().embed_documents(passages))
    asked = np.array(HashedWords().embed_query(question))
    cosines = rows @ asked
    words = np.array([shipped().evidence(passage) for passage in passages])
    said = shipped().evidence(question)
    places = length_1((rows - model.passage_mean) @ model.axes)
    near = places @ length_1((asked - model.question_mean) @ model.axes)
    themes = probable(index, rows, model.passage_mean, words, THING_WORDS)
    wanted = probable(index, asked, model.question_mean, said, QUESTION_WORDS)
    whole = sum(index.words.weight(t) * (K1 + 1) for t in dict.fromkeys(terms(question)))
    return {
        "dense": (cosines - cosines.mean()) / cosines.std(),
        "lexical": index.words.scores(question) / whole,
        "kin": (near - near.mean()) / near.std(),
        "themes": np.log(themes @ (wanted @ kindred()) / (1 / len(wanted)) + FLOOR),
        "words": length_1(words) @ length_1(said),
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_are_those_of_their_definitions(example_index: Index, question: str) -> None:
    parts = by_definition(example_index, question)
    score = (
        DENSE * parts["dense"]
        + KIN * parts["kin"]
        + THEMES * parts["themes"]
        + WORDS * parts["words"]
        + LEXICAL * parts["lexical"]
    )
    hits = find(example_index, question, example_index.embed(question))
    order = np.argsort(-score)
    assert [hit.entry for hit in hits] == [example_index.entries[i] for i in order]
    for part, values in {**parts, "score": score}.items():
        assert [getattr(hit, part) for hit in hits] == pytest.approx(values[order], abs=2e-3), part


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


def test_a_question_of_nothing_but_stop_words(example_index: Index) -> None:
    hits = find(example_index, "vad är det", example_index.embed("vad är det"))
    assert {(hit.lexical, hit.words) for hit in hits} == {(0.0, 0.0)}
    assert len(hits) == len(example_index.entries)


# --- more things than are compared in full ---


@pytest.fixture(scope="module")
def many() -> Index:
    """A graph of more things than all the candidates of a question."""
    things = "elever lektion läxor öring snö plog bibliotek böcker äldre lunch vatten buss".split()
    lines = [
        f"ex:a{n:03} a styr:Activity ; styr:supportsStrategy ex:s{n % 3} ; "
        f'dct:title "{things[n % 12]} {things[n // 12 % 12]} nr{n}"@sv .'
        for n in range(MANY)
    ]
    lines += [
        f"ex:rare{n} a styr:Activity ; styr:supportsStrategy ex:s0 ; "
        f'dct:title "Dromedarie{end}"@sv .'
        for n, end in enumerate(RARE)
    ]
    lines += [f'ex:s{n} a styr:Strategy ; dct:title "Strategi {n}"@sv .' for n in range(3)]
    prefixes = (
        "@prefix dct: <http://purl.org/dc/terms/> . @prefix ex: <http://example.org/exempelby/> .\n"
        "@prefix styr: <https://w3id.org/styrkompass/ns#> .\n"
    )
    quads = parse(prefixes + "\n".join(lines), format=RdfFormat.TURTLE)
    return open_index(GovernanceGraph.from_quads(quads), HashedWords(), None)[0]


def best(values: Array, count: int, entries: list[Entry]) -> Iterator[str]:
    """IRIs of what is surely among the best: higher than the first that is left out."""
    limit = np.sort(values)[::-1][count]
    return (entry.node.value for entry, value in zip(entries, values, strict=True) if value > limit)


@pytest.mark.parametrize("question", ["läxor och lektion för elever", "plog nr101", "äldre", "zzz"])
def test_the_best_by_each_way_are_among_the_hits(many: Index, question: str) -> None:
    parts = by_definition(many, question) if question != "zzz" else None
    hits = find(many, question, many.embed(question))
    found = {hit.entry.node.value for hit in hits}
    assert len(many.entries) > DENSE_COUNT + THEME_COUNT + LEXICAL_COUNT >= len(found)
    assert len(found) == len(hits) >= max(DENSE_COUNT, THEME_COUNT)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    if parts is not None:
        wanted = {
            *best(parts["dense"], DENSE_COUNT, many.entries),
            *best(parts["themes"], THEME_COUNT, many.entries),
            *best(parts["lexical"], LEXICAL_COUNT, many.entries),
        }
        assert wanted <= found


def test_a_thing_that_only_its_number_names_is_found(many: Index) -> None:
    hits = find(many, "nr157", many.embed("nr157"))
    assert name(hits[0].entry.node.value) == "a157"


def test_what_only_shares_a_part_of_a_compound_is_found(many: Index) -> None:
    hits = find(many, "dromedarieskötsel", many.embed("dromedarieskötsel"))
    assert {name(h.entry.node.value) for h in hits} >= {f"rare{n}" for n in range(len(RARE))}


@given(st.lists(st.sampled_from("läxor elever öring plog zzz böcker vatten".split()), max_size=6))
def test_hits_are_of_the_graph_each_once_and_in_order(many: Index, said: list[str]) -> None:
    question = " ".join(said)
    hits = find(many, question, many.embed(question))
    assert len({hit.entry.node for hit in hits}) == len(hits)
    assert [(-h.score, h.entry.node.value) for h in hits] == sorted(
        (-h.score, h.entry.node.value) for h in hits
    )
    assert all(0 <= hit.lexical <= 1 and 0 <= hit.words <= 1.000001 for hit in hits)
    assert all(log(FLOOR) - 1e-9 <= hit.themes for hit in hits)


def test_a_score_is_a_weighed_sum(example_index: Index) -> None:
    parts = {"dense": DENSE, "lexical": LEXICAL, "kin": KIN, "themes": THEMES, "words": WORDS}
    entry = example_index.entries[0]
    nothing = dict.fromkeys(parts, 0.0)
    assert {part: Hit(entry, **{**nothing, part: 1.0}).score for part in parts} == parts


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
    assert {
        name(strategy.value): [name(step.node.value) for step in path]
        for strategy, path in entry.paths.items()
    } == {
        "strategi-larande": [
            "laxhjalp",
            "insats-studiestod",
            "program-skola",
            "strategi-larande",
            "vision",
        ]
    }
    assert {name(s.value): size for s, size in example_index.sizes.items()} == {
        "strategi-larande": 5,
        "strategi-natur": 2,
    }
