"""Texts that people read: the same keys and the same gaps in Swedish and English."""

import string
from collections.abc import Iterator
from typing import Any

import pytest

import assistant.errors
import kg.errors
from assistant.answer import VERDICTS
from kg.errors import StyrError
from kg.texts import load


def leaves(node: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from leaves(inner, f"{key}.{name}" if key else name)
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            yield from leaves(inner, f"{key}[{place}]")
    else:
        yield key, node


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


CONTINUES = {"workbook.did_you_mean"}
"""Texts that follow on another text or are not there at all, so they begin with a space."""


@pytest.mark.parametrize("package", ["kg", "assistant"])
def test_both_languages_have_the_same_keys_and_gaps(package: str) -> None:
    swedish, english = (dict(leaves(load(package, lang))) for lang in ("sv", "en"))
    assert list(swedish) == list(english)
    assert {k: gaps(v) for k, v in swedish.items()} == {k: gaps(v) for k, v in english.items()}
    for key, text in (*swedish.items(), *english.items()):
        assert text
        assert key in CONTINUES or text.strip() == text, key


def errors(root: type[StyrError]) -> Iterator[type[StyrError]]:
    for each in root.__subclasses__():
        yield each
        yield from errors(each)


MET = sorted(
    {
        e
        for e in errors(StyrError)
        if e.__module__ in (kg.errors.__name__, assistant.errors.__name__)
    },
    key=lambda e: e.__name__,
)


@pytest.mark.parametrize("error", [e for e in MET if not e.__subclasses__()])
def test_every_error_can_be_said_in_both_languages(error: type[StyrError]) -> None:
    """With exactly the parameters that its docstring names."""
    package = error.__module__.split(".")[0]
    wanted = gaps(load(package, "sv")["error"][error.__name__])
    problem = error(**{name: f"<{name}>" for name in wanted})
    for lang in ("sv", "en"):
        assert all(f"<{name}>" in problem.message(lang) for name in wanted)
        assert "{" not in problem.message(lang).replace('{"question"', "")
    assert problem.message("sv") != problem.message("en")
    assert problem.exit_code in (1, 2)
    assert 400 <= problem.status < 600


@pytest.mark.parametrize("package", ["kg", "assistant"])
def test_no_error_text_is_left_over(package: str) -> None:
    module = {"kg": kg.errors, "assistant": assistant.errors}[package]
    assert {n for n in load(package, "sv")["error"] if not hasattr(module, n)} == set()


def test_every_error_is_drawn_in_the_tree() -> None:
    drawn = {"kg": kg.errors.__doc__ or "", "assistant": assistant.errors.__doc__ or ""}
    assert [e.__name__ for e in MET if e.__name__ not in drawn[e.__module__.split(".")[0]]] == []


def test_every_verdict_and_status_has_words() -> None:
    texts = load("assistant", "sv")
    assert tuple(texts["verdict"]) == VERDICTS
    statuses = {e.status for e in MET} | {400, 404, 405, 413, 500, 503}
    assert {s for s in statuses if f"title_{s}" not in texts["http"]} == set()
