"""The unit that somebody asks for: named once, it is remembered."""

from dataclasses import replace

from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.conversation.carrying import Carrier
from assistant.conversation.cues import brief, parted
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.say import Saying
from assistant.lexical import content_stems
from assistant.library import question_named
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

    def given(self, said: Said) -> Meant | None:
        """ "Biblioteket": the unit that was asked for."""
        last = said.past.last
        question = question_named(last.query) if last and last.query else None
        if question is None or not question.about_required or (last and last.holds):
            return None
        if not all(ORG.Organization in self._above(kind) for kind in question.about):
            return None
        units = [m.node for m in self._carrier.mentions(said.rest) if self._is_unit(m.node)]
        if not units or said.cues.asks(said.rest):
            return None
        return Meant(said.text, said.lang, units[0], Choice(question, units[0]))

    def _above(self, kind: NamedNode) -> set[NamedNode]:
        return {kind, *self._carrier.graph.above.get(kind, ())}

    def _is_unit(self, node: NamedNode) -> bool:
        return self._carrier.graph.is_a(node, ORG.Organization)

    def asked(self, said: Said) -> Meant | None:
        """ "Vad bidrar vi till?", when the unit is known."""
        we = said.cues.we(said.rest)
        asks = said.cues.asks(said.rest) and brief(said.rest)
        if we is None or not asks or not self._carrier.names_nothing(said.rest):
            return None
        unit = said.unit or next(iter(self._carrier.graph.instances(ORG.Organization)), None)
        choice = self._carrier.choice_of(said.rest, said.lang, [unit], we.span()) if unit else None
        if choice is None or choice.question is None or choice.about != unit:
            return None
        if said.unit is None:
            needs = choice.question.about_required
            return self._saying.which_unit(said, choice.question) if needs else None
        return Meant(said.rest, said.lang, said.unit, choice)


def _parts_of(stems: set[str], matched: frozenset[str]) -> bool:
    """Whether every stem is a part of, or has for a part, one that was matched."""
    return all(any(s in m or m in s for m in matched) for s in stems)
