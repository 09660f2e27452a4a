"""Multinomial logistic regression, fitted by gradient descent with momentum."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOMENTUM = 0.9


def fit_softmax(
    x: Array,
    labels: Sequence[int],
    classes: int,
    *,
    balance: float,
    penalty: float,
    rate: float,
    steps: int,
) -> tuple[Array, Array]:
    """Weights (features x classes) and bias that maximise the penalised log likelihood.

    ``x`` is centred and scaled. A sample weighs its class's size to the power -``balance``: 1 makes
    every class weigh the same, 0 every sample.
    """
    wanted = np.eye(classes)[list(labels)]
    importance = (np.maximum(wanted.sum(axis=0), 1) ** -balance)[list(labels)]
    importance = (importance / importance.sum())[:, None]
    weights, bias = np.zeros((x.shape[1], classes)), np.zeros(classes)
    speed_w, speed_b = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(steps):
        logits = x @ weights + bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        error = importance * (odds / odds.sum(axis=1, keepdims=True) - wanted)
        speed_w = MOMENTUM * speed_w - rate * (x.T @ error + penalty * weights)
        speed_b = MOMENTUM * speed_b - rate * error.sum(axis=0)
        weights, bias = weights + speed_w, bias + speed_b
    return weights, bias
