"""The editor's page. Without JavaScript it is a form, and the result a table on the page itself."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response

from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.protocol import Wanted
from kg.answering import Asked
from kg.errors import StyrError, TooLarge
from kg.pool import Answer
from kg.spreadsheet import is_number, number

ROWS = 1000
"""Rows that the page shows; downloads have them all."""
MOST = 16_000_000
"""Bytes of a result that the page reads."""

Run = Callable[[Asked], Awaitable[Answer]]


async def page(request: Request, wanted: Wanted, run: Run) -> Response:
    """The page with the query in it; ``?run=`` also runs it here, for browsers without scripts."""
    variables: dict[str, Any] = {"query": wanted.query or "", "result": None, "error": None}
    status = 200
    if wanted.query and wanted.query.strip() and request.query_params.get("run"):
        try:
            variables["result"] = await _result(request, wanted, wanted.query, run)
        except StyrError as problem:
            status = problem.status
            detail = problem.message(language(request))
            variables["error"] = {
                "detail": detail,
                "line": None,
                "column": None,
                **problem.place,
            }
    response = render(request, "sparql.html", variables, status)
    response.headers["vary"] = "accept, accept-language"
    return response


async def _result(request: Request, wanted: Wanted, query: str, run: Run) -> dict[str, Any]:
    asked = Asked(
        text=query,
        default_graphs=wanted.default_graphs,
        named_graphs=wanted.named_graphs,
        lang=language(request),
        rows=ROWS,
        base=request.app.state.settings.base,
    )
    answer = await run(asked)
    try:
        body = bytearray()
        async for piece in answer.chunks():
            body += piece
            if len(body) > MOST:
                if answer.form == "json":
                    raise TooLarge(megabytes=MOST // 1_000_000)
                break
    finally:
        await answer.close()
    shown: dict[str, Any] = {"variables": [], "rows": [], "boolean": None, "text": None}
    shown["truncated"] = answer.truncated
    if answer.form != "json":
        return {**shown, "text": bytes(body[:MOST]).decode("utf-8", "ignore")}
    result = json.loads(body)
    if "boolean" in result:
        return {**shown, "boolean": result["boolean"]}
    names = result["head"]["vars"]
    rows = result["results"]["bindings"]
    base, lang = request.app.state.settings.base, language(request)
    shown["rows"] = [[_cell(row.get(name), base, lang) for name in names] for row in rows]
    return {**shown, "variables": names}


def _cell(term: dict[str, Any] | None, base: str, lang: str) -> dict[str, str] | None:
    if term is None:
        return None
    if term["type"] == "triple":
        return {"text": json.dumps(term["value"], ensure_ascii=False)}
    value = str(term["value"])
    cell = {"text": number(value, lang) if is_number(value, term.get("datatype", "")) else value}
    if term["type"] == "uri" and value.startswith(base):
        cell["href"] = "/id/" + quote(value.removeprefix(base), safe="/")
    elif term["type"] == "uri" and value.startswith(("https://", "http://")):
        cell["href"] = value
    return cell
