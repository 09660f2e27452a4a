"""``/indikatorer``: how all indicators are going, to look through and filter without JavaScript.

``GET /api/indicators`` and ``GET /api/indicators/{iri}`` give the same as JSON. The page of one
indicator is that of the thing (``/id/…``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.errors import NotAnIndicator, ThingUnknown
from assistant.report.chart import SMALL
from assistant.report.view import counted, links, shown, to_json
from assistant.report.words import Words
from assistant.web.api import assistant_at
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.followup import Standing, standing, standings
from kg.followup_places import Section, in_order, sections, sort_key
from kg.followup_rule import STATUSES
from kg.graph import GovernanceGraph
from kg.names import ORG, STYR
from kg.texts import LANGUAGES, load

PAGE = 60
"""Indicators with their charts on one page."""

router = APIRouter()
_KNOWN: "WeakKeyDictionary[GovernanceGraph, dict[NamedNode, Standing]]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the indicators is shown; an empty part lets all through."""

    status: str = ""
    strategy: str = ""
    programme: str = ""
    unit: str = ""
    q: str = ""
    lang: str = ""

    @property
    def all(self) -> bool:
        """Whether it lets all through."""
        return not self.query(lang="")

    def query(self, **changed: str) -> str:
        """The choice as the query of an address, with parts changed."""
        parts = {name: getattr(self, name) for name in self.__slots__} | changed
        return urlencode({name: value for name, value in parts.items() if value})


@router.api_route("/indikatorer", methods=READ)
def overview(
    request: Request,
    status: str = "",
    strategy: str = "",
    programme: str = "",
    unit: str = "",
    q: str = "",
    page: int = 1,
    version: int | None = None,
    at: str = "",
) -> Response:
    """All indicators: counts of each status by strategy and programme, and a chart of each."""
    graph = assistant_at(request, version, at).graph
    citer = _citer(request, graph)
    asked = request.query_params.get("lang", "")
    lang = asked if asked in LANGUAGES else ""
    choice = Choice(status, strategy, programme, unit, q.strip(), lang)
    found = _Overview(graph, citer, choice)
    variables = {"words": load("assistant", citer.lang)["indicators"], "page": found.page(page)}
    response = render(request, "indicators.html", variables)
    response.headers["vary"] = "accept-language"
    return response


@router.api_route("/api/indicators", methods=READ)
def listed(
    request: Request,
    status: str = "",
    strategy: str = "",
    programme: str = "",
    unit: str = "",
    q: str = "",
    version: int | None = None,
    at: str = "",
) -> Response:
    """``{version, count, counts, indicators}``: those that match, as `to_json` has them."""
    graph = assistant_at(request, version, at).graph
    citer = _citer(request, graph)
    found = _Overview(graph, citer, Choice(status, strategy, programme, unit, q.strip())).matching
    counts = {code: sum(each.status == code for each in found) for code in STATUSES}
    told = [to_json(graph, each, citer) for each in found]
    body = {"version": graph.number, "count": len(found), "counts": counts, "indicators": told}
    return JSONResponse(body, headers={"vary": "accept-language"})


@router.api_route("/api/indicators/{iri:path}", methods=READ)
def one(request: Request, iri: str, version: int | None = None, at: str = "") -> Response:
    """One indicator: values, expected line, status, reason, rule, places, sources.

    ``iri`` is the whole IRI, also where a proxy has made one slash of two, or what follows the
    base of the things. Raises `ThingUnknown` or `NotAnIndicator`.
    """
    graph = assistant_at(request, version, at).graph
    node = _node(iri, request.app.state.settings.base)
    if not graph.known(node):
        raise ThingUnknown(iri=node.value)
    if not graph.is_a(node, STYR.Indicator):
        raise NotAnIndicator(iri=node.value)
    told = to_json(graph, standing(graph, node), _citer(request, graph))
    return JSONResponse(told, headers={"vary": "accept-language"})


def known(graph: GovernanceGraph) -> dict[NamedNode, Standing]:
    """Where every indicator of the graph stands; worked out once for each graph."""
    if graph not in _KNOWN:
        _KNOWN[graph] = {each.indicator: each for each in standings(graph)}
    return _KNOWN[graph]


