"""The evaluation: reading questions, and figures from outcomes made by hand."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from assistant.answer import Answer, Citation, StrategyPath
from assistant.assistant import Assistant
from assistant.errors import QuestionsBroken
from assistant.evaluation import (
    RIGHT_VERDICTS,
    Evaluation,
    Outcome,
    Question,
    as_text,
    evaluate,
    read_questions,
)
from kg.errors import FileUnreadable
from kg.names import STYR
from tests.conftest import HERE

SHIPPED = sorted((HERE / "questions").glob("*.jsonl"))
LINE = {"id": "a", "question": "Hej?", "lang": "sv", "kind": "unknown", "gold": [], "note": "n"}


def written(folder: Path, *lines: str) -> Path:
    path = folder / "frågor.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_reads_lines_and_skips_empty_ones(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(LINE), "", json.dumps({**LINE, "gold": ["x"]}))
    assert read_questions(path) == [
        Question("a", "Hej?", "sv", "unknown", (), "n"),
        Question("a", "Hej?", "sv", "unknown", ("x",), "n"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "5",
        json.dumps({k: v for k, v in LINE.items() if k != "gold"}),
        json.dumps({k: v for k, v in LINE.items() if k != "lang"}),
        json.dumps({**LINE, "extra": 1}),
        json.dumps({**LINE, "kind": "annat"}),
        json.dumps({**LINE, "gold": None}),
    ],
)
def test_names_the_line_that_is_broken(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, json.dumps(LINE), line)
    with pytest.raises(QuestionsBroken) as caught:
        read_questions(path)
    assert (caught.value.params["path"], caught.value.params["line"]) == (path, 2)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "q.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(FileUnreadable):
        read_questions(path)


def outcome(
    kind: str, verdict: str, *, right: bool, hit: bool, cited: bool = True, ms: float = 1
) -> Outcome:
    question = Question(kind, "?", "sv", kind, ())
    return Outcome(question, verdict, "", right, hit, cited, ms)


def test_figures_by_hand() -> None:
    evaluation = Evaluation(
        (
            outcome("registered", "supported", right=True, hit=True, ms=10),
            outcome("described", "likely", right=True, hit=False, ms=20),
            outcome("described", "unknown", right=False, hit=False, ms=30),
            outcome("system", "answered", right=True, hit=True, cited=False, ms=40),
            outcome("off_topic", "off_topic", right=True, hit=True, ms=50),
            outcome("unknown", "likely", right=False, hit=False, ms=60),
        ),
        {"bm25": 0.5},
    )
    told = evaluation.to_json()
    assert {k: v for k, v in told.items() if k not in ("kinds", "failures")} == {
        "questions": 6,
        "right": 0.333,
        "verdict_right": 0.667,
        "strategy_hits_at_1": 0.333,
        "baseline_hits_at_1": {"bm25": 0.5},
        "abstention": {"precision": 0.5, "recall": 0.5},
        "citations_right": 0.833,
        "ms_median": 35.0,
        "ms_p95": 60.0,
    }
    assert told["kinds"]["described"] == {
        "questions": 2,
        "right": 0.0,
        "verdict_right": 0.5,
        "hits_at_1": 0.0,
        "verdicts": {"likely": 1, "unknown": 1},
    }
    assert [f["kind"] for f in told["failures"]] == ["described", "described", "system", "unknown"]
    assert as_text(evaluation).splitlines()[:4] == [
        "questions            6",
        "right                0.333",
        "verdict right        0.667",
        "strategy hits@1      0.333",
    ]


def test_no_questions_at_all() -> None:
    summary = Evaluation((), {}).summary()
    assert (summary["questions"], summary["right"], summary["ms_median"]) == (0, 0.0, 0.0)


class Answering:
    """An assistant that gives one answer to everything."""

    def __init__(self, real: Assistant, answer: Answer) -> None:
        self.graph, self.index, self._answer = real.graph, real.index, answer

    def ask(self, _: str) -> Answer:
        return self._answer


PITEA = "https://w3id.org/styrkompass/id/pitea/"
WAY = StrategyPath(PITEA + "strategi-trygghet", "T", 1.0, False, ())
VISION = Citation(
    1, PITEA + "vision", "Sveriges bästa plats att bo på", "", False, None, False, None, None
)


def placed(verdict: str) -> dict[str, Any]:
    return {"verdict": verdict, "strategies": (WAY,)}


def cited(answer: str, citation: Citation) -> dict[str, Any]:
    return {"verdict": "answered", "answer": answer, "citations": (citation,)}


@pytest.mark.parametrize(
    ("kind", "gold", "answer", "judged"),
    [
        ("registered", ["strategi-trygghet"], placed("supported"), (True, True, True)),
        ("registered", ["strategi-trygghet"], placed("likely"), (False, True, True)),
        ("described", ["strategi-boende"], placed("likely"), (True, False, True)),
        ("described", ["strategi-trygghet"], placed("internal"), (True, True, True)),
        ("described", ["strategi-boende"], placed("internal"), (False, False, True)),
        ("internal", ["strategi-trygghet"], {"verdict": "unknown"}, (False, False, True)),
        ("system", ["vision"], cited("A [1].", VISION), (True, True, True)),
        ("system", ["strategi-boende"], cited("A [1].", VISION), (True, False, True)),
        ("system", ["vision"], cited("A [1].", replace(VISION, title="Nej")), (True, True, False)),
        ("system", ["vision"], cited("A [2].", VISION), (True, True, False)),
        ("unknown", [], {"verdict": "unknown"}, (True, True, True)),
        ("unknown", [], {"verdict": "off_topic"}, (False, True, True)),
        ("off_topic", [], placed("supported"), (False, False, True)),
    ],
)
def test_judges_an_answer(
    assistant: Assistant,
    kind: str,
    gold: list[str],
    answer: dict[str, Any],
    judged: tuple[bool, ...],
) -> None:
    said = Answer(**{"answer": "", "lang": "sv", **answer})
    question = Question("q", "?", "sv", kind, tuple(PITEA + name for name in gold))
    (outcome,) = evaluate(Answering(assistant, said), [question]).outcomes  # type: ignore[arg-type]
    assert (outcome.verdict_right, outcome.hit, outcome.cited_right) == judged
    assert outcome.right is all(judged)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_questions_are_about_things_that_exist(assistant: Assistant, path: Path) -> None:
    questions = read_questions(path)
    graph = assistant.graph
    unknown = {
        iri
        for question in questions
        for iri in question.gold
        if not any(graph.store.quads_for_pattern(NamedNode(iri), None, None, None))
    }
    assert unknown == set()
    assert len(questions) >= 60
    assert len({question.id for question in questions}) == len(questions)
    assert {question.kind for question in questions} == set(RIGHT_VERDICTS)
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
