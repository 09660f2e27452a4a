"""Ready queries for the editor: those of the library, and those that people have saved."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from pyoxigraph import NamedNode

from assistant.errors import TEXTS, LibraryParameterWrong, LibraryQueryUnknown
from assistant.library import Asked, Question, library, question_named
from assistant.web.api import Text
from assistant.web.sparql_help import FRESH, Lang, graph_of, node_of, wanted_language
from kg.graph import GovernanceGraph
from kg.saved_queries import SavedQueries
from kg.texts import LANGUAGES

router = APIRouter(prefix="/api/sparql")


# -- the query library --------------------------------------------------------------------------


@router.get("/queries")
def queries() -> Response:
    """The queries of the library that are SPARQL, with the parameters to fill in."""
    told = [
        {
            "name": each.name,
            "label": {lang: each.label[lang] for lang in LANGUAGES},
            "sparql": each.select,
            "parameters": [_parameter(each, name) for name in each.parameters()],
        }
        for each in library()
        if each.select
    ]
    return JSONResponse({"queries": told}, headers={"cache-control": "no-cache"})


def _parameter(question: Question, name: str) -> dict[str, Any]:
    kinds = {"during": "year", "lang": "language"}
    thing = name in ("about", "other")
    default = {"during": str(date.today().year), "lang": LANGUAGES[0]}.get(name)
    return {
        "name": name,
        "label": {lang: TEXTS.get(lang, f"parameter.{name}") for lang in LANGUAGES},
        "kind": kinds.get(name, "thing"),
        "classes": [node.value for node in question.about] if thing else [],
        "required": _required(question, name),
        "default": default,
    }


def _required(question: Question, name: str) -> bool:
    return (name == "about" and question.about_required) or name == "other"


@router.get("/queries/{name}")
def filled(
    request: Request,
    name: str,
    about: Text = "",
    other: Text = "",
    during: Text = "",
    lang: Lang = None,
) -> Response:
    """A query of the library with its parameters put in; a thing not given stays a variable."""
    told = wanted_language(request, lang)
    try:
        question = question_named(name)
    except KeyError:
        raise LibraryQueryUnknown(name=name) from None
    if not question.select:
        raise LibraryQueryUnknown(name=name)
    if during and not (len(during) == 4 and during.isascii() and during.isdigit()):
        raise LibraryParameterWrong(name="during", value=during)
    nodes = {key: _given(question, key, iri) for key, iri in (("about", about), ("other", other))}
    asked = Asked(nodes["about"], nodes["other"], told, during)
    title = _title(graph_of(request), question, nodes, told)
    body = {"name": name, "title": title, "sparql": question.sparql(asked)}
    return JSONResponse(body, headers=FRESH)


def _given(question: Question, name: str, iri: str) -> NamedNode | None:
    """The thing that was given. Raises `LibraryParameterWrong`."""
    if name not in question.parameters():
        return None
    node = node_of(iri) if iri else None
    if node is None and (iri or _required(question, name)):
        raise LibraryParameterWrong(name=name, value=iri or "–")
    return node


def _title(
    graph: GovernanceGraph, question: Question, nodes: dict[str, NamedNode | None], lang: str
) -> str:
    given = {name: graph.title(node, lang) for name, node in nodes.items() if node is not None}
    if not given:
        return question.label[lang]
    key = "both_title" if "other" in given else "about_title"
    return TEXTS.get(lang, f"parameter.{key}", label=question.label[lang], **given)


# -- saved queries ------------------------------------------------------------------------------


class Saving(BaseModel):
    """Body of what saves or changes a query."""

    title: Text
    query: Text
    description: Text = ""


Key = Annotated[str, Header(alias="x-key")]


def _saved(request: Request) -> SavedQueries:
    return SavedQueries(request.app.state.settings.data)


@router.get("/saved")
def all_saved(request: Request) -> Response:
    """Every saved query, newest first."""
    told = [asdict(each) for each in _saved(request).all()]
    return JSONResponse({"queries": told}, headers=FRESH)


@router.post("/saved")
def save(request: Request, body: Saving) -> Response:
    """Save a query; the answer alone has its key."""
    kept, key = _saved(request).save(body.title, body.query, body.description)
    place = f"{request.scope.get('root_path', '')}/api/sparql/saved/{quote(kept.id)}"
    told = {**asdict(kept), "key": key}
    return JSONResponse(told, status_code=201, headers={**FRESH, "location": place})


@router.get("/saved/{name}")
def one_saved(request: Request, name: str) -> Response:
    """One saved query."""
    return JSONResponse(asdict(_saved(request).get(name)), headers=FRESH)


@router.put("/saved/{name}")
def change(request: Request, name: str, body: Saving, key: Key = "") -> Response:
    """Change one; who has its key may."""
    kept = _saved(request).change(name, key, body.title, body.query, body.description)
    return JSONResponse(asdict(kept), headers=FRESH)


@router.delete("/saved/{name}", status_code=204)
def remove(request: Request, name: str, key: Key = "") -> None:
    """Remove one; who has its key may."""
    _saved(request).remove(name, key)
