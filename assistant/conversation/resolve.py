"""Resolve a follow-up: from what was said now and before to what is meant.

The steps are tried in order; the first that recognises its kind of follow-up decides. What none
recognises is a question of its own and is never touched.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.conversation.carrying import OFFERED, Carrier
from assistant.conversation.cues import BRIEF, SHORT, cues, language_of
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.memory import Conversation, Exchange
from assistant.conversation.offers import Offers
from assistant.conversation.say import Saying
from assistant.find import find
from assistant.index import Index
from assistant.levels import LEVELS
from assistant.lexical import content_stems, words
from assistant.library import question_named
from kg.names import ORG, STYR

_YEAR = re.compile(r"\b20\d\d\b")
_CLAUSE = re.compile(r"[,.;:?!]\s+(?=\S)")
_PLACES = r"\b(?:på|i|med|hos|vid|at|in|on|with)\b"
GROUNDS = 3
"""Exchanges back that a follow-up is tried on."""
LONGEST_CORRECTION = 20
"""Words of the longest text that is taken for a correction."""
NEAREST = 3
"""Things that are offered for one that nothing is called."""
Step = Callable[[Said], Meant | None]


class Resolver:
    """Resolves what is said about one graph."""

    def __init__(self, index: Index, carrier: Carrier, saying: Saying) -> None:
        self._graph = index.graph
        self._index = index
        self._carrier = carrier
        self._saying = saying
        self._offers = Offers(index.graph, carrier)
        self._steps: tuple[Step, ...] = (
            self._unit_named,
            self._offers.chosen,
            self._why,
            self._more,
            self._corrected,
            self._further,
            self._pointing,
            self._for_unit,
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

    # -- the unit --------------------------------------------------------------------------------

    def _unit_named(self, said: Said) -> Meant | None:
        """ "Jag jobbar på biblioteket": from then on that is the unit."""
        named = said.cues.after("unit", said.rest)
        if not named:
            return None
        where, _, more = _parted(named)
        mentions = [m for m in self._carrier.mentions(where) if self._is_unit(m.node)]
        if not mentions:
            return None
        first = mentions[0]
        even = [m.node for m in mentions if m.weight >= first.weight and m.whole == first.whole]
        if more and said.cues.asks(more):
            asked = replace(said, text=more, rest=more, led=False, no=False, unit=first.node)
            return self._for_unit(asked) or Meant(more, said.lang, first.node)
        left = set(content_stems(where)) - first.matched
        if more or (left and not _parts_of(left, first.matched)):
            return Meant(said.text, said.lang, first.node, carried=False)
        if len(even) > 1:
            return None
        return self._saying.unit(said, first.node)

    def _is_unit(self, node: NamedNode) -> bool:
        return self._graph.is_a(node, ORG.Organization)

    def _for_unit(self, said: Said) -> Meant | None:
        """ "Vad bidrar vi till?", when the unit is known."""
        we = said.cues.we(said.rest)
        asks = said.cues.asks(said.rest) and len(words(said.rest)) <= SHORT
        if said.unit is None or we is None or not asks or _CLAUSE.search(said.rest):
            return None
        if any(self._is_unit(m.node) for m in self._carrier.things_in(said.rest)):
            return None
        choice = self._carrier.choice_of(said.rest, said.lang, [said.unit], we.span())
        if choice is None or choice.about != said.unit:
            return None
        return Meant(said.rest, said.lang, said.unit, choice)

    # -- about the last answer -----------------------------------------------------------------

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
            return self._described(said, _focus(said.ground) or said.ground.listed)
        position = said.cues.ordinal(about or said.rest, self._carrier.is_class)
        return None if position is None else self._described(said, _at(said.listed, position))

    def _described(self, said: Said, things: Sequence[NamedNode]) -> Meant | None:
        """What the thing is; of several, which one is meant."""
        if not things:
            return None
        choice = self._carrier.describing(things[0], said.lang)
        if choice is None:
            return None
        if len(things) > 1:
            choice = replace(choice, between=tuple(things[:OFFERED]))
        return Meant(said.text, said.lang, said.unit, choice)

    # -- corrections and more of the same --------------------------------------------------------

    def _corrected(self, said: Said) -> Meant | None:
        """ "Nej, jag menade …": the same question about what was meant."""
        meant = said.cues.after("meant", said.rest)
        instead = meant if meant is not None else said.rest if said.no else None
        if said.ground is None or not instead or len(words(instead)) > LONGEST_CORRECTION:
            return None
        if said.cues.asks(instead):
            return Meant(instead, said.lang, said.unit, carried=False)
        choice = self._other_thing(instead, said)
        if choice is not None:
            return Meant(instead, said.lang, said.unit, choice)
        if said.work and (things := self._levels_in(instead)):
            return Meant(said.work.text, said.lang, said.unit, placed=True, only=(things[0],))
        work = said.work is not None
        return Meant(instead, said.lang, said.unit, placed=work, carried=work)

    def _other_thing(self, text: str, said: Said) -> Choice | None:
        """The last question about what ``text`` names, or the nearest that it may mean."""
        if said.ground is None or said.ground.query is None:
            return None
        question = question_named(said.ground.query)
        kind = self._carrier.class_of(text)
        fitting = self._carrier.fitting(text, question)
        if said.work and kind is None and not self._carrier.things_in(text):
            return None
        if not fitting and kind is not None:
            fitting = self._nearest(text, kind)
        if not fitting or self._carrier.again(question, fitting[0]) is None:
            return None
        return Choice(question, fitting[0], between=tuple(fitting) if len(fitting) > 1 else ())

    def _nearest(self, text: str, kind: NamedNode) -> list[NamedNode]:
        """The things of a class that ``text`` is nearest to; one if only its title has its words."""
        hits = find(self._index, text, self._index.embed(text))
        near = [h.entry for h in hits if self._graph.is_a(h.entry.node, kind)][:NEAREST]
        asked = {each for each in content_stems(text) if not self._carrier.is_class(each)}
        called = [e.node for e in near if asked & set(content_stems(" ".join(e.names)))]
        return called if len(called) == 1 else [entry.node for entry in near]

    def _levels_in(self, text: str) -> list[NamedNode]:
        """The strategies, programmes and focus areas that ``text`` names by kind and title."""
        kind = self._carrier.class_of(text)
        if kind not in LEVELS[:3]:
            return []
        named = [m.node for m in self._carrier.mentions(text)]
        return [n for n in named if self._graph.is_a(n, kind)] or self._nearest(text, kind)[:1]

    def _further(self, said: Said) -> Meant | None:
        """ "Och visionen?", "och för äldre då?", "och programmet …?"."""
        ground = said.ground
        if ground is None or not said.led or said.cues.asks(said.rest):
            return None
        if said.cues.anaphor(said.rest, self._carrier.is_class):
            return None
        if not 0 < len(words(said.rest)) <= SHORT:
            return None
        if self._only_a_class(said):
            return self._level(said)
        if said.work and said.cues.has_target(said.rest):
            text = _for_another(said.work.text, said.rest.rstrip(" ?.!"))
            return Meant(text, said.lang, said.unit, placed=True)
        if ground.query:
            return self._same_of_another(said, ground.query, ground.about)
        return self._in_its_place(said) if ground.placed else None

    def _only_a_class(self, said: Said) -> bool:
        return all(
            self._carrier.is_class(word) or word in said.cues.single["filler"]
            for word in words(said.rest)
        )

    def _level(self, said: Said) -> Meant | None:
        """The thing of that class on the way, or the things of that class of it."""
        for each in said.past.thread[:GROUNDS]:
            if choice := self._carrier.level(said.rest, said.lang, each):
                return Meant(said.rest, said.lang, said.unit, choice)
        return None

    def _same_of_another(self, said: Said, name: str, about: NamedNode | None) -> Meant | None:
        """The last question about another thing or another year."""
        question = question_named(name)
        if year := _YEAR.search(said.rest):
            choice = Choice(question, about, during=year[0])
            return Meant(said.rest, said.lang, said.unit, choice)
        fitting = self._carrier.fitting(said.rest, question)
        if fitting:
            between = tuple(fitting) if len(fitting) > 1 else ()
            choice = Choice(question, fitting[0], between=between)
            return Meant(said.rest, said.lang, said.unit, choice)
        things = self._carrier.things_in(said.rest)
        return self._described(said, [things[0].node]) if things else None

    def _in_its_place(self, said: Said) -> Meant | None:
        """Other work in the place of what was described, or what a thing is that is named."""
        things = [m.node for m in self._carrier.things_in(said.rest)]
        if things and not self._graph.is_a(things[0], STYR.Activity):
            return self._described(said, things[:1])
        if said.cues.we(said.rest):
            return None
        return Meant(said.rest, said.lang, said.unit, placed=True)

    # -- pointing back ---------------------------------------------------------------------------

    def _pointing(self, said: Said) -> Meant | None:
        """ "Vem ansvarar för det?", "vilka indikatorer finns det då?", "vem ansvarar?"."""
        text = said.rest
        if said.ground is None or _CLAUSE.search(text) or len(words(text)) > SHORT:
            return None
        span = said.cues.anaphor(text, self._carrier.is_class)
        ordinal = said.cues.ordinal_in(text, self._carrier.is_class)
        if not (span or ordinal or said.led or self._lacks_its_thing(said)):
            return None
        if (said.cues.we(text) and not span and not ordinal) or self._carrier.things_in(text):
            return None
        if ordinal:
            return self._told_of(said, _at(said.listed, ordinal[0]), ordinal[1].span())
        if not said.led and self._carrier.is_about_something_else(text, said.lang):
            return None
        if span and (choice := self._one_of_several(said, span)):
            return Meant(text, said.lang, said.unit, choice)
        lacking = not span and not said.led
        for each in said.past.thread[:GROUNDS]:
            if choice := self._carrier.choice(text, said.lang, each, span, lacking=lacking):
                return Meant(text, said.lang, said.unit, choice)
        return self._told_of(said, _focus(said.ground), span) if span else None

    def _one_of_several(self, said: Said, span: tuple[int, int]) -> Choice | None:
        """What "de" are asked about: what a long list was of, else which one of them is meant."""
        last = said.listed
        if last is None or not said.cues.several(said.rest[span[0] : span[1]]):
            return None
        if last.about and len(last.listed) > OFFERED:
            whole = self._carrier.choice_of(said.rest, said.lang, (last.about,), span)
            if whole:
                return whole
        if len(last.listed) < 2:
            return None
        return self._carrier.among(said.rest, said.lang, last.listed, span)

    def _lacks_its_thing(self, said: Said) -> bool:
        """Whether it is a short question with no word but those that questions have."""
        short = len(words(said.rest)) <= BRIEF and said.cues.asks(said.rest)
        return short and self._carrier.names_nothing(said.rest)

    def _told_of(
        self, said: Said, things: tuple[NamedNode, ...], span: tuple[int, int]
    ) -> Meant | None:
        """What is asked about one thing; if no question fits it, that nothing is told."""
        if not things:
            return None
        choice = self._carrier.choice_of(said.rest, said.lang, things, span)
        if choice is not None:
            return Meant(said.rest, said.lang, said.unit, choice)
        return self._saying.not_told(said, things[0]) if said.cues.asks(said.rest) else None


def _focus(ground: Exchange) -> tuple[NamedNode, ...]:
    """The one thing that an answer was about; nothing where it was about several."""
    if ground.about is not None:
        return (ground.about,)
    if ground.path:
        return ground.path[:1]
    return ground.cited if len(ground.cited) == 1 else ()


def _at(ground: Exchange | None, position: int) -> tuple[NamedNode, ...]:
    """The thing at a position of what was listed, else of what was offered."""
    things = (ground.listed or ground.offered) if ground else ()
    inside = -1 <= position < len(things)
    return (things[position],) if things and inside else ()


def _parted(text: str) -> tuple[str, str, str]:
    """The first clause, what parts it, and the rest."""
    if found := _CLAUSE.search(text):
        return text[: found.start()], found[0], text[found.end() :]
    return text.rstrip(" .!?"), "", ""


def _parts_of(stems: set[str], matched: frozenset[str]) -> bool:
    """Whether every stem is a part of, or has for a part, one that was matched."""
    return all(any(s in m or m in s for m in matched) for s in stems)


def _for_another(text: str, target: str) -> str:
    """``text`` with ``target`` ("för äldre") for the target it has, or added to its first clause."""
    first = next(iter(words(target)), "")
    clause, mark, rest = _parted(text)
    old = re.compile(rf"(?i)\b{re.escape(first)}\s+(?:(?!{_PLACES}).)+?(?=\s+{_PLACES}|$)")
    changed = old.sub(lambda _: target, clause, count=1)
    joined = changed if changed != clause or old.search(clause) else f"{clause} {target}"
    return f"{joined}{mark}{rest}" if rest else joined
