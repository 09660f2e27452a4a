"""SPARQL as analysts use it: ours over HTTP, beside plain pyoxigraph, rdflib and two servers.

``python scripts/bench_sparql.py [TRIPLES…]`` prints Markdown tables, by default at 10,000, 100,000
and 1,000,000 triples; ``make bench`` runs it too. Servers that are not installed (``oxigraph``,
``virtuoso-t``) are left out. Every engine answers in JSON, read to its end. Nothing fails on time.
"""

import contextlib
import http.client
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import rdflib
from bench import municipalities
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, serialize

from kg.errors import StyrError
from kg.graph import GovernanceGraph
from kg.names import PREFIXES
from kg.worker import limited

SIZES = (10_000, 100_000, 1_000_000)
PER_MUNICIPALITY = 7_400
LONGEST = 30.0
"""Seconds that an engine may take for a query."""
LONGEST_START = 300.0
"""Seconds that a server may take to load a million triples."""
RUNS = 15
JSON = "application/sparql-results+json"
QUERIES = {
    "the strategy of every activity (path)": """SELECT ?a ?s WHERE {
        ?a a styr:Activity ; styr:inFocusArea/styr:focusAreaOf/styr:programmeOf ?s }""",
    "the path of one activity": """SELECT ?f ?p ?s ?v WHERE {
        pitea1:aktivitet-laxhjalp-biblioteket styr:inFocusArea ?f . ?f styr:focusAreaOf ?p .
        ?p styr:programmeOf ?s . ?s styr:towards ?v }""",
    "all that leads to one vision": """SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {
        ?s styr:towards pitea1:vision . ?p styr:programmeOf ?s . ?f styr:focusAreaOf ?p .
        ?x styr:inFocusArea ?f }""",
    "programmes without an indicator": """SELECT ?p WHERE { ?p a styr:DevelopmentProgramme
        FILTER NOT EXISTS { ?i styr:indicatorOf ?p } }""",
    "activities by strategy and status": """SELECT ?s ?status (COUNT(?a) AS ?n) WHERE {
        ?a styr:status ?status ; styr:inFocusArea/styr:focusAreaOf/styr:programmeOf ?s }
        GROUP BY ?s ?status""",
    "furthest from the target (top 10)": """SELECT ?i ?gap WHERE {
        ?i styr:target/styr:value ?t ; styr:outcome/styr:value ?o BIND(ABS(?t - ?o) AS ?gap) }
        ORDER BY DESC(?gap) LIMIT 10""",
    "a page of cards (OPTIONAL)": """SELECT ?p ?title ?purpose ?who WHERE {
        ?p a styr:DevelopmentProgramme ; dct:title ?title FILTER(LANG(?title) = "sv")
        OPTIONAL { ?p styr:purpose ?purpose } OPTIONAL { ?p styr:responsible ?who } } LIMIT 20""",
    "titles with a word": """SELECT ?x ?title WHERE { ?x dct:title ?title
        FILTER(CONTAINS(LCASE(?title), "bibliotek")) }""",
    "one programme as a graph": """CONSTRUCT { ?x ?y ?z } WHERE {
        { SELECT DISTINCT ?p WHERE { ?p styr:programmeOf pitea1:strategi-trygghet } LIMIT 1 }
        ?f styr:focusAreaOf ?p . ?x styr:inFocusArea ?f . ?x ?y ?z }""",
    "ten things by class": "SELECT ?x WHERE { ?x a styr:Activity } LIMIT 10",
}
"""Ten kinds of question, written so that planners without statistics manage."""


def prologue() -> str:
    """Prefixes, which every engine but ours wants to be told."""
    known = {**PREFIXES, "pitea1": "https://w3id.org/styrkompass/id/k1/"}
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in known.items())


