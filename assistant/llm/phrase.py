"""Phrase a composed answer: a model's sentences one by one, each verified, in the answer's order.

A verified sentence takes the place of the lines that it says. Lines that no sentence says stand as
they were composed, so that nothing is lost, and a model that fails midway only means that the rest
is composed. The first sentence that is used must say the answer's core claim.
"""

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import Answer
from assistant.llm.deadline import Deadline
from assistant.llm.material import Line, Material
from assistant.llm.model import LanguageModel, ModelFailed
from assistant.llm.prompts import prompt
from assistant.llm.sentences import in_our_form, sentences
from assistant.llm.verify import Verified, verify

MOST_LINES = 15
"""Lines of an answer that is still phrased; a long list is not made better, only slower."""
NEVER = ("unknown", "off_topic")
LOG = logging.getLogger(__name__)


class Phrasing:
    """The text of one answer in pieces; `answer` is whole when they have been read."""

    def __init__(
        self,
        model: LanguageModel,
        answer: Answer,
        lines: tuple[Line, ...],
        question: str,
        deadline: Deadline,
    ) -> None:
        self.answer = answer
        self._model = model
        self._material = Material(lines, answer)
        self._question = question
        self._deadline = deadline
        self._left = dict(enumerate(lines))
        self._said = ""
        self._dropped: list[str] = []

    def __iter__(self) -> Iterator[str]:
        started = time.perf_counter()
        used = 0
        try:
            for sentence in self._verified():
                yield from self._composed(before=min(sentence.lines))
                used += 1
                yield self._in_place_of(sentence)
                if all(line.fixed for line in self._left.values()):
                    break
        except ModelFailed as problem:
            LOG.warning("phrase: %s: %s", self._model.name, problem)
        self._log(used)
        yield from self._composed()
        took = round((time.perf_counter() - started) * 1000, 1)
        self.answer = replace(self.answer, ms=round(self.answer.ms + took, 1))
        if used:
            self.answer = replace(self.answer, answer=self._said, model=self._model.name)

    def _log(self, used: int) -> None:
        name, left = self._model.name, len(self._left)
        if not used and self._dropped:
            reasons = ", ".join(sorted(set(self._dropped)))
            LOG.warning("phrase: %s: no sentence could be used: %s", name, reasons)
        else:
            LOG.info("phrase: %s: %d sentences used, %d lines composed", name, used, left)

    def _in_place_of(self, sentence: Verified) -> str:
        """What is added to the text for a sentence, which its lines leave for."""
        first = self._left[min(sentence.lines)]
        for i in sentence.lines:
            del self._left[i]
        return self._add(replace(first, text=in_our_form(sentence.text)))

    def _verified(self) -> Iterator[Verified]:
        """Sentences that hold, from the one that says the core claim on."""
        core = next(i for i, line in self._left.items() if not line.fixed)
        request = _request(self._question, self._material)
        told = self._model.stream(
            prompt(self._material.answer.lang, "phrase"), request, self._deadline
        )
        everything = frozenset(self._left)
        for sentence in sentences(told):
            done = everything - self._left.keys()
            found = verify(in_our_form(sentence), self._material, done)
            if isinstance(found, Verified) and core in self._left and core not in found.lines:
                found = "not the core claim first"
            if isinstance(found, Verified):
                yield found
            else:
                self._dropped.append(found)
                LOG.info("phrase: %s: a sentence was dropped: %s", self._model.name, found)

    def _composed(self, before: int | None = None) -> Iterator[str]:
        """The lines that are left (those ``before`` a position), as they were composed."""
        for i in sorted(self._left):
            if before is None or i < before:
                yield self._add(self._left.pop(i))

    def _add(self, line: Line) -> str:
        """What is added to the text for a line."""
        piece = line.shown if self._said else line.shown.lstrip()
        self._said += piece
        return piece


def phrasable(answer: Answer, lines: tuple[Line, ...]) -> bool:
    """Whether the answer has something that a model may say in other words."""
    if answer.verdict in NEVER or answer.sparql or len(lines) > MOST_LINES:
        return False
    return any(not line.fixed for line in lines)


def _request(question: str, material: Material) -> str:
    """What the model gets: the lines to say in other words, and what they rest on, as data."""
    things = [
        {"n": c.n, "title": c.title, "quote": c.quote or ""} for c in material.answer.citations
    ]
    lines = [line.text for line in material.lines if not line.fixed]
    data = {"question": question, "lines": lines, "things": things}
    return json.dumps(data, ensure_ascii=False, indent=1)
