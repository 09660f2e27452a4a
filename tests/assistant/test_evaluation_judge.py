"""Judging answers: made by hand, over the example graph and over Piteå's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from assistant.answer import Answer, Citation, PathStep, StrategyPath
from assistant.embeddings import HashedWords
from assistant.errors import QuestionTooLong
from assistant.evaluation import Question, evaluate
from assistant.evaluation.baselines import Flat
from assistant.index import Index, open_index
from kg.graph import GovernanceGraph
from kg.names import STYR

EX = "http://example.org/exempelby/"
LEARNING, NATURE = EX + "strategi-larande", EX + "strategi-natur"
VISION = Citation(1, EX + "vision", "Ett nyfiket Exempelby", "", False, None, False, None, None)
SCHOOL = Citation(2, EX + "program-skola", "Skola för alla", "", False, None, False, None, None)


class Answering:
    """Gives one answer to everything, and rankings made by hand."""

    def __init__(self, graph: GovernanceGraph, index: Index, answer: Answer | None) -> None:
        self.graph, self.index, self._answer = graph, index, answer

    def ask(self, _: str, /) -> Answer:
        if self._answer is None:
            raise QuestionTooLong(length=9, limit=8)
        return self._answer

    def ranking(self, _: str, /) -> Sequence[tuple[str, float]]:
        return [(NATURE, 0.6), (LEARNING, 0.4)]

    def placements(self, _: str, kind: NamedNode, /) -> Sequence[str]:
        programmes = [EX + "annat", EX + "program-skola"]
        return programmes if kind == STYR.DevelopmentProgramme else []


@pytest.fixture
def judge(example: GovernanceGraph, example_index: Index) -> Any:
    def outcome(answer: Answer | None, kind: str, gold: Sequence[str]) -> Any:
        asked = Answering(example, example_index, answer)
        question = Question("q", "Vad gör vi?", "sv", kind, tuple(EX + name for name in gold))
        return evaluate(asked, [question]).outcomes[0]

    return outcome


def way(strategy: str, *path: str) -> StrategyPath:
    steps = tuple(PathStep(EX + p, "", "", p, None, None, "", False, None) for p in path)
    return StrategyPath(strategy, "T", 0.7, False, steps)


def placed(verdict: str, strategy: str = LEARNING) -> dict[str, Any]:
    return {"verdict": verdict, "strategies": (way(strategy),)}


def cited(text: str, *citations: Citation) -> dict[str, Any]:
    return {"verdict": "answered", "answer": text, "citations": citations}


OWN = "Här lär sig alla något nytt varje dag."


@pytest.mark.parametrize(
    ("kind", "gold", "answer", "judged"),
    [
        ("registered", ["strategi-larande"], placed("supported"), (True, True, True)),
        ("registered", ["strategi-larande"], placed("likely"), (False, True, True)),
        ("described", ["strategi-natur"], placed("likely"), (True, False, True)),
        ("described", ["strategi-larande"], placed("internal"), (True, True, True)),
        ("described", ["strategi-natur"], placed("internal"), (False, False, True)),
        ("described", ["strategi-larande"], placed("answered"), (False, True, True)),
        ("internal", ["strategi-larande"], {"verdict": "unknown"}, (False, False, True)),
        ("internal", ["strategi-larande"], placed("internal"), (True, True, True)),
        ("internal", ["strategi-larande"], placed("likely"), (True, True, True)),
        ("internal", ["strategi-natur"], placed("likely"), (False, False, True)),
        ("internal", ["strategi-larande"], {"verdict": "likely"}, (False, False, True)),
        ("system", [], {"verdict": "answered"}, (True, True, True)),
        ("system", ["program-skola"], {"verdict": "answered"}, (True, False, True)),
        ("unknown", [], {"verdict": "unknown"}, (True, True, True)),
        ("unknown", [], {"verdict": "off_topic"}, (False, True, True)),
        ("off_topic", [], placed("supported"), (False, False, True)),
    ],
)
def test_judges_an_answer(
    judge: Any, kind: str, gold: list[str], answer: dict[str, Any], judged: tuple[bool, ...]
) -> None:
    outcome = judge(Answer(**{"answer": "", "lang": "sv", **answer}), kind, gold)
    assert (outcome.verdict_right, outcome.hit, outcome.cited_right) == judged
    assert outcome.right is all(judged)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (cited("Visionen är ”Ett nyfiket Exempelby” [1].", VISION), True),
        (cited("ETT NYFIKET EXEMPELBY [1] och ”Skola för alla” [2].", VISION, SCHOOL), True),
        (cited(f"Ett nyfiket Exempelby: {OWN} (exempel) [1]", VISION), True),
        (cited("Dit leder ”Lärande hela livet” [1].", VISION), True),
        (cited("”Läxhjälp i bygdegården” hör dit. Den är bra [1].", VISION), False),
        (cited("Visionen är något annat [1].", VISION), False),
        (cited("– Ett nyfiket Exempelby\n– något annat [1]", VISION), False),
        (cited("Två saker [1]:\n– Ett nyfiket Exempelby\n– annat", VISION), True),
        (cited("Två saker [1]:\n– annat\nEtt nyfiket Exempelby.", VISION), False),
        (cited("Ett nyfiket Exempelby [2].", VISION), False),
        (cited("Ett nyfiket Exempelby.", VISION), False),
        (cited("Ett nyfiket Exempelby [1].", replace(VISION, title="Nej")), False),
        (cited("Ett nyfiket Exempelby [1].", replace(VISION, quote=OWN)), True),
        (cited("Ett nyfiket Exempelby [1].", replace(VISION, quote="Något helt annat.")), False),
        (cited("vision-2 [1].", replace(VISION, iri=EX + "vision-2", title="vision-2")), False),
        ({**cited("Så är det [1].", VISION), "strategies": (way(LEARNING, "vision"),)}, True),
    ],
)
def test_citations(judge: Any, answer: dict[str, Any], right: bool) -> None:
    """A sentence names the thing it cites, or one tied to it, or speaks in the thing's words."""
    outcome = judge(Answer(lang="sv", **answer), "system", ["vision"])
    assert outcome.cited_right is right


