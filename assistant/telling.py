"""Answers and query results as text for a terminal."""

from typing import Any

from assistant.answer import Answer
from assistant.errors import TEXTS

WIDEST = 60
"""Characters of a cell of a table; the rest is cut, and … says so."""


def answer_text(answer: Answer) -> str:
    """An answer with its path, values and sources; what is illustrative is marked."""
    lang = answer.lang
    made_up = TEXTS.get(lang, "label.illustrative")
    parts = [TEXTS.get(lang, f"verdict.{answer.verdict}").upper(), answer.answer]
    for strategy in answer.strategies:
        lines = [TEXTS.get(lang, "label.path") + ":"]
        for step in strategy.path:
            mark = f" ({made_up})" if step.illustrative else ""
            lines.append(f"  {step.type_label}: {step.title}{mark}")
            if step.relation_label:
                lines.append(f"    ↓ {step.relation_label}")
        parts.append("\n".join(lines))
    if answer.citations:
        lines = [TEXTS.get(lang, "label.sources") + ":"]
        for citation in answer.citations:
            mark = f" ({made_up})" if citation.illustrative else ""
            source = " – ".join(part for part in (citation.source, citation.url) if part)
            lines.append(f"  [{citation.n}] {citation.title}{mark}. {source or citation.iri}")
        parts.append("\n".join(lines))
    if answer.sparql:
        parts.append(f"{TEXTS.get(lang, 'label.sparql')}:\n{answer.sparql}")
    if answer.illustrative:
        parts.append(TEXTS.get(lang, "label.illustrative_note"))
    number = TEXTS.get(lang, "label.version", number=answer.version)
    version = number if answer.version else TEXTS.get(lang, "label.version_none")
    parts.append(f"{TEXTS.get(lang, 'label.automated')} {version}.")
    return "\n\n".join(parts)


def table(result: dict[str, Any], lang: str) -> str:
    """A SPARQL JSON result as a plain table with the number of rows, or yes/no for ASK."""
    if "boolean" in result:
        return TEXTS.get(lang, "cli.yes" if result["boolean"] else "cli.no")
    if "results" not in result:
        return TEXTS.get(lang, "cli.not_a_table")
    names: list[str] = result["head"]["vars"]
    rows = [
        [_cell(row.get(name, {}).get("value", "")) for name in names]
        for row in result["results"]["bindings"]
    ]
    widths = [max(len(cell) for cell in column) for column in zip(names, *rows, strict=True)]
    lines = [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in (names, *rows)
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    lines.append(TEXTS.get(lang, "cli.rows", count=len(rows)))
    return "\n".join(lines)


def _cell(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= WIDEST else flat[: WIDEST - 1] + "…"
