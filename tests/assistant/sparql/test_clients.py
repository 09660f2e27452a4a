"""The tools that analysts have, against the real server, and the notebook of docs/."""

from __future__ import annotations

import csv
import io
import json
import os
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import httpx
import pandas as pd
import pytest
import SPARQLWrapper as Wrapper
from pyoxigraph import QuerySolutions, Store
from rdflib import Graph, Literal, URIRef
from rdflib.compare import to_isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from kg.graph import GovernanceGraph
from kg.sparql import evaluate
from kg.versions import VersionStore
from tests.conftest import COMMAND, Served, environment

ROOT = Path(__file__).parents[3]
NOTEBOOK: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "notebook.py"))
PITEA = "https://w3id.org/styrkompass/id/pitea/"
STYR = "https://w3id.org/styrkompass/ns#"
DCT = "http://purl.org/dc/terms/"
PREFIXES = f"PREFIX styr: <{STYR}> PREFIX dct: <{DCT}> PREFIX pitea: <{PITEA}>\n"
STRATEGIES = PREFIXES + (
    "SELECT ?s ?title WHERE { ?s a styr:Strategy ; dct:title ?title "
    'FILTER(lang(?title) = "sv") } ORDER BY ?title'
)
ROWS = [
    ("strategi-boende", "Attraktivt boende och livsmiljö"),
    ("strategi-naringsliv", "Ett växande och hållbart näringsliv"),
    ("strategi-upplevelser", "Mycket att göra och uppleva"),
    ("strategi-trygghet", "Trygghet genom hela livet"),
]
WHOLE = [(PITEA + name, title) for name, title in ROWS]
DESCRIBED = PREFIXES + "CONSTRUCT { ?s dct:title ?t } WHERE { ?s a styr:Strategy ; dct:title ?t }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def endpoint(served: Served) -> str:
    return f"{served.base_url}/sparql"


@pytest.fixture(scope="module")
def graph(served: Served) -> GovernanceGraph:
    """The version that is served, read from its folder."""
    return VersionStore(served.data).load()


@pytest.fixture(scope="module")
def titles(graph: GovernanceGraph) -> Graph:
    """What `DESCRIBED` constructs."""
    built = Graph()
    query = "SELECT ?s ?t WHERE { ?s a styr:Strategy ; dct:title ?t }"
    rows = evaluate(graph.store, query)
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        text = Literal(row["t"].value, lang=row["t"].language)
        built.add((URIRef(row["s"].value), URIRef(DCT + "title"), text))
    assert len(built) == 8
    return built


# --- SPARQLWrapper ---


def wrapper(endpoint: str, query: str, **given: Any) -> Wrapper.SPARQLWrapper:
    asked = Wrapper.SPARQLWrapper(endpoint, **given)
    asked.setQuery(query)
    return asked


@pytest.mark.parametrize("method", [Wrapper.GET, Wrapper.POST])
@pytest.mark.parametrize("way", [Wrapper.URLENCODED, Wrapper.POSTDIRECTLY])
def test_sparqlwrapper_reads_json(endpoint: str, method: str, way: str) -> None:
    asked = wrapper(endpoint, STRATEGIES, returnFormat=Wrapper.JSON)
    asked.setMethod(method)
    asked.setRequestMethod(way)
    told = asked.queryAndConvert()
    assert told["head"]["vars"] == ["s", "title"]
    rows = told["results"]["bindings"]
    assert [(row["s"]["value"], row["title"]["value"]) for row in rows] == WHOLE
    assert rows[0] == {
        "s": {"type": "uri", "value": WHOLE[0][0]},
        "title": {"type": "literal", "value": WHOLE[0][1], "xml:lang": "sv"},
    }


