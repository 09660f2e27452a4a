"""What the page about the data set shows: what it is, how to get it, what is in it."""

from typing import Any

from fastapi import Request
from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.errors import TEXTS
from assistant.web.problems import language
from assistant.web.wording import number as written
from kg.description import Offer, parts, text
from kg.dump import NAME
from kg.dump_file import FORMATS, ZIPPED
from kg.graph import GovernanceGraph
from kg.names import GRAPH, PREFIXES, STYR
from kg.texts import load

VERSIONS = 20
"""The last so many versions are listed; the catalogue has them all."""
DESCRIBED_AS = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"), ("N-Triples", "nt"))
EXAMPLE = """SELECT ?title ?year ?value WHERE {
  ?indicator a styr:Indicator ; dct:title ?title ; styr:outcome ?outcome .
  ?outcome styr:year ?year ; styr:value ?value .
  FILTER(lang(?title) = "LANG")
} ORDER BY ?title ?year"""
SHELL = """curl --data-urlencode 'query=SELECT * WHERE { ?s a styr:Strategy }' \\
  "ROOT/sparql?format=csv\""""
_WEB = ("https://", "http://")
PANDAS = """import pandas as pd
from urllib.parse import urlencode

query = \"\"\"
QUERY
\"\"\"
frame = pd.read_csv("ROOT/sparql?" + urlencode({"query": query, "format": "csv"}))"""


def page(request: Request, offer: Offer, graph: GovernanceGraph) -> dict[str, Any]:
    """Variables of the template ``dataset.html``."""
    lang = language(request)
    words = load("assistant", lang)["dataset"]
    made_up = parts(offer, lang)[-1] if offer.statistics.illustrative else ""
    query = EXAMPLE.replace("LANG", lang)
    return {
        "words": words,
        "title": text(lang, "title"),
        "description": [part for part in parts(offer, lang) if part != made_up],
        "made_up": made_up,
        "facts": _facts(offer, lang),
        "endpoint": offer.endpoint.value,
        "dumps": _dumps(offer, lang),
        "graphs": _graphs(offer, lang),
        "classes": _classes(offer, graph, lang),
        "examples": _examples(offer, graph, Citer(graph, lang, request.app.state.settings.base)),
        "shell": SHELL.replace("ROOT", offer.root),
        "pandas": PANDAS.replace("ROOT", offer.root).replace("QUERY", query),
        "versions": _versions(offer),
        "described": [
            (f"{name} ({label})", f"{address}?format={ending}")
            for name, address in (("DCAT-AP-SE", "/catalog"), ("VoID", "/.well-known/void"))
            for label, ending in DESCRIBED_AS
        ],
    }


def _facts(offer: Offer, lang: str) -> list[tuple[str, str, str]]:
    """Name, value and address of what is known about the whole; what is not known says so."""
    known, unknown = offer.about, _word(lang, "unknown")
    licence = known.licence or ""
    publisher = _in(known.publisher.names, lang) if known.publisher else unknown
    contact = known.contact
    current = offer.current
    number = str(current.number) if current else _word(lang, "unpublished")
    facts = [("version", number, "")]
    if current:
        facts += [("published", _moment(current.published), "")]
    facts += [
        ("triples", written(offer.statistics.triples, lang), ""),
        ("entities", written(offer.statistics.entities, lang), ""),
        ("illustrative", written(offer.statistics.illustrative, lang), ""),
        ("publisher", publisher, ""),
        ("licence", licence or unknown, licence if licence.startswith(_WEB) else ""),
    ]
    if contact:
        facts += [("contact", _in(contact.names, lang), f"mailto:{contact.email}")]
    return [(_word(lang, name), value, address) for name, value, address in facts]


def _dumps(offer: Offer, lang: str) -> list[dict[str, str]]:
    return [
        {
            "format": rdf_format.name,
            "href": offer.dump(ending).value,
            "file": f"{NAME}.{ending}",
            "zipped": offer.dump(ending + ZIPPED).value,
            "text": text(lang, "dump_named" if rdf_format.supports_datasets else "dump_union"),
        }
        for ending, rdf_format in FORMATS.items()
    ]


def _graphs(offer: Offer, lang: str) -> list[tuple[str, str, str]]:
    named = load("kg", lang)["dataset"]
    counted = offer.statistics.graphs.items()
    return [
        (iri, named.get(f"graph_{iri.removeprefix(GRAPH.base)}", ""), written(n, lang))
        for iri, n in counted
    ]


def _classes(offer: Offer, graph: GovernanceGraph, lang: str) -> list[tuple[str, str, str]]:
    """Name, prefixed name and count of each of the ontology's classes, the largest first."""
    ours = [(i, n) for i, n in offer.statistics.classes.items() if i.startswith(STYR.base)]
    ours.sort(key=lambda pair: -pair[1])
    return [
        (graph.title(NamedNode(iri), lang), _short(iri), written(number, lang))
        for iri, number in ours
    ]


def _examples(offer: Offer, graph: GovernanceGraph, citer: Citer) -> list[tuple[str, str, str]]:
    found = []
    for node in offer.about.examples:
        kind = graph.type_of(node)
        label = graph.title(kind, citer.lang) if kind else ""
        found.append((label, graph.title(node, citer.lang), citer.href(node)))
    return found


def _versions(offer: Offer) -> list[dict[str, str]]:
    return [
        {
            "number": str(version.number),
            "published": _moment(version.published),
            "note": version.note,
            "href": offer.dump("nq" + ZIPPED, version.number).value,
        }
        for version in reversed(offer.versions[-VERSIONS:])
    ]


def _in(names: tuple[Any, ...], lang: str) -> str:
    """The name in ``lang``, else any."""
    return str(sorted(names, key=lambda name: name.language != lang)[0].value)


def _short(iri: str) -> str:
    prefix = next((p for p, base in PREFIXES.items() if iri.startswith(base)), "")
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}" if prefix else iri


def _moment(when: str) -> str:
    """A time to the minute, as both languages write it in a table."""
    return when[:16].replace("T", " ") + (" UTC" if when.endswith("+00:00") else "")


def _word(lang: str, key: str) -> str:
    return TEXTS.get(lang, f"dataset.{key}")
