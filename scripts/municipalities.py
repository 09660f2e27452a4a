"""Measure every municipality of ``tests/municipalities`` and Piteå's development questions.

``python scripts/municipalities.py [--skip NAME…] [--index FOLDER] [--embeddings NAME]`` writes one
table into ``docs/evaluation.md``; what is skipped is not even opened. ``--index`` keeps the search
indexes for the next time.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from readme import with_part

from assistant.assistant import Assistant
from assistant.evaluation import Evaluation, evaluate, read_questions
from assistant.evaluation.words import Words
from assistant.settings import Settings
from assistant.setup import SHIPPED
from ingest import ingest
from kg.graph import GovernanceGraph

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "evaluation.md"
COLUMNS = (
    ("right", "all", "right"),
    ("verdict right", "all", "verdict_right"),
    ("shown first, no shared words", "described.unshared", "shown_first"),
    ("hits@1, no shared words", "described.unshared", "strategy_hits_at_1"),
    ("lead over the best flat, shown", "described.unshared", "gain_shown"),
    ("lead over the best flat, ranked", "described.unshared", "gain_ranked"),
    ("shown first, shared words", "described.shared", "shown_first"),
    ("hits@1, shared words", "described.shared", "strategy_hits_at_1"),
    ("false answers", "all", "false_answers"),
    ("no where there is no answer", "all", "abstention_recall"),
    ("citations hold", "all", "citations_right"),
    ("calibration error", "all", "calibration_error"),
)
"""Heading, group and figure of each column."""


def sets(skipped: Sequence[str]) -> Iterator[tuple[str, list[Path], Path]]:
    """Name, graph and questions of each set that is not skipped."""
    if "pitea-dev" not in skipped:
        yield "pitea-dev", [SHIPPED], TESTS / "questions" / "pitea-dev.jsonl"
    for folder in sorted((TESTS / "municipalities").iterdir()):
        if folder.is_dir() and folder.name not in skipped:
            yield folder.name, [folder / "graph.ttl"], folder / "questions.jsonl"


def table(measured: dict[str, Evaluation]) -> str:
    """A row for all of them together and one for each, in Markdown."""
    pooled = Evaluation(tuple(o for each in measured.values() for o in each.outcomes))
    head = ("questions of", "n", *(heading for heading, _, _ in COLUMNS))
    lines = [_line(head), "|---" * len(head) + "|", _row("all together", pooled)]
    return "\n".join(lines + [_row(name, each) for name, each in measured.items()])


def _row(name: str, evaluation: Evaluation) -> str:
    words = Words("en")
    figures = (words.figure(n, evaluation.figure(n, group)) for _, group, n in COLUMNS)
    return _line((name, str(len(evaluation.outcomes)), *figures))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--skip", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--index", type=Path, metavar="FOLDER")
    parser.add_argument("--embeddings", default=Settings().embeddings, metavar="NAME")
    given = parser.parse_args()
    settings = Settings(embeddings=given.embeddings)
    measured = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.index or Path(temporary)
        for name, graph, questions in sets(given.skip):
            opened = GovernanceGraph.from_quads(ingest(graph))
            asked = Assistant(opened, settings, folder=folder / name)
            measured[name] = evaluate(asked, read_questions(questions))
            print(_row(name, measured[name]), flush=True)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_part(page, "municipalities", table(measured)), encoding="utf-8")


if __name__ == "__main__":
    main()
