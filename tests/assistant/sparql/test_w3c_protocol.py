"""The protocol as W3C tests it: every test for queries of "SPARQL 1.1 Protocol", by its name.

The suite (https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/) tells requests and
what is to be answered; that is told anew here. Its tests of updates are left out: there are none.
"""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from kg.graph import GovernanceGraph
from kg.names import RDF
from tests.assistant.sparql.server import in_process

PLACE = "http://kasei.us/2009/09/sparql/data/"
DATA = [f"{PLACE}data{number}.rdf" for number in range(4)]
"""Graphs that the tests name. Of the first nothing is asked but that it may be named."""
DOCUMENT = NamedNode("http://xmlns.com/foaf/0.1/Document")
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
TABULAR = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
BOOLEAN = {"application/sparql-results+json", "application/sparql-results+xml"}
GRAPH = {"application/rdf+xml", "text/turtle", "application/n-triples"}

EACH_IN_DEFAULT = f"ASK {{ <{DATA[1]}> a ?type . <{DATA[2]}> a ?type }}"
EACH_IN_NAMED = f"GRAPH ?g1 {{ <{DATA[1]}> a ?type }} GRAPH ?g2 {{ <{DATA[2]}> a ?type }}"


def default(*numbers: int) -> str:
    return "&".join(f"default-graph-uri={quote(DATA[n], safe='')}" for n in numbers)


def named(*numbers: int) -> str:
    return "&".join(f"named-graph-uri={quote(DATA[n], safe='')}" for n in numbers)


def query(text: str) -> str:
    return f"query={quote(text, safe='')}"


@dataclass(frozen=True)
class Case:
    """A request, and what its answer must be: ``true``, of one of ``types``, or an error."""

    name: str
    method: str = "GET"
    parameters: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    types: frozenset[str] | set[str] = frozenset()
    true: bool = False
    error: bool = False


def asked(name: str, parameters: str) -> Case:
    return Case(name, parameters=parameters, types=BOOLEAN, true=True)


def posted(name: str, parameters: str, body: str, headers: dict[str, str]) -> Case:
    return Case(name, "POST", parameters, headers, body.encode(), BOOLEAN, true=True)


def typed(name: str, text: str, types: set[str]) -> Case:
    return Case(name, "POST", default(0), DIRECT, text.encode(), types)


CASES = [
    posted("query_post_form", default(0), query("ASK {}"), FORM),
    asked("query_dataset_default_graphs_get", f"{query(EACH_IN_DEFAULT)}&{default(1, 2)}"),
    posted("query_dataset_default_graphs_post", default(1, 2), EACH_IN_DEFAULT, DIRECT),
    posted("query_dataset_named_graphs_post", named(1, 2), f"ASK {{ {EACH_IN_NAMED} }}", DIRECT),
    asked("query_dataset_named_graphs_get", f"{query(f'ASK {{ {EACH_IN_NAMED} }}')}&{named(1, 2)}"),
    posted(
        "query_dataset_full",
        f"{default(3)}&{named(1, 2)}",
        f"ASK {{ <{DATA[3]}> a ?type {EACH_IN_NAMED} }}",
        DIRECT,
    ),
    posted(
        "query_multiple_dataset",
        named(1, 2),
        f"ASK FROM <{DATA[3]}> {{ {EACH_IN_NAMED} }}",
        DIRECT,
    ),
    asked("query_get", f"{query('ASK {}')}&{default(0)}"),
    typed("query_content_type_select", "SELECT (1 AS ?value) {}", TABULAR),
    typed("query_content_type_ask", "ASK {}", BOOLEAN),
    typed("query_content_type_describe", "DESCRIBE <http://example.org/>", GRAPH),
    typed("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", GRAPH),
    posted("query_post_direct", "", "ASK {}", DIRECT),
    Case("bad_query_method", "PUT", f"{query('ASK {}')}&{default(0)}", FORM, error=True),
    Case("bad_multiple_queries", "GET", f"{query('ASK {}')}&{query('SELECT * {}')}", error=True),
    Case(
        "bad_query_wrong_media_type",
        "POST",
        headers={"content-type": "text/plain"},
        body=b"ASK {}",
        error=True,
    ),
    Case("bad_query_missing_form_type", "POST", body=query("ASK {}").encode(), error=True),
    Case("bad_query_missing_direct_type", "POST", body=b"ASK {}", error=True),
    Case(
        "bad_query_non_utf8",
        "POST",
        headers={"content-type": "application/sparql-query; charset=UTF-16"},
        body="ASK {}".encode("utf-16"),
        error=True,
    ),
    Case("bad_query_syntax", "GET", query("ASK {"), error=True),
]


