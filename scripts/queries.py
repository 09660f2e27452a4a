"""Writes the list of questions in ``docs/queries.md``: `python scripts/queries.py`."""

import re
from pathlib import Path

from assistant.library import Question, library
from kg.graph import GovernanceGraph

PAGE = Path(__file__).resolve().parent.parent / "docs" / "queries.md"
_PART = re.compile(r"(<!-- questions -->\n).*?(<!-- /questions -->)", re.DOTALL)


def listed() -> str:
    """One line per question: its name, what it asks, and what it is about."""
    ontology = GovernanceGraph.from_quads([])
    lines = ["| question | what it asks | about |", "|---|---|---|"]
    for question in library():
        lines.append(
            f"| `{question.name}` | {question.label['en']} | {_about(ontology, question)} |"
        )
    return "\n".join(lines) + "\n"


def _about(ontology: GovernanceGraph, question: Question) -> str:
    titles = [ontology.title(kind, "en").lower() for kind in question.about]
    if not titles:
        return "–"
    named = "two of: " if question.about_both else ""
    return named + ", ".join(titles) + ("" if question.about_required else " (or all)")


def page() -> str:
    """The page with the list as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    return _PART.sub(lambda found: found[1] + listed() + found[2], text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
