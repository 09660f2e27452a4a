"""The examples of the rules that are shipped: what ``scripts/rule_examples.py`` writes."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.ontology.conftest import RULES

TOOL: dict[str, Any] = runpy.run_path(
    str(Path(__file__).parent.parent.parent / "scripts" / "rule_examples.py")
)
EXAMPLES: dict[str, dict[str, Any]] = json.loads(TOOL["FILE"].read_text("utf-8"))


def test_the_file_is_what_the_script_writes_from_the_rules_cases() -> None:
    assert TOOL["FILE"].read_text("utf-8") == TOOL["examples"]()


@pytest.mark.parametrize("rule", sorted(path.name for path in RULES.iterdir() if path.is_dir()))
def test_every_rule_has_a_bad_and_a_good_example(rule: str) -> None:
    example = EXAMPLES[rule]
    assert example["bad"] != example["good"]
    assert example["bad"]
    assert example["good"]
    assert [sorted(said) for said in example["messages"]] == [["en", "sv"]] * len(
        example["messages"]
    )
    assert example["messages"]
