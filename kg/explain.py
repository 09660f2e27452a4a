"""Makes findings into results: titles, messages filled in, whose desk, where in the goal chain."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pyoxigraph as ox

from kg.findings import Finding, Term
from kg.graph import TITLE_PROPERTIES, GovernanceGraph
from kg.names import ORG, RDF, SH, STYR
from kg.paths import paths_up
from kg.results import NOT_IN_LIST, SEVERITIES, Result, Rule, Thing
from kg.shapes import Shapes, fill, short
from kg.suggest import suggestion

LANGUAGES = ("sv", "en")
_VALUE_OF = (STYR.baseline, STYR.milestone, STYR.target, STYR.outcome)
_DEEPEST_OWNER = 4
_TITLELESS = (STYR.IndicatorValue, STYR.FollowUp)
"""Classes whose things are named by what they belong to."""
_UNTITLED = {"sv": "{kind} utan titel i {place}", "en": "{kind} without a title in {place}"}
_NAMELESS = {"sv": "utan namn", "en": "without a name"}
_IRI = re.compile(r"https?://[^\s<>\"”]+[^\s<>\"”.,;:!?)]")


class Explainer:
    """Makes `Result` objects of findings, with titles and owners out of the data."""

    def __init__(self, shapes: Shapes, graph: GovernanceGraph) -> None:
        self.shapes = shapes
        self.graph = graph
        self.known = cache(self._known)
        self.place_in_chain = cache(self._place_in_chain)

    def results(self, findings: Iterable[Finding]) -> tuple[Result, ...]:
        """Sorted, and each only once (two paths can lead to the same breach)."""
        found = {_order(result): result for result in map(self._result, findings)}
        return tuple(found[key] for key in sorted(found))

    def _result(self, finding: Finding) -> Result:
        focus, owner = self.known(finding.focus)
        strategy, programme = self.place_in_chain(finding.focus)
        value = finding.value
        texts = self.shapes.texts
        return Result(
            rule=self.shapes.rule(finding.shape),
            shape=finding.shape,
            severity=finding.severity,
            focus=focus,
            path=finding.path,
            value=None if value is None else value.value,
            component=finding.component,
            message=self._message(finding),
            help=texts(finding.source, STYR.help) or texts(finding.shape, STYR.help),
            owner=owner,
            value_thing=self._value_thing(value),
            strategy=strategy,
            programme=programme,
            suggestion=self._suggestion(finding),
        )

    def _message(self, finding: Finding) -> dict[str, str]:
        """By language, with things named by their titles and terms by their short names."""
        message = {
            lang: fill(text, {name: self._named(value, lang) for name, value in values})
            for lang, text, values in finding.bindings
        }
        spare = message.pop("", None) or next(iter(message.values()), "")
        return {lang: message.get(lang, spare) for lang in LANGUAGES}

    def _named(self, text: str, lang: str) -> str:
        if text.startswith("_:"):
            return f"”{self.known(ox.BlankNode(text[2:]))[0].title[lang]}”"
        if not _IRI.fullmatch(text):
            return text
        node = ox.NamedNode(text)
        if text.startswith(STYR.base) or not self._titled(node):
            return short(text)
        return f"”{self.graph.title(node, lang)}”"

    def _value_thing(self, value: Term | None) -> Thing | None:
        if isinstance(value, ox.Literal) or value is None or not self._said(value):
            return None
        return self.known(value)[0]

    def _said(self, node: ox.NamedNode | ox.BlankNode) -> bool:
        return any(True for _ in self.graph.store.quads_for_pattern(node, None, None, None))

    def _suggestion(self, finding: Finding) -> str | None:
        for _, _, values in finding.bindings:
            if (term := dict(values).get("term")) is not None:
                if finding.path == "rdf:type":
                    return suggestion(self.graph, term, kind="class")
                return suggestion(self.graph, term, kind="property")
        if finding.component == NOT_IN_LIST and isinstance(finding.value, ox.NamedNode):
            return suggestion(self.graph, finding.value.value, kind="concept")
        return None

    def _known(self, node: Term) -> tuple[Thing, Thing | None]:
        """The focus node as people know it, and the organisation that answers for it."""
        if isinstance(node, ox.Literal):
            return Thing(node.value, dict.fromkeys(LANGUAGES, node.value)), None
        owner = self._owner(node)
        return self._thing(node), None if owner is None else self._thing(owner)

    def _place_in_chain(self, node: Term) -> tuple[Thing | None, Thing | None]:
        """The strategy and the programme on the first path from it to the vision."""
        if isinstance(node, ox.Literal):
            return None, None
        start = node if isinstance(node, ox.NamedNode) else None
        if start is None or not any(self.graph.nodes(start, r) for r in self.graph.contributing):
            start = next(self._above(node), start)
        path = next(iter(paths_up(self.graph, start)), ()) if start is not None else ()
        steps = [step.node for step in path]
        found = [
            next((self._thing(n) for n in steps if self.graph.is_a(n, wanted)), None)
            for wanted in (STYR.Strategy, STYR.DevelopmentProgramme)
        ]
        return found[0], found[1]

    def _thing(self, node: ox.NamedNode | ox.BlankNode) -> Thing:
        kind = self.graph.type_of(node) or next(iter(self.graph.nodes(node, RDF.type)), None)
        title = {lang: self._title(node, kind, lang) for lang in LANGUAGES}
        if kind is None:
            return Thing(node.value, title)
        label = {lang: self.graph.title(kind, lang) for lang in LANGUAGES}
        return Thing(node.value, title, kind.value, label)

    def _title(
        self, node: ox.NamedNode | ox.BlankNode, kind: ox.NamedNode | None, lang: str
    ) -> str:
        """Its title; of what has none (a value, a follow-up) its class and what it belongs to."""
        above = next(self._above(node), None)
        if isinstance(node, ox.BlankNode) and kind and not (above or self._titled(node)):
            return f"{self.graph.title(kind, lang)} {_NAMELESS[lang]}"
        if self._titled(node) or above is None or kind is None:
            return self.graph.title(node, lang)
        words, place = self.graph.title(kind, lang), self.graph.title(above, lang)
        if kind in _TITLELESS:
            return f"{words}: {place}"
        return _UNTITLED[lang].format(kind=words, place=place)

    def _titled(self, node: ox.NamedNode | ox.BlankNode) -> bool:
        return any(self.graph.texts(node, each) for each in TITLE_PROPERTIES)

    def _owner(self, start: ox.NamedNode | ox.BlankNode) -> ox.NamedNode | None:
        """What is styr:responsible for it, or for the nearest thing above it."""
        level: list[ox.NamedNode | ox.BlankNode] = [start]
        if self.graph.is_a(start, ORG.Organization):
            return start if isinstance(start, ox.NamedNode) else None
        for _ in range(_DEEPEST_OWNER):
            owners = [o for node in level for o in self.graph.nodes(node, STYR.responsible)]
            owners = [owner for owner in owners if self._said(owner)]
            if owners:
                return min(owners, key=str)
            level = list(dict.fromkeys(up for node in level for up in self._above(node)))
        return None

    def _above(self, node: ox.NamedNode | ox.BlankNode) -> Iterator[ox.NamedNode]:
        for relation in (*self.graph.contributing, STYR.followsUp):
            yield from self.graph.nodes(node, relation)
        for relation in _VALUE_OF:
            yield from self.graph.subjects(relation, node)


def rules(shapes: Shapes, broken: Mapping[str, Result]) -> dict[str, Rule]:
    """What each broken shape is called and how to mend it, by the shape's IRI."""
    return {
        shape: Rule(
            id=result.rule,
            severity=result.severity,
            name=shapes.texts(shape, SH.name),
            description=shapes.texts(shape, SH.description),
            help=shapes.texts(shape, STYR.help),
        )
        for shape, result in sorted(broken.items())
    }


def _order(result: Result) -> tuple[int, str, str, str, str, str, str, str]:
    known = SEVERITIES.index(result.severity) if result.severity in SEVERITIES else len(SEVERITIES)
    return (
        known,
        result.rule,
        result.focus.iri,
        result.shape,
        result.path or "",
        result.component,
        result.value or "",
        result.message["sv"],
    )
