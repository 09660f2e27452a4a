"""``/aterkoppling``: strategists read what was said of answers, and make words and tests of it."""

import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pyoxigraph import Literal, NamedNode, Quad
from starlette.datastructures import FormData

from assistant.errors import FeedbackFormOld, FeedbackUndecidable, ThingUnknown
from assistant.feedback import NONE, Feedback, Said
from assistant.web.api import assistant_of
from assistant.web.drafts import LiveDrafts
from assistant.web.feedback import Desk, desk_of, strategies
from assistant.web.pages import READ, render
from assistant.web.problems import language
from assistant.web.wording import node as node_named
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, SKOS, STYR
from kg.patch import Patch
from kg.texts import load

router = APIRouter()
DRAFT = "ord"
"""The draft that words are added to unless another is named."""
LONGEST_WORD = 200
JSON_LINES = "application/jsonl"
SHOWN = 50
"""Pieces of feedback on the page, of each sort, the newest; the others come when these are done."""

Fields = Callable[[str], str]


@router.api_route("/aterkoppling", methods=READ)
def review(request: Request) -> Response:
    """What was said, newest first; what is decided is below."""
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
    }
    response = render(request, "feedback_review.html", variables)
    response.headers["cache-control"] = "no-store"
    return response


def _row(graph: GovernanceGraph, said: Said, lang: str) -> dict[str, Any]:
    words = load("assistant", lang)["feedback"]
    named = {iri: _title(graph, iri, lang) for iri in (*said.shown, *said.things)}
    right = {"": words["unknown"], NONE: words["nothing"]}.get(said.strategy)
    verdicts = load("assistant", lang)["verdict"]
    result = said.result or {}
    return {
        "said": said,
        "day": said.at[:10],
        "reason": words["reasons"].get(said.reason, said.reason),
        "verdict": verdicts.get(said.verdict, ""),
        "right_one": right or _title(graph, said.strategy, lang),
        "shown": [named[iri] for iri in said.shown],
        "things": [(iri, named[iri]) for iri in said.things if named[iri] != iri],
        "outcome": words[f"outcome_{said.outcome}"].format(
            word=result.get("word", ""),
            title=_title(graph, result.get("thing", ""), lang),
            draft=result.get("draft", ""),
        )
        if said.outcome
        else "",
        "draft_href": f"/andringar?draft={quote(result['draft'])}" if "draft" in result else "",
    }


def _title(graph: GovernanceGraph, iri: str, lang: str) -> str:
    """What it is called; its IRI when the graph does not know it."""
    node = _known(graph, iri)
    return graph.title(node, lang) if node is not None else iri


def _known(graph: GovernanceGraph, iri: str) -> NamedNode | None:
    try:
        node = NamedNode(iri)
    except ValueError:
        return None
    return node if any(graph.store.quads_for_pattern(node, None, None, None)) else None


# -- deciding -----------------------------------------------------------------------------------


@router.post("/aterkoppling")
async def decide(request: Request) -> Response:
    """Make a word or a test of one, dismiss it, or open it again; then back to the page."""
    desk = desk_of(request)
    async with request.form(max_files=0, max_fields=20) as fields:
        text = _reader(fields)
    if not hmac.compare_digest(text("token").encode(), desk.token.encode()):
        raise FeedbackFormOld()
    await run_in_threadpool(_decide, request, desk, text)
    asked = {"lang": language(request)} if "lang" in request.query_params else {}
    address = f"{request.scope.get('root_path', '')}/aterkoppling"
    return RedirectResponse(f"{address}?{urlencode(asked)}" if asked else address, 303)


def _reader(fields: FormData) -> Fields:
    texts = {key: " ".join(str(value).split()) for key, value in fields.items()}
    return lambda name: texts.get(name, "")


def _decide(request: Request, desk: Desk, text: Fields) -> None:
    said, lang = desk.kept.get(text("id")), language(request)
    graph = assistant_of(request).graph
    match text("act"):
        case "synonym":
            drafts: LiveDrafts = request.app.state.drafts
            base = request.app.state.settings.base
            result = _taught(graph, drafts, said, text, (base, lang))
            desk.kept.decide(said.id, "synonym", result)
        case "test":
            desk.kept.decide(said.id, "test", _test(graph, said, text, lang))
        case "dismiss":
            desk.kept.decide(said.id, "dismissed")
        case "reopen":
            desk.kept.decide(said.id, "")


def _taught(
    graph: GovernanceGraph, drafts: LiveDrafts, said: Said, text: Fields, place: tuple[str, str]
) -> dict[str, Any]:
    """The word added to a draft, as one edit. Raises `FeedbackUndecidable`, `ThingUnknown`."""
    base, lang = place
    words = load("assistant", lang)["feedback"]
    word, asked = text("word"), text("other") or text("thing")
    if not word or len(word) > LONGEST_WORD:
        raise FeedbackUndecidable(missing=words["word"].lower())
    if not asked:
        raise FeedbackUndecidable(missing=words["thing"].lower())
    node = node_named(_plain(asked, base), base)
    if _known(graph, node.value) is None:
        raise ThingUnknown(iri=node.value)
    name = text("draft") or DRAFT
    label = Literal(word, language=said.lang)
    patch = Patch(added=frozenset([Quad(node, SKOS.altLabel, label, DATA_GRAPH)]))
    drafts.edit(name, patch, f"{words['title']}: {word}")
    return {"word": word, "thing": node.value, "draft": name}


def _plain(asked: str, base: str) -> str:
    """The IRI of a thing by the address of its page, which is what people have at hand."""
    if asked.startswith(base):
        return asked
    before, found, name = asked.partition("/id/")
    return name.split("?")[0] if found and ("://" in before or not before) else asked


def _test(graph: GovernanceGraph, said: Said, text: Fields, lang: str) -> dict[str, Any]:
    """A line for `styrkompass eval`. Raises `FeedbackUndecidable`."""
    words = load("assistant", lang)["feedback"]
    gold, question = text("gold"), text("question") or said.question
    if not question:
        raise FeedbackUndecidable(missing=words["question"].lower())
    if gold != NONE and _known(graph, gold) is None:
        raise FeedbackUndecidable(missing=words["gold"].lower())
    return {"question": question, "gold": gold}


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
    node = None if gold == NONE else _known(graph, gold)
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
