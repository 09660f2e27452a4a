"""What every question of the library answers, whole: rows, and text in sv and en.

``questions/answers.txt`` has the rows that ``questions/graph.ttl`` gives, and what is said of many
rows, of one and of none. After a change that is meant, write it anew with
``python -m tests.assistant.test_library_answers`` and read what differs.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from assistant.choosing import Choice
from assistant.compose_system import SystemComposer
from assistant.computed import Known, answers
from assistant.draft import MARK
from assistant.errors import TEXTS
from assistant.library import Question, Row, library
from kg.graph import GovernanceGraph
from kg.names import GRAPH, PREFIXES, RDFS, SKOS, STYR
from kg.provenance import publication

HERE = Path(__file__).parent / "questions"
EX = "http://example.org/lerby/"
ABOUT = {
    "connection": ("laxhjalp", "langlunch"),
    "path": ("laxhjalp",),
    "pledge-outcome": ("lofte-las",),
    "responsible": ("laxhjalp",),
    "latest-follow-up": ("laxhjalp",),
    "indicator-state": ("narvaro",),
    "describe": ("skola",),
    "validity": ("skola",),
    "sources": ("skola",),
    "partner-in": ("part-forening",),
    "organisation": ("koncern",),
    "reports-to": ("bibliotek",),
    "unit-activities": ("forvaltning",),
    "unit-contribution": ("forvaltning",),
    "value-applies": ("mod",),
    "values": ("bibliotek",),
}
"""What questions are asked about; the others about the thing that they have most to tell of."""


def graph() -> GovernanceGraph:
    """The graph, published as version 2 and different from the one before."""
    made = GovernanceGraph.from_files([HERE / "graph.ttl"])
    told = publication(
        number=2, published="2026-01-15T08:00:00+00:00", publisher="Eva", note="Höstens mål",
        draft="", edit=0, restores=0, shapes="1", shapes_sha256="x",
    )  # fmt: skip
    made.store.extend(told)
    return made


def before() -> GovernanceGraph:
    """The version before: one activity more, and another title."""
    quads = [q for q in GovernanceGraph.from_files([HERE / "graph.ttl"]).store if _data(q)]
    title = NamedNode("http://purl.org/dc/terms/title")
    old = NamedNode(EX + "bokprat")
    quads = [q for q in quads if (q.subject, q.predicate) != (old, title)]
    quads.append(Quad(old, title, Literal("Boksamtal", language="sv")))
    return GovernanceGraph.from_quads(quads)


def _data(quad: Quad) -> bool:
    return quad.graph_name == GRAPH.data


def choice(made: GovernanceGraph, question: Question) -> Choice:
    """The question about something that it has an answer to."""
    if question.name in ABOUT:
        about, other = ([NamedNode(EX + name) for name in ABOUT[question.name]] + [None])[:2]
        return Choice(question, about, other, during="2027")
    if RDFS.Class in question.about:
        other = STYR.Strategy if question.about_both else None
        return Choice(question, STYR.FocusArea, other, during="2027")
    if SKOS.Concept in question.about:
        return Choice(question, NamedNode(PREFIXES["status"] + "ongoing"), during="2027")
    if not question.about_required:
        return Choice(question, during="2027")
    things = [node for kind in question.about for node in made.instances(kind)]
    most = max(things, key=lambda node: len(question.rows(made, node, "sv")))
    return Choice(question, most, during="2027")


def rows(made: GovernanceGraph, chosen: Choice, lang: str) -> list[Row]:
    assert chosen.question
    return answers(chosen.question, Known(made, before), chosen.asked(lang))


def said(made: GovernanceGraph, chosen: Choice, found: list[Row], lang: str) -> str:
    draft = SystemComposer(made, lang).answer(chosen, found)
    hint = TEXTS.raw(lang, "answer.hint")
    lines = [("– " if s.item else "") + s.text for s in draft.sentences if s.text != hint]
    text = "\n".join(lines)
    return f"[{draft.verdict}] " + re.sub(MARK.format(iri=".*?"), "", text)


def short(term: object) -> str:
    """A term without the start of its IRI."""
    value = str(getattr(term, "value", term))
    return value.removeprefix(EX).rsplit("/", 1)[-1] if isinstance(term, NamedNode) else value


def told(made: GovernanceGraph, question: Question) -> Iterator[str]:
    """Everything about one question, as it stands in the file."""
    chosen = choice(made, question)
    about = [short(node) for node in (chosen.about, chosen.other) if node]
    yield f"=== {question.name} {' '.join(about)}".rstrip()
    for row in rows(made, chosen, "sv"):
        yield "row: " + ", ".join(f"{name}={short(term)}" for name, term in row.items())
    for lang in ("sv", "en"):
        found = rows(made, chosen, lang)
        for label, some in (("many", found), ("one", found[:1]), ("none", [])):
            if label == "many" and len(found) < 2:
                continue
            yield f"{lang}, {label}: {said(made, chosen, some, lang)}"


def expected() -> dict[str, str]:
    parts = (HERE / "answers.txt").read_text(encoding="utf-8").split("=== ")[1:]
    return {part.split()[0]: ("=== " + part).strip() for part in parts}


@pytest.fixture(scope="module")
def made() -> GovernanceGraph:
    return graph()


def test_every_question_is_there() -> None:
    assert list(expected()) == [question.name for question in library()]


@pytest.mark.parametrize("question", library(), ids=lambda question: question.name)
def test_it_answers(made: GovernanceGraph, question: Question) -> None:
    assert "\n".join(told(made, question)) == expected()[question.name]


def test_without_the_version_before_nothing_can_be_compared(made: GovernanceGraph) -> None:
    (question,) = (q for q in library() if q.name == "changes")
    asked = Choice(question).asked("sv")
    assert answers(question, Known(made, lambda: None), asked) == []
    same = answers(question, Known(made, lambda: made), asked)
    assert same == [{"text": Literal("Ingenting skiljer sig från förra versionen.")}]


def test_one_thing_that_leads_to_the_other(made: GovernanceGraph) -> None:
    (question,) = (q for q in library() if q.name == "connection")
    chosen = Choice(question, NamedNode(EX + "vision"), NamedNode(EX + "trad"))
    assert said(made, chosen, rows(made, chosen, "sv"), "sv") == (
        "[answered] Trädplantering leder till Lerby växer:\n"
        "– Trädplantering stödjer strategin Natur (illustrativt exempel)\n"
        "– Natur leder mot visionen Lerby växer"
    )


if __name__ == "__main__":
    whole = graph()
    texts = ["\n".join(told(whole, question)) for question in library()]
    (HERE / "answers.txt").write_text("\n\n".join(texts) + "\n", encoding="utf-8")
