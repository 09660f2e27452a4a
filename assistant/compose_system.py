"""Compose answers to questions about the system, from the rows that the library's query gave.

Nothing here decides or counts anything; a sentence that claims something carries the things it
rests on.
"""

from collections.abc import Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from assistant.choosing import Choice
from assistant.corpus import DESCRIBING
from assistant.draft import MARK, Draft, Offer, Sentence
from assistant.errors import TEXTS
from assistant.levels import LEVELS
from assistant.library import Question, Row, fill, question_named
from kg.graph import GovernanceGraph
from kg.names import DCT, RDFS, STYR

ROWS_SHOWN = 40
RELATED = ("indicators", "responsible", "describe")
"""Questions that lead on from an answer, in this order where they fit."""


class SystemComposer:
    """Writes drafts about one graph in one language."""

    def __init__(self, graph: GovernanceGraph, lang: str) -> None:
        self.graph = graph
        self.lang = lang

    def answer(self, choice: Choice, rows: list[Row], text: str = "") -> Draft:
        """The answer to the question that was chosen for ``text``, from its ``rows``."""
        question = choice.question
        if question is None:
            raise ValueError("no question was chosen")
        if choice.between:
            return self._which(question, choice.between, text)
        told = replace(self._told(question, choice, rows), about=choice.about)
        if not rows or not choice.ignored:
            return told
        ignored = ", ".join(choice.ignored)
        caveat = Sentence(self._text("ignored").format(words=ignored), claims=False)
        return replace(told, sentences=(caveat, *told.sentences))

    def _told(self, question: Question, choice: Choice, rows: list[Row]) -> Draft:
        filled = self._filled(choice)
        if not rows:
            lacking = self._lacking(question, choice)
            return lacking or self._none(question, filled, choice.about)
        return self._rows(question, filled, rows, choice.about)

    # -- no rows ------------------------------------------------------------------------------

    def _which(self, question: Question, between: Sequence[NamedNode], text: str) -> Draft:
        """Ask which thing is meant; each is offered as a question of its own."""
        called = [self._called(node) for node in between]
        *most, last = called
        asked = self._text("which").format(first=", ".join(most), last=last)
        sentence = Sentence(asked, tuple(between), claims=False)
        offers = tuple(Offer(n, self._called(n), self._instead(text, n)) for n in between)
        wholes = tuple(offer.whole for offer in offers)
        return Draft("answered", (sentence,), follow_ups=wholes, query=question.name, offers=offers)

    def _instead(self, text: str, node: NamedNode) -> str:
        """The question about that thing, by its kind and whole title."""
        asked = text.rstrip(" ?.!")
        return f"{asked}: {self._called(node)}" if asked else self._called(node)

    def _called(self, node: NamedNode) -> str:
        """The kind and the title: programmet ”Kultur”."""
        kind = self.graph.type_of(node)
        title = self._text("quoted").format(title=self.graph.title(node, self.lang))
        named = self._level(kind, 2) if kind else ""
        return f"{named} {title}".strip()

    def _lacking(self, question: Question, choice: Choice) -> Draft | None:
        """That the graph has no such level, and which ones it has; None where it has it."""
        wanted = choice.about if question.lists == RDFS.Class else question.lists
        if wanted is None or self.graph.instances(wanted):
            return None
        counts = [(level, len(self.graph.instances(level))) for level in LEVELS]
        there = [f"{n} {self._level(level, int(n != 1))}" for level, n in counts if n]
        key = "lacking" if there else "lacking_all"
        listed = self._and(there) if there else ""
        said = self._text(key).format(level=self._level(wanted, 1), others=listed)
        return Draft(
            "unknown",
            (Sentence(said, claims=False),),
            follow_ups=self._starters(),
            query=question.name,
        )

    def _none(self, question: Question, filled: dict[str, str], about: NamedNode | None) -> Draft:
        none = fill(_in(question.none, self.lang), filled)
        sentence = Sentence(none, (about,) if about else (), claims=False)
        if question.empty:
            return Draft("answered", (sentence,), query=question.name)
        hint = Sentence(self._text("hint"), claims=False)
        return Draft("unknown", (sentence, hint), query=question.name)

    # -- rows -----------------------------------------------------------------------------------

    def _rows(
        self,
        question: Question,
        filled: dict[str, str],
        rows: list[Row],
        about: NamedNode | None,
    ) -> Draft:
        items = [i for row in rows if isinstance(i := row.get("item"), NamedNode)]
        made_up = {i for i in items if self.graph.illustrative(i, DCT.title)}
        everything = bool(question.head) and len(items) > 1 and made_up == set(items)
        sentences = self._head(question, filled, rows, about)
        for row in rows[:ROWS_SHOWN]:
            marked = not everything and row.get("item") in made_up
            sentences.append(self._row(question, filled, row, about, marked))
        if len(rows) > ROWS_SHOWN:
            more = self._text("more").format(count=len(rows) - ROWS_SHOWN)
            sentences.append(Sentence(more, claims=False, item=True))
        if everything:
            whole = any(self.graph.illustrative(item) for item in items)
            key = "all_made_up" if whole else "titles_made_up"
            sentences.append(Sentence(self._text(key), claims=False, apart=True))
        values = [i for i in items if question.name == "values"]
        return Draft(
            "answered",
            tuple(sentences),
            values=tuple(values),
            follow_ups=self._related(question, about, rows),
            query=question.name,
        )

    def _head(
        self, question: Question, filled: dict[str, str], rows: list[Row], about: NamedNode | None
    ) -> list[Sentence]:
        """The first sentence, which may name what every row has in common."""
        template = _in(question.head, self.lang)
        if not template:
            return []
        items = {str(row.get("item", row)) for row in rows}
        first = {name: self._value(term) for name, term in rows[0].items()}
        said = fill(template, first | filled | {"count": str(len(items))})
        if not said:
            return []
        return [Sentence(said, (about,) if about else (), claims=about is not None)]

    def _row(
        self,
        question: Question,
        filled: dict[str, str],
        row: Row,
        about: NamedNode | None,
        marked: bool,
    ) -> Sentence:
        shown = {name: self._value(term) for name, term in row.items()}
        item = row.get("item")
        cited = item if isinstance(item, NamedNode) else about
        things = {k: v for k, v in row.items() if isinstance(v, NamedNode) and self.graph.known(v)}
        template = _in(question.row, self.lang)
        for name, node in things.items():
            shown[name] += MARK.format(iri=node.value)
        named = [node for name, node in things.items() if f"{{{name}}}" in template]
        said = fill(template, filled | shown)
        told = cited is not None and "text" in row and self._described_by_us(cited)
        made_up = marked or told
        if made_up:
            said += f" ({TEXTS.raw(self.lang, 'label.illustrative')})"
        cites = tuple(dict.fromkeys(named or ([cited] if cited else [])))
        return Sentence(said, cites, bool(cites), item=bool(question.head), illustrative=made_up)

    def _described_by_us(self, node: NamedNode) -> bool:
        return any(self.graph.illustrative(node, p) for p in DESCRIBING)

    def _filled(self, choice: Choice) -> dict[str, str]:
        """What the question is about, by the names that templates have for it."""
        things = {"about": choice.about, "other": choice.other}
        filled = {name: self.graph.title(node, self.lang) for name, node in things.items() if node}
        during = choice.asked(self.lang).parameters()["during"].value
        return filled | {"during": during}

    def _value(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self.graph.title(term, self.lang)
        if isinstance(term, Literal) and term.datatype.value.endswith("#decimal"):
            return term.value.replace(".", ",") if self.lang == "sv" else term.value
        return str(getattr(term, "value", term))

    # -- what leads on --------------------------------------------------------------------------

    def _related(
        self, question: Question, about: NamedNode | None, rows: list[Row]
    ) -> tuple[str, ...]:
        things = [about, *(row.get("item") for row in rows[:2])]
        asked = [
            self._ask(name, thing)
            for thing in things
            if isinstance(thing, NamedNode)
            for name in RELATED
            if name != question.name and self._fits(thing, name)
        ]
        return tuple(dict.fromkeys(asked))[:3] or self._starters()[:2]

    def _fits(self, thing: NamedNode, name: str) -> bool:
        return any(self.graph.is_a(thing, c) for c in question_named(name).about)

    def _ask(self, name: str, about: NamedNode) -> str:
        return self._text(f"ask_{name}").format(about=self.graph.title(about, self.lang))

    def _starters(self) -> tuple[str, ...]:
        return tuple(TEXTS.raw(self.lang, "answer.starters"))

    def _level(self, kind: NamedNode, form: int) -> str:
        """What a class is called: one (0), several (1), or before a title (2)."""
        known = TEXTS.raw(self.lang, "levels")
        forms = known.get(kind.value.removeprefix(STYR.base))
        return str(forms[form]) if forms else self.graph.title(kind, self.lang).lower()

    def _and(self, parts: Sequence[str]) -> str:
        *most, last = parts
        return f"{', '.join(most)} {self._text('and')} {last}" if most else last

    def _text(self, key: str) -> str:
        return str(TEXTS.raw(self.lang, f"answer.{key}"))


def _in(texts: object, lang: str) -> str:
    return str(texts.get(lang) or texts.get("sv") or "") if isinstance(texts, dict) else ""
