"""A proposed query is read, looked up, repaired at most twice, run within limits, and cited."""

import json

import pytest

from assistant.draft import Draft
from assistant.llm.deadline import Deadline
from assistant.llm.model import ModelFailed
from assistant.llm.propose import Asked, Proposal, Proposer
from assistant.llm.rows import answered
from kg.graph import GovernanceGraph
from tests.assistant.llm.answers import Recorder

GOOD = "SELECT ?item WHERE { ?item a styr:Activity } ORDER BY ?item"


def proposed(graph: GovernanceGraph, *replies: str | Exception) -> tuple[Proposal | None, Recorder]:
    recorder = Recorder(*replies)
    asked = Asked("Vilka aktiviteter finns?", "sv", ())
    return Proposer(recorder, graph).propose(asked, Deadline(20)), recorder


def answer(graph: GovernanceGraph, query: str) -> Draft | None:
    proposal, _ = proposed(graph, query)
    assert proposal is not None
    return answered(graph, proposal, "fake:model", "sv")


@pytest.mark.parametrize(
    "reply", [GOOD, f"```sparql\n{GOOD}\n```", f"Här:\n```\n{GOOD};\n```\nSå."]
)
def test_the_rows_of_a_good_query(example: GovernanceGraph, reply: str) -> None:
    proposal, recorder = proposed(example, reply)
    assert proposal is not None
    activities = [node.value for node in example.instances(next(iter(proposal.classes)))]
    assert [row["item"]["value"] for row in proposal.rows] == activities
    assert (proposal.sparql, len(recorder.requests)) == (GOOD, 1)


def test_the_model_gets_the_terms_and_examples(example: GovernanceGraph) -> None:
    _, recorder = proposed(example, GOOD)
    data = json.loads(recorder.requests[0])
    assert list(data) == ["question", "classes", "properties", "concepts", "named", "examples"]
    assert {"styr:Activity", "styr:Strategy"} <= {each["name"] for each in data["classes"]}
    assert all(each["label"] for each in data["classes"])
    assert len(data["examples"]) == 5
    assert all("SELECT" in each["sparql"] for each in data["examples"])


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ("SELECT ?item { ?item a styr:Aktivitet }",
         {"term": "styr:Aktivitet", "problem": "unknown", "first": "styr:Activity"}),
        ("SELECT ?item { ?item a styr:Activity ; styr:responsibel ?x }",
         {"term": "styr:responsibel", "problem": "unknown", "first": "styr:responsible"}),
        ("SELECT ?item { ?item a styr:Activity ; styr:towards ?x }",
         {"term": "styr:towards", "problem": "not a property of styr:Activity"}),
        ("SELECT ?item { ?item a styr:Activity ; styr:inFocusArea/styr:nowhere ?x }",
         {"term": "styr:nowhere", "problem": "unknown"}),
        ("SELECT ?item { ?item a styr:Activity FILTER(?item != <https://example.org/x>) }",
         {"term": "<https://example.org/x>", "problem": "unknown"}),
        ("SELECT ?item { ?item a foo:Activity }", {"problem": "Unknown namespace prefix : foo"}),
        ("ASK { ?s ?p ?o }", {"problem": "not a SELECT query"}),
        ("DESCRIBE ?s { ?s ?p ?o }", {"problem": "not a SELECT query"}),
    ],
)  # fmt: skip
def test_wrong_terms_are_fed_back_with_the_nearest(
    example: GovernanceGraph, wrong: str, problem: dict[str, str]
) -> None:
    proposal, recorder = proposed(example, wrong, GOOD)
    assert proposal is not None
    again = json.loads(recorder.requests[1])
    (told,) = again["problems"]
    near = told.get("nearest", [])
    assert again["previous"] == wrong
    assert {key: told.get(key, near[:1] and near[0]) for key in problem} == problem


@pytest.mark.parametrize(
    "query",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT ?item { SERVICE <http://127.0.0.1:9/> { ?item ?p ?o } }",
        "SELECT ?item FROM <https://example.org/graph> { ?item ?p ?o }",
        "SELECT ?item {",
        "Det går inte att svara på.",
    ],
)
def test_after_two_repairs_there_is_no_query(example: GovernanceGraph, query: str) -> None:
    with pytest.raises(ModelFailed, match=r"^no query after 2 repairs: unreadable$"):
        proposed(example, query, query, query)


def test_the_model_may_say_that_there_is_none(example: GovernanceGraph) -> None:
    assert proposed(example, "NONE.")[0] is None


def test_a_failing_model_is_no_proposal(example: GovernanceGraph) -> None:
    with pytest.raises(ModelFailed, match=r"^time-out$"):
        proposed(example, "SELECT ?item { ?item a styr:Nothing }", ValueError("time-out"))


def test_a_query_that_never_ends_is_stopped(example: GovernanceGraph) -> None:
    endless = (
        "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(8)) + "}"
    )
    proposer = Proposer(Recorder(endless), example)
    with pytest.raises(ModelFailed, match=r"^the query: QueryTimeout$"):
        proposer.propose(Asked("Hur många?", "sv", ()), Deadline(1.0))


def test_rows_cite_the_things_that_they_name(example: GovernanceGraph) -> None:
    draft = answer(example, GOOD)
    assert draft is not None
    assert (draft.verdict, draft.sparql, draft.model) == ("answered", GOOD, "fake:model")
    head, *rows = draft.sentences
    assert "fake:model" in head.text
    proposal, _ = proposed(example, GOOD)
    assert proposal is not None
    assert [row.cites[0].value for row in rows] == [r["item"]["value"] for r in proposal.rows]


def test_a_number_rests_on_the_classes_that_were_counted(example: GovernanceGraph) -> None:
    draft = answer(example, "SELECT (COUNT(?a) AS ?n) { ?a a styr:Activity }")
    assert draft is not None
    (row,) = draft.sentences[1:]
    assert [node.value.rsplit("#")[-1] for node in row.cites] == ["Activity"]


@pytest.mark.parametrize(
    "query",
    ["SELECT ?item { ?item a styr:Activity FILTER(false) }", 'SELECT ("ja" AS ?x) {}'],
)
def test_nothing_found_or_nothing_to_cite_is_no_answer(
    example: GovernanceGraph, query: str
) -> None:
    assert answer(example, query) is None
