"""The assistant: one graph, its index, and the steps from a question to a checked answer."""

import re
import time
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode

from assistant.answer import Answer, StrategyPath, ValueNote
from assistant.check import check
from assistant.choosing import Choice
from assistant.cite import Citer
from assistant.compose import Composer
from assistant.compose_system import SystemComposer
from assistant.computed import Known, Previous, answers
from assistant.conversation import Conversations
from assistant.conversation.meaning import Meant
from assistant.conversation.talk import Talk
from assistant.decide import decide
from assistant.draft import MARK, Draft, Sentence
from assistant.embeddings import Matrix, Progress, load_embeddings
from assistant.errors import (
    LanguageUnknown,
    QuestionEmpty,
    QuestionPersonal,
    QuestionTooLong,
    UnitUnknown,
)
from assistant.find import Hit, best_of, find
from assistant.index import open_index
from assistant.library import Row
from assistant.llm.material import Line
from assistant.llm.uses import Telling, Turn, finished, uses_of
from assistant.personal import holds_personal_number
from assistant.places import elsewhere
from assistant.rerank import load_reranker, reread
from assistant.route import Route, Router
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
        previous: Previous = lambda: None,
    ) -> None:
        """Open (or build) the index of ``graph`` in ``folder``; None keeps it in memory.

        ``previous`` gives the graph of the version before, for what has changed since.

        Raises `assistant.errors.ModelMissing` and its kin, or `kg.errors.FolderNotWritable`.
        """
        model = load_embeddings(settings.embeddings, settings.running)
        self.graph = graph
        self.settings = settings
        self._reranker = load_reranker(settings.reranker, settings.running)
        self._uses = uses_of(settings, graph)
        self._known = Known(graph, previous)
        self.index, cache = open_index(graph, model, folder, progress, settings.chroma_url)
        self._router = Router(graph)
        self._understander = Understander(self.index, cache, progress)
        self._talk = Talk(self.index, self._understander, self._known)

    def ask(
        self,
        question: str,
        *,
        lang: str | None = None,
        hint: str | None = None,
        unit: str | None = None,
        conversation: str | None = None,
        conversations: Conversations | None = None,
    ) -> Answer:
        """Answer one question, in ``lang`` if given, else its own language, else ``hint``.

        It is understood after what ``conversations`` remembers under ``conversation``.

        Raises one of `assistant.errors.QuestionError`'s.
        """
        told = self.tell(
            question,
            lang=lang,
            hint=hint,
            unit=unit,
            conversation=conversation,
            conversations=conversations,
        )
        return finished(told)

    def tell(
        self,
        question: str,
        *,
        lang: str | None = None,
        hint: str | None = None,
        unit: str | None = None,
        conversation: str | None = None,
        conversations: Conversations | None = None,
    ) -> Telling:
        """`ask`, with the text in pieces as it becomes ready; raises as `ask`, before the first."""
        turn = self._uses.turn()
        started = time.perf_counter()
        text = self._cleaned(question)
        if lang not in (None, "sv", "en"):
            raise LanguageUnknown(lang=lang)
        kept = Conversations.none() if conversations is None else conversations
        named, usual = kept.named(conversation), hint or self.settings.lang
        past = kept.of(named)
        asker = self._unit(unit)
        meant = self._talk.meant(text, past, asker, lang, usual)
        draft = check(self.graph, self._meant(meant, turn))
        if meant.forgets and named:
            kept.end(named)
        else:
            kept.add(named, self._talk.exchange(text, meant, draft), meant.unit)
        draft = self._talk.settled(draft, meant, remembered=bool(conversation) and kept.on)
        answer, lines = self._answer(draft, meant.lang, named, started)
        answer = replace(answer, understood=self._talk.alone(meant, asker))
        return turn.telling(answer, lines, text)

    def ranking(self, question: str) -> list[tuple[str, float]]:
        """IRIs of the strategies that described work leads to, with their shares, best first."""
        supports = walk(self._hits(question), self.index.sizes)
        return [(support.strategy.value, support.share) for support in supports]

    def placements(self, question: str, kind: NamedNode) -> list[str]:
        """IRIs of things of a class that described work belongs to, best first."""
        ways = [path for hit in self._hits(question) for path in hit.entry.paths.values()]
        nodes = [step.node for path in ways for step in path if self.graph.is_a(step.node, kind)]
        return [node.value for node in dict.fromkeys(nodes)]

    def routing(self, question: str, lang: str) -> tuple[list[float], bool]:
        """The router's features, and whether the query library would answer the question."""
        understood = self._understander.understand(question, lang)
        hits = self._search(understood.text, understood.vector)
        choice = self._understander.choose(understood)
        supports = walk(hits, self.index.sizes)
        answered = self._system(choice, understood).verdict == "answered"
        return self._router.features(understood, hits, supports, choice), answered

    def _hits(self, question: str) -> list[Hit]:
        return self._search(question, self.index.embed(question))

    def _search(self, text: str, vector: Matrix) -> list[Hit]:
        return reread(find(self.index, text, vector), text, self._reranker)

    def _found(self, understood: Understanding, turn: Turn) -> list[Hit]:
        """What the question finds; a long description also by what a model makes of it."""
        hits = self._search(understood.text, understood.vector)
        if condensed := turn.condensed(understood.text, understood.lang):
            hits = best_of(hits, self._hits(condensed))
        return hits

    def _meant(self, meant: Meant, turn: Turn) -> Draft:
        """The answer to what was meant."""
        if meant.draft is not None:
            return meant.draft
        understood = self._understander.understand(meant.text, meant.lang)
        if meant.choice is not None:
            return self._system(meant.choice, understood)
        if meant.placed:
            decision = self._talk.place(understood, self._found(understood, turn), meant)
            composer = Composer(self.graph, meant.lang)
            return composer.activity(decision, meant.unit, meant.text)
        return self._draft(understood, meant.unit, turn)

    def _draft(self, understood: Understanding, unit: NamedNode | None, turn: Turn) -> Draft:
        composer = Composer(self.graph, understood.lang)
        hits = self._found(understood, turn)
        supports = walk(hits, self.index.sizes)
        choice = self._understander.choose(understood)
        route = self._router.route(understood, hits, supports, choice)
        if route == "system" and elsewhere(self.graph, understood.text):
            route = "unknown"
        if route == "system" and not choice.other:
            route = "place" if self._router.asks_the_way(understood, choice) else route
        if route == "place" and self._router.unheard(understood):
            route = "unknown"
        if route == "place":
            decision = decide(self.graph, understood, hits, supports)
            return composer.activity(decision, unit, understood.text)
        if route == "help":
            return composer.help()
        if self._uncovered(route, choice, understood) and (found := turn.proposed(understood)):
            return found
        if route == "system":
            return self._system(choice, understood)
        return composer.nothing("off_topic" if route == "off_topic" else "unknown")

    def _uncovered(self, route: Route, choice: Choice, understood: Understanding) -> bool:
        """Whether it asks something about the system that the query library does not cover."""
        if elsewhere(self.graph, understood.text):
            return False
        if route == "system":
            return choice.question is None
        kinds = understood.kinds[0]
        return route == "unknown" and max(kinds, key=lambda kind: kinds[kind]) == "system"

    def _system(self, choice: Choice, understood: Understanding) -> Draft:
        """The answer of the query library."""
        if choice.question is None:
            return Composer(self.graph, understood.lang).nothing("unknown")
        rows = answers(choice.question, self._known, choice.asked(understood.lang))
        rows = self._of_kind(rows, understood, choice)
        return SystemComposer(self.graph, understood.lang).answer(choice, rows, understood.text)

    def _of_kind(self, rows: list[Row], understood: Understanding, choice: Choice) -> list[Row]:
        """Of rows about things of several kinds, those of the kind that was named, if any are."""
        kinds = {m.node for m in understood.mentions if m.whole and m.name.term}
        items = {row.get("item") for row in rows}
        things = {node for node in items if isinstance(node, NamedNode)}
        if choice.about in kinds or len({self.graph.type_of(node) for node in things}) < 2:
            return rows
        wanted = {node for node in things if any(self.graph.is_a(node, kind) for kind in kinds)}
        return [row for row in rows if row.get("item") in wanted] if wanted else rows

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

    def _answer(
        self, draft: Draft, lang: str, conversation: str | None, started: float
    ) -> tuple[Answer, tuple[Line, ...]]:
        """The answer, and the lines of its text."""
        citer = Citer(self.graph, lang, self.settings.base)
        lines = tuple(_line(sentence, citer) for sentence in draft.sentences)
        strategies = tuple(
            StrategyPath(
                iri=support.strategy.value,
                title=self.graph.title(support.strategy, lang),
                score=round(support.share, 3),
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
        answer = Answer(
            verdict=draft.verdict,
            answer="".join(line.shown for line in lines).strip(),
            lang=lang,
            strategies=strategies,
            values=values,
            citations=citations,
            follow_ups=draft.follow_ups,
            choices=_choices(draft),
            illustrative=any(c.illustrative for c in citations)
            or any(step.illustrative for s in strategies for step in s.path)
            or any(sentence.illustrative for sentence in draft.sentences),
            query=draft.query,
            sparql=draft.sparql,
            model=draft.model,
            version=self.graph.number,
            ms=round((time.perf_counter() - started) * 1000, 1),
            conversation=conversation,
        )
        return answer, lines


def _choices(draft: Draft) -> tuple[str, ...]:
    """The follow-ups that choose one of the things between which the answer asks to choose."""
    offered = {said for offer in draft.offers for said in (offer.whole, offer.called)}
    return tuple(each for each in draft.follow_ups if each in offered)


def _line(sentence: Sentence, citer: Citer) -> Line:
    """A sentence with its numbers; what rests on nothing is not to be phrased."""
    text = _numbered(sentence, citer)
    fixed = not (sentence.claims and sentence.cites)
    return Line(text, fixed, sentence.item, sentence.illustrative, sentence.apart)


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
