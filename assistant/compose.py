"""Compose the answer from the graph: every sentence is a text of ``texts/`` filled with titles.

Nothing here decides anything; a sentence that claims something carries the things it rests on.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from assistant.answer import Verdict
from assistant.corpus import DESCRIBING
from assistant.decide import Decision
from assistant.draft import MARK, Draft, Sentence
from assistant.errors import TEXTS
from assistant.library import Question, Row, fill, question_named
from assistant.walk import Support
from kg.graph import GovernanceGraph
from kg.names import DCT, STYR
from kg.paths import Path, paths_up

ROWS_SHOWN = 40
LONGEST_CHOICE = 150
"""Characters of a question that is still repeated in the choices after it."""


class Composer:
    """Writes drafts about one graph in one language."""

    def __init__(self, graph: GovernanceGraph, lang: str) -> None:
        self.graph = graph
        self.lang = lang

    # -- described activities ---------------------------------------------------------------

    def activity(self, decision: Decision, unit: NamedNode | None, text: str = "") -> Draft:
        """The answer to "which strategy does this support?", asked as ``text``."""
        if decision.verdict in ("off_topic", "unknown"):
            return self.nothing(decision.verdict)
        if decision.verdict == "internal":
            return self._internal(decision, unit)
        first, *others = decision.supports
        path = _placed_path(self.graph, first, decision.registered)
        sentences = [self._opening(decision, first), *self._where(path, decision)]
        choices: tuple[str, ...] = ()
        if not decision.ceases:
            sentences += self._alike(first, decision.registered)
            sentences += [self._also(other) for other in others]
            if decision.verdict == "likely":
                said, choices = self._clarify(decision.supports, text)
                sentences.append(said)
        values = self.values_of(unit)
        sentences += self._values(values)
        sentences += self._made_up(path)
        placed = [Support(first.strategy, first.share, first.hits, path)]
        placed += [_placed_support(self.graph, other) for other in others]
        return Draft(
            decision.verdict,
            tuple(sentences),
            tuple(placed),
            values,
            choices + self._next(path),
        )

    def _made_up(self, path: Path) -> list[Sentence]:
        """That parts are made up, where they are; the text alone must say it too."""
        if not any(self.graph.illustrative(step.node, DCT.title) for step in path):
            return []
        return [Sentence(self._text("made_up"), claims=False)]

    def _opening(self, decision: Decision, support: Support) -> Sentence:
        key: str = decision.verdict
        if decision.ceases:
            key = "ceases"
        elif decision.registered:
            key = "registered" if decision.by_title else "registered_alike"
        cites = (decision.registered,) if decision.registered else ()
        return Sentence(
            self._say(key, strategy=support.strategy, activity=decision.registered),
            (*cites, support.strategy),
        )

    def _where(self, path: Path, decision: Decision) -> list[Sentence]:
        """The hops between the activity and the strategy, and the last one to the vision."""
        by_kind = {self.graph.type_of(step.node): step.node for step in path}
        area = by_kind.get(STYR.FocusArea)
        programme = by_kind.get(STYR.DevelopmentProgramme)
        vision = by_kind.get(STYR.Vision)
        sentences = []
        if area and programme:
            said = self._say("in_area", area=area, programme=programme)
            sentences.append(Sentence(said, (area, programme)))
        elif programme:
            sentences.append(Sentence(self._say("in_programme", programme=programme), (programme,)))
        if vision:
            sentences.append(Sentence(self._say("to_vision", vision=vision), (vision,)))
        responsible = self._responsible(decision.registered)
        if decision.registered and responsible:
            said = self._say("responsible", activity=decision.registered, unit=responsible)
            sentences.append(Sentence(said, (responsible,)))
        return sentences

    def _alike(self, support: Support, registered: NamedNode | None) -> list[Sentence]:
        """The registered activities under the strategy that speak for it."""
        if registered:
            return []
        alike = [
            hit.entry.node
            for hit in support.hits[:6]
            if self.graph.is_a(hit.entry.node, STYR.Activity)
        ][:2]
        if not alike:
            return []
        named = self._and(self._quoted(node) for node in alike)
        return [Sentence(self._text("alike").format(activities=named), tuple(alike))]

    def _also(self, other: Support) -> Sentence:
        area = _first_of(self.graph, other.path, STYR.FocusArea)
        if area is None:
            return Sentence(self._say("also", strategy=other.strategy), (other.strategy,))
        said = self._say("also_through", strategy=other.strategy, area=area)
        return Sentence(said, (other.strategy, area))

    def _clarify(
        self, supports: tuple[Support, ...], text: str
    ) -> tuple[Sentence, tuple[str, ...]]:
        """One question built from what separates the candidates, and its answers to choose from.

        An answer is the question with the choice added, so that it can be asked as it stands.
        """
        choices = list(dict.fromkeys(_choices(self.graph, supports)))[:2]
        if len(choices) < 2:
            return Sentence(self._text("clarify_open"), claims=False), ()
        first, second = choices
        said = Sentence(self._say("clarify", first=first, second=second), (first, second))
        asked = text.rstrip(" ?.!")
        if not asked or len(asked) > LONGEST_CHOICE:
            return said, ()
        return said, tuple(f"{asked}: {self.graph.title(c, self.lang)}" for c in choices)

    def _internal(self, decision: Decision, unit: NamedNode | None) -> Draft:
        internal = next(iter(self.graph.instances(STYR.InternalStrategy)), None)
        if internal is None:
            return Draft("unknown", (Sentence(self._text("no_internal"), claims=False),))
        sentences = [Sentence(self._say("internal", strategy=internal), (internal,))]
        supports = [_placed_support(self.graph, s) for s in decision.supports]
        if supports and (area := _first_of(self.graph, supports[0].path, STYR.FocusArea)):
            sentences.append(Sentence(self._say("internal_area", area=area), (area,)))
        if not supports:
            supports = [_direct(self.graph, internal)]
        values = self.values_of(unit)
        sentences += self._values(values)
        path = supports[0].path
        follow_ups = self._next(path)
        return Draft("internal", tuple(sentences), tuple(supports), values, follow_ups)

    def values_of(self, unit: NamedNode | None) -> tuple[NamedNode, ...]:
        """The values that guide ``unit``, or every value of the value base."""
        if unit is not None and (guiding := self.graph.nodes(unit, STYR.guidedBy)):
            return tuple(guiding)
        bases = self.graph.instances(STYR.ValueBase)
        return tuple(value for base in bases for value in self.graph.nodes(base, STYR.hasValue))

    def _values(self, values: tuple[NamedNode, ...]) -> list[Sentence]:
        if not values:
            return []
        named = self._and(self.graph.title(value, self.lang).lower() for value in values)
        base = next(iter(self.graph.instances(STYR.ValueBase)), values[0])
        return [Sentence(self._text("values").format(values=named), (base,))]

    # -- questions about the system ---------------------------------------------------------

    def system(self, question: Question, about: NamedNode | None, rows: list[Row]) -> Draft:
        """The answer to a question of the library, from the rows that the graph gave."""
        filled = {"about": self.graph.title(about, self.lang)} if about else {}
        if not rows:
            none = fill(_in(question.none, self.lang), filled)
            hint = Sentence(self._text("hint"), claims=False)
            sentence = Sentence(none, (about,) if about else (), claims=False)
            return Draft("unknown", (sentence, hint), query=question.name)
        sentences = self._head(question, filled, rows, about)
        items = [i for row in rows if isinstance(i := row.get("item"), NamedNode)]
        made_up = {i for i in items if self.graph.illustrative(i, DCT.title)}
        everything = bool(question.head) and len(items) > 1 and made_up == set(items)
        if everything:
            whole = any(self.graph.illustrative(item) for item in items)
            key = "all_made_up" if whole else "titles_made_up"
            sentences.append(Sentence(self._text(key), claims=False))
        for row in rows[:ROWS_SHOWN]:
            marked = not everything and row.get("item") in made_up
            sentences.append(self._row(question, filled, row, about, marked))
        if len(rows) > ROWS_SHOWN:
            more = self._text("more").format(count=len(rows) - ROWS_SHOWN)
            sentences.append(Sentence(more, claims=False, item=True))
        values = tuple(r["item"] for r in rows if question.name == "values")
        return Draft(
            "answered",
            tuple(sentences),
            values=tuple(v for v in values if isinstance(v, NamedNode)),
            follow_ups=self._related(question, about, rows),
            query=question.name,
        )

    def _head(
        self, question: Question, filled: dict[str, str], rows: list[Row], about: NamedNode | None
    ) -> list[Sentence]:
        template = _in(question.head, self.lang)
        if not template:
            return []
        items = {row.get("item") for row in rows}
        said = fill(template, filled | {"count": str(len(items))})
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
        return Sentence(said, cites, item=bool(question.head), illustrative=made_up)

    def _described_by_us(self, node: NamedNode) -> bool:
        return any(self.graph.illustrative(node, p) for p in DESCRIBING)

    def _value(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self.graph.title(term, self.lang)
        if isinstance(term, Literal) and term.datatype.value.endswith("#decimal"):
            return term.value.replace(".", ",") if self.lang == "sv" else term.value
        return str(getattr(term, "value", term))

    # -- the rest ---------------------------------------------------------------------------

    def help(self) -> Draft:
        """What the assistant is and can do."""
        return Draft(
            "answered",
            (Sentence(self._text("help"), claims=False),),
            follow_ups=self._starters(),
        )

    def nothing(self, verdict: Verdict) -> Draft:
        """An honest no."""
        sentences = (
            Sentence(self._text(verdict), claims=False),
            Sentence(self._text("hint"), claims=False),
        )
        return Draft(verdict, sentences, follow_ups=self._starters())

    def _starters(self) -> tuple[str, ...]:
        return tuple(TEXTS.raw(self.lang, "answer.starters"))

    def _next(self, path: Path) -> tuple[str, ...]:
        """Questions that lead on from a path; each is one that the library answers."""
        area = _first_of(self.graph, path, STYR.FocusArea)
        programme = _first_of(self.graph, path, STYR.DevelopmentProgramme)
        asked = []
        if area:
            asked.append(self._ask("activities", area))
        if programme:
            asked += [self._ask("indicators", programme), self._ask("partners", programme)]
        return tuple(asked) or self._starters()

    def _related(
        self, question: Question, about: NamedNode | None, rows: list[Row]
    ) -> tuple[str, ...]:
        things = [about, *(row.get("item") for row in rows[:2])]
        asked = []
        for thing in things:
            if not isinstance(thing, NamedNode):
                continue
            for name in ("indicators", "responsible", "describe"):
                fits = any(self.graph.is_a(thing, c) for c in question_named(name).about)
                if name != question.name and fits:
                    asked.append(self._ask(name, thing))
        return tuple(dict.fromkeys(asked))[:3] or self._starters()[:2]

    def _ask(self, name: str, about: NamedNode) -> str:
        wording = self._text(f"ask_{name}")
        return wording.format(about=self.graph.title(about, self.lang))

    def _responsible(self, activity: NamedNode | None) -> NamedNode | None:
        return next(iter(self.graph.nodes(activity, STYR.responsible)), None) if activity else None

    def _quoted(self, node: NamedNode) -> str:
        quoted = self._text("quoted").format(title=self.graph.title(node, self.lang))
        return quoted + MARK.format(iri=node.value)

    def _say(self, key: str, **things: NamedNode | None) -> str:
        return self._text(key).format(
            **{name: self._quoted(node) for name, node in things.items() if node is not None}
        )

    def _and(self, parts: Iterable[str]) -> str:
        *most, last = parts
        return f"{', '.join(most)} {self._text('and')} {last}" if most else last

    def _text(self, key: str) -> str:
        return str(TEXTS.raw(self.lang, f"answer.{key}"))


def _in(texts: object, lang: str) -> str:
    return str(texts.get(lang) or texts.get("sv") or "") if isinstance(texts, dict) else ""


def _first_of(graph: GovernanceGraph, path: Path, kind: NamedNode) -> NamedNode | None:
    return next((step.node for step in path if graph.is_a(step.node, kind)), None)


def _placed_path(graph: GovernanceGraph, support: Support, registered: NamedNode | None) -> Path:
    """The path to show: from the registered activity, else from where the new one belongs."""
    if registered:
        return (
            support.path
            if support.path[0].node == registered
            else next(
                (
                    p
                    for p in paths_up(graph, registered)
                    if any(s.node == support.strategy for s in p)
                ),
                support.path,
            )
        )
    return _placed_support(graph, support).path


def _placed_support(graph: GovernanceGraph, support: Support) -> Support:
    """``support`` with a path that starts where a new activity would be placed."""
    path = support.path
    while len(path) > 1 and (
        graph.is_a(path[0].node, STYR.Activity) or graph.is_a(path[0].node, STYR.Indicator)
    ):
        path = path[1:]
    return Support(support.strategy, support.share, support.hits, path)


def _direct(graph: GovernanceGraph, strategy: NamedNode) -> Support:
    return Support(strategy, 1.0, (), paths_up(graph, strategy)[0])


def _choices(graph: GovernanceGraph, supports: tuple[Support, ...]) -> Iterable[NamedNode]:
    """Focus areas that the evidence points at, best first, those of other strategies first."""
    for support in supports:
        if area := _first_of(graph, support.path, STYR.FocusArea):
            yield area
    for support in supports:
        for hit in support.hits[:8]:
            for path in paths_up(graph, hit.entry.node):
                if area := _first_of(graph, path, STYR.FocusArea):
                    yield area
