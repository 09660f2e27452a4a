"""A further language is one text file: the build finds it, and stops when a word is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[3] / "frontend"
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or not (FRONTEND / "node_modules/esbuild").exists(),
    reason="Node or esbuild is not installed (npm ci in frontend/)",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources in a place of their own, so that nothing that is served changes."""
    there = tmp_path / "frontend"
    shutil.copytree(FRONTEND, there, ignore=shutil.ignore_patterns("node_modules", "test"))
    (there / "node_modules").symlink_to(FRONTEND / "node_modules")
    return there


def built(copy: Path) -> subprocess.CompletedProcess[str]:
    assert NODE is not None
    return subprocess.run([NODE, "build.mjs"], cwd=copy, capture_output=True, text=True)


def test_a_third_language_is_one_file(copy: Path) -> None:
    text = (copy / "src/texts.en.js").read_text(encoding="utf-8")
    finnish = text.replace('"Your question"', '"Kysymyksesi"')
    (copy / "src/texts.fi.js").write_text(finnish, encoding="utf-8")
    done = built(copy)
    assert done.returncode == 0, done.stderr
    static = copy.parent / "assistant/static"
    widget = (static / "widget.js").read_text(encoding="utf-8")
    assert '["sv","en","fi"]' in widget
    assert "Kysymyksesi" not in widget
    assert "Kysymyksesi" in (static / "widget.fi.js").read_text(encoding="utf-8")
    manifest = json.loads((static / "manifest.json").read_text(encoding="utf-8"))
    assert {"static/widget.en.js", "static/widget.fi.js"} <= set(manifest)


def test_a_language_that_lacks_a_word_stops_the_build(copy: Path) -> None:
    text = (copy / "src/texts.en.js").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("  thanks:")]
    (copy / "src/texts.fi.js").write_text("\n".join(lines), encoding="utf-8")
    done = built(copy)
    assert done.returncode == 1
    assert "texts in one language only: thanks" in done.stderr
