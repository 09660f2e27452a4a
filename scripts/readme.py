"""Fill in README's generated parts: the settings table, and the figures of the evaluation.

``python scripts/readme.py [INDEX_FOLDER]`` writes them; a test compares them with what is true now.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.evaluation import evaluate, read_questions
from assistant.settings import Settings, settings_table
from assistant.setup import SHIPPED
from ingest import ingest
from kg.graph import GovernanceGraph

README = Path(__file__).resolve().parent.parent / "README.md"
QUESTIONS = README.parent / "tests" / "questions" / "pitea-test.jsonl"


def figures_table(summary: dict[str, Any]) -> str:
    """The evaluation's figures in Markdown."""
    baselines = summary["baseline_hits_at_1"]
    rows = [
        ("answer right (verdict, place and citations)", summary["right"]),
        ("verdict right", summary["verdict_right"]),
        ("right strategy first, for described and registered work", summary["strategy_hits_at_1"]),
        ("… BM25 alone", baselines["bm25"]),
        ("… dense alone", baselines["dense"]),
        ("… fused, best hit alone", baselines["fused"]),
        ("… fused, evidence summed over the graph (no verdict)", baselines["fused_and_graph"]),
        ("an honest no when there is no answer (recall)", summary["abstention"]["recall"]),
        ("a no is rightly given (precision)", summary["abstention"]["precision"]),
        ("every citation exists and says its title", summary["citations_right"]),
    ]
    lines = ["| figure | share |", "|---|---|"]
    return "\n".join(lines + [f"| {name} | {share:.2f} |" for name, share in rows])


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
        summary = evaluate(assistant, read_questions(QUESTIONS)).summary()
    text = README.read_text(encoding="utf-8")
    text = with_part(text, "settings", settings_table())
    text = with_part(text, "figures", figures_table(summary))
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
