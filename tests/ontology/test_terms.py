"""The ontology's terms: all that the governance model promises, each explained in sv and en.

The style of the ontology is checked with one SPARQL query for each rule of style.
"""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.names import ONTOLOGY_DIR, PREFIXES
from kg.rdf import read_file

STYR = PREFIXES["styr"]

CLASSES = """
    GovernanceSystem Vision Strategy InternalStrategy DevelopmentProgramme FocusArea Activity
    Indicator IndicatorValue Partner ValueBase Value Need SuccessFactor
    Evidence EnvironmentalScan Research Survey Dialogue DialogueQuestion Contribution
    ElectionProgramme ElectionPledge MandatePeriod Decision
    MunicipalGroup Municipality Committee Administration Unit MunicipalCompany
    FollowUp Document Passage
""".split()

PROPERTIES = """
    hasVision hasValueBase governs horizonYear towards perspective answersNeed buildsOn
    identifiedIn programmeOf purpose analysis background validFrom validTo mandatePeriod
    focusAreaOf inFocusArea supportsStrategy responsible status indicatorOf direction
    unitOfMeasure koladaId baseline milestone target outcome value year collaboratesWith
    partnerKind hasValue appliesTo adopts decidedBy implementedIn inMandatePeriod followsUp
    asksIn contributedTo pledgeOf illustrative contributesTo guidedBy
    illustrativeProperty inferredProperty text page section paragraph verbatim assessment
    sustainableDevelopmentGoal
""".split()

ANNOTATIONS = """
    contributing pathLabel inversePathLabel rule help reads
    wording aboutClass aboutRequired aboutBoth listsClass emptyIsAnswer basedOn where filter
    computedBy answerHead answerRow answerNone
""".split()
"""From the second line on they are of the query library."""

SWEDISH_NAMES = {
    "GovernanceSystem": "Styr- och ledningssystem",
    "Vision": "Vision",
    "Strategy": "Strategi",
    "InternalStrategy": "Intern strategi",
    "DevelopmentProgramme": "Utvecklingsprogram",
    "FocusArea": "Insatsområde",
    "Activity": "Aktivitet",
    "Indicator": "Målsatt indikator",
    "IndicatorValue": "Indikatorvärde",
    "Partner": "Samverkanspart",
    "ValueBase": "Värdegrund",
    "Value": "Värde",
    "Need": "Behov",
    "SuccessFactor": "Framgångsfaktor",
    "Evidence": "Underlag",
    "EnvironmentalScan": "Omvärldsanalys",
    "Research": "Forskning",
    "Survey": "Undersökning",
    "Dialogue": "Dialog",
    "DialogueQuestion": "Dialogfråga",
    "Contribution": "Synpunkt",
    "ElectionProgramme": "Valprogram",
    "ElectionPledge": "Vallöfte",
    "MandatePeriod": "Mandatperiod",
    "Decision": "Politiskt beslut",
    "MunicipalGroup": "Kommunkoncern",
    "Municipality": "Kommun",
    "Committee": "Nämnd",
    "Administration": "Förvaltning",
    "Unit": "Enhet",
    "MunicipalCompany": "Kommunalt bolag",
    "FollowUp": "Uppföljning",
    "Document": "Dokument",
    "Passage": "Stycke",
}

CONCEPTS = {
    "perspective": {"citizen", "place", "organisation"},
    "status": {"planned", "ongoing", "done", "paused", "cancelled"},
    "direction": {"increase", "decrease", "maintain"},
    "assessment": {"on-track", "behind", "reached", "not-assessed"},
    "partner-kind": {
        "internal",
        "external",
        "business",
        "association",
        "authority",
        "research",
        "citizens",
        "other",
    },
}

IS_TERM = """
    VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
    ?term a ?kind . FILTER(STRSTARTS(STR(?term), STR(styr:)))
"""

