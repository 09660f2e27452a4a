"""The uses of a model that is configured; every failure is logged, and the answer goes on."""

import logging
from collections.abc import Sequence

from assistant.answer import Answer
from assistant.draft import Draft
from assistant.llm.condense import condense
from assistant.llm.deadline import Deadline
from assistant.llm.material import Line
from assistant.llm.model import LanguageModel, ModelFailed
from assistant.llm.phrase import Phrasing, phrasable
from assistant.llm.propose import Asked, Proposer
from assistant.llm.rows import answered
from assistant.llm.uses import Composed, Telling, Turn
from assistant.understand import Understanding
from kg.graph import GovernanceGraph

LOG = logging.getLogger(__name__)


class Assisted:
    """Uses ``model`` for ``uses`` (`assistant.settings.LLM_USES`), ``seconds`` a question."""

    def __init__(
        self, model: LanguageModel, graph: GovernanceGraph, uses: Sequence[str], seconds: float
    ) -> None:
        self.model = model
        self.graph = graph
        self.uses = frozenset(uses)
        self.proposer = Proposer(model, graph)
        self._seconds = seconds

    def turn(self) -> Turn:
        """The turn of a question: its time begins now and is shared by all that is done in it."""
        return _Turn(self, Deadline(self._seconds))


class _Turn:
    def __init__(self, assisted: Assisted, deadline: Deadline) -> None:
        self._with = assisted
        self._model = assisted.model
        self._deadline = deadline

    def condensed(self, text: str, lang: str, /) -> str | None:
        if "understand" not in self._with.uses:
            return None
        try:
            return condense(self._model, text, lang, self._deadline)
        except ModelFailed as problem:
            LOG.warning("understand: %s: %s", self._model.name, problem)
            return None

    def proposed(self, understood: Understanding, /) -> Draft | None:
        if "query" not in self._with.uses:
            return None
        graph, lang = self._with.graph, understood.lang
        named = tuple(m.node for m in understood.mentions if graph.known(m.node))
        try:
            asked = Asked(understood.text, lang, named)
            proposal = self._with.proposer.propose(asked, self._deadline)
        except ModelFailed as problem:
            LOG.warning("query: %s: %s", self._model.name, problem)
            return None
        found = len(proposal.rows) if proposal else 0
        LOG.info("query: %s: %d rows", self._model.name, found)
        return answered(graph, proposal, self._model.name, lang) if proposal else None

    def telling(self, answer: Answer, lines: tuple[Line, ...], question: str, /) -> Telling:
        if "phrase" in self._with.uses and phrasable(answer, lines):
            return Phrasing(self._model, answer, lines, question, self._deadline)
        return Composed(answer)
