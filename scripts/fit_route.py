"""Fit ``assistant/route.json`` on the development questions, and say how well it does.

``python scripts/fit_route.py [INDEX_FOLDER]``: cross-validated accuracy, then the fit on all.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import Assistant
from assistant.evaluation import PLACED, read_questions
from assistant.find import find
from assistant.logistic import fit_softmax
from assistant.route import FEATURES, ROUTES, Router
from assistant.settings import Settings
from assistant.setup import SHIPPED
from assistant.walk import walk
from ingest import ingest
from kg.graph import GovernanceGraph

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "questions" / "pitea-dev.jsonl"
TARGET = ROOT / "assistant" / "route.json"
PENALTY = 0.1
STEPS = 800
FOLDS = 10
Array = np.ndarray[Any, np.dtype[np.float64]]


def measured(assistant: Assistant) -> tuple[Array, Array]:
    """Features and route numbers of the questions."""
    router = Router(assistant.graph)
    features, routes = [], []
    for question in read_questions(QUESTIONS):
        understood = assistant._understander.understand(question.question, question.lang)
        hits = find(assistant.index, question.question, understood.vector)
        features.append(router.features(understood, hits, walk(assistant.graph, hits)))
        kind = "place" if question.kind in PLACED else question.kind
        routes.append(ROUTES.index(kind))  # type: ignore[arg-type]
    return np.array(features), np.array(routes)


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
    """Cross-validate, fit on everything, write."""
    with tempfile.TemporaryDirectory() as name:
        graph = GovernanceGraph.from_quads(ingest([SHIPPED]))
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name)
        x, y = measured(Assistant(graph, Settings(), folder=folder))
    fold = np.random.default_rng(1).integers(0, FOLDS, len(y))
    told = np.zeros(len(y), dtype=int)
    for each in range(FOLDS):
        told[fold == each] = chosen(fit(x[fold != each], y[fold != each]), x[fold == each])
    print(f"{FOLDS}-fold cross-validated accuracy {(told == y).mean():.3f} over {len(y)} questions")
    model = fit(x, y)
    rounded = {name: np.round(values, 4).tolist() for name, values in model.items()}
    body = {"routes": ROUTES, "features": FEATURES, **rounded}
    TARGET.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