@pytest.mark.parametrize("method", [Wrapper.GET, Wrapper.POST])
def test_sparqlwrapper_reads_xml_csv_and_tsv(endpoint: str, method: str) -> None:
    def told(form: str) -> Any:
        asked = wrapper(endpoint, STRATEGIES, returnFormat=form)
        asked.setMethod(method)
        return asked.queryAndConvert()

    results = told(Wrapper.XML).getElementsByTagName("result")
    bindings = [result.getElementsByTagName("binding") for result in results]
    rows = [tuple(each.firstChild.firstChild.data for each in row) for row in bindings]
    assert rows == WHOLE
    table = list(csv.reader(io.StringIO(told(Wrapper.CSV).decode("utf-8"))))
    assert [tuple(row) for row in table] == [("s", "title"), *WHOLE]
    lines = told(Wrapper.TSV).decode("utf-8").splitlines()
    assert lines == ["?s\t?title", *(f'<{iri}>\t"{title}"@sv' for iri, title in WHOLE)]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize(
    ("form", "syntax"),
    [(Wrapper.TURTLE, "turtle"), (Wrapper.N3, "turtle"), (Wrapper.RDFXML, "xml")],
)
def test_sparqlwrapper_reads_graphs(endpoint: str, titles: Graph, form: str, syntax: str) -> None:
    told = wrapper(endpoint, DESCRIBED, returnFormat=form).queryAndConvert()
    found = told if isinstance(told, Graph) else Graph().parse(told, format=syntax)
    assert to_isomorphic(Graph() + found) == to_isomorphic(titles)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_sparqlwrapper_reads_json_ld(endpoint: str, titles: Graph) -> None:
    found = wrapper(endpoint, DESCRIBED, returnFormat=Wrapper.JSONLD).queryAndConvert()
    assert to_isomorphic(Graph() + found) == to_isomorphic(titles)


def test_sparqlwrapper_reads_yes_and_no(endpoint: str) -> None:
    for query, answer in (("ASK { ?s a styr:Strategy }", True), ("ASK { ?s a styr:Fisk }", False)):
        told = wrapper(endpoint, PREFIXES + query, returnFormat=Wrapper.JSON).queryAndConvert()
        assert told["boolean"] is answer


def test_sparqlwrapper_tells_where_a_query_is_broken(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed, match=r"(?s)line"):
        wrapper(endpoint, "SELECT ?s WHERE {\n ?s ?p \n}").query()


# --- rdflib ---


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def store(endpoint: str, request: pytest.FixtureRequest) -> SPARQLStore:
    return SPARQLStore(endpoint, method=request.param)


def test_rdflib_s_store_is_a_graph(store: SPARQLStore, graph: GovernanceGraph) -> None:
    remote = Graph(store)
    assert len(remote) == len({quad.triple for quad in graph.store})
    vision = URIRef(PITEA + "vision")
    title = URIRef(DCT + "title")
    assert set(remote.objects(vision, title)) == {
        Literal("Sveriges bästa plats att bo på", lang="sv"),
        Literal("Sweden's best place to live", lang="en"),
    }
    assert (vision, title, Literal("Sveriges bästa plats att bo på", lang="sv")) in remote
    towards = {str(s) for s in remote.subjects(URIRef(STYR + "towards"), vision)}
    assert towards == {*(iri for iri, _ in WHOLE), PITEA + "strategi-intern"}


def test_rdflib_s_store_answers_queries(store: SPARQLStore, titles: Graph) -> None:
    remote = Graph(store)
    assert [(str(s), str(t)) for s, t in remote.query(STRATEGIES)] == WHOLE  # type: ignore[misc]
    bound = remote.query(
        "SELECT ?title WHERE { ?s dct:title ?title FILTER(lang(?title) = 'sv') }",
        initBindings={"s": URIRef(PITEA + "vision")},
        initNs={"dct": DCT},
    )
    assert [str(row[0]) for row in bound] == ["Sveriges bästa plats att bo på"]  # type: ignore[index]
    assert remote.query("ASK { ?s a styr:Strategy }", initNs={"styr": STYR}).askAnswer
    built = remote.query(DESCRIBED).graph
    assert built is not None
    assert to_isomorphic(Graph() + built) == to_isomorphic(titles)


def test_rdflib_s_store_knows_the_named_graphs(endpoint: str, graph: GovernanceGraph) -> None:
    store = SPARQLStore(endpoint, context_aware=True)
    derived = URIRef("https://w3id.org/styrkompass/graph/derived")
    counted = sum(str(q.graph_name.value) == str(derived) for q in graph.store)
    assert len(Graph(store, derived)) == counted > 0


