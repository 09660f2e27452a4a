"""Checking: what a draft says and the graph does not is never shown."""

from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from assistant.check import check
from assistant.corpus import entry_of
from assistant.draft import Draft, Sentence
from assistant.find import Hit
from assistant.walk import Support, walk
from kg.graph import GovernanceGraph
from kg.names import STYR
from kg.paths import Step

EX = "http://example.org/exempelby/"
LARANDE, NATUR, MADE_UP = (NamedNode(EX + n) for n in ("strategi-larande", "strategi-natur", "nej"))


@pytest.fixture
def supports(example: GovernanceGraph) -> tuple[Support, ...]:
    names = ("laxhjalp", "fiskevard")
    hits = [Hit(entry_of(example, NamedNode(EX + name)), 1.0, 0.0) for name in names]
    return tuple(walk(hits, {}))


def draft(supports: tuple[Support, ...], *sentences: Sentence) -> Draft:
    return Draft("supported", sentences, supports)


SAID = (Sentence("Lärande.", (LARANDE,)), Sentence("Natur.", (NATUR,)))


def test_what_holds_is_left_as_it_is(
    example: GovernanceGraph, supports: tuple[Support, ...]
) -> None:
    whole = draft(supports, *SAID, Sentence("Hej!", claims=False))
    assert check(example, whole) == whole


def falsified(way: Support, step: Step) -> Support:
    return replace(way, path=(step, *way.path[1:]))


@pytest.mark.parametrize(
    "step",
    [
        Step(NamedNode(EX + "fiskevard"), STYR.inFocusArea),
        Step(NamedNode(EX + "laxhjalp"), STYR.supportsStrategy),
        Step(NamedNode(EX + "laxhjalp"), STYR.inFocusArea, inverse=True),
        Step(MADE_UP, STYR.inFocusArea),
        Step(NamedNode(EX + "laxhjalp"), None),
    ],
    ids=["another thing", "another relation", "turned round", "made up", "no relation"],
)
def test_a_false_path_is_dropped_with_what_was_said_of_its_strategy(
    example: GovernanceGraph, supports: tuple[Support, ...], step: Step
) -> None:
    first, second = supports
    checked = check(example, draft((falsified(first, step), second), *SAID))
    assert (checked.verdict, checked.supports, checked.sentences) == (
        "supported",
        (second,),
        (SAID[1],),
    )


def test_an_answer_that_loses_every_path_becomes_unknown(
    example: GovernanceGraph, supports: tuple[Support, ...]
) -> None:
    step = Step(MADE_UP, STYR.inFocusArea)
    checked = check(example, draft((falsified(supports[0], step),), *SAID))
    assert (checked.verdict, checked.supports) == ("unknown", ())
    assert SAID[0] not in checked.sentences


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence("Kommunen har vunnit ett pris."),
        Sentence("Detta säger ingen.", (MADE_UP,)),
        Sentence("Halva är sant.", (LARANDE, MADE_UP)),
    ],
    ids=["nothing cited", "made up", "partly made up"],
)
def test_a_claim_without_ground_is_dropped(
    example: GovernanceGraph, supports: tuple[Support, ...], sentence: Sentence
) -> None:
    checked = check(example, draft(supports, SAID[0], sentence, SAID[1]))
    assert checked.sentences == SAID


def test_an_answer_that_loses_every_sentence_becomes_unknown(example: GovernanceGraph) -> None:
    assert check(example, draft((), Sentence("Ingen grund."))).verdict == "unknown"


def test_a_term_of_the_ontology_is_ground_enough(example: GovernanceGraph) -> None:
    said = Sentence("Ett insatsområde är …", (STYR.FocusArea,))
    assert check(example, draft((), said)).sentences == (said,)


def test_a_value_that_is_none_is_dropped(example: GovernanceGraph) -> None:
    checked = check(example, replace(draft((), *SAID), values=(NATUR, MADE_UP)))
    assert checked.values == (NATUR,)
