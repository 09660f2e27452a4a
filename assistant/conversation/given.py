"""What a question lacked, now that it is said: "Vem ansvarar?", "Vad gäller det?", "läxhjälpen"."""

from assistant.choosing import Choice
from assistant.conversation.carrying import OFFERED, Carrier
from assistant.conversation.meaning import Meant, Said
from assistant.lexical import words
from assistant.library import question_named
from kg.names import ORG

LONGEST = 8
"""Words of the longest text that only names a thing."""


class Given:
    """Recognises the name of a thing that was asked for, in one graph."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def told(self, said: Said) -> Meant | None:
        """The question that lacked a thing, about the one that is named now.

        A unit that was asked for is remembered.
        """
        last = said.past.last
        if last is None or last.query is None or last.holds or last.text == said.text:
            return None
        question = question_named(last.query)
        if not last.lacks or said.cues.asks(said.rest) or len(words(said.rest)) > LONGEST:
            return None
        fitting = self._carrier.fitting(said.rest, question)[:OFFERED]
        if not fitting:
            return None
        own = all(self._carrier.is_kind_of(kind, ORG.Organization) for kind in question.about)
        between = tuple(fitting) if len(fitting) > 1 else ()
        choice = Choice(question, fitting[0], between=between)
        return Meant(said.text, said.lang, fitting[0] if own else said.unit, choice)