def test_rdflib_asks_us_from_a_query_of_its_own(endpoint: str) -> None:
    """``SERVICE``: its own data joined with ours."""
    own = Graph().parse(
        data=f"<urn:anteckning> <urn:om> <{PITEA}strategi-trygghet> , <{PITEA}vision> .",
        format="turtle",
    )
    rows = own.query(
        f"SELECT ?title WHERE {{ ?note <urn:om> ?s SERVICE <{endpoint}> "
        f"{{ ?s a <{STYR}Strategy> ; <{DCT}title> ?title FILTER(lang(?title) = 'sv') }} }}"
    )
    assert [str(row[0]) for row in rows] == ["Trygghet genom hela livet"]  # type: ignore[index]


def test_oxigraph_asks_us_from_a_query_of_its_own(endpoint: str) -> None:
    query = f"SELECT ?s ?title {{ SERVICE <{endpoint}> {{ {STRATEGIES[len(PREFIXES) :]} }} }}"
    rows = Store().query(query, prefixes={"styr": STYR, "dct": DCT})
    assert isinstance(rows, QuerySolutions)
    found = sorted((row["s"].value, row["title"].value) for row in rows)
    assert found == sorted(WHOLE)


# --- pandas, curl, Excel ---


def test_pandas_reads_a_table_without_saying_what_it_accepts(endpoint: str) -> None:
    frame = pd.read_csv(f"{endpoint}?" + urlencode({"query": STRATEGIES, "format": "csv"}))
    assert list(frame.columns) == ["s", "title"]
    assert list(frame.itertuples(index=False, name=None)) == WHOLE


def test_pandas_reads_numbers_and_gaps_as_such(endpoint: str) -> None:
    query = """SELECT ?year ?value ?none WHERE {
      pitea:indikator-barnbokslan styr:outcome ?o . ?o styr:year ?year ; styr:value ?value .
      OPTIONAL { ?o styr:koladaId ?none } } ORDER BY ?year"""
    frame = pd.read_csv(f"{endpoint}?" + urlencode({"query": query, "format": "csv"}))
    assert frame["year"].tolist() == [2023, 2024, 2025]
    assert frame["value"].tolist() == [14.2, 14.9, 15.7]
    assert frame["none"].isna().all()


def test_pandas_reads_json_as_r_and_power_bi_do(endpoint: str) -> None:
    address = f"{endpoint}?" + urlencode({"query": STRATEGIES, "format": "json"})
    with httpx.Client() as client:
        rows = pd.json_normalize(client.get(address).json()["results"]["bindings"])
    assert list(zip(rows["s.value"], rows["title.value"], strict=True)) == WHOLE


def test_pandas_is_told_of_a_broken_query(endpoint: str) -> None:
    with pytest.raises(HTTPError) as caught:
        pd.read_csv(f"{endpoint}?" + urlencode({"query": "SELECT", "format": "csv"}))
    with caught.value as problem:
        assert problem.code == 400
        assert json.loads(problem.read())["status"] == 400


def test_excel_gets_its_mark_and_others_do_not(endpoint: str) -> None:
    asked = {"query": STRATEGIES, "format": "csv"}
    plain = httpx.get(endpoint, params=asked).content
    marked = httpx.get(endpoint, params={**asked, "bom": "true"}).content
    assert not plain.startswith(BOM)
    assert marked == BOM + plain
    rows = list(csv.reader(io.StringIO(marked.decode("utf-8-sig"))))
    assert [tuple(row) for row in rows] == [("s", "title"), *WHOLE]
    assert b"\r\n" in plain


def curl(*arguments: str) -> tuple[str, str]:
    """Content type and body of what curl gets."""
    command = ["curl", "-sS", "-w", "\n%{http_code} %{content_type}", *arguments]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    body, last = told.rsplit("\n", 1)
    return last, body


