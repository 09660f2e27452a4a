"""README says what is true: settings, commands, examples, figures."""

import runpy
import shlex
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.cli import _parser
from assistant.evaluation import evaluate, read_questions
from assistant.settings import Settings, settings_table
from assistant.setup import Teller, ensure_published
from tests.conftest import Outcome

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOOLS: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "readme.py"))
CLOSE = 0.03
"""How far another processor's arithmetic may move a share of 120 questions: three or four."""


def code_lines() -> list[str]:
    """Lines of the fenced sh blocks, continued lines joined."""
    blocks = README.split("```sh\n")[1:]
    text = "\n".join(block.split("```")[0] for block in blocks).replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip()]


def test_settings_table_is_the_settings() -> None:
    assert TOOLS["part"](README, "settings") == settings_table()


@pytest.mark.parametrize("line", [line for line in code_lines() if line.startswith("styrkompass ")])
def test_every_command_shown_is_one_that_parses(line: str) -> None:
    given = _parser("en").parse_args(shlex.split(line)[1:])
    graph = getattr(given, "graph", ())
    if given.command == "ask" and given.question is None:
        *graph, _ = graph
    assert given.command == shlex.split(line)[1]
    for path in [*getattr(given, "files", ()), *graph]:
        assert (ROOT / path).exists(), path


def test_what_is_shown_of_publishing_works(
    styrkompass: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line by line, on what the first start publishes; the change is one, and is gone back from."""
    block = README.split("## Publish and look back")[1].split("```sh\n")[1].split("```")[0]
    ensure_published(Settings(data=tmp_path / "data"), Teller("sv", quiet=True))
    monkeypatch.setenv("STYRKOMPASS_DATA", str(tmp_path / "data"))
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    told = {}
    for line in block.replace("2026-11-23", date.today().isoformat()).splitlines():
        _, *arguments = shlex.split(line)
        told[arguments[0]] = styrkompass(*arguments)
    assert {name: outcome.code for name, outcome in told.items()} == dict.fromkeys(told, 0)
    assert "Aktiviteten ”Bokcirklar på äldreboenden” är ny" in told["diff"].out
    assert [told["publish"].out, told["rollback"].out] == ["2\n", "3\n"]


def test_every_make_target_shown_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    shown = {word for part in README.split("`make ")[1:] for word in [part.split("`")[0]]}
    shown |= {line.split()[1] for line in code_lines() if line.startswith("make ")}
    assert shown >= {"run", "test", "check", "bench", "lowest", "lock"}
    assert [name for name in shown if f"\n{name}:" not in makefile] == []


def test_the_command_table_names_every_command() -> None:
    parser = _parser("en")
    commands = next(a for a in parser._actions if a.dest == "command").choices
    rows = [line for line in README.splitlines() if line.startswith("| `")]
    named = {row.split("`")[1].split()[0] for row in rows}
    assert commands is not None
    assert set(commands) <= named


def test_python_version_and_licence_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert "Python 3.11 or later" in README
    assert project["license"] in README


def test_figures_are_what_the_evaluation_gives(assistant: Assistant) -> None:
    questions = read_questions(ROOT / "tests" / "questions" / "pitea-test.jsonl")
    table = TOOLS["figures_table"](evaluate(assistant, questions))
    measured, shown = (_shares(t) for t in (table, TOOLS["part"](README, "figures")))
    assert list(measured) == list(shown)
    assert {k: v for k, v in measured.items() if abs(v - shown[k]) > CLOSE} == {}


def _shares(table: str) -> dict[str, float]:
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {name: float(share) for name, share, _ in rows}
