"""Pages for people: the frame that all of them share, the links between them, and the chat."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from assistant.errors import QuestionError, QuestionPersonal
from assistant.web import built
from assistant.web.api import assistant_of, conversations_of
from assistant.web.chat_config import chat_config
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.graph import GovernanceGraph
from kg.names import STYR
from kg.texts import LANGUAGES, load

HERE = Path(__file__).resolve().parent.parent
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=False,
)
TEMPLATES.globals["built"] = built.address
LICENCE = "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12"
PAGES = {
    "ask": "/",
    "tree": "/styrkedjan",
    "indicators": "/indikatorer",
    "validate": "/validera",
    "versions": "/versioner",
    "data": "/catalog",
    "sparql": "/sparql",
    "explore": "/utforska",
}
"""The pages that every page links to, in order; the words are under ``[nav]`` in the texts."""

router = APIRouter()


def render(
    request: Request, template: str, variables: dict[str, Any], status: int = 200
) -> HTMLResponse:
    """A page in the client's language."""
    assistant = request.app.state.assistant
    shared = {
        "lang": language(request),
        "root": request.scope.get("root_path", ""),
        "licence_href": LICENCE,
        "municipality": _municipality(assistant.graph) if assistant else "",
        "nav": _navigation(request),
        "brand": request.app.state.brand,
    }
    html = TEMPLATES.get_template(template).render(**shared, **variables)
    return HTMLResponse(html, status_code=status)


def _navigation(request: Request) -> dict[str, Any]:
    """The links to the pages, in the language that was asked for; the page itself is marked."""
    texts = load("assistant", language(request))
    words = texts["nav"]
    here = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    asked = request.query_params.get("lang")
    ending = f"?lang={asked}" if asked in LANGUAGES else ""
    return {
        "label": words["label"],
        "menu": words["menu"],
        "accessibility": {
            "href": f"/tillganglighet{ending}",
            "label": texts["accessibility"]["link"],
        },
        "pages": [
            {"href": path + ending, "label": words[name], "here": here == path}
            for name, path in PAGES.items()
        ],
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """What the chat was asked without scripts; ``posted`` when it came from the page's own form."""

    question: str
    unit: str = ""
    conversation: str = ""
    posted: bool = False


@router.api_route("/", methods=READ, response_class=HTMLResponse)
def chat(request: Request, q: str = "", unit: str = "", conversation: str = "") -> HTMLResponse:
    """The chat; a link with ``?q=`` is answered on the page itself."""
    asked = Asked(q, unit, conversation)
    return _answered(request, asked) if q.strip() else _chat(request, asked)


@router.post("/", response_class=HTMLResponse)
async def form(request: Request) -> HTMLResponse:
    """The same for browsers without scripts, so that what they ask is in no address."""
    async with request.form(max_files=0, max_fields=20) as fields:
        q, unit, conversation = (
            str(fields.get(name) or "") for name in ("q", "unit", "conversation")
        )
    asked = Asked(q, unit, conversation, posted=True)
    return await run_in_threadpool(_answered, request, asked)


def _answered(request: Request, asked: Asked) -> HTMLResponse:
    """The chat with the answer, or with what is wrong with the question."""
    remembered = conversations_of(request)
    try:
        found = assistant_of(request).ask(
            asked.question,
            unit=asked.unit or None,
            lang=request.query_params.get("lang"),
            hint=language(request),
            conversation=remembered.named(asked.conversation or None),
            conversations=remembered,
        )
    except QuestionError as problem:
        return _refused(request, asked, problem)
    return _chat(request, asked, answer=found.to_json(), conversation=found.conversation)


def _refused(request: Request, asked: Asked, problem: QuestionError) -> HTMLResponse:
    """What was written stays in the field, but for what nobody should see on a screen."""
    personal = isinstance(problem, QuestionPersonal)
    return _chat(
        request,
        asked,
        problem.status,
        question="" if personal else asked.question,
        fault=problem.message(language(request)),
        in_address=personal and not asked.posted,
    )


def _chat(request: Request, asked: Asked, status: int = 200, **shown: Any) -> HTMLResponse:
    variables = {
        "question": asked.question,
        "unit": asked.unit,
        "posted": asked.posted,
        "answer": None,
        "fault": "",
        "in_address": False,
        "conversation": asked.conversation,
        "lang_asked": request.query_params.get("lang"),
        "config": chat_config(request.app.state.settings),
    }
    return render(request, "chat.html", {**variables, **shown}, status)


def _municipality(graph: GovernanceGraph) -> str:
    places = graph.instances(STYR.Municipality)
    return graph.title(places[0], "sv") if places else ""
