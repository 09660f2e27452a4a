"""``/andringar``: what a draft, or a version, changes; without either the drafts that there are."""

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.comparing import difference, sides
from assistant.errors import TEXTS
from assistant.report.numbers import day as dated
from assistant.settings import Settings
from assistant.web.drafts import PATCH
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.diff_report import outline, summary, to_json
from kg.drafts import DraftStore
from kg.errors import FolderDamaged
from kg.patch import between, to_text

router = APIRouter()


@router.api_route("/andringar", methods=READ, response_class=HTMLResponse)
def changes(
    request: Request,
    draft: str = "",
    old: int | None = None,
    new: int | None = None,
    form: str = "html",
) -> Response:
    """What differs, as a page; with ``?form=json`` or ``patch`` for programs.

    Between version ``old`` (the current one by default) and version ``new`` or else a draft.
    """
    settings: Settings = request.app.state.settings
    lang = language(request)
    if form == "html" and not draft and new is None:
        return _drafts(request, settings, lang)
    before, after = sides(settings, old, new, draft or None, lang)
    if form == "patch":
        text = to_text(between(before.quads, after.quads))
        return Response(text, media_type=PATCH)
    found = difference(before, after)
    if form == "json":
        return JSONResponse(to_json(found, lang))
    variables = {
        "words": partial(_word, lang),
        "heading": _word(lang, "heading", before=before.name, after=after.name),
        "draft": draft if new is None else "",
        "query": _query(draft=draft, old=old, new=new),
        "summary": summary(found, lang),
        "parts": outline(found, lang),
    }
    return render(request, "changes.html", variables)


def _drafts(request: Request, settings: Settings, lang: str) -> Response:
    store = DraftStore(settings.data)
    variables = {
        "words": partial(_word, lang),
        "drafts": [_listed(store, name, lang) for name in store.names()],
    }
    return render(request, "drafts.html", variables)


def _listed(store: DraftStore, name: str, lang: str) -> dict[str, Any]:
    """One draft; what is told of it is that it is damaged, if it is."""
    try:
        head, edits = store.head(name), store.history(name)
    except FolderDamaged as problem:
        return {"name": name, "told": problem.message(lang), "whole": False}
    told = [_word(lang, "based", number=head.base)] if head.base else []
    if edits:
        when = datetime.fromisoformat(edits[-1].when).astimezone()
        last = {"day": dated(when.date(), lang, " "), "time": f"{when:%H:%M}", "who": edits[-1].who}
        told.append(_word(lang, "edited", **last))
    return {"name": name, "told": " ".join(told), "whole": True}


def _query(**given: str | int | None) -> str:
    """The address's own parameters again, before another."""
    return "".join(f"{key}={quote(str(value))}&" for key, value in given.items() if value)


def _word(lang: str, key: str, **params: object) -> str:
    return TEXTS.get(lang, f"changes.{key}", **params)
