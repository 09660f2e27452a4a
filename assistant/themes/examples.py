"""Sentences that models are fitted on, written for the purpose; none is a fact about anybody.

``themes-*.jsonl``: how steering documents put their goals (``goal``) and how staff put their work
(``work``), by theme; ``also`` names themes that fit as well. ``intents-1.jsonl``: what people write
to an assistant, by kind.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

THEMES = tuple(f"themes-{number}.jsonl" for number in range(1, 8))
INTENTS = tuple(f"intents-{number}.jsonl" for number in range(1, 3))


@dataclass(frozen=True, slots=True)
class ThemeExample:
    """A sentence of one theme; ``work`` is true for staff's words, false for a goal's."""

    theme: str
    work: bool
    text: str


@cache
def theme_examples() -> tuple[ThemeExample, ...]:
    """All sentences by theme."""
    return tuple(
        ThemeExample(row["theme"], row["form"] == "work", row["text"])
        for name in THEMES
        for row in _rows(name)
    )


@cache
def intent_examples() -> tuple[tuple[str, str], ...]:
    """Sentences and their kinds."""
    return tuple((row["text"], row["kind"]) for name in INTENTS for row in _rows(name))


def _rows(name: str) -> Iterator[dict[str, Any]]:
    text = (files("assistant.themes") / name).read_text(encoding="utf-8")
    return (json.loads(line) for line in text.splitlines() if line.strip())
