"""What strategists send: files to be checked against the rules."""

from functools import partial
from typing import Any

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from assistant.checking import Checked, check
from assistant.errors import NothingSent
from assistant.settings import Settings
from assistant.setup import own_shapes
from assistant.web.page import standalone
from assistant.web.problems import language, preferred
from ingest.source import Source
from kg.errors import FormatUnknown
from kg.rdf import FORMATS as RDF_FORMATS
from kg.rdf import format_named
from kg.reports import FORMATS
from kg.reports.as_json import to_json

router = APIRouter()
SECONDS = 60.0
"""For reading and checking what is sent; Piteå's graph takes a fifth of one."""
MEGABYTES = 2000
AT_ONCE = 2
"""Checks that run at the same time; others wait their turn."""
MOST_FILES = 100
FORM = 100_000
"""Bytes that the fields of the form on /validera take beside the files."""

_turn = anyio.CapacityLimiter(AT_ONCE)
_turn_with_shapes = anyio.CapacityLimiter(1)
"""Shapes that others wrote can be slow on purpose: they wait for each other only."""


def turn(with_shapes: bool) -> anyio.CapacityLimiter:
    """Who a check waits for."""
    return _turn_with_shapes if with_shapes else _turn


@router.post("/api/validate")
async def validate(request: Request, health: bool = False) -> Response:
    """The report on a body of RDF, or on the files of a form (fields ``file`` and ``shapes``).

    As JSON, or what ``?format=`` or Accept asks for. ``?health=true`` also tells what is stale.
    """
    form = _wanted(request)
    sources, shapes = await _sent(request)
    judged_by = shapes + own_shapes(request.app.state.settings)
    given = partial(check, sources, judged_by, health=health, seconds=SECONDS, megabytes=MEGABYTES)
    checked: Checked = await anyio.to_thread.run_sync(given, limiter=turn(bool(shapes)))
    report, lang = checked.report, language(request)
    headers = {"cache-control": "no-store", "vary": "accept, accept-language"}
    if form == "json":
        body = {**to_json(report, lang), "not_followed": checked.not_followed}
        return JSONResponse(body, headers=headers)
    written = FORMATS[form].write(report, lang)
    if form == "html":
        return standalone(written, **headers)
    return Response(written, media_type=FORMATS[form].media_type, headers=headers)


def _wanted(request: Request) -> str:
    """The name of the report's format: ``?format=``, else by Accept, else JSON."""
    asked = request.query_params.get("format")
    if asked:
        if asked not in FORMATS:
            raise FormatUnknown(name=asked, known=", ".join(FORMATS))
        return asked
    names = {form.media_type: name for name, form in FORMATS.items()}
    for media_type in preferred(request.headers.get("accept", "")):
        if media_type in names:
            return names[media_type]
    return "json"


async def _sent(request: Request) -> tuple[list[Source], list[tuple[str, bytes]]]:
    """Sources and shapes of the request. Raises `NothingSent` or `kg.errors.FormatUnknown`."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        async with request.form(max_files=MOST_FILES) as form:
            sources = [Source(*each) for each in await _files(form.getlist("file"))]
            shapes = await _files(form.getlist("shapes"))
    else:
        content, shapes = await request.body(), []
        sources = [Source(f"{_NAME}.{_ending(media_type)}", content)] if content.strip() else []
    if not sources:
        raise NothingSent()
    return sources, shapes


_NAME = "text"
"""What a body without a file name is called in messages."""


async def _files(fields: list[Any]) -> list[tuple[str, bytes]]:
    files = [each for each in fields if isinstance(each, UploadFile)]
    return [(each.filename or _NAME, await each.read()) for each in files]


def _ending(media_type: str) -> str:
    rdf_format = format_named(media_type)
    return next(ending for ending, each in RDF_FORMATS.items() if each == rdf_format)


def largest_bodies(settings: Settings) -> dict[str, int]:
    """Paths that take more than a question, and how many bytes."""
    most = settings.max_upload * 1_000_000
    return {"/api/validate": most, "/validera": most + FORM}
