"""What the data set is and how to get it: ``/catalog``, ``/.well-known/void`` and ``/dump/…``."""

import threading
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse
from pyoxigraph import RdfFormat, Triple, serialize

from assistant.settings import Settings
from assistant.sharing import versions_of
from assistant.web.api import assistant_of
from assistant.web.dataset_page import page
from assistant.web.pages import render
from assistant.web.problems import preferred
from assistant.web.reading import READ, known
from kg.catalog import catalog
from kg.counts import Statistics, statistics
from kg.dataset import About, about
from kg.description import PREFIXES, Offer
from kg.dump import ENDINGS, NAME, Dumps, Source
from kg.dump_file import FORMATS, ZIPPED
from kg.durable import sha256
from kg.errors import VersionUnknown
from kg.graph import GovernanceGraph
from kg.rdf import format_named
from kg.void import void

HTML = ("text/html", "application/xhtml+xml")
ACCEPTED: dict[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/xml": RdfFormat.RDF_XML,
    "text/xml": RdfFormat.RDF_XML,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
}
GZIP = "application/gzip"

router = APIRouter()


def install(app: FastAPI, settings: Settings) -> None:
    """Add the routes, and what they keep between requests."""
    app.state.desk = Desk(settings)
    app.include_router(router)


@dataclass(frozen=True)
class _Gathered:
    """What takes time to find out about a graph."""

    source: Source
    statistics: Statistics
    about: About
    size: int
    sha256: str


class Desk:
    """Dumps and descriptions of the graph that is being answered from. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._versions = versions_of(settings)
        self._sources: WeakKeyDictionary[GovernanceGraph, Source] = WeakKeyDictionary()
        self._gathered: WeakKeyDictionary[GovernanceGraph, _Gathered] = WeakKeyDictionary()
        self._lock = threading.RLock()
        self.dumps = Dumps(settings.data)

    def source(self, graph: GovernanceGraph, number: int | None = None) -> Source:
        """What dumps of the graph are made of, or of version ``number``.

        Raises `kg.errors.StoreError`.
        """
        if number is not None and not graph.number:  # a graph of files has no versions
            raise VersionUnknown(number=number, known="–")
        if graph.number:
            return self.dumps.published(graph.number if number is None else number)
        with self._lock:
            if graph not in self._sources:
                self._sources[graph] = self.dumps.unpublished(graph)
            return self._sources[graph]

    def offer(self, graph: GovernanceGraph, root: str) -> Offer:
        """All that can be told of the graph from the address ``root``. Raises `StyrError`."""
        with self._lock:
            if graph not in self._gathered:
                self._gathered[graph] = self._gather(graph)
            known = self._gathered[graph]
        versions = [self._versions.version(n) for n in range(1, graph.number + 1)]
        told = known.statistics, known.about, tuple(versions)
        return Offer(root, *told, size=known.size, sha256=known.sha256)

    def _gather(self, graph: GovernanceGraph) -> _Gathered:
        source = self.source(graph)
        size, checksum = self.dumps.checksum(source, "nq")
        said = about(graph, self._settings.publisher, self._settings.licence)
        return _Gathered(source, statistics(graph), said, size, checksum)


@router.api_route("/catalog", methods=READ)
def catalogue(request: Request) -> Response:
    """The catalogue as DCAT-AP-SE, or as a page."""
    offer = _offer(request)
    wanted = _wanted(request)
    return _rdf(request, catalog(offer), wanted) if wanted else _page(request, offer)


@router.api_route("/datasets/dcat", methods=READ)
def harvested(request: Request) -> Response:
    """The same at the address where Sweden's data portal looks, in the format that it reads."""
    return _rdf(request, catalog(_offer(request)), "application/rdf+xml")


@router.api_route("/.well-known/void", methods=READ)
def well_known(request: Request) -> Response:
    """The data set in numbers as VoID, or as a page."""
    offer = _offer(request)
    wanted = _wanted(request)
    return _rdf(request, void(offer), wanted) if wanted else _page(request, offer)


@router.api_route("/dump/{name}", methods=READ)
def dump(request: Request, name: str) -> Response:
    """Everything in the version that is current, as one file."""
    return _dump(request, name, None)


@router.api_route("/dump/version-{number:int}/{name}", methods=READ)
def dump_of(request: Request, number: int, name: str) -> Response:
    """Everything in version ``number``, as one file."""
    return _dump(request, name, number)


def _dump(request: Request, name: str, number: int | None) -> Response:
    ending = name.removeprefix(f"{NAME}.")
    if ending not in ENDINGS or ending == name:
        raise HTTPException(404)
    desk = _desk(request)
    source = desk.source(assistant_of(request).graph, number)
    headers = {"etag": source.etag(ending), "cache-control": "no-cache"}
    if source.number:
        headers["x-version"] = str(source.number)
    if request.headers.get("if-none-match") == "*" or known(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    zipped = ending.endswith(ZIPPED)
    media_type = GZIP if zipped else FORMATS[ending].media_type
    path = desk.dumps.file(source, ending)
    return FileResponse(path, 200, headers, media_type, filename=source.filename(ending))


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _offer(request: Request) -> Offer:
    graph = assistant_of(request).graph
    return _desk(request).offer(graph, str(request.base_url).rstrip("/"))


def _wanted(request: Request) -> str:
    """The media type that is wanted; none for a page. Without a wish it is Turtle."""
    if asked := request.query_params.get("format"):
        return "" if asked == "html" else format_named(asked).media_type
    for media_type in preferred(request.headers.get("accept", "")):
        if media_type in HTML:
            return ""
        if media_type in ACCEPTED:
            return media_type
    return RdfFormat.TURTLE.media_type


def _rdf(request: Request, triples: list[Triple], media_type: str) -> Response:
    rdf_format = ACCEPTED.get(media_type) or format_named(media_type)
    body = serialize(triples, format=rdf_format, prefixes=PREFIXES) or b""
    headers = {"vary": "accept", "etag": f'W/"{sha256(body)[:20]}"', "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == "*" or known(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _page(request: Request, offer: Offer) -> Response:
    variables: dict[str, Any] = page(request, offer, assistant_of(request).graph)
    response = render(request, "dataset.html", variables)
    response.headers["vary"] = "accept, accept-language"
    return response
