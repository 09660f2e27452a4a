"""Writes ontology/examples.json: for each rule a thing that breaks it, and the same thing mended.

``python scripts/rule_examples.py`` after a change of the rules' test cases; a test compares the
file. The bad ones are cases of ``tests/ontology/rules``, with the message that the whole report has
there; the good ones are the same things in the municipality beside them, which breaks nothing. Of
each thing only its class, its title and what matters to the rule is shown.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.names import DCT, ONTOLOGY_DIR, PREFIXES, RDF, STYR
from kg.rdf import read_file
from kg.results import Result
from kg.shapes import short
from kg.validation import validate

FILE = ONTOLOGY_DIR / "examples.json"
CASES = Path(__file__).resolve().parent.parent / "tests" / "ontology" / "rules"
TELLING = {
    "R02": "bad-year-as-number",
    "R03": "bad-six",
    "R15": "bad-target-before-baseline",
    "R16": "bad-increase",
    "R17": "bad-two",
    "R21": "bad-two-statuses",
    "R25": "bad-outside-mandate-period",
    "R26": "bad-untagged",
    "R27": "bad-property",
    "R28": "bad-concept",
    "R30": "bad-mailbox",
}
"""The case that explains most, where it is not the first."""
GOOD = {
    "R03": "good-four",
    "R08": "good-two-programmes",
    "R20": "good-activity-supports-strategy",
    "R25": "good-whole-mandate-period",
    "R30": "good-role",
}
"""A case that is shown mended, where the municipality has no such thing."""
ONLY = {
    "R03": ("styr:Strategy styr:InternalStrategy", "styr:towards"),
    "R08": ("styr:Strategy styr:DevelopmentProgramme", "styr:programmeOf"),
    "R20": ("styr:Unit styr:Activity", "styr:responsible styr:supportsStrategy"),
    "R25": ("styr:DevelopmentProgramme", "styr:validFrom styr:validTo"),
    "R29": ("styr:Activity", "dct:source"),
    "R30": ("styr:Unit", "schema:email"),
}
"""Classes and properties that are shown, where a case has to say more than matters to the rule."""
ALL = {"R03", "R08"}
"""Rules about how many there are: all things of the shown classes belong to the example."""
EX = "https://example.org/kommun/"
REMOVE = ox.NamedNode("https://example.org/case/remove")
NAMES = {**PREFIXES, "ex": EX}

Graph = frozenset[ox.Triple]


def examples() -> str:
    """The file's text."""
    rules = sorted(path.name for path in CASES.iterdir() if path.is_dir())
    found = {rule: _example(rule) for rule in rules}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _example(rule: str) -> dict[str, object]:
    first = min(path.stem for path in (CASES / rule).glob("bad-*.trig"))
    base = _triples(read_file(CASES / "base.ttl"))
    bad = _changed(base, rule, TELLING.get(rule, first))
    good = _changed(base, rule, GOOD[rule]) if rule in GOOD else base
    results = [each for each in _results(bad) if each.rule == rule]
    things = _things(good, bad, results)
    kept = {short(each.value) for each in _predicates(good, bad, results, things)}
    if rule in ONLY:
        classes, properties = (set(each.split()) for each in ONLY[rule])
        if rule in ALL:
            things = sorted({triple.subject for triple in good | bad}, key=str)
        things = [thing for thing in things if _classes(good | bad, thing) & classes]
        kept &= {"rdf:type", "dct:title"} | properties
    return {
        "bad": _turtle(bad, things, kept),
        "good": _turtle(good, things, kept),
        "messages": [
            dict(said) for said in dict.fromkeys(tuple(r.message.items()) for r in results)
        ],
    }


def _changed(base: Graph, rule: str, case: str) -> Graph:
    quads = list(read_file(CASES / rule / f"{case}.trig"))
    removed = _triples(quad for quad in quads if quad.graph_name == REMOVE)
    return (base - removed) | _triples(quad for quad in quads if quad.graph_name != REMOVE)


def _triples(quads: Iterable[ox.Quad]) -> Graph:
    return frozenset(quad.triple for quad in quads)


def _results(graph: Graph) -> tuple[Result, ...]:
    return validate([ox.Quad(*triple) for triple in graph]).results


def _classes(graph: Graph, thing: ox.NamedNode) -> set[str]:
    return {
        short(str(t.object.value)) for t in graph if (t.subject, t.predicate) == (thing, RDF.type)
    }


def _things(good: Graph, bad: Graph, results: Iterable[Result]) -> list[ox.NamedNode]:
    """What differs, and what the rule speaks of; what is at fault first."""
    named = {each.focus.iri for each in results}
    touched = {triple.subject.value for triple in good ^ bad}
    if any("styr:IndicatorValue" in _classes(bad, ox.NamedNode(iri)) for iri in touched):
        touched |= {t.object.value for t in good | bad if t.subject.value in named and _is_value(t)}
    ordered = sorted(named | touched, key=lambda iri: (iri not in named, iri))
    return [ox.NamedNode(iri) for iri in ordered]


def _is_value(triple: ox.Triple) -> bool:
    return short(triple.predicate.value) in ("styr:baseline", "styr:milestone", "styr:target")


def _predicates(
    good: Graph, bad: Graph, results: Iterable[Result], things: list[ox.NamedNode]
) -> set[ox.NamedNode]:
    """Those that differ, that a path of the rule has, or that lead from one thing to another."""
    both, paths = good | bad, " ".join(each.path or "" for each in results)
    read = set(re.findall(r"[\w-]+:[\w-]+", paths))
    differing = {triple.predicate for triple in good ^ bad}
    between = {t.predicate for t in both if t.subject in things and t.object in things}
    spoken = {t.predicate for t in both if short(t.predicate.value) in read}
    values = {t.predicate for t in both if t.predicate in (STYR.value, STYR.year)}
    return differing | between | spoken | values | {RDF.type, DCT.title}


def _turtle(graph: Graph, things: list[ox.NamedNode], kept: set[str]) -> str:
    return "\n\n".join(filter(None, (_described(graph, each, kept) for each in things)))


def _described(graph: Graph, thing: ox.NamedNode, kept: set[str]) -> str:
    said = sorted(
        (t for t in graph if t.subject == thing and short(t.predicate.value) in kept),
        key=lambda t: (t.predicate != RDF.type, t.predicate != DCT.title, str(t)),
    )
    if not said:
        return ""
    lines = [f"    {_verb(t.predicate)} {_term(t.object)}" for t in said]
    return f"{_term(thing)}\n" + " ;\n".join(lines) + " ."


def _verb(predicate: ox.NamedNode) -> str:
    return "a" if predicate == RDF.type else _term(predicate)


def _term(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return _name(term.value)
    if isinstance(term, ox.Literal) and "decimal" in term.datatype.value:
        return term.value
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(PREFIXES["xsd"]):
        plain = str(ox.Literal(term.value))
        return (
            plain
            if term.datatype.value.endswith("#string")
            else f"{plain}^^{_name(term.datatype.value)}"
        )
    return str(term)


def _name(iri: str) -> str:
    """As Turtle writes it; the prefixes are those of the model, and ``ex:`` of the example."""
    return f"ex:{iri.removeprefix(EX)}" if iri.startswith(EX) else short(iri)


if __name__ == "__main__":
    FILE.write_text(examples(), encoding="utf-8")
