"""Which things a question names."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

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


TWINS = """
@prefix ex: <http://example.org/exempelby/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
ex:kultur a styr:DevelopmentProgramme ; dct:title "Kultur"@sv .
ex:kultur-omrade a styr:FocusArea ; dct:title "Kultur"@sv .
ex:idrott a styr:FocusArea ; dct:title "Idrott i hela kommunen"@sv .
ex:matt a styr:Indicator ; dct:title "Besök"@sv ; styr:koladaId "N09805" .
ex:beslut a styr:Decision ; dct:title "Om visionen"@sv ; dct:identifier "KS 2024/123" .
"""
BOTH = (STYR.DevelopmentProgramme, STYR.FocusArea)


@pytest.fixture(scope="module")
def twins() -> Linker:
    return Linker(GovernanceGraph.from_quads(parse(TWINS, format=RdfFormat.TURTLE)))


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Vem ansvarar för kultur?", ["kultur-omrade", "kultur"]),
        ("Vem ansvarar för programmet Kultur?", ["kultur"]),
        ("Vem ansvarar för insatsområdet ”Kultur”?", ["kultur-omrade"]),
        ("Vem ansvarar för idrott i hela kommunen?", ["idrott"]),
        ("Vem ansvarar för vägarna?", []),
    ],
)
def test_things_that_fit_equally_well(twins: Linker, question: str, things: list[str]) -> None:
    found = twins.fitting(twins.mentions(question), BOTH)
    assert [node.value.removeprefix(EX) for node in found] == things


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("Hur går det för N09805?", "matt"),
        ("När togs KS 2024/123?", "beslut"),
        ("Vad säger ks 2024/123", "beslut"),
        (f"Vad är <{EX}idrott>?", "idrott"),
    ],
)
def test_identifiers_name_things(twins: Linker, question: str, thing: str) -> None:
    mention = twins.mentions(question)[0]
    assert (mention.node.value, mention.whole) == (EX + thing, True)


def test_two_things_named_in_one_question(linker: Linker) -> None:
    mentions = linker.mentions("Hur hänger fiskevård i Storsjön ihop med språkkafét på torget?")
    pair = linker.pair(mentions, [STYR.Activity])
    assert pair is not None
    assert {node.value.removeprefix(EX) for node in pair} == {"fiskevard", "sprakkafe"}
    one = linker.mentions("Hur hänger fiskevård i Storsjön ihop?")
    assert linker.pair(one, [STYR.Activity]) is None
