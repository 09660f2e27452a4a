"""The application: routes, headers and error answers around one assistant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware

from assistant.assistant import Assistant
from assistant.conversation import Conversations
from assistant.settings import Settings
from assistant.setup import open_assistant
from assistant.sharing import versions_of
from assistant.web import (
    accessibility,
    api,
    brand,
    built,
    catalog,
    changes_page,
    drafts,
    explore,
    explore_page,
    feedback,
    feedback_form,
    feedback_page,
    indicators,
    pages,
    problems,
    report,
    rules_page,
    sparql,
    sparql_help,
    sparql_queries,
    strategist,
    style,
    things,
    tree,
    validate_page,
    versions,
)
from assistant.web.follow import Earlier, Follower
from assistant.web.guard import Guard
from assistant.web.packing import Packing
from kg.history import Histories


def create_app(settings: Settings, assistant: Assistant | None = None) -> FastAPI:
    """The application over ``assistant``, or over the published version, opened at start."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if app.state.assistant is None:
            app.state.assistant = await run_in_threadpool(open_assistant, settings)
        published = app.state.assistant.graph.number  # nobody publishes files that are given
        follower = Follower(app, settings) if published else None
        app.state.follower = follower
        if follower:
            follower.start()
        yield
        await app.state.sparql.close()
        if follower:
            await run_in_threadpool(follower.stop)

    app = FastAPI(
        title="Styrkompassen",
        version=version("styrkompassen"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.assistant = assistant
    app.state.follower = None
    app.state.settings = settings
    app.state.earlier = Earlier(settings)
    app.state.conversations = Conversations(
        settings.conversation_minutes, settings.conversations, settings.conversation_turns
    )
    app.state.drafts = drafts.LiveDrafts(settings.data, settings.who)
    app.state.sparql = sparql.Endpoint(settings)
    app.state.histories = Histories(versions_of(settings))
    app.include_router(api.router)
    app.include_router(sparql.router)
    app.include_router(pages.router)
    app.include_router(things.router)
    app.include_router(tree.router)
    app.include_router(explore_page.router)
    app.include_router(explore.router)
    app.include_router(sparql_help.router)
    app.include_router(sparql_queries.router)
    app.include_router(strategist.router)
    app.include_router(validate_page.router)
    app.include_router(rules_page.router)
    app.include_router(drafts.router)
    app.include_router(changes_page.router)
    app.include_router(versions.router)
    app.include_router(indicators.router)
    app.include_router(report.router)
    feedback.install(app, settings)
    app.include_router(feedback_form.router)
    app.include_router(feedback_page.router)
    catalog.install(app, settings)
    brand.install(app, settings)
    app.include_router(accessibility.router)
    app.include_router(style.router)
    app.include_router(built.router)
    problems.install(app)
    app.add_middleware(Packing)
    app.add_middleware(Guard, largest=strategist.largest_bodies(settings))
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["content-type", "accept"],
        expose_headers=sparql.EXPOSED,
        max_age=3600,
    )
    return app
