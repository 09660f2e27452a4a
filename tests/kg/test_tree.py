"""The goal tree of small graphs, of graphs that lack things, and of every municipality."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, RDF, STYR
from kg.paths import paths_up
from kg.tree import LEVELS, Tree, tree_of
from kg.tree_filter import (
    DEEPEST,
    Branch,
    Wanted,
    branches,
    organisations,
    sift,
    units_below,
)
from tests.kg.conftest import EX, Turtle

SMALL = """
    ex:vision a styr:Vision ; dct:title "Visionen"@sv .
    ex:trygg a styr:Strategy ; dct:title "Trygg"@sv , "Safe"@en ; styr:towards ex:vision .
    ex:boende a styr:Strategy ; dct:title "Boende"@sv ; styr:towards ex:vision .
    ex:intern a styr:InternalStrategy ; dct:title "Arbetssätt"@sv ; styr:towards ex:vision .
    ex:uppvaxt a styr:DevelopmentProgramme ; dct:title "Uppväxt"@sv ; styr:programmeOf ex:trygg ;
        styr:responsible ex:skolan .
    ex:skola a styr:FocusArea ; dct:title "Skola"@sv ; styr:focusAreaOf ex:uppvaxt .
    ex:familj a styr:FocusArea ; dct:title "Familj"@sv ; styr:focusAreaOf ex:uppvaxt .
    ex:laxhjalp a styr:Activity ; dct:title "Läxhjälp"@sv ; skos:altLabel "plugghjälp"@sv ;
        styr:inFocusArea ex:skola , ex:familj ; styr:status status:ongoing ;
        styr:responsible ex:biblioteket ; styr:illustrative true .
    ex:kurs a styr:Activity ; dct:title "Kurs"@sv ; styr:inFocusArea ex:skola ;
        styr:status status:planned ; styr:responsible ex:skolan .
    ex:vaxel a styr:Activity ; dct:title "Växel"@sv ; styr:supportsStrategy ex:intern .
    ex:besok a styr:Indicator ; dct:title "Besök"@sv ; styr:indicatorOf ex:skola .
    ex:trygghet a styr:Indicator ; dct:title "Trygghet"@sv ; styr:indicatorOf ex:trygg .
    ex:kontoret a styr:Unit ; dct:title "Kontoret"@sv ; styr:supportsStrategy ex:intern .
    ex:kommun a styr:Municipality ; dct:title "Kommunen"@sv .
    ex:skolan a styr:Administration ; dct:title "Skolan"@sv ; org:subOrganizationOf ex:kommun .
    ex:biblioteket a styr:Unit ; dct:title "Biblioteket"@sv ; org:subOrganizationOf ex:skolan .
    ex:los a styr:Activity ; dct:title "Lös"@sv .
    status:ongoing a skos:Concept . status:planned a skos:Concept .
"""
VISION = (
    "Visionen: 2 Strategy, 1 InternalStrategy, 1 DevelopmentProgramme, 2 FocusArea, "
    "3 Activity, 1 Unit, 2 Indicator"
)
WHOLE = """
{vision}
  Boende
  Trygg: 1 DevelopmentProgramme, 2 FocusArea, 2 Activity, 2 Indicator
    Uppväxt: 2 FocusArea, 2 Activity, 1 Indicator
      Familj: 1 Activity
        Läxhjälp (även Skola)
      Skola: 2 Activity, 1 Indicator
        Kurs
        Läxhjälp (även Familj)
        Besök
    Trygghet
  Arbetssätt: 1 Activity, 1 Unit
    Växel
    Kontoret
