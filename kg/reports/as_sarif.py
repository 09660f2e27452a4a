"""SARIF 2.1.0 (OASIS), which code hosts and editors show beside the line at fault.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html. The rules are in the
language asked for, and in the other as a translation of the tool (§3.19.23 there).
"""

import hashlib
import json
import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from kg.place import Place
from kg.reports.groups import RuleGroup, by_rule, level
from kg.reports.words import Words, clean
from kg.results import Report, Result
from kg.texts import LANGUAGES

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
TOOL = "styrkompassen"
LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def to_sarif(report: Report, lang: str = "sv") -> str:
    """One run; every result has its thing as a logical location, and its file where known."""
    words = Words(lang)
    groups = by_rule(report)
    index = {
        result.shape: number for number, group in enumerate(groups) for result in group.results
    }
    run = {
        "tool": {"driver": _tool(groups, words)},
        "language": words.lang,
        "columnKind": "unicodeCodePoints",
        "translations": [_tool(groups, Words(other)) for other in LANGUAGES if other != words.lang],
        "results": [_result(r, index[r.shape], groups, words) for r in report.results],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _tool(groups: Iterable[RuleGroup], words: Words) -> dict[str, Any]:
    return {
        "name": TOOL,
        "semanticVersion": version(TOOL),
        "language": words.lang,
        "rules": [_rule(group, words) for group in groups],
    }


def _rule(group: RuleGroup, words: Words) -> dict[str, Any]:
    rule = group.rule
    texts = {
        "shortDescription": words.said(rule.name) or rule.id,
        "fullDescription": words.said(rule.description),
        "help": words.said(rule.help),
    }
    return {
        "id": _id(group),
        **{key: {"text": text} for key, text in texts.items() if text},
        "defaultConfiguration": {"level": LEVELS[level(group.results[0])]},
        "properties": {"rule": rule.id, "shape": group.results[0].shape},
    }


def _id(group: RuleGroup) -> str:
    """The shape's own name ("R21-OneStatus"): a rule can have several shapes."""
    return re.split(r"[#/]", group.results[0].shape)[-1]


def _result(
    result: Result, index: int, groups: tuple[RuleGroup, ...], words: Words
) -> dict[str, Any]:
    hint = f" {words('suggestion', term=result.suggestion)}" if result.suggestion else ""
    return {
        "ruleId": _id(groups[index]),
        "ruleIndex": index,
        "level": LEVELS[level(result)],
        "message": {"text": clean(result.sentence(words.lang) + hint)},
        "locations": [_location(result, words)],
        "partialFingerprints": {"styrkompassen/v1": _fingerprint(result)},
    }


def _location(result: Result, words: Words) -> dict[str, Any]:
    focus = result.focus
    thing = {"name": words.title(focus), "fullyQualifiedName": focus.iri}
    location: dict[str, Any] = {"logicalLocations": [thing]}
    if result.place is None:
        return location
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(result.place)}}
    if result.place.line is not None:
        physical["region"] = {"startLine": result.place.line}
    return {**location, "physicalLocation": physical, "message": {"text": words.place(result)}}


def _uri(place: Place) -> str:
    """The file as it was given, relative where it was, as SARIF 3.4.3 wants it."""
    return quote(PurePath(place.path or place.file).as_posix())


def _fingerprint(result: Result) -> str:
    """The same for the same fault in the next run, so that hosts can tell new from old."""
    said = (
        result.shape,
        result.focus.iri,
        result.path or "",
        result.component,
        result.value or "",
        result.message["sv"],
    )
    return hashlib.sha256("\0".join(said).encode()).hexdigest()