def test_titles_with_full_stops_do_not_end_sentences(judge: Any) -> None:
    graph_title = Citation(1, EX + "p", "Skola. För alla! Nu", "", False, None, False, None, None)
    ttl = f'<{EX}p> <http://purl.org/dc/terms/title> "Skola. För alla! Nu"@sv .'
    with graph_of(ttl) as (graph, index):
        answer = Answer(
            "answered", "Det är ”Skola. För alla! Nu” [1].", "sv", citations=(graph_title,)
        )
        asked = Answering(graph, index, answer)
        question = Question("q", "?", "sv", "system", ())
        assert evaluate(asked, [question]).outcomes[0].cited_right


def test_ranks_of_each_level(judge: Any) -> None:
    """The strategy shown comes first, then the ranking; a level without gold has no rank."""
    gold = ["strategi-natur", "program-skola", "insats-studiestod", "okand"]
    outcome = judge(Answer("likely", "", "sv", (way(LEARNING),)), "described", gold)
    assert outcome.ranks == {"strategy": 2, "programme": 2, "focus_area": 0}
    assert (outcome.shown, outcome.score, outcome.shown_right) == (LEARNING, 0.7, False)
    nothing_shown = judge(Answer("unknown", "", "sv"), "described", ["strategi-natur"])
    assert (nothing_shown.ranks, nothing_shown.shown_right) == ({"strategy": 1}, False)
    assert judge(Answer("answered", "", "sv"), "system", ["strategi-natur"]).ranks == {}


