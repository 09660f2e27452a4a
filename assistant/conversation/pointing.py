"""Questions that point back: "vem ansvarar för det?", "vilka indikatorer finns det då?"."""

from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.conversation.carrying import GROUNDS, OFFERED, Carrier, Span, near
from assistant.conversation.cues import BRIEF, brief
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.say import Saying
from assistant.levels import LEVELS
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
        if not text or not brief(text):
            return None
        span = said.cues.anaphor(text, self._is_class)
        if ordinal := said.cues.ordinal_in(text, self._is_known):
            return self._at(said, *ordinal)
        if said.ground is None:
            return self._points_at_nothing(said, span) if span else self._lacking(said)
        if self._carrier.things_in(text):
            return None
        if not span and (known := self._known_one(said)):
            return known
        return self._of_ground(said, span)

    def _of_ground(self, said: Said, span: Span | None) -> Meant | None:
        """What is asked about what is talked about, at ``span`` or where it lacks its thing."""
        text = said.rest
        part = None if span or said.led else self._part_asked_for(said)
        lacking = not span and not said.led and part is None
        if lacking and not self._lacks_its_thing(said):
            return None
        if said.cues.we(text) and not span:
            return None
        if not said.led and self._carrier.is_about_something_else(text, said.lang):
            return None
        if span and (choice := self._one_of_several(said, span)):
            return Meant(text, said.lang, said.unit, choice)
        choice = self._of_the_only_one(said, span) if span else None
        choice = choice or (self._own_level(said, span) if span else None)
        choice = choice or self._carried(said, (span, part) if part else (span,), lacking=lacking)
        if choice is not None:
            return Meant(text, said.lang, said.unit, choice)
        if span is None:
            return self._lacking(said) if lacking else None
        focus = said.ground.focus if said.ground else ()
        return self._told_of(said, focus, span) or self._points_at_nothing(said, span)

    def _at(self, said: Said, position: int, span: Span) -> Meant | None:
        """What is asked about the thing at a position of a list."""
        things = said.at(position)
        if not things:
            return self._saying.nothing_pointed_at(said, said.rest[span[0] : span[1]])
        if self._carrier.things_in(said.rest):
            text = self._carrier.named(said.rest, span, things[0], said.lang)
            return Meant(text, said.lang, said.unit)
        return self._told_of(said, things, span)

    def _known_one(self, said: Said) -> Meant | None:
        """ "Vad är syftet med programmet?": the one that is talked about."""
        found = list(WORD.finditer(said.rest))
        for i, word in enumerate(found):
            kind = self._carrier.one_of_class(word[0])
            if kind not in LEVELS or not said.cues.stands_alone(found, i):
                continue
            things = [t for each in said.past.thread for t in near(each)]
            own = next((t for t in things if self._carrier.graph.is_a(t, kind)), None)
            return self._asked_of(said, own, word.span()) if own else None
        return None

    def _asked_of(self, said: Said, thing: NamedNode, span: Span) -> Meant | None:
        """What is asked about a thing, which ``span`` stands for."""
        choice = self._carrier.choice_of(said.rest, said.lang, [thing], span)
        choice = choice or self._carrier.choice_by_name(said.rest, said.lang, thing, span)
        return Meant(said.rest, said.lang, said.unit, choice) if choice else None

    def _of_the_only_one(self, said: Said, span: Span) -> Choice | None:
        """ "När ska den vara nådd?": what is asked of the vision, by its name."""
        focus = said.ground.focus if said.ground else ()
        if not focus or not self._carrier.only_one(focus[0]):
            return None
        return self._carrier.choice_by_name(said.rest, said.lang, focus[0], span)

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
        if self._carrier.is_about_something_else(said.rest, said.lang):
            return None
        question = self._carrier.asked_of_a_thing(said.rest, said.lang, span)
        pointer = said.rest[span[0] : span[1]]
        return self._saying.nothing_pointed_at(said, pointer, question) if question else None

    def _lacking(self, said: Said) -> Meant | None:
        """ "Vem ansvarar?", when it is about nothing yet."""
        if said.cues.we(said.rest) or not self._lacks_its_thing(said):
            return None
        question = self._carrier.lacking(said.rest, said.lang)
        return self._saying.lacking(said, question) if question else None

    def _is_known(self, word: str) -> bool:
        return self._is_class(word) or self._carrier.names_nothing(word)

    def _part_asked_for(self, said: Said) -> Span | None:
        """Where a level below what was talked about is asked for ("hur går indikatorerna?")."""
        focus = said.ground.focus if said.ground else ()
        definite = tuple(said.cues.single["definite"])
        found = list(WORD.finditer(said.rest))
        for i, word in enumerate(found):
            ends = word[0].lower().endswith(definite) and said.cues.ends(found, i)
            kind = self._carrier.class_of(word[0]) if ends else None
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
        if meant := self._asked_of(said, things[0], span):
            return meant
        return self._saying.not_told(said, things[0]) if said.cues.asks(said.rest) else None
