"""Writes a validation report: for programs (JSON, Turtle, CSV) and for people (text, HTML).

Nothing here looks anything up; all that is written is in the `Report`. ``lang`` is "sv" or "en";
what lacks a text in it gets the Swedish one.
"""

import csv
import io
import textwrap
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from kg.names import PREFIXES
from kg.validation import SEVERITIES, Report, Result, Thing

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "title": "Granskning mot styrmodellens regler",
        "none": "Inga regelbrott och inga varningar. Det här går att publicera.",
        "warned": "{warning}. Det här går att publicera, men läs igenom varningarna först.",
        "broken": "{violation} och {warning}. Rätta regelbrotten innan du publicerar.",
        "violation_one": "1 regelbrott",
        "violation_many": "{n} regelbrott",
        "warning_one": "1 varning",
        "warning_many": "{n} varningar",
        "violation": "Regelbrott",
        "warning": "Varningar",
        "info": "Att känna till",
        "rule": "Regel",
        "focus": "Vad",
        "message": "Vad som är fel",
        "help": "Så rättar du",
        "owner": "Ansvarig",
        "where": "Var",
        "version": "Regler, version {version}. Granskat på {seconds} s.",
    },
    "en": {
        "title": "Check against the rules of the governance model",
        "none": "No violations and no warnings. This can be published.",
        "warned": "{warning}. This can be published, but read through the warnings first.",
        "broken": "{violation} and {warning}. Mend the violations before you publish.",
        "violation_one": "1 violation",
        "violation_many": "{n} violations",
        "warning_one": "1 warning",
        "warning_many": "{n} warnings",
        "violation": "Violations",
        "warning": "Warnings",
        "info": "Good to know",
        "rule": "Rule",
        "focus": "What",
        "message": "What is wrong",
        "help": "How to mend it",
        "owner": "Responsible",
        "where": "Where",
        "version": "Rules, version {version}. Checked in {seconds} s.",
    },
}

