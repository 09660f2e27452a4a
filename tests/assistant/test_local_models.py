"""Where models lie and what names their weights; no library of models is needed for this."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import ModelMissing, ModelNotFetched
from assistant.local_models import fingerprint, loading, located

NAME = "KBLab/sentence-bert-swedish-cased"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "modell"
    (place / "1_Pooling").mkdir(parents=True)
    (place / "config.json").write_text("{}")
    (place / "1_Pooling" / "config.json").write_text("{}")
    (place / "model.safetensors").write_bytes(bytes(2_000_000))
    return place


def test_a_fingerprint_changes_with_each_file_and_setting_and_only_then(folder: Path) -> None:
    weights, pooling = folder / "model.safetensors", folder / "1_Pooling" / "config.json"
    before = fingerprint(folder, "query: ")
    assert fingerprint(folder, "query: ") == before
    seen = {before, fingerprint(folder), fingerprint(folder, "fråga: ")}
    pooling.write_text("[]")
    seen.add(fingerprint(folder, "query: "))
    weights.write_bytes(bytes(2_000_001))
    seen.add(fingerprint(folder, "query: "))
    os.utime(weights, ns=(0, 0))
    seen.add(fingerprint(folder, "query: "))
    (folder / "adapter.safetensors").write_bytes(b"")
    seen.add(fingerprint(folder, "query: "))
    assert len(seen) == 7


def test_a_snapshot_of_the_hubs_is_told_by_its_commit(folder: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "snapshots" / "a1", tmp_path / "snapshots" / "b2"
    one.parent.mkdir()
    folder.rename(one)
    before = fingerprint(one)
    os.utime(one / "model.safetensors", ns=(0, 0))
    assert fingerprint(one) == before
    one.rename(other)
    assert fingerprint(other) != before


def test_a_path_is_where_the_model_lies(folder: Path) -> None:
    assert located(str(folder)) == folder


@pytest.mark.parametrize("name", [NAME, "finns/inte/alls", "/finns/inte", "../x", "modell utan"])
def test_what_is_not_on_the_machine_says_how_to_fetch_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelNotFetched) as caught:
        located(name)
    for lang in ("sv", "en"):
        assert f"hf download {name}." in caught.value.message(lang)


def test_what_the_library_raises_becomes_one_line() -> None:
    pytest.importorskip("transformers")
    with pytest.raises(ModelMissing) as caught, loading("m"):
        raise ValueError("första raden\nandra raden")
    assert caught.value.params == {"name": "m", "reason": "första raden"}
    with pytest.raises(ModelMissing) as caught, loading("m"):
        raise RuntimeError
    assert caught.value.params == {"name": "m", "reason": "RuntimeError"}