STYLE = {
    "each term has exactly one label in each language": f"""
        SELECT ?term ?lang WHERE {{ {IS_TERM} VALUES ?lang {{ "sv" "en" }}
            OPTIONAL {{ ?term rdfs:label ?label FILTER(LANG(?label) = ?lang) }} }}
        GROUP BY ?term ?lang HAVING(COUNT(?label) != 1)""",
    "each term has exactly one comment in each language": f"""
        SELECT ?term ?lang WHERE {{ {IS_TERM} VALUES ?lang {{ "sv" "en" }}
            OPTIONAL {{ ?term rdfs:comment ?comment FILTER(LANG(?comment) = ?lang) }} }}
        GROUP BY ?term ?lang HAVING(COUNT(?comment) != 1)""",
    "comments are whole sentences": """
        SELECT ?term ?comment WHERE { ?term rdfs:comment ?comment
            FILTER(STRLEN(?comment) < 15 || !REGEX(?comment, "[.”?]$")) }""",
    "labels and comments carry a language": """
        SELECT ?term ?text WHERE {
            ?term rdfs:label|rdfs:comment|skos:prefLabel|skos:definition ?text
            FILTER(LANG(?text) NOT IN ("sv", "en")) }""",
    "no two terms of a kind share a label": f"""
        SELECT ?term ?other ?label WHERE {{ {IS_TERM}
            ?term rdfs:label ?label . ?other a ?kind ; rdfs:label ?label .
            FILTER(STR(?term) < STR(?other)) }}""",
    "each term is defined by the ontology": f"""
        SELECT ?term WHERE {{ {IS_TERM}
            FILTER NOT EXISTS {{ ?term rdfs:isDefinedBy <https://w3id.org/styrkompass/ns> }} }}""",
    "each property lists its domain and range": f"""
        SELECT ?term WHERE {{ {IS_TERM} FILTER(?kind != owl:Class)
            FILTER(!EXISTS {{ ?term schema:domainIncludes ?d }}
                || !EXISTS {{ ?term schema:rangeIncludes ?r }}) }}""",
    "rdfs:domain is stated where, and only where, there is one class": """
        SELECT ?term WHERE {
            { SELECT ?term (COUNT(?class) AS ?number) (SAMPLE(?class) AS ?only)
               WHERE { ?term schema:domainIncludes ?class } GROUP BY ?term }
            BIND(?number = 1 && ?only != owl:Thing AS ?one)
            FILTER(?one != EXISTS { ?term rdfs:domain ?only }
                || EXISTS { ?term rdfs:domain ?stated FILTER(?stated != ?only) }) }""",
    "rdfs:range is stated where, and only where, there is one class": """
        SELECT ?term WHERE {
            { SELECT ?term (COUNT(?class) AS ?number) (SAMPLE(?class) AS ?only)
               WHERE { ?term schema:rangeIncludes ?class } GROUP BY ?term }
            BIND(?number = 1 && ?only != owl:Thing AS ?one)
            FILTER(?one != EXISTS { ?term rdfs:range ?only }
                || EXISTS { ?term rdfs:range ?stated FILTER(?stated != ?only) }) }""",
    "datatype properties have datatypes, object properties have classes": """
        SELECT ?term ?range WHERE { ?term a ?kind ; schema:rangeIncludes ?range
            BIND(STRSTARTS(STR(?range), STR(xsd:)) || ?range = rdf:langString AS ?literal)
            FILTER((?kind = owl:DatatypeProperty && !?literal)
                || (?kind = owl:ObjectProperty && ?literal)) }""",
    "each term of ours that is mentioned is declared": """
        SELECT DISTINCT ?mentioned WHERE { { ?s ?p ?mentioned } UNION { ?s ?mentioned ?o }
            FILTER(ISIRI(?mentioned) && STRSTARTS(STR(?mentioned), STR(styr:)))
            FILTER NOT EXISTS { ?mentioned rdfs:isDefinedBy ?ontology } }""",
    "class names begin with a capital, property names do not": f"""
        SELECT ?term WHERE {{ {IS_TERM}
            BIND(REGEX(STRAFTER(STR(?term), "#"), "^[A-Z]") AS ?capital)
            FILTER((?kind = owl:Class) != ?capital) }}""",
    "each contributing relation has words for a path": """
        SELECT ?term ?lang WHERE { ?term styr:contributing true VALUES ?lang { "sv" "en" }
            OPTIONAL { ?term styr:pathLabel ?label FILTER(LANG(?label) = ?lang) } }
        GROUP BY ?term ?lang HAVING(COUNT(?label) != 1)""",
    "there are no blank nodes": "SELECT ?s WHERE { ?s ?p ?o FILTER(ISBLANK(?s) || ISBLANK(?o)) }",
    "each concept is in one list, has its own name as notation, and a place in the list": """
        SELECT ?concept WHERE { ?concept a skos:Concept
            OPTIONAL { ?concept skos:inScheme ?scheme ; skos:notation ?notation
                FILTER(STR(?concept) = CONCAT(STR(?scheme), "/", ?notation))
                FILTER(EXISTS { ?concept skos:topConceptOf ?scheme .
                        ?scheme skos:hasTopConcept ?concept }
                    || EXISTS { ?concept skos:broader/skos:inScheme ?scheme }) } }
        GROUP BY ?concept HAVING(COUNT(?scheme) != 1)""",
    "each concept and list has a name and a definition in each language": """
        SELECT ?thing ?lang WHERE { VALUES ?kind { skos:Concept skos:ConceptScheme } ?thing a ?kind
            VALUES ?lang { "sv" "en" }
            OPTIONAL { ?thing skos:prefLabel ?name ; skos:definition ?text
                FILTER(LANG(?name) = ?lang && LANG(?text) = ?lang) } }
        GROUP BY ?thing ?lang HAVING(COUNT(?name) != 1)""",
}


def files(part: str) -> list[Path]:
    return sorted((ONTOLOGY_DIR / part).glob("*.ttl"))


