"""Differences in words: every kind, in both languages, and none that goes unsaid."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.diff import Diff, diff, shortened
from kg.errors import TEXTS
from kg.graph import GovernanceGraph, ontology_quads
from kg.names import DATA_GRAPH, DCT, OWL, RDF, STYR
from tests.kg.conftest import EX, Turtle

BASE = """
ex:vision a styr:Vision ; dct:title "Visionen"@sv , "The vision"@en .
ex:s a styr:Strategy ; dct:title "Boende"@sv , "Housing"@en ; styr:towards ex:vision .
ex:a a styr:DevelopmentProgramme ; dct:title "A"@sv ; styr:programmeOf ex:s .
ex:b a styr:DevelopmentProgramme ; dct:title "B"@sv ; styr:programmeOf ex:s .
ex:x a styr:FocusArea ; dct:title "X"@sv ; styr:focusAreaOf ex:a .
ex:y a styr:Activity ; dct:title "Y"@sv ; styr:inFocusArea ex:x ;
    styr:status <https://w3id.org/styrkompass/concept/status/ongoing> .
ex:q a styr:Indicator ; dct:title "Q"@sv ; styr:indicatorOf ex:a ;
    styr:target ex:q-mal ; styr:milestone ex:q-2027 , ex:q-2028 .
