"""Questions with known answers, one JSON object a line: ``id, question, lang, kind, gold, note``.

``gold`` lists acceptable things at every level (activity, focus area, programme, strategy).
``kind`` is one of `KINDS`:

* ``registered``, ``described``: work that a strategy supports; the right one must come first.
* ``internal``: supporting work; the internal strategy must come first.
* ``system``: a question the graph answers; a gold thing must be among the citations.
* ``unknown``, ``off_topic``: an honest no is the only right answer.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from assistant.errors import (
    QuestionFieldWrong,
    QuestionKindUnknown,
    QuestionsBroken,
    QuestionsMissing,
    QuestionTwice,
)
from kg.errors import FileUnreadable
from kg.graph import GovernanceGraph

KINDS = ("registered", "described", "internal", "system", "unknown", "off_topic")
PLACED = ("registered", "described", "internal")
"""Kinds that a strategy is right for."""
UNANSWERABLE = ("unknown", "off_topic")
_FIELDS = ("id", "question", "lang", "kind", "gold", "note")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a file; ``extra`` holds its unknown keys as they stand there."""

    id: str
    question: str
    lang: str
    kind: str
    gold: tuple[str, ...]
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_questions(*paths: Path) -> list[Question]:
    """The questions of JSONL files, in order; empty lines are skipped.

    Raises `FileUnreadable` or, with file and line, `QuestionsBroken`, `QuestionFieldWrong`,
    `QuestionKindUnknown` or `QuestionTwice`; `QuestionsMissing` when there are none at all.
    """
    questions: list[Question] = []
    places: dict[str, tuple[Path, int]] = {}
    for path, number, line in chain.from_iterable(map(_lines, paths)):
        question = _question(path, number, line)
        if question.id in places:
            first, at = places[question.id]
            raise QuestionTwice(path=path, line=number, id=question.id, first=first, at=at)
        places[question.id] = path, number
        questions.append(question)
    if not questions:
        raise QuestionsMissing(path=", ".join(map(str, paths)))
    return questions


def unknown_gold(graph: GovernanceGraph, questions: Iterable[Question]) -> list[tuple[str, str]]:
    """Question id and IRI of every gold thing that the graph says nothing about."""
    return [(q.id, iri) for q in questions for iri in q.gold if not in_graph(graph, iri)]


def in_graph(graph: GovernanceGraph, iri: str) -> bool:
    """Whether the data or the ontology says anything about it; false for what is no IRI."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    return any(graph.store.quads_for_pattern(node, None, None, None))


def _lines(path: Path) -> Sequence[tuple[Path, int, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise FileUnreadable(path=path, reason=reason) from problem
    return [(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _question(path: Path, number: int, line: str) -> Question:
    try:
        read = json.loads(line)
    except ValueError as problem:
        raise QuestionsBroken(path=path, line=number, reason=str(problem)) from problem
    if not isinstance(read, dict):
        raise QuestionsBroken(path=path, line=number, reason=line.strip()[:60])
    if wrong := next((name for name in _FIELDS if not _usable(name, read)), None):
        raise QuestionFieldWrong(path=path, line=number, field=wrong)
    if read["kind"] not in KINDS:
        known = ", ".join(KINDS)
        raise QuestionKindUnknown(path=path, line=number, kind=read["kind"], known=known)
    extra = {key: value for key, value in read.items() if key not in _FIELDS}
    known_fields = {key: read[key] for key in _FIELDS if key in read}
    return Question(**{**known_fields, "gold": tuple(read["gold"]), "extra": extra})


def _usable(name: str, read: dict[str, Any]) -> bool:
    value = read.get(name)
    if name == "gold":
        return isinstance(value, list) and all(isinstance(iri, str) for iri in value)
    if name == "note":
        return isinstance(read.get(name, ""), str)
    return isinstance(value, str) and bool(value.strip())
