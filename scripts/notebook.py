"""Run the notebook of docs/ against a server, without Jupyter.

``python scripts/notebook.py ADDRESS [CHART.png]`` runs every cell in order, tells what each one
shows last, and saves the chart. A test runs it the same way and compares the figures.
"""

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "indikator.ipynb"


def cells(path: Path = NOTEBOOK) -> list[str]:
    """The code of a notebook's cells, in order."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run(address: str, path: Path = NOTEBOOK) -> tuple[dict[str, Any], list[Any]]:
    """The notebook's variables, and what each cell shows: the value of its last line, else None."""
    import matplotlib as mpl

    mpl.use("Agg")
    known: dict[str, Any] = {}
    os.environ["STYRKOMPASS_URL"] = address
    try:
        return known, [_shown(code, known) for code in cells(path)]
    finally:
        del os.environ["STYRKOMPASS_URL"]


def _shown(code: str, known: dict[str, Any]) -> Any:
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, NOTEBOOK.name, "exec"), known)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), known)


if __name__ == "__main__":
    variables, shown = run(sys.argv[1])
    for each in shown:
        if each is not None:
            print(each, end="\n\n")
    for out in sys.argv[2:]:
        variables["figure"].savefig(out)
