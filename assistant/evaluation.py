"""How good the answers are: `styrkompass eval` over a file of questions with known answers.

Each line of the file is a JSON object ``id, question, lang, kind, gold, note``. ``gold`` lists
acceptable things at every level (activity, focus area, programme, strategy). ``kind``:

* ``registered``, ``described``: work that a strategy supports; the right one must come first.
* ``internal``: supporting work; the internal strategy must come first.
* ``system``: a question the graph answers; a gold thing must be among the citations.
* ``unknown``, ``off_topic``: an honest no is the only right answer.
"""

import json
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.errors import QuestionsBroken
from assistant.find import Hit, find
from assistant.walk import walk
from kg.errors import FileUnreadable

PLACED = ("registered", "described", "internal")
RIGHT_VERDICTS: dict[str, frozenset[str]] = {
    "registered": frozenset({"supported"}),
    "described": frozenset({"supported", "likely"}),
    "internal": frozenset({"internal", "supported"}),
    "system": frozenset({"answered"}),
    "unknown": frozenset({"unknown"}),
    "off_topic": frozenset({"off_topic"}),
}
ABSTAINED = frozenset({"unknown", "off_topic"})
_NUMBER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the file."""

    id: str
    question: str
    lang: str
    kind: str
    gold: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went. ``right`` means: right verdict, and the right thing first or cited."""

    question: Question
    verdict: str
    first: str
    verdict_right: bool
    hit: bool
    cited_right: bool
    ms: float

    @property
    def right(self) -> bool:
        """Whether a person would call the answer right."""
        return self.verdict_right and self.hit and self.cited_right


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All outcomes, and hits@1 on strategies of the baselines over the same questions."""

    outcomes: tuple[Outcome, ...]
    baselines: dict[str, float]

    def summary(self) -> dict[str, Any]:
        """The figures; shares between 0 and 1, times in milliseconds."""
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            groups[outcome.question.kind].append(outcome)
        times = sorted(outcome.ms for outcome in self.outcomes)
        placed = [o for o in self.outcomes if o.question.kind in PLACED]
        return {
            "questions": len(self.outcomes),
            "right": _share(self.outcomes, lambda o: o.right),
            "verdict_right": _share(self.outcomes, lambda o: o.verdict_right),
            "strategy_hits_at_1": _share(placed, lambda o: o.hit),
            "baseline_hits_at_1": self.baselines,
            "abstention": self._abstention(),
            "citations_right": _share(self.outcomes, lambda o: o.cited_right),
            "kinds": {
                kind: {
                    "questions": len(group),
                    "right": _share(group, lambda o: o.right),
                    "verdict_right": _share(group, lambda o: o.verdict_right),
                    "hits_at_1": _share(group, lambda o: o.hit),
                    "verdicts": dict(Counter(o.verdict for o in group).most_common()),
                }
                for kind, group in sorted(groups.items())
            },
            "ms_median": round(statistics.median(times), 1) if times else 0.0,
            "ms_p95": round(times[int(len(times) * 0.95)], 1) if times else 0.0,
        }

    def _abstention(self) -> dict[str, float]:
        should = [o for o in self.outcomes if o.question.kind in ABSTAINED]
        did = [o for o in self.outcomes if o.verdict in ABSTAINED]
        return {
            "precision": _share(did, lambda o: o.question.kind in ABSTAINED),
            "recall": _share(should, lambda o: o.verdict in ABSTAINED),
        }

    def to_json(self) -> dict[str, Any]:
        """The summary and the failures, each with what was said instead."""
        failures = [
            {
                **asdict(o.question),
                "verdict": o.verdict,
                "first": o.first,
            }
            for o in self.outcomes
            if not o.right
        ]
        return {**self.summary(), "failures": failures}


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSONL file. Raises `FileUnreadable` or `QuestionsBroken` with the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise FileUnreadable(path=path, reason=str(problem)) from problem
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read = json.loads(line)
            question = Question(**{**read, "gold": tuple(read["gold"])})
        except (ValueError, TypeError, KeyError) as problem:
            raise QuestionsBroken(path=path, line=number, reason=str(problem)) from problem
        if question.kind not in RIGHT_VERDICTS:
            known = ", ".join(RIGHT_VERDICTS)
            reason = f"kind {question.kind!r} ({known})"
            raise QuestionsBroken(path=path, line=number, reason=reason)
        questions.append(question)
    return questions


def evaluate(assistant: Assistant, questions: Sequence[Question]) -> Evaluation:
    """Ask every question and compare with its gold."""
    outcomes = tuple(_outcome(assistant, question) for question in questions)
    return Evaluation(outcomes, _baselines(assistant, questions))


def _outcome(assistant: Assistant, question: Question) -> Outcome:
    answer = assistant.ask(question.question)
    gold = set(question.gold)
    if question.kind in PLACED:
        hit = bool(answer.strategies) and answer.strategies[0].iri in gold
    elif question.kind == "system":
        hit = not gold or any(c.iri in gold for c in answer.citations)
    else:
        hit = not answer.strategies
    return Outcome(
        question=question,
        verdict=answer.verdict,
        first=_first(answer),
        verdict_right=_verdict_right(answer, question),
        hit=hit,
        cited_right=_citations_right(assistant, answer),
        ms=answer.ms,
    )


def _verdict_right(answer: Answer, question: Question) -> bool:
    """The kind's verdicts; ``internal`` too for described work that belongs to that strategy."""
    if answer.verdict == "internal" and question.kind == "described":
        return bool(answer.strategies) and answer.strategies[0].iri in question.gold
    return answer.verdict in RIGHT_VERDICTS[question.kind]


