"""What the chat asks for beside answers: how it is to be, and a place for what readers say.

``GET /api/chat``, ``GET /api/strategies``, ``POST /api/feedback``. `feedback_form` is the same for
browsers without scripts, `feedback_page` is where strategists read it.
"""

import secrets
from threading import Lock

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel, Field

from assistant.errors import FeedbackOff, FeedbackTooOften, FeedbackWrong
from assistant.feedback import MOST_THINGS, NONE, Feedback, Said, plain
from assistant.settings import Settings
from assistant.web.api import Text, assistant_of
from assistant.web.chat_config import chat_config
from assistant.web.pace import Pace
from assistant.web.pages import HERE
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.folding import order
from kg.graph import GovernanceGraph
from kg.names import STYR

router = APIRouter()
MINUTES = 10
BY_ONE, BY_ALL = 20, 300
"""What is taken in so many minutes from one address, and from all."""


class Desk:
    """The feedback of one application; ``token`` is what its own forms carry, ``deciding`` is held
    by whoever decides."""

    def __init__(self, settings: Settings) -> None:
        self.on = settings.feedback == "on"
        self.days = settings.feedback_days
        self.kept = Feedback(settings.data, settings.feedback_days)
        self.pace = Pace(BY_ONE, BY_ALL, MINUTES * 60.0)
        self.deciding = Lock()
        self.token = secrets.token_urlsafe(24)


class Judgement(BaseModel):
    """Body of ``POST /api/feedback``; ``question`` counts only with ``consent``."""

    right: bool
    lang: Text = "sv"
    reason: Text = ""
    strategy: Text = ""
    comment: Text = ""
    question: Text = ""
    consent: bool = False
    verdict: Text = ""
    version: int = 0
    shown: list[Text] = Field(default=[], max_length=MOST_THINGS)
    things: list[Text] = Field(default=[], max_length=MOST_THINGS)


def install(app: FastAPI, settings: Settings) -> None:
    """Add the routes and what they share."""
    app.state.feedback = Desk(settings)
    app.include_router(router)


def desk_of(request: Request) -> Desk:
    """The application's desk."""
    desk: Desk = request.app.state.feedback
    return desk


def strategies(graph: GovernanceGraph, lang: str) -> list[dict[str, str]]:
    """Every strategy with its title, in the order of the alphabet."""
    nodes = dict.fromkeys(
        (*graph.instances(STYR.Strategy), *graph.instances(STYR.InternalStrategy))
    )
    found = [{"iri": node.value, "title": graph.title(node, lang)} for node in nodes]
    return sorted(found, key=lambda each: order(each["title"]))


@router.get("/api/chat")
def config(request: Request) -> Response:
    """What the settings say of the chat."""
    told = chat_config(request.app.state.settings)
    return JSONResponse(told, headers={"cache-control": "max-age=300"})


@router.get("/api/strategies")
def all_strategies(request: Request) -> Response:
    """The strategies that one can say is the right one."""
    found = strategies(assistant_of(request).graph, language(request))
    return JSONResponse({"strategies": found}, headers={"cache-control": "no-cache"})


@router.post("/api/feedback", status_code=201)
def judge(body: Judgement, request: Request) -> dict[str, str]:
    """Keep what a reader says of an answer."""
    return {"id": keep(request, body).id}


def keep(request: Request, body: Judgement) -> Said:
    """Keep it, unless the settings or the pace hinder that, or its right strategy does not exist.

    Raises `FeedbackOff`, `FeedbackTooOften`, and as `Feedback.say`.
    """
    desk = desk_of(request)
    if not desk.on:
        raise FeedbackOff()
    known = {each["iri"] for each in strategies(assistant_of(request).graph, "sv")}
    if not body.right and body.strategy not in ("", NONE, *known):
        raise FeedbackWrong(field="strategy")
    if not desk.pace.allows(request.client.host if request.client else ""):
        raise FeedbackTooOften()
    given = body.model_dump(exclude={"consent"})
    if body.right:
        given = {**given, "reason": "", "strategy": "", "comment": ""}
    given["question"] = " ".join(plain(body.question).split()) if body.consent else ""
    lists = {key: tuple(given[key]) for key in ("shown", "things")}
    return desk.kept.say(Said(**{**given, **lists}))


# -- the widget's other files, beside /widget.js ------------------------------------------------


@router.api_route("/widget.{part}.js", methods=READ)
def widget_part(part: str) -> FileResponse:
    """What `/widget.js` fetches when it is wanted: a language, or what follows an answer."""
    path = HERE / "static" / f"widget.{part}.js"
    if not part.isalpha() or not path.is_file():
        raise HTTPException(404)
    headers = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
    return FileResponse(path, headers=headers)