def timed(act: Callable[[], object], runs: int = RUNS) -> float:
    """Median milliseconds; fewer runs of what takes seconds."""
    times: list[float] = []
    while len(times) < runs and sum(times) < 5_000:
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def resident(pid: int) -> float:
    """Megabytes of memory that a process has."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class OverHttp:
    """A SPARQL endpoint, asked over one connection that is kept open."""

    def __init__(self, port: int, path: str) -> None:
        self._path = path
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + LONGEST_START
        while True:
            try:
                self.ask("ASK {}")
                return
            except OSError:
                self._connection.close()
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def ask(self, query: str) -> bytes:
        """The whole answer. Raises OSError for one that is no success."""
        graph = "CONSTRUCT" in query
        body = urlencode({"query": query})
        accept = "application/n-triples" if graph else JSON
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": accept}
        self._connection.request("POST", self._path, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise OSError(f"{response.status}: {answer[:300]!r}")
        return answer


def serve_ours(file: Path, port: int) -> None:
    """The endpoint as `styrkompass serve` has it, without the index that chat needs."""
    import uvicorn

    from assistant.settings import Settings
    from assistant.web.app import create_app

    graph = GovernanceGraph.from_files([file])
    settings = Settings(data=file.parent / "none")
    app = create_app(settings, SimpleNamespace(graph=graph))  # type: ignore[arg-type]
    uvicorn.run(app, port=port, log_level="error", access_log=False)


@contextlib.contextmanager
def process(command: list[str], folder: Path) -> Iterator[int]:
    """A server as long as it is used; its process id."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            yield server.pid
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


@contextlib.contextmanager
def ours(file: Path, folder: Path) -> Iterator[tuple[OverHttp, int]]:
    """Our endpoint over ``file``."""
    port = free_port()
    command = [sys.executable, __file__, "--serve", str(file), str(port)]
    with process(command, folder) as pid:
        server = OverHttp(port, "/sparql")
        server.wait()
        yield server, pid


@contextlib.contextmanager
def oxigraph(file: Path, folder: Path) -> Iterator[tuple[OverHttp, int]]:
    """``oxigraph serve`` over ``file``."""
    command = str(Path(sys.executable).with_name("oxigraph"))
    place = folder / "oxigraph"
    subprocess.run(
        [command, "load", "--location", place, "--file", file], check=True, capture_output=True
    )
    port = free_port()
    at = ["--location", str(place), "--bind", f"127.0.0.1:{port}"]
    with process([command, "serve-read-only", *at], folder) as pid:
        server = OverHttp(port, "/query")
        server.wait()
        yield server, pid


@contextlib.contextmanager
def virtuoso(file: Path, folder: Path) -> Iterator[tuple[OverHttp, int]]:
    """Virtuoso over ``file``, loaded through its own bulk loader."""
    place = folder / "virtuoso"
    place.mkdir()
    shutil.copy(file, place / "data.nt")
    sql, web = free_port(), free_port()
    (place / "virtuoso.ini").write_text(
        f"""[Database]
DatabaseFile = {place}/v.db
ErrorLogFile = {place}/v.log
LockFile = {place}/v.lck
TransactionFile = {place}/v.trx
xa_persistent_file = {place}/v.pxa
[TempDatabase]
DatabaseFile = {place}/t.db
TransactionFile = {place}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {place}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
ResultSetMaxRows = 1000000
[HTTPServer]
ServerPort = 127.0.0.1:{web}
[SPARQL]
ResultSetMaxRows = 1000000
"""
    )
    with process(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], place) as pid:
        server = OverHttp(web, "/sparql")
        server.wait()
        load = f"ld_dir('{place}', 'data.nt', 'urn:bench'); rdf_loader_run(); checkpoint;"
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"],
            check=True,
            capture_output=True,
        )
        yield server, pid


