"""Cross-encoders; `make test-models` runs these, they are skipped where the library is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.errors import ModelMissing, ModelUnfit
from assistant.local_models import Running
from assistant.rerank import Reranker, load_reranker
from tests.assistant.tiny_models import cross_encoder

PASSAGES = ["skola läxhjälp", "väg", "bad bibliotek skola väg", "", "väg"]


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
