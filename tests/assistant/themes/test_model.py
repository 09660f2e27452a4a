"""The model of themes: against Gaussian densities and clusters that were planted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.themes.model import (
    AXES,
    QUESTION_WORDS,
    SHRUNK,
    SHRUNK_AXES,
    THING_WORDS,
    VECTOR,
    ThemeModel,
    fit,
    softmax,
    unit,
)

Array = NDArray[np.float64]
THEMES, EACH, SIZE = 6, 40, 12
NUMBERS = np.repeat(np.arange(THEMES), EACH)
NOTHING = np.zeros(THEMES)


def planted(seed: int, offset: float, spread: float = 0.2) -> tuple[Array, NDArray[np.float32]]:
    """Centres of clusters, and points around them; every point moved by ``offset``."""
    centres = np.random.default_rng(7).standard_normal((THEMES, SIZE))
    noise = spread * np.random.default_rng(seed).standard_normal((THEMES * EACH, SIZE))
    return centres, (centres[NUMBERS] + noise + offset).astype(np.float32)


CENTRES, QUESTIONS = planted(1, 5.0)
_, PASSAGES = planted(2, -3.0)


@pytest.fixture(scope="module")
def model() -> ThemeModel:
    return fit(QUESTIONS, PASSAGES, NUMBERS.tolist(), NUMBERS.tolist())


def centred(questions: Array, passages: Array) -> tuple[Array, Array]:
    """The themes' means, and the covariance within, each kind of points about its own mean."""
    x = np.concatenate([questions - questions.mean(0), passages - passages.mean(0)])
    numbers = np.concatenate([NUMBERS, NUMBERS])
    means = np.array([x[numbers == n].mean(0) for n in range(THEMES)])
    within = np.cov((x - means[numbers]).T, bias=True)
    return means, within


def shrunk(covariance: Array, share: float) -> Array:
    identity = np.eye(SIZE) * np.diag(covariance).mean()
    return np.asarray((1 - share) * covariance + share * identity)


def odds(points: Array, covariance: Array, means: Array) -> Array:
    """Logarithms of Gaussian densities of one covariance, but for a constant of each point."""
    apart = points[:, None, :] - means[None, :, :]
    distances = np.einsum(
        "ijk,ijk->ij", apart, np.linalg.solve(covariance, apart[..., None])[..., 0]
    )
    return np.asarray(-0.5 * distances)


def shares(logits: Array) -> Array:
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))


def test_planted_clusters_are_recovered(model: ThemeModel) -> None:
    _, fresh = planted(3, 5.0)
    asked = np.array([model.of_question(row, NOTHING) for row in fresh])
    assert asked.argmax(1).tolist() == NUMBERS.tolist()
    _, told = planted(4, -3.0)
    things = model.of_things(told, np.zeros((len(told), THEMES)))
    assert things.argmax(1).tolist() == NUMBERS.tolist()


def test_probabilities_are_those_of_gaussians_and_words() -> None:
    """Of clusters that overlap, so that no probability is near 0 or 1."""
    questions, passages = (planted(seed, 1.0, spread=1.5)[1] for seed in (5, 6))
    model = fit(questions, passages, NUMBERS.tolist(), NUMBERS.tolist())
    means, within = centred(questions.astype(np.float64), passages.astype(np.float64))
    covariance = shrunk(within, SHRUNK)
    evidence = np.random.default_rng(9).random((len(passages), THEMES))
    told = odds(passages - passages.mean(0), covariance, means)
    things = model.of_things(passages, evidence)
    assert things == pytest.approx(shares(VECTOR * told + THING_WORDS * evidence), abs=1e-4)
    said = odds(questions - questions.mean(0), covariance, means)
    asked = np.array(
        [model.of_question(row, e) for row, e in zip(questions, evidence, strict=True)]
    )
    assert asked == pytest.approx(shares(VECTOR * said + QUESTION_WORDS * evidence), abs=1e-4)


