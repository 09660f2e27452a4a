"""What a conversation itself answers, and the words that tell what was carried over."""

import re
from dataclasses import replace
from itertools import pairwise

from pyoxigraph import NamedNode

from assistant.compose import Composer
from assistant.conversation.meaning import Meant, Said
from assistant.conversation.memory import Exchange
from assistant.draft import MARK, Draft, Offer, Sentence
from assistant.errors import TEXTS
from assistant.find import find
from assistant.index import Index
from assistant.library import Question, question_named
from assistant.walk import walk
from kg.names import STYR
from kg.paths import strategy_of

REASONS = 4
"""Things that are named as what speaks for an answer."""
RECALLED = 5
"""Turns that are told when somebody asks what was talked about."""
LONGEST_QUOTE = 120
"""Characters of what somebody wrote that are repeated."""
_MARK = re.compile(MARK.format(iri=r"[^\ue001]*"))
_BRACKETS = re.compile(r"[\[\]”“\"]")


class Saying:
    """Writes drafts and sentences about one graph."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._graph = index.graph

    # -- the unit ----------------------------------------------------------------------------

    def unit(self, said: Said, node: NamedNode) -> Meant:
        """That the unit is noted from now on."""
        text = TEXTS.get(said.lang, "conversation.unit_noted", unit=self._thing(node, said.lang))
        offer = TEXTS.get(said.lang, "conversation.ask_unit")
        draft = Draft("answered", (Sentence(text, (node,)),), follow_ups=(offer,), about=node)
        nothing = Exchange(said.text, said.text, said.lang, "answered")
        again = replace(said.past.last or nothing, said=said.text)
        return Meant(said.text, said.lang, node, draft=draft, again=again)

    def not_told(self, said: Said, thing: NamedNode) -> Meant:
        """That the graph does not tell what is asked about a thing."""
        text = TEXTS.get(said.lang, "conversation.not_told", thing=self._thing(thing, said.lang))
        draft = Draft("unknown", (Sentence(text, (thing,), claims=False),), about=thing)
        return Meant(said.text, said.lang, said.unit, draft=draft)

    def nothing_pointed_at(
        self, said: Said, pointer: str, question: Question | None = None
    ) -> Meant:
        """That nothing was said before that ``pointer`` ("det") in a ``question`` can be about."""
        shown = pointer.strip(" .,?!")
        text = TEXTS.get(said.lang, "conversation.nothing_pointed_at", pointer=shown)
        starters = tuple(TEXTS.raw(said.lang, "answer.starters"))
        draft = Draft("unknown", (Sentence(text, claims=False),), follow_ups=starters)
        if question is not None:
            return self._lacking(said, draft, question)
        return Meant(said.text, said.lang, said.unit, draft=draft, carried=False)

    def recalled(self, said: Said) -> Meant:
        """What was said so far, in the words it was said in."""
        lines = dict.fromkeys(_quoted(each.said) for each in said.past.exchanges)
        head = Sentence(TEXTS.get(said.lang, "conversation.recalled"), claims=False)
        quoted = (
            TEXTS.get(said.lang, "answer.quoted", title=line) for line in [*lines][-RECALLED:]
        )
        items = (Sentence(line, claims=False, item=True) for line in quoted)
        last = said.past.exchanges[-1]
        draft = Draft("answered", (head, *items))
        again = replace(last, said=said.text)
        return Meant(said.text, said.lang, said.unit, draft=draft, again=again)

    def forgotten(self, said: Said) -> Meant:
        """That what was said is forgotten."""
        sentence = Sentence(TEXTS.get(said.lang, "conversation.forgotten"), claims=False)
        starters = tuple(TEXTS.raw(said.lang, "answer.starters"))
        draft = Draft("answered", (sentence,), follow_ups=starters)
        return Meant(said.text, said.lang, draft=draft, carried=False, forgets=True)

    def heard(self, said: Said, last: Exchange) -> Meant:
        """That nothing more was asked; a choice that is open is put again."""
        offers = tuple(Offer(n, self._plainly(n, said.lang)) for n in last.offered)
        if offers:
            *most, final = (self._thing(offer.node, said.lang) for offer in offers)
            which = TEXTS.get(said.lang, "answer.which", first=", ".join(most), last=final)
            text = Sentence(which, last.offered, claims=False)
        else:
            text = Sentence(TEXTS.get(said.lang, "conversation.heard"), claims=False)
        draft = Draft("answered", (text,), follow_ups=(), offers=offers)
        again = replace(last, said=said.text)
        return Meant(said.text, said.lang, said.unit, draft=draft, again=again)

    def none_meant(self, said: Said) -> Meant:
        """That nothing that was offered was meant, and what was is to be named."""
        sentence = Sentence(TEXTS.get(said.lang, "conversation.none_meant"), claims=False)
        return Meant(said.text, said.lang, said.unit, draft=Draft("answered", (sentence,)))

    def which_unit(self, said: Said, question: Question) -> Meant:
        """Which unit somebody asks for, who asks what one's own does."""
        sentence = Sentence(TEXTS.get(said.lang, "conversation.which_unit"), claims=False)
        draft = Draft("answered", (sentence,), query=question.name)
        return self._lacking(said, draft, question)

    def lacking(self, said: Said, question: Question) -> Meant:
        """That a question is about nothing yet ("Vem ansvarar?")."""
        sentence = Sentence(TEXTS.get(said.lang, "conversation.lacking"), claims=False)
        return self._lacking(said, Draft("unknown", (sentence,)), question)

    def _lacking(self, said: Said, draft: Draft, question: Question) -> Meant:
        asked = Exchange(said.text, said.rest, said.lang, draft.verdict, question.name, lacks=True)
        return Meant(said.text, said.lang, said.unit, draft=draft, again=asked, carried=False)

    # -- why -----------------------------------------------------------------------------------

    def why(self, said: Said, exchange: Exchange) -> Meant:
        """What speaks for an answer."""
        if exchange.placed:
            draft = self._why_placed(said, exchange)
        elif exchange.cited:
            draft = self._why_told(said, exchange)
        else:
            text = TEXTS.get(said.lang, "conversation.why_nothing", text=_quoted(exchange.text))
            draft = Draft(exchange.verdict, (Sentence(text, claims=False),))
        again = replace(exchange, said=said.text)
        return Meant(said.text, said.lang, said.unit, draft=draft, again=again)

    def _why_placed(self, said: Said, exchange: Exchange) -> Draft:
        """The things that the work is like, of those under the strategy of the answer."""
        text, lang = exchange.text, said.lang
        hits = find(self._index, text, self._index.embed(text))
        strategy = next((n for n in exchange.path if self._graph.is_a(n, STYR.Strategy)), None)
        own = [s for s in walk(hits, self._index.sizes) if s.strategy == strategy]
        registered = exchange.path[0] if exchange.path else None
        if strategy is None or registered is None:
            none = TEXTS.get(lang, "conversation.why_nothing", text=_quoted(text))
            return Draft(exchange.verdict, (Sentence(none, claims=False),))
        shown = {"text": _quoted(text), "strategy": self._named(strategy, lang)}
        if self._graph.is_a(registered, STYR.Activity):
            shown["activity"] = self._named(registered, lang)
            said_of = Sentence(
                TEXTS.get(lang, "conversation.why_registered", **shown), (registered, strategy)
            )
            return Draft(exchange.verdict, (said_of, *self._hops(exchange, lang)))
        head = Sentence(TEXTS.get(lang, "conversation.why_placed", **shown), (strategy,))
        nodes = [hit.entry.node for support in own for hit in support.hits][:REASONS]
        items = [
            Sentence(self._thing(node, lang), (node,), item=True) for node in nodes or [registered]
        ]
        end = Sentence(TEXTS.get(lang, "conversation.why_chance"), claims=False)
        ends = (end,) if exchange.verdict == "likely" else ()
        return Draft(exchange.verdict, (head, *ends, *items))

    def _hops(self, exchange: Exchange, lang: str) -> list[Sentence]:
        """The statements of the graph that make the path."""
        entry = next((e for e in self._index.entries if e.node == exchange.path[0]), None)
        if entry is None:
            return []
        path = next(
            (p for p in entry.paths.values() if strategy_of(self._graph, p) in exchange.path), ()
        )
        sentences = []
        for step, following in pairwise(path):
            if step.relation is None:
                continue
            phrase = STYR.inversePathLabel if step.inverse else STYR.pathLabel
            relation = self._graph.text(step.relation, phrase, lang) or ""
            text = f"{self._named(step.node, lang)} {relation} {self._named(following.node, lang)}"
            sentences.append(Sentence(text, (step.node, following.node), item=True))
        return sentences

    def _why_told(self, said: Said, exchange: Exchange) -> Draft:
        """The question that was put to the graph, and the things that answered."""
        lang = said.lang
        label = question_named(exchange.query).label[lang] if exchange.query else exchange.text
        head = TEXTS.get(lang, "conversation.why_told", question=label)
        items = [
            Sentence(self._thing(node, lang), (node,), item=True)
            for node in exchange.cited[:REASONS]
        ]
        return Draft(exchange.verdict, (Sentence(head, claims=False), *items))

    # -- what was carried --------------------------------------------------------------------

    def grounded(self, draft: Draft, meant: Meant) -> Draft:
        """``draft`` that begins with what it was taken to be about, unless it says so itself."""
        if not meant.carried or meant.draft is not None:
            return draft
        sentence = self._ground(draft, meant)
        if sentence is None:
            return draft
        return replace(draft, sentences=(sentence, *draft.sentences))

    def _ground(self, draft: Draft, meant: Meant) -> Sentence | None:
        if meant.choice is not None:
            thing = meant.choice.about
            if thing is None or meant.choice.between or self._names(draft, thing, meant.lang):
                return None
            said = self._thing(thing, meant.lang)
            return Sentence(TEXTS.get(meant.lang, "conversation.about", thing=said), (thing,))
        if not meant.placed:
            return None
        key = "only" if meant.only else "never" if meant.never else "described"
        things = meant.only or meant.never
        named = Composer(self._graph, meant.lang).joined(self._named(t, meant.lang) for t in things)
        text = TEXTS.get(meant.lang, f"conversation.{key}", text=_quoted(meant.text), things=named)
        return Sentence(text, things, claims=bool(things))

    def _names(self, draft: Draft, thing: NamedNode, lang: str) -> bool:
        """Whether the first sentences say what they are about."""
        title = self._graph.title(thing, lang)
        return any(title in sentence.text for sentence in draft.sentences[:2])

    def _thing(self, node: NamedNode, lang: str) -> str:
        """The kind and the title: programmet ”Kultur”."""
        kind = self._graph.type_of(node)
        levels = TEXTS.raw(lang, "levels")
        forms = levels.get(kind.value.removeprefix(STYR.base)) if kind else None
        return f"{forms[2]} {self._named(node, lang)}" if forms else self._named(node, lang)

    def _plainly(self, node: NamedNode, lang: str) -> str:
        return _MARK.sub("", self._thing(node, lang))

    def _named(self, node: NamedNode, lang: str) -> str:
        title = TEXTS.get(lang, "answer.quoted", title=self._graph.title(node, lang))
        return title + MARK.format(iri=node.value)


def _quoted(text: str) -> str:
    """What somebody wrote, short and without marks that mean something in an answer."""
    said = _BRACKETS.sub("", text).rstrip(" .?!")
    return said if len(said) <= LONGEST_QUOTE else said[: LONGEST_QUOTE - 1].rstrip() + "…"
