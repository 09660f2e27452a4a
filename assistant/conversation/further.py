"""Corrections and more of the same: "nej, jag menade …", "och för äldre då?"."""

import re
from collections.abc import Collection

from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.conversation.carrying import GROUNDS, Carrier
from assistant.conversation.cues import SHORT, parted
from assistant.conversation.meaning import Meant, Said
from assistant.find import find
from assistant.index import Index
from assistant.levels import LEVELS
from assistant.lexical import content_stems, words
from assistant.library import question_named
from kg.names import STYR

LONGEST_CORRECTION = 20
"""Words of the longest text that is taken for a correction."""
NEAREST = 3
"""Things that are offered for one that nothing is called."""
_YEAR = re.compile(r"\b20\d\d\b")
_PLACES = r"\b(?:på|i|med|hos|vid|at|in|on|with)\b"


class Further:
    """Recognises what goes on from the last answer, in one graph."""

    def __init__(self, index: Index, carrier: Carrier) -> None:
        self._graph = index.graph
        self._index = index
        self._carrier = carrier
        self._is_class = carrier.is_class

    def corrected(self, said: Said) -> Meant | None:
        """ "Nej, jag menade …": the same question about what was meant."""
        meant = said.cues.after("meant", said.rest)
        instead = meant if meant is not None else said.rest if said.no else None
        if said.ground is None or not instead or len(words(instead)) > LONGEST_CORRECTION:
            return None
        if said.cues.asks(instead):
            return Meant(instead, said.lang, said.unit, carried=False)
        if said.work and (target := _target(said, instead)):
            text = for_another(said.work.text, target, said.cues.single["towards"])
            return Meant(text, said.lang, said.unit, placed=True)
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
        if kind is not None:
            fitting = [thing for thing in fitting if self._graph.is_a(thing, kind)]
        if said.work and kind is None and not self._carrier.things_in(text):
            return None
        if not fitting and kind is not None:
            fitting = self._nearest(text, kind)
        if not fitting or self._carrier.again(question, fitting[0]) is None:
            return None
        return Choice(question, fitting[0], between=tuple(fitting) if len(fitting) > 1 else ())

    def _nearest(self, text: str, kind: NamedNode) -> list[NamedNode]:
        """Things of a class that ``text`` is nearest to: only that whose title has its words."""
        hits = find(self._index, text, self._index.embed(text))
        near = [h.entry for h in hits if self._graph.is_a(h.entry.node, kind)][:NEAREST]
        asked = {each for each in content_stems(text) if not self._is_class(each)}
        called = [e.node for e in near if asked & set(content_stems(" ".join(e.names)))]
        return called if len(called) == 1 else [entry.node for entry in near]

    def _levels_in(self, text: str) -> list[NamedNode]:
        """The strategies, programmes and focus areas that ``text`` names by kind and title."""
        kind = self._carrier.class_of(text)
        if kind not in LEVELS[:3]:
            return []
        named = [m.node for m in self._carrier.mentions(text)]
        return [n for n in named if self._graph.is_a(n, kind)] or self._nearest(text, kind)[:1]

    def further(self, said: Said) -> Meant | None:
        """ "Och visionen?", "och för äldre då?", "och programmet …?"."""
        ground = said.ground
        level = self._only_a_class(said)
        if ground is None or not (said.led or level) or said.cues.asks(said.rest):
            return None
        if said.cues.anaphor(said.rest, self._is_class):
            return None
        if not 0 < len(words(said.rest)) <= SHORT:
            return None
        if level:
            return self._level(said)
        if said.work and said.cues.has_target(said.rest):
            text = for_another(
                said.work.text, said.rest.rstrip(" ?.!"), said.cues.single["towards"]
            )
            return Meant(text, said.lang, said.unit, placed=True)
        if ground.query:
            return self._same_of_another(said, ground.query, ground.about)
        return self._in_its_place(said) if ground.placed else None

    def _only_a_class(self, said: Said) -> bool:
        left = [word for word in words(said.rest) if word not in said.cues.single["filler"]]
        return bool(left) and all(self._is_class(word) for word in left)

    def _level(self, said: Said) -> Meant | None:
        """The thing of that class on the way, or the things of that class of it."""
        for each in said.past.thread[:GROUNDS]:
            if choice := self._carrier.level(said.rest, said.lang, each):
                return Meant(said.rest, said.lang, said.unit, choice)
        every = self._carrier.of_class(said.rest, said.lang)
        return Meant(every, said.lang, said.unit, carried=False) if every else None

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
        return self._carrier.described(said, [things[0].node]) if things else None

    def _in_its_place(self, said: Said) -> Meant | None:
        """Other work in the place of what was described, or what a thing is that is named."""
        things = [m.node for m in self._carrier.things_in(said.rest)]
        if things and not self._graph.is_a(things[0], STYR.Activity):
            return self._carrier.described(said, things[:1])
        if said.cues.we(said.rest):
            return None
        return Meant(said.rest, said.lang, said.unit, placed=True)


def _target(said: Said, text: str) -> str | None:
    """For whom or where, if that is all that is said ("för barn", "det är för barn")."""
    target = said.cues.after("answers", text) or text
    short = len(words(target)) <= SHORT
    return target.rstrip(" ?.!") if short and said.cues.has_target(target) else None


def for_another(text: str, target: str, towards: Collection[str]) -> str:
    """``text`` with ``target`` ("för äldre") for the one it has, or added to its first clause.

    One that was added later ("Vi har kurser. Det är för barn") goes on to the end. Words of
    ``towards`` say for whom alike ("riktar sig till").
    """
    first = next(iter(words(target)), "")
    clause, mark, rest = parted(text)
    alike = sorted(towards) if first in towards else [first]
    if later := re.search(rf"(?i)\b(?:{'|'.join(map(re.escape, alike))})\s+\w", rest):
        return f"{clause}{mark}{rest[: later.start()]}{target}"
    old = re.compile(rf"(?i)\b{re.escape(first)}\s+(?:(?!{_PLACES}).)+?(?=\s+{_PLACES}|$)")
    changed = old.sub(lambda _: target, clause, count=1)
    joined = changed if changed != clause or old.search(clause) else f"{clause} {target}"
    return f"{joined}{mark}{rest}" if rest else joined
