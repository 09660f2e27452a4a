"""One indicator as pages, the API and the report show it."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from math import isfinite
from typing import Any

from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.report.chart import LARGE, Size, chart
from assistant.report.numbers import decimals_of, number
from assistant.report.words import Words
from kg.followup import Standing, made_up, standing
from kg.followup_places import places
from kg.followup_rule import STATUSES, concept_of, direction_of
from kg.followup_values import Value
from kg.graph import GovernanceGraph
from kg.names import DCT, SCHEMA, STYR
from kg.texts import load


def panel(graph: GovernanceGraph, node: NamedNode, citer: Citer) -> dict[str, Any] | None:
    """What ``_indicator.html`` shows on the page of a thing; None for what is no indicator."""
    if not graph.is_a(node, STYR.Indicator):
        return None
    words = load("assistant", citer.lang)["indicators"]
    return {"words": words, **shown(graph, standing(graph, node), citer)}


def shown(
    graph: GovernanceGraph, about: Standing, citer: Citer, size: Size = LARGE
) -> dict[str, Any]:
    """Everything a template needs of an indicator, in words."""
    words = Words(graph, citer.lang)
    judged, target = about.judgement, about.target
    decimals = decimals_of(value.number for value in about.values.all)
    return {
        "iri": about.indicator.value,
        "title": graph.title(about.indicator, citer.lang),
        "href": citer.href(about.indicator),
        "illustrative": about.illustrative,
        "status": about.status,
        "status_label": words.status(about.status),
        "reason": words.reason(about),
        "unit": about.unit or "",
        "direction": words.direction(about),
        "latest": _said(judged.latest, citer.lang),
        "latest_year": judged.latest_year,
        "expected": _said(judged.expected, citer.lang),
        "target": _said(target.number if target else None, citer.lang),
        "target_year": target.year if target else None,
        "rows": [_row(value, words, decimals) for value in about.values.all],
        "mixed": len({value.illustrative for value in about.values.all}) > 1,
        "chart": chart(about, citer.lang, size),
        "described": words.described(about),
        "roles": [r for r in ("outcome", "baseline", "milestone", "target") if about.values.of(r)],
        "plan": bool(about.values.plan),
        "statuses": words.statuses,
        "lacks": words.lacks(about),
        "responsible": links(graph, about.responsible, citer),
        "sources": [
            source_of(graph, each, citer) for each in graph.nodes(about.indicator, DCT.source)
        ],
    }


def counted(some: Collection[Standing]) -> dict[str, Any]:
    """How many have each status, and the bar that shows it, in percent."""
    counts = {code: sum(each.status == code for each in some) for code in STATUSES}
    bar, at = [], 0.0
    for code, count in counts.items():
        width = 100 * count / len(some) if some else 0.0
        if count:
            bar.append({"code": code, "x": round(at, 3), "width": round(width, 3)})
        at += width
    return {"counts": counts, "total": len(some), "bar": bar}


def links(graph: GovernanceGraph, nodes: Iterable[NamedNode], citer: Citer) -> list[dict[str, Any]]:
    """Title, page and mark of each thing."""
    return [
        {
            "iri": node.value,
            "title": graph.title(node, citer.lang),
            "href": citer.href(node),
            "illustrative": made_up(graph, node),
        }
        for node in nodes
    ]


def to_json(graph: GovernanceGraph, about: Standing, citer: Citer) -> dict[str, Any]:
    """The indicator as ``/api/indicators`` gives it. Numbers are JSON numbers, years integers."""
    lang, words, judged = citer.lang, Words(graph, citer.lang), about.judgement
    node = about.indicator
    above = places(graph, node, STYR.indicatorOf)
    strategies = dict.fromkeys(strategy for strategy, _ in above if strategy)
    programmes = dict.fromkeys(programme for _, programme in above if programme)
    areas = [
        each for each in graph.nodes(node, STYR.indicatorOf) if graph.is_a(each, STYR.FocusArea)
    ]
    way = judged.way
    return {
        "iri": node.value,
        "title": graph.title(node, lang),
        "description": graph.text(node, DCT.description, lang),
        "href": citer.href(node),
        "illustrative": about.illustrative,
        "unit": about.unit,
        "kolada": graph.text(node, STYR.koladaId, lang),
        "direction": None
        if way is None
        else {
            "iri": direction_of(way).value,
            "label": words.title(direction_of(way)),
            "stated": about.direction is not None,
        },
        "status": {
            "code": about.status,
            "iri": concept_of(about.status).value,
            "label": words.status(about.status),
        },
        "reason": {"code": judged.reason, "text": words.reason(about)},
        "rule": [words.text("rule"), *(f"{s['label']}: {s['rule']}" for s in words.statuses)],
        "expected": None
        if judged.expected is None
        else {
            "value": plain(judged.expected),
            "year": judged.latest_year,
            "point": judged.point,
            "years": list(judged.years),
        },
        "baseline": _value(about.baseline),
        "milestones": [_value(value) for value in about.milestones],
        "target": _value(about.target),
        "outcomes": [_value(value) for value in about.outcomes],
        "line": [{"year": v.year, "value": plain(v.number)} for v in about.values.plan],
        "missing": [
            {"code": code, "text": text}
            for code, text in zip(about.lacks, words.lacks(about), strict=True)
        ],
        "strategies": links(graph, strategies, citer),
        "programmes": links(graph, programmes, citer),
        "focus_areas": links(graph, areas, citer),
        "responsible": links(graph, about.responsible, citer),
        "sources": [source_of(graph, each, citer) for each in graph.nodes(node, DCT.source)],
        "version": graph.number,
        "lang": lang,
    }


def plain(value: Decimal) -> int | float:
    """The number as JSON has it: an integer where it is one, or too large for another."""
    whole = value == value.to_integral_value()
    return int(value) if whole or not isfinite(float(value)) else float(value)


def _value(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    told = {"year": value.year, "value": plain(value.number), "illustrative": value.illustrative}
    return {"iri": value.node.value, **told} if isinstance(value.node, NamedNode) else told


def _row(value: Value, words: Words, decimals: int) -> dict[str, Any]:
    return {
        "role": value.role,
        "role_label": words.text(f"role_{value.role}"),
        "year": value.year,
        "number": number(value.number, words.lang, decimals),
        "illustrative": value.illustrative,
    }


def _said(value: Decimal | None, lang: str) -> str:
    return "" if value is None else number(value, lang)


def source_of(graph: GovernanceGraph, node: NamedNode, citer: Citer) -> dict[str, Any]:
    """A document, or a passage by its document's title; ``url`` where it is on the web."""
    document = next(iter(graph.nodes(node, DCT.isPartOf)), node)
    url = graph.text(document, SCHEMA.url, citer.lang)
    return {
        "iri": node.value,
        "title": graph.title(document, citer.lang),
        "href": citer.href(node),
        "url": url if url and url.startswith(("https://", "http://")) else None,
    }
