"""JSON: the body of ``/api/validate``."""

import json
from typing import Any

from kg.reports.groups import Group, by_owner, by_strategy, counts
from kg.reports.summary import sentence
from kg.reports.words import Words, pick
from kg.results import Report, Result, Thing


def to_json(report: Report, lang: str = "sv") -> dict[str, Any]:
    """Ready for ``json.dumps``; texts are in ``lang``, all else is as in the data."""
    return {
        "conforms": report.conforms,
        "version_of_shapes": report.version_of_shapes,
        "results": [_result(result, lang) for result in report.results],
        "summary": _summary(report, lang),
        "ms": report.ms,
    }


def json_text(report: Report, lang: str = "sv") -> str:
    """The same as text."""
    return json.dumps(to_json(report, lang), ensure_ascii=False, indent=2) + "\n"


def _summary(report: Report, lang: str) -> dict[str, Any]:
    return {
        **counts(report.results),
        "things": len({result.focus.iri for result in report.results}),
        "rules": report.summary["rules"],
        "owners": [_group(group, lang) for group in by_owner(report.results)],
        "strategies": [_group(group, lang) for group in by_strategy(report.results)],
        "sentence": sentence(report, lang),
    }


def _group(group: Group, lang: str) -> dict[str, Any]:
    return {**(_thing(group.thing, lang) or {"iri": None, "title": None}), **counts(group.results)}


def _result(result: Result, lang: str) -> dict[str, Any]:
    focus = result.focus
    return {
        "rule": result.rule,
        "severity": result.severity,
        "focus": {"iri": focus.iri, "title": pick(lang, focus.title), "type": focus.type},
        "path": result.path,
        "value": result.value,
        "message": pick(lang, result.message),
        "help": pick(lang, result.help) or None,
        "owner": _thing(result.owner, lang),
        "place": Words(lang).place(result) or None,
        "suggestion": result.suggestion,
        "strategy": _thing(result.strategy, lang),
        "programme": _thing(result.programme, lang),
    }


def _thing(thing: Thing | None, lang: str) -> dict[str, Any] | None:
    return None if thing is None else {"iri": thing.iri, "title": pick(lang, thing.title)}
