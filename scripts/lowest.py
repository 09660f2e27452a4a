"""Print the lowest allowed version of every dependency, as pip requirements (``name==version``)."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def lowest() -> list[str]:
    """``name==bound`` for each ``name>=bound,<…`` of the project's dependencies."""
    dependencies = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    found = [re.fullmatch(r"([\w.-]+)>=([\w.]+),<[\w.]+", each) for each in dependencies]
    if not all(found):
        raise SystemExit("every dependency must be written as name>=lowest,<next")
    return [f"{match[1]}=={match[2]}" for match in found if match]


if __name__ == "__main__":
    print("\n".join(lowest()))