@pytest.mark.parametrize(
    ("arguments", "content_type"),
    [
        ((), "application/sparql-results+json"),
        (("-H", "Accept:"), "application/sparql-results+json"),
        (("-H", "Accept: application/json"), "application/json"),
        (("-H", "Accept: application/sparql-results+xml"), "application/sparql-results+xml"),
        (("-H", "Accept: text/csv"), "text/csv"),
        (("-H", "Accept: text/tab-separated-values"), "text/tab-separated-values"),
        (("-H", "Accept: image/png, text/csv;q=0.5"), "text/csv"),
    ],
)
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_curl_gets_what_it_asks_for(
    endpoint: str, way: str, arguments: tuple[str, ...], content_type: str
) -> None:
    query = {
        "get": ("-G", "--data-urlencode", f"query={STRATEGIES}"),
        "form": ("--data-urlencode", f"query={STRATEGIES}"),
        "direct": ("-H", "Content-Type: application/sparql-query", "--data-binary", STRATEGIES),
    }[way]
    last, body = curl(*query, *arguments, endpoint)
    status, _, told = last.partition(" ")
    assert (status, told.split(";")[0]) == ("200", content_type)
    assert all(title in body for _, title in WHOLE)


def test_curl_without_accept_gets_a_graph_as_turtle(endpoint: str, titles: Graph) -> None:
    last, body = curl("-H", "Accept:", "-G", "--data-urlencode", f"query={DESCRIBED}", endpoint)
    assert last.split(";")[0] == "200 text/turtle"
    assert to_isomorphic(Graph().parse(data=body, format="turtle")) == to_isomorphic(titles)


def test_curl_is_told_what_is_wrong(endpoint: str) -> None:
    last, body = curl("-G", "--data-urlencode", "query=SELECT ?s WHERE { ?s ?p }", endpoint)
    assert last == "400 application/problem+json"
    problem = json.loads(body)
    assert (problem["status"], problem["line"]) == (400, 1)
    assert problem["column"] > 1


def test_a_browser_gets_a_page_and_a_json_client_never_does(endpoint: str) -> None:
    for query in ({}, {"query": STRATEGIES}):
        page = httpx.get(endpoint, params=query, headers={"accept": BROWSER})
        assert page.headers["content-type"].startswith("text/html")
        assert page.text.count("<h1") == 1
    told = httpx.get(endpoint, params={"query": STRATEGIES}, headers={"accept": "application/json"})
    assert [row["title"]["value"] for row in told.json()["results"]["bindings"]] == [
        title for _, title in ROWS
    ]
    built = httpx.get(endpoint, params={"query": DESCRIBED}, headers={"accept": "application/json"})
    assert built.json()
    problem = httpx.get(
        endpoint, params={"query": "SELECT"}, headers={"accept": "application/json"}
    )
    assert (problem.status_code, problem.json()["status"]) == (400, 400)


# --- the documentation ---


def blocks(language: str) -> list[str]:
    """The code of docs/analysts.md in one language."""
    text = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
    return [part.split("```")[0] for part in text.split(f"```{language}\n")[1:]]


EVERY = sorted([*(title for _, title in ROWS), "Samhällstjänster av högsta kvalitet"])
"""With the internal strategy, in Swedish only."""


def test_the_documentation_s_python_works_as_it_stands(served: Served) -> None:
    known: dict[str, Any] = {}
    for code in blocks("python"):
        exec(code.replace("http://127.0.0.1:8000", served.base_url), known)
    assert len(known["frame"]) == 119
    assert list(known["frame"].columns) == ["title", "year", "value"]
    assert sorted(row["title"]["value"] for row in known["found"]) == EVERY
    assert sorted(known["titles"]) == EVERY


def test_the_documentation_s_commands_work_as_they_stand(served: Served, tmp_path: Path) -> None:
    commands = [
        line.replace("http://127.0.0.1:8000", served.base_url)
        for block in blocks("sh")
        for line in block.splitlines()
    ]
    shown = [
        subprocess.run(f"{line} -sS -f", shell=True, cwd=tmp_path, capture_output=True, check=True)
        for line in commands
    ]
    as_json, as_csv, nothing, saved = (done.stdout.decode() for done in shown)
    every = [*(iri for iri, _ in WHOLE), PITEA + "strategi-intern"]
    assert len(json.loads(as_json)["results"]["bindings"]) == 5
    assert sorted(as_csv.split()) == sorted(["s", *every])
    assert nothing == saved == ""
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["styrkompassen-version-1.ttl.gz", "svar.csv"]
    head, *rows = (tmp_path / "svar.csv").read_text("utf-8-sig").splitlines()
    assert (head, len(rows)) == ("title;value", 50)
    assert "Färdigställda bostäder;3,6" in rows


