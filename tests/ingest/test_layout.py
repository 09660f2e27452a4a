"""Sheets and columns by what people call them; every term can be called by what it is labelled."""

import pytest
from pyoxigraph import NamedNode

from ingest.layout import label, shipped_layout, short
from kg.names import DCT, ORG, OWL, PREFIXES, RDF, RDFS, STYR, XSD

LAYOUT = shipped_layout()
CLASSES = [c for c in LAYOUT.graph.subjects(RDF.type, OWL.Class) if c.value.startswith(STYR.base)]


@pytest.mark.parametrize("kind", CLASSES, ids=short)
def test_every_class_by_label_and_short_name(kind: NamedNode) -> None:
    names = [short(kind), kind.value, *(t.value for t in LAYOUT.graph.texts(kind, RDFS.label))]
    assert [LAYOUT.class_named(name) for name in names] == [kind] * len(names)


@pytest.mark.parametrize("kind", CLASSES, ids=short)
def test_every_property_of_a_class_by_label_and_short_name(kind: NamedNode) -> None:
    terms = [DCT.title, DCT.description, *LAYOUT.properties_of(kind)]
    assert [LAYOUT.property_named(label(LAYOUT.graph, term), kind) for term in terms] == terms
    assert [LAYOUT.property_named(short(term), kind) for term in terms] == terms


@pytest.mark.parametrize(
    ("text", "local"),
    [
        *(("Strategier", "Strategy"), ("Interna strategier", "InternalStrategy")),
        *(("Utvecklingsprogrammen", "DevelopmentProgramme"), ("Nämnder", "Committee")),
        *(("Kommunala bolag", "MunicipalCompany"), ("Indikatorer", "Indicator")),
        *(("Värden", "Value"), ("Värdegrunder", "ValueBase"), ("Stycken", "Passage")),
        *(("Uppföljningar", "FollowUp"), ("Strategies", "Strategy"), ("focus areas", "FocusArea")),
        *(("Enheter", "Unit"), ("Indikatorvärden", "IndicatorValue"), ("Behov", "Need")),
    ],
)
def test_plurals(text: str, local: str) -> None:
    assert LAYOUT.class_named(text) == STYR[local]


@pytest.mark.parametrize("text", ["", "Blad1", "Aktivieter", "xyz", "urn:x", "org:Organization"])
def test_what_is_no_class(text: str) -> None:
    assert LAYOUT.class_named(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "term"),
    [
        ("Ingår i insatsområde", STYR.Activity, STYR.inFocusArea),
        ("Insatsområde", STYR.Activity, STYR.inFocusArea),
        ("Strategi", STYR.DevelopmentProgramme, STYR.programmeOf),
        ("GÄLLER  från", STYR.Activity, STYR.validFrom),
        ("hör till", STYR.Unit, ORG.subOrganizationOf),
        ("Bedömningen", STYR.FollowUp, STYR.assessment),
        ("Ansvrig", STYR.Activity, None),
        ("", STYR.Activity, None),
    ],
)
def test_columns(text: str, kind: NamedNode, term: NamedNode | None) -> None:
    assert LAYOUT.property_named(text, kind) == term


def test_what_cells_hold() -> None:
    def held(term: NamedNode) -> tuple[str, ...]:
        column = LAYOUT.column(term)
        return tuple(sorted(map(short, column.classes | {column.datatype or OWL.Nothing})))

    assert held(STYR.validFrom) == ("xsd:date",)
    assert held(DCT.title) == ("rdf:langString",)
    assert held(DCT.source) == ("owl:Nothing", "styr:Document", "styr:Passage")
    assert held(STYR.status) == ("owl:Nothing", "skos:Concept")
    assert held(STYR.value) == (short(XSD.decimal),)


def test_concepts_of_one_list_only() -> None:
    status, kind = LAYOUT.column(STYR.status), LAYOUT.column(STYR.partnerKind)
    done = NamedNode(PREFIXES["status"] + "done")
    assert [LAYOUT.concept_named(t, status) for t in ("klar", "Done", "done", "status:done")] == [
        *(done, done, done, done),
    ]
    assert LAYOUT.concept_named("klar", kind) is None
    assert LAYOUT.concept_named("Intern", kind) == NamedNode(PREFIXES["partner-kind"] + "internal")


def test_what_is_nearest() -> None:
    assert LAYOUT.nearest_class("Aktivieter") == "Aktivitet"
    assert LAYOUT.nearest_property("Ansvrig") == "Ansvarig"
    assert LAYOUT.nearest_class("Blad1") is None
