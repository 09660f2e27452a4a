"""Compose the answer from the graph: every sentence is a text of ``texts/`` filled with titles.

Nothing here decides anything; a sentence that claims something carries the things it rests on.
"""

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import NamedNode

from assistant.answer import Verdict
from assistant.decide import Decision
from assistant.draft import MARK, Draft, Offer, Sentence
from assistant.errors import TEXTS
from assistant.walk import Support
from kg.graph import GovernanceGraph
from kg.names import DCT, STYR
from kg.paths import Path, paths_up

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
        offers: tuple[Offer, ...] = ()
        if not decision.ceases:
            grounds = self._alike(first, decision.registered)
            grounds += [self._also(other) for other in others]
            if decision.verdict == "likely":
                said, offers = self._clarify(decision.candidates, text)
                grounds.append(said)
            sentences += _paragraph(grounds)
        values = self.values_of(unit)
        sentences += _paragraph([*self._values(values), *self._made_up(path)])
        placed = [Support(first.strategy, first.share, first.hits, path)]
        placed += [_placed_support(self.graph, other) for other in others]
        return Draft(
            decision.verdict,
            tuple(sentences),
            tuple(placed),
            values,
            (*(offer.whole for offer in offers if offer.whole), *self._next(path)),
            offers=offers,
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
        named = self.joined(self._quoted(node) for node in alike)
        return [Sentence(self._text("alike").format(activities=named), tuple(alike))]

    def _also(self, other: Support) -> Sentence:
        area = _first_of(self.graph, other.path, STYR.FocusArea)
        if area is None:
            return Sentence(self._say("also", strategy=other.strategy), (other.strategy,))
        said = self._say("also_through", strategy=other.strategy, area=area)
        return Sentence(said, (other.strategy, area))

    def _clarify(
        self, supports: tuple[Support, ...], text: str
    ) -> tuple[Sentence, tuple[Offer, ...]]:
        """One question built from what separates the candidates, and its answers to choose from.

        A whole answer is the question with the choice added: it can be asked as it stands.
        """
        choices = list(dict.fromkeys(_choices(self.graph, supports)))[:2]
        if len(choices) < 2:
            return Sentence(self._text("clarify_open"), claims=False), ()
        first, second = choices
        said = Sentence(self._say("clarify", first=first, second=second), (first, second))
        asked = text.rstrip(" ?.!")
        titles = {choice: self.graph.title(choice, self.lang) for choice in choices}
        if not asked or len(asked) > LONGEST_CHOICE:
            return said, tuple(Offer(node, title) for node, title in titles.items())
        return said, tuple(Offer(n, title, f"{asked}: {title}") for n, title in titles.items())

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
        named = self.joined(self.graph.title(value, self.lang).lower() for value in values)
        base = next(iter(self.graph.instances(STYR.ValueBase)), values[0])
        return [Sentence(self._text("values").format(values=named), (base,))]

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

    def joined(self, parts: Iterable[str]) -> str:
        """ "a, b och c"; nothing of no parts."""
        *most, last = tuple(parts) or ("",)
        return f"{', '.join(most)} {self._text('and')} {last}" if most else last

    def _text(self, key: str) -> str:
        return str(TEXTS.raw(self.lang, f"answer.{key}"))


def _paragraph(sentences: list[Sentence]) -> list[Sentence]:
    return [replace(sentence, apart=n == 0) for n, sentence in enumerate(sentences)]


def _first_of(graph: GovernanceGraph, path: Path, kind: NamedNode) -> NamedNode | None:
    return next((step.node for step in path if graph.is_a(step.node, kind)), None)


def _placed_path(graph: GovernanceGraph, support: Support, registered: NamedNode | None) -> Path:
    """The path to show: from the registered activity, else from where the new one belongs."""
    if registered is None:
        return _placed_support(graph, support).path
    own = (hit.entry for hit in support.hits if hit.entry.node == registered)
    return next((entry.paths[support.strategy] for entry in own), support.path)


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
    """What separates the candidates: the lowest level that each leads through, best first.

    Where the candidates do not differ there, the other areas that the evidence points at.
    """
    for support in supports:
        yield _lowest(graph, support.path) or support.strategy
    for support in supports:
        for hit in support.hits[:8]:
            for path in hit.entry.paths.values():
                if lowest := _lowest(graph, path):
                    yield lowest


def _lowest(graph: GovernanceGraph, path: Path) -> NamedNode | None:
    levels = (STYR.FocusArea, STYR.DevelopmentProgramme)
    return next((node for level in levels if (node := _first_of(graph, path, level))), None)