def _first(answer: Answer) -> str:
    if answer.strategies:
        return " → ".join(step.title for step in answer.strategies[0].path[:4])
    return f"{answer.query or ''}: {answer.answer[:100]}"


def _citations_right(assistant: Assistant, answer: Answer) -> bool:
    """Whether every number in the text has its citation, and each citation its thing and title."""
    numbers = {int(n) for n in _NUMBER.findall(answer.answer)}
    if numbers != {citation.n for citation in answer.citations}:
        return False
    return all(
        citation.title == assistant.graph.title(NamedNode(citation.iri), answer.lang)
        for citation in answer.citations
    )


def _baselines(assistant: Assistant, questions: Iterable[Question]) -> dict[str, float]:
    """hits@1 on strategies when only one ranking is used and the graph gives only the path."""
    asked = [q for q in questions if q.kind in PLACED]
    rankings: dict[str, Callable[[Hit], float]] = {
        "bm25": lambda hit: hit.lexical,
        "dense": lambda hit: hit.dense,
        "fused": lambda hit: hit.score,
    }
    right: Counter[str] = Counter()
    for question in asked:
        hits = find(assistant.index, question.question, assistant.index.embed(question.question))
        for name, key in rankings.items():
            best = max(hits, key=key, default=None)
            found = walk(assistant.graph, [best]) if best else []
            right[name] += bool(found) and found[0].strategy.value in question.gold
        summed = walk(assistant.graph, hits)
        right["fused_and_graph"] += bool(summed) and summed[0].strategy.value in question.gold
    total = max(1, len(asked))
    return {name: round(right[name] / total, 3) for name in (*rankings, "fused_and_graph")}


def _share(group: Sequence[Outcome], right: Callable[[Outcome], bool]) -> float:
    return round(sum(map(right, group)) / len(group), 3) if group else 0.0


def as_text(evaluation: Evaluation) -> str:
    """The figures and the failures for a terminal."""
    figures = evaluation.to_json()
    lines = [
        f"questions            {figures['questions']}",
        f"right                {figures['right']:.3f}",
        f"verdict right        {figures['verdict_right']:.3f}",
        f"strategy hits@1      {figures['strategy_hits_at_1']:.3f}",
    ]
    lines += [f"  {name:18} {share:.3f}" for name, share in figures["baseline_hits_at_1"].items()]
    lines += [
        f"abstention precision {figures['abstention']['precision']:.3f}",
        f"abstention recall    {figures['abstention']['recall']:.3f}",
        f"citations right      {figures['citations_right']:.3f}",
        f"median ms            {figures['ms_median']}",
        f"p95 ms               {figures['ms_p95']}",
        "",
        f"{'kind':12} {'n':>4} {'right':>6} {'verdict':>8} {'hits@1':>7}  verdicts",
    ]
    for kind, row in figures["kinds"].items():
        verdicts = ", ".join(f"{name} {count}" for name, count in row["verdicts"].items())
        lines.append(
            f"{kind:12} {row['questions']:4} {row['right']:6.3f} {row['verdict_right']:8.3f} "
            f"{row['hits_at_1']:7.3f}  {verdicts}"
        )
    for failure in figures["failures"]:
        lines.append(
            f"\n{failure['id']} {failure['kind']}: {failure['question']}\n"
            f"  {failure['verdict']}: {failure['first']}"
        )
    return "\n".join(lines)
