"""``/aterkoppling``: strategists read what was said of answers, and make words and tests of it.

What cannot be done is told beside the feedback it was about, with all that was filled in.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from assistant.errors import FeedbackFormOld, ThingUnknown
from assistant.feedback import LONGEST, NONE, Feedback, Said
from assistant.report.numbers import day as dated
from assistant.web.api import assistant_of
from assistant.web.feedback import desk_of, strategies
from assistant.web.feedback_deciding import DRAFT, LONGEST_WORD, decide, known
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.errors import DraftNameWrong, StyrError
from kg.graph import GovernanceGraph
from kg.names import STYR
from kg.texts import load

router = APIRouter()
JSON_LINES = "application/jsonl"
SHOWN = 50
"""Pieces of feedback on the page, of each sort, the newest; the others come when these are done."""
LONGEST_NAME = 80
"""Characters of a question that are its heading."""


@router.api_route("/aterkoppling", methods=READ)
def review(request: Request, klart: str = "") -> Response:
    """What was said, newest first; what is decided is below. ``klart`` is the last decided."""
    return _page(request, done=klart)


@router.post("/aterkoppling")
async def decided(request: Request) -> Response:
    """Make a word or a test of one, dismiss it, or open it again; then back to the page."""
    async with request.form(max_files=0, max_fields=20) as fields:
        given = _given(fields)
    try:
        if not hmac.compare_digest(
            given.get("token", "").encode(), desk_of(request).token.encode()
        ):
            raise FeedbackFormOld()
        said = await run_in_threadpool(decide, request, lambda name: given.get(name, ""))
    except StyrError as problem:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        return await run_in_threadpool(_refused, request, given, problem)
    asked = {"lang": language(request)} if "lang" in request.query_params else {}
    root = request.scope.get("root_path", "")
    told = urlencode({**asked, "klart": said.id})
    return RedirectResponse(f"{root}/aterkoppling?{told}#klart", 303)


def _given(fields: FormData) -> dict[str, str]:
    return {key: " ".join(str(value).split()) for key, value in fields.items()}


def _refused(request: Request, given: dict[str, str], problem: StyrError) -> Response:
    """The page again. What another site filled in is not shown as if the reader had."""
    ours = request.headers.get("sec-fetch-site") == "same-origin"
    if isinstance(problem, FeedbackFormOld) and not ours:
        given = {}
    return _page(request, given=given, problem=problem)


def _page(
    request: Request,
    *,
    done: str = "",
    given: Mapping[str, str] | None = None,
    problem: StyrError | None = None,
) -> Response:
    desk, lang = desk_of(request), language(request)
    graph = assistant_of(request).graph
    found = desk.kept.all()
    wrong = [said for said in found if not said.right]
    waiting = [said for said in wrong if not said.outcome]
    decided = [said for said in wrong if said.outcome]
    variables = {
        "words": load("assistant", lang)["feedback"],
        "on": desk.on,
        "days": desk.days,
        "right": len(found) - len(wrong),
        "wrong": len(wrong),
        "waiting": [_row(graph, said, lang) for said in waiting[:SHOWN]],
        "waiting_count": len(waiting),
        "decided": [_row(graph, said, lang) for said in decided[:SHOWN]],
        "decided_count": len(decided),
        "tests": any(said.outcome == "test" for said in decided),
        "strategies": strategies(graph, lang),
        "token": desk.token,
        "draft": DRAFT,
        "none": NONE,
        "longest": {**LONGEST, "word": LONGEST_WORD},
        "done": next((_row(graph, said, lang) for said in wrong if said.id == done), None),
        "given": given or {},
        "fault": _fault(problem, given or {}, lang) if problem else {},
    }
    status = problem.status if problem else 200
    response = render(request, "feedback_review.html", variables, status)
    response.headers["cache-control"] = "no-store"
    return response


def _fault(problem: StyrError, given: Mapping[str, str], lang: str) -> dict[str, str]:
    """What is wrong, and the field of the form that it is in, if it is in one."""
    field = str(problem.params.get("field", ""))
    if isinstance(problem, ThingUnknown):
        field = "other" if given.get("other") else "thing"
    elif isinstance(problem, DraftNameWrong):
        field = "draft"
    texts = load("assistant", lang)["feedback"]["wrong"]
    own = type(problem).__name__ == "FeedbackWrong" and field in texts
    longest = {**LONGEST, "word": LONGEST_WORD}.get(field, "")
    message = texts[field].format(most=longest) if own else problem.message(lang)
    return {"field": field, "message": message}


# -- one piece of feedback ----------------------------------------------------------------------


def _row(graph: GovernanceGraph, said: Said, lang: str) -> dict[str, Any]:
    words = load("assistant", lang)["feedback"]
    right = {"": words["unknown"], NONE: words["nothing"]}.get(said.strategy)
    result = said.result or {}
    day = datetime.fromisoformat(said.at).astimezone().date()
    said_at = words["said_at" if said.version else "said_at_unpublished"]
    return {
        "said": said,
        "name": _shortened(said.question),
        "when": said_at.format(day=dated(day, lang, " "), version=said.version),
        "reason": words["reasons"].get(said.reason, said.reason),
        "verdict": load("assistant", lang)["verdict"].get(said.verdict, ""),
        "right_one": right or _title(graph, said.strategy, lang),
        "shown": [_title(graph, iri, lang) for iri in said.shown],
        "things": [
            (node.value, graph.title(node, lang))
            for node in (known(graph, iri) for iri in said.things)
            if node is not None
        ],
        "outcome": words[f"outcome_{said.outcome or 'reopened'}"].format(
            word=result.get("word", ""),
            title=_title(graph, result.get("thing", ""), lang),
            draft=result.get("draft", ""),
            question=result.get("question", ""),
            gold=words["gold_none"]
            if result.get("gold") == NONE
            else _title(graph, result.get("gold", ""), lang),
        ),
        "draft_href": f"/andringar?draft={quote(result['draft'])}" if "draft" in result else "",
    }


def _shortened(question: str) -> str:
    """The question, or as many whole words of it as a heading has room for."""
    if len(question) <= LONGEST_NAME:
        return question
    return question[:LONGEST_NAME].rpartition(" ")[0] or question[:LONGEST_NAME]


def _title(graph: GovernanceGraph, iri: str, lang: str) -> str:
    """What it is called; its IRI when the graph does not know it any more."""
    node = known(graph, iri)
    if node is not None:
        return graph.title(node, lang)
    gone: str = load("assistant", lang)["feedback"]["gone"]
    return gone.format(iri=iri) if iri else ""


# -- the test questions -------------------------------------------------------------------------


@router.api_route("/aterkoppling/fragor.jsonl", methods=READ)
def tests(request: Request) -> Response:
    """The test questions that were made, a JSON object a line."""
    graph = assistant_of(request).graph
    lines = [_line(graph, said) for said in reversed(_tests(desk_of(request).kept))]
    headers = {
        "content-disposition": 'attachment; filename="fragor.jsonl"',
        "cache-control": "no-store",
    }
    return Response("".join(lines), media_type=JSON_LINES, headers=headers)


def _tests(kept: Feedback) -> list[Said]:
    return [said for said in kept.all() if said.outcome == "test" and said.result]


def _line(graph: GovernanceGraph, said: Said) -> str:
    result = said.result or {}
    gold = result["gold"]
    node = None if gold == NONE else known(graph, gold)
    internal = node is not None and graph.is_a(node, STYR.InternalStrategy)
    told = {
        "id": f"aterkoppling-{said.id}",
        "question": result["question"],
        "lang": said.lang,
        "kind": "unknown" if gold == NONE else "internal" if internal else "described",
        "gold": [] if gold == NONE else [gold],
        "note": f"{said.reason}; {said.at[:10]}; version {said.version}",
    }
    return json.dumps(told, ensure_ascii=False) + "\n"
