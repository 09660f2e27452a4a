"""Paths to the vision: whole paths on small graphs and on the shipped one, and nothing else."""

from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, Quad

from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DERIVED_GRAPH, PREFIXES, RDF, STYR
from kg.paths import LONGEST, Path, Step, holds, paths_up, strategy_of
from tests.kg.conftest import EX, Turtle

SMALL = """
    ex:vision a styr:Vision .
    ex:trygg a styr:Strategy ; styr:towards ex:vision .
    ex:intern a styr:InternalStrategy ; styr:towards ex:vision .
    ex:program styr:programmeOf ex:trygg .
    ex:insats a styr:FocusArea ; styr:focusAreaOf ex:program .
    ex:intern-insats styr:focusAreaOf ex:intern-program .
    ex:intern-program styr:programmeOf ex:intern .
    ex:laxhjalp a styr:Activity ; styr:inFocusArea ex:insats ; styr:responsible ex:bibliotek .
    ex:dubbel a styr:Activity ; styr:inFocusArea ex:intern-insats , ex:insats ;
        styr:responsible ex:bibliotek .
    ex:andel styr:indicatorOf ex:program .
    ex:vaxel styr:supportsStrategy ex:intern .
    ex:svar a styr:Activity ; styr:inFocusArea ex:insats ; styr:responsible ex:vaxel .
"""


def written(path: Path) -> str:
    """``"a inFocusArea f focusAreaOf p"``; the other way round is ``^responsible``."""
    words = []
    for step in path:
        words.append(step.node.value.rsplit("/", 1)[1])
        if step.relation:
            words.append("^" * step.inverse + step.relation.value.rsplit("#", 1)[1])
    return " ".join(words)


def found(graph: GovernanceGraph, name: str) -> list[str]:
    paths = paths_up(graph, NamedNode(EX + name))
    assert all(holds(graph, path) for path in paths)
    return [written(path) for path in paths]


@pytest.fixture(scope="module")
def small(turtle: Turtle) -> GovernanceGraph:
    return GovernanceGraph.from_quads(turtle(SMALL))


TRYGG = "insats focusAreaOf program programmeOf trygg towards vision"
INTERN = "intern-insats focusAreaOf intern-program programmeOf intern towards vision"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vision", ["vision"]),
        ("trygg", ["trygg towards vision"]),
        ("insats", [TRYGG]),
        ("laxhjalp", [f"laxhjalp inFocusArea {TRYGG}"]),
        ("andel", ["andel indicatorOf program programmeOf trygg towards vision"]),
        ("dubbel", [f"dubbel inFocusArea {TRYGG}", f"dubbel inFocusArea {INTERN}"]),
        (
            "bibliotek",
            [
                f"bibliotek ^responsible dubbel inFocusArea {TRYGG}",
                f"bibliotek ^responsible dubbel inFocusArea {INTERN}",
                f"bibliotek ^responsible laxhjalp inFocusArea {TRYGG}",
            ],
        ),
        (
            "vaxel",
            [
                "vaxel supportsStrategy intern towards vision",
                f"vaxel ^responsible svar inFocusArea {TRYGG}",
            ],
        ),
        ("finns-inte", ["finns-inte"]),
    ],
)
def test_whole_paths(small: GovernanceGraph, name: str, expected: list[str]) -> None:
    assert found(small, name) == expected


def test_a_path_is_made_of_steps(small: GovernanceGraph) -> None:
    (path,) = paths_up(small, NamedNode(EX + "insats"))
    assert path == (
        Step(NamedNode(EX + "insats"), STYR.focusAreaOf),
        Step(NamedNode(EX + "program"), STYR.programmeOf),
        Step(NamedNode(EX + "trygg"), STYR.towards),
        Step(NamedNode(EX + "vision"), None),
    )


def test_the_strategy_of_a_path(small: GovernanceGraph) -> None:
    paths = paths_up(small, NamedNode(EX + "dubbel"))
    assert [strategy_of(small, path) for path in paths] == [
        NamedNode(EX + "trygg"),
        NamedNode(EX + "intern"),
    ]
    assert strategy_of(small, paths_up(small, NamedNode(EX + "vision"))[0]) is None


@pytest.mark.parametrize(
    "said",
    [
        "ex:ett a ex:vision . ex:vision a styr:Vision .",
        "ex:grund styr:hasValue ex:ett . ex:ett styr:appliesTo ex:vision .",
        "ex:ett styr:guidedBy ex:vision ; styr:contributesTo ex:vision . ex:vision a styr:Vision .",
        "ex:ett dct:source ex:vision ; org:subOrganizationOf ex:vision . ex:vision a styr:Vision .",
        "ex:system styr:hasVision ex:vision . ex:vision styr:adopts ex:ett .",
        "rdf:type styr:contributing true . ex:ett a ex:vision . ex:vision a styr:Vision .",
        'ex:ett styr:towards "vision" , [] .',
        "ex:sak a styr:Indicator ; styr:responsible ex:ett ; styr:indicatorOf ex:program .",
    ],
)
def test_nothing_but_contributing_relations_makes_a_path(turtle: Turtle, said: str) -> None:
    assert found(GovernanceGraph.from_quads(turtle(said)), "ett") == ["ett"]


