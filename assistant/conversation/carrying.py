"""Questions of the library about things that were named earlier in the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pyoxigraph import NamedNode

from assistant.choosing import Able, Choice, Reading
from assistant.computed import Known, answers
from assistant.conversation.cues import plain, pronouns
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.memory import Exchange
from assistant.errors import TEXTS
from assistant.find import find
from assistant.index import Index
from assistant.intent import spoken
from assistant.levels import LEVELS
from assistant.lexical import stem, words
from assistant.library import ABOUT, Question, question_named
from assistant.linking import Mention
from assistant.naming import Name
from assistant.route import PLAIN
from assistant.understand import Understander
from kg.names import STYR
from kg.texts import LANGUAGES

OFFERED = 6
"""Most things that are offered when it is not clear which one is meant."""
NEARLY = 0.25
"""What a question may have less to speak for it than one that cannot be about the thing."""
GROUNDS = 3
"""Exchanges back that a follow-up is tried on."""
DESCRIBE = "describe"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    mentions: tuple[Mention, ...]
    asked: tuple[Reading, Reading, Reading, Reading]


class Carrier:
    """Chooses questions about carried things, in one graph."""

    def __init__(self, index: Index, understander: Understander, known: Known) -> None:
        self.graph = index.graph
        self._index = index
        self._understander = understander
        self._reader = understander.reader
        self._known = known

    def is_class(self, word: str) -> bool:
        """Whether a word is what a class of things is called."""
        return self.class_of(word) is not None

    def one_of_class(self, word: str) -> NamedNode | None:
        """The class that a word in the form for one, known thing is of ("programmet")."""
        kind = self.class_of(word)
        name = kind.value.removeprefix(STYR.base) if kind else ""
        forms = [each for lang in LANGUAGES if (each := TEXTS.raw(lang, "levels").get(name))]
        return kind if word.lower().endswith(tuple(form[2][-2:] for form in forms)) else None

    def mentions(self, text: str) -> list[Mention]:
        """Things and terms that ``text`` names."""
        return self._reader.linker.mentions(text)

    def things_in(self, text: str) -> list[Mention]:
        """Things of the graph that ``text`` names outright.

        A pronoun never names one, though it may look like the stem of a name ("dem", "demens").
        """
        said = " ".join(part for part in text.split() if plain(part) not in pronouns())
        return [m for m in self.mentions(said) if m.whole and self.graph.known(m.node)]

    def is_about_something_else(self, text: str, lang: str) -> bool:
        """Whether it asks about the assistant, or for what the graph cannot tell."""
        kinds = self._understander.understand(text, lang).kinds[0]
        return max(kinds[kind] for kind in ("help", "off_topic", "elsewhere")) >= PLAIN

    def leads_to(self, text: str, lang: str, offered: Sequence[NamedNode]) -> bool:
        """Whether it is described work, likest something under one of ``offered``."""
        kinds = self._understander.understand(text, lang).kinds[0]
        if max(kinds, key=lambda kind: kinds[kind]) != "support":
            return False
        best = next(iter(find(self._index, text, self._index.embed(text))), None)
        ways = best.entry.paths.values() if best else ()
        return any(step.node in offered for path in ways for step in path)

    def names_nothing(self, text: str) -> bool:
        """Whether every word that carries meaning is one that questions of the library have."""
        return self._reader.chooser.knows(text) and not self.things_in(text)

    def fitting(self, text: str, question: Question) -> list[NamedNode]:
        """Things named in ``text`` that a question can be about; several that fit equally well."""
        return self._reader.linker.fitting(self.mentions(text), question.about)

    def choice(
        self, text: str, lang: str, said: Exchange, span: Span | None, *, lacking: bool = False
    ) -> Choice | None:
        """The question ``text`` asks about what ``said`` was about; None if it asks none.

        ``span`` is where it points back. With ``lacking`` only a question that needs a thing
        counts, since ``text`` seems to be one that lacks it.
        """
        others = (*said.listed, *(thing for thing in said.cited if thing not in said.listed))
        return self._choose(text, lang, near(said), others, span, lacking)

    def choice_of(
        self, text: str, lang: str, things: Sequence[NamedNode], span: Span | None
    ) -> Choice | None:
        """The question ``text`` asks about one of ``things``, the nearest that fits."""
        return self._choose(text, lang, tuple(things), (), span, lacking=False)

    def choice_nearly(self, text: str, lang: str, thing: NamedNode, span: Span) -> Choice | None:
        """The question about a thing that is nearly as good as one that cannot be.

        "Vilka aktiviteter har vi?": of a programme or, nearly as well, of a unit.
        """
        masked = spoken(text[: span[0]] + ABOUT + text[span[1] :], lang)
        best = self._chosen(text, masked, [thing], lang)
        found = self._chosen(text, masked, [thing], lang, lambda q: self._fits(thing, q))
        near = found.question is not None and best.score - found.score <= NEARLY
        return found if near and found.about == thing else None

    def choice_by_name(self, text: str, lang: str, thing: NamedNode, span: Span) -> Choice | None:
        """The question ``text`` asks about ``thing`` when it is called by its name."""
        understood = self._understander.understand(self.named(text, span, thing, lang), lang)
        choice = self._understander.choose(understood)
        kinds = understood.kinds[0]
        elsewhere = max(kinds["off_topic"], kinds["elsewhere"]) >= PLAIN
        if choice.question is None or elsewhere:
            return None
        alone = choice.about is None and self.only_one(thing)
        return choice if alone or thing in (choice.about, choice.other) else None

    def only_one(self, thing: NamedNode) -> bool:
        """Whether its class is its name, as of the vision: the only one, and not of any level."""
        kind = self.graph.type_of(thing)
        of_level = any(self.graph.is_a(thing, level) for level in LEVELS)
        return kind is not None and not of_level and len(self.graph.instances(kind)) == 1

    def named(self, text: str, span: Span, thing: NamedNode, lang: str) -> str:
        """``text`` with the kind and title of ``thing`` at ``span``."""
        kind = self.graph.type_of(thing)
        forms = TEXTS.raw(lang, "levels").get(kind.value.removeprefix(STYR.base)) if kind else None
        title = TEXTS.get(lang, "answer.quoted", title=self.graph.title(thing, lang))
        called = f"{forms[2]} {title}" if forms else title
        called = forms[2] if forms and self.only_one(thing) else called
        return text[: span[0]] + called + text[span[1] :]

    def among(self, text: str, lang: str, things: Sequence[NamedNode], span: Span) -> Choice | None:
        """The question ``text`` asks about several things: which one of them is to be told."""
        return self._choose(text, lang, (), tuple(things), span, lacking=False)

    def describing(self, thing: NamedNode, lang: str) -> Choice | None:
        """The question that tells what a thing is."""
        question = question_named(DESCRIBE)
        if self._fits(thing, question):
            return Choice(question, thing)
        kind = self.graph.type_of(thing)
        level = TEXTS.raw(lang, "levels").get(kind.value.removeprefix(STYR.base)) if kind else None
        if not level:
            return None
        wording = TEXTS.get(lang, "conversation.tell_about", about=level[2])
        found = self._chosen(wording, wording, (), lang)
        return found if found.question else None

    def described(self, said: Said, things: Sequence[NamedNode]) -> Meant | None:
        """What the thing is; of several, which one is meant."""
        if not things:
            return None
        choice = self.describing(things[0], said.lang)
        if choice is None:
            return None
        if len(things) > OFFERED:
            return None
        if len(things) > 1:
            choice = replace(choice, between=tuple(things))
        return Meant(said.text, said.lang, said.unit, choice)

    def again(self, question: Question, thing: NamedNode) -> Choice | None:
        """The same question about another thing; None if it cannot be about that alone."""
        fits = self._fits(thing, question) and not question.about_both
        return Choice(question, thing) if fits else None

    def level(self, text: str, lang: str, said: Exchange) -> Choice | None:
        """What is asked by the name of a level alone ("visionen", "indikatorerna")."""
        kind = self.class_of(text)
        if kind is None:
            return None
        way = near(said)
        own = [thing for thing in way if self.graph.is_a(thing, kind)]
        if own and any(self.one_of_class(word) for word in words(text)):
            return self.describing(own[0], lang)
        forms = TEXTS.raw(lang, "levels").get(kind.value.removeprefix(STYR.base))
        if not forms:
            return None
        wording = TEXTS.get(lang, "conversation.ask_level", level=forms[1])
        if not own:
            return self.choice(wording, lang, said, None)
        above = way[way.index(own[-1]) + 1 :]
        return self.choice_of(wording, lang, above, None) if above else None

    def asked_of_a_thing(self, text: str, lang: str, span: Span) -> Question | None:
        """The question that ``text`` asks about a thing, were ``span`` one of some kind."""
        masked = spoken(text[: span[0]] + ABOUT + text[span[1] :], lang)
        found = self._chosen(masked, masked, self._firsts(), lang)
        return found.question if found.about is not None else None

    def lacking(self, text: str, lang: str) -> Question | None:
        """The question that ``text`` is, had it the thing that it cannot do without."""
        masked = spoken(_completed(text, lang), lang)
        found = self._chosen(masked, masked, self._firsts(), lang)
        plain = self._chosen(text, text, (), lang)
        needed = found.question is not None and found.question.about_required
        return found.question if needed and found.score > plain.score else None

    def _firsts(self) -> list[NamedNode]:
        """A thing of every level."""
        return [found[0] for level in LEVELS if (found := self.graph.instances(level))]

    def is_kind_of(self, kind: NamedNode, other: NamedNode) -> bool:
        """Whether a class is another or below it."""
        return kind == other or other in self.graph.above.get(kind, ())

    def is_below(self, kind: NamedNode, thing: NamedNode) -> bool:
        """Whether things of a class lie below ``thing`` in the governance system."""
        own = next((i for i, level in enumerate(LEVELS) if self.graph.is_a(thing, level)), None)
        return own is not None and kind in LEVELS[own + 1 :]

    def of_class(self, text: str, lang: str) -> str | None:
        """The question for all things of the class that ``text`` names; None if it names none."""
        kind = self.class_of(text)
        forms = TEXTS.raw(lang, "levels").get(kind.value.removeprefix(STYR.base)) if kind else None
        return TEXTS.get(lang, "conversation.list_level", level=forms[1]) if forms else None

    def class_of(self, text: str) -> NamedNode | None:
        """The class that ``text`` names, by its label or as answers call it."""
        for word in words(text):
            kind = self._reader.linker.class_called(word) or _levels().get(stem(word))
            if kind is not None:
                return kind
        return None

    def _choose(
        self,
        text: str,
        lang: str,
        near: tuple[NamedNode, ...],
        others: tuple[NamedNode, ...],
        span: Span | None,
        lacking: bool,
    ) -> Choice | None:
        everything = tuple(dict.fromkeys((*near, *others)))
        start, end = span or (0, 0)
        masked = text[:start] + ABOUT + text[end:] if span else _completed(text, lang)
        asked = spoken(masked, lang)
        found = self._chosen(asked if lacking else text, asked, everything, lang)
        question = found.question
        if question is None or found.about not in everything or found.other:
            return None
        if lacking and not question.about_required:
            return None
        fit = [thing for thing in near if self._fits(thing, question)]
        if fit:
            first = found.about if found.about in fit else fit[0]
            return replace(found, about=self._answered(question, [first, *fit], lang), between=())
        fit = [thing for thing in others if self._fits(thing, question)]
        of_one = [thing for thing in fit if self.graph.type_of(thing) == self.graph.type_of(fit[0])]
        if len(of_one) > OFFERED:
            return None
        return replace(found, about=fit[0], between=tuple(of_one) if len(of_one) > 1 else ())

    def _chosen(
        self,
        text: str,
        masked: str,
        things: Sequence[NamedNode],
        lang: str,
        able: Able = lambda _: True,
    ) -> Choice:
        """The choice when ``things`` count as named, the first most surely."""
        named = [self._mention(thing, position) for position, thing in enumerate(things)]
        terms = [m for m in self.mentions(text) if m.name.term]
        plain = self._reader.reading(text, lang)
        about = plain if masked == text else self._reader.reading(masked, lang)
        read = _Read(text, (*named, *terms), (plain, about, plain, plain))
        return self._reader.chooser.choose(read, able)

    def _mention(self, thing: NamedNode, position: int) -> Mention:
        """A thing that was named earlier; the later it comes, the less surely it is meant."""
        name = Name(thing, self.graph.title(thing, "sv"), (), True)
        return Mention(thing, name, 1.0, 1.0 - position / 1000, False)

    def _answered(self, question: Question, fit: Sequence[NamedNode], lang: str) -> NamedNode:
        """The nearest thing that the graph has an answer about, else the nearest."""
        for thing in fit:
            if answers(question, self._known, Choice(question, thing).asked(lang)):
                return thing
        return fit[0]

    def _fits(self, thing: NamedNode, question: Question) -> bool:
        return any(self.graph.is_a(thing, kind) for kind in question.about)


def near(said: Exchange) -> tuple[NamedNode, ...]:
    """What an answer was about, and the things on the way from there, nearest first."""
    return tuple(dict.fromkeys((*((said.about,) if said.about else ()), *said.path)))


@cache
def _levels() -> dict[str, NamedNode]:
    """Classes by the stems of the single words that answers have for them, in any language."""
    return {
        stem(form): NamedNode(STYR.base + name)
        for lang in LANGUAGES
        for name, forms in TEXTS.raw(lang, "levels").items()
        for form in forms
        if len(words(form)) == 1
    }


def _completed(text: str, lang: str) -> str:
    """``text``, which lacks its thing, with a place for it."""
    return TEXTS.get(lang, "conversation.of_this", question=text.rstrip("?. "), about=ABOUT)