def test_the_readme_s_queries_give_every_strategy(served: Served, tmp_path: Path) -> None:
    """They run as they stand after the first start, and the internal strategy is among the five."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "styr:Strategy" in line]
    assert [line.split()[0] for line in lines] == ["styrkompass", "styrkompass", "curl"]
    shell = {**environment(tmp_path, data=str(served.data)), "LC_ALL": "C.UTF-8"}
    shell["PATH"] = f"{COMMAND.parent}{os.pathsep}{shell['PATH']}"
    for line in lines:
        asked = line.replace("localhost:8000", served.base_url) + " | grep -c strategi-"
        done = subprocess.run(asked, shell=True, env=shell, capture_output=True, check=True)
        assert done.stdout == b"5\n", line


def test_the_documentation_s_query_tells_what_is_made_up(endpoint: str) -> None:
    (query,) = blocks("sparql")
    frame = pd.read_csv(f"{endpoint}?" + urlencode({"query": query, "format": "csv"}))
    assert (len(frame), frame["illustrative"].all()) == (50, True)


# --- the notebook ---


@pytest.fixture(scope="module")
def notebook(served: Served) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    from matplotlib import pyplot

    yield NOTEBOOK["run"](served.base_url)
    pyplot.close("all")


def test_the_notebook_ends_in_the_figures_of_the_graph(
    notebook: tuple[dict[str, Any], list[Any]],
) -> None:
    table = notebook[0]["table"]
    known = {
        column: {int(year): float(value) for year, value in table[column].dropna().items()}
        for column in table.columns
    }
    assert known == {
        "basvärde": {2023: 14.2},
        "milstolpe": {2026: 16.0, 2028: 18.0},
        "mål": {2030: 20.0},
        "utfall": {2023: 14.2, 2024: 14.9, 2025: 15.7},
        "förväntat": {
            2023: 14.2, 2024: 14.8, 2025: 15.4, 2026: 16.0, 2027: 17.0, 2028: 18.0, 2029: 19.0,
            2030: 20.0,
        },
    }  # fmt: skip
    assert list(table.index) == list(range(2023, 2031))


def test_the_notebook_says_that_figures_are_made_up(
    notebook: tuple[dict[str, Any], list[Any]],
) -> None:
    variables = notebook[0]
    assert variables["values"]["illustrative"].tolist() == [True] * 7
    assert variables["axes"].get_title() == (
        "Barnbokslån per barn (lån per barn 0–17 år)\nPÅHITTADE EXEMPELVÄRDEN"
    )


def test_the_notebook_draws_every_kind_of_value(
    notebook: tuple[dict[str, Any], list[Any]],
) -> None:
    axes = notebook[0]["axes"]
    lines = {line.get_label(): (line.get_marker(), line.get_linestyle()) for line in axes.lines}
    assert list(lines) == ["förväntat", "basvärde", "milstolpe", "mål", "utfall"]
    assert len(set(lines.values())) == 5  # told apart without colours
    drawn = [(x, y) for x, y in zip(*axes.lines[4].get_data(), strict=True) if y == y]
    assert drawn == [(2023, 14.2), (2024, 14.9), (2025, 15.7)]


def test_the_notebook_lists_every_indicator(
    notebook: tuple[dict[str, Any], list[Any]], graph: GovernanceGraph
) -> None:
    from kg.names import STYR as TERMS

    listed = set(notebook[0]["indicators"]["indicator"])
    assert listed == {node.value for node in graph.instances(TERMS.Indicator)}
    assert [shown is not None for shown in notebook[1]] == [False, True, True, True, False]


def test_the_notebook_is_kept_clean() -> None:
    """No results and no machine of anybody's in it, so that it stays small and says nothing old."""
    path: Path = NOTEBOOK["NOTEBOOK"]
    kept = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in kept["cells"] if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in code] == [[]] * len(code)
    assert {cell["execution_count"] for cell in code} == {None}
    assert len({cell["id"] for cell in kept["cells"]}) == len(kept["cells"])
    assert (kept["nbformat"], kept["nbformat_minor"]) == (4, 5)
    text = path.read_text(encoding="utf-8")
    assert "/home/" not in text
    assert "/work/" not in text
