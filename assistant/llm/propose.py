"""Let a model propose a query where the library has none; checked, repaired, run, and shown.

The proposal is read by the guard of `kg.sparql`, every term of it is looked up (`Terms`), what is
wrong is told to the model, and what is right is run as the analysts' queries are.
"""

import json
import logging
import re
from dataclasses import dataclass

from pyoxigraph import NamedNode

from assistant.lexical import content_stems
from assistant.library import Question, library
from assistant.llm.deadline import Deadline
from assistant.llm.model import LanguageModel, ModelFailed, whole
from assistant.llm.prompts import prompt
from assistant.llm.terms import Problem, Terms
from assistant.llm.used import Used, used_in
from kg.errors import LimitError, QueryError, StyrError
from kg.graph import GovernanceGraph
from kg.sparql import DEFAULT_SECONDS, guard, run
from kg.worker import limited

REPAIRS = 2
EXAMPLES = 5
MOST_ROWS = 200
"""Rows that are fetched where the proposal sets no limit of its own."""
LONGEST = 4000
"""Characters of a proposal."""
READING_MEGABYTES = 512
_FENCE = re.compile(r"```(?:sparql)?\s*(.*?)```", re.DOTALL | re.IGNORECASE)
_LIMIT = re.compile(r"\bLIMIT\s+\d+\s*(?:OFFSET\s+\d+\s*)?$", re.IGNORECASE)
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A query that was run, the names it selects, its rows (as in SPARQL JSON), its classes."""

    sparql: str
    names: tuple[str, ...]
    rows: tuple[dict[str, dict[str, str]], ...]
    classes: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its language, and the things that it names."""

    text: str
    lang: str
    named: tuple[NamedNode, ...]


class Proposer:
    """Asks one model about one graph."""

    def __init__(self, model: LanguageModel, graph: GovernanceGraph) -> None:
        self._model = model
        self._graph = graph
        self._terms = Terms(graph)

    def propose(self, asked: Asked, deadline: Deadline) -> Proposal | None:
        """The proposal and its rows; None when the model says that there is no query for it.

        Raises `ModelFailed`, also for proposals that are still wrong after `REPAIRS`.
        """
        data = self._data(asked)
        problems: list[Problem] = []
        for attempt in range(REPAIRS + 1):
            query = self._query(data, asked.lang, deadline)
            if query is None:
                return None
            used, problems = self._checked(query, asked.lang, deadline)
            if used is not None and not problems:
                return self._answered(query, used, deadline)
            LOG.info("query: %s: attempt %d: %s", self._model.name, attempt + 1, _kinds(problems))
            data |= {"previous": query, "problems": problems}
        raise ModelFailed(f"no query after {REPAIRS} repairs: {_kinds(problems)}")

    def _data(self, asked: Asked) -> dict[str, object]:
        named = [
            {"address": f"<{n.value}>", "title": self._graph.title(n, asked.lang)}
            for n in asked.named
        ]
        examples = [
            {"question": q.label.get(asked.lang, ""), "sparql": q.select}
            for q in examples_for(asked.text)
        ]
        terms = self._terms.told(asked.lang)
        return {"question": asked.text, **terms, "named": named, "examples": examples}

    def _query(self, data: dict[str, object], lang: str, deadline: Deadline) -> str | None:
        """What the model proposes; None when it says that there is nothing."""
        request = json.dumps(data, ensure_ascii=False)
        told = whole(self._model, prompt(lang, "propose"), request, deadline)
        fenced = _FENCE.search(told)
        query = (fenced[1] if fenced else told).strip().rstrip(";").strip()
        if query.strip("\"'. ").upper() == "NONE":
            return None
        if len(query) > LONGEST:
            raise ModelFailed("too long")
        return query

    def _checked(
        self, query: str, lang: str, deadline: Deadline
    ) -> tuple[Used | None, list[Problem]]:
        """What the query uses, None for one that may not be run; and what is wrong with it."""
        try:
            used = limited(_read, query, seconds=deadline.left(), megabytes=READING_MEGABYTES)
        except QueryError as problem:
            return None, [{"problem": problem.message(lang)}]
        except ValueError as problem:
            return None, [{"problem": str(problem)[:300]}]
        except LimitError as problem:
            raise ModelFailed(f"reading the query: {type(problem).__name__}") from problem
        return used, self._terms.problems(used)

    def _answered(self, query: str, used: Used, deadline: Deadline) -> Proposal:
        text = query if _LIMIT.search(query) else f"{query}\nLIMIT {MOST_ROWS}"
        seconds = min(DEFAULT_SECONDS, deadline.left())
        if not seconds:
            raise ModelFailed("time-out")
        try:
            result = json.loads(run(self._graph.store, text, "json", seconds))
        except StyrError as problem:
            raise ModelFailed(f"the query: {type(problem).__name__}") from problem
        names = tuple(result["head"]["vars"])
        rows = tuple(row for row in result["results"]["bindings"] if row)
        return Proposal(query, names, rows, self._terms.classes_in(used))


def _read(query: str) -> Used:
    """What a query uses, once the guard lets it through."""
    guard(query)
    return used_in(query)


def examples_for(text: str) -> tuple[Question, ...]:
    """Questions of the library that share most words with ``text``, as examples of queries."""
    asked = set(content_stems(text))

    def shared(question: Question) -> int:
        wordings = (w for each in question.wordings.values() for w in each)
        return max((len(asked.intersection(content_stems(w))) for w in wordings), default=0)

    known = [question for question in library() if question.select]
    return tuple(sorted(known, key=lambda q: (-shared(q), q.name))[:EXAMPLES])


def _kinds(problems: list[Problem]) -> str:
    """What was wrong, for the log: never the model's words, which may be the question's."""
    return ", ".join(str(p["problem"]) if "term" in p else "unreadable" for p in problems)
