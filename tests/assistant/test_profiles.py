"""Profiles: the themes of a graph's things, against their definitions worked out with numpy."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pyoxigraph import RdfFormat, parse

from assistant.corpus import Entry, entries
from assistant.embeddings import HashedWords, Matrix
from assistant.profiles import BELOW, FLOOR, SUPPORTING, Profiles
from assistant.themes.kindred import kindred
from assistant.themes.model import THING_WORDS, VECTOR, ThemeModel
from assistant.themes.thesaurus import shipped
from kg.graph import GovernanceGraph
from kg.names import STYR
from tests.conftest import EXAMPLE

Array = NDArray[np.float64]
INTERNAL = """
@prefix ex: <http://example.org/exempelby/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
ex:strategi-intern a styr:InternalStrategy ; dct:title "Bibliotek och böcker"@sv ;
  styr:towards ex:vision .
ex:program-intern a styr:DevelopmentProgramme ; dct:title "Fler låntagare"@sv ;
  styr:programmeOf ex:strategi-intern .
"""
SIZE = len(HashedWords().embed_query(""))
QUESTION = "Vi lagar lunch åt eleverna"


@pytest.fixture(scope="module")
def graph() -> GovernanceGraph:
    """The example with an internal strategy, whose title is of something else."""
    return GovernanceGraph.from_quads(
        [*parse(path=EXAMPLE), *parse(INTERNAL, format=RdfFormat.TURTLE)]
    )


@pytest.fixture(scope="module")
def model() -> ThemeModel:
    """Any model at all."""
    rng, themes = np.random.default_rng(3), len(shipped().names)
    return ThemeModel(
        rng.standard_normal(SIZE) / 10,
        rng.standard_normal(SIZE) / 10,
        rng.standard_normal((SIZE, themes)),
        rng.standard_normal(themes),
        rng.standard_normal((SIZE, 7)),
    )


def rows_of(those: list[Entry]) -> Matrix:
    return np.array(HashedWords().embed_documents([e.passage for e in those]), dtype=np.float32)


def profiles(graph: GovernanceGraph, model: ThemeModel, those: list[Entry]) -> Profiles:
    return Profiles(model, graph, those, rows_of(those))


def vector() -> Matrix:
    return np.array(HashedWords().embed_query(QUESTION), dtype=np.float32)


def length_1(rows: Array) -> Array:
    lengths = np.sqrt((rows**2).sum(-1, keepdims=True))
    return np.asarray(np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0))


def test_a_question_goes_by_the_model_and_the_thesaurus(
    graph: GovernanceGraph, model: ThemeModel
) -> None:
    asked = profiles(graph, model, entries(graph)).of_question(QUESTION, vector())
    said = shipped().evidence(QUESTION)
    assert said.any()
    assert asked.themes.tolist() == model.of_question(vector(), said).tolist()
    assert asked.place.tolist() == model.place_question(vector()).tolist()
    assert asked.words == pytest.approx(length_1(said))
    assert asked.themes.sum() == pytest.approx(1)


def test_things_are_compared_by_definition(graph: GovernanceGraph, model: ThemeModel) -> None:
    those = entries(graph)
    its = profiles(graph, model, those)
    asked = its.of_question(QUESTION, vector())
    said = np.array([shipped().evidence(entry.passage) for entry in those])
    centred = rows_of(those) - model.passage_mean
    raised = np.exp(VECTOR * (centred @ model.weights + model.bias) + THING_WORDS * said)
    themes = raised / raised.sum(1, keepdims=True)
    supporting = shipped().supporting / shipped().supporting.sum()
    shares = {"strategi-intern": SUPPORTING, "program-intern": BELOW}
    for row, entry in enumerate(those):
        share = shares.get(entry.node.value.rpartition("/")[2], 0.0)
        themes[row] = (1 - share) * themes[row] + share * supporting
    near = length_1(centred @ model.axes) @ asked.place
    kin, shared, alike = its.compare(asked)
    assert kin == pytest.approx((near - near.mean()) / near.std(), abs=1e-5)
    by_chance = 1 / len(shipped().names)
    wanted = asked.themes @ kindred()
    assert shared == pytest.approx(np.log(themes @ wanted / by_chance + FLOOR), abs=1e-5)
    assert alike == pytest.approx(length_1(said) @ asked.words)


def test_an_internal_strategy_is_about_supporting_work_whatever_its_title(
    graph: GovernanceGraph, model: ThemeModel
) -> None:
    those = entries(graph)
    its = profiles(graph, model, those)
    internal = [graph.is_a(entry.node, STYR.InternalStrategy) for entry in those].index(True)
    size = len(shipped().names)
    supporting = shipped().supporting / shipped().supporting.sum()
    for number in range(size):
        asked = its.of_question("", vector())
        exact = type(asked)(np.eye(size)[number], asked.place, asked.words)
        share = (np.exp(its.compare(exact)[1][internal]) - FLOOR) / size
        least = SUPPORTING * (kindred()[number] @ supporting)
        assert least - 1e-9 <= share <= least + 1 - SUPPORTING + 1e-9


def test_the_order_of_the_things_does_not_matter(graph: GovernanceGraph, model: ThemeModel) -> None:
    those = entries(graph)
    first, second = profiles(graph, model, those), profiles(graph, model, those[::-1])
    asked = first.of_question(QUESTION, vector())
    for one, other in zip(first.compare(asked), second.compare(asked), strict=True):
        assert one == pytest.approx(other[::-1])


def test_what_is_alone_is_as_near_as_the_mean(graph: GovernanceGraph, model: ThemeModel) -> None:
    only = profiles(graph, model, entries(graph)[:1])
    kin, themes, words = only.compare(only.of_question(QUESTION, vector()))
    assert kin.tolist() == [0.0]
    assert (len(themes), len(words)) == (1, 1)
