"""``/id/…``: a page for every thing, the same as RDF, and a helpful page where there is none."""

from fastapi import APIRouter, Request, Response
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from assistant.cite import Citer
from assistant.errors import ThingUnknown
from assistant.web.api import assistant_at
from assistant.web.pages import render
from assistant.web.problems import language, preferred
from assistant.web.reading import READ
from assistant.web.similar import local_name, similar
from assistant.web.thing import Page
from kg.errors import StyrError
from kg.graph import GovernanceGraph
from kg.history import Histories
from kg.names import DATA_GRAPH, PREFIXES
from kg.rdf import format_named
from kg.texts import load

router = APIRouter()
_PAGES = ("text/html", "application/xhtml+xml", "*/*", "")
_KEPT = ("lang", "version", "at")


@router.api_route("/id/{name:path}", methods=READ)
def thing(
    request: Request, name: str, iri: str = "", version: int | None = None, at: str = ""
) -> Response:
    """A thing as HTML, Turtle, JSON-LD or another RDF format, by Accept or ``?format=``.

    ``?version=`` or ``?at=`` (a date) shows it as that version had it.
    """
    graph = assistant_at(request, version, at).graph
    asked = iri or request.app.state.settings.base + name
    rdf_format = _wanted(request, request.query_params.get("format", ""))
    try:
        node = _known(graph, asked, pointed_to=rdf_format is None)
    except ThingUnknown:
        if rdf_format is not None or "text/html" not in request.headers.get("accept", ""):
            raise
        return _missing(request, graph, asked)
    if rdf_format is not None:
        body = serialize(_described(graph, node), format=rdf_format, prefixes=PREFIXES)
        return Response(body, media_type=rdf_format.media_type, headers={"vary": "accept"})
    response = _page(request, graph, node)
    response.headers["vary"] = "accept, accept-language"
    return response


def _page(request: Request, graph: GovernanceGraph, node: NamedNode) -> Response:
    given = {key: request.query_params[key] for key in _KEPT if request.query_params.get(key)}
    page = Page(graph, node, _citer(request, graph), given)
    root = str(request.base_url).rstrip("/")
    current = request.app.state.assistant.graph.number
    variables = {
        "thing": page.variables(_histories(request, graph), root),
        "words": page.words,
        "version": graph.number,
        "earlier": graph.number != current,
    }
    return render(request, "thing.html", variables)


def _missing(request: Request, graph: GovernanceGraph, iri: str) -> Response:
    """What to do instead: things of similar titles, the thing as it was, a search."""
    citer = _citer(request, graph)
    histories = _histories(request, graph)
    last = _last(histories, iri) if histories else None
    variables = {
        "words": load("assistant", citer.lang)["thing"],
        "iri": iri,
        "search": local_name(iri),
        "similar": [_told(graph, node, citer) for node in similar(graph, iri)],
        "was": last,
        "was_href": _at(citer.href(NamedNode(iri)), last) if last else "",
    }
    response = render(request, "missing.html", variables, status=404)
    response.headers["vary"] = "accept, accept-language"
    return response


def _told(graph: GovernanceGraph, node: NamedNode, citer: Citer) -> dict[str, str]:
    kind = graph.type_of(node)
    return {
        "title": graph.title(node, citer.lang),
        "href": citer.href(node),
        "kind": graph.title(kind, citer.lang) if kind else "",
    }


def _at(href: str, version: int) -> str:
    return f"{href}{'&' if '?' in href else '?'}version={version}"


def _last(histories: Histories, iri: str) -> int | None:
    """The last version that had the thing, if it was removed."""
    try:
        revisions = histories.of(NamedNode(iri))
    except (ValueError, StyrError):
        return None
    gone = bool(revisions) and revisions[0].happened == "removed"
    return revisions[0].version.number - 1 if gone else None


def _histories(request: Request, graph: GovernanceGraph) -> Histories | None:
    """None for a graph that was never published."""
    histories: Histories = request.app.state.histories
    return histories if graph.number else None


def _citer(request: Request, graph: GovernanceGraph) -> Citer:
    return Citer(graph, language(request), request.app.state.settings.base)


def _known(graph: GovernanceGraph, iri: str, *, pointed_to: bool) -> NamedNode:
    """A thing of which something is said, or which something else points to."""
    try:
        node = NamedNode(iri)
    except ValueError as problem:
        raise ThingUnknown(iri=iri) from problem
    said = any(graph.store.quads_for_pattern(node, None, None, None))
    if said or (pointed_to and any(graph.store.quads_for_pattern(None, None, node, DATA_GRAPH))):
        return node
    raise ThingUnknown(iri=iri)


def _wanted(request: Request, asked: str) -> RdfFormat | None:
    """The RDF format that was asked for; None for a page."""
    if asked:
        return None if asked == "html" else format_named(asked)
    for media_type in preferred(request.headers.get("accept", "")):
        if media_type in _PAGES:
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
