"""`styrkompass eval`: ask, judge, compare, tell."""

import argparse
import errno
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from assistant.errors import ReportUnwritable
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.evaluation import Evaluation, Question

GOOD = 0
SUFFIX = ".jsonl"


def add_eval(command: Callable[..., Any], words: dict[str, str], *parents: Any) -> None:
    """Add the parser; ``command`` makes one by name, ``words`` are the texts of its help."""
    parser = command("eval", evaluate, *parents)
    parser.add_argument(
        "questions", nargs="*", type=Path, metavar="QUESTIONS.jsonl", help=words["questions"]
    )
    parser.add_argument("--json", action="store_true", help=words["json"])
    parser.add_argument("--html", type=Path, metavar="FILE", help=words["eval_html"])
    parser.add_argument("--out", type=Path, metavar="FILE.json", help=words["eval_out"])
    parser.add_argument("--compare", type=Path, metavar="EARLIER.json", help=words["eval_compare"])
    parser.add_argument(
        "--embeddings", nargs="+", default=[], metavar="NAME", help=words["eval_embeddings"]
    )
    parser.add_argument("--lang", choices=("sv", "en"), help=words["lang"])


def take_questions(given: argparse.Namespace) -> bool:
    """``--graph FILE… QUESTIONS``: question files were taken for the option's; whether any is."""
    given.graph, graph_tail = _split(given.graph)
    given.embeddings, model_tail = _split(given.embeddings)
    given.questions = [*given.questions, *map(Path, (*graph_tail, *model_tail))]
    return bool(given.questions)


def evaluate(settings: Settings, given: argparse.Namespace) -> int:
    """Measure, write the files asked for, and tell. The exit code is 0 whatever the figures."""
    from assistant.evaluation import read_questions, read_run
    from assistant.evaluation.as_html import to_html
    from assistant.evaluation.as_text import to_text
    from assistant.evaluation.report import Report
    from assistant.evaluation.words import Words

    lang = given.lang or settings.lang
    questions = read_questions(*given.questions)
    earlier = read_run(given.compare) if given.compare else None
    targets = [target for target in (given.out, given.html) if target]
    for target in targets:
        _check_target(target)
    first, *others = [
        _measured(replace(settings, embeddings=name), given.graph, questions)
        for name in given.embeddings or [settings.embeddings]
    ]
    report = Report(first, earlier, tuple(others))
    told = json.dumps(report.to_json(), ensure_ascii=False, indent=2)
    if given.out:
        _write(given.out, told + "\n")
    if given.html:
        _write(given.html, to_html(report, lang))
    words = Words(lang)
    if warning := words.warning(first):
        print(warning, file=sys.stderr)
    for target in targets:
        print(words("files", path=target), file=sys.stderr)
    print(told if given.json else to_text(report, lang), end="\n" if given.json else "")
    return GOOD


def _measured(
    settings: Settings, graph: Sequence[Path], questions: "Sequence[Question]"
) -> "Evaluation":
    from assistant import evaluation
    from assistant.setup import Teller, open_assistant

    teller = Teller(settings.lang)
    with teller.bar("embedding") as progress:
        assistant = open_assistant(settings, graph, progress)
    with teller.bar("asking") as progress:
        found = evaluation.evaluate(assistant, questions, progress)
    reader = f" + {settings.reranker}" if settings.reranker else ""
    return replace(found, model=found.model + reader)


def _split(given: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """What was given, and the question files at its end."""
    kept = list(given)
    tail: list[Any] = []
    while kept and str(kept[-1]).endswith(SUFFIX):
        tail.insert(0, kept.pop())
    return kept, tail


def _check_target(path: Path) -> None:
    """Find out before the work, not after it, whether ``path`` can be written."""
    if path.is_dir():
        _refuse(path, errno.EISDIR)
    if not path.parent.is_dir():
        _refuse(path, errno.ENOENT)
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        _refuse(path, errno.EACCES)


def _refuse(path: Path, number: int) -> NoReturn:
    raise ReportUnwritable(path=path, reason=os.strerror(number))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ReportUnwritable(path=path, reason=problem.strerror or str(problem)) from problem
