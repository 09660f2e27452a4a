"""``/validera``: check files, text, a draft or the published version, and read the report.

Nothing that is sent is stored. A report is shared as the printable page that can be downloaded, or
for what is here already (a draft, the published version) as the address itself; an address holds no
more than what to check and the filters.
"""

from functools import partial
from pathlib import PurePath
from typing import Any

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.checking import Checked, check
from assistant.checking_beside import Beside, check_beside
from assistant.comparing import without_provenance
from assistant.errors import TEXTS, CheckUnknown
from assistant.settings import Settings
from assistant.setup import own_shapes
from assistant.sharing import versions_of
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from assistant.web.strategist import MEGABYTES, SECONDS, turn
from assistant.web.validate_form import (
    ACCEPTED,
    DOWNLOADS,
    ENDINGS,
    Asked,
    from_address,
    from_form,
    must_have_something,
)
from assistant.web.validate_view import shown
from kg.drafts import DraftStore
from kg.errors import TEXTS as REPORT_TEXTS
from kg.errors import StyrError
from kg.rdf import FORMATS as RDF_FORMATS
from kg.reports import FORMATS
from kg.results import SEVERITIES

router = APIRouter()
FRESH = {"cache-control": "no-store", "vary": "accept-language"}
SUFFIXES = {"text": "txt", "turtle": "ttl", "junit": "xml"}
SCRIPTED = (
    "sending", "sent", "checking", "elapsed", "cancelled", "unreachable", "too_large", "wrong_type",
    "remove", "chosen", "chosen_one", "report_ready", "filtered", "filtered_none",
    "shown_all", "shown_one",
    "copied", "copy_failed", "saved", "save_failed", "source_line", "source_of", "source_gone",
    "close", "cancel", "failed_again",
)  # fmt: skip
"""Texts that the script tells."""


@router.api_route("/validera", methods=READ, response_class=HTMLResponse)
async def validate_page(request: Request) -> Response:
    """The form; with ``?check=published`` or ``?check=draft:NAME`` the report on that."""
    asked = Asked()
    try:
        asked = from_address(request)
        return await _answer(request, asked) if asked.what else _page(request, asked)
    except StyrError as problem:
        return _page(request, asked, problem=problem)


@router.post("/validera", response_class=HTMLResponse)
async def validate_sent(request: Request) -> Response:
    """The report on the files and the text of the form, which are not stored."""
    asked = Asked()
    try:
        asked = await from_form(request, language(request))
        must_have_something(asked)
        return await _answer(request, asked)
    except StyrError as problem:
        return _page(request, asked, problem=problem)


async def _answer(request: Request, asked: Asked) -> Response:
    lang = language(request)
    checked, beside = await _checked(request, asked)
    if asked.form:
        return _download(request, asked, checked)
    settings: Settings = request.app.state.settings
    graph = request.app.state.assistant.graph if request.app.state.assistant else None
    variables = shown(checked.report, asked, beside, graph, settings.base, lang)
    return _page(request, asked, report={**variables, "not_followed": checked.not_followed})


async def _checked(request: Request, asked: Asked) -> tuple[Checked, Beside | None]:
    """Raises what `check` and `check_beside` raise, and `CheckUnknown`."""
    settings: Settings = request.app.state.settings
    shapes = [*asked.shapes, *own_shapes(settings)]
    limits: dict[str, Any] = {"health": asked.health, "seconds": SECONDS, "megabytes": MEGABYTES}
    given = list(asked.sources) or await anyio.to_thread.run_sync(_stored, settings, asked.what)
    limiter = turn(bool(asked.shapes))
    if _compares(request, asked):
        published = await anyio.to_thread.run_sync(_stored, settings, "published")
        work = partial(check_beside, given, published, shapes, **limits)
        beside: Beside = await anyio.to_thread.run_sync(work, limiter=limiter)
        return beside.checked, beside
    alone = partial(check, given, shapes, **limits)
    return await anyio.to_thread.run_sync(alone, limiter=limiter), None


def _compares(request: Request, asked: Asked) -> bool:
    """A draft is always compared: it is there to be published."""
    wanted = asked.beside or asked.what.startswith("draft:")
    return wanted and not asked.form and asked.what != "published" and _published(request)


def _stored(settings: Settings, what: str) -> list[Any]:
    """What is here already. Raises `CheckUnknown` or `kg.errors.StoreError`."""
    kind, _, name = what.partition(":")
    if what == "published":
        versions = versions_of(settings)
        return without_provenance(versions.quads(versions.current().number))
    if kind == "draft":
        return without_provenance(DraftStore(settings.data).read(name))
    raise CheckUnknown(what=what)


def _published(request: Request) -> bool:
    assistant = request.app.state.assistant
    return bool(assistant and assistant.graph.number)


def _download(request: Request, asked: Asked, checked: Checked) -> Response:
    form, lang = FORMATS[asked.form], language(request)
    name = f"{TEXTS.get(lang, 'validate_page.file_name')}.{SUFFIXES.get(asked.form, asked.form)}"
    headers = {**FRESH, "content-disposition": f'attachment; filename="{name}"'}
    written = form.write(checked.report, lang)
    return Response(written, media_type=form.media_type, headers=headers)


def _page(
    request: Request,
    asked: Asked,
    report: dict[str, Any] | None = None,
    problem: StyrError | None = None,
) -> Response:
    lang = language(request)
    settings: Settings = request.app.state.settings
    words = partial(_word, lang)
    published = _published(request)
    variables = {
        "words": words,
        "script": _script(lang),
        "asked": asked,
        "report": report,
        "problem": _told(problem, lang) if problem else None,
        "published": published,
        "drafts": DraftStore(settings.data).names() if published else [],
        "kinds": ENDINGS,
        "downloads": DOWNLOADS,
        "accepted": ACCEPTED,
        "rdf": [each for each in ACCEPTED if each in RDF_FORMATS],
        "excel": [each for each in ACCEPTED if each not in RDF_FORMATS],
        "megabytes": settings.max_upload,
        "ways": _ways(settings, lang),
    }
    response = render(request, "validate.html", variables, problem.status if problem else 200)
    response.headers.update(FRESH)
    return response


def _ways(settings: Settings, lang: str) -> list[tuple[str, str]]:
    """The pages of a strategist that the menu, which everyone has, does not list."""
    paths = {"to_drafts": "/andringar", "to_feedback": "/aterkoppling", "to_report": "/rapport"}
    if settings.feedback == "off":
        del paths["to_feedback"]
    return [(path, _word(lang, key)) for key, path in paths.items()]


def _script(lang: str) -> dict[str, str]:
    """The texts of `SCRIPTED`, and how results are counted."""
    counted = [f"{each}_{many}" for each in SEVERITIES for many in ("one", "many")]
    report = {key: REPORT_TEXTS.raw(lang, f"report.{key}") for key in (*counted, "and")}
    return report | {key: TEXTS.raw(lang, f"validate_page.{key}") for key in SCRIPTED}


def _told(problem: StyrError, lang: str) -> dict[str, Any]:
    """The message, and the file and line where a text could not be read."""
    reason = getattr(problem.params.get("reason"), "params", {})
    path = str(problem.params.get("path", ""))
    line, column = (reason.get(name) for name in ("line", "column"))
    return {
        "message": problem.message(lang),
        "file": PurePath(path).name if path and isinstance(line, int) else "",
        "line": line,
        "column": column,
    }


def _word(lang: str, key: str, **params: object) -> str:
    return TEXTS.get(lang, f"validate_page.{key}", **params)
