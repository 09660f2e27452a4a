"""``/versioner``: what was published, by whom and why; what changed; what was in force on a day."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from fastapi import APIRouter, Request, Response

from assistant.comparing import difference, sides
from assistant.errors import TEXTS, DayWrong, ParameterWrong
from assistant.report.numbers import day as dated
from assistant.settings import Settings
from assistant.sharing import versions_of
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from assistant.web.wording import listed
from assistant.web.wording import number as counted
from kg.diff import Diff, Kind
from kg.diff_report import outline
from kg.errors import NothingPublished, NothingPublishedThen, StyrError
from kg.versions import Version, VersionStore
from kg.versions_as_graphs import graph_of

router = APIRouter()
KINDS_TOLD: dict[str, tuple[Kind, ...]] = {
    "removed": ("removed",),
    "added": ("added",),
    "changed": ("moved", "changed"),
}
"""What the texts call the kinds of change."""
SUMMED_UP = 20
"""Versions, the newest, whose changes are summed up in the list; each takes some ten ms once."""

Words = Callable[..., str]


@router.api_route("/versioner", methods=READ)
def versions(request: Request, dag: str = "", old: str = "", new: str = "") -> Response:
    """Every version, newest first; ``?dag=`` tells which was in force then.

    ``?old=`` and ``?new=`` compare two.
    """
    lang = language(request)
    words = partial(TEXTS.get, lang)
    store = versions_of(_settings(request))
    if old and new:
        return _compared(request, store, _number("old", old), _number("new", new))
    try:
        found = [] if not request.app.state.assistant.graph.number else store.all()
    except NothingPublished:
        found = []
    shown = [_shown(request, store, each, found, lang) for each in reversed(found)]
    then, problem = None, None
    try:
        then = _then(store, dag, lang) if dag and found else None
    except (DayWrong, NothingPublishedThen) as wrong:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        problem = wrong
    variables = {
        "versions": shown,
        "words": partial(_word, words),
        "asked_day": "" if isinstance(problem, DayWrong) else dag,
        "then": then,
        "fault": _fault(problem, found, dag, lang) if problem else "",
        "today": date.today().isoformat(),
        "first_day": _day(found[0]).isoformat() if found else "",
    }
    return render(request, "versions.html", variables, problem.status if problem else 200)


@router.api_route("/versioner/{number}", methods=READ)
def version(request: Request, number: str) -> Response:
    """All that changed in one version, against the one before. Raises `VersionUnknown`."""
    store = versions_of(_settings(request))
    asked = store.version(_number("version", number)).number
    return _page(request, store, asked - 1, asked, adjacent=True)


def _compared(request: Request, store: VersionStore, old: int, new: int) -> Response:
    return _page(request, store, store.version(old).number, store.version(new).number)


def _page(
    request: Request, store: VersionStore, old: int, new: int, *, adjacent: bool = False
) -> Response:
    """What changed from ``old`` to ``new``, and why: what was noted of each version between them.

    ``adjacent`` is the page of one version; ``old`` is then 0 for the first.
    """
    lang = language(request)
    words = partial(TEXTS.get, lang)
    low, high = sorted((old, new))
    between = [each for each in store.all() if low < each.number <= high]
    variables: dict[str, Any] = {
        "words": partial(_word, words),
        "old": old,
        "new": new,
        "adjacent": adjacent,
        "between": [_shown(request, store, each, [], lang, short=False) for each in between],
        "last": store.current().number,
        "summary": words("versions.first"),
        "parts": [],
    }
    if old:
        changed = _changes(_settings(request), _known(store, old), _known(store, new))
        variables["summary"] = _summary(changed, lang)
        variables["parts"] = outline(changed, lang, done=True)
    return render(request, "version.html", variables)


def _shown(
    request: Request,
    store: VersionStore,
    each: Version,
    all_of_them: list[Version],
    lang: str,
    *,
    short: bool = True,
) -> dict[str, Any]:
    """One version as the templates have it. ``short`` sums up its changes if it is a new one."""
    words = partial(TEXTS.get, lang)
    when = datetime.fromisoformat(each.published).astimezone()
    key = "versions.published" if each.publisher else "versions.published_unsigned"
    told = {"day": dated(when.date(), lang, " "), "time": f"{when:%H:%M}", "who": each.publisher}
    shown: dict[str, Any] = {
        "number": each.number,
        "published": words(key, **told),
        "note": each.note,
        "restores": each.restores,
        "current": bool(all_of_them) and each.number == all_of_them[-1].number,
        "statements": _statements(each, lang),
        "graph": graph_of(each.number),
        "summary": "",
    }
    if short and each.number > max(1, len(all_of_them) - SUMMED_UP):
        try:
            before = _known(store, each.number - 1)
            changed = _changes(_settings(request), before, _known(store, each.number))
            shown["summary"] = _summary(changed, lang)
        except StyrError as problem:  # a damaged version hides no other
            shown["summary"] = words("versions.unread", reason=problem.message(lang))
    return shown


def _summary(changed: Diff, lang: str) -> str:
    """``1 sak är borttagen, 2 är nya och 1 är ändrad.``"""
    words = partial(TEXTS.get, lang)
    if not changed.changes:
        return words("versions.invisible" if changed else "versions.same")
    said: list[str] = []
    for kind, kinds in KINDS_TOLD.items():
        if count := changed.things(*kinds):
            number, form = counted(count, lang), "one" if count == 1 else "many"
            what = words(f"versions.{kind}_{form}")
            whole = words(f"versions.thing_{form}", n=number, what=what)
            said.append(f"{number} {what}" if said else whole)
    return f"{listed(said, lang)}."


def _day(each: Version) -> date:
    return datetime.fromisoformat(each.published).astimezone().date()


def _statements(each: Version, lang: str) -> str:
    triples = counted(each.triples, lang)
    if each.added is None or each.number == 1:
        return TEXTS.get(lang, "versions.statements_first", triples=triples)
    changed = {"added": each.added, "removed": each.removed}
    return TEXTS.get(lang, "versions.statements", triples=triples, **changed)


def _then(store: VersionStore, day: str, lang: str) -> dict[str, Any]:
    """Which version was in force on ``day``; of a day to come, which is now.

    Raises `DayWrong` or `NothingPublishedThen`.
    """
    try:
        asked = date.fromisoformat(day)
    except ValueError as problem:
        raise DayWrong(day=day) from problem
    found = store.at(asked)
    key = "is_to_come" if asked > date.today() else "was_current"
    published = dated(_day(found), lang, " ")
    params = {"day": dated(asked, lang, " "), "number": found.number, "published": published}
    return {"number": found.number, "told": TEXTS.get(lang, f"versions.{key}", **params)}


def _fault(problem: StyrError, found: list[Version], day: str, lang: str) -> str:
    """Why nothing is told of ``day``, with days as people write them."""
    if isinstance(problem, DayWrong):
        return problem.message(lang)
    days = {"day": date.fromisoformat(day), "first": _day(found[0])}
    told = {name: dated(each, lang, " ") for name, each in days.items()}
    return TEXTS.get(lang, "versions.nothing_then", **told)


def _known(store: VersionStore, number: int) -> tuple[int, str]:
    """What tells a version from another of the same number, which a restored backup can hold."""
    return number, store.version(number).data_sha256


@lru_cache(maxsize=64)
def _changes(settings: Settings, old: tuple[int, str], new: tuple[int, str]) -> Diff:
    return difference(*sides(settings, old[0], new[0], None, "sv"))


def _word(words: Words, key: str, **params: object) -> str:
    return words(f"versions.{key}", **params)


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise ParameterWrong(name=name, value=value)
    return int(value)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
