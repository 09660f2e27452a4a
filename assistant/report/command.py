"""`styrkompass report`: the follow-up of a period as a file."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from assistant.errors import TEXTS, FileUnwritable
from assistant.settings import Settings

GOOD = 0
FORMATS = ("html", "docx", "csv")


def add_report(command: Callable[..., Any], words: dict[str, str], *parents: Any) -> None:
    """Add the parser; ``command`` makes one by name, ``words`` are the texts of its help."""
    parser = command("report", report, *parents)
    parser.add_argument(
        "--from", dest="first", default="", metavar="DATE", help=words["report_from"]
    )
    parser.add_argument("--to", dest="last", default="", metavar="DATE", help=words["report_to"])
    parser.add_argument(
        "--programme", action="append", default=[], metavar="IRI", help=words["report_programme"]
    )
    parser.add_argument("--format", choices=FORMATS, help=words["report_format"])
    parser.add_argument("--bom", action="store_true", help=words["report_bom"])
    parser.add_argument("--out", type=Path, metavar="FILE", help=words["report_out"])
    parser.add_argument("--lang", choices=("sv", "en"), help=words["lang"])


def report(settings: Settings, given: argparse.Namespace) -> int:
    """Write the report to a file, or to standard output."""
    from assistant.report.as_csv import to_csv
    from assistant.report.as_docx import to_docx
    from assistant.report.as_html import to_html
    from assistant.report.opening import make, period_of
    from assistant.setup import open_graph, version_asked_for

    lang, today = given.lang or settings.lang, date.today()
    period = period_of(given.first, given.last, today)
    number = version_asked_for(settings, given.version, given.at)
    graph = open_graph(settings, given.graph, number)
    content = make(graph, settings, period, lang, given.programme, today)
    form = given.format or _form_of(given.out)
    if form == "docx":
        body = to_docx(content)
    elif form == "csv":
        body = to_csv(content, spreadsheet=given.bom).encode()
    else:
        body = to_html(content).encode()
    _write(given.out, body, lang)
    return GOOD


def _form_of(out: Path | None) -> str:
    """The format that the file's name asks for; a page otherwise."""
    ending = out.suffix.lower().lstrip(".") if out else ""
    return ending if ending in FORMATS else "html"


def _write(out: Path | None, body: bytes, lang: str) -> None:
    if out is None:
        sys.stdout.buffer.write(body)
        return
    try:
        out.write_bytes(body)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise FileUnwritable(path=out, reason=reason) from problem
    print(TEXTS.get(lang, "cli.report_written", path=out), file=sys.stderr)
