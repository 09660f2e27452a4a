"""How one question went, and the same as JSON so that runs can be compared later."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.evaluation.questions import Question

ABSTAINED = ("unknown", "off_topic", "refused")
"""Verdicts that claim nothing; ``refused`` is a question that `Assistant.ask` did not take."""
NOT_FOUND = 0
"""The rank of what is not in the ranking."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question and what came of it.

    ``ranks`` has, for each level of which the gold holds something in this graph, the place of the
    first gold thing (1 is first, 0 not found). ``shown`` is the first strategy of the answer and
    ``score`` its score. ``baselines`` tells of each whether its first strategy was right; empty
    where no strategy is. ``shared`` tells whether the question has a word of a gold thing's title.
    """

    question: Question
    verdict: str
    said: str
    gold_titles: tuple[str, ...]
    verdict_right: bool
    hit: bool
    cited_right: bool
    cites: bool
    shared: bool
    shown: str | None
    score: float | None
    ranks: Mapping[str, int]
    baselines: Mapping[str, bool]
    ms: float

    @property
    def right(self) -> bool:
        """Whether a person would call it right: the verdict, what came first, the citations."""
        return self.verdict_right and self.hit and self.cited_right

    @property
    def abstained(self) -> bool:
        """Whether nothing was claimed."""
        return self.verdict in ABSTAINED

    @property
    def invented(self) -> bool:
        """Whether something was claimed: a verdict other than no, with a strategy or a source."""
        return not self.abstained and (self.shown is not None or self.cites)

    @property
    def shown_right(self) -> bool:
        """Whether the first strategy of the answer is a gold one."""
        return self.shown in self.question.gold

    def to_json(self) -> dict[str, Any]:
        """Everything, ready for ``json.dumps``."""
        return {**asdict(self), "right": self.right}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> "Outcome":
        """What `to_json` gave. Raises KeyError, TypeError or ValueError for anything else."""
        told = {name: read[name] for name in cls.__dataclass_fields__}
        question = told["question"]
        question = Question(**{**question, "gold": tuple(question["gold"])})
        return cls(
            **{
                **told,
                "question": question,
                "gold_titles": tuple(told["gold_titles"]),
                "ranks": {level: int(rank) for level, rank in told["ranks"].items()},
                "baselines": {name: bool(hit) for name, hit in told["baselines"].items()},
                "ms": float(told["ms"]),
            }
        )
