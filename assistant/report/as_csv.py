"""The follow-up report as CSV: a row for each indicator, activity, follow-up and thing missing."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pyoxigraph import NamedNode

from assistant.report.content import Content
from kg.followup import Standing
from kg.followup_period import Done, FollowedUp, Part
from kg.followup_values import Value
from kg.names import DCT
from kg.reports.words import clean
from kg.spreadsheet import BOM, delimiter, harmless, number

COLUMNS = (
    "kind",
    "strategy",
    "programme",
    "title",
    "iri",
    "illustrative",
    "status",
    "reason",
    "responsible",
    "unit",
    "direction",
    "baseline_year",
    "baseline",
    "outcome_year",
    "outcome",
    "expected",
    "target_year",
    "target",
    "from",
    "to",
    "day",
    "assessment",
    "text",
    "missing",
    "source",
    "period_from",
    "period_to",
    "version",
    "version_day",
)


def to_csv(content: Content, *, spreadsheet: bool = False) -> str:
    """All rows under what `COLUMNS` are called in the report's language (docs/analysts.md).

    As RFC 4180 says: commas, decimal points, CRLF.

    For a ``spreadsheet``, with a byte order mark first, and in Swedish with semicolons and decimal
    commas, as Excel there expects. A text that one would take for a formula gets an apostrophe in
    front in both.
    """
    text = io.StringIO()
    lang = content.lang if spreadsheet else ""
    writer = csv.writer(text, delimiter=delimiter(lang))
    writer.writerow([content.text(f"column.{column}") for column in COLUMNS])
    for row in rows(content):
        writer.writerow([_cell(row.get(column, ""), lang) for column in COLUMNS])
    return (BOM if spreadsheet else "") + text.getvalue()


def rows(content: Content) -> Iterable[dict[str, object]]:
    """Every row, by column; columns that say nothing about a row are left out."""
    period = content.report.period
    same = {
        "period_from": period.first.isoformat(),
        "period_to": period.last.isoformat(),
        "version": content.graph.number or "",
        "version_day": content.published.isoformat() if content.published else "",
    }
    for part in content.report.parts:
        where = {
            "strategy": _title(content, part.section.strategy),
            "programme": _title(content, part.section.programme),
        }
        for row in _part(content, part):
            yield {**where, **row, **same}


def _part(content: Content, part: Part) -> Iterable[dict[str, object]]:
    for standing in part.indicators:
        yield _indicator(content, standing)
    for done in part.activities:
        yield _activity(content, done)
        yield from (_follow_up(content, each) for each in done.follow_ups)
    yield from (_follow_up(content, each) for each in part.follow_ups)
    for lack in part.lacks:
        for thing in lack.things:
            missing = content.text(f"lacks_{lack.what}")
            yield {**_thing(content, "missing", thing, False), "missing": missing}


def _indicator(content: Content, about: Standing) -> dict[str, object]:
    words, judged = content.words, about.judgement
    return {
        **_thing(content, "indicator", about.indicator, about.illustrative),
        "status": words.status(about.status),
        "reason": words.reason(about),
        "responsible": _titles(content, about.responsible),
        "unit": about.unit or "",
        "direction": words.direction(about),
        **_value("baseline", about.baseline),
        "outcome_year": judged.latest_year or "",
        "outcome": "" if judged.latest is None else judged.latest,
        "expected": "" if judged.expected is None else judged.expected,
        **_value("target", about.target),
    }


def _activity(content: Content, done: Done) -> dict[str, object]:
    return {
        **_thing(content, "activity", done.node, done.illustrative),
        "status": _title(content, done.status),
        "responsible": _titles(content, done.responsible),
        "from": done.start or "",
        "to": done.end or "",
    }


def _follow_up(content: Content, told: FollowedUp) -> dict[str, object]:
    return {
        **_thing(content, "follow_up", told.node, told.illustrative),
        "title": _title(content, told.thing),
        "responsible": _titles(content, told.by),
        "day": told.day,
        "assessment": _title(content, told.assessment),
        "text": content.graph.text(told.node, DCT.description, content.lang) or "",
    }


def _thing(content: Content, kind: str, node: NamedNode, made_up: bool) -> dict[str, Any]:
    marked = made_up or content.graph.illustrative(node, DCT.title)
    return {
        "kind": content.text(f"kind_{kind}"),
        "title": _title(content, node),
        "iri": node.value,
        "illustrative": content.text("yes" if marked else "no"),
        "source": _titles(content, content.graph.nodes(node, DCT.source)),
    }


def _value(name: str, value: Value | None) -> dict[str, object]:
    return {f"{name}_year": value.year, name: value.number} if value else {}


def _title(content: Content, node: NamedNode | None) -> str:
    return content.graph.title(node, content.lang) if node else ""


def _titles(content: Content, nodes: Iterable[NamedNode]) -> str:
    return "; ".join(_title(content, node) for node in nodes)


def _cell(value: object, lang: str) -> str:
    if isinstance(value, Decimal):
        return number(f"{value:f}", lang)
    return harmless(clean(value)) if isinstance(value, str) else str(value)
