"""The unit that somebody asks for: named once, it is remembered."""

from dataclasses import replace

from pyoxigraph import NamedNode

from assistant.conversation.carrying import Carrier
from assistant.conversation.cues import brief, parted
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.say import Saying
from assistant.lexical import content_stems
from kg.names import ORG


class Units:
    """Recognises units of one graph, and questions about one's own."""

    def __init__(self, carrier: Carrier, saying: Saying) -> None:
        self._carrier = carrier
        self._saying = saying

    def named(self, said: Said) -> Meant | None:
        """ "Jag jobbar på biblioteket": from then on that is the unit."""
        named = said.cues.after("unit", said.rest)
        if not named:
            return None
        where, _, more = parted(named)
        if not more and said.cues.wondering(where)[0]:
            where, more = said.cues.wondering(where)
        mentions = [m for m in self._carrier.mentions(where) if self._is_unit(m.node)]
        if not mentions:
            return None
        first = mentions[0]
        even = [m.node for m in mentions if m.weight >= first.weight and m.whole == first.whole]
        if more and said.cues.asks(more):
            asked = replace(said, text=more, rest=more, led=False, no=False, unit=first.node)
            return self.asked(asked) or Meant(more, said.lang, first.node)
        left = set(content_stems(where)) - first.matched
        if more or (left and not _parts_of(left, first.matched)):
            return Meant(said.text, said.lang, first.node, carried=False)
        if len(even) > 1:
            return None
        return self._saying.unit(said, first.node)

    def _is_unit(self, node: NamedNode) -> bool:
        return self._carrier.graph.is_a(node, ORG.Organization)

    def asked(self, said: Said) -> Meant | None:
        """ "Vad bidrar vi till?", when the unit is known."""
        we = said.cues.we(said.rest)
        asks = said.cues.asks(said.rest) and brief(said.rest)
        if we is None or not asks or self._is_of_another(said):
            return None
        unit = said.unit or next(iter(self._carrier.graph.instances(ORG.Organization)), None)
        choice = self._carrier.choice_of(said.rest, said.lang, [unit], we.span()) if unit else None
        if choice is not None and choice.question and said.unit is None:
            needs = choice.question.about_required
            return self._saying.which_unit(said, choice.question) if needs else None
        if choice is None and said.unit is not None:
            choice = self._carrier.choice_nearly(said.rest, said.lang, said.unit, we.span())
        return Meant(said.rest, said.lang, said.unit, choice) if choice else None

    def _is_of_another(self, said: Said) -> bool:
        """Whether it names a thing, or is about something else than the governance system."""
        if said.unit is None and not self._carrier.names_nothing(said.rest):
            return True
        named = self._carrier.things_in(said.rest)
        return bool(named) or self._carrier.is_about_something_else(said.rest, said.lang)


def _parts_of(stems: set[str], matched: frozenset[str]) -> bool:
    """Whether every stem is a part of, or has for a part, one that was matched."""
    return all(any(s in m or m in s for m in matched) for s in stems)
