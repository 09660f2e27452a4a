"""What a model is used for in answering; without a model, nothing, and nothing of it is loaded."""

from collections.abc import Iterator
from typing import Protocol

from assistant.answer import Answer
from assistant.draft import Draft
from assistant.llm.material import Line
from assistant.settings import Settings
from assistant.understand import Understanding
from kg.graph import GovernanceGraph


class Telling(Protocol):
    """An answer that is being told: its text in pieces, and all of it once they have been read."""

    @property
    def answer(self) -> Answer:
        """The answer; with the text that was told after the last piece."""
        ...

    def __iter__(self) -> Iterator[str]: ...


class Composed:
    """An answer that is told as it was composed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[str]:
        yield from pieces(self.answer.answer)


class Turn(Protocol):
    """What a model does for one question."""

    def condensed(self, text: str, lang: str, /) -> str | None:
        """Sentences to search with beside a long description."""
        ...

    def proposed(self, understood: Understanding, /) -> Draft | None:
        """An answer from a query that the model proposes."""
        ...

    def telling(self, answer: Answer, lines: tuple[Line, ...], question: str, /) -> Telling:
        """How the answer, composed of ``lines``, is told."""
        ...


class Uses(Protocol):
    """What a model is used for."""

    def turn(self) -> Turn:
        """The turn of a question that was asked now."""
        ...


class Unaided:
    """No model: nothing is done, and every answer is told as it was composed."""

    def turn(self) -> Turn:
        """Itself, which knows nothing of any question."""
        return self

    def condensed(self, _text: str, _lang: str, /) -> str | None:
        """Nothing."""
        return None

    def proposed(self, _understood: Understanding, /) -> Draft | None:
        """Nothing."""
        return None

    def telling(self, answer: Answer, _lines: tuple[Line, ...], _question: str, /) -> Telling:
        """As composed."""
        return Composed(answer)


def uses_of(settings: Settings, graph: GovernanceGraph) -> Uses:
    """The uses that the settings name, of the model that they name.

    Raises `assistant.errors.LanguageModelMissing` or `LanguageModelWrong`.
    """
    if not (settings.llm and settings.llm_uses):
        return Unaided()
    from assistant.llm.assisted import Assisted
    from assistant.llm.model import load_language_model

    model = load_language_model(
        settings.llm, settings.llm_url, settings.llm_key, settings.llm_timeout
    )
    return Assisted(model, graph, settings.llm_uses, settings.llm_timeout)


def finished(telling: Telling) -> Answer:
    """The whole answer."""
    for _ in telling:
        pass
    return telling.answer


def pieces(text: str) -> Iterator[str]:
    """Lines and sentences; joined they are ``text``."""
    start = 0
    for position, character in enumerate(text):
        ends_sentence = character in ".?!" and text[position + 1 : position + 2] in ("", " ")
        if ends_sentence or character == "\n":
            yield text[start : position + 1]
            start = position + 1
    if start < len(text):
        yield text[start:]
