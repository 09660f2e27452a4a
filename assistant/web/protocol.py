"""A request of the SPARQL 1.1 Protocol, read (section 2.1 of its recommendation)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl

from fastapi import Request

from assistant.errors import NotUtf8, ParameterWrong, QueryCount, QueryTypeUnknown
from assistant.web.packing import encoding
from assistant.web.problems import preferred, refused
from kg.errors import NotAcceptable, QueryRefused
from kg.forms import GRAPH_FORMS, RESULT_FORMS, Form, named, preferred_form

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
PAGE = ("text/html", "application/xhtml+xml")
FORMAT_NAMES = ("format", "output", "results")
"""What clients call the parameter for the format; the first is ours."""
EXCEL = "excel"
"""The name of CSV as a spreadsheet wants it (`kg.spreadsheet`)."""
MOST_FIELDS = 1000
_KNOWN = ", ".join(sorted({*RESULT_FORMS, *GRAPH_FORMS, EXCEL}))
_YES = ("1", "true", "yes", "on")
_VERSION = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_ROWS = re.compile(r"[0-9]{1,12}", re.ASCII)
_S = TypeVar("_S")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request asks for, None or empty where it says nothing.

    ``rows_form`` and ``graph_form`` are keys of `kg.forms`, empty where none is acceptable;
    ``types`` the content types to answer with. ``rows`` is how many rows are enough; ``partial``
    tells that a result that was cut is fine. ``saved`` names a saved query. ``page`` tells
    that a browser wants a page.
    """

    query: str | None
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    rows_form: str
    graph_form: str
    types: Mapping[str, str]
    page: bool
    encoding: str
    bom: bool
    spreadsheet: bool
    partial: bool
    version: int | None
    rows: int | None
    saved: str


async def read(request: Request) -> Wanted:
    """What ``request`` asks for.

    Raises `QueryCount`, `QueryTypeUnknown`, `NotUtf8`, `ParameterWrong`, and of `kg.errors`
    `QueryRefused` and `NotAcceptable`.
    """
    given = await _parameters(request)
    if "update" in given or "using-graph-uri" in given or "using-named-graph-uri" in given:
        raise QueryRefused(what="UPDATE")
    queries = given.get("query", [])
    if len(queries) > 1:
        raise QueryCount(count=len(queries))
    if not queries and "saved" not in given and request.method == "POST":
        raise QueryCount(count=0)
    accepted = request.headers.get("accept") or "*/*"
    page = request.method in ("GET", "HEAD") and _is_page(given, accepted)
    rows_form, rows_type = _form(given, accepted, RESULT_FORMS)
    graph_form, graph_type = _form(given, accepted, GRAPH_FORMS)
    if not (rows_form or graph_form or page):
        raise NotAcceptable(known=_KNOWN)
    rows = _number(given, "rows", _ROWS)
    return Wanted(
        query=queries[0] if queries else None,
        default_graphs=_graphs(given, "default-graph-uri", "named-graph-uri"),
        named_graphs=_graphs(given, "named-graph-uri", "default-graph-uri"),
        rows_form=rows_form,
        graph_form=graph_form,
        types={rows_form: rows_type, graph_form: graph_type},
        page=page,
        encoding=encoding(request.headers.get("accept-encoding", "")),
        bom=_flag(given, "bom"),
        spreadsheet=rows_form == "csv" and EXCEL in _formats(given),
        partial=_flag(given, "partial") or rows is not None,
        version=_number(given, "version", _VERSION),
        rows=rows,
        saved=next(iter(given.get("saved", ())), ""),
    )


async def _parameters(request: Request) -> dict[str, list[str]]:
    given = _decoded(request.scope["query_string"])
    if request.method != "POST":
        return given
    media_type, _, rest = request.headers.get("content-type", "").lower().partition(";")
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", rest)
    if charset and charset[1] not in ("utf-8", "utf8", "us-ascii"):
        raise QueryTypeUnknown(media_type=f"{media_type}; charset={charset[1]}")
    body = await request.body()
    if media_type.strip() == FORM:
        return _merged(given, _decoded(body))
    if media_type.strip() == DIRECT:
        return _merged(given, {"query": [_text(body)]})
    if media_type.strip() == UPDATE:
        raise QueryRefused(what="UPDATE")
    raise QueryTypeUnknown(media_type=media_type.strip() or "–")


def _decoded(form: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        text = form.decode()
        for name, value in parse_qsl(text, True, errors="strict", max_num_fields=MOST_FIELDS):
            found.setdefault(name, []).append(value)
    except ValueError as problem:
        raise NotUtf8() from problem
    return found


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as problem:
        raise NotUtf8() from problem


def _merged(first: dict[str, list[str]], second: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: first.get(name, []) + second.get(name, []) for name in {**first, **second}}


def _form(
    given: Mapping[str, list[str]], accepted: str, forms: Mapping[str, Form[_S]]
) -> tuple[str, str]:
    """The key of the format to answer in, and the content type; both empty if none is wanted."""
    names = ["csv" if name == EXCEL else name for name in _formats(given)]
    if names:
        key = next((found for name in names if (found := named(name, forms))), "")
        if not key and not any(named(n, RESULT_FORMS) or named(n, GRAPH_FORMS) for n in names):
            raise NotAcceptable(known=_KNOWN)
        asked = ""
    else:
        key, asked = preferred_form(preferred(accepted), forms, refused(accepted))
    return (key, forms[key].content_type(asked)) if key else ("", "")


def _formats(given: Mapping[str, list[str]]) -> list[str]:
    """The formats that are named, in small letters."""
    # A plus sign that was not escaped has become a space.
    return [
        value.lower().replace(" ", "+")
        for name in FORMAT_NAMES
        for value in given.get(name, [])
        if value
    ]


def _is_page(given: Mapping[str, list[str]], accepted: str) -> bool:
    """Whether a page is wanted at least as much as any data."""
    if _formats(given):
        return False
    known = {
        t for forms in (RESULT_FORMS, GRAPH_FORMS) for f in forms.values() for t in f.media_types
    }
    first = next((t for t in preferred(accepted) if t in PAGE or t in known or t == "*/*"), "")
    return first in PAGE


def _graphs(given: Mapping[str, list[str]], name: str, other: str) -> tuple[str, ...] | None:
    """The graphs under ``name``; when only ``other`` names some, there are none of these."""
    if name not in given and other not in given:
        return None
    return tuple(given.get(name, ()))


def _flag(given: Mapping[str, Iterable[str]], name: str) -> bool:
    return any(value.lower() in _YES for value in given.get(name, ()))


def _number(given: Mapping[str, list[str]], name: str, form: re.Pattern[str]) -> int | None:
    values = [value for value in given.get(name, []) if value]
    if not values:
        return None
    if len(values) > 1 or not form.fullmatch(values[0]):
        raise ParameterWrong(name=name, value=values[0])
    return int(values[0])
