"""Every question of the library: its query runs, its texts are whole, its wordings understood."""

import re

import pytest
from pyoxigraph import NamedNode

from assistant.assistant import Assistant
from assistant.compose import ROWS_SHOWN
from assistant.library import ABOUT, Question, fill, library, question_named
from kg.names import PREFIXES, RDFS, SKOS, STYR
from kg.sparql import guard

NAMES = [question.name for question in library()]
WORDINGS = [
    pytest.param(question.name, lang, wording, id=f"{question.name}-{wording}")
    for question in library()
    for lang, wordings in question.wordings.items()
    for wording in wordings
]
STATUS = NamedNode("https://w3id.org/styrkompass/concept/status")
PITEA = "https://w3id.org/styrkompass/id/pitea/"
NOT_BOUND = {"about", "count"}
MARKED = re.compile(r"\{(\w+)\}")


def thing(assistant: Assistant, question: Question) -> NamedNode:
    """What it can be about in Piteå's graph: that of which there is most to tell."""
    graph = assistant.graph
    found: list[NamedNode] = []
    for kind in question.about:
        if kind == RDFS.Class:
            found.append(STYR.DevelopmentProgramme)
        elif kind == SKOS.Concept:
            found += graph.subjects(SKOS.inScheme, STATUS)
        else:
            found += graph.instances(kind)
    return max(found, key=lambda each: len(question.rows(graph, each, "sv")))


@pytest.mark.parametrize("name", NAMES)
def test_its_query_passes_the_guard(name: str) -> None:
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    assert guard(prefixes + question_named(name).select) is False


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_it_has_rows_in_piteas_graph(assistant: Assistant, name: str, lang: str) -> None:
    question = question_named(name)
    if question.about:
        assert question.rows(assistant.graph, thing(assistant, question), lang)
    if not question.about_required:
        assert question.rows(assistant.graph, None, lang)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_its_texts_use_only_what_its_query_gives(name: str, lang: str) -> None:
    question = question_named(name)
    selected = re.search(r"SELECT\s+(?:DISTINCT\s+)?(.*?)\s+WHERE", question.select, re.DOTALL)
    assert selected
    bound = set(re.findall(r"\?(\w+)", selected[1]))
    row = set(MARKED.findall(question.row[lang]))
    assert row <= bound | {"about"}
    assert set(MARKED.findall(question.head.get(lang, ""))) <= NOT_BOUND
    assert set(MARKED.findall(question.none[lang])) <= {"about"}
    assert row == set(MARKED.findall(question.row["sv" if lang == "en" else "en"]))
    for wording in question.wordings[lang]:
        assert set(MARKED.findall(wording)) <= {"about"}
        assert ABOUT not in wording or question.about


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_in_both_languages(name: str) -> None:
    question = question_named(name)
    for texts in (question.label, question.row, question.none):
        assert set(texts) == {"sv", "en"}
    assert set(question.head) in ({"sv", "en"}, set())
    assert all(question.wordings[lang] for lang in ("sv", "en"))
    if question.about_required:
        assert question.about


@pytest.mark.parametrize("name", NAMES)
def test_what_may_be_missing_about_stands_in_brackets(name: str) -> None:
    """Asked about nothing, no text has a hole in it."""
    question = question_named(name)
    if question.about_required:
        return
    for texts in (question.head, question.none):
        for text in texts.values():
            assert "  " not in fill(text, {"count": "3"})
            assert ABOUT not in re.sub(r"\[[^]]*\]", "", text)


@pytest.mark.parametrize(("name", "lang", "wording"), WORDINGS)
def test_its_wordings_are_understood(
    assistant: Assistant, name: str, lang: str, wording: str
) -> None:
    question = question_named(name)
    about = thing(assistant, question) if ABOUT in wording else None
    title = assistant.graph.title(about, lang) if about else ""
    if about and not assistant.graph.known(about):  # a term or a concept of the ontology
        title = title.lower()
    told = assistant.ask(wording.replace(ABOUT, title), lang=lang)
    assert (told.verdict, told.query) == ("answered", name)
    if about:
        rows = question.rows(assistant.graph, about, lang)[:ROWS_SHOWN]
        items = {row["item"].value for row in rows if "item" in row}
        assert (items or {about.value}) <= {citation.iri for citation in told.citations}


def test_rows_are_those_of_the_thing_and_each_only_once(assistant: Assistant) -> None:
    programme = NamedNode(PITEA + "program-uppvaxt")
    rows = question_named("focus-areas").rows(assistant.graph, programme, "sv")
    items = [row["item"] for row in rows]
    expected = assistant.graph.subjects(STYR.focusAreaOf, programme)
    assert items == sorted(expected, key=str)
    assert all(row["above"] == programme for row in rows)


def test_a_name_that_is_none() -> None:
    with pytest.raises(KeyError):
        question_named("finns-inte")


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("{item}", {"item": "A"}, "A"),
        ("{item}[ ({kind})]", {"item": "A"}, "A"),
        ("{item}[ ({kind})]", {"item": "A", "kind": "B"}, "A (B)"),
        ("{item}[ ({kind})]", {"item": "A", "kind": ""}, "A"),
        ("{item}[, {a} {b}]", {"item": "A", "a": "1"}, "A"),
        ("{item}", {"item": "{kind} [x]", "kind": "B"}, "{kind} [x]"),
        ("{item}[ ({kind})]", {"item": "A", "kind": "[{item}]"}, "A ([{item}])"),
        (" {a} ", {}, ""),
    ],
)
def test_fill(template: str, values: dict[str, str], text: str) -> None:
    assert fill(template, values) == text
