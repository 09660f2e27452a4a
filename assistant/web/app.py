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
from assistant.conversation import Conversations
from assistant.settings import Settings
from assistant.setup import open_assistant
from assistant.web import api, drafts, pages, problems, strategist
from assistant.web.follow import Earlier, Follower
from assistant.web.guard import Guard

STATIC = Path(__file__).resolve().parent.parent / "static"


def create_app(settings: Settings, assistant: Assistant | None = None) -> FastAPI:
    """The application over ``assistant``, or over the published version, opened at start."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if app.state.assistant is None:
            app.state.assistant = await run_in_threadpool(open_assistant, settings)
        if not app.state.assistant.graph.number:  # given files, which nobody publishes
            yield
            return
        follower = Follower(app, settings)
        follower.start()
        yield
        await run_in_threadpool(follower.stop)

    app = FastAPI(
        title="Styrkompassen",
        version=version("styrkompassen"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.assistant = assistant
    app.state.settings = settings
    app.state.earlier = Earlier(settings)
    app.state.conversations = Conversations(
        settings.conversation_minutes, settings.conversations, settings.conversation_turns
    )
    app.state.drafts = drafts.LiveDrafts(settings.data)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.include_router(strategist.router)
    app.include_router(drafts.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app)
    app.add_middleware(Guard, largest=strategist.largest_bodies(settings))
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["content-type", "accept"],
        max_age=3600,
    )
    return app
