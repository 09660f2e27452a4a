"""``/api/ask``, ``/health`` and ``/ready``."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import AfterValidator, BaseModel

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.setup import version_asked_for
from assistant.web.follow import Earlier
from assistant.web.problems import language

router = APIRouter()
STREAM = "text/event-stream"


def _whole(text: str) -> str:
    """``text`` without halves of characters, which JSON's escapes can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


Text = Annotated[str, AfterValidator(_whole)]


class Ask(BaseModel):
    """Body of ``POST /api/ask``. ``lang`` is sv or en; ``unit`` the IRI of an organisation.

    ``at`` is a date and ``version`` a number: what would have been answered from that version.
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


@router.post("/api/ask")
def ask(body: Ask, request: Request) -> Response:
    """Answer a question, as JSON or as server-sent events when the client accepts those."""
    answer = assistant_at(request, body.version, body.at).ask(
        body.question,
        lang=body.lang,
        hint=language(request),
        unit=body.unit,
        conversation=body.conversation,
    )
    if STREAM in request.headers.get("accept", ""):
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(_events(answer), media_type=STREAM, headers=headers)
    return JSONResponse(answer.to_json(), headers={"cache-control": "no-store"})


@router.get("/health")
def health() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "ok"}


@router.get("/ready")
def ready(request: Request) -> dict[str, Any]:
    """Whether questions are answered, and from which version."""
    assistant = assistant_of(request)
    return {"status": "ready", "version": assistant.graph.number}


def _events(answer: Answer) -> Iterator[str]:
    """The text in pieces as it is read, then what it rests on, then everything."""
    whole = answer.to_json()
    for piece in _pieces(answer.answer):
        yield _event("delta", {"text": piece})
    yield _event("sources", {key: whole[key] for key in ("strategies", "values", "citations")})
    yield _event("done", whole)


def _pieces(text: str) -> Iterator[str]:
    """Lines and sentences; joined they are ``text``."""
    start = 0
    for position, character in enumerate(text):
        ends_sentence = character in ".?!" and text[position + 1 : position + 2] in ("", " ")
        if ends_sentence or character == "\n":
            yield text[start : position + 1]
            start = position + 1
    if start < len(text):
        yield text[start:]


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
