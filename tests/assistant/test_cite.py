"""Citations: numbers, links and quotes."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from assistant.answer import Citation
from assistant.cite import Citer
from kg.graph import GovernanceGraph
from kg.paths import paths_up

BASE = "https://w3id.org/styrkompass/id/"
GRAPH = """
@prefix dct: <http://purl.org/dc/terms/> . @prefix styr: <https://w3id.org/styrkompass/ns#> .
@prefix schema: <https://schema.org/> . @base <https://w3id.org/styrkompass/id/> .
<x/vision> a styr:Vision ; dct:title "Framåt"@sv , "Forward"@en ; dct:source <x/s1> , <x/s2> .
<x/strategi> a styr:Strategy ; dct:title "Trygghet"@sv ;
  dct:description "Alla ska vara trygga."@sv ;
  styr:towards <x/vision> ; styr:illustrative true ; dct:source <x/s1> , <x/dokument> .
<x/%C3%A5> a styr:Value ; dct:title "Mod"@sv .
<x/s1> a styr:Passage ; styr:text "Något helt annat."@sv ; styr:verbatim true ;
  dct:isPartOf <x/dokument> .
<x/s2> a styr:Passage ; styr:text "Framåt är visionen."@sv ; styr:verbatim false ;
  dct:isPartOf <x/dokument> .
<x/dokument> a styr:Document ; dct:title "Beslutet"@sv ;
  schema:url "https://kommun.example/beslut" .
"""


@pytest.fixture(scope="module")
def graph() -> GovernanceGraph:
    return GovernanceGraph.from_quads(parse(GRAPH, format=RdfFormat.TURTLE))


def node(name: str) -> NamedNode:
    return NamedNode(BASE + name)


def test_numbers_are_given_in_order_and_kept(graph: GovernanceGraph) -> None:
    citer = Citer(graph, "sv", BASE)
    things = [node("x/vision"), node("x/strategi"), node("x/vision")]
    assert [citer.number(thing) for thing in things] == [1, 2, 1]
    assert [(c.n, c.title) for c in citer.citations()] == [(1, "Framåt"), (2, "Trygghet")]


def test_a_sourced_thing_quotes_the_passage_that_speaks_of_it(graph: GovernanceGraph) -> None:
    citer = Citer(graph, "en", BASE)
    citer.number(node("x/vision"))
    assert citer.citations() == (
        Citation(
            n=1,
            iri=BASE + "x/vision",
            title="Forward",
            href="/id/x/vision",
            illustrative=False,
            quote="Framåt är visionen.",
            verbatim=False,
            source="Beslutet",
            url="https://kommun.example/beslut",
        ),
    )


def test_an_illustrative_thing_speaks_for_itself(graph: GovernanceGraph) -> None:
    citer = Citer(graph, "sv", BASE)
    citer.number(node("x/strategi"))
    (citation,) = citer.citations()
    assert (citation.illustrative, citation.quote, citation.verbatim) == (
        True,
        "Alla ska vara trygga.",
        True,
    )


def test_a_thing_that_nobody_describes_has_no_quote(graph: GovernanceGraph) -> None:
    citer = Citer(graph, "sv", BASE)
    citer.number(node("x/%C3%A5"))
    (citation,) = citer.citations()
    assert (citation.quote, citation.verbatim, citation.source, citation.url) == (
        None,
        False,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("iri", "href"),
    [
        (BASE + "pitea/vision", "/id/pitea/vision"),
        (BASE + "x/a?b#c", "/id/x/a%3Fb%23c"),
        ("http://example.org/a/b#c?d&e", "/id/?iri=http%3A%2F%2Fexample.org%2Fa%2Fb%23c%3Fd%26e"),
        (
            "https://w3id.org/styrkompass/ns#Vision",
            "/id/?iri=https%3A%2F%2Fw3id.org%2Fstyrkompass%2Fns%23Vision",
        ),
    ],
)
def test_href(graph: GovernanceGraph, iri: str, href: str) -> None:
    assert Citer(graph, "sv", BASE).href(NamedNode(iri)) == href


@pytest.mark.parametrize(
    ("lang", "label"), [("sv", "leder mot visionen"), ("en", "leads towards the vision")]
)
def test_steps_say_the_relation_in_words(graph: GovernanceGraph, lang: str, label: str) -> None:
    citer = Citer(graph, lang, BASE)
    (path,) = paths_up(graph, node("x/strategi"))
    steps = citer.steps(path)
    assert [(s.iri.removeprefix(BASE), s.relation_label, s.illustrative) for s in steps] == [
        ("x/strategi", label, True),
        ("x/vision", None, False),
    ]
