"""Pages for people: the chat, and a page (or Turtle or JSON-LD) for every thing."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from assistant.cite import Citer
from assistant.errors import ThingUnknown
from assistant.web.api import assistant_at, assistant_of, conversations_of
from assistant.web.problems import language, preferred
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, PREFIXES, PROV, RDF, SKOS, STYR
from kg.paths import paths_up
from kg.rdf import format_named

HERE = Path(__file__).resolve().parent.parent
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=False,
)
LICENCE = "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12"
SHOWN_ELSEWHERE = {
    RDF.type,
    DCT.title,
    DCT.description,
    DCT.source,
    STYR.illustrative,
    STYR.illustrativeProperty,
    STYR.inferredProperty,
    SKOS.editorialNote,
    PROV.hadPrimarySource,
    STYR.contributesTo,
    STYR.purpose,
}
MANY = 40
"""Rows of one relation that a page shows; the Turtle has them all."""

router = APIRouter()
READ = ["GET", "HEAD"]


def render(
    request: Request, template: str, variables: dict[str, Any], status: int = 200
) -> HTMLResponse:
    """A page in the client's language."""
    assistant = request.app.state.assistant
    shared = {
        "lang": language(request),
        "root": request.scope.get("root_path", ""),
        "licence_href": LICENCE,
        "municipality": _municipality(assistant.graph) if assistant else "",
    }
    html = TEMPLATES.get_template(template).render(**shared, **variables)
    return HTMLResponse(html, status_code=status)


@router.api_route("/", methods=READ, response_class=HTMLResponse)
def chat(request: Request, q: str = "", unit: str = "", conversation: str = "") -> HTMLResponse:
    """The chat; with ``?q=`` it also answers on the page itself, for browsers without scripts."""
    asked = request.query_params.get("lang")
    remembered = conversations_of(request)
    named = remembered.named(conversation or None)
    variables: dict[str, Any] = {"question": q, "unit": unit, "answer": None, "lang_asked": asked}
    variables["conversation"] = named
    if q.strip():
        found = assistant_of(request).ask(
            q,
            unit=unit or None,
            lang=asked,
            hint=language(request),
            conversation=named,
            conversations=remembered,
        )
        variables["answer"] = found.to_json()
    return render(request, "chat.html", variables)


@router.api_route("/widget.js", methods=READ)
def widget() -> FileResponse:
    """The chat element, for pages of other sites too."""
    headers = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
    return FileResponse(HERE / "static" / "widget.js", headers=headers)


@router.api_route("/id/{name:path}", methods=READ)
def thing(
    request: Request, name: str, iri: str = "", version: int | None = None, at: str = ""
) -> Response:
    """A thing as HTML, Turtle, JSON-LD or another RDF format, by Accept or ``?format=``.

    ``?version=`` or ``?at=`` (a date) shows it as that version had it.
    """
    assistant = assistant_at(request, version, at)
    node = _node(iri or request.app.state.settings.base + name)
    graph = assistant.graph
    if not any(graph.store.quads_for_pattern(node, None, None, None)):
        raise ThingUnknown(iri=node.value)
    rdf_format = _wanted(request, request.query_params.get("format", ""))
    if rdf_format is not None:
        body = serialize(_described(graph, node), format=rdf_format, prefixes=PREFIXES)
        return Response(body, media_type=rdf_format.media_type, headers={"vary": "accept"})
    page = _page(graph, node, Citer(graph, language(request), request.app.state.settings.base))
    response = render(request, "thing.html", {"thing": page})
    response.headers["vary"] = "accept, accept-language"
    return response


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as problem:
        raise ThingUnknown(iri=iri) from problem


def _wanted(request: Request, asked: str) -> RdfFormat | None:
    """The RDF format that was asked for; None for a page."""
    if asked:
        return None if asked == "html" else format_named(asked)
    for media_type in preferred(request.headers.get("accept", "")):
        if media_type in ("text/html", "application/xhtml+xml", "*/*", ""):
            return None
        if found := RdfFormat.from_media_type(media_type):
            return found
    return None


