"""What search engines and other programs read in the page of a thing: schema.org as JSON-LD."""

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from pyoxigraph import NamedNode

from assistant.answer import PathStep
from assistant.web.wording import kind_name
from kg.graph import GovernanceGraph
from kg.names import DCT, ORG, SCHEMA, SKOS, STYR
from kg.texts import LANGUAGES

TYPES = {
    "Activity": "Action",
    "Indicator": "StatisticalVariable",
    "IndicatorValue": "Observation",
    "MunicipalCompany": "Corporation",
    "Document": "DigitalDocument",
    "Passage": "Quotation",
    "Dialogue": "Event",
    "DialogueQuestion": "Question",
    "Contribution": "Comment",
    "FollowUp": "Report",
    "Partner": "Organization",
    "Research": "Report",
    "Survey": "Report",
    "EnvironmentalScan": "Report",
    "Need": "DefinedTerm",
    "SuccessFactor": "DefinedTerm",
    "Value": "DefinedTerm",
}
"""The class of schema.org for each of ours; organisations and the rest are told below."""
STATUSES = {
    "planned": "PotentialActionStatus",
    "ongoing": "ActiveActionStatus",
    "done": "CompletedActionStatus",
    "cancelled": "FailedActionStatus",
}
_ESCAPED = str.maketrans({c: f"\\u{ord(c):04x}" for c in ("<", ">", "&", "\u2028", "\u2029")})


def metadata(
    graph: GovernanceGraph, node: NamedNode, path: Sequence[PathStep], root: str
) -> Markup:
    """The JSON of a ``<script type="application/ld+json">``, with nothing in it that ends one.

    ``root`` is the address of the server, ``path`` the first way to the vision.
    """
    told = [_thing(graph, node), *([_crumbs(path, root)] if len(path) > 1 else [])]
    whole = {"@context": "https://schema.org", "@graph": told}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return Markup(text.translate(_ESCAPED))


def _thing(graph: GovernanceGraph, node: NamedNode) -> dict[str, Any]:
    kind = kind_name(graph.type_of(node))
    said: dict[str, Any] = {
        "@id": node.value,
        "@type": _type(graph, node, kind),
        "name": _in_languages(graph, node, DCT.title) or graph.title(node, "sv"),
        "description": _in_languages(graph, node, DCT.description)
        or _in_languages(graph, node, STYR.purpose),
        "alternateName": sorted({t.value for t in graph.texts(node, SKOS.altLabel)}),
        "isBasedOn": [{"@id": n.value} for n in graph.nodes(node, DCT.source)],
        "url": next((t.value for t in graph.texts(node, SCHEMA.url)), None),
    }
    organisations = [
        {"@id": n.value, "name": graph.title(n, "sv")} for n in _responsible(graph, node)
    ]
    if kind == "Activity":
        status = graph.nodes(node, STYR.status)
        said["agent"] = organisations
        said["actionStatus"] = STATUSES.get(status[0].value.rsplit("/", 1)[-1]) if status else None
    elif said["@type"] == "CreativeWork":
        said["maintainer"] = organisations
    if graph.is_a(node, ORG.Organization):
        above = graph.nodes(node, ORG.subOrganizationOf)
        said["parentOrganization"] = [{"@id": n.value, "name": graph.title(n, "sv")} for n in above]
    elif said["@type"] == "CreativeWork":
        said["isPartOf"] = [
            {"@id": n.value} for r in graph.contributing for n in graph.nodes(node, r)
        ]
    return {key: value for key, value in said.items() if value}


def _type(graph: GovernanceGraph, node: NamedNode, kind: str) -> str:
    if kind in TYPES:
        return TYPES[kind]
    if graph.is_a(node, ORG.Organization):
        return "GovernmentOrganization"
    return "CreativeWork" if kind else "DefinedTerm"


def _responsible(graph: GovernanceGraph, node: NamedNode) -> list[NamedNode]:
    return graph.nodes(node, STYR.responsible)


def _in_languages(
    graph: GovernanceGraph, node: NamedNode, predicate: NamedNode
) -> list[dict[str, str]]:
    texts = {text.language: text.value for text in graph.texts(node, predicate)}
    return [{"@language": lang, "@value": texts[lang]} for lang in LANGUAGES if lang in texts]


def _crumbs(path: Sequence[PathStep], root: str) -> dict[str, Any]:
    steps = [
        {"@type": "ListItem", "position": n, "name": step.title, "item": root + step.href}
        for n, step in enumerate(reversed(path), start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}
