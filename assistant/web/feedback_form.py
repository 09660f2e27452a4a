"""``/tyck-till``: what a reader thinks of an answer, for browsers without scripts.

What cannot be kept is shown again with all that was filled in, and what is wrong with it.
"""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from assistant.errors import FeedbackOff, FeedbackWrong
from assistant.feedback import LONGEST, MOST_THINGS, NONE, REASONS, plain
from assistant.web.api import assistant_of
from assistant.web.feedback import Judgement, desk_of, keep, strategies
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.errors import StyrError
from kg.texts import load

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form holds, as text; ``right`` is "yes", "no" or empty."""

    right: str = ""
    reason: str = ""
    strategy: str = ""
    comment: str = ""
    question: str = ""
    consent: bool = False
    verdict: str = ""
    shown: tuple[str, ...] = ()


@router.api_route("/tyck-till", methods=READ)
def form(request: Request, q: str = "", verdict: str = "", tack: str = "") -> Response:
    """The form, or thanks for it. What its address says that nobody knows of is left out."""
    if not desk_of(request).on:
        raise FeedbackOff()
    shown = tuple(request.query_params.getlist("strategy"))
    filled = Filled(question=q, verdict=verdict, shown=shown)
    return _page(request, _opened(request, filled), thanks=bool(tack))


@router.post("/tyck-till")
async def formed(request: Request) -> Response:
    """Keep what the form says; if that cannot be done, the form again.

    With ``open``, the form of a question that its address is not to hold.
    """
    async with request.form(max_files=0, max_fields=80) as fields:
        filled, opened = _filled(fields), "open" in fields
    if opened:
        if not desk_of(request).on:
            raise FeedbackOff()
        return _page(request, _opened(request, filled))
    try:
        await run_in_threadpool(_keep, request, filled)
    except FeedbackOff:
        raise
    except StyrError as problem:
        return _page(request, filled, problem=problem)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/tyck-till?tack=1&lang={language(request)}", 303)


def _opened(request: Request, filled: Filled) -> Filled:
    """The form with nothing chosen yet, without what nobody knows of."""
    lang = language(request)
    known = {each["iri"] for each in strategies(assistant_of(request).graph, lang)}
    return Filled(
        question=plain(filled.question)[: LONGEST["question"]],
        verdict=filled.verdict if filled.verdict in load("assistant", lang)["verdict"] else "",
        shown=tuple(iri for iri in filled.shown if iri in known)[:MOST_THINGS],
    )


def _filled(fields: FormData) -> Filled:
    given = {name: str(fields.get(name) or "") for name in Filled.__dataclass_fields__}
    shown = tuple(str(each) for each in fields.getlist("shown"))[:MOST_THINGS]
    return Filled(**{**given, "consent": bool(given["consent"]), "shown": shown})  # type: ignore[arg-type]


def _keep(request: Request, filled: Filled) -> None:
    """Raises `FeedbackWrong` for what is not chosen, and as `assistant.web.feedback.keep`."""
    if filled.right not in ("yes", "no"):
        raise FeedbackWrong(field="right")
    judgement = Judgement(
        right=filled.right == "yes",
        lang=language(request),
        reason=filled.reason,
        strategy=filled.strategy,
        comment=filled.comment,
        question=filled.question,
        consent=filled.consent,
        verdict=filled.verdict,
        version=assistant_of(request).graph.number,
        shown=list(filled.shown),
        things=list(filled.shown),
    )
    keep(request, judgement)


def _page(
    request: Request, filled: Filled, *, thanks: bool = False, problem: StyrError | None = None
) -> Response:
    lang = language(request)
    words = load("assistant", lang)["feedback"]
    variables = {
        "words": words,
        "filled": filled,
        "thanks": thanks,
        "reasons": [(each, words["reasons"][each]) for each in REASONS],
        "strategies": strategies(assistant_of(request).graph, lang),
        "none": NONE,
        "longest": LONGEST["comment"],
        "fault": _fault(problem, words, lang) if problem else {},
    }
    return render(request, "feedback.html", variables, problem.status if problem else 200)


def _fault(problem: StyrError, words: dict[str, Any], lang: str) -> dict[str, str]:
    """What is wrong, and in which field, if it is in one of those that are shown."""
    field = str(problem.params.get("field", ""))
    personal = type(problem).__name__ == "FeedbackPersonal"
    texts: dict[str, str] = words["wrong_personal" if personal else "wrong"]
    if field not in texts:
        return {"field": "", "message": problem.message(lang)}
    return {"field": field, "message": texts[field].format(most=LONGEST.get(field, ""))}
