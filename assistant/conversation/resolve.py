"""Resolve a follow-up: from what was said now and before to what is meant.

The steps are tried in order; the first that recognises its kind of follow-up decides. What none
recognises is a question of its own and is never touched.
"""

from collections.abc import Callable
from dataclasses import replace

from pyoxigraph import NamedNode

from assistant.conversation.carrying import Carrier
from assistant.conversation.cues import cues, language_of
from assistant.conversation.further import Further
from assistant.conversation.given import Given
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.memory import Conversation
from assistant.conversation.offers import Offers
from assistant.conversation.pointing import Pointing
from assistant.conversation.say import Saying
from assistant.conversation.units import Units
from assistant.index import Index
from assistant.library import question_named
from kg.texts import LANGUAGES

Step = Callable[[Said], Meant | None]


class Resolver:
    """Resolves what is said about one graph."""

    def __init__(self, index: Index, carrier: Carrier, saying: Saying) -> None:
        self._graph = index.graph
        self._carrier = carrier
        self._saying = saying
        units, further = Units(carrier, saying), Further(index, carrier)
        self._steps: tuple[Step, ...] = (
            Given(carrier).told,
            units.named,
            Offers(index.graph, carrier, saying).chosen,
            self._of_the_conversation,
            self._why,
            self._more,
            further.corrected,
            further.further,
            Pointing(carrier, saying).asked,
            units.asked,
        )

    def resolve(
        self, text: str, past: Conversation, unit: NamedNode | None, lang: str | None, usual: str
    ) -> Meant:
        """What ``text`` means after ``past``, for ``unit`` if one is given or was named before.

        ``lang`` is the language to answer in; where it is None the words tell, else what was
        spoken last, else ``usual``.
        """
        past = past.alive(self._graph).before(text)
        unit = unit or past.unit
        spoken = language_of(text, past.last.lang if past.last else usual)
        words_of = cues(spoken)
        open_ended, ended = words_of.without_ending(text)
        rest, led, no = words_of.leads(open_ended)
        if (other := _asked_in(rest)) and (again := _before(past)):
            return self.resolve(again.exchanges[-1].said, _without_last(again), unit, other, usual)
        said = Said(text, rest, led or ended, no, lang or spoken, words_of, past, unit)
        for step in self._steps:
            if meant := step(said):
                return meant
        return Meant(text, said.lang, unit, carried=False)

    def _of_the_conversation(self, said: Said) -> Meant | None:
        """ "Tack!", "vad pratade vi om?", "glöm allt"."""
        last = said.past.last
        if last is None:
            return None
        if said.cues.is_one("forget", said.rest):
            return self._saying.forgotten(said)
        if said.cues.is_one("recall", said.rest):
            return self._saying.recalled(said)
        heard = said.cues.is_one("thanks", said.rest) or not (said.rest or said.no)
        return self._saying.heard(said, last) if heard else None

    def _why(self, said: Said) -> Meant | None:
        """ "Varför?": what speaks for the last answer."""
        asked = any(said.cues.is_one("why", each) for each in (said.text, said.rest))
        return self._saying.why(said, said.past.last) if asked and said.past.last else None

    def _more(self, said: Said) -> Meant | None:
        """ "Berätta mer", "mer om den andra", "den andra då?"."""
        about = said.cues.after("more_about", said.rest)
        position = said.cues.ordinal(about or said.rest, self._carrier.is_class)
        if position is not None:
            return self._at(said, position, about)
        span = said.cues.anaphor(about, self._carrier.is_class) if about else None
        points = about is not None and span == (0, len(about.rstrip(" ?.!")))
        if not points and not said.cues.is_one("more", said.rest):
            return None
        ground = said.ground
        told = self._carrier.described(said, ground.focus or ground.listed) if ground else None
        if told or (ground is None and not points):
            return told
        return self._saying.nothing_pointed_at(said, about or said.rest)

    def _at(self, said: Said, position: int, about: str | None) -> Meant | None:
        """The thing at a position of a list: what was asked of its neighbour, else what it is."""
        things = said.at(position)
        if not things:
            return self._saying.nothing_pointed_at(said, about or said.rest)
        ground = said.ground
        asked = question_named(ground.query) if ground and ground.query and not about else None
        same = asked and ground and said.led and said.beside(things[0], ground.about)
        if asked and same and (choice := self._carrier.again(asked, things[0])):
            return Meant(said.text, said.lang, said.unit, choice)
        return self._carrier.described(said, things)


def _asked_in(text: str) -> str | None:
    """The language that is asked for, in words of any language."""
    return next(filter(None, (cues(lang).asked_in(text) for lang in LANGUAGES)), None)


def _before(past: Conversation) -> Conversation | None:
    """``past`` up to the last question that is more than a wish for another language."""
    while past.last and _asked_in(cues(past.last.lang).leads(past.last.said)[0]):
        past = _without_last(past)
    return past if past.last else None


def _without_last(past: Conversation) -> Conversation:
    return replace(past, exchanges=past.exchanges[:-1])
