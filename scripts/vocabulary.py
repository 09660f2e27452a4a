# ruff: noqa: E501 (texts that people read stay on one line, as in the other shapes)
"""Writes ontology/shapes/vocabulary.ttl (R27) from what the ontology declares.

``python scripts/vocabulary.py`` after a change of the ontology; a test compares the file. Where a
property may stand is SHACL Core, one shape for each property; that terms are declared at all is one
more shape. Properties that speak of the ontology's own terms, shapes and queries are left out.
"""

from pathlib import Path

from pyoxigraph import NamedNode

from kg.graph import GovernanceGraph
from kg.names import ORG, OWL, RDF, SCHEMA, STYR
from kg.shapes import SHAPES_DIR, short

FILE = SHAPES_DIR / "vocabulary.ttl"
DESCRIPTION = """    sh:description
        "Svar, frågor och rapporter läser orden i styrmodellen. En felstavad egenskap eller klass syns inte för dem: det som skrivits är borta utan att någon märker det."@sv ,
        "Answers, queries and reports read the words of the governance model. A misspelt property or class is invisible to them: what was written is gone without anybody noticing."@en ;"""
HEAD = f"""# R27: the terms of the governance model are used as declared.
# Written by scripts/vocabulary.py from the ontology: change that, not this file.

@prefix dct: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
@prefix styrsh: <https://w3id.org/styrkompass/shapes#> .

styrsh:R27-DeclaredTerms
    a sh:NodeShape ;
    styr:rule "R27" ;
    sh:targetSubjectsOf
        TARGETS ;
    sh:severity sh:Violation ;
    sh:name "Orden finns i styrmodellen"@sv , "The terms are in the governance model"@en ;
{DESCRIPTION}
    styr:help
        "Rätta stavningen (stora och små bokstäver räknas), eller använd en egenskap ur ett annat ordförråd."@sv ,
        "Correct the spelling (upper and lower case count), or use a property of another vocabulary."@en ;
    sh:sparql [
        a sh:SPARQLConstraint ;
        sh:prefixes <https://w3id.org/styrkompass/shapes> ;
        sh:message
            "Ordet {{?term}} finns inte i styrmodellen. Rätta stavningen."@sv ,
            "The term {{?term}} is not in the governance model. Correct the spelling."@en ;
        sh:select \"\"\"
                SELECT DISTINCT $this ?path ?value ?term WHERE {{
                    {{ $this ?term ?value . BIND(?term AS ?path) }}
                    UNION
                    {{ $this ?path ?term . BIND(?term AS ?value) }}
                    FILTER(isIRI(?term) && STRSTARTS(STR(?term), "https://w3id.org/styrkompass/ns#"))
                    FILTER NOT EXISTS {{ ?term rdfs:isDefinedBy ?ontology }}
                }}
            \"\"\" ;
    ] .
"""
SHAPE = """
styrsh:R27-On-{local}
    a sh:NodeShape ;
    styr:rule "R27" ;
    sh:targetSubjectsOf {term} ;
    sh:severity sh:Violation ;
    sh:name "Rätt plats för {term}"@sv , "The right place for {term}"@en ;
{description}
    styr:help
        "Ge saken rätt klass, eller flytta uppgiften till den sak som den gäller."@sv ,
        "Give the thing the right class, or move the statement to the thing it is about."@en ;
    {constraint} ;
    sh:message
        "Egenskapen {term} (”{sv}”) hör till {classes_sv}, men det är inte vad den här saken är. Ge saken rätt klass, eller flytta uppgiften."@sv ,
        "The property {term} (\\"{en}\\") belongs on {classes_en}, but this thing is not one. Give it the right class, or move the statement."@en .
"""


def vocabulary() -> str:
    """The Turtle text of the file."""
    graph = GovernanceGraph.from_quads(())
    domains = _domains(graph)
    used = sorted(short(term.value) for term in domains)
    targets = " ,\n        ".join(["rdf:type", "dct:title", *used])
    shapes = [_shape(graph, term, domain) for term, domain in domains.items()]
    return HEAD.replace("TARGETS", targets) + "".join(shapes)


def _domains(graph: GovernanceGraph) -> dict[NamedNode, list[NamedNode]]:
    """The classes that each property of data is declared for, by property in order."""
    found = {}
    for quad in graph.store.quads_for_pattern(None, SCHEMA.domainIncludes, None, None):
        term = quad.subject
        if isinstance(term, NamedNode) and term.value.startswith(STYR.base):
            classes = graph.nodes(term, SCHEMA.domainIncludes)
            if all(_about_data(graph, each) for each in classes):
                found[term] = classes
    return dict(sorted(found.items(), key=lambda pair: pair[0].value))


def _about_data(graph: GovernanceGraph, domain: NamedNode) -> bool:
    ours = domain.value.startswith(STYR.base) and graph.holds(domain, RDF.type, OWL.Class)
    return ours or domain == ORG.Organization


def _shape(graph: GovernanceGraph, term: NamedNode, domain: list[NamedNode]) -> str:
    classes = [f"sh:class {short(each.value)}" for each in domain]
    choice = "sh:or ( " + " ".join(f"[ {each} ]" for each in classes) + " )"
    return SHAPE.format(
        term=short(term.value),
        local=term.value.removeprefix(STYR.base),
        description=DESCRIPTION,
        constraint=classes[0] if len(classes) == 1 else choice,
        sv=graph.title(term, "sv"),
        en=graph.title(term, "en"),
        classes_sv=_listed([graph.title(each, "sv") for each in domain], "eller"),
        classes_en=_listed([graph.title(each, "en") for each in domain], "or"),
    )


def _listed(names: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


if __name__ == "__main__":
    Path(FILE).write_text(vocabulary(), encoding="utf-8")
