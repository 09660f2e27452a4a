"""The table over municipalities: which sets are measured, and its rows."""

import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.evaluation import Evaluation, Outcome, Question

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The script's names."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return runpy.run_path(str(ROOT / "scripts" / "municipalities.py"))


def test_what_is_skipped_is_left_out(tools: dict[str, Any]) -> None:
    folders = sorted(each.name for each in (ROOT / "tests" / "municipalities").iterdir())
    every = [name for name, _, _ in tools["sets"]([])]
    assert every == ["pitea-dev", *folders]
    assert [name for name, _, _ in tools["sets"](every[:-1])] == every[-1:]


def test_the_table_has_a_row_for_all_together(tools: dict[str, Any]) -> None:
    question = Question("q", "?", "sv", "unknown", ())
    told = ("unknown", "", (), True, True, True, False, False, None, None, {}, {}, 10.0)
    right = Outcome(question, *told)  # type: ignore[arg-type]
    wrong = replace(right, verdict_right=False)
    runs = {"a": Evaluation((right, right)), "b": Evaluation((right, wrong))}
    rows = tools["table"](runs).splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert {len(row) for row in cells} == {len(tools["COLUMNS"]) + 2}
    assert cells[0][:3] == ["questions of", "n", "right"]
    assert [row[:3] for row in cells[2:]] == [
        ["all together", "4", "0.75 (0.25–1.00)"],
        ["a", "2", "1.00 (1.00–1.00)"],
        ["b", "2", "0.50 (0.00–1.00)"],
    ]
