"""What the page about a unit's contribution shows: variables of ``unit.html``."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.web.wording import counts, kind_name, listed, short
from kg.graph import GovernanceGraph
from kg.names import DCT, ORG, STYR
from kg.texts import load
from kg.tree import Tree, tree_of
from kg.tree_filter import Branch, Sifted, Wanted, branches, count, organisations, sift

CONTAINERS = {"Vision", "Strategy", "InternalStrategy", "DevelopmentProgramme", "FocusArea"}
_KEPT = ("lang", "version", "at")
_DEEPEST = 20
LONG = 60
"""A unit with more than so many things has what is in each programme folded."""


def choice(graph: GovernanceGraph, citer: Citer, given: Mapping[str, str]) -> dict[str, Any]:
    """The units to choose among, each followed by those below it."""
    base = citer.base
    return {
        "words": load("assistant", citer.lang)["unit"],
        "unit": None,
        "units": [
            {
                "title": graph.title(node, citer.lang),
                "href": address(node, base, given),
                "depth": min(depth, 4),
            }
            for node, depth in organisations(graph, citer.lang)
        ],
        "lang_href": "/enhet?" + _kept(given, "version", "at"),
    }


def address(unit: NamedNode, base: str, given: Mapping[str, str]) -> str:
    """The page of a unit, in the language and version that are read."""
    kept = {key: given[key] for key in _KEPT if given.get(key)}
    return f"/enhet?{urlencode({'iri': short(unit, base), **kept})}"


def page(
    graph: GovernanceGraph, unit: NamedNode, citer: Citer, given: Mapping[str, str]
) -> dict[str, Any]:
    """What the unit does, through which focus area, programme and strategy it leads to the vision,
    and the values that guide it."""
    return _Page(graph, unit, citer, given).variables()


class _Page:
    def __init__(
        self, graph: GovernanceGraph, unit: NamedNode, citer: Citer, given: Mapping[str, str]
    ) -> None:
        self.graph, self.unit, self.citer, self.given = graph, unit, citer, given
        self.lang = citer.lang
        self.words: dict[str, str] = load("assistant", citer.lang)["unit"]
        self.title = graph.title(unit, self.lang)
        self.tree: Tree = tree_of(graph)
        self.sifted: Sifted = sift(graph, self.tree, Wanted(unit=unit))

    def variables(self) -> dict[str, Any]:
        laid = branches(self.tree, self.sifted, self.lang)
        strategies = [b for root in laid for b in _strategies(root)]
        loose = [b for b in laid if not _strategies(b)]
        kind = self.graph.type_of(self.unit)
        return {
            "words": {
                key: text.format(unit=self.title) if "{unit}" in text else text
                for key, text in self.words.items()
                if key not in ("lead", "lead_none")
            },
            "unit": {
                **self._link(self.unit),
                "kind_label": self.graph.title(kind, self.lang) if kind else "",
                "description": self.graph.text(self.unit, DCT.description, self.lang),
            },
            "above": [self._unit_link(node) for node in self._above()],
            "lead": self._lead(strategies),
            "below": self._below(),
            "strategies": [self._group(branch) for branch in strategies],
            "loose": [self._group(branch) for branch in loose],
            "internal": self._internal() if not strategies else [],
            "entry": not strategies,
            "folded": len(self.sifted.hits) > LONG,
            "guiding": self._values(),
            "tree_href": "/styrkedjan?" + self._query(unit=short(self.unit, self.citer.base)),
            "other_href": "/enhet?" + self._query(),
            "lang_href": "/enhet?"
            + _kept(
                {**self.given, "iri": short(self.unit, self.citer.base)}, "iri", "version", "at"
            ),
            "version": self.graph.number,
        }

    def _lead(self, strategies: list[Branch]) -> str:
        done = count(self.tree, frozenset(n for n in self.sifted.hits if n != self.unit))
        if not done:
            return self.words["lead_none"].format(unit=self.title)
        goals = list(dict.fromkeys(b.item.titles[self.lang] for b in strategies))
        said = listed(counts(done, self.lang), self.lang)
        return self.words["lead"].format(
            counts=said[:1].upper() + said[1:],
            unit=self.title,
            goals=listed(
                (f"”{goal}”" if self.lang == "sv" else f"“{goal}”" for goal in goals), self.lang
            ),
        )

    def _above(self) -> list[NamedNode]:
        way: list[NamedNode] = []
        node: NamedNode | None = self.unit
        while node is not None and node not in way and len(way) < _DEEPEST:
            way.append(node)
            node = next(iter(self.graph.nodes(node, ORG.subOrganizationOf)), None)
        return way[:0:-1]

    def _below(self) -> list[dict[str, str]]:
        found = self.graph.subjects(ORG.subOrganizationOf, self.unit)
        links = [self._unit_link(node) for node in found]
        return sorted(links, key=lambda link: link["title"])

    def _group(self, branch: Branch) -> dict[str, Any]:
        """A strategy, programme or focus area: what is done in it, and the groups within."""
        leaves = [b for b in branch.children if kind_name(b.item.kind) not in CONTAINERS]
        groups = [b for b in branch.children if kind_name(b.item.kind) in CONTAINERS]
        doing = [b for b in leaves if b.item.kind != STYR.Indicator]
        if not branch.children and kind_name(branch.item.kind) not in CONTAINERS:
            doing = [branch]
        return {
            **self._row(branch),
            "towards": [self._link(above) for _, above in branch.item.above if self._vision(above)],
            "doing": [self._row(b) for b in doing if b.item.node != self.unit],
            "direct": any(b.item.node == self.unit for b in doing),
            "indicators": [self._row(b) for b in leaves if b.item.kind == STYR.Indicator],
            "groups": [self._group(b) for b in groups],
            "counts": ", ".join(counts(branch.counts, self.lang)),
        }

    def _row(self, branch: Branch) -> dict[str, Any]:
        item = branch.item
        others = [unit for unit in item.responsible if unit != self.unit]
        named = [self.graph.title(unit, self.lang) for unit in others]
        return {
            **self._link(item.node),
            "kind": kind_name(item.kind),
            "kind_label": self.graph.title(item.kind, self.lang) if item.kind else "",
            "status": self.graph.title(item.status, self.lang) if item.status else "",
            "by": self.words["by"].format(titles=listed(named, self.lang))
            if branch.hit and named
            else "",
            "hit": branch.hit,
        }

    def _vision(self, node: NamedNode) -> bool:
        return self.tree.items[node].kind == STYR.Vision

    def _internal(self) -> list[dict[str, Any]]:
        """The internal strategies, with the vision that they lead towards."""
        return [
            {
                **self._link(item.node),
                "description": self.graph.text(item.node, DCT.description, self.lang),
                "towards": [self._link(above) for _, above in item.above if self._vision(above)],
            }
            for item in self.tree.of(STYR.InternalStrategy)
        ]

    def _values(self) -> list[dict[str, Any]]:
        return [
            {
                **self._link(value),
                "description": self.graph.text(value, DCT.description, self.lang),
            }
            for value in self.graph.nodes(self.unit, STYR.guidedBy)
        ]

    def _link(self, node: NamedNode) -> dict[str, Any]:
        return {
            "title": self.graph.title(node, self.lang),
            "href": self.citer.href(node),
            "illustrative": self.graph.illustrative(node, DCT.title),
        }

    def _unit_link(self, node: NamedNode) -> dict[str, str]:
        return {
            "title": self.graph.title(node, self.lang),
            "href": address(node, self.citer.base, self.given),
        }

    def _query(self, **more: str) -> str:
        return urlencode({**more, **{k: self.given[k] for k in _KEPT if self.given.get(k)}})


def _strategies(branch: Branch) -> list[Branch]:
    """The strategies that a branch is or has right below it."""
    if kind_name(branch.item.kind) in ("Strategy", "InternalStrategy"):
        return [branch]
    if kind_name(branch.item.kind) != "Vision":
        return []
    return [found for child in branch.children for found in _strategies(child)]


def _kept(given: Mapping[str, str], *names: str) -> str:
    kept = urlencode({name: given[name] for name in names if given.get(name)})
    return kept + "&" if kept else ""
