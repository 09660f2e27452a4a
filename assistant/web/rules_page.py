"""``/validera/regler``: every rule in words, with an example that breaks it and one that holds."""

import difflib
import json
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import rdflib
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.errors import TEXTS
from assistant.web.pages import render
from assistant.web.problems import language
from assistant.web.reading import READ
from ingest.wording import column, column_names
from kg.names import ONTOLOGY_DIR, SH, STYR, STYRSH
from kg.reports.words import MARKS, Words, pick
from kg.results import SEVERITIES, Rule
from kg.shapes import Shapes, shipped, uri

EXAMPLES = ONTOLOGY_DIR / "examples.json"
_GENERATED = f"{STYRSH.base}R27-On-"
"""One shape for each property, all of which say the same."""

router = APIRouter()
Line = tuple[str, bool]
"""A line of an example, and whether the other example lacks it."""


@router.api_route("/validera/regler", methods=READ, response_class=HTMLResponse)
def rules_page(request: Request) -> HTMLResponse:
    """All the rules."""
    lang = language(request)
    words = partial(_word, lang)
    found = [_told(rule, parts, lang) for rule, parts in rules().items()]
    variables = {"words": words, "say": Words(lang), "marks": MARKS, "rules": found}
    return render(request, "rules.html", variables)


@cache
def rules() -> dict[str, list[Rule]]:
    """The parts of each rule by its number, as the shipped shapes say them."""
    shapes = shipped()
    found: dict[str, list[Rule]] = {}
    for shape in shapes.targeted:
        if not shape.startswith(_GENERATED):
            rule = _rule(shapes, shape)
            found.setdefault(rule.id, []).append(rule)
    return dict(sorted(found.items()))


@cache
def examples() -> dict[str, dict[str, Any]]:
    """For each rule ``bad`` and ``good`` as Turtle, and the ``messages`` on the bad one."""
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return found


def _rule(shapes: Shapes, shape: str) -> Rule:
    return Rule(
        id=shapes.rule(shape),
        severity=_severity(shapes, shape),
        name=shapes.texts(shape, SH.name),
        description=shapes.texts(shape, SH.description),
        help=shapes.texts(shape, STYR.help),
    )


def _severity(shapes: Shapes, shape: str) -> str:
    said = shapes.graph.value(rdflib.URIRef(shape), uri(SH.severity))
    return str(said).rpartition("#")[2].lower() if said else SEVERITIES[0]


def _told(rule: str, parts: list[Rule], lang: str) -> dict[str, Any]:
    example = examples()[rule]
    bad, good = _marked(example["bad"], example["good"])
    return {
        "id": rule,
        "parts": _once(parts, lang),
        "bad": bad,
        "good": good,
        "messages": [pick(lang, each) for each in example["messages"]],
        "columns": _columns(parts, [*bad, *good], lang),
    }


def _columns(parts: list[Rule], lines: list[Line], lang: str) -> list[tuple[str, str]]:
    """What a workbook calls the terms that tell how to mend, or by which the examples differ."""
    text = " ".join([*(pick("sv", part.help) for part in parts), *(n for n, own in lines if own)])
    return [(name, column(term, None, lang)) for name, term in column_names(text)]


def _once(parts: list[Rule], lang: str) -> list[dict[str, str]]:
    """Name, why and how to mend of each part; what another part has said is not said again."""
    told: list[dict[str, str]] = []
    for part in parts:
        said = {
            "name": pick(lang, part.name),
            "severity": part.severity,
            "description": pick(lang, part.description),
            "help": pick(lang, part.help),
        }
        for key in ("description", "help"):
            if any(said[key] == before[key] for before in told):
                said[key] = ""
        told.append(said)
    return told


def _marked(bad: str, good: str) -> tuple[list[Line], list[Line]]:
    """The lines of both, those that differ marked; how a line ends is no difference."""
    sides = bad.split("\n"), good.split("\n")
    plain = [[line.rstrip(" ;.") for line in side] for side in sides]
    same = difflib.SequenceMatcher(None, plain[0], plain[1], False).get_matching_blocks()
    kept: tuple[set[int], set[int]] = (set(), set())
    for first, second, size in same:
        kept[0].update(range(first, first + size))
        kept[1].update(range(second, second + size))
    first_side, second_side = (
        list(_lines(side, known)) for side, known in zip(sides, kept, strict=True)
    )
    return first_side, second_side


def _lines(side: list[str], kept: set[int]) -> Iterator[Line]:
    for number, line in enumerate(side):
        yield line, bool(line) and number not in kept


def _word(lang: str, key: str, **params: object) -> str:
    return TEXTS.get(lang, f"rules_page.{key}", **params)
