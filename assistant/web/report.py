"""``/rapport``: a follow-up of a period as a page to print, as Word or as CSV.

Without ``from`` and ``to`` it is the form where they are chosen.
"""

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from assistant.errors import FormatWrong
from assistant.report.as_csv import to_csv
from assistant.report.as_docx import MEDIA_TYPE, to_docx
from assistant.report.content import Content
from assistant.report.opening import TERTIAL_ENDS, make, period_of
from assistant.web.api import assistant_at
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.followup_period import Period
from kg.followup_places import sections
from kg.graph import GovernanceGraph
from kg.texts import LANGUAGES, load

FORMATS = ("html", "docx", "csv")
_QUICK = dict(zip(("quick_year", "quick_part", "quick_tertial"), TERTIAL_ENDS, strict=True))

router = APIRouter()


@router.api_route("/rapport", methods=READ)
def report(
    request: Request,
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
    programme: Annotated[list[str], Query()] = [],  # noqa: B006
    form: Annotated[str, Query(alias="format")] = "html",
    bom: bool = False,
    version: int | None = None,
    at: str = "",
) -> Response:
    """The report, or with neither day the form. ``bom=true`` is CSV as a spreadsheet wants it."""
    if form not in FORMATS:
        raise FormatWrong(format=form, known=", ".join(FORMATS))
    graph = assistant_at(request, version, at).graph
    settings, lang, today = request.app.state.settings, language(request), date.today()
    period = period_of(first, last, today)
    content = None
    if first or last or form != "html":
        content = make(graph, settings, period, lang, programme, today)
    if content is not None and form != "html":
        return _file(content, form, bom)
    page = _page(request, graph, period, programme, content)
    response = render(request, "report.html", page)
    response.headers["vary"] = "accept-language"
    return response


def _file(content: Content, form: str, bom: bool) -> Response:
    period = content.report.period
    name = f"{content.text('title').lower()}-{period.first}-{period.last}.{form}"
    name = name.translate(str.maketrans("åäö", "aao"))
    if form == "docx":
        body, media_type = to_docx(content), MEDIA_TYPE
    else:
        body = to_csv(content, spreadsheet=bom).encode()
        media_type = "text/csv; charset=utf-8"
    headers = {"content-disposition": f'attachment; filename="{name}"', "vary": "accept-language"}
    return Response(body, media_type=media_type, headers=headers)


def _page(
    request: Request,
    graph: GovernanceGraph,
    period: Period,
    programmes: list[str],
    content: Content | None,
) -> dict[str, Any]:
    asked = request.query_params.get("lang", "")
    lang = language(request)
    kept = [(name, request.query_params.get(name, "")) for name in ("version", "at", "lang")]
    if asked not in LANGUAGES:
        kept = kept[:-1]
    kept = [(name, value) for name, value in kept if value]
    chosen = [("programme", each) for each in programmes if each]
    days = [("from", period.first.isoformat()), ("to", period.last.isoformat())]
    texts = load("assistant", lang)
    return {
        "words": texts["report"],
        "indicator_words": texts["indicators"],
        "report": content,
        "first": days[0][1],
        "last": days[1][1],
        "chosen": programmes,
        "choices": _choices(graph, lang),
        "kept": kept,
        "quick": _quick(lang, [*chosen, *kept], period.last.year),
        "address": urlencode([*days, *chosen, *kept]),
        "other": urlencode([*(days if content else []), *chosen, *kept[: 2 if asked else None]]),
    }


def _quick(lang: str, kept: list[tuple[str, str]], year: int) -> list[dict[str, str]]:
    """The usual periods of the year, as links."""
    words = load("assistant", lang)["report"]
    return [
        {
            "title": words[key].format(year=year),
            "query": urlencode(
                [("from", f"{year}-01-01"), ("to", date(year, *end).isoformat()), *kept]
            ),
        }
        for key, end in reversed(_QUICK.items())
    ]


def _choices(graph: GovernanceGraph, lang: str) -> list[dict[str, Any]]:
    """Strategies with programmes to choose among."""
    found: dict[str, list[dict[str, str]]] = {}
    for section in sections(graph, lang):
        if section.programme:
            strategy = graph.title(section.strategy, lang) if section.strategy else ""
            option = {
                "value": section.programme.value,
                "title": graph.title(section.programme, lang),
            }
            found.setdefault(strategy, []).append(option)
    return [{"title": title, "programmes": options} for title, options in found.items()]
