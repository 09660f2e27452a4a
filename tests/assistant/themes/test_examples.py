"""The sentences that models are fitted on: whole, and of every theme and kind."""

import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from assistant.intent import KINDS
from assistant.themes.examples import (
    INTENTS,
    THEMES,
    ThemeExample,
    intent_examples,
    theme_examples,
)
from assistant.themes.thesaurus import shipped


def rows(*names: str) -> Iterator[dict[str, Any]]:
    """The lines of files, read here and not by what is tested."""
    for name in names:
        for line in (files("assistant.themes") / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def test_every_line_is_read() -> None:
    assert theme_examples() == tuple(
        ThemeExample(row["theme"], {"work": True, "goal": False}[row["form"]], row["text"])
        for row in rows(*THEMES)
    )
    assert intent_examples() == tuple((row["text"], row["kind"]) for row in rows(*INTENTS))


def test_every_file_of_sentences_is_listed() -> None:
    shipped_files = {p.name for p in files("assistant.themes").iterdir() if ".jsonl" in p.name}
    assert shipped_files == {*THEMES, *INTENTS}


@pytest.mark.parametrize("name", THEMES)
def test_lines_about_themes_hold_what_they_must(name: str) -> None:
    known = set(shipped().names)
    wrong = [
        row
        for row in rows(name)
        if set(row) != {"theme", "form", "lang", "text", "also"}
        or row["form"] not in ("goal", "work")
        or row["lang"] not in ("sv", "en")
        or not {row["theme"], *row["also"]} <= known
        or row["theme"] in row["also"]
        or row["text"] != row["text"].strip()
        or not row["text"]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", INTENTS)
def test_lines_about_kinds_hold_what_they_must(name: str) -> None:
    wrong = [
        row
        for row in rows(name)
        if set(row) != {"kind", "lang", "text"}
        or row["kind"] not in KINDS
        or row["lang"] not in ("sv", "en")
        or not row["text"].strip()
    ]
    assert wrong == []


def test_every_theme_has_both_forms_in_both_languages() -> None:
    counts = Counter((row["theme"], row["form"], row["lang"]) for row in rows(*THEMES))
    wanted = {
        (name, form, lang)
        for name in shipped().names
        for form in ("goal", "work")
        for lang in ("sv", "en")
    }
    assert set(counts) == wanted


def test_every_kind_has_sentences_in_both_languages() -> None:
    found = {(row["kind"], row["lang"]) for row in rows(*INTENTS)}
    assert found == {(kind, lang) for kind in KINDS for lang in ("sv", "en")}


def test_no_sentence_stands_under_two_themes_or_kinds() -> None:
    themes = {(row["text"].lower(), row["theme"]) for row in rows(*THEMES)}
    kinds = {(row["text"].lower(), row["kind"]) for row in rows(*INTENTS)}
    for labelled in (themes, kinds):
        counts = Counter(text for text, _ in labelled)
        assert [text for text, count in counts.items() if count > 1] == []
