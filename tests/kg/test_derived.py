"""Derived relations: one small municipality with all that follows, and what holds for any."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store

from kg.derived import UPWARD, derive
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DERIVED_GRAPH, ORG, RDF, STYR
from tests.kg.conftest import EX, Turtle

SMALL = """
    ex:vision a styr:Vision .
    ex:trygg a styr:Strategy ; styr:towards ex:vision .
    ex:intern a styr:InternalStrategy ; styr:towards ex:vision .
    ex:program a styr:DevelopmentProgramme ; styr:programmeOf ex:trygg ; styr:responsible ex:namnd .
    ex:insats a styr:FocusArea ; styr:focusAreaOf ex:program .
    ex:laxhjalp a styr:Activity ; styr:inFocusArea ex:insats ; styr:responsible ex:bibliotek .
    ex:stad a styr:Activity ; styr:supportsStrategy ex:intern ; styr:responsible ex:lokalvard .
    ex:andel a styr:Indicator ; styr:indicatorOf ex:insats ; styr:responsible ex:namnd .
    ex:vaxel a styr:Unit ; styr:supportsStrategy ex:intern .

    ex:system a styr:GovernanceSystem ; styr:governs ex:koncern ; styr:hasValueBase ex:grund .
    ex:grund a styr:ValueBase ; styr:hasValue ex:oppenhet , ex:demokrati .
    ex:kommun org:subOrganizationOf ex:koncern .
    ex:namnd org:subOrganizationOf ex:kommun .
    ex:bibliotek org:subOrganizationOf ex:namnd .
    ex:lasro a styr:Value ; styr:appliesTo ex:namnd .
    ex:grannkommun a styr:Municipality .
