"""``/stil``: every component of the pages in every state, built of the real classes."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.answer import VERDICTS
from assistant.report.chart import LARGE, Chart, Mark, Segment, Tick
from assistant.report.words import Words
from assistant.web.api import assistant_of
from assistant.web.pages import render
from assistant.web.picture import Picture, Said, ways
from assistant.web.problems import language
from assistant.web.reading import READ
from kg.followup_rule import STATUSES
from kg.names import STYR
from kg.texts import load

OUTCOMES = ((2022, 20), (2023, 26), (2024, 35))
TARGET = (2026, 50)
"""What the sample chart and its table show, as year and number."""
KINDS = ("Activity", "Strategy", "Vision")

router = APIRouter()


@router.api_route("/stil", methods=READ, response_class=HTMLResponse)
def style(request: Request) -> HTMLResponse:
    """The style page, which search engines leave out."""
    lang = language(request)
    texts = load("assistant", lang)
    words = texts["style"]
    named = Words(assistant_of(request).graph, lang)
    variables = {
        "words": words,
        "indicator_words": texts["indicators"],
        "statuses": [(code, named.status(code)) for code in STATUSES],
        "verdicts": VERDICTS,
        "steps": _steps(words),
        "picture": _picture(words),
        "sample": _sample(),
        "rows": [*((*each, "outcome") for each in OUTCOMES), (*TARGET, "target")],
    }
    answer = render(request, "style.html", variables)
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _steps(words: dict[str, Any]) -> list[dict[str, Any]]:
    """A path from an activity to the vision."""
    named = zip(KINDS, words["step_kinds"], words["steps"], strict=True)
    return [
        {
            "type": STYR.base + kind,
            "type_label": label,
            "title": title,
            "href": "/stil",
            "illustrative": kind == "Activity",
            "relation_label": "" if kind == "Vision" else words["relation"],
        }
        for kind, label, title in named
    ]


def _picture(words: dict[str, Any]) -> Picture | None:
    """The same path as boxes."""
    named = zip(KINDS, words["step_kinds"], words["steps"], strict=True)
    activity, strategy, vision = (
        Said(
            title,
            kind,
            label,
            (label,),
            "" if kind == "Activity" else "/stil",
            here=kind == "Activity",
            illustrative=kind != "Vision",
        )
        for kind, label, title in named
    )
    return ways([[vision], [strategy], [activity]], [(vision, strategy), (strategy, activity)])


def _sample() -> Chart:
    """A chart of `OUTCOMES` on the way to `TARGET`."""
    floor = LARGE.height - LARGE.bottom
    places = [_place(year, number, floor) for year, number in (*OUTCOMES, TARGET)]
    outcomes, target = places[:-1], places[-1]
    marks = [
        Mark("outcome", x, y, str(number))
        for (x, y), (_, number) in zip(outcomes, OUTCOMES, strict=True)
    ]
    return Chart(
        size=LARGE,
        y_ticks=tuple(Tick(_place(2022, n, floor)[1], str(n)) for n in (0, 25, 50)),
        x_ticks=tuple(Tick(_place(year, 0, floor)[0], str(year)) for year in range(2022, 2027)),
        plan=(Segment(*outcomes[0], *target),),
        measured=(Segment(*outcomes[0], *outcomes[1]), Segment(*outcomes[1], *outcomes[2])),
        marks=(Mark("target", *target, str(TARGET[1]), anchor="end"), *marks),
        zero=None,
        left=2,
    )


def _place(year: int, number: int, floor: int) -> tuple[float, float]:
    """Percent across from 2022 to 2026, and pixels down from 50 to 0."""
    return 3 + (year - 2022) * 23.5, floor - number / 50 * (floor - LARGE.top)