CSV_COLUMNS = (
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
)

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem }
th, td { border: 1px solid #767676; padding: .5rem; text-align: left; vertical-align: top }
th { background: #eef2f4; color: #111 }
td { overflow-wrap: anywhere }
p { margin: 0 0 .5rem }
small { display: block; color: #4a4a4a }
@media print { body { margin: 0; font-size: 10pt } tr { break-inside: avoid } a { color: inherit } }
"""


# -- for programs -------------------------------------------------------------------------------


def to_json(report: Report, lang: str = "sv") -> dict[str, Any]:
    """The body of ``/api/validate``, ready for ``json.dumps``."""
    return {
        "conforms": report.conforms,
        "version_of_shapes": report.version_of_shapes,
        "results": [_result_json(result, lang) for result in report.results],
        "summary": {
            key: dict(count) if isinstance(count, Mapping) else count
            for key, count in report.summary.items()
        },
        "ms": report.ms,
    }


def to_turtle(report: Report) -> str:
    """The W3C validation report (sh:ValidationReport) in Turtle."""
    for prefix, namespace in PREFIXES.items():
        report.graph.bind(prefix, namespace)
    return report.graph.serialize(format="turtle")


def to_csv(report: Report, lang: str = "sv") -> str:
    """One line for each result under `CSV_COLUMNS`, quoted as RFC 4180 says.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for result in report.results:
        writer.writerow([_harmless(cell) for cell in _cells(result, lang)])
    return text.getvalue()


def _result_json(result: Result, lang: str) -> dict[str, Any]:
    focus, owner = result.focus, result.owner
    return {
        "rule": result.rule,
        "severity": result.severity,
        "focus": {"iri": focus.iri, "title": _in(lang, focus.title), "type": focus.type},
        "path": result.path,
        "value": result.value,
        "message": _in(lang, result.message),
        "help": _in(lang, result.help) or None,
        "owner": {"iri": owner.iri, "title": _in(lang, owner.title)} if owner else None,
    }


def _cells(result: Result, lang: str) -> list[str]:
    focus, owner = result.focus, result.owner
    return [
        result.severity,
        result.rule,
        _in(lang, focus.title),
        _in(lang, focus.kind),
        focus.iri,
        result.path or "",
        result.value or "",
        _in(lang, result.message),
        _in(lang, result.help),
        _in(lang, owner.title) if owner else "",
        owner.iri if owner else "",
    ]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


# -- for people ---------------------------------------------------------------------------------


def to_text(report: Report, lang: str = "sv") -> str:
    """Plain text for a terminal: a sentence that sums up, then the results by severity."""
    words = _words(lang)
    lines = [_sentence(report, words)]
    for severity, results in _by_severity(report):
        lines += ["", f"{words[severity]} ({len(results)})"]
        for result in results:
            lines += ["", *_lines(result, words, lang)]
    return "\n".join([*lines, "", _foot(report, words)]) + "\n"


def to_html(report: Report, lang: str = "sv") -> str:
    """A page that can be printed: one table for each severity, no script, nothing fetched."""
    words = _words(lang)
    tables = "".join(
        _table(words[severity], results, words, lang) for severity, results in _by_severity(report)
    )
    title = escape(words["title"])
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(_known(lang))}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n<p>{escape(_sentence(report, words))}</p>\n{tables}"
        f"<small>{escape(_foot(report, words))}</small>\n</main>\n</body>\n</html>\n"
    )


def _sentence(report: Report, words: Mapping[str, str]) -> str:
    counts = {name: sum(r.severity == name for r in report.results) for name in SEVERITIES}
    said = {name: _count(counts[name], name, words) for name in ("violation", "warning")}
    if not report.conforms:
        return words["broken"].format(**said)
    return words["warned"].format(**said) if counts["warning"] else words["none"]


def _count(number: int, severity: str, words: Mapping[str, str]) -> str:
    form = "one" if number == 1 else "many"
    return words[f"{severity}_{form}"].format(n=number)


def _foot(report: Report, words: Mapping[str, str]) -> str:
    return words["version"].format(
        version=report.version_of_shapes, seconds=f"{report.ms / 1000:.1f}"
    )


def _by_severity(report: Report) -> Iterator[tuple[str, list[Result]]]:
    for severity in SEVERITIES:
        if results := [r for r in report.results if r.severity == severity]:
            yield severity, results


def _lines(result: Result, words: Mapping[str, str], lang: str) -> Iterator[str]:
    yield f"{result.rule}  {_name(result.focus, lang)}"
    said = [_in(lang, result.message)]
    if mend := _in(lang, result.help):
        said.append(f"{words['help']}: {mend}")
    if result.owner:
        said.append(f"{words['owner']}: {_in(lang, result.owner.title)}")
    if where := _where(result):
        said.append(f"{words['where']}: {where}")
    for text in said:
        yield from textwrap.wrap(text, 96, initial_indent=" " * 5, subsequent_indent=" " * 7)
    yield f"     {result.focus.iri}"


def _table(heading: str, results: list[Result], words: Mapping[str, str], lang: str) -> str:
    columns = ("rule", "focus", "message", "owner")
    head = "".join(f'<th scope="col">{escape(words[column])}</th>' for column in columns)
    rows = "".join(_row(result, words, lang) for result in results)
    return (
        f"<h2>{escape(heading)} ({len(results)})</h2>\n<table>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _row(result: Result, words: Mapping[str, str], lang: str) -> str:
    mend, where = _in(lang, result.help), _where(result)
    said = f"<p>{escape(_in(lang, result.message))}</p>"
    if mend:
        said += f"<p><b>{escape(words['help'])}:</b> {escape(mend)}</p>"
    if where:
        said += f"<small>{escape(where)}</small>"
    owner = _in(lang, result.owner.title) if result.owner else ""
    return (
        f"<tr><td>{escape(result.rule)}</td><td>{_link(result.focus, lang)}</td>"
        f"<td>{said}</td><td>{escape(owner)}</td></tr>\n"
    )


def _link(thing: Thing, lang: str) -> str:
    name = escape(_name(thing, lang))
    if thing.iri.startswith(("http://", "https://")):
        return f'<a href="{escape(thing.iri)}">{name}</a>'
    return name


def _name(thing: Thing, lang: str) -> str:
    title, kind = _in(lang, thing.title), _in(lang, thing.kind)
    return f"{title} ({kind})" if kind and not title.startswith(kind) else title


def _where(result: Result) -> str:
    parts = [part for part in (result.path, result.value) if part]
    return " = ".join(parts) if result.path else ""


def _in(lang: str, texts: Mapping[str, str]) -> str:
    return texts.get(lang) or texts.get("sv") or next(iter(texts.values()), "")


def _words(lang: str) -> dict[str, str]:
    return WORDS[_known(lang)]


def _known(lang: str) -> str:
    return lang if lang in WORDS else "sv"
