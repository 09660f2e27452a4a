"""CSV, for spreadsheets: one row for each result."""

import csv
import io

from kg.reports.words import Words, clean
from kg.results import Report, Result, Thing
from kg.spreadsheet import harmless

COLUMNS = (
    "severity",
    "rule",
    "title",
    "type",
    "iri",
    "path",
    "value",
    "message",
    "help",
    "owner",
    "owner_iri",
    "place",
    "suggestion",
    "strategy",
    "programme",
)


def to_csv(report: Report, lang: str = "sv") -> str:
    """One row for each result under `COLUMNS`, quoted as RFC 4180 says.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    words = Words(lang)
    for result in report.results:
        writer.writerow([harmless(clean(cell)) for cell in _cells(result, words)])
    return text.getvalue()


def _cells(result: Result, words: Words) -> list[str]:
    focus, owner = result.focus, result.owner
    return [
        result.severity,
        result.rule,
        words.title(focus),
        words.said(focus.kind),
        focus.iri,
        result.path or "",
        result.value or "",
        words.said(result.message),
        words.said(result.help),
        _title(owner, words),
        owner.iri if owner else "",
        words.place(result),
        result.suggestion or "",
        _title(result.strategy, words),
        _title(result.programme, words),
    ]


def _title(thing: Thing | None, words: Words) -> str:
    return words.title(thing) if thing else ""
