"""Figures over outcomes, each drawn again over resampled questions (percentile bootstrap).

Efron & Tibshirani, An Introduction to the Bootstrap (1993), 13.3 and 16.4. Every figure is
computed for all resamples at once: an array whose place 0 is the questions as they are and whose
others are `RESAMPLES` samples of as many questions, with replacement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.baselines import BASELINES
from assistant.evaluation.judge import LEVELS
from assistant.evaluation.outcome import NOT_FOUND, Outcome
from assistant.evaluation.questions import UNANSWERABLE

RESAMPLES = 1000
SEED = 20261123
BINS = 10
Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, its 95 % interval, and how many questions it is over."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Later less earlier, its 95 % interval, and the two-sided p of there being none."""

    earlier: float
    later: float
    value: float
    low: float
    high: float
    p: float


Mean = Callable[[Outcome], float | None]
"""What one question adds to a mean; None where the figure does not apply to it."""


def _rank(level: str, gain: Callable[[int], float]) -> Mean:
    def mean(outcome: Outcome) -> float | None:
        rank = outcome.ranks.get(level)
        return None if rank is None else gain(rank)

    return mean


def _baseline(name: str) -> Mean:
    return lambda o: float(o.baselines.get(name, False)) if "strategy" in o.ranks else None


MEANS: dict[str, Mean] = {
    "right": lambda o: o.right,
    "verdict_right": lambda o: o.verdict_right,
    "shown_first": lambda o: o.shown_right if "strategy" in o.ranks else None,
    **{
        f"{level}_{name}": _rank(level, gain)
        for level in LEVELS
        for name, gain in (
            ("hits_at_1", lambda rank: rank == 1),
            ("hits_at_3", lambda rank: NOT_FOUND < rank <= 3),
            ("mrr", lambda rank: 1 / rank if rank else 0.0),
        )
    },
    "abstention_precision": lambda o: o.question.kind in UNANSWERABLE if o.abstained else None,
    "abstention_recall": lambda o: o.abstained if o.question.kind in UNANSWERABLE else None,
    "false_answers": lambda o: o.invented if o.question.kind in UNANSWERABLE else None,
    "citations_right": lambda o: o.cited_right if o.cites else None,
    "brier": lambda o: None if o.score is None else (o.score - o.shown_right) ** 2,
    **{name: _baseline(name) for name in BASELINES},
}
"""Figures that are means over the questions they apply to."""


class Drawn:
    """The draws of every figure over ``outcomes``; figures that apply to none of them are absent.

    ``gains`` names the baseline with the highest hits@1 and is None where none applies.
    """

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.values: dict[str, Draws] = {}
        self.counted: dict[str, int] = {}
        if not outcomes:
            return
        picked = _picked(len(outcomes))
        counts = _counts(picked)
        for name, mean in MEANS.items():
            column = np.array([_number(mean(outcome)) for outcome in outcomes])
            self._add(name, _means(column, counts), int((~np.isnan(column)).sum()))
        self._add_calibration(outcomes, counts)
        self._add_gains()
        times = np.array([outcome.ms for outcome in outcomes])[picked]
        for name, share in (("ms_median", 50), ("ms_p95", 95), ("ms_max", 100)):
            self._add(name, np.percentile(times, share, axis=1), len(outcomes))

    def figure(self, name: str) -> Figure:
        """A figure with its interval. Raises KeyError where it does not apply."""
        draws = self.values[name]
        return Figure(float(draws[0]), *_interval(draws), self.counted[name])

    @property
    def best_baseline(self) -> str | None:
        """The baseline with the highest hits@1."""
        there = [name for name in BASELINES if name in self.values]
        return max(there, key=lambda name: float(self.values[name][0]), default=None)

    def _add(self, name: str, draws: Draws, counted: int) -> None:
        if counted:
            self.values[name], self.counted[name] = draws, counted

    def _add_calibration(self, outcomes: Sequence[Outcome], counts: Draws) -> None:
        """Expected calibration error: Guo et al. (2017), with ten bins of equal width."""
        scored = [(i, o) for i, o in enumerate(outcomes) if o.score is not None]
        gaps = np.zeros((len(outcomes), BINS))
        for place, outcome in scored:
            score = outcome.score or 0.0
            gaps[place, bin_of(score)] = score - outcome.shown_right
        there = np.zeros(len(outcomes))
        there[[place for place, _ in scored]] = 1.0
        with np.errstate(invalid="ignore"):
            draws = np.abs(counts @ gaps).sum(axis=1) / (counts @ there)
        self._add("calibration_error", draws, len(scored))

    def _add_gains(self) -> None:
        """How far ahead of the best baseline: what is shown first, and what is ranked first."""
        if (best := self.best_baseline) is None:
            return
        for name, ours in (("gain_shown", "shown_first"), ("gain_ranked", "strategy_hits_at_1")):
            self._add(name, self.values[ours] - self.values[best], self.counted[best])


def difference(earlier: Drawn, later: Drawn, name: str) -> Difference | None:
    """The paired bootstrap test of a figure; None where it does not apply to both.

    Both must be drawn over the same questions in the same order.
    """
    if name not in earlier.values or name not in later.values:
        return None
    draws = later.values[name] - earlier.values[name]
    drawn = draws[1:][~np.isnan(draws[1:])]
    tail = min(float((drawn <= 0).mean()), float((drawn >= 0).mean())) if drawn.size else 1.0
    return Difference(
        float(earlier.values[name][0]),
        float(later.values[name][0]),
        float(draws[0]),
        *_interval(draws),
        p=min(1.0, max(2 * tail, 1 / RESAMPLES)),
    )


def bin_of(score: float) -> int:
    """Which of the ten bins a score of 0 to 1 lies in; 1 lies in the last."""
    return max(0, min(BINS - 1, int(score * BINS)))


@lru_cache(maxsize=8)
def _picked(size: int) -> NDArray[np.intp]:
    drawn = np.random.default_rng(SEED).integers(0, size, (RESAMPLES, size))
    return np.vstack([np.arange(size), drawn]).astype(np.intp)


def _counts(picked: NDArray[np.intp]) -> Draws:
    """How many times each question is in each resample."""
    rows, size = picked.shape
    places = (picked + np.arange(rows)[:, None] * size).ravel()
    return np.bincount(places, minlength=rows * size).reshape(rows, size).astype(np.float64)


def _means(column: Draws, counts: Draws) -> Draws:
    """Means over the questions whose value is a number; NaN in a resample that has none."""
    there = ~np.isnan(column)
    with np.errstate(invalid="ignore"):
        means: Draws = (counts @ np.where(there, column, 0.0)) / (counts @ there)
    return means


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _interval(draws: Draws) -> tuple[float, float]:
    drawn = draws[1:][~np.isnan(draws[1:])]
    if not drawn.size:
        return float(draws[0]), float(draws[0])
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)
