"""What was meant, as a question that stands without the conversation: for links to an answer."""

from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.conversation.meaning import Meant
from assistant.errors import TEXTS
from assistant.levels import LEVELS
from assistant.lexical import words
from assistant.library import ABOUT, Question
from assistant.understand import Understander
from kg.graph import GovernanceGraph

TRIED = 3
"""Wordings that are tried for a question of the library."""


class Alone:
    """Writes questions about one graph."""

    def __init__(self, graph: GovernanceGraph, understander: Understander) -> None:
        self._graph = graph
        self._understander = understander

    def question(self, meant: Meant, unit: NamedNode | None) -> str | None:
        """A question that means the same to somebody of ``unit``; None where none is known to."""
        if meant.draft is not None or meant.unit != unit:
            return None
        if not meant.carried:
            return meant.text
        if meant.choice is not None:
            return self._of_library(meant.choice, meant.lang)
        if meant.never or len(meant.only) > 1:
            return None
        said = meant.text.rstrip(" ?.!")
        return f"{said}: {self._title(meant.only[0], meant.lang)}" if meant.only else meant.text

    def _of_library(self, choice: Choice, lang: str) -> str | None:
        """A wording of the library's question, if it is chosen for that and about the same."""
        if choice.question is None or choice.about is None or choice.between or choice.other:
            return None
        title = TEXTS.get(lang, "answer.quoted", title=self._title(choice.about, lang))
        for wording in self._wordings(choice.question, choice.about, lang):
            asked = wording.replace(ABOUT, title)
            found = self._understander.choose(self._understander.understand(asked, lang))
            if (found.question, found.about) == (choice.question, choice.about):
                return asked
        return None

    def _wordings(self, question: Question, thing: NamedNode, lang: str) -> list[str]:
        """The wordings likest the label, which is in no neighbour's language.

        First those that call the thing by no other kind ("programmet {about}" of a strategy).
        """
        label, kind = set(words(question.label[lang])), self._graph.type_of(thing)

        def unlike(wording: str) -> tuple[bool, int]:
            mentions = self._understander.reader.linker.mentions(wording)
            kinds = {each.node for each in mentions}.intersection(LEVELS) - {kind}
            return bool(kinds), -len(label.intersection(words(wording)))

        return sorted((w for w in question.wordings[lang] if ABOUT in w), key=unlike)[:TRIED]

    def _title(self, thing: NamedNode, lang: str) -> str:
        return self._graph.title(thing, lang)