ex:q-mal a styr:IndicatorValue ; styr:value 75 ; styr:year "2030"^^xsd:gYear .
ex:q-2027 a styr:IndicatorValue ; styr:value 60 ; styr:year "2027"^^xsd:gYear .
ex:q-2028 a styr:IndicatorValue ; styr:value 65 ; styr:year "2028"^^xsd:gYear .
ex:u a styr:FollowUp ; dct:description "Det går bra. Mycket bra."@sv ; styr:followsUp ex:y .
"""
LONG = "Vi ska " + "arbeta mycket och länge " * 8 + "med {what} " + "varje dag " * 12


def changed(turtle: Turtle, *edits: tuple[str, str], base: str = BASE) -> Diff:
    text = base
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    graphs = [GovernanceGraph.from_quads(turtle(each)) for each in (base, text)]
    return diff(*graphs)


@pytest.mark.parametrize(
    ("old", "new", "sv", "en"),
    [
        (
            "styr:focusAreaOf ex:a",
            "styr:focusAreaOf ex:b",
            ["Insatsområdet ”X” flyttades från utvecklingsprogrammet ”A” till ”B”"],
            ["The focus area “X” was moved from the development programme “A” to “B”"],
        ),
        (
            "ex:u a",
            'ex:z a styr:FocusArea ; dct:title "Z"@sv .\nex:u a',
            ["Insatsområdet ”Z” är nytt"],
            ["The focus area “Z” is new"],
        ),
        (
            "ex:u a",
            'ex:z a styr:Activity ; dct:title "Z"@sv .\nex:u a',
            ["Aktiviteten ”Z” är ny"],
            ["The activity “Z” is new"],
        ),
        (
            'ex:u a styr:FollowUp ; dct:description "Det går bra. Mycket bra."@sv ; '
            "styr:followsUp ex:y .",
            "",
            ["Uppföljningen ”Det går bra” har tagits bort"],
            ["The follow-up “Det går bra” has been removed"],
        ),
        (
            "styr:value 75",
            "styr:value 80",
            ["Indikatorn ”Q”: slutgiltigt målvärde ändrades från 75 (2030) till 80 (2030)"],
            ["The indicator “Q”: target was changed from 75 (2030) to 80 (2030)"],
        ),
        (
            "styr:value 75",
            "styr:value 80.5",
            ["Indikatorn ”Q”: slutgiltigt målvärde ändrades från 75 (2030) till 80,5 (2030)"],
            ["The indicator “Q”: target was changed from 75 (2030) to 80.5 (2030)"],
        ),
        (
            "styr:value 60",
            "styr:value 61",
            ["Indikatorn ”Q”: milstolpe ändrades från 60 (2027) till 61 (2027)"],
            ["The indicator “Q”: milestone was changed from 60 (2027) to 61 (2027)"],
        ),
        (
            'styr:value 60 ; styr:year "2027"',
            'styr:value 60 ; styr:year "2026"',
            ["Indikatorn ”Q”: milstolpe ändrades från 60 (2027) till 60 (2026)"],
            ["The indicator “Q”: milestone was changed from 60 (2027) to 60 (2026)"],
        ),
        (
            "styr:value 75 ;",
            "styr:value 75 , 35 ;",
            ["Indikatorn ”Q”: slutgiltigt målvärde ändrades från 75 (2030) till 35, 75 (2030)"],
            ["The indicator “Q”: target was changed from 75 (2030) to 35, 75 (2030)"],
        ),
        (
            'styr:value 75 ; styr:year "2030"^^xsd:gYear',
            'styr:value 75 ; styr:year "2031"^^xsd:gYear ; dct:description "Ny text"@sv',
            [
                "Indikatorn ”Q”: slutgiltigt målvärde ändrades från 75 (2030) till 75 (2031)",
                "Indikatorn ”Q”: slutgiltigt målvärde 75 (2031), beskrivning ”Ny text” "
                "har lagts till",
            ],
            [
                "The indicator “Q”: target was changed from 75 (2030) to 75 (2031)",
                "The indicator “Q”: target 75 (2031), description “Ny text” has been added",
            ],
        ),
        (
            "styr:value 75 ;",
            'styr:value 75 ; dct:source "Kolada" ;',
            ["Indikatorn ”Q”: slutgiltigt målvärde 75 (2030), källa ”Kolada” har lagts till"],
            ["The indicator “Q”: target 75 (2030), source “Kolada” has been added"],
        ),
        (
            "status/ongoing",
            "status/done",
            ["Aktiviteten ”Y”: status ändrades från ”Pågående” till ”Klar”"],
            ["The activity “Y”: status was changed from “Ongoing” to “Done”"],
        ),
        (
            '"B"@sv',
            '"C"@sv',
            ["Utvecklingsprogrammet ”C”: titel ändrades från ”B” till ”C”"],
            ["The development programme “C”: title was changed from “B” to “C”"],
        ),
        (
            '"Housing"@en',
            '"Homes"@en',
            ["Strategin ”Boende”: titel (engelska) ändrades från ”Housing” till ”Homes”"],
            ["The strategy “Homes”: title (English) was changed from “Housing” to “Homes”"],
        ),
        (
            "ex:u a",
            "ex:y styr:illustrative true .\nex:u a",
            ["Aktiviteten ”Y”: illustrativt ja har lagts till"],
            ["The activity “Y”: illustrative yes has been added"],
        ),
        (
            "ex:u a",
            'ex:y dct:relation [ dct:title "Bilaga"@sv ; dct:date "2026-01-02"^^xsd:date ] .\n'
            "ex:u a",
            ["Aktiviteten ”Y”: relation Bilaga har lagts till"],
            ["The activity “Y”: relation Bilaga has been added"],
        ),
        (
            "ex:x a styr:FocusArea",
            "ex:x a styr:FocusArea , styr:Partner",
            ["Insatsområdet ”X”: slag ”Samverkanspart” har lagts till"],
            ["The focus area “X”: kind “Partner” has been added"],
        ),
        (
            "styr:inFocusArea ex:x ;",
            "styr:inFocusArea ex:x ; styr:responsible ex:b , <https://example.com/nagon> ;",
            [
                "Aktiviteten ”Y”: ansvarig https://example.com/nagon har lagts till",
                "Aktiviteten ”Y”: ansvarig utvecklingsprogrammet ”B” har lagts till",
            ],
            [
                "The activity “Y”: responsible https://example.com/nagon has been added",
                "The activity “Y”: responsible the development programme “B” has been added",
            ],
        ),
    ],
)
def test_in_words(turtle: Turtle, old: str, new: str, sv: list[str], en: list[str]) -> None:
    found = changed(turtle, (old, new))
    assert (found.sentences("sv"), found.sentences("en")) == (sv, en)
    back = diff_back(turtle, old, new)
    assert (len(back.changes), back.lost, back.gained) == (len(sv), found.gained, found.lost)


def diff_back(turtle: Turtle, old: str, new: str) -> Diff:
    text = BASE.replace(old, new)
    return diff(GovernanceGraph.from_quads(turtle(text)), GovernanceGraph.from_quads(turtle(BASE)))


def test_where_a_thing_lies_and_in_which_order(turtle: Turtle) -> None:
    found = changed(
        turtle,
        ('ex:y a styr:Activity ; dct:title "Y"@sv', 'ex:y a styr:Activity ; dct:title "Ny"@sv'),
        ('ex:b a styr:DevelopmentProgramme ; dct:title "B"@sv ; styr:programmeOf ex:s .', ""),
        ("Det går bra.", "Det går illa."),
        ('"Visionen"@sv', '"En vision"@sv'),
    )
    told = [
        (
            change.kind,
            change.thing.title["sv"],
            change.strategy and change.strategy.title["sv"],
            change.programme and change.programme.title["sv"],
        )
        for change in found.changes
    ]
    assert told == [
        ("removed", "B", "Boende", "B"),
        ("changed", "Ny", "Boende", "A"),
        ("changed", "Det går illa", "Boende", "A"),
        ("changed", "En vision", None, None),
    ]
    assert (found.things("removed"), found.things("changed"), found.things("added")) == (1, 3, 0)


def test_a_blank_node_within_another(turtle: Turtle) -> None:
    base = BASE + 'ex:y dct:relation [ dct:date "2026" ; dct:relation [ dct:date "1999" ] ] .\n'
    found = changed(turtle, ("1999", "2000"), base=base)
    assert found.sentences("sv") == [
        "Aktiviteten ”Y”: relation ändrades från datum ”2026”; relation datum ”1999” till "
        "datum ”2026”; relation datum ”2000”"
    ]


def test_long_texts_show_what_differs() -> None:
    before, after = (LONG.format(what=what) for what in ("barnen", "de gamla"))
    assert shortened(before, after) == (
        "…arbeta mycket och länge med barnen varje dag varje dag varj…",
        "…arbeta mycket och länge med de gamla varje dag varje dag varj…",
    )


def test_no_differences(turtle: Turtle) -> None:
    base = BASE + 'ex:y dct:relation [ dct:title "Bilaga"@sv ] .\n'
    found = changed(turtle, base=base)
    assert (found, bool(found)) == (Diff((), 0, 0), False)


IRIS = st.sampled_from([NamedNode(EX + name) for name in "abc"])
BLANKS = st.sampled_from([BlankNode(name) for name in "xyz"])
CLASSES = st.sampled_from([STYR.Activity, STYR.Indicator, STYR.IndicatorValue, STYR.FocusArea])
LITERALS = st.sampled_from(
    [Literal("ett", language="sv"), Literal("two", language="en"), Literal(7), Literal("fri")]
)
LINKS = st.sampled_from([DCT.title, DCT.relation, STYR.inFocusArea, STYR.target, STYR.year])
QUADS = st.sets(
    st.builds(Quad, IRIS | BLANKS, st.just(RDF.type), CLASSES, st.just(DATA_GRAPH))
    | st.builds(Quad, IRIS | BLANKS, LINKS, IRIS | BLANKS | LITERALS, st.just(DATA_GRAPH)),
    max_size=8,
)


def _above(node: object, quads: set[Quad]) -> set[str]:
    """A node and all that leads to it, by name; blank ones as the differences call them."""
    found = {node}
    while more := {q.subject for q in quads if q.object in found} - found:
        found |= more
    return {f"_:{n.value}" if isinstance(n, BlankNode) else n.value for n in found}


VALUES = st.sets(
    st.builds(
        Quad,
        st.sampled_from([NamedNode(EX + "v"), NamedNode(EX + "w")]),
        st.sampled_from([STYR.value, STYR.year, DCT.title, DCT.description]),
        st.sampled_from([Literal(1), Literal(2), Literal("text", language="sv")]),
        st.just(DATA_GRAPH),
    )
)


@given(VALUES, VALUES)
@settings(max_examples=100, deadline=None)
def test_values_that_are_still_pointed_to_are_not_called_removed(
    one: set[Quad], other: set[Quad]
) -> None:
    """A target given another year and a description was told as removed."""
    kept = {
        Quad(NamedNode(EX + name), link, end, DATA_GRAPH)
        for name, link, end in (
            ("q", RDF.type, STYR.Indicator),
            ("q", STYR.target, NamedNode(EX + "v")),
            ("q", STYR.milestone, NamedNode(EX + "w")),
            ("v", RDF.type, STYR.IndicatorValue),
            ("w", RDF.type, STYR.IndicatorValue),
        )
    }
    found = diff(*(GovernanceGraph.from_quads(kept | side) for side in (one, other)))
    assert {change.thing.iri for change in found.changes} == ({EX + "q"} if one ^ other else set())
    whole = [c for c in found.changes if c.property and ", " not in c.property["sv"]]
    assert all(change.before and change.after for change in whole)


@given(QUADS, QUADS)
@settings(max_examples=100, deadline=None)
def test_what_differs_is_told_and_the_other_way_round_too(one: set[Quad], other: set[Quad]) -> None:
    """Whatever differs on a named thing has a sentence; nothing is told when nothing differs."""
    graphs = GovernanceGraph.from_quads(one), GovernanceGraph.from_quads(other)
    there, back = diff(*graphs), diff(*reversed(graphs))
    assert (there.lost, there.gained) == (back.gained, back.lost)
    assert there.things("removed") == back.things("added")
    assert bool(there.changes) <= bool(there)
    named = [
        {q for q in side if not any(isinstance(t, BlankNode) for t in q.triple)}
        for side in (one, other)
    ]
    plain = {q.subject for q in named[0] ^ named[1]}
    told = {change.thing.iri for change in there.changes}
    values = {q.subject for side in (one, other) for q in side if q.object == STYR.IndicatorValue}
    assert {node.value for node in plain - values} <= told
    assert all(_above(node, one | other) & told for node in plain & values)
    assert len(there.sentences("sv")) == len(there.sentences("en")) == len(there.changes)


def test_every_class_has_a_definite_form() -> None:
    """A new class is else told in lower case, without an article."""
    classes = {
        quad.subject.value.removeprefix(STYR.base)
        for quad in ontology_quads()
        if quad.predicate == RDF.type and quad.object == OWL.Class
    }
    ours = {name for name in classes if not name.startswith("http")}
    for lang in ("sv", "en"):
        assert set(TEXTS.raw(lang, "definite")) == ours


def test_a_class_is_not_told_twice(turtle: Turtle) -> None:
    """It said ”ingår i insatsområdet insatsområdet ”X”” of a property that ends with the class."""
    old = """ex:x a styr:FocusArea ; dct:title "X"@sv . ex:y a styr:Activity ; dct:title "Y"@sv ."""
    found = compared(turtle, old, old + "ex:y styr:inFocusArea ex:x .")
    assert found.sentences("sv") == ["Aktiviteten ”Y”: ingår i insatsområdet ”X” har lagts till"]
    assert found.sentences("en")[0].count("focus area") == 1


def test_numbers_are_told_as_people_write_them(turtle: Turtle) -> None:
    old = """ex:q a styr:Indicator ; dct:title "Q"@sv ; styr:target ex:v .
        ex:v a styr:IndicatorValue ; styr:value 18500 ; styr:year "2030"^^xsd:gYear ."""
    found = compared(turtle, old, old.replace("18500", "-1234567.50"))
    assert "18\N{NO-BREAK SPACE}500 (2030)" in found.sentences("sv")[0]
    assert "\N{MINUS SIGN}1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,5" in found.sentences("sv")[0]
    assert "\N{MINUS SIGN}1,234,567.5 (2030)" in found.sentences("en")[0]


def test_what_does_not_exist_is_said_not_to(turtle: Turtle) -> None:
    old = """ex:y a styr:Activity ; dct:title "Y"@sv ."""
    wrong = "<https://w3id.org/styrkompass/concept/status/pagar>"
    found = compared(turtle, old, f"{old} ex:y styr:status {wrong} .")
    assert found.sentences("sv") == ["Aktiviteten ”Y”: status ”pagar” (finns inte) har lagts till"]


def compared(turtle: Turtle, old: str, new: str) -> Diff:
    return diff(*(GovernanceGraph.from_quads(turtle(text)) for text in (old, new)))
