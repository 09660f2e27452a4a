"""Every error over HTTP in one shape: a page for people, ``application/problem+json`` for programs.

The JSON is RFC 9457 (as DIGG's REST API profile asks): ``type, title, status, detail, instance``.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.errors import TEXTS, RequestBroken
from kg.errors import Busy, StyrError

PROBLEM = "application/problem+json"


def install(app: FastAPI) -> None:
    """Answer every error of the application."""
    app.add_exception_handler(StyrError, _known)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _standard)


def language(request: Request) -> str:
    """What the client reads: ``?lang=``, else Accept-Language, else the settings."""
    asked = request.query_params.get("lang")
    if asked in ("sv", "en"):
        return asked
    for tag in preferred(request.headers.get("accept-language", "")):
        if tag[:2] in ("sv", "en"):
            return tag[:2]
    return str(request.app.state.settings.lang)


def preferred(header: str) -> list[str]:
    """The values of an Accept header that are wanted, most wanted first (RFC 9110, q-values)."""
    return [value for quality, value in _weighed(header) if quality > 0]


def refused(header: str) -> list[str]:
    """The values of an Accept header that are not to be given, whatever else it says."""
    return [value for quality, value in _weighed(header) if quality <= 0]


def _weighed(header: str) -> list[tuple[float, str]]:
    weighed = []
    for part in header.split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            weighed.append((float(quality), value))
        except ValueError:
            weighed.append((0.0, value))
    weighed.sort(key=lambda pair: -pair[0])
    return weighed


def text(request: Request, key: str, **params: object) -> str:
    """A text under ``[http]`` in the client's language."""
    return TEXTS.get(language(request), f"http.{key}", **params)


def answer(
    request: Request,
    status: int,
    detail: str,
    name: str = "about:blank",
    more: Mapping[str, int] | None = None,
) -> Response:
    """The error answer, as a page when a browser asks for one. ``more`` joins the JSON."""
    title = _title(request, status)
    if "text/html" in request.headers.get("accept", "") and not _is_api(request):
        from assistant.web.pages import render

        page = {"title": title, "detail": detail, "status": status}
        return render(request, "error.html", page, status=status)
    body: dict[str, Any] = {
        "type": name,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        **(more or {}),
    }
    return JSONResponse(body, status_code=status, media_type=PROBLEM)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _title(request: Request, status: int) -> str:
    try:
        return text(request, f"title_{status}")
    except KeyError:
        return text(request, "title_500" if status >= 500 else "title_400")


async def _known(request: Request, problem: Exception) -> Response:
    if not isinstance(problem, StyrError):
        raise problem
    detail = problem.message(language(request))
    response = answer(request, problem.status, detail, f"#{type(problem).__name__}", problem.place)
    if isinstance(problem, Busy):
        response.headers["retry-after"] = str(problem.params["seconds"])
    return response


async def _unreadable(request: Request, problem: Exception) -> Response:
    errors = problem.errors() if isinstance(problem, RequestValidationError) else []
    places = [".".join(str(part) for part in each["loc"][1:]) for each in errors]
    reasons = [
        f"{place}: {each['msg']}".strip(": ") for place, each in zip(places, errors, strict=True)
    ]
    return await _known(request, RequestBroken(reason="; ".join(reasons)))


async def _standard(request: Request, problem: Exception) -> Response:
    if not isinstance(problem, HTTPException):
        raise problem
    status = problem.status_code
    if status == 400:
        return await _known(request, RequestBroken(reason="JSON"))
    key = {404: "not_found", 405: "method", 503: "not_ready"}.get(status, "internal")
    response = answer(request, status, text(request, key))
    response.headers.update(problem.headers or {})
    return response
