"""Answers to a question that the assistant asked: which of what it offered was meant."""

from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.conversation.carrying import Carrier
from assistant.conversation.cues import plain
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.memory import Exchange
from assistant.conversation.say import Saying
from assistant.lexical import content_stems, words
from assistant.library import question_named
from kg.graph import GovernanceGraph
from kg.names import DCT

FEW = 5
"""Words of the longest answer that only names a choice."""
SOME = 8
"""Words of the longest answer that tells more, where nothing else shows that it is one."""
LONGEST_PREFIX = 4
"""Letters that two words must share to be of one family ("barn", "barnkultur")."""


class Offers:
    """Recognises choices among things of one graph."""

    def __init__(self, graph: GovernanceGraph, carrier: Carrier, saying: Saying) -> None:
        self._graph = graph
        self._carrier = carrier
        self._saying = saying

    def chosen(self, said: Said) -> Meant | None:
        """What is meant by a choice; None when nothing was offered or this is no choice."""
        past = said.past.exchanges
        for earlier in reversed(past):
            if node := self._titled(said, earlier.offered):
                return self._taken(said, earlier, (node,))
        last = self._asked(said)
        which = next((k for k in ("neither", "both") if self._is(k, said)), None)
        if last is None or not last.offered:
            if which and not (which == "neither" and said.no):
                return self._saying.nothing_pointed_at(said, said.rest)
            tells = said.cues.after("answers", said.rest) is not None
            return self._told(said, last) if last and tells else None
        if which == "neither":
            return self._none(said, last)
        if which == "both":
            return self._taken(said, last, last.offered) or self._saying.heard(said, last)
        if node := self._named(said, last.offered):
            return self._taken(said, last, (node,))
        return self._told(said, last)

    def _asked(self, said: Said) -> Exchange | None:
        """What is answered: the last exchange, or the one before it that was about something."""
        last = said.past.last
        if last is not None and not last.holds:
            return said.ground or last
        corrected = said.cues.after("meant", said.rest)
        if corrected and said.cues.ordinal(corrected, self._carrier.is_class) is not None:
            return next((each for each in said.past.thread if each.offered), last)
        return last

    def _is(self, kind: str, said: Said) -> bool:
        return any(said.cues.is_one(kind, each) for each in (said.text, said.rest))

    def _titled(self, said: Said, offered: tuple[NamedNode, ...]) -> NamedNode | None:
        """The thing whose title is all that was said, but for its kind before it."""
        text = plain(said.text)
        for node in offered:
            for title in self._graph.texts(node, DCT.title):
                kind, found, after = f"{text} ".rpartition(f"{plain(title.value)} ")
                if found and not after and self._says_nothing(said, kind):
                    return node
        return None

    def _says_nothing(self, said: Said, text: str) -> bool:
        filler = said.cues.single["filler"]
        return all(self._carrier.is_class(word) or word in filler for word in words(text))

    def _named(self, said: Said, offered: tuple[NamedNode, ...]) -> NamedNode | None:
        """The thing at the place that is said, or the only one with words that are said."""
        corrected = said.cues.after("meant", said.rest) or said.rest
        position = said.cues.ordinal(corrected, self._carrier.is_class)
        if position is not None:
            return offered[position] if -1 <= position < len(offered) else None
        if len(words(said.rest)) > FEW or said.cues.asks(said.rest):
            return None
        kinds = [kind for word in words(said.rest) if (kind := self._carrier.class_of(word))]
        if kinds and self._says_nothing(said, said.rest):
            of_kind = [node for node in offered if self._graph.is_a(node, kinds[0])]
            return of_kind[0] if len(of_kind) == 1 else None
        asked = content_stems(said.rest)
        having = [node for node in offered if self._has_all(asked, node)]
        return having[0] if len(having) == 1 else None

    def _has_all(self, asked: list[str], node: NamedNode) -> bool:
        """Whether all of the stems are in one of its titles, also as parts of compounds."""
        titles = [content_stems(title.value) for title in self._graph.texts(node, DCT.title)]
        return any(all(any(_kin(a, t) for t in title) for a in asked) for title in titles)

    def _tells_more(self, said: Said, asked: Exchange) -> bool:
        """Whether some words of no sentence tell for whom, or are like one of the choices alone."""
        short = len(words(said.rest)) <= SOME and not said.led
        if not short or next(iter(words(said.rest)), "") in said.cues.single["we"]:
            return False
        return said.cues.names_target(said.rest) or self._carrier.leads_to(
            said.rest, said.lang, asked.offered
        )

    def _taken(self, said: Said, asked: Exchange, nodes: tuple[NamedNode, ...]) -> Meant | None:
        """What was asked, now that it is clear what about."""
        if asked.query:
            choice = Choice(question_named(asked.query), nodes[0])
            return Meant(asked.text, said.lang, said.unit, choice) if len(nodes) == 1 else None
        return Meant(asked.text, said.lang, said.unit, placed=True, only=nodes)

    def _none(self, said: Said, asked: Exchange) -> Meant:
        if not asked.placed:
            return self._saying.none_meant(said)
        never = (*asked.rejected, *asked.offered)
        return Meant(asked.text, said.lang, said.unit, placed=True, never=never)

    def _told(self, said: Said, asked: Exchange) -> Meant | None:
        """More about the work: "det är för vuxna som lär sig svenska"."""
        if not asked.placed or said.cues.asks(said.rest) or "?" in said.rest or said.no:
            return None
        if said.cues.after("meant", said.rest) is not None:
            return None
        tells = said.cues.after("answers", said.rest) is not None
        if not tells and not self._tells_more(said, asked):
            return None
        text = f"{asked.text.rstrip(' .?!')}. {said.rest}"
        return Meant(text, said.lang, said.unit, placed=True)


def _kin(first: str, second: str) -> bool:
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) >= LONGEST_PREFIX and longer.startswith(shorter)
