"""What is embedded when versions follow each other, and what `doctor` says of the index."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from assistant.corpus import entries
from assistant.embeddings import HashedWords, identity, load_embeddings
from assistant.index import index_state
from kg.graph import GovernanceGraph
from kg.names import DCT, SKOS
from kg.rdf import read_file
from kg.versions import VersionStore
from tests.conftest import EXAMPLE, Outcome

Command = Callable[..., Outcome]
EMBEDDINGS, CHROMA = "index/embeddings.sqlite", "index/chroma.json"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, fake_words: None) -> list[str]:
    """Every passage that is embedded from now on."""
    found: list[str] = []
    embed = HashedWords.embed_documents

    def counting(model: HashedWords, texts: list[str]) -> list[list[float]]:
        found.extend(texts)
        return embed(model, texts)

    monkeypatch.setattr(HashedWords, "embed_documents", counting)
    return found


@pytest.fixture
def ask(styrkompass: Command, tmp_path: Path, made: list[str]) -> Callable[[], list[str]]:
    """Ask the current version; gives the passages that were embedded for it."""

    def asked() -> list[str]:
        made.clear()
        code, out, err = styrkompass(
            "ask", "Vilka strategier har vi?", "--json", "--data", tmp_path
        )
        assert code in (0, 1), err  # whatever the answer, with words for embeddings
        assert json.loads(out)["version"] == VersionStore(tmp_path).current().number
        return list(made)

    return asked


def example() -> list[Quad]:
    return list(read_file(EXAMPLE))


def publish(folder: Path, quads: list[Quad]) -> GovernanceGraph:
    store = VersionStore(folder)
    store.publish(quads, publisher="prov", note="", report={})
    return store.load()


def passages(graph: GovernanceGraph) -> list[str]:
    return [entry.passage for entry in entries(graph)]


def a_thing(graph: GovernanceGraph) -> NamedNode:
    """One whose title stands in no other thing's passage."""
    for entry in entries(graph):
        title = graph.title(entry.node, "sv")
        if sum(title in passage for passage in passages(graph)) == 1:
            return entry.node
    raise AssertionError


def test_only_what_changed_is_embedded_and_nothing_on_rollback(
    tmp_path: Path, ask: Callable[[], list[str]], styrkompass: Command
) -> None:
    quads = example()
    graph = publish(tmp_path, quads)
    first = ask()
    assert set(passages(graph)) <= set(first)
    assert ask() == []

    thing, new = a_thing(graph), "En helt ny titel"
    old = graph.title(thing, "sv")
    renamed = [
        Quad(q.subject, q.predicate, Literal(new, language="sv"), q.graph_name)
        if (q.subject, q.predicate) == (thing, DCT.title) and q.object.value == old
        else q
        for q in quads
    ]
    changed = publish(tmp_path, renamed)
    expected = [text for text in passages(changed) if new in text]
    assert (ask(), len(expected)) == (expected, 1)
    assert ask() == []

    removed = publish(tmp_path, [q for q in quads if q.subject != thing])
    assert ask() == []
    assert len(passages(removed)) == len(passages(graph)) - 1

    assert styrkompass("rollback", "2", "--data", tmp_path).out == "4\n"
    assert ask() == []


def test_another_model_gets_an_index_of_its_own(
    tmp_path: Path, ask: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same name with other weights, as when files were replaced at a path."""
    graph = publish(tmp_path, example())
    ask()
    monkeypatch.setattr(HashedWords, "identity", "hashed-words@2", raising=False)
    assert identity(load_embeddings("hashed-words")) == "hashed-words@2"
    assert index_state(graph, HashedWords(), tmp_path / "index").kind == "behind"
    assert ask() == passages(graph)
    monkeypatch.delattr(HashedWords, "identity")
    assert ask() == []


def index_line(styrkompass: Command, folder: Path) -> tuple[bool, str]:
    _, out, _ = styrkompass("doctor", "--data", folder)
    line = next(line for line in out.splitlines() if "ökindex" in line)
    return line.startswith("OK"), line[5:]


def test_doctor_tells_how_the_index_stands_and_leaves_it_so(
    tmp_path: Path, ask: Callable[[], list[str]], styrkompass: Command
) -> None:
    graph = publish(tmp_path, example())
    count, place = len(passages(graph)), tmp_path / "index"
    missing = (True, "Det finns inget sökindex än. Det byggs vid nästa start.")
    whole = (True, f"Sökindexet för version 1 är helt ({count} texter, {place}).")
    assert index_line(styrkompass, tmp_path) == missing
    ask()
    assert index_line(styrkompass, tmp_path) == whole

    for part in (EMBEDDINGS, CHROMA):
        path = tmp_path / part
        kept = path.read_bytes()
        os.truncate(path, len(kept) // 2)
        well, said = index_line(styrkompass, tmp_path)
        assert (well, said.startswith(f"Sökindexet i {place} stämmer inte med version 1. ")) == (
            False,
            True,
        )
        assert path.stat().st_size == len(kept) // 2
        path.write_bytes(kept)
    assert index_line(styrkompass, tmp_path) == whole

    wording = Literal("Ett ord till", language="sv")
    publish(tmp_path, [*example(), Quad(a_thing(graph), SKOS.altLabel, wording)])
    well, said = index_line(styrkompass, tmp_path)
    assert (well, said.startswith("Sökindexet är inte byggt för version 2 (")) == (True, True)


@pytest.mark.parametrize("part", [EMBEDDINGS, CHROMA, "index/chroma/chroma.sqlite3"])
def test_what_is_damaged_is_mended_with_one_line_in_the_log(
    tmp_path: Path,
    ask: Callable[[], list[str]],
    styrkompass: Command,
    part: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    publish(tmp_path, example())
    ask()
    (tmp_path / part).write_bytes(b"skrot")
    ask()
    told = [r.message for r in caplog.records if r.levelno >= logging.WARNING]
    assert ["made anew" in line for line in told] == [True]
    assert index_line(styrkompass, tmp_path)[0]
