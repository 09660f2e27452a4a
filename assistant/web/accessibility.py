"""``/tillganglighet``: the accessibility statement that the law asks for, by DIGG's template."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.report.numbers import day
from assistant.settings import Settings
from assistant.web.chat_config import parts
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.texts import load

COMPLAINTS = "https://www.digg.se/tdosanmalan"
"""Where DIGG takes complaints; the statement must link there."""
LAW = (
    "https://www.riksdagen.se/sv/dokument-och-lagar/dokument/svensk-forfattningssamling/"
    "lag-20181937-om-tillganglighet-till-digital_sfs-2018-1937/"
)

router = APIRouter()


@router.api_route("/tillganglighet", methods=READ, response_class=HTMLResponse)
def statement(request: Request) -> HTMLResponse:
    """The statement, from what the settings say."""
    settings: Settings = request.app.state.settings
    lang = language(request)
    words = load("assistant", lang)["accessibility"]
    contact = settings.accessibility_contact
    return render(
        request,
        "accessibility.html",
        {
            "words": words,
            "name": settings.brand_name or "Styrkompassen",
            "publisher": "" if ":" in settings.publisher else settings.publisher,
            "status": settings.accessibility_status,
            "contact": contact,
            "contact_href": f"mailto:{contact}"
            if "@" in contact and ":" not in contact
            else contact,
            "assessed": _day(settings.accessibility_assessed, lang),
            "updated": _day(settings.accessibility_updated, lang),
            "lacks": parts(settings.accessibility_lacks),
            "complaints": COMPLAINTS,
            "law": LAW,
        },
    )


def _day(iso: str, lang: str) -> str:
    return day(date.fromisoformat(iso), lang, " ") if iso else ""
