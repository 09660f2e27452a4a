"""``/api/ask``, ``/api/conversations``, ``/health`` and ``/ready``."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import AfterValidator, BaseModel

from assistant.assistant import Assistant
from assistant.conversation import Conversations
from assistant.llm.uses import Telling, finished
from assistant.setup import version_asked_for
from assistant.web.follow import Earlier, Follower
from assistant.web.problems import language

router = APIRouter()
STREAM = "text/event-stream"


def _whole(text: str) -> str:
    """``text`` without halves of characters, which JSON's escapes can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


Text = Annotated[str, AfterValidator(_whole)]


class Ask(BaseModel):
    """Body of ``POST /api/ask``. ``lang`` is sv or en; ``unit`` the IRI of an organisation.

    ``conversation`` is what the client calls the conversation, at most 100 characters; without it
    the answer has a new one. ``at`` is a date and ``version`` a number: what would have been
    answered from that version.
    """

    question: Text
    lang: Text | None = None
    unit: Text | None = None
    conversation: Text | None = None
    at: Text | None = None
    version: int | None = None


def assistant_of(request: Request) -> Assistant:
    """The application's assistant; 503 while it is being opened."""
    assistant: Assistant | None = request.app.state.assistant
    if assistant is None:
        raise HTTPException(503)
    return assistant


def assistant_at(request: Request, number: int | None, day: str | None) -> Assistant:
    """The assistant over the version asked for, the current one when none is."""
    current = assistant_of(request)
    asked = version_asked_for(request.app.state.settings, number, day)
    if asked is None or asked == current.graph.number:
        return current
    earlier: Earlier = request.app.state.earlier
    return earlier.open(asked)


def conversations_of(request: Request) -> Conversations:
    """The conversations that the server remembers, whichever version answers."""
    conversations: Conversations = request.app.state.conversations
    return conversations


@router.post("/api/ask")
def ask(body: Ask, request: Request) -> Response:
    """Answer a question, as JSON or as server-sent events when the client accepts those."""
    telling = assistant_at(request, body.version, body.at).tell(
        body.question,
        lang=body.lang,
        hint=language(request),
        unit=body.unit,
        conversation=body.conversation,
        conversations=conversations_of(request),
    )
    if STREAM in request.headers.get("accept", ""):
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(_events(telling), media_type=STREAM, headers=headers)
    return JSONResponse(finished(telling).to_json(), headers={"cache-control": "no-store"})


@router.delete("/api/conversations/{name:path}", status_code=204)
def end(name: str, request: Request) -> None:
    """Forget a conversation. One that is not there answers the same, so that nobody can tell."""
    conversations_of(request).end(name)


@router.get("/health")
def health() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "ok"}


@router.get("/ready")
def ready(request: Request) -> dict[str, Any]:
    """Whether questions are answered, and from which version.

    ``store`` tells what is wrong with the store that versions are shared on, where there is one:
    questions are answered without it, queries and publishing are not.
    """
    assistant = assistant_of(request)
    told = {"status": "ready", "version": assistant.graph.number}
    if request.app.state.settings.server is None:
        return told
    follower: Follower | None = request.app.state.follower
    trouble = follower.trouble if follower else None
    return {**told, "store": trouble.text(language(request)) if trouble else "ok"}


def _events(telling: Telling) -> Iterator[str]:
    """The text in pieces as it becomes ready, then what it rests on, then everything."""
    for piece in telling:
        yield _event("delta", {"text": piece})
    whole = telling.answer.to_json()
    yield _event("sources", {key: whole[key] for key in ("strategies", "values", "citations")})
    yield _event("done", whole)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
