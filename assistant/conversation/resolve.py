"""Resolve a follow-up: from what was said now and before to what is meant.

The steps are tried in order; the first that recognises its kind of follow-up decides. What none
recognises is a question of its own and is never touched.
"""

from collections.abc import Callable

from pyoxigraph import NamedNode

from assistant.conversation.carrying import Carrier
from assistant.conversation.cues import cues, language_of
from assistant.conversation.further import Further
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.memory import Conversation
from assistant.conversation.offers import Offers
from assistant.conversation.pointing import Pointing
from assistant.conversation.say import Saying
from assistant.conversation.units import Units
from assistant.index import Index

Step = Callable[[Said], Meant | None]


class Resolver:
    """Resolves what is said about one graph."""

    def __init__(self, index: Index, carrier: Carrier, saying: Saying) -> None:
        self._graph = index.graph
        self._carrier = carrier
        self._saying = saying
        units, further = Units(carrier, saying), Further(index, carrier)
        self._steps: tuple[Step, ...] = (
            units.named,
            Offers(index.graph, carrier).chosen,
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
        said = Said(text, rest, led or ended, no, lang or spoken, words_of, past, unit)
        for step in self._steps:
            if meant := step(said):
                return meant
        return Meant(text, said.lang, unit, carried=False)

    def _why(self, said: Said) -> Meant | None:
        """ "Varför?": what speaks for the last answer."""
        asked = any(said.cues.is_one("why", each) for each in (said.text, said.rest))
        return self._saying.why(said, said.past.last) if asked and said.past.last else None

    def _more(self, said: Said) -> Meant | None:
        """ "Berätta mer", "mer om den andra", "den andra då?"."""
        if said.ground is None:
            return None
        about = said.cues.after("more_about", said.rest)
        span = said.cues.anaphor(about, self._carrier.is_class) if about else None
        points = about is not None and span == (0, len(about.rstrip(" ?.!")))
        if points or said.cues.is_one("more", said.rest):
            return self._carrier.described(said, said.ground.focus or said.ground.listed)
        position = said.cues.ordinal(about or said.rest, self._carrier.is_class)
        return None if position is None else self._carrier.described(said, said.at(position))
