"""Where work goes whose own theme no goal is about: food to climate or to health, archives to the
organisation's own goal.

``kindred.toml`` lists for each theme those whose goals take it in, the likeliest first.
"""

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.themes.thesaurus import shipped

NAME = "kindred.toml"
NEAR, NEXT = 0.3, 0.85
"""What the first kindred theme counts for beside the own one, and each next beside it."""


def listed() -> dict[str, tuple[str, ...]]:
    """The kindred of every theme, the likeliest first."""
    text = (files("assistant.themes") / NAME).read_text(encoding="utf-8")
    return {theme: tuple(others.split()) for theme, others in tomllib.loads(text).items()}


@cache
def kindred() -> NDArray[np.float64]:
    """How likely work of each theme (row) goes to a goal of each (column); rows sum to 1.

    Supporting themes stand for each other too: a goal for the organisation itself names some of
    what supports it, and means the rest as well.
    """
    thesaurus = shipped()
    supporting = thesaurus.supporting.astype(np.float64)
    likely = np.eye(len(supporting)) + np.outer(supporting, supporting / supporting.sum())
    for theme, others in listed().items():
        row = likely[thesaurus.names.index(theme)]
        for place, other in enumerate(others):
            row[thesaurus.names.index(other)] += NEAR * NEXT**place
    shares: NDArray[np.float64] = likely / likely.sum(axis=1, keepdims=True)
    return shares
