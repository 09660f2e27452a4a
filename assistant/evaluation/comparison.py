"""Two runs over the same questions: what differs, and whether it is more than chance."""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from assistant.evaluation.draws import Difference, Drawn, difference
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.result import Evaluation, Group


@dataclass(frozen=True)
class Comparison:
    """``earlier`` and ``later``, compared over the questions that both were asked.

    The same question is one of the same id, text and kind; gold is each run's own.
    """

    earlier: Evaluation
    later: Evaluation

    @cached_property
    def pairs(self) -> tuple[tuple[Outcome, Outcome], ...]:
        """Earlier and later outcome of each question that both have."""
        before = {_same(outcome): outcome for outcome in self.earlier.outcomes}
        return tuple(
            (before[_same(outcome)], outcome)
            for outcome in self.later.outcomes
            if _same(outcome) in before
        )

    @property
    def left_out(self) -> int:
        """Questions that only one of the runs has."""
        return len(self.earlier.outcomes) + len(self.later.outcomes) - 2 * len(self.pairs)

    @cached_property
    def differences(self) -> dict[str, dict[str, Difference]]:
        """By group and figure. Groups are those of the later run."""
        return {group.key: self._of(group) for group in self.later.groups}

    @property
    def became_right(self) -> tuple[tuple[Outcome, Outcome], ...]:
        """Wrong before, right now."""
        return tuple(pair for pair in self.pairs if pair[1].right and not pair[0].right)

    @property
    def became_wrong(self) -> tuple[tuple[Outcome, Outcome], ...]:
        """Right before, wrong now."""
        return tuple(pair for pair in self.pairs if pair[0].right and not pair[1].right)

    def to_json(self) -> dict[str, Any]:
        """Differences, and the ids of the questions that changed."""
        return {
            "model": self.earlier.model,
            "compared": len(self.pairs),
            "left_out": self.left_out,
            "differences": {
                group: {name: _rounded(each) for name, each in differences.items()}
                for group, differences in self.differences.items()
            },
            "became_right": [later.question.id for _, later in self.became_right],
            "became_wrong": [later.question.id for _, later in self.became_wrong],
        }

    def _of(self, group: Group) -> dict[str, Difference]:
        pairs = [pair for pair in self.pairs if group.holds(pair[1])]
        earlier, later = (Drawn([pair[side] for pair in pairs]) for side in (0, 1))
        found = {name: difference(earlier, later, name) for name in later.values}
        return {name: each for name, each in found.items() if each is not None}


def _same(outcome: Outcome) -> tuple[str, str, str]:
    question = outcome.question
    return question.id, question.question, question.kind


def _rounded(row: Difference) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(row).items()}
