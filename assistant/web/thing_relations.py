"""What a thing says of others and others of it, in people's words and in a sensible order."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from assistant.cite import Citer
from assistant.web.wording import kind_name
from kg.folding import order
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, ORG, PROV, RDF, RDFS, SKOS, STYR
from kg.texts import load
from kg.tree import LEVELS

FIRST = 10
"""Values that are seen at once; the rest is folded."""
MOST = 400
"""Values of one relation that a page has; the Turtle has them all."""
_PART = 500
"""Subjects of one relation that are sorted by class."""

SHOWN_ELSEWHERE = {
    RDF.type,
    DCT.title,
    DCT.description,
    DCT.source,
    RDFS.label,
    RDFS.comment,
    SKOS.prefLabel,
    SKOS.editorialNote,
    SKOS.scopeNote,
    SKOS.topConceptOf,
    RDFS.isDefinedBy,
    STYR.illustrative,
    STYR.illustrativeProperty,
    STYR.inferredProperty,
    PROV.hadPrimarySource,
    STYR.contributesTo,
    STYR.purpose,
    STYR.background,
    STYR.analysis,
    STYR.validFrom,
    STYR.validTo,
}
VALUES = (STYR.baseline, STYR.milestone, STYR.target, STYR.outcome)
FACTS: tuple[NamedNode, ...] = (
    STYR.status,
    STYR.responsible,
    STYR.assessment,
    DCT.date,
    PROV.wasAttributedTo,
    STYR.followsUp,
    STYR.horizonYear,
    STYR.perspective,
    ORG.subOrganizationOf,
    STYR.validFrom,
    STYR.hasVision,
    STYR.hasValueBase,
    STYR.governs,
    STYR.hasValue,
    STYR.adopts,
    STYR.decidedBy,
    STYR.mandatePeriod,
    STYR.inMandatePeriod,
    STYR.pledgeOf,
    STYR.implementedIn,
    STYR.direction,
    STYR.unitOfMeasure,
    *VALUES,
    STYR.value,
    STYR.year,
    STYR.koladaId,
    STYR.partnerKind,
    STYR.answersNeed,
    STYR.buildsOn,
    STYR.identifiedIn,
    STYR.collaboratesWith,
    STYR.guidedBy,
    STYR.appliesTo,
)
LAST: tuple[NamedNode, ...] = (DCT.identifier, SKOS.notation, SKOS.altLabel)
INVERSE: tuple[NamedNode, ...] = (
    STYR.towards,
    STYR.programmeOf,
    STYR.focusAreaOf,
    STYR.inFocusArea,
    STYR.supportsStrategy,
    STYR.indicatorOf,
    STYR.hasValue,
    STYR.responsible,
    ORG.subOrganizationOf,
    STYR.implementedIn,
    STYR.adopts,
    STYR.collaboratesWith,
    STYR.answersNeed,
    STYR.buildsOn,
    STYR.identifiedIn,
)
"""Those that are named stand first, in this order; the others follow by what they are called."""
HIDDEN = {STYR.followsUp, STYR.contributesTo, STYR.guidedBy}

Row = dict[str, Any]


class Relations:
    """The relations of one thing."""

    def __init__(self, graph: GovernanceGraph, node: NamedNode, citer: Citer) -> None:
        self._graph, self._node, self._citer = graph, node, citer
        self._lang = citer.lang
        self._texts: dict[str, Any] = load("assistant", citer.lang)

    def facts(self, *, hidden: Sequence[NamedNode] = ()) -> list[Row]:
        """What the thing says of itself and of others, by relation, without those ``hidden``."""
        found: dict[NamedNode, list[Quad]] = {}
        for quad in self._graph.store.quads_for_pattern(self._node, None, None, None):
            if quad.predicate not in SHOWN_ELSEWHERE and quad.predicate not in hidden:
                found.setdefault(quad.predicate, []).append(quad)
        rows = {p: self._fact(p, {quad.object for quad in found[p]}) for p in found}
        if valid := self._validity():
            rows[STYR.validFrom] = _row(self._texts["thing"]["valid"], [{"text": valid}])
        return [row for p in sorted(rows, key=self._fact_order) if (row := rows[p])["n"]]

    def _fact(self, predicate: NamedNode, terms: set[Any]) -> Row:
        told = (self._value(term) for term in sorted(terms, key=self._value_order))
        values = [value for value in told if value]
        said = self._texts["thing"]["label"].get(predicate.value.rsplit("#", 1)[-1])
        return _row(_capital(said or self._graph.title(predicate, self._lang)), values)

    def inverse(self) -> list[Row]:
        """What others say of the thing, by relation and class."""
        found: dict[NamedNode, set[NamedNode]] = {}
        for quad in self._graph.store.quads_for_pattern(None, None, self._node, DATA_GRAPH):
            if isinstance(quad.subject, NamedNode) and quad.predicate not in HIDDEN:
                found.setdefault(quad.predicate, set()).add(quad.subject)
        rows = [row for predicate in found for row in self._inward(predicate, found[predicate])]
        return sorted(rows, key=lambda row: row["order"])

    def _inward(self, predicate: NamedNode, subjects: set[NamedNode]) -> list[Row]:
        by_class: dict[NamedNode | None, list[NamedNode]] = {}
        some = sorted(subjects, key=str)[:_PART]
        for subject in some:
            by_class.setdefault(self._graph.type_of(subject), []).append(subject)
        left = len(subjects) - len(some) if len(by_class) == 1 else 0
        place = INVERSE.index(predicate) if predicate in INVERSE else len(INVERSE)
        rows = []
        for kind, things in by_class.items():
            links = sorted((self._link(thing) for thing in things), key=lambda v: order(v["text"]))
            label = self._inverse_label(predicate, kind)
            level = LEVELS.index(kind) if kind in LEVELS else len(LEVELS)
            sorting = {"order": (place, level, order(label)), "predicate": predicate}
            rows.append({**_row(label, links, left), **sorting})
        return rows

    def _inverse_label(self, predicate: NamedNode, kind: NamedNode | None) -> str:
        texts: dict[str, str] = self._texts["thing"]["inverse"]
        forms = self._texts["kinds"].get(kind_name(kind))
        many = forms[1] if forms else str(self._texts["thing"]["things"])
        local = predicate.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        label = self._graph.title(predicate, self._lang)
        return _capital(texts.get(local, texts["other"]).format(many=many, label=label))

    def _validity(self) -> str:
        start = self._graph.text(self._node, STYR.validFrom, self._lang)
        end = self._graph.text(self._node, STYR.validTo, self._lang)
        if not (start or end):
            return ""
        key = "valid_both" if start and end else "valid_from" if start else "valid_to"
        return str(self._texts["thing"][key]).format(start=start, end=end)

    def _fact_order(self, predicate: NamedNode) -> tuple[int, str]:
        if predicate in FACTS:
            return FACTS.index(predicate), ""
        if predicate in LAST:
            return len(FACTS) + 1 + LAST.index(predicate), ""
        return len(FACTS), order(self._graph.title(predicate, self._lang))

    def _value_order(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return order(self._graph.title(term, self._lang))
        return order(term.value) if isinstance(term, Literal) else ""

    def _value(self, term: object) -> Row | None:
        if isinstance(term, NamedNode):
            return self._link(term)
        if isinstance(term, Literal) and term.language in (None, self._lang):
            return {"text": term.value}
        return None

    def _link(self, node: NamedNode) -> Row:
        if not any(self._graph.store.quads_for_pattern(node, None, None, None)):
            return {"text": node.value, "href": quote(node.value, safe=":/#?&=%")}
        return {
            "text": self._graph.title(node, self._lang),
            "href": self._citer.href(node),
            "illustrative": self._graph.illustrative(node, DCT.title),
        }


def _row(label: str, values: list[Row], left: int = 0) -> Row:
    """The first values, and the rest where there are many more; ``left`` are not even there."""
    few = values if len(values) <= FIRST + 2 else values[:FIRST]
    rest = values[len(few) : MOST]
    n = len(values) + left
    return {
        "label": label,
        "values": few,
        "rest": rest,
        "left": n - len(few) - len(rest),
        "n": n,
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
