"""The page on the query library lists every question."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_list_is_what_the_library_has() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "queries.py"))
    assert (ROOT / "docs" / "queries.md").read_text(encoding="utf-8") == made["page"]()
