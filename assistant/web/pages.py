"""Pages for people: the frame that all of them share, the links between them, and the chat."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from assistant.web import built
from assistant.web.api import assistant_of, conversations_of
from assistant.web.chat_config import chat_config
from assistant.web.problems import language
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
READ = ["GET", "HEAD"]


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


@router.api_route("/", methods=READ, response_class=HTMLResponse)
def chat(request: Request, q: str = "", unit: str = "", conversation: str = "") -> HTMLResponse:
    """The chat; with ``?q=`` it also answers on the page itself, for browsers without scripts."""
    asked = request.query_params.get("lang")
    remembered = conversations_of(request)
    named = remembered.named(conversation or None)
    variables: dict[str, Any] = {"question": q, "unit": unit, "answer": None, "lang_asked": asked}
    variables["conversation"] = named
    variables["config"] = chat_config(request.app.state.settings)
    if q.strip():
        found = assistant_of(request).ask(
            q,
            unit=unit or None,
            lang=asked,
            hint=language(request),
            conversation=named,
            conversations=remembered,
        )
        variables["answer"] = found.to_json()
    return render(request, "chat.html", variables)


def _municipality(graph: GovernanceGraph) -> str:
    places = graph.instances(STYR.Municipality)
    return graph.title(places[0], "sv") if places else ""
