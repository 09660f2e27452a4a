"""Ask the questions, each once, and judge what comes back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from langchain_core.embeddings import Embeddings
from pyoxigraph import NamedNode

from assistant.answer import Answer
from assistant.embeddings import Matrix, Progress, model_name
from assistant.errors import QuestionError
from assistant.evaluation.baselines import Flat
from assistant.evaluation.citations import citations_right
from assistant.evaluation.outcome import NOT_FOUND, Outcome
from assistant.evaluation.questions import PLACED, Question, in_graph
from assistant.evaluation.sharing import shares_words
from assistant.index import Index
from kg.graph import GovernanceGraph
from kg.names import STYR

LEVELS = {
    "strategy": STYR.Strategy,
    "programme": STYR.DevelopmentProgramme,
    "focus_area": STYR.FocusArea,
}
"""Levels that are ranked; ``strategy`` by the answer first, then by `Asked.ranking`."""

RIGHT_VERDICTS: dict[str, tuple[str, ...]] = {
    "registered": ("supported",),
    "described": ("supported", "likely"),
    "internal": ("internal", "supported"),
    "system": ("answered",),
    "unknown": ("unknown",),
    "off_topic": ("off_topic",),
}
_LONGEST_SAID = 160


class Asked(Protocol):
    """What is evaluated: `assistant.assistant.Assistant`, or a fake of it."""

    graph: GovernanceGraph
    index: Index

    def ask(self, question: str, /) -> Answer:
        """The answer."""

    def ranking(self, question: str, /) -> Sequence[tuple[str, float]]:
        """IRIs of all strategies with their shares, best first."""

    def placements(self, question: str, kind: NamedNode, /) -> Sequence[str]:
        """IRIs of the things of a class, best first."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer (None: the question was refused), the question's vector and its rankings."""

    answer: Answer | None
    vector: Matrix
    rankings: dict[str, Sequence[str]]


class _Remembering(Embeddings):
    """A model that keeps the vectors of the question in hand: ranking it again costs nothing."""

    def __init__(self, model: Embeddings) -> None:
        self.model, self.name = model, model_name(model)
        self.held: dict[str, list[float]] = {}

    def embed_query(self, text: str) -> list[float]:
        if text not in self.held:
            self.held[text] = self.model.embed_query(text)
        return self.held[text]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.model.embed_documents(texts)


def judged(
    asked: Asked, questions: Sequence[Question], progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """The outcome of every question, in order."""
    told = []
    with _remembering(asked.index) as forget:
        for done, question in enumerate(questions):
            if progress:
                progress(done, len(questions))
            forget()
            told.append(_ask(asked, question))
    if progress:
        progress(len(questions), len(questions))
    flat = Flat(asked.graph, asked.index)
    firsts = flat.first([q.question for q in questions], [each.vector for each in told])
    return tuple(map(_Judge(asked.graph).outcome, questions, told, firsts))


@contextmanager
def _remembering(index: Index) -> Iterator[Callable[[], None]]:
    """Each text is embedded once until the function given is called."""
    model, remembering = index.model, _Remembering(index.model)
    index.model = remembering
    try:
        yield remembering.held.clear
    finally:
        index.model = model


def _ask(asked: Asked, question: Question) -> _Told:
    try:
        answer: Answer | None = asked.ask(question.question)
    except QuestionError:
        answer = None
    rankings: dict[str, Sequence[str]] = {}
    if answer is not None and question.kind in PLACED:
        shown = [strategy.iri for strategy in answer.strategies]
        ranked = [iri for iri, _ in asked.ranking(question.question)]
        rankings["strategy"] = list(dict.fromkeys([*shown, *ranked]))
        for level in ("programme", "focus_area"):
            rankings[level] = asked.placements(question.question, LEVELS[level])
    return _Told(answer, asked.index.embed(question.question), rankings)


class _Judge:
    """Compares answers with gold over one graph."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self.graph = graph

    def outcome(self, question: Question, told: _Told, firsts: dict[str, str]) -> Outcome:
        answer = told.answer or Answer("unknown", "", question.lang)
        known = [iri for iri in question.gold if in_graph(self.graph, iri)]
        ranks = self._ranks(question, known, told)
        first = answer.strategies[0] if answer.strategies else None
        right = {name: firsts.get(name) in known for name in firsts} if "strategy" in ranks else {}
        return Outcome(
            question=question,
            verdict=answer.verdict if told.answer else "refused",
            said=_said(answer),
            gold_titles=tuple(self.graph.title(NamedNode(i), question.lang) for i in known),
            verdict_right=told.answer is not None and self._verdict_right(question, answer),
            hit=_hit(question, answer),
            cited_right=citations_right(self.graph, answer),
            cites=bool(answer.citations),
            shared=shares_words(self.graph, question.question, known),
            shown=first.iri if first else None,
            score=first.score if first else None,
            ranks=ranks,
            baselines=right,
            ms=answer.ms,
        )

    def _ranks(self, question: Question, known: list[str], told: _Told) -> dict[str, int]:
        if question.kind not in PLACED:
            return {}
        ranks = {}
        for level, kind in LEVELS.items():
            gold = {iri for iri in known if self.graph.is_a(NamedNode(iri), kind)}
            ranked = told.rankings.get(level, ())
            places = (place for place, iri in enumerate(ranked, 1) if iri in gold)
            if gold:
                ranks[level] = next(places, NOT_FOUND)
        return ranks

    def _verdict_right(self, question: Question, answer: Answer) -> bool:
        """The kind's verdicts, and two that the gold may allow.

        ``internal`` is right for described work that belongs to that strategy, ``likely`` for
        supporting work where the gold is an ordinary strategy.
        """
        shown_right = bool(answer.strategies) and answer.strategies[0].iri in question.gold
        if answer.verdict == "internal" and question.kind == "described":
            return shown_right
        if answer.verdict == "likely" and question.kind == "internal":
            shown = NamedNode(answer.strategies[0].iri) if answer.strategies else None
            return shown_right and not (shown and self.graph.is_a(shown, STYR.InternalStrategy))
        return answer.verdict in RIGHT_VERDICTS[question.kind]


def _hit(question: Question, answer: Answer) -> bool:
    """Whether the right thing was given: first, among the sources, or nothing at all."""
    gold = set(question.gold)
    if question.kind in PLACED:
        return bool(answer.strategies) and answer.strategies[0].iri in gold
    if question.kind == "system":
        return not gold or any(citation.iri in gold for citation in answer.citations)
    return not answer.strategies


def _said(answer: Answer) -> str:
    """The path that was shown first, else how the answer begins."""
    if answer.strategies and answer.strategies[0].path:
        return " → ".join(step.title for step in answer.strategies[0].path)
    said = " ".join(answer.answer.split())
    query = f"{answer.query}: " if answer.query else ""
    return query + (said if len(said) <= _LONGEST_SAID else said[: _LONGEST_SAID - 1] + "…")
