"""Reading questions with known answers, and what the shipped ones hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from assistant.assistant import Assistant
from assistant.errors import (
    OperatorError,
    QuestionFieldWrong,
    QuestionKindUnknown,
    QuestionsBroken,
    QuestionsMissing,
    QuestionTwice,
)
from assistant.evaluation import KINDS, Question, read_questions
from assistant.evaluation.questions import unknown_gold
from assistant.evaluation.sharing import shares_words
from kg.errors import FileUnreadable
from kg.graph import GovernanceGraph
from kg.names import STYR
from tests.conftest import HERE

SHIPPED = sorted((HERE / "questions").glob("pitea-*.jsonl"))
LINE = {"id": "a", "question": "Hej?", "lang": "sv", "kind": "unknown", "gold": [], "note": "n"}
EXEMPELBY = "http://example.org/exempelby/"


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_reads_the_lines_of_several_files(tmp_path: Path) -> None:
    """A byte order mark, Windows line ends and empty lines do no harm; unknown keys are kept."""
    bare = {key: value for key, value in LINE.items() if key != "note"}
    separator = {**LINE, "id": "c", "question": "Två\u2028rader"}
    first = written(
        tmp_path / "frågor.jsonl",
        "\ufeff" + json.dumps(LINE) + "\r",
        " ",
        json.dumps({**LINE, "id": "b", "gold": ["x"], "query": "vision", "size": {"n": 1}}),
    )
    second = tmp_path / "fler.jsonl"
    written(second, json.dumps(separator, ensure_ascii=False), json.dumps({**bare, "id": "d"}))
    assert read_questions(first, second) == [
        Question("a", "Hej?", "sv", "unknown", (), "n"),
        Question("b", "Hej?", "sv", "unknown", ("x",), "n", {"query": "vision", "size": {"n": 1}}),
        Question("c", "Två\u2028rader", "sv", "unknown", (), "n"),
        Question("d", "Hej?", "sv", "unknown", ()),
    ]


@pytest.mark.parametrize(
    ("line", "error", "told"),
    [
        ("{", QuestionsBroken, {}),
        ("[]", QuestionsBroken, {"reason": "[]"}),
        ("5", QuestionsBroken, {"reason": "5"}),
        *(
            (json.dumps({k: v for k, v in LINE.items() if k != name}), QuestionFieldWrong, name)
            for name in ("id", "question", "lang", "kind", "gold")
        ),
        *(
            (json.dumps({**LINE, "id": "b", name: value}), QuestionFieldWrong, name)
            for name, value in (
                ("id", 7), ("question", " "), ("lang", None), ("gold", None), ("gold", "x"),
                ("gold", [1]), ("note", 5),
            )
        ),
        (json.dumps({**LINE, "id": "b", "kind": "annat"}), QuestionKindUnknown, {"kind": "annat"}),
        (json.dumps(LINE), QuestionTwice, {"id": "a", "at": 1}),
    ],
)  # fmt: skip
def test_names_the_line_that_is_broken(
    tmp_path: Path, line: str, error: type[OperatorError], told: dict[str, Any] | str
) -> None:
    path = written(tmp_path / "frågor.jsonl", json.dumps(LINE), "", line)
    params = {"field": told} if isinstance(told, str) else told
    with pytest.raises(error) as caught:
        read_questions(path)
    assert {**caught.value.params, "path": path, "line": 3, **params} == caught.value.params


def test_the_same_id_in_two_files(tmp_path: Path) -> None:
    one, two = (written(tmp_path / name, json.dumps(LINE)) for name in ("1.jsonl", "2.jsonl"))
    with pytest.raises(QuestionTwice) as caught:
        read_questions(one, two)
    assert caught.value.params == {"path": two, "line": 1, "id": "a", "first": one, "at": 1}


def test_files_without_questions(tmp_path: Path) -> None:
    one, two = (written(tmp_path / name, "", " ") for name in ("1.jsonl", "2.jsonl"))
    with pytest.raises(QuestionsMissing) as caught:
        read_questions(one, two)
    assert caught.value.params == {"path": f"{one}, {two}"}


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "q.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(FileUnreadable):
        read_questions(path)


def test_gold_that_the_graph_does_not_know(example: GovernanceGraph) -> None:
    """Terms of the ontology are known: a question may ask what they mean."""
    known = (EXEMPELBY + "strategi-larande", STYR.FocusArea.value)
    questions = [
        Question("a", "?", "sv", "described", (*known, EXEMPELBY + "strategi-lararande")),
        Question("b", "?", "sv", "described", ("ingen adress",)),
    ]
    assert unknown_gold(example, questions) == [
        ("a", EXEMPELBY + "strategi-lararande"),
        ("b", "ingen adress"),
    ]


@pytest.mark.parametrize(
    ("question", "shared"),
    [
        ("Vi ska hjälpa barn med skolarbetet", False),
        ("Vad stöder läxhjälpen?", True),
        ("en läxhjälpsgrupp på måndagar", True),
        ("bygd", False),
        ("i bygden", False),
        ("Sammankomster i bygdegårdens kök", True),
    ],
)
def test_a_question_that_shares_a_word_with_the_title(
    example: GovernanceGraph, question: str, shared: bool
) -> None:
    """A compound shares its parts, if they have five letters or more."""
    assert shares_words(example, question, [EXEMPELBY + "laxhjalp"]) is shared


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_questions_are_about_things_that_exist(assistant: Assistant, path: Path) -> None:
    questions = read_questions(path)
    graph = assistant.graph
    assert unknown_gold(graph, questions) == []
    assert len(questions) >= 60
    assert {question.kind for question in questions} == set(KINDS)
    assert {question.lang for question in questions} == {"sv", "en"}
    for question in questions:
        if question.kind in ("registered", "described", "internal"):
            nodes = map(NamedNode, question.gold)
            assert any(graph.is_a(node, STYR.Strategy) for node in nodes), question.id
        if question.kind in ("unknown", "off_topic"):
            assert question.gold == (), question.id


def test_no_question_is_in_both_files() -> None:
    asked = [{q.question.lower().strip(" ?.!") for q in read_questions(path)} for path in SHIPPED]
    assert set.intersection(*asked) == set()
