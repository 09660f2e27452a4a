"""Writes a validation report: for programs, for pipelines and for people.

Nothing here looks anything up; all that is written is in the `kg.results.Report`. `FORMATS` is
the registry: to add a format, copy a neighbour (``as_….py``) and add a line.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kg.reports.as_csv import to_csv
from kg.reports.as_html import to_html
from kg.reports.as_json import json_text
from kg.reports.as_junit import to_junit
from kg.reports.as_rdf import to_jsonld, to_turtle
from kg.reports.as_sarif import to_sarif
from kg.reports.as_text import to_text
from kg.results import Report


@dataclass(frozen=True, slots=True)
class Format:
    """How a report is written: ``write(report, lang)`` gives text of ``media_type``."""

    media_type: str
    write: Callable[[Report, str], str]


FORMATS: dict[str, Format] = {
    "text": Format("text/plain", to_text),
    "json": Format("application/json", json_text),
    "turtle": Format("text/turtle", to_turtle),
    "jsonld": Format("application/ld+json", to_jsonld),
    "csv": Format("text/csv", to_csv),
    "html": Format("text/html", to_html),
    "sarif": Format("application/sarif+json", to_sarif),
    "junit": Format("application/xml", to_junit),
}
