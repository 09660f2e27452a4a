"""An evaluation for a terminal: the tables, the questions that changed, the failures to read."""

from collections.abc import Iterator

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.report import Report, failures
from assistant.evaluation.tables import Table
from assistant.evaluation.words import Words
from kg.reports.words import clean


def to_text(report: Report, lang: str = "sv") -> str:
    """The whole report."""
    words = Words(lang)
    parts = [words.lead(report.run), words("interval"), words.warning(report.run)]
    parts += [aligned(table) for table in report.tables(words)]
    for table, comparison in report.comparisons(words):
        parts += [aligned(table), "\n".join(_changed(comparison, words))]
    parts.append("\n".join(_failures(report, words)))
    return "\n\n".join(part for part in parts if part) + "\n"


def aligned(table: Table) -> str:
    """A table in columns under its caption; figures to the right."""
    rows = (table.columns, *table.rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    ]
    return "\n".join((table.caption, *(f"  {line}" for line in lines)))


def _changed(comparison: Comparison, words: Words) -> Iterator[str]:
    pairs = {"became_right": comparison.became_right, "became_wrong": comparison.became_wrong}
    counts = {"gained": len(comparison.became_right), "lost": len(comparison.became_wrong)}
    count, left_out = len(comparison.pairs), comparison.left_out
    yield words("compared", count=count, left_out=left_out, **counts)
    for key, changed in pairs.items():
        if changed:
            yield f"{words(key)}:"
            for _, later in changed:
                yield f"  {clean(later.question.id)} {clean(later.question.question)}"


def _failures(report: Report, words: Words) -> Iterator[str]:
    if not report.run.failures:
        yield words("no_failures")
        return
    yield f"{words('failures')} ({len(report.run.failures)})"
    for kind, reasons in failures(report.run):
        for reason, outcomes in reasons.items():
            yield f"\n{words(f'kind.{kind}')}: {words(reason)} ({len(outcomes)})"
            for outcome in outcomes:
                question = outcome.question
                yield f"  {clean(question.id)} {clean(question.question)}"
                yield f"    {words('wanted')}: {words.wanted(outcome)}"
                verdict = words(f"verdicts.{outcome.verdict}")
                yield f"    {words('said')}: {verdict}: {clean(outcome.said)}"
