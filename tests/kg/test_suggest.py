"""Misspelt terms: any single typo leads back, labels lead to terms, nonsense leads nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph import GovernanceGraph
from kg.names import RDF, SKOS, STYR
from kg.suggest import Kind, nearest, suggestion
from tests.kg.conftest import Turtle

CONCEPT = "https://w3id.org/styrkompass/concept/"
TERMS = (
    "inFocusArea",
    "focusAreaOf",
    "validFrom",
    "validTo",
    "value",
    "hasValue",
    "hasValueBase",
    "year",
    "slutgiltigt målvärde",
)
LETTERS = "abcdefghijklmnopqrstuvwxyzåäöABC"


@st.composite
def one_typo(draw: st.DrawFn) -> tuple[str, str]:
    """A term, and the same with one letter inserted, left out, replaced, swapped or recased."""
    term = draw(st.sampled_from(TERMS))
    place = draw(st.integers(0, len(term) - 2))
    letter = draw(st.sampled_from(LETTERS))
    before, here, there, after = term[:place], term[place], term[place + 1], term[place + 2 :]
    kinds = (
        before + letter + here + there + after,
        before + there + after,
        before + letter + there + after,
        before + there + here + after,
        before + here.swapcase() + there + after,
    )
    return term, draw(st.sampled_from(kinds))


def within_one_typo(one: str, other: str) -> bool:
    """Whether one typo makes the texts equal, tried out letter by letter."""
    one, other = one.casefold(), other.casefold()
    places = range(len(one) + 1)
    letters = {*LETTERS.casefold(), *other}
    return other in {
        one,
        *(one[:i] + one[i + 1 :] for i in places),
        *(one[:i] + c + one[i:] for i in places for c in letters),
        *(one[:i] + c + one[i + 1 :] for i in places for c in letters),
        *(one[:i] + one[i + 1 : i + 2] + one[i : i + 1] + one[i + 2 :] for i in places),
    }


@given(one_typo())
def test_one_typo_leads_back(typo: tuple[str, str]) -> None:
    term, misspelt = typo
    found = nearest(misspelt, TERMS)
    assert found == term or (found is not None and within_one_typo(misspelt, found))


@given(st.sampled_from(TERMS))
def test_a_term_is_nearest_to_itself(term: str) -> None:
    assert nearest(term, TERMS) == term


@given(st.text(alphabet="qxzwvk", min_size=1, max_size=40))
def test_nonsense_leads_nowhere(text: str) -> None:
    assert nearest(text, ("inFocusArea", "programmeOf", "status", "responsible")) is None


def test_order_of_what_is_known_does_not_matter() -> None:
    known = ("valueA", "valueB", "VALUE")
    assert [nearest("value", names) for names in (known, known[::-1])] == ["VALUE", "VALUE"]
    assert [nearest("valueC", names) for names in (known, known[::-1])] == ["valueA", "valueA"]


@pytest.mark.parametrize(
    ("kind", "term", "expected"),
    [
        ("property", "inFocusaera", "styr:inFocusArea"),
        ("property", "ansvarig", "styr:responsible"),
        ("property", "gallerFran", "styr:validFrom"),
        ("property", "valid_from", "styr:validFrom"),
        ("property", "insatsområde i", "styr:focusAreaOf"),
        ("property", "title", "dct:title"),
        ("property", "Activity", None),
        ("property", "qwertyuiop", None),
        ("property", "", None),
        ("class", "Aktivitet", "styr:Activity"),
        ("class", "Startegy", "styr:Strategy"),
        ("class", "Programme", "styr:DevelopmentProgramme"),
        ("class", "Thing", None),
    ],
)
def test_terms_of_the_model(
    pitea: GovernanceGraph, kind: Kind, term: str, expected: str | None
) -> None:
    assert suggestion(pitea, STYR.base + term, kind=kind) == expected


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("status/onging", "status:ongoing"),
        ("status/pagaende", "status:ongoing"),
        ("status/pagar", "status:ongoing"),
        ("status/planera", "status:planned"),
        ("status/pa", None),
        ("direction/oka", "direction:increase"),
        ("status/purple", None),
    ],
)
def test_concepts(pitea: GovernanceGraph, iri: str, expected: str | None) -> None:
    assert suggestion(pitea, CONCEPT + iri, kind="concept") == expected


def test_a_concept_of_the_same_list_comes_first(turtle: Turtle) -> None:
    one, two = "https://example.org/one/", "https://example.org/two/"
    listed = [
        f"<{start}{name}> a skos:Concept ." for start, name in ((one, "reach"), (two, "reachd"))
    ]
    graph = GovernanceGraph.from_quads(turtle("\n".join(listed)))
    assert suggestion(graph, one + "reachd", kind="concept") == f"<{one}reach>"


def test_a_term_is_never_suggested_for_itself(turtle: Turtle) -> None:
    graph = GovernanceGraph.from_quads(turtle("ex:Aktivitet a skos:Concept ."))
    (concept,) = (c for c in graph.subjects(RDF.type, SKOS.Concept) if "kommun" in c.value)
    assert suggestion(graph, concept.value, kind="concept") is None