def test_without_a_vision_paths_go_as_far_as_they_can(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(
        turtle("""
        ex:ett a styr:Activity ; styr:inFocusArea ex:insats , ex:kort ; styr:responsible ex:enhet .
        ex:insats styr:focusAreaOf ex:program .
        """)
    )
    kort, lang = "ett inFocusArea kort", "ett inFocusArea insats focusAreaOf program"
    assert found(graph, "ett") == [kort, lang]
    assert found(graph, "enhet") == [f"enhet ^responsible {kort}", f"enhet ^responsible {lang}"]


def test_paths_to_a_vision_hide_those_that_end_before(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(
        turtle("""
        ex:ett styr:inFocusArea ex:blind ; styr:supportsStrategy ex:trygg .
        ex:trygg styr:towards ex:vision . ex:vision a styr:Vision .
        """)
    )
    assert found(graph, "ett") == ["ett supportsStrategy trygg towards vision"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ex:ett styr:towards ex:ett .", ["ett"]),
        ("ex:ett styr:towards ex:tva . ex:tva styr:towards ex:ett .", ["ett towards tva"]),
        (
            "ex:ett styr:towards ex:tva . ex:tva styr:towards ex:tva , ex:tre .",
            ["ett towards tva towards tre"],
        ),
        (
            """ex:ett styr:inFocusArea ex:f . ex:f styr:focusAreaOf ex:p .
            ex:p styr:programmeOf ex:s , ex:f . ex:s styr:towards ex:v , ex:p .
            ex:v a styr:Vision .""",
            ["ett inFocusArea f focusAreaOf p programmeOf s towards v"],
        ),
    ],
)
def test_cycles_end_and_no_thing_comes_twice(
    turtle: Turtle, said: str, expected: list[str]
) -> None:
    """A thing that points at itself came twice."""
    assert found(GovernanceGraph.from_quads(turtle(said)), "ett") == expected


def test_a_path_ends_at_the_longest(turtle: Turtle) -> None:
    chain = "".join(f"ex:n{n} styr:towards ex:n{n + 1} . " for n in range(LONGEST + 3))
    (path,) = paths_up(GovernanceGraph.from_quads(turtle(chain)), NamedNode(EX + "n0"))
    assert [step.node.value for step in path] == [f"{EX}n{n}" for n in range(LONGEST + 1)]


# -- the shipped graph --------------------------------------------------------------------------

KULTUR = "focusAreaOf program-kultur programmeOf strategi-upplevelser towards vision"
LASNING = f"inFocusArea insats-lasning-sprak-bibliotek {KULTUR}"
LAXHJALP = (
    "aktivitet-laxhjalp-biblioteket inFocusArea insats-skolresultat "
    "focusAreaOf program-uppvaxt programmeOf strategi-trygghet towards vision"
)


def test_homework_help_at_the_library(pitea: GovernanceGraph) -> None:
    start = NamedNode(PREFIXES["pitea"] + "aktivitet-laxhjalp-biblioteket")
    assert [written(path) for path in paths_up(pitea, start)] == [LAXHJALP]


def test_the_library(pitea: GovernanceGraph) -> None:
    start = NamedNode(PREFIXES["pitea"] + "enhet-bibliotek")
    assert [written(path) for path in paths_up(pitea, start)] == [
        f"enhet-bibliotek ^responsible {rest}"
        for rest in (
            f"aktivitet-bokbuss-byar {LASNING}",
            f"aktivitet-boken-kommer-talbok {LASNING}",
            f"aktivitet-lasframjande-skolklasser inFocusArea insats-barn-unga-skapande {KULTUR}",
            f"aktivitet-lasframjande-skolklasser {LASNING}",
            LAXHJALP,
            f"aktivitet-meroppet-filialer {LASNING}",
            f"aktivitet-sagostunder-bokgava {LASNING}",
            f"aktivitet-sprakcafe-bibliotek {LASNING}",
        )
    ]


def things(graph: GovernanceGraph) -> list[NamedNode]:
    typed = graph.store.quads_for_pattern(None, RDF.type, None, DATA_GRAPH)
    return sorted({quad.subject for quad in typed if isinstance(quad.subject, NamedNode)}, key=str)


def tampered(path: Path) -> Iterator[Path]:
    """Paths that look like ``path`` and are not in the graph."""
    nowhere = NamedNode(EX + "finns-inte")
    last = path[-1]
    yield (*path[:-1], Step(last.node, STYR.towards))
    for at, step in enumerate(path[:-1]):
        before, after = path[:at], path[at + 1 :]
        yield (*before, Step(step.node, step.relation, not step.inverse), *after)
        yield (*before, Step(step.node, RDF.type, step.inverse), *after)
        yield (*before, Step(step.node, None), *after)
        yield (*before, Step(nowhere, step.relation, step.inverse), *after)
        yield (*before, step, Step(nowhere, STYR.towards), *after)
        if at:
            yield (*before, *after)


def test_all_shipped_paths_hold_and_no_tampered_one_does(pitea: GovernanceGraph) -> None:
    paths = [path for thing in things(pitea) for path in paths_up(pitea, thing)]
    assert {len(path) for path in paths} == {1, 2, 3, 4, 5, 6}
    assert [written(path) for path in paths if not holds(pitea, path)] == []
    assert [written(p) for path in paths for p in tampered(path) if holds(pitea, p)] == []
    assert not holds(pitea, ())


def test_shipped_paths_and_derived_relations_agree(pitea: GovernanceGraph) -> None:
    for thing in things(pitea):
        derived = pitea.store.quads_for_pattern(thing, STYR.contributesTo, None, DERIVED_GRAPH)
        expected = {quad.object for quad in derived}
        nodes = {step.node for path in paths_up(pitea, thing) for step in path[1:]}
        targets = {n for n in nodes if any(pitea.is_a(n, c) for c in (STYR.Strategy, STYR.Vision))}
        assert targets == expected, thing


def test_a_statement_taken_away_breaks_its_path(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(turtle(SMALL))
    (path,) = paths_up(graph, NamedNode(EX + "laxhjalp"))
    assert holds(graph, path)
    graph.store.remove(
        Quad(NamedNode(EX + "insats"), STYR.focusAreaOf, NamedNode(EX + "program"), DATA_GRAPH)
    )
    assert not holds(graph, path)
