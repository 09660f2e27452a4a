"""What the SPARQL editor asks while somebody writes: words, things, titles, and checks.

All of it is JSON. Nothing here runs a query that somebody wrote; that is ``/sparql``.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, TypeVar

import anyio
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.errors import LanguageUnknown
from assistant.web.api import Text, assistant_of
from assistant.web.problems import language
from assistant.web.reading import known
from assistant.web.sparql import endpoint_of
from kg.graph import GovernanceGraph
from kg.query_check import check
from kg.shapes import short
from kg.texts import LANGUAGES
from kg.things import kind, things
from kg.vocabulary import graphs, labels, vocabulary

router = APIRouter(prefix="/api/sparql")
AT_ONCE = 2
"""Checks that run at the same time; others wait their turn."""
MOST_IRIS, LONGEST_IRI = 500, 2000
MOST_THINGS = 100
MOST_VERSIONS = 50
"""Versions that are told of as graphs, the newest."""
FRESH = {"cache-control": "no-store"}
_turn = anyio.CapacityLimiter(AT_ONCE)
T = TypeVar("T")

Lang = Annotated[Text | None, Query()]


def wanted_language(request: Request, asked: str | None) -> str:
    """The language that is asked for, else the client's. Raises `LanguageUnknown`."""
    if asked is None:
        return language(request)
    if asked not in LANGUAGES:
        raise LanguageUnknown(lang=asked)
    return asked


def graph_of(request: Request) -> GovernanceGraph:
    """The graph that is served."""
    return assistant_of(request).graph


# -- words --------------------------------------------------------------------------------------


@router.get("/vocabulary")
def words(request: Request) -> Response:
    """Classes, properties, concepts, graphs and prefixes; the same until another version is."""
    graph = graph_of(request)
    told = asdict(vocabulary(graph))
    del told["used"]
    numbers = sorted(endpoint_of(request).numbers(graph), reverse=True)[:MOST_VERSIONS]
    told["graphs"] = [asdict(each) for each in graphs(numbers)]
    body = json.dumps(told, ensure_ascii=False).encode()
    tag = f'W/"{graph.number}-{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"etag": tag, "cache-control": "no-cache", "x-version": str(graph.number)}
    if known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/things")
def found(
    request: Request,
    q: Text = "",
    lang: Lang = None,
    of: Annotated[Text, Query(alias="class")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_THINGS)] = 20,
) -> Response:
    """Things by what they are called, best first; all of the class where nothing is typed."""
    graph, told = graph_of(request), wanted_language(request, lang)
    wanted = node_of(of) if of else None
    if of and wanted is None:
        return JSONResponse({"things": []}, headers=FRESH)
    nodes = things(graph).find(q, wanted, limit)
    body = {"things": [_thing(graph, node, told) for node in nodes]}
    return JSONResponse(body, headers=FRESH)


def _thing(graph: GovernanceGraph, node: NamedNode, lang: str) -> dict[str, Any]:
    name = short(node.value)
    return {
        "iri": node.value,
        "name": None if name.startswith("<") else name,
        "title": graph.title(node, lang),
        "type": _type(graph, node, lang),
    }


def _type(graph: GovernanceGraph, node: NamedNode, lang: str) -> dict[str, str] | None:
    of = kind(graph, node)
    return {"iri": of.value, "label": labels(graph, of.value)[lang]} if of else None


class Iris(BaseModel):
    """Body of ``POST /api/sparql/labels``."""

    iris: Annotated[
        list[Annotated[Text, Field(max_length=LONGEST_IRI)]], Field(max_length=MOST_IRIS)
    ]
    lang: Text | None = None


@router.post("/labels")
def titles(request: Request, body: Iris) -> Response:
    """What IRIs in a result are called, of what class, and their pages; unknown ones left out."""
    graph, lang = graph_of(request), wanted_language(request, body.lang)
    citer = Citer(graph, lang, request.app.state.settings.base)
    nodes = [node for iri in dict.fromkeys(body.iris) if (node := node_of(iri)) is not None]
    told = {node.value: _label(graph, node, lang, citer) for node in nodes}
    known = {iri: label for iri, label in told.items() if label is not None}
    return JSONResponse({"labels": known}, headers=FRESH)


def _label(
    graph: GovernanceGraph, node: NamedNode, lang: str, citer: Citer
) -> dict[str, Any] | None:
    """None for an IRI that nothing is said of and that is no well-known term."""
    said = any(graph.store.quads_for_pattern(node, None, None, None))
    term = labels(graph, node.value)[lang]
    if not said and term == short(node.value):
        return None
    return {
        "title": graph.title(node, lang) if said else term,
        "type": _type(graph, node, lang),
        "href": citer.href(node) if said else None,
    }


def node_of(iri: str) -> NamedNode | None:
    """The node of an IRI; None for what is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


# -- checks -------------------------------------------------------------------------------------


class Written(BaseModel):
    """Body of ``POST /api/sparql/check``."""

    query: Text
    lang: Text | None = None


@router.post("/check")
async def checked(request: Request, body: Written) -> Response:
    """What is wrong with a query and where, what looks wrong, and what it asks in words."""
    lang = wanted_language(request, body.lang)
    found = await _in_turn(check, body.query, graph_of(request), lang)
    told = {
        "ok": found.ok,
        "form": found.form,
        "variables": found.variables,
        "errors": [asdict(each) for each in found.errors],
        "explanation": [asdict(each) for each in found.explanation],
    }
    return JSONResponse(told, headers=FRESH)


async def _in_turn(function: Callable[..., T], *args: object) -> T:
    return await anyio.to_thread.run_sync(partial(function, *args), limiter=_turn)
