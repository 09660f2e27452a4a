"""Questions that point back: "vem ansvarar för det?", "vilka indikatorer finns det då?"."""

from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.conversation.carrying import GROUNDS, OFFERED, Carrier, Span
from assistant.conversation.cues import BRIEF, brief
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.say import Saying
from assistant.lexical import WORD, words


class Pointing:
    """Recognises what is asked about things that were named earlier."""

    def __init__(self, carrier: Carrier, saying: Saying) -> None:
        self._carrier = carrier
        self._saying = saying
        self._is_class = carrier.is_class

    def asked(self, said: Said) -> Meant | None:
        """ "Vem ansvarar för det?", "vilka indikatorer finns det då?", "vem ansvarar?"."""
        text = said.rest
        if not brief(text):
            return None
        span = said.cues.anaphor(text, self._is_class)
        if said.ground is None:
            return self._points_at_nothing(said, span) if span else None
        ordinal = said.cues.ordinal_in(text)
        part = None if span or said.led else self._part_asked_for(said)
        lacking = not span and not said.led and part is None
        if lacking and not ordinal and not self._lacks_its_thing(said):
            return None
        if (said.cues.we(text) and not span and not ordinal) or self._carrier.things_in(text):
            return None
        if ordinal:
            return self._told_of(said, said.at(ordinal[0]), ordinal[1].span())
        if not said.led and self._carrier.is_about_something_else(text, said.lang):
            return None
        if span and (choice := self._one_of_several(said, span)):
            return Meant(text, said.lang, said.unit, choice)
        choice = self._own_level(said, span) if span else None
        choice = choice or self._carried(said, (span, part) if part else (span,), lacking=lacking)
        if choice is not None:
            return Meant(text, said.lang, said.unit, choice)
        if span is None:
            return None
        told = self._told_of(said, said.ground.focus, span)
        return told or self._points_at_nothing(said, span)

    def _own_level(self, said: Said, span: Span) -> Choice | None:
        """ "Vilka är dess program?": the things of a level that are its."""
        if said.rest[span[0] : span[1]].lower() not in said.cues.single["possessive"]:
            return None
        levels = (self._carrier.level(said.rest, said.lang, each) for each in said.past.thread)
        return next(filter(None, levels), None)

    def _carried(
        self, said: Said, spans: tuple[Span | None, ...], *, lacking: bool
    ) -> Choice | None:
        """The question that is asked about the nearest exchange that it can be about."""
        for span in spans:
            for each in said.past.thread[:GROUNDS]:
                choice = self._carrier.choice(said.rest, said.lang, each, span, lacking=lacking)
                if choice is not None:
                    return choice
        return None

    def _points_at_nothing(self, said: Said, span: Span) -> Meant | None:
        """ "Vem ansvarar för det?", when nothing was said before that it can be about."""
        if self._carrier.things_in(said.rest) or not said.cues.asks(said.rest):
            return None
        needs = self._carrier.needs_a_thing(said.rest, said.lang, span)
        pointer = said.rest[span[0] : span[1]]
        return self._saying.nothing_pointed_at(said, pointer) if needs else None

    def _part_asked_for(self, said: Said) -> Span | None:
        """Where a level below what was talked about is asked for ("hur går indikatorerna?")."""
        focus = said.ground.focus if said.ground else ()
        definite = tuple(said.cues.single["definite"])
        for word in WORD.finditer(said.rest):
            kind = self._carrier.class_of(word[0]) if word[0].lower().endswith(definite) else None
            if focus and kind is not None and self._carrier.is_below(kind, focus[0]):
                return word.span()
        return None

    def _lacks_its_thing(self, said: Said) -> bool:
        """Whether it is a short question with no word but those that questions have."""
        short = len(words(said.rest)) <= BRIEF and said.cues.asks(said.rest)
        return short and self._carrier.names_nothing(said.rest)

    def _one_of_several(self, said: Said, span: Span) -> Choice | None:
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

    def _told_of(self, said: Said, things: tuple[NamedNode, ...], span: Span) -> Meant | None:
        """What is asked about one thing; if no question fits it, that nothing is told."""
        if not things:
            return None
        choice = self._carrier.choice_of(said.rest, said.lang, things, span)
        if choice is not None:
            return Meant(said.rest, said.lang, said.unit, choice)
        return self._saying.not_told(said, things[0]) if said.cues.asks(said.rest) else None
