"""A whole run: its outcomes, and what is told of them by kind and language."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.answer import VERDICTS
from assistant.embeddings import Progress, model_name
from assistant.errors import GraphEmpty, RunBroken
from assistant.evaluation.draws import BINS, Drawn, Figure, bin_of
from assistant.evaluation.judge import Asked, judged
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.questions import KINDS, Question, unknown_gold

FORMAT = 1
"""Of the JSON; a run of another format cannot be compared with."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are told of together; None leaves a property open.

    ``shared`` divides described work into questions with and without a word of a gold title.
    """

    kind: str | None = None
    shared: bool | None = None
    lang: str | None = None

    @property
    def key(self) -> str:
        """Its name in JSON: ``all``, ``sv``, ``described``, ``described.unshared.sv`` …"""
        shared = {None: None, True: "shared", False: "unshared"}[self.shared]
        return ".".join(part for part in (self.kind, shared, self.lang) if part) or "all"

    def holds(self, outcome: Outcome) -> bool:
        """Whether the outcome is one of its."""
        return (
            self.kind in (None, outcome.question.kind)
            and self.shared in (None, outcome.shared)
            and self.lang in (None, outcome.question.lang)
        )


@dataclass(frozen=True, slots=True)
class Bin:
    """A row of the reliability table: answers whose score is ``low`` or more and under ``high``."""

    low: float
    high: float
    n: int
    score: float
    right: float


@dataclass(frozen=True)
class Evaluation:
    """The outcomes of a run over one graph with one embedding model.

    ``unknown_gold`` lists question id and IRI of gold that the graph says nothing about.
    """

    outcomes: tuple[Outcome, ...]
    model: str = ""
    version: int = 0
    unknown_gold: tuple[tuple[str, str], ...] = ()

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Those with a question: all, each language, each kind, and each kind by language."""
        langs = sorted({o.question.lang for o in self.outcomes})
        kinds = [Group(kind) for kind in KINDS]
        described = kinds.index(Group("described")) + 1
        kinds[described:described] = [Group("described", shared) for shared in (False, True)]
        each = [Group(g.kind, g.shared, lang) for g in kinds for lang in (None, *langs)]
        every = [Group(), *(Group(lang=lang) for lang in langs), *each]
        return tuple(group for group in every if any(map(group.holds, self.outcomes)))

    @cached_property
    def drawn(self) -> dict[str, Drawn]:
        """The figures of every group by its key."""
        return {group.key: Drawn(self.of(group)) for group in self.groups}

    def of(self, group: Group) -> tuple[Outcome, ...]:
        """The outcomes of a group."""
        return tuple(filter(group.holds, self.outcomes))

    def figure(self, name: str, group: str = "all") -> Figure | None:
        """A figure of a group; None where it applies to none of its questions."""
        drawn = self.drawn.get(group)
        return drawn.figure(name) if drawn and name in drawn.values else None

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What was not right, in the order of the questions."""
        return tuple(outcome for outcome in self.outcomes if not outcome.right)

    @cached_property
    def confusion(self) -> dict[str, dict[str, int]]:
        """How often each kind got each verdict; kinds and verdicts that occur."""
        pairs = Counter((o.question.kind, o.verdict) for o in self.outcomes)
        verdicts = [v for v in (*VERDICTS, "refused") if any(v == each for _, each in pairs)]
        kinds = [kind for kind in KINDS if any(kind == each for each, _ in pairs)]
        return {kind: {v: pairs[kind, v] for v in verdicts} for kind in kinds}

    @cached_property
    def reliability(self) -> tuple[Bin, ...]:
        """Ten bins of the first strategy's score: its mean beside how often it was right."""
        scored = [(o.score, o.shown_right) for o in self.outcomes if o.score is not None]
        bins = []
        for place in range(BINS):
            inside = [(score, right) for score, right in scored if bin_of(score) == place]
            total = len(inside) or 1
            score = sum(score for score, _ in inside) / total
            right = sum(right for _, right in inside) / total
            bins.append(Bin(place / BINS, (place + 1) / BINS, len(inside), score, right))
        return tuple(bins)

    def to_json(self) -> dict[str, Any]:
        """Every figure and every outcome, ready for ``json.dumps``; shares between 0 and 1."""
        return {
            "format": FORMAT,
            "model": self.model,
            "version": self.version,
            "questions": len(self.outcomes),
            "unknown_gold": [{"id": each, "iri": iri} for each, iri in self.unknown_gold],
            "figures": {
                key: {name: _rounded(drawn.figure(name)) for name in drawn.values}
                for key, drawn in self.drawn.items()
            },
            "best_baseline": {key: drawn.best_baseline for key, drawn in self.drawn.items()},
            "confusion": self.confusion,
            "reliability": [_rounded(each) for each in self.reliability],
            "outcomes": [outcome.to_json() for outcome in self.outcomes],
        }


def evaluate(
    asked: Asked, questions: Sequence[Question], progress: Progress | None = None
) -> Evaluation:
    """Ask every question once and judge it. Raises `GraphEmpty` where nothing can be found."""
    if not asked.index.entries:
        raise GraphEmpty()
    return Evaluation(
        outcomes=judged(asked, questions, progress),
        model=model_name(asked.index.model),
        version=asked.graph.number,
        unknown_gold=tuple(unknown_gold(asked.graph, questions)),
    )


def read_run(path: Path) -> Evaluation:
    """A run that was written with ``--out`` or ``--json``. Raises `RunBroken`."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        if read["format"] != FORMAT:
            raise ValueError(f"format {read['format']!r}")
        return Evaluation(
            outcomes=tuple(map(Outcome.from_json, read["outcomes"])),
            model=str(read["model"]),
            version=int(read["version"]),
            unknown_gold=tuple((each["id"], each["iri"]) for each in read["unknown_gold"]),
        )
    except OSError as problem:
        raise RunBroken(path=path, reason=problem.strerror or str(problem)) from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        reason = f"{type(problem).__name__}: {problem}"
        raise RunBroken(path=path, reason=reason) from problem


def _rounded(row: Figure | Bin) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(row).items()}
