"""Fit ``assistant/route.json`` on the development questions, and say how well it does.

``python scripts/fit_route.py [INDEX_FOLDER]``: accuracy on each municipality when fitted on the
others, then the fit on all. What may go either way is left out: a question that the graph cannot
answer and the library then says so about, or one that the library does not answer anyhow.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import Assistant
from assistant.evaluation import PLACED, read_questions
from assistant.logistic import fit_softmax
from assistant.route import FEATURES, ROUTES
from assistant.settings import Settings
from kg.graph import GovernanceGraph

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
PITEA = "pitea"
DEVELOPMENT = ("lovhamra", "granvik", "stenkulla", "ekefors", PITEA)
"""Municipalities to fit on; those of ``tests/municipalities`` that are not here are held out."""
TARGET = ROOT / "assistant" / "route.json"
SYSTEM, ELSEWHERE = FEATURES.index("kind_system"), FEATURES.index("kind_elsewhere")
PENALTY = 0.03
STEPS = 800
Array = np.ndarray[Any, np.dtype[np.float64]]


def sources(name: str) -> tuple[list[Path], Path]:
    """The graph's files and the questions of a municipality."""
    if name == PITEA:
        files = sorted((ROOT / "ontology" / PITEA).glob("*.ttl"))
        return files, TESTS / "questions" / "pitea-dev.jsonl"
    folder = TESTS / "municipalities" / name
    return [folder / "graph.ttl"], folder / "questions.jsonl"


def measured(name: str, folder: Path) -> Iterator[tuple[list[float], int]]:
    """Features and route number of each question that can go only one way."""
    files, questions = sources(name)
    assistant = Assistant(GovernanceGraph.from_files(files), Settings(), folder=folder)
    for question in read_questions(questions):
        features, answered = assistant.routing(question.question, question.lang)
        right = "place" if question.kind in PLACED else question.kind
        asks = features[SYSTEM] > features[ELSEWHERE]
        if not answered and (right == "system" or (right == "unknown" and asks)):
            continue
        yield features, ROUTES.index(right if right in ROUTES else "no")


def fit(x: Array, y: Array) -> dict[str, Array]:
    """Fit to features and route numbers; rare routes weigh more (square root)."""
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
    weights, bias = fit_softmax(
        (x - mean) / deviation,
        y.tolist(),
        len(ROUTES),
        balance=0.5,
        penalty=PENALTY,
        rate=0.3,
        steps=STEPS,
    )
    return {"mean": mean, "deviation": deviation, "weights": weights, "bias": bias}


def chosen(model: dict[str, Array], x: Array) -> Array:
    """The route numbers that the model gives."""
    z = (x - model["mean"]) / model["deviation"]
    best: Array = (z @ model["weights"] + model["bias"]).argmax(axis=1)
    return best


def main() -> None:
    """Fit on the others and measure on each, fit on everything, write."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        rows = [(name, *row) for name in DEVELOPMENT for row in measured(name, folder)]
    of = np.array([name for name, _, _ in rows])
    x, y = np.array([found for _, found, _ in rows]), np.array([route for _, _, route in rows])
    for name in DEVELOPMENT:
        told = chosen(fit(x[of != name], y[of != name]), x[of == name])
        print(f"{name}: {(told == y[of == name]).mean():.3f} of {len(told)} when fitted on others")
    rounded = {key: np.round(values, 4).tolist() for key, values in fit(x, y).items()}
    body = {"routes": ROUTES, "features": FEATURES, **rounded}
    TARGET.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