Lös
"""
MUNICIPALITIES = sorted(Path("tests/municipalities").glob("*/graph.ttl"))
STATUS = "https://w3id.org/styrkompass/concept/status/"


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


def written(laid: Sequence[Branch], depth: int = 0) -> str:
    """One line per branch: title, counts below it, where else it is, what is left out."""
    lines = []
    for branch in laid:
        counts = ", ".join(f"{n} {kind.value.split('#')[1]}" for kind, n in branch.counts.items())
        beside = ", ".join(each.value.rsplit("/", 1)[1].title() for each in branch.beside)
        line = "  " * depth + ("" if branch.hit else "~") + branch.item.titles["sv"]
        line += f": {counts}" if counts else ""
        line += f" (även {beside})" if beside else ""
        line += f" [{branch.left_out} till]" if branch.left_out else ""
        lines += [line, *written(branch.children, depth + 1).splitlines()]
    return "\n".join(lines)


def shown(graph: GovernanceGraph, wanted: Wanted | None = None, **more: object) -> str:
    tree = tree_of(graph)
    sifted = sift(graph, tree, wanted or Wanted())
    return written(branches(tree, sifted, **more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def small(turtle: Turtle) -> GovernanceGraph:
    return GovernanceGraph.from_quads(turtle(SMALL))


def test_the_whole_tree(small: GovernanceGraph) -> None:
    assert shown(small) == WHOLE.strip().format(vision=VISION)


def test_an_item_has_what_is_shown_of_it(small: GovernanceGraph) -> None:
    item = tree_of(small).items[node("laxhjalp")]
    assert item.kind == STYR.Activity
    assert item.titles == {"sv": "Läxhjälp", "en": "Läxhjälp"}
    assert item.names == "laxhjalp\nplugghjalp"
    assert item.status == NamedNode(STATUS + "ongoing")
    assert item.responsible == (node("biblioteket"),)
    assert item.illustrative
    assert {above for _, above in item.above} == {node("skola"), node("familj")}
    assert tree_of(small).items[node("trygg")].titles == {"sv": "Trygg", "en": "Safe"}


def test_it_is_built_once(small: GovernanceGraph) -> None:
    assert tree_of(small) is tree_of(small)


@pytest.mark.parametrize(
    ("turtle_text", "expected"),
    [
        ("ex:a a styr:Unit .", ""),
        ("ex:a a styr:Activity ; styr:inFocusArea ex:b .", "b: 1 Activity\n  a"),
        (
            "ex:p styr:programmeOf ex:s . ex:f styr:focusAreaOf ex:p .",
            "s: 1 DevelopmentProgramme, 1 FocusArea\n  p: 1 FocusArea\n    f",
        ),
        ("ex:i a styr:Indicator . ex:s a styr:Strategy .", "s\ni"),
        (
            "ex:a styr:focusAreaOf ex:b . ex:b styr:focusAreaOf ex:a .",
            "b: 1 FocusArea\n  a: 1 DevelopmentProgramme",
        ),
        ("ex:a styr:focusAreaOf ex:a . ex:a a styr:FocusArea .", "a"),
    ],
)
def test_a_graph_that_lacks_things(turtle: Turtle, turtle_text: str, expected: str) -> None:
    assert shown(GovernanceGraph.from_quads(turtle(turtle_text))) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (
            Wanted(unit=node("biblioteket")),
            """
~Visionen: 1 Activity
  ~Trygg: 1 Activity
    ~Uppväxt: 1 Activity
      ~Familj: 1 Activity
        Läxhjälp (även Skola)
      ~Skola: 1 Activity
        Läxhjälp (även Familj)
""",
        ),
        (
            Wanted(unit=node("kommun"), status=NamedNode(STATUS + "planned")),
            """
~Visionen: 1 Activity
  ~Trygg: 1 Activity
    ~Uppväxt: 1 Activity
      ~Skola: 1 Activity
        Kurs
""",
        ),
        (
            Wanted(unit=node("kontoret")),
            """
~Visionen: 1 Unit
  ~Arbetssätt: 1 Unit
    Kontoret
""",
        ),
        (
            Wanted(strategy=node("intern")),
            """
~Visionen: 1 InternalStrategy, 1 Activity, 1 Unit
  Arbetssätt: 1 Activity, 1 Unit
    Växel
    Kontoret
