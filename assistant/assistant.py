"""The assistant: one graph, its index, and the steps from a question to a checked answer."""

import re
import time
from pathlib import Path

from pyoxigraph import NamedNode

from assistant.answer import Answer, StrategyPath, ValueNote
from assistant.check import check
from assistant.cite import Citer
from assistant.compose import Composer
from assistant.decide import decide
from assistant.draft import MARK, Draft, Sentence
from assistant.embeddings import Progress, load_embeddings
from assistant.errors import (
    LanguageUnknown,
    QuestionEmpty,
    QuestionPersonal,
    QuestionTooLong,
    UnitUnknown,
)
from assistant.find import find
from assistant.index import open_index
from assistant.language import detect
from assistant.personal import holds_personal_number
from assistant.places import elsewhere
from assistant.route import Router
from assistant.settings import Settings
from assistant.understand import Understander, Understanding
from assistant.walk import walk
from kg.graph import GovernanceGraph
from kg.names import DCT, ORG

_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ue000\ue001]+"
)
_QUOTED_MARK = re.compile(r"(\ue000[^\ue001]*\ue001)([”“\"])")
_UNUSED_MARK = re.compile(r"\ue000[^\ue001]*\ue001")


class Assistant:
    """Answers questions from one graph. Safe to use from several threads at once."""

    def __init__(
        self,
        graph: GovernanceGraph,
        settings: Settings,
        *,
        folder: Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Open (or build) the index of ``graph`` in ``folder``; None keeps it in memory.

        Raises `assistant.errors.ModelMissing` or `kg.errors.FolderNotWritable`.
        """
        model = load_embeddings(settings.embeddings)
        self.graph = graph
        self.settings = settings
        self.index, cache = open_index(graph, model, folder, progress)
        self._router = Router(graph)
        self._understander = Understander(self.index, cache, progress)

    def ask(
        self,
        question: str,
        *,
        lang: str | None = None,
        hint: str | None = None,
        unit: str | None = None,
        conversation: str | None = None,
    ) -> Answer:
        """Answer one question, in ``lang`` if given, else its own language, else ``hint``.

        Raises one of `assistant.errors.QuestionError`'s.
        """
        started = time.perf_counter()
        text = self._cleaned(question)
        if lang not in (None, "sv", "en"):
            raise LanguageUnknown(lang=lang)
        unit_node = self._unit(unit)
        spoken = lang or detect(text) or hint or self.settings.lang
        understood = self._understander.understand(text, spoken)
        draft = check(self.graph, self._draft(understood, unit_node))
        return self._answer(draft, understood.lang, conversation, started)

    def _draft(self, understood: Understanding, unit: NamedNode | None) -> Draft:
        composer = Composer(self.graph, understood.lang)
        hits = find(self.index, understood.text, understood.vector)
        supports = walk(self.graph, hits)
        route = self._router.route(understood, hits, supports)
        question, about = None, None
        if route == "system" and not elsewhere(self.graph, understood.text):
            question, about = self._understander.choose(understood)
            if self._router.asks_the_way(understood, about):
                route = "place"
        if route == "place":
            decision = decide(self.graph, understood, hits, supports)
            return composer.activity(decision, unit, understood.text)
        if route == "help":
            return composer.help()
        if question is not None:
            rows = question.rows(self.graph, about, understood.lang)
            return composer.system(question, about, rows)
        return composer.nothing("off_topic" if route == "off_topic" else "unknown")

    def _cleaned(self, question: str) -> str:
        text = " ".join(_CONTROL.sub(" ", question).split())
        if not text:
            raise QuestionEmpty()
        if holds_personal_number(text):
            raise QuestionPersonal()
        if len(text) > self.settings.max_question:
            raise QuestionTooLong(length=len(text), limit=self.settings.max_question)
        return text

    def _unit(self, unit: str | None) -> NamedNode | None:
        if not unit:
            return None
        try:
            node = NamedNode(unit)
        except ValueError as problem:
            raise UnitUnknown(unit=unit) from problem
        if not self.graph.is_a(node, ORG.Organization):
            raise UnitUnknown(unit=unit)
        return node

    def _answer(self, draft: Draft, lang: str, conversation: str | None, started: float) -> Answer:
        citer = Citer(self.graph, lang, self.settings.base)
        text = _written(draft, citer)
        total = sum(support.share for support in draft.supports) or 1.0
        strategies = tuple(
            StrategyPath(
                iri=support.strategy.value,
                title=self.graph.title(support.strategy, lang),
                score=round(support.share / total, 3),
                illustrative=self.graph.illustrative(support.strategy, DCT.title),
                path=citer.steps(support.path),
            )
            for support in draft.supports
        )
        values = tuple(
            ValueNote(
                iri=value.value,
                title=self.graph.title(value, lang),
                href=citer.href(value),
                illustrative=self.graph.illustrative(value, DCT.title),
            )
            for value in draft.values
        )
        citations = citer.citations()
        return Answer(
            verdict=draft.verdict,
            answer=text,
            lang=lang,
            strategies=strategies,
            values=values,
            citations=citations,
            follow_ups=draft.follow_ups,
            illustrative=any(c.illustrative for c in citations)
            or any(step.illustrative for s in strategies for step in s.path)
            or any(sentence.illustrative for sentence in draft.sentences),
            query=draft.query,
            version=self.graph.number,
            ms=round((time.perf_counter() - started) * 1000, 1),
            conversation=conversation,
        )


def _written(draft: Draft, citer: Citer) -> str:
    """The sentences with their numbers; list lines start with "– " on lines of their own."""
    parts: list[str] = []
    for sentence in draft.sentences:
        text = _numbered(sentence, citer)
        parts.append(("\n– " if sentence.item else " " if parts else "") + text)
    return "".join(parts).strip()


def _numbered(sentence: Sentence, citer: Citer) -> str:
    """Numbers stand after the title they belong to, else before the closing punctuation."""
    text = sentence.text
    for node in dict.fromkeys(sentence.cites):
        mark, number = MARK.format(iri=node.value), f" [{citer.number(node)}]"
        text = _QUOTED_MARK.sub(r"\2\1", text)
        if mark in text:
            text = text.replace(mark, number, 1)
        elif text[-1:] in (".", "?", ":"):
            text = text[:-1] + number + text[-1]
        else:
            text += number
    return _UNUSED_MARK.sub("", text)