"""

Edges = set[tuple[str, str, str]]


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


def derived(quads: list[Quad]) -> Edges:
    """What follows from ``quads``, as short names; derived twice to see that it stays."""
    store = Store()
    store.extend(quads)
    found = list(derive(store))
    store.extend(found)
    assert list(derive(store)) == found
    assert {quad.graph_name for quad in found} <= {DERIVED_GRAPH}
    rows = [tuple(term.value.removeprefix(EX) for term in quad.triple) for quad in found]
    assert len(set(rows)) == len(rows)
    return {(s, p.removeprefix(STYR.base), o) for s, p, o in rows}


def contributing(*pairs: str) -> Edges:
    return {(pair.split()[0], "contributesTo", pair.split()[1]) for pair in pairs}


def test_all_that_follows_from_a_small_municipality(turtle: Turtle) -> None:
    assert derived(turtle(SMALL)) == contributing(
        "trygg vision",
        "intern vision",
        "program trygg",
        "program vision",
        "insats trygg",
        "insats vision",
        "laxhjalp trygg",
        "laxhjalp vision",
        "bibliotek trygg",
        "bibliotek vision",
        "stad intern",
        "stad vision",
        "lokalvard intern",
        "lokalvard vision",
        "andel trygg",
        "andel vision",
        "vaxel intern",
        "vaxel vision",
    ) | {
        (organisation, "guidedBy", value)
        for organisation, values in {
            "koncern": ("oppenhet", "demokrati"),
            "kommun": ("oppenhet", "demokrati"),
            "namnd": ("oppenhet", "demokrati", "lasro"),
            "bibliotek": ("oppenhet", "demokrati", "lasro"),
        }.items()
        for value in values
    }


def test_without_a_vision_strategies_are_still_contributed_to(turtle: Turtle) -> None:
    """Only strategies that lead towards a vision were."""
    assert derived(
        turtle("""
        ex:trygg a styr:Strategy .
        ex:intern a styr:InternalStrategy .
        ex:program styr:programmeOf ex:trygg .
        ex:vaxel styr:supportsStrategy ex:intern .
        """)
    ) == contributing("program trygg", "vaxel intern")


def test_a_value_base_that_nothing_is_said_about_is_no_value(turtle: Turtle) -> None:
    assert (
        derived(turtle("ex:system styr:governs ex:koncern ; styr:hasValueBase ex:grund .")) == set()
    )


def test_a_value_base_applies_where_it_says(turtle: Turtle) -> None:
    said = "ex:grund styr:hasValue ex:oppenhet ; styr:appliesTo ex:bolag ."
    assert derived(turtle(said)) == {("bolag", "guidedBy", "oppenhet")}


def test_texts_and_blank_nodes_give_nothing(turtle: Turtle) -> None:
    assert derived(turtle('ex:trygg styr:towards "vision" , [] . [] styr:towards ex:v .')) == set()


def test_data_in_several_graphs_is_one(turtle: Turtle) -> None:
    said = "ex:a { ex:p styr:programmeOf ex:s } ex:b { ex:s styr:towards ex:v }"
    assert derived(turtle(said)) == contributing("p s", "p v", "s v")


def test_the_shipped_graph_holds_what_follows_from_it(pitea: GovernanceGraph) -> None:
    stored = set(pitea.store.quads_for_pattern(None, None, None, DERIVED_GRAPH))
    assert stored == set(derive(pitea.store))
    rows = {(q.subject.value.rsplit("/", 1)[1], q.object.value.rsplit("/", 1)[1]) for q in stored}
    assert {target for thing, target in rows if thing == "enhet-bibliotek"} == {
        "vision",
        "strategi-trygghet",
        "strategi-upplevelser",
        "varde-demokrati",
        "varde-jamstalldhet",
        "varde-likabehandling",
        "varde-oppenhet",
    }


# -- any municipality ---------------------------------------------------------------------------


def edges(subjects: str, predicate: NamedNode, targets: str) -> st.SearchStrategy[set[Quad]]:
    ends = st.builds(Quad, st.sampled_from([node(s) for s in subjects]), st.just(predicate),
                     st.sampled_from([node(t) for t in targets]), st.just(DATA_GRAPH))  # fmt: skip
    return st.sets(ends, max_size=5)


def together(*parts: st.SearchStrategy[set[Quad]]) -> st.SearchStrategy[list[Quad]]:
    return st.tuples(*parts).map(lambda sets: sorted(set().union(*sets), key=str))


ACTIVITIES, AREAS, PROGRAMMES, STRATEGIES, VISIONS, UNITS = "ab", "fgh", "pq", "st", "vw", "xyz"
MUNICIPALITIES = together(
    st.just({Quad(node(a), RDF.type, STYR.Activity, DATA_GRAPH) for a in ACTIVITIES}),
    edges(ACTIVITIES, STYR.inFocusArea, AREAS),
    edges(AREAS, STYR.focusAreaOf, PROGRAMMES),
    edges(PROGRAMMES, STYR.programmeOf, STRATEGIES),
    edges(STRATEGIES, STYR.towards, VISIONS),
    edges(ACTIVITIES, STYR.responsible, UNITS),
    edges(ACTIVITIES + UNITS, STYR.supportsStrategy, STRATEGIES),
    edges(UNITS, ORG.subOrganizationOf, UNITS),
)
ANY = ACTIVITIES + AREAS + PROGRAMMES + STRATEGIES + VISIONS
TANGLES = together(*(edges(ANY, relation, ANY) for relation in (*UPWARD, STYR.towards)))


@given(MUNICIPALITIES, st.sampled_from(AREAS), st.sampled_from([None, *UNITS]))
@settings(max_examples=150, deadline=None)
def test_an_activity_contributes_to_what_its_focus_area_does(
    quads: list[Quad], area: str, responsible: str | None
) -> None:
    before = derived(quads)
    more = [
        Quad(node("ny"), RDF.type, STYR.Activity),
        Quad(node("ny"), STYR.inFocusArea, node(area)),
    ]
    if responsible:
        more.append(Quad(node("ny"), STYR.responsible, node(responsible)))
    doing = {"ny", responsible} - {None}
    reached = [
        target for thing, relation, target in before if (thing, relation) == (area, "contributesTo")
    ]
    assert derived(quads + more) == before | {
        (thing, "contributesTo", target) for thing in doing for target in reached
    }


@given(TANGLES)
@settings(max_examples=150, deadline=None)
def test_tangles_end_and_give_what_a_plain_closure_gives(quads: list[Quad]) -> None:
    """Compared with the relation composed with itself until nothing new comes."""
    short = [
        (q.subject.value.removeprefix(EX), q.predicate, q.object.value.removeprefix(EX))
        for q in quads
    ]
    up = {(s, o) for s, p, o in short if p in UPWARD}
    towards = {(s, o) for s, p, o in short if p == STYR.towards}
    while more := {(a, d) for a, b in up for c, d in up if b == c} - up:
        up |= more
    strategies = {s for s, _ in towards}
    expected = {(a, s) for a, s in up if s in strategies and a != s}
    expected |= towards | {(a, v) for a, s in up for t, v in towards if s == t}
    assert derived(quads) == {(a, "contributesTo", b) for a, b in expected}


@given(st.data(), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_every_organisation_below_the_group_is_guided_by_every_value(
    data: st.DataObject, count: int
) -> None:
    names = [f"org{number}" for number in range(count)]
    quads = [
        Quad(node(name), ORG.subOrganizationOf, node(data.draw(st.sampled_from(names[:number]))))
        for number, name in enumerate(names)
        if number
    ]
    if data.draw(st.booleans()):  # a cycle: the group below its last organisation
        quads.append(Quad(node(names[0]), ORG.subOrganizationOf, node(names[-1])))
    quads += [
        Quad(node("system"), STYR.governs, node(names[0])),
        Quad(node("system"), STYR.hasValueBase, node("grund")),
        Quad(node("utanfor"), ORG.subOrganizationOf, node("annan")),
    ]
    values = data.draw(st.sets(st.sampled_from(["ett", "tva", "tre"])))
    quads += [Quad(node("grund"), STYR.hasValue, node(value)) for value in values]
    assert derived(quads) == {(name, "guidedBy", value) for name in names for value in values}


@pytest.mark.parametrize("relation", [*UPWARD, STYR.towards])
def test_a_thing_that_points_at_itself(relation: NamedNode) -> None:
    quads = [Quad(node("s"), relation, node("s")), Quad(node("s"), STYR.towards, node("v"))]
    itself = {("s", "contributesTo", "s")} if relation == STYR.towards else set()
    assert derived(quads) == contributing("s v") | itself