""",
        ),
        (
            Wanted(text="PLUGGHJALP"),
            """
~Visionen: 1 Activity
  ~Trygg: 1 Activity
    ~Uppväxt: 1 Activity
      ~Familj: 1 Activity
        Läxhjälp (även Skola)
      ~Skola: 1 Activity
        Läxhjälp (även Familj)
""",
        ),
        (
            Wanted(text="safe"),
            """
~Visionen: 1 Strategy
  Trygg
""",
        ),
        (Wanted(text="läx", strategy=node("boende")), ""),
        (Wanted(text="finns inte"), ""),
        (Wanted(text="lös"), "Lös"),
    ],
)
def test_filters_keep_what_is_above(small: GovernanceGraph, wanted: Wanted, expected: str) -> None:
    assert shown(small, wanted) == expected.strip()


def test_a_strategy_shows_its_own_branch_only(turtle: Turtle) -> None:
    both = SMALL + "ex:vaxel styr:inFocusArea ex:skola ."
    graph = GovernanceGraph.from_quads(turtle(both))
    assert "Trygg" not in shown(graph, Wanted(strategy=node("intern")))


def test_a_branch_by_itself(small: GovernanceGraph) -> None:
    assert shown(small, under=node("familj")) == "Familj: 1 Activity\n  Läxhjälp (även Skola)"
    assert shown(small, under=node("finns-inte")) == ""


def test_what_does_not_fit_is_left_out_from_below(small: GovernanceGraph) -> None:
    assert shown(small, limit=7) == (
        f"{VISION}\n"
        "  Boende\n"
        "  Trygg: 1 DevelopmentProgramme, 2 FocusArea, 2 Activity, 2 Indicator\n"
        "    Uppväxt: 2 FocusArea, 2 Activity, 1 Indicator [2 till]\n"
        "    Trygghet\n"
        "  Arbetssätt: 1 Activity, 1 Unit [2 till]\n"
        "Lös"
    )


def test_a_chain_without_end_is_cut(turtle: Turtle) -> None:
    chain = "".join(f"ex:n{n:02} styr:focusAreaOf ex:n{n + 1:02} .\n" for n in range(40))
    text = shown(GovernanceGraph.from_quads(turtle(chain)))
    assert len(text.splitlines()) == DEEPEST
    assert text.endswith("[1 till]")


def test_organisations_stand_below_each_other(small: GovernanceGraph) -> None:
    listed = [(n.value.rsplit("/", 1)[1], depth) for n, depth in organisations(small, "sv")]
    assert listed == [("kommun", 0), ("skolan", 1), ("biblioteket", 2), ("kontoret", 0)]
    assert units_below(small, node("skolan")) == {node("skolan"), node("biblioteket")}


def test_organisations_in_a_ring_are_listed(turtle: Turtle) -> None:
    ring = """ex:a a styr:Unit ; org:subOrganizationOf ex:b .
        ex:b a styr:Unit ; org:subOrganizationOf ex:a ."""
    graph = GovernanceGraph.from_quads(turtle(ring))
    assert organisations(graph, "sv") == [(node("a"), 0), (node("b"), 1)]
    assert units_below(graph, node("a")) == {node("a"), node("b")}


# -- laws ---------------------------------------------------------------------------------------

RELATIONS = (
    STYR.towards,
    STYR.programmeOf,
    STYR.focusAreaOf,
    STYR.inFocusArea,
    STYR.indicatorOf,
    STYR.supportsStrategy,
)
CLASSES = [level for level in LEVELS if level.value.startswith(STYR.base)]
NAMES = [node(f"n{n}") for n in range(9)]
EDGES = st.tuples(st.sampled_from(NAMES), st.sampled_from(RELATIONS), st.sampled_from(NAMES))
TYPES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(CLASSES))


def made(
    edges: list[tuple[NamedNode, NamedNode, NamedNode]], types: dict[NamedNode, NamedNode]
) -> GovernanceGraph:
    titles = {n: Literal(f"sak {n.value[-1]}", language="sv") for n in NAMES}
    return GovernanceGraph.from_quads(
        [
            *(Quad(s, p, o, DATA_GRAPH) for s, p, o in edges),
            *(Quad(s, RDF.type, c, DATA_GRAPH) for s, c in types.items()),
            *(Quad(s, DCT.title, t, DATA_GRAPH) for s, t in titles.items()),
        ]
    )


def everywhere(laid: Sequence[Branch], above: tuple[Branch, ...] = ()) -> list[tuple[Branch, ...]]:
    """Every branch, with those that it is in."""
    found = []
    for branch in laid:
        found += [(*above, branch), *everywhere(branch.children, (*above, branch))]
    return found


def follows_the_relations(graph: GovernanceGraph, tree: Tree, wanted: Wanted) -> None:
    sifted = sift(graph, tree, wanted)
    laid = branches(tree, sifted)
    places = everywhere(laid)
    for place in places:
        for above, below in pairwise(place):
            assert any(
                graph.holds(below.item.node, relation, above.item.node)
                for relation in graph.contributing
            )
        branch = place[-1]
        below = {inner[-1].item.node for inner in everywhere(branch.children)}
        assert branch.hit or below & sifted.hits, "a branch without a hit"
        if not any(inner[-1].left_out for inner in everywhere([branch])):
            assert sum(branch.counts.values()) <= len(tree.below(branch.item.node) & sifted.hits)
            assert below - {branch.item.node} <= tree.below(branch.item.node)
    assert {place[-1].item.node for place in places} >= sifted.hits
    assert sifted.hits <= sifted.shown


@settings(deadline=None)
@given(st.lists(EDGES, max_size=14), TYPES, st.sampled_from(["", "sak", "sak 3", "7"]))
def test_every_tree_follows_the_relations(
    edges: list[tuple[NamedNode, NamedNode, NamedNode]],
    types: dict[NamedNode, NamedNode],
    text: str,
) -> None:
    graph = made(edges, types)
    tree = Tree(graph)
    follows_the_relations(graph, tree, Wanted(text=text))
    whole = {
        place[-1].item.node for place in everywhere(branches(tree, sift(graph, tree, Wanted())))
    }
    assert whole == set(tree.items)


@pytest.mark.parametrize("path", MUNICIPALITIES, ids=lambda path: path.parent.name)
def test_every_municipality_has_a_tree(path: Path) -> None:
    graph = GovernanceGraph.from_files([path])
    tree = tree_of(graph)
    for wanted in (Wanted(), Wanted(text="a"), Wanted(unit=organisations(graph, "sv")[0][0])):
        follows_the_relations(graph, tree, wanted)


def test_things_stand_at_the_ends_of_their_paths(pitea: GovernanceGraph) -> None:
    """A thing is in the tree once for every path from it to the vision."""
    tree = tree_of(pitea)
    places: dict[NamedNode, int] = {}
    for place in everywhere(branches(tree, sift(pitea, tree, Wanted()))):
        places[place[-1].item.node] = places.get(place[-1].item.node, 0) + 1
    for item in tree.items.values():
        paths = [p for p in paths_up(pitea, item.node) if not any(step.inverse for step in p)]
        assert places[item.node] == len(paths), item.node


def test_counts_are_of_different_things(pitea: GovernanceGraph) -> None:
    tree = tree_of(pitea)
    [vision] = branches(tree, sift(pitea, tree, Wanted()))
    assert {kind.value.split("#")[1]: n for kind, n in vision.counts.items()} == {
        "Strategy": 4,
        "InternalStrategy": 1,
        "DevelopmentProgramme": 10,
        "FocusArea": 30,
        "Activity": 130,
        "MunicipalCompany": 1,
        "Unit": 11,
        "Indicator": 50,
    }