def test_there_are_twenty() -> None:
    assert len({case.name for case in CASES}) == len(CASES) == 20


@pytest.fixture(scope="module")
def graph() -> GovernanceGraph:
    """Each named graph says of itself that it is a document."""
    store = Store()
    for iri in DATA:
        store.add(Quad(NamedNode(iri), RDF.type, DOCUMENT, NamedNode(iri)))
    return GovernanceGraph(store)


def answered(graph: GovernanceGraph, folder: Path, case: Case) -> httpx.Response:
    async def work() -> httpx.Response:
        async with in_process(graph, folder) as client:
            address = f"/sparql?{case.parameters}" if case.parameters else "/sparql"
            return await client.request(
                case.method, address, headers=case.headers, content=case.body or None
            )

    return asyncio.run(work())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_protocol(graph: GovernanceGraph, tmp_path: Path, case: Case) -> None:
    response = answered(graph, tmp_path, case)
    if case.error:
        assert 400 <= response.status_code < 500
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code
        return
    assert response.status_code == 200
    media_type = response.headers["content-type"].split(";")[0]
    assert media_type in case.types
    if case.true:
        assert _truth(response.content, media_type) is True
    elif case.types == GRAPH:
        rdf_format = RdfFormat.from_media_type(media_type)
        assert rdf_format is not None
        assert len(list(parse(response.content, rdf_format))) == (b"DESCRIBE" not in case.body)
    elif case.types == TABULAR:
        found = [row["value"]["value"] for row in response.json()["results"]["bindings"]]
        assert found == ["1"]


def _truth(body: bytes, media_type: str) -> bool:
    if media_type.endswith("json"):
        return json.loads(body)["boolean"] is True
    found = ElementTree.fromstring(body).find("{http://www.w3.org/2005/sparql-results#}boolean")
    return found is not None and found.text == "true"


@pytest.mark.parametrize("accept", sorted(BOOLEAN))
@pytest.mark.parametrize("case", [case for case in CASES if case.true], ids=lambda c: c.name)
def test_true_in_both_formats(
    graph: GovernanceGraph, tmp_path: Path, case: Case, accept: str
) -> None:
    wanting = Case(**{**vars(case), "headers": {**case.headers, "accept": accept}})
    response = answered(graph, tmp_path, wanting)
    assert response.headers["content-type"] == accept
    assert _truth(response.content, accept) is True


@pytest.mark.parametrize(
    "parameters",
    [
        f"{query(EACH_IN_DEFAULT)}&{default(1)}",
        f"{query(EACH_IN_DEFAULT)}&{named(1, 2)}",
        f"{query(f'ASK {{ {EACH_IN_NAMED} }}')}&{named(1)}",
        f"{query(f'ASK {{ {EACH_IN_NAMED} }}')}&{default(1, 2)}",
        f"{query(f'ASK FROM <{DATA[1]}> FROM <{DATA[2]}> {{ <{DATA[1]}> a ?t }}')}&{default(3)}",
    ],
)
def test_the_graphs_named_are_all_there_are(
    graph: GovernanceGraph, tmp_path: Path, parameters: str
) -> None:
    """The counterpart: what is asked for above is not there when its graph is not named."""
    response = answered(graph, tmp_path, Case("", parameters=parameters))
    assert response.json() == {"head": {}, "boolean": False}