class _Overview:
    """The indicators that a choice lets through, and what the page shows of them."""

    def __init__(self, graph: GovernanceGraph, citer: Citer, choice: Choice) -> None:
        self._graph, self._citer, self._choice = graph, citer, choice
        self._words = Words(graph, citer.lang)
        self._all = known(graph)
        self._sections = [each for each in sections(graph, citer.lang) if each.indicators]
        self._of_unit = _below(graph, choice.unit) if choice.unit else frozenset()
        # All that match but for the status, section by section: what the counts are of.
        self._counted = [
            (section, [s for node in section.indicators if self._fits(s := self._all[node])])
            for section in self._sections
            if self._in(section)
        ]

    @property
    def matching(self) -> list[Standing]:
        """Those that match, each once."""
        status = self._choice.status
        found = [s for _, some in self._counted for s in some if status in ("", s.status)]
        return list({each.indicator: each for each in found}.values())

    def page(self, number: int) -> dict[str, Any]:
        """Everything the template needs, the charts of page ``number``."""
        graph, status = self._graph, self._choice.status
        cards = [
            (section, each)
            for section, some in self._counted
            for each in some
            if status in ("", each.status)
        ]
        last = max(1, -(-len(cards) // PAGE))
        number = min(max(1, number), last)
        on_page = cards[(number - 1) * PAGE : number * PAGE]
        made_up = [each for each in self._all.values() if each.illustrative]
        return {
            "count": len(self._all),
            "shown": len(self.matching),
            "illustrative": len(made_up),
            "all_illustrative": len(made_up) == len(self._all),
            "tiles": self._tiles(),
            "table": self._table(),
            "groups": self._groups(on_page),
            "choice": self._choice,
            "chosen": not self._choice.all,
            "options": self._options(),
            "first": (number - 1) * PAGE + 1,
            "last": (number - 1) * PAGE + len(on_page),
            "previous": self._choice.query(page=str(number - 1)) if number > 1 else "",
            "next": self._choice.query(page=str(number + 1)) if number < last else "",
            "paged": last > 1,
            "statuses": self._words.statuses,
            "version": graph.number,
        }

    # -- which -------------------------------------------------------------------------------

    def _in(self, section: Section) -> bool:
        choice = self._choice
        strategy = section.strategy.value if section.strategy else ""
        programme = section.programme.value if section.programme else ""
        return choice.strategy in ("", strategy) and choice.programme in ("", programme)

    def _fits(self, about: Standing) -> bool:
        if self._choice.unit and not self._of_unit.intersection(about.responsible):
            return False
        title = sort_key(self._graph.title(about.indicator, self._citer.lang))
        return all(word in title for word in sort_key(self._choice.q).split())

    # -- what the page shows -----------------------------------------------------------------

    def _tiles(self) -> list[dict[str, Any]]:
        counted = {s.indicator: s for _, some in self._counted for s in some}.values()
        return [
            {
                **status,
                "count": sum(each.status == status["code"] for each in counted),
                "query": self._choice.query(status=status["code"]),
                "here": self._choice.status == status["code"],
            }
            for status in self._words.statuses
        ]

    def _table(self) -> list[dict[str, Any]]:
        """A row for each strategy, followed by those of its programmes."""
        rows: list[dict[str, Any]] = []
        strategies = dict.fromkeys(section.strategy for section, some in self._counted if some)
        for strategy in strategies:
            own = [
                (section, some) for section, some in self._counted if section.strategy == strategy
            ]
            every = {s.indicator: s for _, some in own for s in some}.values()
            rows.append(
                {**self._named(strategy, "outside"), **counted(list(every)), "level": "strategy"}
            )
            rows += [
                {**self._named(section.programme, "direct"), **counted(some), "level": "programme"}
                for section, some in own
                if some and (section.programme or strategy)
            ]
        return rows

    def _groups(self, cards: Sequence[tuple[Section, Standing]]) -> list[dict[str, Any]]:
        groups: list[dict[str, Any]] = []
        before: Section | None = None
        for n, (section, each) in enumerate(cards):
            if section is not before:
                first = before is None or before.strategy != section.strategy
                groups.append(
                    {
                        "strategy": self._named(section.strategy, "outside") if first else None,
                        "programme": self._named(section.programme, "direct")
                        if section.strategy or section.programme
                        else None,
                        "cards": [],
                    }
                )
                before = section
            card = shown(self._graph, each, self._citer, SMALL)
            groups[-1]["cards"].append({**card, "id": f"i{n}"})
        return groups

    def _named(self, node: NamedNode | None, otherwise: str) -> dict[str, Any]:
        if node is None:
            title = self._words.text(otherwise)
            return {"title": title, "href": "", "illustrative": False}
        return links(self._graph, [node], self._citer)[0]

    def _options(self) -> dict[str, list[dict[str, Any]]]:
        """What can be chosen: only what has indicators."""
        graph, lang = self._graph, self._citer.lang
        strategies = dict.fromkeys(s.strategy for s in self._sections if s.strategy)
        programmes = dict.fromkeys(s.programme for s in self._sections if s.programme)
        units = {
            above
            for each in self._all.values()
            for unit in each.responsible
            for above in _above(graph, unit)
        }
        named = {
            "strategy": list(strategies),
            "programme": list(programmes),
            "unit": in_order(graph, units, lang),
        }
        return {
            name: [{"value": n.value, "title": graph.title(n, lang)} for n in nodes]
            for name, nodes in named.items()
        }


def _above(graph: GovernanceGraph, unit: NamedNode) -> set[NamedNode]:
    """The organisation itself and all that it is part of."""
    found: set[NamedNode] = set()
    waiting = [unit]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += graph.nodes(each, ORG.subOrganizationOf)
    return found


def _below(graph: GovernanceGraph, iri: str) -> frozenset[NamedNode]:
    """The organisation itself and all that is part of it; none for what is no IRI."""
    try:
        waiting = [NamedNode(iri)]
    except ValueError:
        return frozenset()
    found: set[NamedNode] = set()
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += graph.subjects(ORG.subOrganizationOf, each)
    return frozenset(found)


def _node(iri: str, base: str) -> NamedNode:
    scheme, colon, rest = iri.partition(":/")
    whole = f"{scheme}://{rest.lstrip('/')}" if colon else iri if ":" in iri else base + iri
    try:
        return NamedNode(whole)
    except ValueError as problem:
        raise ThingUnknown(iri=iri) from problem


def _citer(request: Request, graph: GovernanceGraph) -> Citer:
    return Citer(graph, language(request), request.app.state.settings.base)
