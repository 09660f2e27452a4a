"""Which things a question names."""

import pytest
from pyoxigraph import NamedNode

from assistant.linking import Linker
from kg.graph import GovernanceGraph
from kg.names import ORG, RDFS, STYR

EX = "http://example.org/exempelby/"


@pytest.fixture(scope="module")
def linker(example: GovernanceGraph) -> Linker:
    return Linker(example)


def named(linker: Linker, question: str) -> list[str]:
    """Ends of the IRIs of the example's things that are named outright, surest first."""
    found = [m for m in linker.mentions(question) if m.whole and m.node.value.startswith(EX)]
    return [m.node.value.removeprefix(EX) for m in found]


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Fiskevård i Storsjön", ["fiskevard"]),
        ("Hur går det med fiskevården i Storsjön?", ["fiskevard"]),
        ("Vem håller i språkkafét på torget?", ["sprakkafe"]),
        ("Vi har läxhjälp i bygdegården", ["laxhjalp", "bygdegarden"]),
        ("Vi har läxhjalp i bygdegarden", ["laxhjalp", "bygdegarden"]),
        ("homework help at the village hall", ["laxhjalp"]),
        ("Berätta om Levande sjöar och skogar", ["strategi-natur"]),
        ("Vad menas med Lärande hela livet?", ["strategi-larande"]),
        ("Vad är visionen?", []),
        ("Kan vi få ett nytt lönesystem?", []),
        ("", []),
        ("?!", []),
    ],
)
def test_names(linker: Linker, question: str, things: list[str]) -> None:
    assert named(linker, question) == things


def test_a_mention_says_by_which_name_and_how_much_of_it(linker: Linker) -> None:
    mention = linker.mentions("Homework help at the village hall")[0]
    assert (mention.node.value, mention.name.text, mention.name.main, mention.share) == (
        EX + "laxhjalp",
        "Homework help at the village hall",
        True,
        1.0,
    )


def test_a_term_of_the_ontology_is_named(linker: Linker) -> None:
    mentions = linker.mentions("Vad är ett insatsområde?")
    assert linker.about(mentions, [RDFS.Class]) == STYR.FocusArea
    assert linker.about(mentions, [STYR.FocusArea]) is None


@pytest.mark.parametrize(
    ("classes", "about"),
    [
        ([STYR.Activity], "laxhjalp"),
        ([ORG.Organization], "bygdegarden"),
        ([ORG.Organization, STYR.Activity], "laxhjalp"),
        ([STYR.Vision], None),
    ],
)
def test_about_is_the_surest_of_the_class(
    linker: Linker, classes: list[NamedNode], about: str | None
) -> None:
    found = linker.about(linker.mentions("Vi har läxhjälp i bygdegården"), classes)
    assert found == (NamedNode(EX + about) if about else None)
