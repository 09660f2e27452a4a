"""Queries through our guard and limits give from every store what the embedded engine gives."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.answering import Allowed, Asked
from kg.errors import (
    NotAcceptable,
    QueryBroken,
    QueryFailed,
    QueryNested,
    QueryRefused,
    QueryTimeout,
    StoreRefused,
    StoreUnreachable,
)
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, GRAPH, OWL, RDF, RDFS, STYR, XSD
from kg.pool import Pool
from kg.stores.address import Server
from kg.stores.embedded import EmbeddedStore
from kg.stores.engine import RemoteEngine
from kg.stores.graphs import Names, key_of
from kg.stores.remote import RemoteStore
from kg.stores.shared import SharedVersions
from kg.turns import Turns
from kg.versions_as_graphs import with_versions
from tests.kg.stores.servers import Running, Virtuoso
from tests.ontology import conftest as examples

EX = "https://example.org/kommun/"
BIG = "SELECT ?a ?b ?c WHERE { ?a ?p ?b . ?c ?q ?d }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
SELECTS = {
    "labels": "SELECT ?s ?t { ?s a styr:Strategy ; dct:title ?t FILTER(LANG(?t) = 'sv') }",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "one graph": "SELECT (COUNT(*) AS ?n) { GRAPH graph:derived { ?s ?p ?o } }",
    "versions": "SELECT ?s { GRAPH graph:version-1 { ?s a styr:Vision } }",
    "version and now": """SELECT ?g ?t { VALUES ?g { graph:version-1 graph:data }
        GRAPH ?g { ?s a styr:Vision ; dct:title ?t } }""",
    "from": "SELECT ?p (COUNT(*) AS ?n) FROM graph:derived { ?s ?p ?o } GROUP BY ?p",
    "from named": "SELECT ?g (COUNT(*) AS ?n) FROM NAMED graph:data "
    "{ GRAPH ?g {?s ?p ?o} } GROUP BY ?g",
    "named only": "SELECT ?s FROM NAMED graph:data { ?s a styr:Vision }",
    "once though in two graphs": "SELECT ?s (COUNT(*) AS ?n) { ?s rdfs:label 'två' } GROUP BY ?s",
    "path": "SELECT ?s { ?s styr:programmeOf?/styr:towards* ?v . ?v a styr:Vision }",
    "own prefix": f"PREFIX ex: <{EX}>\nSELECT ?v {{ ex:thing ex:hard ?v }}",
    "base": f"BASE <{EX}x/y>\nSELECT ?v {{ <../thing> <../hard> ?v }}",
    "text": 'SELECT ?s { ?s ?p """"citat", \\\\ och\\nrad 😀 å"""@sv }',
    "escapes": "SELECT ?s { ?s ?p ?o FILTER(STRENDS(STR(?o), '\\nrad 😀 \\u00e5')) }",
    "comments": "SELECT ?s # 'SERVICE <http://x> {\n{ ?s a styr:Vision # }\n}",
    "casts": "SELECT (xsd:integer('7') + 1 AS ?n) (STRLEN('åäö😀') AS ?l) (COUNT(?s) AS ?m) "
    "{ ?s a styr:Vision }",
    "not": "SELECT ?s { ?s a styr:Strategy FILTER NOT EXISTS { ?s styr:towards/a styr:Unit } }",
    "nothing": "SELECT ?s { ?s a styr:NoSuchClass }",
    "unbound": "SELECT ?s ?x { ?s a styr:Vision OPTIONAL { ?s styr:nothing ?x } }",
    "blank": "SELECT ?v { ?s dct:relation ?b . ?b dct:description ?v FILTER(ISBLANK(?b)) }",
    "booleans": f"SELECT ?v {{ <{EX}thing> <{EX}yes> ?v }}",
}
REFUSED = {
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }": "SERVICE",
    "SELECT * { OPTIONAL { SERVICE SILENT ?x { ?s ?p ?o } } }": "SERVICE",
    "SELECT * { ?s <bif:contains> 'skola' }": "<bif:contains>",
    "SELECT (<bif:file_to_string>('x') AS ?x) {}": "<bif:file_to_string>()",
    "PREFIX x: <sql:> SELECT (x:exec('x') AS ?x) {}": "<sql:exec>()",
    "SELECT (<java:java.lang.Math.random>() AS ?x) {}": "<java:java.lang.Math.random>()",
    "SELECT * { ?s <http://jena.apache.org/text#query> 'x' }": "<http://jena.apache.org/text#query>",
    "SELECT * FROM <http://www.ontotext.com/explain> { ?s ?p ?o }": "FROM <http://www.ontotext.com/explain>",
    "SELECT * FROM <http://127.0.0.1:9/x.ttl> { ?s ?p ?o }": "FROM <http://127.0.0.1:9/x.ttl>",
    "SELECT * FROM graph:version-7 { ?s ?p ?o }": f"FROM <{GRAPH.base}version-7>",
    "SELECT * { ?s ?p '\\\\u0022 } SERVICE <http://x> {' }": "\\u",
    "SELECT * { ?s ?p '\\uD83D' }": "\\uD83D",
}
BROKEN = [
    "define sql:log-enable 2 SELECT * { ?s ?p ?o }",
    'DEFINE get:soft "replace" SELECT * FROM <http://x> { ?s ?p ?o }',
    "SPARQL LOAD <http://127.0.0.1:9/x.ttl>",
    "LOAD <http://127.0.0.1:9/x.ttl>",
    "INSERT DATA { <http://a> <http://b> <http://c> }",
    "SELECT * { ?s bif:contains 'x' }",
    "SELECT * { ?s ?p ?o } ; DROP GRAPH <http://x>",
    "SELECT * { ?s ?p ?o OPTION (TRANSITIVE) }",
    "SELECT * { <relativ> ?p ?o }",
    "SELECT * { ?s ?p 'x\\u0022 } #' ",
]


class Result(NamedTuple):
    body: bytes
    rows: int | None
    truncated: str | None


Ask = Callable[..., Result]
USUAL = Allowed()


def content() -> list[Quad]:
    store = examples.base()
    thing, blank = NamedNode(f"{EX}thing"), parse(b'[] <http://x> "x" .', RdfFormat.TURTLE)
    node = next(iter(blank)).subject
    quads = [Quad(q.subject, q.predicate, q.object, DATA_GRAPH) for q in store]
    return [
        *quads,
        Quad(thing, NamedNode(f"{EX}hard"), Literal('"citat", \\ och\nrad 😀 å', language="sv")),
        Quad(thing, NamedNode(f"{EX}yes"), Literal("true", datatype=XSD.boolean)),
        Quad(thing, DCT.relation, node),
        Quad(node, DCT.description, Literal("en nod utan namn", language="sv")),
        Quad(STYR.Vision, RDFS.label, Literal("två")),
        Quad(STYR.Vision, RDF.type, OWL.Class),
    ]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> SharedVersions:
    """Two versions in a folder, which each store is given."""
    folder = tmp_path_factory.mktemp("published")
    versions = SharedVersions(folder / "a", EmbeddedStore(folder / "b"))
    for note in ("ett", "två"):
        versions.publish(content(), publisher="prov", note=note, report={})
    return versions


@pytest.fixture(scope="module")
def keys(published: SharedVersions) -> dict[int, str]:
    return {number: key_of(published.content(number, "manifest.json")) for number in (1, 2)}


@pytest.fixture(scope="module")
def graph(published: SharedVersions) -> GovernanceGraph:
    return published.load()


def whole(answering: Callable[[], Any], close: Callable[[], Any]) -> Result:
    async def run() -> Result:
        try:
            answer = await answering()
            try:
                body = b"".join([piece async for piece in answer.chunks()])
                return Result(body, answer.rows, answer.truncated)
            finally:
                await answer.close()
        finally:
            await close()

    return asyncio.run(run())


def embedded(published: SharedVersions, graph: GovernanceGraph) -> Ask:
    """As ``/sparql`` asks where there is no other store."""

    def ask(text: str, allowed: Allowed = USUAL, **given: Any) -> Result:
        pool = Pool(allowed)
        prepare = partial(
            with_versions, graph.store, published.folder, [1] if "version-1" in text else []
        )
        union = (
            ()
            if given.get("default_graphs") is not None
            else tuple(GRAPH[name].value for name in ("data", "derived", "ontology", "provenance"))
        )
        if "version-1" not in text:
            union, prepare = (), partial(lambda: graph.store)
        asked = Asked(text, union=union, **given)
        return whole(partial(pool.answer, None, prepare, asked, "a", keep=False), pool.close)

    return ask


def asking(server: Server, keys: Mapping[int, str]) -> Ask:
    def ask(text: str, allowed: Allowed = USUAL, number: int = 2, **given: Any) -> Result:
        engine = RemoteEngine(server, allowed, Turns(2, 10, allowed.seconds))
        names = Names(number, keys)
        return whole(partial(engine.answer, Asked(text, **given), "a", names), engine.close)

    return ask


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def running(request: pytest.FixtureRequest, published: SharedVersions) -> Running:
    found: Running = request.getfixturevalue(request.param)
    found.forget()
    store = RemoteStore(found.server())
    for number in (1, 2):
        names = [*published.files(number), "manifest.json"]
        store.publish(number, {name: published.content(number, name) for name in names})
    store.close()
    return found


@pytest.fixture
def ask(running: Running, keys: dict[int, str]) -> Ask:
    return asking(running.server(), keys)


def rows(result: Result) -> list[str]:
    """Rows in no order; numbers as they are equal, blank nodes without their names."""
    told = json.loads(result.body)
    if "boolean" in told:
        return [str(told["boolean"])]
    found = []
    for row in told["results"]["bindings"]:
        for term in row.values():
            term["value"] = "b" if term["type"] == "bnode" else term["value"]
            if re.search("#(decimal|double|integer)$", term.get("datatype", "")):
                term["value"], term["datatype"] = float(term["value"]), ""
        found.append(json.dumps(row, sort_keys=True))
    return sorted(found)


@pytest.mark.parametrize("name", SELECTS)
def test_a_select_gives_what_the_embedded_engine_gives(
    name: str, ask: Ask, published: SharedVersions, graph: GovernanceGraph
) -> None:
    expected, found = embedded(published, graph)(SELECTS[name]), ask(SELECTS[name])
    assert rows(found) == rows(expected)
    assert (found.rows, found.truncated) == (expected.rows, None)
    assert bool(found.rows) is (name not in ("nothing", "named only"))


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_every_format_of_rows_is_that_of_the_embedded_engine(
    form: str, ask: Ask, published: SharedVersions, graph: GovernanceGraph
) -> None:
    query = "SELECT ?s ?t { ?s a styr:Strategy ; dct:title ?t } ORDER BY ?s ?t"
    assert ask(query, rows_form=form) == embedded(published, graph)(query, rows_form=form)
    assert ask("ASK { ?s a styr:Vision }", rows_form=form).body.strip() != b""


def test_a_spreadsheets_csv_is_that_of_the_embedded_engine(
    ask: Ask, published: SharedVersions, graph: GovernanceGraph
) -> None:
    """Cut or not: the note at the end is a row too."""
    query = "SELECT ?s ?t { ?s a styr:Strategy ; dct:title ?t } ORDER BY ?s ?t"
    for many in (None, 1):
        said: dict[str, Any] = {"rows_form": "csv", "spreadsheet": True, "rows": many}
        assert ask(query, **said) == embedded(published, graph)(query, **said)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_every_format_of_graphs_holds_the_same(
    form: str, ask: Ask, published: SharedVersions, graph: GovernanceGraph
) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a styr:Strategy ; ?p ?o }"
    formats = {
        "turtle": RdfFormat.TURTLE,
        "ntriples": RdfFormat.N_TRIPLES,
        "rdfxml": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }
    expected, found = (
        embedded(published, graph)(query, graph_form=form),
        ask(query, graph_form=form),
    )
    assert {q.triple for q in parse(found.body, formats[form])} == {
        q.triple for q in parse(expected.body, formats[form])
    }
    assert (found.rows, found.truncated) == (expected.rows, None)


def test_graphs_of_the_client_go_before_those_of_the_query(ask: Ask) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM graph:data { ?s ?p ?o }"
    derived = ask(query, default_graphs=(GRAPH.derived.value,), named_graphs=())
    assert rows(derived) == rows(
        ask("SELECT (COUNT(*) AS ?n) { GRAPH graph:derived { ?s ?p ?o } }")
    )
    assert rows(ask("ASK { ?s ?p ?o }", default_graphs=(), named_graphs=(GRAPH.data.value,))) == [
        "False"
    ]
    with pytest.raises(QueryRefused):
        ask(query, default_graphs=("http://127.0.0.1:9/",), named_graphs=())


def test_an_earlier_version_is_asked_under_the_usual_names(ask: Ask) -> None:
    query = "SELECT ?t { GRAPH graph:provenance { ?a dct:description ?t } }"
    assert [row for row in rows(ask(query, number=1)) if "två" in row or "tv\\u00e5" in row] == []
    assert len(rows(ask(query, number=2))) > 0


@pytest.mark.parametrize(("query", "what"), REFUSED.items())
def test_what_may_do_more_than_look_up_is_refused(query: str, what: str, ask: Ask) -> None:
    with pytest.raises(QueryRefused) as caught:
        ask(query)
    assert caught.value.params == {"what": what}


@pytest.mark.parametrize("query", BROKEN)
def test_what_is_not_sparql_1_1_never_reaches_the_server(query: str, ask: Ask) -> None:
    with pytest.raises((QueryBroken, QueryRefused)) as caught:
        ask(query)
    assert caught.value.message("sv") != caught.value.message("en")


def test_what_only_the_server_dislikes_is_told_in_its_words(
    virtuoso: Virtuoso, keys: dict[int, str]
) -> None:
    """Virtuoso takes an IRI where a text is wanted for an error of the whole query."""
    with pytest.raises(QueryFailed) as caught:
        asking(virtuoso.server(), keys)("SELECT ?s { ?s ?p ?o FILTER(STRENDS(?o, 'x')) }")
    assert "STRENDS() needs a string value" in caught.value.message("sv")


def test_deep_brackets_are_refused_at_once(ask: Ask) -> None:
    began = time.monotonic()
    with pytest.raises(QueryNested):
        ask("SELECT * { FILTER" + "(" * 10_000 + "1" + ")" * 10_000 + "}")
    assert time.monotonic() - began < 5


def test_a_format_that_the_client_does_not_take(ask: Ask) -> None:
    with pytest.raises(NotAcceptable):
        ask("SELECT * { ?s a styr:Vision }", rows_form="")


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_result_is_cut_at_our_limit_and_says_so(form: str, ask: Ask) -> None:
    found = ask(f"{BIG} LIMIT 900", rows_form=form, rows=10)
    assert (found.rows, found.truncated) == (10, "rows")
    if form == "json":
        told = json.loads(found.body)
        assert (len(told["results"]["bindings"]), told["truncated"]["reason"]) == (10, "rows")


def test_time_is_over(ask: Ask) -> None:
    began = time.monotonic()
    with pytest.raises(QueryTimeout):
        ask(ENDLESS, Allowed(seconds=1))
    assert time.monotonic() - began < 5
    assert len(rows(ask("SELECT ?s { ?s a styr:Vision }"))) == 1


def test_a_client_that_goes_leaves_nothing_behind(running: Running, keys: dict[int, str]) -> None:
    async def run() -> tuple[int, int]:
        engine = RemoteEngine(running.server(), Allowed(seconds=20), Turns(2, 10, 20))
        task = asyncio.create_task(engine.answer(Asked(ENDLESS), "a", Names(2, keys)))
        await asyncio.sleep(0.5)
        busy = engine.turns.running
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        left = engine.turns.running
        await engine.close()
        return busy, left

    assert asyncio.run(run()) == (1, 0)


def test_virtuosos_own_limit_is_told(virtuoso: Virtuoso, keys: dict[int, str]) -> None:
    found = asking(virtuoso.server(), keys)(f"{BIG} LIMIT 5000")
    assert (found.truncated, found.rows) == ("rows", virtuoso.rows)
    told = json.loads(found.body)
    assert told["truncated"]["rows"] == len(told["results"]["bindings"]) == virtuoso.rows


def test_credentials_that_are_not_accepted(virtuoso: Virtuoso, keys: dict[int, str]) -> None:
    server = Server(**{**_fields(virtuoso.server()), "password": "fel"})
    with pytest.raises(StoreRefused) as caught:
        asking(server, keys)("SELECT * { ?s a styr:Vision }")
    assert caught.value.params["status"] == 401
    assert "fel" not in repr(server)
    assert "fel'" not in str(caught.value)


def _fields(server: Server) -> dict[str, Any]:
    return {name: getattr(server, name) for name in Server.__slots__}


def test_a_server_that_is_down_is_told_and_answers_again_when_it_is_up(
    running: Running, keys: dict[int, str]
) -> None:
    ask = asking(running.server(), keys)
    running.stop()
    with pytest.raises(StoreUnreachable) as caught:
        ask("SELECT * { ?s a styr:Vision }")
    assert str(running.port) in caught.value.message("sv")
    running.start()
    assert len(rows(ask("SELECT ?s { ?s a styr:Vision }"))) == 1
