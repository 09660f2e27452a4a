"""Saved queries: durable, shared by id, changed by who has the key, and never without limit."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from kg import saved_queries
from kg.errors import (
    FolderNotWritable,
    PartChanged,
    SavedFull,
    SavedKeyWrong,
    SavedUnknown,
    SavedWrong,
)
from kg.saved_queries import LONGEST, Saved, SavedQueries

QUERY = "SELECT * {\n  ?s ?p 'å \"😀\" \\\\' # kommentar\n}"


@pytest.fixture
def saved(tmp_path: Path) -> SavedQueries:
    return SavedQueries(tmp_path / "data")


def test_saved_and_read_again(saved: SavedQueries, tmp_path: Path) -> None:
    assert saved.all() == []
    kept, key = saved.save("  Mina frågor ", QUERY, "Vad de är till för.")
    wanted = Saved(kept.id, "Mina frågor", "Vad de är till för.", QUERY, kept.created)
    assert (kept, saved.get(kept.id), saved.all()) == (wanted, wanted, [wanted])
    assert SavedQueries(tmp_path / "data").all() == [wanted]
    files = [path.name for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert sorted(files) == sorted([f"{kept.id}.json", "queries.lock"])
    assert key not in (tmp_path / "data" / "queries" / f"{kept.id}.json").read_text("utf-8")


def test_newest_first(saved: SavedQueries) -> None:
    names = [saved.save(f"Fråga {n}", QUERY)[0].id for n in range(5)]
    assert [each.id for each in saved.all()] == names[::-1]


def test_changed_by_who_has_the_key(saved: SavedQueries) -> None:
    kept, key = saved.save("Före", QUERY)
    other, other_key = saved.save("En annan", QUERY)
    for wrong in ("", other_key, key + "x"):
        with pytest.raises(SavedKeyWrong):
            saved.change(kept.id, wrong, "Efter", "ASK {}")
        with pytest.raises(SavedKeyWrong):
            saved.remove(kept.id, wrong)
    assert saved.get(kept.id) == kept
    changed = saved.change(kept.id, key, "Efter", "ASK {}", "Nytt.")
    assert changed == replace(kept, title="Efter", query="ASK {}", description="Nytt.")
    assert saved.all() == [other, changed]


def test_removed(saved: SavedQueries) -> None:
    kept, key = saved.save("Bort", QUERY)
    saved.remove(kept.id, key)
    assert saved.all() == []
    for what in (
        lambda: saved.get(kept.id),
        lambda: saved.remove(kept.id, key),
        lambda: saved.change(kept.id, key, "a", "b"),
    ):
        with pytest.raises(SavedUnknown):
            what()


@pytest.mark.parametrize("name", ["", "..", "../lock", "a" * 10 + "/..", "ABCDEFGHIJ", "a" * 11])
def test_what_is_no_id_reads_no_file(name: str, saved: SavedQueries) -> None:
    saved.save("En", QUERY)
    with pytest.raises(SavedUnknown):
        saved.get(name)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"title": ""}, "titeln saknas eller är längre än 200 tecken"),
        ({"title": " \n"}, "titeln saknas"),
        ({"title": "x" * 201}, "titeln saknas eller är längre"),
        ({"query": "  "}, "frågan saknas"),
        ({"query": "x" * 50_001}, "frågan saknas eller är längre än 50000 tecken"),
        ({"description": "x" * 2001}, "beskrivningen är längre än 2000 tecken"),
    ],
)
def test_limits_on_sizes(parts: dict[str, str], words: str, saved: SavedQueries) -> None:
    kept, key = saved.save("t" * LONGEST["title"], "q" * LONGEST["query"])
    given = {"title": "En", "query": QUERY, **parts}
    for refused in (
        lambda: saved.save(**given),
        lambda: saved.change(kept.id, key, **given),
    ):
        with pytest.raises(SavedWrong) as problem:
            refused()
        assert words in problem.value.message("sv")
    assert saved.all() == [kept]


def test_limit_on_their_number(saved: SavedQueries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_queries, "MOST", 3)
    names = [saved.save("En", QUERY) for _ in range(3)]
    with pytest.raises(SavedFull):
        saved.save("En till", QUERY)
    saved.remove(names[0][0].id, names[0][1])
    saved.save("En till", QUERY)
    assert len(saved.all()) == 3


def test_many_at_once_are_all_kept(saved: SavedQueries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_queries, "MOST", 12)
    full: list[SavedFull] = []

    def save() -> None:
        try:
            saved.save("Samtidigt", QUERY)
        except SavedFull as problem:
            full.append(problem)

    threads = [threading.Thread(target=save) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(saved.all()), len(full)) == (12, 4)


def test_a_damaged_one_is_told_of_and_hides_no_other(
    saved: SavedQueries, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept, key = saved.save("Skadad", QUERY)
    other, _ = saved.save("Hel", QUERY)
    path = tmp_path / "data" / "queries" / f"{kept.id}.json"
    whole = path.read_text("utf-8")
    document = json.loads(whole)
    for content in (
        whole.replace("Skadad", "Ändrad"),
        whole[:50],
        "[]",
        json.dumps({**document, "more": 1}),
    ):
        path.write_text(content, "utf-8")
        with pytest.raises(PartChanged) as problem:
            saved.get(kept.id)
        assert problem.value.params["part"] == Path("queries") / path.name
        with pytest.raises(PartChanged):
            saved.change(kept.id, key, "a", "b")
        with caplog.at_level(logging.WARNING):
            assert saved.all() == [other]
        assert kept.id in caplog.text


def test_a_file_half_written_is_not_there(saved: SavedQueries, tmp_path: Path) -> None:
    kept, _ = saved.save("Hel", QUERY)
    (tmp_path / "data" / "queries" / "abcdefghij.json.tmp").write_text("{", "utf-8")
    assert saved.all() == [kept]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("en fil", "utf-8")
    with pytest.raises(FolderNotWritable):
        SavedQueries(tmp_path / "data").save("En", QUERY)
