"""Where work goes whose own theme no goal is about."""

import numpy as np
import pytest

from assistant.themes.kindred import NEAR, NEXT, kindred, listed
from assistant.themes.thesaurus import shipped

NAMES = shipped().names


def test_every_theme_has_kindred_and_none_is_its_own() -> None:
    lists = listed()
    assert set(lists) == set(NAMES)
    for theme, others in lists.items():
        assert others, theme
        assert set(others) <= set(NAMES) - {theme}, theme
        assert len(set(others)) == len(others), theme


def test_rows_are_probabilities_and_the_own_theme_is_the_likeliest() -> None:
    shares = kindred()
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(NAMES)))
    assert shares.argmax(axis=1).tolist() == list(range(len(NAMES)))


def test_a_row_by_hand() -> None:
    row = dict(zip(NAMES, kindred()[NAMES.index("forskola")], strict=True))
    near = [NEAR * NEXT**place for place in range(3)]
    total = 1 + sum(near)
    others = dict(zip(("grundskola", "foraldrastod", "elevhalsa"), near, strict=True))
    wanted = {"forskola": 1.0, **others}
    assert {name: share for name, share in row.items() if share} == pytest.approx(
        {name: share / total for name, share in wanted.items()}
    )


def test_every_supporting_theme_stands_for_all_of_them() -> None:
    supporting = shipped().supporting
    among = kindred()[np.ix_(supporting, supporting)]
    assert (among > 0).all()
    beside = kindred()[np.ix_(~supporting, supporting)]
    assert (beside == 0).mean() > 0.8