def of_servers(file: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Milliseconds of every query by server, with the memory and how long it took to be ready."""
    servers = {"ours": ours}
    if Path(sys.executable).with_name("oxigraph").exists():
        servers["oxigraph serve"] = oxigraph
    if shutil.which("virtuoso-t"):
        servers["Virtuoso"] = virtuoso
    found: dict[str, dict[str, float]] = {}
    for name, serve in servers.items():
        started = time.perf_counter()
        with serve(file, folder) as (server, pid):
            found[name] = {"load": (time.perf_counter() - started) * 1000}
            for what, query in QUERIES.items():
                text = prologue() + query
                found[name][what] = attempt(partial(server.ask, text))
            found[name]["memory"] = resident(pid)
    return found


def attempt(act: Callable[[], object]) -> float:
    """`timed`, infinite for what fails or takes too long."""
    try:
        act()
        return timed(act)
    except (OSError, StyrError) as problem:
        print(f"    {type(problem).__name__}: {problem}"[:200], file=sys.stderr)
        return float("inf")


def of_pyoxigraph(file: Path) -> dict[str, float]:
    """Plain pyoxigraph in memory, in this process."""
    store = Store()
    before = resident(os.getpid())
    found = {"load": timed(lambda: store.bulk_load(path=str(file), format=RdfFormat.N_TRIPLES), 1)}
    found["memory"] = resident(os.getpid()) - before

    def ask(query: str) -> object:
        result = store.query(query)
        if isinstance(result, QuerySolutions):
            return result.serialize(format=QueryResultsFormat.JSON)
        return serialize(result, format=RdfFormat.N_TRIPLES)  # type: ignore[arg-type]

    for what, query in QUERIES.items():
        found[what] = timed(partial(ask, prologue() + query))
    return found


def of_rdflib(file: Path) -> dict[str, float]:
    """rdflib in memory, in this process; every query in one that is killed in time."""
    graph = rdflib.Graph()
    before = resident(os.getpid())
    found = {"load": timed(lambda: graph.parse(file, format="nt"), 1)}
    found["memory"] = resident(os.getpid()) - before

    def once(query: str) -> float:
        asked = time.perf_counter()
        result = graph.query(query)
        result.serialize(format="nt" if result.type == "CONSTRUCT" else "json")
        return (time.perf_counter() - asked) * 1000

    nothing = rdflib.Graph()  # its plugins are loaded when first used, which a worker cannot
    nothing.query("SELECT * { ?s ?p ?o }").serialize(format="json")
    nothing.query("CONSTRUCT WHERE { ?s ?p ?o }").serialize(format="nt")
    for what, query in QUERIES.items():
        try:
            took = limited(once, prologue() + query, seconds=LONGEST, megabytes=8192)
        except StyrError:
            took = float("inf")
        found[what] = took
    return found


def apart(name: str, file: Path) -> dict[str, float]:
    """What ``name`` measures in a fresh process, so that no engine stands in another's memory."""
    command = [sys.executable, __file__, "--measure", name, str(file)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=file.parent)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def shown(value: float) -> str:
    """Milliseconds for people."""
    if value == float("inf"):
        return f"> {LONGEST:.0f} s"
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def table(found: dict[str, dict[str, float]], triples: int) -> None:
    """One Markdown table: every engine's milliseconds, with its ratio to ours."""
    names = list(found)
    print(f"\n**{triples:,} triples**\n\n| milliseconds (ratio to ours) | {' | '.join(names)} |")
    print("|---|" + "---|" * len(names))
    for what in [*QUERIES, "load", "memory"]:
        cells = []
        for name in names:
            value = found[name][what]
            ratio = f" ({value / found['ours'][what]:.1f}x)" if name != "ours" and value else ""
            if what == "memory":
                cells.append(f"{value:,.0f} MiB")
            elif what == "load":
                cells.append(f"{triples / value:,.0f} triples/ms" if value else "–")
            else:
                cells.append(shown(value) + (ratio if value != float("inf") else ""))
        print(f"| {what} | {' | '.join(cells)} |")
    over = [found["ours"][what] - found["pyoxigraph"][what] for what in QUERIES]
    median = statistics.median(over)
    print(f"\nOurs over plain pyoxigraph, guard, worker and HTTP together: median {median:.2f} ms")


def main(sizes: list[int]) -> None:
    """Every engine at every size."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            file = folder / "data.nt"
            store = Store()
            count = max(2, round(size / PER_MUNICIPALITY))
            store.bulk_extend(municipalities(count))
            # With what ours adds, so that all hold the same.
            whole = GovernanceGraph.from_quads(store).store
            triples = dict.fromkeys(quad.triple for quad in whole)
            del store, whole
            file.write_bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
            number = len(triples)
            del triples
            found: dict[str, dict[str, Any]] = of_servers(file, folder)
            found["pyoxigraph"] = apart("pyoxigraph", file)
            found["rdflib"] = apart("rdflib", file)
            table(found, number)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of this benchmark: {peak:,.0f} MiB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve_ours(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["--measure"]:
        measure = {"pyoxigraph": of_pyoxigraph, "rdflib": of_rdflib}[sys.argv[2]]
        print(json.dumps(measure(Path(sys.argv[3]))))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
