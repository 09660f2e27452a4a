"""The application: routes, headers and error answers around one assistant."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.setup import open_assistant
from assistant.web import api, pages, problems

STATIC = Path(__file__).resolve().parent.parent / "static"
LARGEST_BODY = 1_000_000
"""Bytes of a request body; a question is far smaller."""

POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "object-src 'none'; frame-ancestors 'self'"
)


def create_app(settings: Settings, assistant: Assistant | None = None) -> FastAPI:
    """The application over ``assistant``, or over the published version, opened at start."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if app.state.assistant is None:
            app.state.assistant = await run_in_threadpool(open_assistant, settings)
        yield

    app = FastAPI(
        title="Styrkompassen",
        version=version("styrkompassen"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.assistant = assistant
    app.state.settings = settings
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.origins),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "accept"],
        max_age=3600,
    )
    app.middleware("http")(_guarded)
    return app


async def _guarded(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Refuse bodies that are too large before reading them; set the security headers."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > LARGEST_BODY:
        return problems.answer(request, 413, problems.text(request, "body_too_large"))
    response = await call_next(request)
    response.headers.setdefault("content-security-policy", POLICY)
    response.headers.setdefault("x-content-type-options", "nosniff")
    response.headers.setdefault("referrer-policy", "no-referrer")
    if request.url.path.startswith("/static/"):
        response.headers["access-control-allow-origin"] = "*"
        response.headers["cross-origin-resource-policy"] = "cross-origin"
    return response
