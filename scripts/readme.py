"""Fill in README's generated parts: the settings table, and the figures of the evaluation.

``python scripts/readme.py [INDEX_FOLDER]`` writes them; a test compares them with what is true now.
"""

import re
import sys
import tempfile
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluation import Evaluation, evaluate, read_questions
from assistant.settings import Settings, settings_table
from assistant.setup import SHIPPED
from ingest import ingest
from kg.graph import GovernanceGraph

README = Path(__file__).resolve().parent.parent / "README.md"
QUESTIONS = README.parent / "tests" / "questions" / "pitea-test.jsonl"


def figures_table(evaluation: Evaluation) -> str:
    """The evaluation's figures in Markdown, with their 95 % intervals."""
    rows = [
        ("answer right (verdict, place and citations)", "right"),
        ("verdict right", "verdict_right"),
        (
            "right strategy shown first, for described, registered and supporting work",
            "shown_first",
        ),
        ("… first in the ranking, whatever the verdict", "strategy_hits_at_1"),
        ("… BM25 alone", "bm25"),
        ("… nearest vector alone", "dense"),
        ("… three nearest vectors per strategy", "dense_mean_3"),
        ("… vector and BM25 fused", "fused"),
        ("an honest no when there is no answer (recall)", "abstention_recall"),
        ("a no is rightly given (precision)", "abstention_precision"),
        ("invented answers when there is none", "false_answers"),
        ("every citation exists and says what is claimed", "citations_right"),
    ]
    lines = ["| figure | share | 95 % interval |", "|---|---|---|"]
    for name, key in rows:
        if figure := evaluation.figure(key):
            interval = f"{figure.low:.2f}–{figure.high:.2f}"
            lines.append(f"| {name} | {figure.value:.2f} | {interval} |")
    return "\n".join(lines)


def part(text: str, name: str) -> str:
    """What stands between the markers of ``name``."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    return found.group(1).strip() if found else ""


def with_part(text: str, name: str, content: str) -> str:
    """``text`` with ``content`` between the markers of ``name``."""
    pattern = rf"<!-- {name} -->\n.*?<!-- /{name} -->"
    marked = f"<!-- {name} -->\n{content}\n<!-- /{name} -->"
    return re.sub(pattern, lambda _: marked, text, flags=re.DOTALL)


def main() -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name)
        graph = GovernanceGraph.from_quads(ingest([SHIPPED]))
        assistant = Assistant(graph, Settings(), folder=folder)
        evaluation = evaluate(assistant, read_questions(QUESTIONS))
    text = README.read_text(encoding="utf-8")
    text = with_part(text, "settings", settings_table())
    text = with_part(text, "figures", figures_table(evaluation))
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
