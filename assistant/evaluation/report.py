"""What is told of one call of ``eval``: a run, others beside it, and the failures to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.questions import KINDS
from assistant.evaluation.result import Evaluation
from assistant.evaluation.tables import Table, compared, tables
from assistant.evaluation.words import Words
from kg.reports.words import clean


@dataclass(frozen=True)
class Report:
    """A run; an ``earlier`` one of the same questions; ``others`` with other embedding models."""

    run: Evaluation
    earlier: Evaluation | None = None
    others: tuple[Evaluation, ...] = ()

    def comparisons(self, words: Words) -> list[tuple[Table, Comparison]]:
        """The earlier run against this one, then this one against each of the others."""
        found = []
        if self.earlier is not None:
            names = words("earlier_run"), words("this_run")
            found.append((names, Comparison(self.earlier, self.run)))
        for other in self.others:
            models = clean(self.run.model), clean(other.model)
            found.append((models, Comparison(self.run, other)))
        return [(compared(each, names, words), each) for names, each in found]

    def tables(self, words: Words) -> list[Table]:
        """Those of the run itself."""
        return tables(self.run, words)

    def to_json(self) -> dict[str, Any]:
        """The run, and under ``comparison`` and ``others`` what it is compared with."""
        told = self.run.to_json()
        if self.earlier is not None:
            told["comparison"] = Comparison(self.earlier, self.run).to_json()
        if self.others:
            told["others"] = [
                {**other.to_json(), "comparison": Comparison(self.run, other).to_json()}
                for other in self.others
            ]
        return told


def failures(evaluation: Evaluation) -> Iterator[tuple[str, dict[str, list[Outcome]]]]:
    """The failures of each kind that has any, by what is wrong (a key of the texts)."""
    for kind in KINDS:
        found: dict[str, list[Outcome]] = {}
        for outcome in evaluation.failures:
            if outcome.question.kind == kind:
                found.setdefault(_wrong(outcome), []).append(outcome)
        if found:
            yield kind, dict(sorted(found.items()))


def _wrong(outcome: Outcome) -> str:
    """The gravest thing that is wrong."""
    if outcome.question.kind in ("unknown", "off_topic") and outcome.invented:
        return "false_answer"
    if not outcome.hit:
        return "wrong_place"
    return "wrong_citation" if not outcome.cited_right else "wrong_verdict"