def test_a_question_that_is_not_taken(judge: Any) -> None:
    outcome = judge(None, "unknown", [])
    assert (outcome.verdict, outcome.right, outcome.abstained) == ("refused", False, True)


@pytest.mark.parametrize(
    ("answer", "invented"),
    [
        ({"verdict": "likely", "strategies": (way(LEARNING),)}, True),
        ({"verdict": "answered", "answer": "”Skola för alla” [2]", "citations": (SCHOOL,)}, True),
        ({"verdict": "answered", "answer": "Hej! Jag är en assistent."}, False),
        ({"verdict": "unknown", "answer": "Det står inte."}, False),
    ],
)
def test_an_invented_answer(judge: Any, answer: dict[str, Any], invented: bool) -> None:
    outcome = judge(Answer(**{"answer": "", "lang": "sv", **answer}), "unknown", [])
    assert outcome.invented is invented


@contextmanager
def graph_of(ttl: str) -> Iterator[tuple[GovernanceGraph, Index]]:
    """A graph of one programme and what ``ttl`` says of ``ex:p``."""
    whole = f"{ttl}\n<{EX}p> a <{STYR.DevelopmentProgramme.value}> ."
    graph = GovernanceGraph.from_quads(parse(BytesIO(whole.encode()), format=RdfFormat.TURTLE))
    yield graph, open_index(graph, HashedWords(), None)[0]


class Counting(HashedWords):
    """Counts what it embeds."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_query(self, text: str) -> list[float]:
        self.texts.append(text)
        return super().embed_query(text)


def test_every_question_is_embedded_once(example: GovernanceGraph, example_index: Index) -> None:
    """Though it is asked, ranked and searched for flat; then the index is as it was."""
    index, counting = example_index, Counting()

    class Ranking(Answering):
        def ranking(self, text: str, /) -> Sequence[tuple[str, float]]:
            return [(LEARNING, float(index.embed(text)[0]))]

    asked = Ranking(example, index, Answer("unknown", "", "sv"))
    questions = [Question(str(n), f"Fråga {n}", "sv", "described", (LEARNING,)) for n in range(3)]
    before, index.model = index.model, counting
    try:
        evaluate(asked, questions)
        assert counting.texts == ["Fråga 0", "Fråga 1", "Fråga 2"]
        assert index.model is counting
    finally:
        index.model = before


def test_flat_baselines_by_hand(example: GovernanceGraph, example_index: Index) -> None:
    """One question per strategy, in a title's own words, and one whose words nothing has."""
    texts = ["Läxhjälp i bygdegården", "Fiskevård i Storsjön", "xyzzy"]
    flat = Flat(example, example_index)
    first = flat.first(texts, [example_index.embed(text) for text in texts])
    assert [each.get("bm25") for each in first] == [LEARNING, NATURE, None]
    assert [each["fused"] for each in first[:2]] == [LEARNING, NATURE]
    rows = {e.node.value: example_index.embed(e.passage) for e in example_index.entries}
    for text, each in zip(texts, first, strict=True):
        cosines = {iri: float(example_index.embed(text) @ row) for iri, row in rows.items()}
        nearest = max(cosines, key=lambda iri: cosines[iri])
        nature = [cosines[EX + name] for name in ("strategi-natur", "fiskevard")]
        learning = sorted(c for iri, c in cosines.items() if iri not in (NATURE, EX + "fiskevard"))
        by_mean = NATURE if np.mean(nature) > np.mean(learning[-3:]) else LEARNING
        assert each["dense"] == (NATURE if nearest in (NATURE, EX + "fiskevard") else LEARNING)
        assert each["dense_mean_3"] == by_mean


def test_flat_baselines_where_nothing_leads_to_a_strategy() -> None:
    with graph_of(f'<{EX}p> <http://purl.org/dc/terms/title> "Ensamt"@sv .') as (graph, index):
        assert Flat(graph, index).first(["Ensamt"], [index.embed("Ensamt")]) == [{}]