def _described(graph: GovernanceGraph, node: NamedNode) -> list[Triple]:
    """What is said of the thing, and of its blank nodes."""
    triples: dict[Triple, None] = {}
    waiting: list[NamedNode | BlankNode] = [node]
    while waiting:
        for quad in graph.store.quads_for_pattern(waiting.pop(), None, None, None):
            if quad.triple not in triples:
                triples[quad.triple] = None
                if isinstance(quad.object, BlankNode):
                    waiting.append(quad.object)
    return sorted(triples, key=str)


def _page(graph: GovernanceGraph, node: NamedNode, citer: Citer) -> dict[str, Any]:
    lang = citer.lang
    kind = graph.type_of(node)
    paths = [p for p in paths_up(graph, node) if len(p) > 1]
    citer.number(node)
    address = citer.href(node)
    return {
        "iri": node.value,
        "title": graph.title(node, lang),
        "type_label": graph.title(kind, lang) if kind else "",
        "description": graph.text(node, DCT.description, lang)
        or graph.text(node, STYR.purpose, lang),
        "illustrative": graph.illustrative(node)
        or bool(graph.nodes(node, STYR.illustrativeProperty)),
        "illustrative_note": graph.text(node, SKOS.editorialNote, lang),
        "rows": [*_outward(graph, node, citer), *_inward(graph, node, citer)],
        "paths": [citer.steps(path) for path in paths[:MANY]],
        "sources": [c for c in citer.citations() if c.source or c.url],
        "formats": [
            {
                "label": label,
                "href": f"{address}{'&' if '?' in address else '?'}format={ending}",
            }
            for label, ending in (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"))
        ],
    }


def _outward(graph: GovernanceGraph, node: NamedNode, citer: Citer) -> list[dict[str, Any]]:
    """What the thing says of others, by relation."""
    found: dict[NamedNode, list[Quad]] = {}
    for quad in graph.store.quads_for_pattern(node, None, None, None):
        if quad.predicate not in SHOWN_ELSEWHERE:
            found.setdefault(quad.predicate, []).append(quad)
    rows = []
    for predicate in sorted(found, key=lambda p: graph.title(p, citer.lang)):
        terms = {quad.object for quad in found[predicate]}
        values = [v for term in sorted(terms, key=str) if (v := _value(graph, term, citer))]
        if values:
            rows.append({"label": graph.title(predicate, citer.lang), "values": values[:MANY]})
    return rows


def _inward(graph: GovernanceGraph, node: NamedNode, citer: Citer) -> list[dict[str, Any]]:
    """What others say of the thing, by their class and relation."""
    found: dict[str, dict[NamedNode, None]] = {}
    for quad in graph.store.quads_for_pattern(None, None, node, DATA_GRAPH):
        if isinstance(quad.subject, NamedNode):
            kind = graph.type_of(quad.subject)
            name = graph.title(kind, citer.lang) if kind else ""
            label = f"{name} ({graph.title(quad.predicate, citer.lang).lower()})"
            found.setdefault(label, {})[quad.subject] = None
    return [
        {
            "label": label,
            "values": [_link(graph, s, citer) for s in sorted(things, key=str)[:MANY]],
        }
        for label, things in sorted(found.items())
    ]


def _value(graph: GovernanceGraph, term: Any, citer: Citer) -> dict[str, str] | None:
    if isinstance(term, NamedNode):
        return _link(graph, term, citer)
    if isinstance(term, Literal) and term.language in (None, citer.lang):
        return {"text": term.value}
    return None


def _link(graph: GovernanceGraph, node: NamedNode, citer: Citer) -> dict[str, str]:
    if any(graph.store.quads_for_pattern(node, None, None, None)):
        return {"text": graph.title(node, citer.lang), "href": citer.href(node)}
    return {"text": node.value, "href": quote(node.value, safe=":/#?&=%")}


def _municipality(graph: GovernanceGraph) -> str:
    places = graph.instances(STYR.Municipality)
    return graph.title(places[0], "sv") if places else ""