def test_the_axes_whiten_what_is_within_and_order_what_is_between(model: ThemeModel) -> None:
    means, within = centred(QUESTIONS.astype(np.float64), PASSAGES.astype(np.float64))
    count = min(AXES, SIZE)
    inside = model.axes.T @ shrunk(within, SHRUNK_AXES) @ model.axes
    assert inside == pytest.approx(np.eye(count), abs=1e-6)
    between = model.axes.T @ np.cov(means.T, bias=True) @ model.axes
    spread = np.diag(between)
    assert between == pytest.approx(np.diag(spread), abs=1e-6)
    assert (np.diff(spread) <= 1e-9).all()


def test_only_the_best_axes_are_kept() -> None:
    rng = np.random.default_rng(5)
    vectors = rng.standard_normal((240, AXES + 8)).astype(np.float32)
    numbers = [n % 60 for n in range(240)]
    assert fit(vectors, vectors, numbers, numbers).axes.shape == (AXES + 8, AXES)


def test_one_theme_lies_close_in_the_projection(model: ThemeModel) -> None:
    asked = np.array([model.place_question(row) for row in QUESTIONS])
    things = model.place_things(PASSAGES)
    assert np.linalg.norm(asked, axis=1) == pytest.approx(np.ones(len(asked)))
    assert np.linalg.norm(things, axis=1) == pytest.approx(np.ones(len(things)))
    assert NUMBERS[(asked @ things.T).argmax(1)].tolist() == NUMBERS.tolist()


def test_what_tells_a_question_from_a_passage_is_no_theme(model: ThemeModel) -> None:
    moved = fit(QUESTIONS + np.float32(2), PASSAGES, NUMBERS.tolist(), NUMBERS.tolist())
    assert moved.question_mean == pytest.approx(model.question_mean + 2, abs=1e-4)
    assert moved.weights == pytest.approx(model.weights, rel=1e-3, abs=1e-3)
    assert moved.bias == pytest.approx(model.bias, rel=1e-3, abs=1e-3)


finite = st.floats(-50, 50)


@given(
    st.lists(finite, min_size=SIZE, max_size=SIZE),
    st.lists(st.floats(0, 5), min_size=THEMES, max_size=THEMES),
)
def test_whatever_is_asked_gives_a_distribution(vector: list[float], said: list[float]) -> None:
    it = fit(QUESTIONS, PASSAGES, NUMBERS.tolist(), NUMBERS.tolist())
    row = np.array(vector, dtype=np.float32)
    one = it.of_question(row, np.array(said))
    many = it.of_things(np.array([row, row]), np.array([said, [0.0] * THEMES]))
    for each in (one, *many):
        assert each.shape == (THEMES,)
        assert (each >= 0).all()
        assert each.sum() == pytest.approx(1)


@given(st.lists(finite, min_size=1, max_size=8), finite)
def test_softmax(logits: list[float], moved: float) -> None:
    array = np.array(logits)
    told = softmax(array)
    assert told == pytest.approx(np.exp(array) / np.exp(array).sum())
    assert told == pytest.approx(softmax(array + moved))
    assert softmax(np.array([logits, logits[::-1]])) == pytest.approx(np.array([told, told[::-1]]))


def test_softmax_of_what_would_overflow() -> None:
    assert softmax(np.array([1e4, 1e4, -1e4])).tolist() == [0.5, 0.5, 0.0]


@given(st.lists(st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-6), min_size=1, max_size=8))
def test_unit_has_length_1_and_the_same_direction(vector: list[float]) -> None:
    array = np.array(vector)
    length = float(np.sqrt((array**2).sum()))
    assert unit(array) * length == pytest.approx(array)
    assert np.linalg.norm(unit(array)) == pytest.approx(1)


def test_unit_leaves_nothing_as_it_is() -> None:
    assert unit(np.array([[0.0, 0.0], [3.0, 4.0]])).tolist() == [[0.0, 0.0], [0.6, 0.8]]