@pytest.fixture(scope="module")
def ontology() -> ox.Store:
    store = ox.Store()
    for path in (*files("core"), *files("concepts")):
        store.extend(ox.Quad(*quad.triple) for quad in read_file(path))
    return store


def rows(store: ox.Store, query: str) -> list[list[str]]:
    solutions = store.query(query, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    return sorted([str(value) for value in solution] for solution in solutions)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("owl:Class", CLASSES),
        ("owl:ObjectProperty, owl:DatatypeProperty", PROPERTIES),
        ("owl:AnnotationProperty", ANNOTATIONS),
    ],
)
def test_the_terms_are_those_of_the_model(ontology: ox.Store, kind: str, names: list[str]) -> None:
    query = f"SELECT ?term WHERE {{ {IS_TERM} FILTER(?kind IN ({kind})) }}"
    found = [term.strip("<>").removeprefix(STYR) for (term,) in rows(ontology, query)]
    assert found == sorted(names)


def test_the_swedish_names_are_the_municipality_s_own(ontology: ox.Store) -> None:
    query = """SELECT ?term ?label WHERE { ?term a owl:Class ; rdfs:label ?label
        FILTER(LANG(?label) = "sv" && STRSTARTS(STR(?term), STR(styr:))) }"""
    found = {
        term.strip("<>").removeprefix(STYR): label.removesuffix("@sv").strip('"')
        for term, label in rows(ontology, query)
    }
    assert found == SWEDISH_NAMES


@pytest.mark.parametrize("rule", STYLE)
def test_style(ontology: ox.Store, rule: str) -> None:
    assert rows(ontology, STYLE[rule]) == []


@pytest.mark.parametrize("rule", STYLE)
def test_style_queries_find_bad_style(rule: str) -> None:
    store = ox.Store()
    store.extend(read_file(Path(__file__).parent / "bad-style.ttl"))
    assert rows(store, STYLE[rule]) != []


def test_the_relations_that_lead_to_the_vision(ontology: ox.Store) -> None:
    found = rows(ontology, "SELECT ?p WHERE { ?p styr:contributing true }")
    assert [term.strip("<>").removeprefix(STYR) for (term,) in found] == [
        "focusAreaOf",
        "inFocusArea",
        "indicatorOf",
        "programmeOf",
        "supportsStrategy",
        "towards",
    ]


def test_concept_lists(ontology: ox.Store) -> None:
    found: dict[str, set[str]] = {}
    for (iri,) in rows(ontology, "SELECT ?c WHERE { ?c a skos:Concept }"):
        scheme, name = iri.strip("<>").rsplit("/", 2)[1:]
        found.setdefault(scheme, set()).add(name)
    assert found == CONCEPTS


def test_the_ontology_describes_itself(ontology: ox.Store) -> None:
    query = """SELECT ?version ?info ?licence ?prefix ?uri WHERE {
        <https://w3id.org/styrkompass/ns> a owl:Ontology ; owl:versionIRI ?version ;
            owl:versionInfo ?info ; dct:license ?licence ;
            <http://purl.org/vocab/vann/preferredNamespacePrefix> ?prefix ;
            <http://purl.org/vocab/vann/preferredNamespaceUri> ?uri }"""
    assert rows(ontology, query) == [
        [
            "<https://w3id.org/styrkompass/ns/0.2.0>",
            '"0.2.0"',
            "<http://publications.europa.eu/resource/authority/licence/EUPL_1_2>",
            '"styr"',
            f'"{STYR}"',
        ]
    ]


def test_each_term_is_declared_in_one_file() -> None:
    declared: dict[str, list[str]] = {}
    for path in (*files("core"), *files("concepts")):
        for quad in read_file(path):
            if quad.predicate.value.endswith("#isDefinedBy"):
                declared.setdefault(str(quad.subject), []).append(path.name)
    assert [found for found in declared.items() if len(found[1]) > 1] == []


def test_the_shapes_mention_declared_terms_only(ontology: ox.Store) -> None:
    declared = {term for (term,) in rows(ontology, "SELECT ?t WHERE { ?t rdfs:isDefinedBy ?o }")}
    concepts = {term for (term,) in rows(ontology, "SELECT ?t WHERE { ?t a skos:Concept }")}
    bases = tuple(f"<{PREFIXES[name]}" for name in ("styr", *CONCEPTS))
    mentioned = {
        str(term)
        for path in files("shapes")
        for quad in read_file(path)
        for term in quad.triple
        if str(term).startswith(bases)
    }
    assert mentioned - declared - concepts == set()


def test_the_changelog_names_the_version(ontology: ox.Store) -> None:
    (((info,),)) = rows(
        ontology, "SELECT ?v WHERE { <https://w3id.org/styrkompass/ns> owl:versionInfo ?v }"
    )
    changelog = (ONTOLOGY_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {info.strip(chr(34))}" in changelog
