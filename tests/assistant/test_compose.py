"""Composing: every sentence from texts and titles, with what it rests on."""

import re

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from assistant.answer import VERDICTS
from assistant.compose import Composer
from assistant.corpus import entry_of
from assistant.decide import Decision
from assistant.draft import MARK, Draft, Sentence
from assistant.errors import TEXTS
from assistant.find import Hit
from assistant.walk import Support, walk
from kg.graph import GovernanceGraph
from kg.paths import holds
from tests.conftest import EXAMPLE

EX = "http://example.org/exempelby/"
MORE = """
@prefix ex: <http://example.org/exempelby/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .
ex:strategi-intern a styr:InternalStrategy ; dct:title "Vi som arbetar här"@sv ;
  styr:towards ex:vision .
ex:grund a styr:ValueBase ; dct:title "Vår grund"@sv ; styr:hasValue ex:mod , ex:respekt .
ex:mod a styr:Value ; dct:title "Mod"@sv .
ex:respekt a styr:Value ; dct:title "Respekt"@sv .
"""


@pytest.fixture(scope="module")
def full() -> GovernanceGraph:
    """The example with an internal strategy and values."""
    return GovernanceGraph.from_quads([*parse(path=EXAMPLE), *parse(MORE, format=RdfFormat.TURTLE)])


def supports(graph: GovernanceGraph, **scores: float) -> tuple[Support, ...]:
    hits = [Hit(entry_of(graph, NamedNode(EX + n)), score, 0.0) for n, score in scores.items()]
    return tuple(walk(hits, {}))


def plain(sentence: Sentence) -> str:
    """Its text without the places of numbers."""
    return re.sub(MARK.format(iri=".*?"), "", sentence.text)


def told(draft: Draft) -> list[tuple[str, list[str]]]:
    return [(plain(s), [n.value.removeprefix(EX) for n in s.cites]) for s in draft.sentences]


def test_a_registered_activity(example: GovernanceGraph) -> None:
    registered = NamedNode(EX + "laxhjalp")
    decision = Decision("supported", supports(example, laxhjalp=1.0), (), registered)
    draft = Composer(example, "sv").activity(decision, None)
    assert told(draft) == [
        (
            "Ja, aktiviteten ”Läxhjälp i bygdegården” finns i styrsystemet och stödjer strategin "
            "”Lärande hela livet”.",
            ["laxhjalp", "strategi-larande"],
        ),
        (
            "Den ligger i insatsområdet ”Stöd i skolarbetet”, som är en del av "
            "utvecklingsprogrammet ”Skola för alla”.",
            ["insats-studiestod", "program-skola"],
        ),
        ("Därifrån går vägen till visionen ”Ett nyfiket Exempelby”.", ["vision"]),
        ("Ansvarig för ”Läxhjälp i bygdegården” är ”Bygdegården”.", ["bygdegarden"]),
    ]
    assert (draft.verdict, draft.values) == ("supported", ())
    assert draft.supports[0].path[0].node == registered
    assert draft.follow_ups == (
        "Vilka aktiviteter ingår i ”Stöd i skolarbetet”?",
        "Vilka indikatorer har ”Skola för alla”?",
        "Vilka samverkansparter har ”Skola för alla”?",
    )


def test_a_described_activity_starts_where_it_belongs_and_asks_one_question(
    example: GovernanceGraph,
) -> None:
    both = supports(example, laxhjalp=1.0, fiskevard=0.9)
    decision = Decision("likely", both, both)
    draft = Composer(example, "sv").activity(decision, None)
    texts = [text for text, _ in told(draft)]
    assert texts[0] == "Det du beskriver hör troligast till strategin ”Lärande hela livet”."
    assert texts[3] == (
        "Det som talar för det är att det liknar ”Läxhjälp i bygdegården”, som redan finns där."
    )
    assert texts[4] == "Det kan också stödja strategin ”Levande sjöar och skogar”."
    assert sum(text.endswith("?") or "Berätta gärna mer" in text for text in texts) == 1
    assert [[s.node.value.removeprefix(EX) for s in way.path] for way in draft.supports] == [
        ["insats-studiestod", "program-skola", "strategi-larande", "vision"],
        ["strategi-natur", "vision"],
    ]
    assert all(holds(example, way.path) for way in draft.supports)


def test_grounds_and_values_are_paragraphs_of_their_own(full: GovernanceGraph) -> None:
    both = supports(full, laxhjalp=1.0, fiskevard=0.9)
    draft = Composer(full, "sv").activity(Decision("likely", both, both), None)
    begun = [sentence.text.partition(" är ")[0] for sentence in draft.sentences if sentence.apart]
    assert begun == ["Det som talar för det", "Värdegrunden gäller också här: mod och respekt."]
    assert not draft.sentences[0].apart


def test_values_are_always_said(full: GovernanceGraph) -> None:
    decision = Decision("supported", supports(full, laxhjalp=1.0))
    draft = Composer(full, "sv").activity(decision, None)
    assert told(draft)[-1] == (
        "Värdegrunden gäller också här: mod och respekt.",
        ["grund"],
    )
    assert [v.value.removeprefix(EX) for v in draft.values] == ["mod", "respekt"]


def test_the_internal_strategy_is_the_entry(full: GovernanceGraph) -> None:
    draft = Composer(full, "sv").activity(Decision("internal"), None)
    assert draft.verdict == "internal"
    assert told(draft)[0][1] == ["strategi-intern"]
    assert [[s.node.value.removeprefix(EX) for s in w.path] for w in draft.supports] == [
        ["strategi-intern", "vision"]
    ]


def test_without_an_internal_strategy_there_is_no_entry(example: GovernanceGraph) -> None:
    draft = Composer(example, "en").activity(Decision("internal"), None)
    assert (draft.verdict, draft.supports) == ("unknown", ())
    assert told(draft) == [(TEXTS.raw("en", "answer.no_internal"), [])]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("verdict", ["unknown", "off_topic"])
def test_an_honest_no(example: GovernanceGraph, verdict: str, lang: str) -> None:
    draft = Composer(example, lang).activity(Decision(verdict), None)  # type: ignore[arg-type]
    expected = [TEXTS.raw(lang, f"answer.{verdict}"), TEXTS.raw(lang, "answer.hint")]
    assert draft.verdict in VERDICTS
    assert (draft.verdict, [s.text for s in draft.sentences]) == (verdict, expected)
    assert not any(s.claims for s in draft.sentences)
    assert draft.follow_ups == tuple(TEXTS.raw(lang, "answer.starters"))


def test_titles_with_braces_are_only_titles(example: GovernanceGraph) -> None:
    title = NamedNode("http://purl.org/dc/terms/title")
    name = Literal("Läxhjälp {about} {0} [x]", language="sv")
    odd = Quad(NamedNode(EX + "laxhjalp"), title, name)
    kept = (q for q in parse(path=EXAMPLE) if '"Läxhjälp i bygdegården"' not in str(q))
    graph = GovernanceGraph.from_quads([*kept, odd])
    registered = NamedNode(EX + "laxhjalp")
    decision = Decision("supported", supports(graph, laxhjalp=1.0), (), registered)
    draft = Composer(graph, "sv").activity(decision, None)
    assert "”Läxhjälp {about} {0} [x]”" in told(draft)[0][0]


def test_a_unit_that_values_are_not_tied_to_gets_all_of_them(full: GovernanceGraph) -> None:
    unit = NamedNode(EX + "bygdegarden")
    values = Composer(full, "sv").values_of(unit)
    assert {v.value.removeprefix(EX) for v in values} == {"mod", "respekt"}
