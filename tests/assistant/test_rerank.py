"""Cross-encoders; `make test-models` runs these, they are skipped where the library is missing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.errors import ModelMissing, ModelUnfit
from assistant.find import READ as WEIGHT
from assistant.find import find
from assistant.index import Index
from assistant.local_models import Running
from assistant.rerank import Reranker, SharedWords, load_reranker, reread
from assistant.settings import Settings
from kg.graph import GovernanceGraph
from tests.assistant.tiny_models import cross_encoder
from tests.conftest import EXAMPLE, Outcome

PASSAGES = ["skola läxhjälp", "väg", "bad bibliotek skola väg", "", "väg"]


def test_what_it_says_joins_what_speaks_for_a_thing(example_index: Index) -> None:
    question = "Vi håller språkkafé på torget"
    hits = find(example_index, question, example_index.embed(question))
    told = reread(hits, question, SharedWords())
    scores = np.array(SharedWords().scores(question, [hit.entry.passage for hit in hits]))
    wanted = dict(zip([h.entry.node for h in hits], scores, strict=True))
    assert len({*scores}) > 1
    for hit in told:
        z = (wanted[hit.entry.node] - scores.mean()) / scores.std()
        before = next(h for h in hits if h.entry == hit.entry)
        assert hit.read == pytest.approx(z)
        assert hit.score == pytest.approx(before.score + WEIGHT * z)
    assert [h.score for h in told] == sorted((h.score for h in told), reverse=True)


def test_it_can_change_the_order_and_only_of_what_it_read(
    example_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Backwards:
        def scores(self, _question: str, passages: Sequence[str], /) -> list[float]:
            return [1000.0 * place**2 for place in range(len(passages))]

    monkeypatch.setattr("assistant.find.READ", 100.0)
    monkeypatch.setattr("assistant.rerank.READ", 3)
    hits = find(example_index, "språkkafé", example_index.embed("språkkafé"))
    told = reread(hits, "språkkafé", Backwards())
    assert [h.entry for h in told] == [h.entry for h in (*hits[2::-1], *hits[3:])]


def _raises(*_: object) -> list[float]:
    raise RuntimeError("out of memory")


@pytest.mark.parametrize(
    "scores",
    [
        _raises,
        lambda _, passages: [1.0] * (len(passages) - 1),
        lambda _, passages: [[1.0, 2.0]] * len(passages),
        lambda _, passages: [float("nan"), *[1.0] * (len(passages) - 1)],
        lambda _, passages: [*[1.0] * (len(passages) - 1), float("inf")],
    ],
    ids=["raises", "too few", "two each", "not a number", "infinite"],
)
def test_one_that_fails_costs_nobody_the_answer(
    example_index: Index, caplog: pytest.LogCaptureFixture, scores: Callable[..., Any]
) -> None:
    broken = SharedWords()
    broken.scores = scores  # type: ignore[method-assign]
    hits = find(example_index, "språkkafé", example_index.embed("språkkafé"))
    assert reread(hits, "språkkafé", broken) == hits
    assert [r.getMessage() for r in caplog.records] == [
        "the cross-encoder failed: answered without it"
    ]


def test_without_one_nothing_changes(example_index: Index) -> None:
    hits = find(example_index, "språkkafé", example_index.embed("språkkafé"))
    assert reread(hits, "språkkafé", None) is hits
    assert reread([], "språkkafé", SharedWords()) == []


def test_one_that_tells_nothing_apart_changes_nothing(example_index: Index) -> None:
    hits = find(example_index, "språkkafé", example_index.embed("språkkafé"))
    told = reread(hits, "zzz", SharedWords())
    assert [(h.entry, h.score) for h in told] == [(h.entry, h.score) for h in hits]


WORK = "Vi ordnar språkkafé på torget för alla"


def asking(example: GovernanceGraph, reranker: str = "") -> Assistant:
    return Assistant(example, Settings(embeddings="hashed-words", reranker=reranker))


def answered(assistant: Assistant) -> Answer:
    return replace(assistant.ask(WORK), ms=0, conversation=None)


def test_the_setting_is_used_in_answers(example: GovernanceGraph) -> None:
    plain, aided = asking(example), asking(example, "shared-words")
    before, after = dict(plain.ranking(WORK)), dict(aided.ranking(WORK))
    assert set(before) == set(after)
    assert before != after


def test_an_answer_is_as_without_one_when_it_fails(
    example: GovernanceGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, aided = asking(example), asking(example, "shared-words")
    assert answered(plain) == answered(asking(example))
    monkeypatch.setattr(SharedWords, "scores", _raises)
    assert answered(aided) == answered(plain)


def test_nothing_is_loaded_unless_named(
    example: GovernanceGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.rerank.Reranker", _raises)
    assert asking(example).ask(WORK).strategies
    with pytest.raises(RuntimeError, match="out of memory"):
        asking(example, "a-model")


def test_eval_tells_with_which_it_was_and_compares(
    styrkompass: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = "Vi har en ny verksamhet för elever"
    line = {"id": "a", "question": work, "lang": "sv", "kind": "described", "gold": [], "note": ""}
    questions, before = tmp_path / "q.jsonl", tmp_path / "before.json"
    questions.write_text(json.dumps(line), encoding="utf-8")
    monkeypatch.setenv("STYRKOMPASS_EMBEDDINGS", "hashed-words")
    command = ("eval", questions, "--graph", EXAMPLE, "--data", tmp_path / "data")
    assert styrkompass(*command, "--out", before).code == 0
    monkeypatch.setenv("STYRKOMPASS_RERANKER", "shared-words")
    told = json.loads(styrkompass(*command, "--compare", before, "--json").out)
    assert (told["model"], told["comparison"]["model"], told["comparison"]["compared"]) == (
        "hashed-words + shared-words",
        "hashed-words",
        1,
    )
    assert told["outcomes"][0]["score"] != json.loads(before.read_text())["outcomes"][0]["score"]


def test_doctor_tells_of_it(
    styrkompass: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STYRKOMPASS_EMBEDDINGS", "hashed-words")
    monkeypatch.setenv("STYRKOMPASS_RERANKER", "shared-words")
    assert "shared-words" in styrkompass("doctor", "--data", tmp_path).out
    monkeypatch.setenv("STYRKOMPASS_RERANKER", str(tmp_path / "finns-inte"))
    assert "finns-inte" in styrkompass("doctor", "--data", tmp_path).out


def test_no_name_is_no_reranker() -> None:
    assert load_reranker("") is None


def test_a_missing_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelMissing) as caught:
        Reranker("BAAI/bge-reranker-v2-m3")
    assert "pip install 'styrkompassen[sentence-transformers]'" in caught.value.message("sv")


class TestWithTheLibrary:
    """What needs sentence-transformers."""

    @pytest.fixture(autouse=True)
    def library(self) -> None:
        pytest.importorskip("sentence_transformers")

    def test_scores_are_the_models_own_log_odds_in_the_order_given(self, tmp_path: Path) -> None:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        folder = str(cross_encoder(tmp_path / "m"))
        found = Reranker(folder, Running(batch=2)).scores("läxhjälp", PASSAGES)
        tokenizer = AutoTokenizer.from_pretrained(folder)
        model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
        with torch.no_grad():
            expected = [
                float(model(**tokenizer("läxhjälp", text, return_tensors="pt")).logits[0, 0])
                for text in PASSAGES
            ]
        assert found == pytest.approx(expected, abs=1e-5)
        assert found[1] == pytest.approx(found[4], abs=1e-6)
        assert len({round(score, 5) for score in found}) == 4

    def test_what_was_read_last_is_not_read_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reranker = Reranker(str(cross_encoder(tmp_path / "m")))
        read: list[int] = []
        predict = reranker._model.predict

        def counting(pairs: list[tuple[str, str]], **options: Any) -> Any:
            read.append(len(pairs))
            return predict(pairs, **options)

        monkeypatch.setattr(reranker._model, "predict", counting)
        first = reranker.scores("läxhjälp", PASSAGES)
        first.clear()  # the caller's own
        assert reranker.scores("läxhjälp", PASSAGES) == reranker.scores("läxhjälp", PASSAGES[:])
        reranker.scores("bad", PASSAGES)
        reranker.scores("bad", PASSAGES[:2])
        assert read == [5, 5, 2]

    def test_nothing_to_order(self, tmp_path: Path) -> None:
        assert Reranker(str(cross_encoder(tmp_path / "m"))).scores("läxhjälp", []) == []

    def test_long_passages_are_cut(self, tmp_path: Path) -> None:
        scores = Reranker(str(cross_encoder(tmp_path / "m"))).scores("skola", ["väg " * 500])
        assert len(scores) == 1

    def test_a_model_of_entailment_is_refused(self, tmp_path: Path) -> None:
        folder = str(cross_encoder(tmp_path / "m", labels=3))
        with pytest.raises(ModelUnfit) as caught:
            Reranker(folder)
        assert caught.value.params == {"name": folder, "labels": 3}
        for lang in ("sv", "en"):
            assert f"{folder} " in caught.value.message(lang)

    def test_it_is_loaded_once(self, tmp_path: Path) -> None:
        folder = str(cross_encoder(tmp_path / "m"))
        assert load_reranker(folder, Running()) is load_reranker(folder, Running())

    def test_answers_are_given_with_it(self, tmp_path: Path, example: GovernanceGraph) -> None:
        folder = str(cross_encoder(tmp_path / "m"))
        aided, plain = asking(example, folder), asking(example)
        work = "Vi läser läxhjälp på bibliotek och skola"
        hits = find(aided.index, work, aided.index.embed(work))
        scores = np.array(
            Reranker(folder).scores(work, [hit.entry.passage for hit in hits])
        )  # fewer things than it reads
        said = (scores - scores.mean()) / scores.std()
        told = {hit.entry.node: hit.read for hit in reread(hits, work, load_reranker(folder))}
        assert [told[hit.entry.node] for hit in hits] == pytest.approx(said, abs=1e-4)
        before, after = dict(plain.ranking(work)), dict(aided.ranking(work))
        assert set(before) == set(after)
        assert before != pytest.approx(after, abs=1e-3)
        assert aided.ask(work).answer
