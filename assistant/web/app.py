"""The application: routes, headers and error answers around one assistant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.setup import open_assistant
from assistant.web import api, pages, problems
from assistant.web.guard import Guard

STATIC = Path(__file__).resolve().parent.parent / "static"


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
    app.add_middleware(Guard)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.origins),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "accept"],
        max_age=3600,
    )
    return app
