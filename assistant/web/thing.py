"""What the page of a thing shows: variables of ``thing.html``, in people's words by class."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from assistant.answer import PathStep
from assistant.cite import Citer
from assistant.report.view import panel
from assistant.web import picture
from assistant.web.picture import Picture, Said
from assistant.web.thing_metadata import metadata
from assistant.web.thing_relations import VALUES, Relations
from assistant.web.unit_page import address
from assistant.web.wording import counts, kind_name, listed, short
from kg.errors import StyrError
from kg.folding import order
from kg.graph import GovernanceGraph
from kg.history import Histories, Revision
from kg.names import DCT, ORG, PROV, RDFS, SCHEMA, SKOS, STYR
from kg.paths import paths_up
from kg.texts import load
from kg.tree import LEVELS, tree_of
from kg.tree_filter import count, units_below

WAYS = 12
"""Paths to the vision that a page has."""
REVISIONS = 5
"""Changes of its history that are seen at once; the rest is folded."""
BELOW = {STYR.towards, STYR.programmeOf, STYR.focusAreaOf, STYR.inFocusArea, STYR.indicatorOf}
TEXTS = (
    ("purpose", STYR.purpose),
    ("background", STYR.background),
    ("analysis", STYR.analysis),
    ("scopeNote", SKOS.scopeNote),
)
SHOWN_WITH_CHART = (*VALUES, STYR.direction, STYR.unitOfMeasure, STYR.responsible)
_FORMATS = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"))
_MEDIA_TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}


class Page:
    """The page of one thing in one version, in one language."""

    def __init__(
        self, graph: GovernanceGraph, node: NamedNode, citer: Citer, given: dict[str, str]
    ) -> None:
        """``given`` are the parameters that links to other things of the same version keep."""
        self.graph, self.node, self.citer, self.given = graph, node, citer, given
        self.lang = citer.lang
        self.words: dict[str, Any] = load("assistant", citer.lang)["thing"]
        self.type = graph.type_of(node)
        self.kind = kind_name(self.type)
        self.title = graph.title(node, self.lang)
        self.organisation = graph.is_a(node, ORG.Organization)
        self.relations = Relations(graph, node, citer)

    def variables(self, histories: Histories | None, root: str) -> dict[str, Any]:
        """Everything the template needs; ``root`` is the address of the server."""
        graph, node = self.graph, self.node
        ways = self._ways()
        chart = panel(graph, node, self.citer)
        inverse = self.relations.inverse()
        below = [row for row in inverse if row["predicate"] in BELOW]
        hidden = [*(SHOWN_WITH_CHART if chart else ()), *(graph.contributing if ways else ())]
        made_up = graph.illustrative(node) or bool(graph.nodes(node, STYR.illustrativeProperty))
        return {
            "iri": node.value,
            "title": self.title,
            "type_label": graph.title(self.type, self.lang) if self.type else "",
            "kind": self.kind,
            "description": graph.text(node, DCT.description, self.lang)
            or graph.text(node, RDFS.comment, self.lang),
            "texts": self._texts(),
            "illustrative": made_up,
            "illustrative_note": graph.text(node, SKOS.editorialNote, self.lang),
            "question": self._question(),
            "paths": ways,
            "picture": self._picture(ways),
            "contribution": self._contribution() if self.organisation else None,
            "facts": self.relations.facts(hidden=hidden),
            "below": below,
            "tree": self._tree(),
            "indicator": chart,
            "follow_ups": self._follow_ups(),
            "inverse": [row for row in inverse if row["predicate"] not in BELOW],
            "sources": self._sources(),
            "history": self._history(histories),
            "formats": self._formats(),
            "metadata": metadata(graph, node, ways[0] if ways else (), root),
        }

    def _texts(self) -> list[dict[str, str]]:
        texts = [(name, self.graph.text(self.node, p, self.lang)) for name, p in TEXTS]
        return [{"label": self.words["text"][name], "text": text} for name, text in texts if text]

    def _question(self) -> str:
        kind = "Organisation" if self.organisation else self.kind
        asked: dict[str, str] = self.words["question"]
        named = self.words["named"].format(title=self.title[:300])
        return asked.get(kind, asked["other"]).format(title=named)

    # -- where it sits ----------------------------------------------------------------------

    def _ways(self) -> list[tuple[PathStep, ...]]:
        """The ways to the vision; an organisation has a page of its own for those."""
        if self.organisation:
            return []
        found = [path for path in paths_up(self.graph, self.node) if len(path) > 1]
        return [self.citer.steps(path) for path in found[:WAYS]]

    def _picture(self, ways: Sequence[tuple[PathStep, ...]]) -> Picture | None:
        """All ways at once, when there are several; one is a picture as it is."""
        if len(ways) < 2:
            return None
        steps = {step.iri: step for way in ways for step in way}
        said = {
            iri: Said(
                step.title,
                step.type.removeprefix(STYR.base),
                step.type_label,
                small=(step.type_label,),
                href=step.href,
                here=iri == self.node.value,
                illustrative=step.illustrative,
            )
            for iri, step in steps.items()
        }
        depths = _depths(ways)
        layers = [
            [said[i] for i in said if depths[i] == d] for d in range(max(depths.values()) + 1)
        ]
        edges = {(way[n + 1].iri, way[n].iri) for way in ways for n in range(len(way) - 1)}
        return picture.ways(layers, [(said[a], said[b]) for a, b in sorted(edges)])

    def _contribution(self) -> dict[str, Any]:
        units = units_below(self.graph, self.node)
        goals = {goal for unit in units for goal in self.graph.nodes(unit, STYR.contributesTo)}
        strategies = [node for node in goals if self.graph.is_a(node, STYR.Strategy)]
        strategies.sort(key=lambda node: order(self.graph.title(node, self.lang)))
        return {
            "strategies": [
                {"text": self.graph.title(node, self.lang), "href": self.citer.href(node)}
                for node in strategies
            ],
            "href": address(self.node, self.citer.base, self.given),
        }

    def _tree(self) -> dict[str, str] | None:
        """How much is below it in the goal tree, and the address of that branch."""
        grown = tree_of(self.graph)
        item = grown.items.get(self.node)
        if item is None or item.level >= LEVELS.index(STYR.Indicator):
            return None
        below = count(grown, grown.below(self.node))
        query = urlencode({"under": short(self.node, self.citer.base), **self.given})
        told = listed(counts(below, self.lang), self.lang) if below else ""
        return {
            "counts": self.words["counts"].format(counts=told) if told else "",
            "href": f"/styrkedjan?{query}",
        }

    def _sources(self) -> list[dict[str, Any]]:
        """The passages and documents that the thing rests on, as citations."""
        found = [self._source(node) for node in self.graph.nodes(self.node, DCT.source)]
        return [{"n": n, **told} for n, told in enumerate(found, start=1)]

    def _source(self, node: NamedNode) -> dict[str, Any]:
        graph, lang = self.graph, self.lang
        document = next(iter(graph.nodes(node, DCT.isPartOf)), node)
        place = [t for p in (STYR.section, STYR.page) if (t := graph.text(node, p, lang))]
        named = graph.text(node, DCT.title, lang)
        return {
            "title": named or ", ".join([graph.title(document, lang), *place]),
            "href": self.citer.href(node),
            "quote": graph.text(node, STYR.text, lang),
            "verbatim": any(t.value in ("true", "1") for t in graph.texts(node, STYR.verbatim)),
            "source": graph.title(document, lang) if named and document != node else None,
            "url": graph.text(document, SCHEMA.url, lang),
            "illustrative": False,
        }

    # -- over time --------------------------------------------------------------------------

    def _follow_ups(self) -> list[dict[str, Any]]:
        found = []
        for node in self.graph.subjects(STYR.followsUp, self.node):
            assessment = self.graph.nodes(node, STYR.assessment)
            by = [
                self.graph.title(n, self.lang) for n in self.graph.nodes(node, PROV.wasAttributedTo)
            ]
            found.append(
                {
                    "date": self.graph.text(node, DCT.date, self.lang) or "",
                    "href": self.citer.href(node),
                    "title": self.graph.title(node, self.lang),
                    "assessment": self.graph.title(assessment[0], self.lang) if assessment else "",
                    "text": self.graph.text(node, DCT.description, self.lang) or "",
                    "by": self.words["follow_up_by"].format(who=listed(by, self.lang))
                    if by
                    else "",
                    "illustrative": self.graph.illustrative(node),
                }
            )
        return sorted(found, key=lambda each: each["date"], reverse=True)

    def _history(self, histories: Histories | None) -> dict[str, Any] | None:
        if histories is None:
            return None
        try:
            revisions = histories.of(self.node)
        except StyrError as problem:  # a damaged version hides no thing
            reason = problem.message(self.lang)
            return {"unread": self.words["history_unread"].format(reason=reason)}
        told = [self._revision(each) for each in revisions]
        if not told:
            return None
        unchanged = len(told) == 1 and told[0]["happened"] == "added"
        return {
            "since": self.words["history_since"] if unchanged else "",
            "first": told[:REVISIONS],
            "rest": told[REVISIONS:],
        }

    def _revision(self, each: Revision) -> dict[str, Any]:
        day = datetime.fromisoformat(each.version.published).astimezone().date().isoformat()
        who = each.version.publisher or "\N{EN DASH}"
        sentences = [change.sentence(self.lang) for change in each.changes]
        return {
            "number": each.version.number,
            "happened": each.happened,
            "version": self.words["history_version"].format(number=each.version.number),
            "when": self.words["history_by"].format(day=day, who=who),
            "note": each.version.note,
            "sentences": sentences or [self.words[f"history_{each.happened}"]],
        }

    def _formats(self) -> list[dict[str, str]]:
        address = self.citer.href(self.node)
        joined = f"{address}{'&' if '?' in address else '?'}"
        if "version" in self.given:
            joined += f"version={self.given['version']}&"
        return [
            {"label": label, "href": f"{joined}format={ending}", "type": _MEDIA_TYPES[ending]}
            for label, ending in _FORMATS
        ]


def _depths(ways: Sequence[tuple[PathStep, ...]]) -> dict[str, int]:
    """How far from the end of the longest way each step is: the vision 0."""
    depths: dict[str, int] = {}
    for way in ways:
        for depth, step in enumerate(reversed(way)):
            depths[step.iri] = max(depth, depths.get(step.iri, 0))
    return depths
