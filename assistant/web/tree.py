"""The goal tree as page and JSON, the paths of a thing, and what a unit contributes to."""

import re
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.errors import ThingUnknown, UnitUnknown
from assistant.web import tree_page, unit_page
from assistant.web.api import assistant_at
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from assistant.web.tree_page import Asked, View
from assistant.web.wording import node
from kg.graph import GovernanceGraph
from kg.names import ORG
from kg.paths import paths_up, strategy_of
from kg.tree import tree_of
from kg.tree_filter import Wanted, sift

router = APIRouter()
_ONE_SLASH = re.compile(r"^(https?:)/(?=[^/])")
_LONGEST = 200
"""Characters of a search text that are read."""


@router.api_route("/styrkedjan", methods=READ, response_class=HTMLResponse)
def tree(request: Request, version: int | None = None, at: str = "", view: str = "") -> Response:
    """The goal tree; filter and open branches stand in the address. ``view=unit`` is `/enhet`."""
    if view == "unit" and request.query_params.get("unit"):
        root = request.scope.get("root_path", "")
        unit = {"iri": request.query_params["unit"]}
        return RedirectResponse(root + Asked(Wanted(), None, "", unit).address("/enhet"))
    shown = _view(request, assistant_at(request, version, at).graph)
    return render(request, "tree.html", tree_page.page(shown))


@router.get("/api/tree")
def tree_json(request: Request, version: int | None = None, at: str = "") -> dict[str, Any]:
    """The goal tree as JSON, with the filters of the page."""
    return tree_page.as_json(_view(request, assistant_at(request, version, at).graph))


@router.get("/api/paths/{name:path}")
def paths(
    request: Request, name: str, iri: str = "", version: int | None = None, at: str = ""
) -> dict[str, Any]:
    """Every path from a thing to the vision. ``name`` is its IRI, or that without the base."""
    assistant = assistant_at(request, version, at)
    graph = assistant.graph
    # A proxy may have made one slash of two.
    thing = node(_ONE_SLASH.sub(r"\1//", iri or name), request.app.state.settings.base)
    if not graph.known(thing):
        raise ThingUnknown(iri=thing.value)
    citer = Citer(graph, language(request), request.app.state.settings.base)
    kind = graph.type_of(thing)
    return {
        "iri": thing.value,
        "title": graph.title(thing, citer.lang),
        "type": kind.value if kind else None,
        "version": graph.number,
        "lang": citer.lang,
        "paths": [
            {
                "strategy": strategy.value if (strategy := strategy_of(graph, path)) else None,
                "steps": [asdict(step) for step in citer.steps(path)],
            }
            for path in paths_up(graph, thing)
        ],
    }


@router.api_route("/enhet", methods=READ, response_class=HTMLResponse)
def unit(request: Request, iri: str = "", version: int | None = None, at: str = "") -> Response:
    """What a unit contributes to, or the units to choose among. Raises `UnitUnknown`."""
    graph = assistant_at(request, version, at).graph
    base = request.app.state.settings.base
    citer = Citer(graph, language(request), base)
    if not iri.strip():
        return render(request, "unit.html", unit_page.choice(graph, citer, request.query_params))
    chosen = _unit(graph, iri, base)
    return render(request, "unit.html", unit_page.page(graph, chosen, citer, request.query_params))


def _view(request: Request, graph: GovernanceGraph) -> View:
    base = request.app.state.settings.base
    plain = {key: value for key, value in request.query_params.items() if value.strip()}
    grown = tree_of(graph)
    wanted = Wanted(
        unit=_unit(graph, plain["unit"], base) if "unit" in plain else None,
        status=_status(graph, plain["status"], base) if "status" in plain else None,
        strategy=_item(graph, plain["strategy"], base) if "strategy" in plain else None,
        text=plain.get("q", "")[:_LONGEST],
    )
    under = _item(graph, plain["under"], base) if "under" in plain else None
    asked = Asked(wanted, under, plain.get("open", ""), plain)
    return View(
        graph=graph,
        tree=grown,
        sifted=sift(graph, grown, wanted),
        asked=asked,
        citer=Citer(graph, language(request), base),
    )


def _unit(graph: GovernanceGraph, text: str, base: str) -> NamedNode:
    found = node(text, base)
    if not graph.is_a(found, ORG.Organization):
        raise UnitUnknown(unit=text)
    return found


def _item(graph: GovernanceGraph, text: str, base: str) -> NamedNode:
    found = node(text, base)
    if found not in tree_of(graph).items:
        raise ThingUnknown(iri=found.value)
    return found


def _status(graph: GovernanceGraph, text: str, base: str) -> NamedNode:
    """A status by its IRI or the last part of that: ``ongoing``."""
    known = {item.status for item in tree_of(graph).items.values() if item.status}
    ending = {status for status in known if status.value.rsplit("/", 1)[-1] == text}
    return next(iter(ending)) if len(ending) == 1 else node(text, base)
