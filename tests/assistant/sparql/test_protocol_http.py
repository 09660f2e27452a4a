"""``/sparql`` over HTTP as clients use it: formats, languages, caching, graphs, versions, errors.

Most of it against a server of its own, which has published two versions; what a user meets first
against the one that was started as a user starts it.
"""

import asyncio
import csv
import gzip
import http.client
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import brotli
import httpx
import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from kg.forms import GRAPH_FORMS, RESULT_FORMS
from kg.graph import GovernanceGraph
from kg.names import GRAPH, PREFIXES
from kg.versions import VersionStore
from tests.assistant.sparql.server import in_process
from tests.assistant.sparql.server import served as serve
from tests.conftest import Served, stop
from tests.kg.conftest import KNOWN

DIRECT = {"content-type": "application/sparql-query"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
TITLE = "SELECT ?t { ?v a styr:Vision ; dct:title ?t }"
BOTH = "SELECT ?v ?t { ?v a styr:Vision ; dct:title ?t }"
TRIPLE = "CONSTRUCT { ?v dct:title ?t } WHERE { ?v a styr:Vision ; dct:title ?t }"
VISION = "https://example.org/kommun/v"
TEXT = 'Å "ä", ö 😀'
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


def version(title: str) -> str:
    return f"ex:v a styr:Vision ; dct:title {json.dumps(title, ensure_ascii=False)}@sv ."


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with two versions: the vision is called "Ett" in the first."""
    folder = tmp_path_factory.mktemp("two")
    versions = VersionStore(folder / "data")
    (folder / "data").mkdir()
    for title in ("Ett", TEXT):
        quads = list(parse(KNOWN + version(title), RdfFormat.TRIG))
        versions.publish(quads, publisher="P", note="", report={})
    running = serve(folder, lang="sv")
    yield running
    stop(running)


def get(server: Served, query: str | None = None, accept: str = "", **more: Any) -> httpx.Response:
    """A GET without any header but these."""
    headers = {**({"accept": accept} if accept else {}), **more.pop("headers", {})}
    given = {**({} if query is None else {"query": query}), **more}
    with httpx.Client(timeout=60) as client:
        client.headers.clear()
        return client.get(f"{server.base_url}/sparql", params=given, headers=headers)


def titles(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return sorted(row["t"]["value"] for row in response.json()["results"]["bindings"])


def problem(response: httpx.Response, status: int, name: str) -> dict[str, Any]:
    """The error, in the one shape that all have."""
    told: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, told["status"], told["type"]) == (status, status, f"#{name}")
    assert told["instance"] == "/sparql"
    assert set(told) <= {"type", "title", "status", "detail", "instance", "line", "column"}
    return told


# -- three clients that know nothing of each other ----------------------------------------------


def test_curl_without_accept_gets_json(served: Served) -> None:
    response = get(served, "SELECT ?v { ?v a styr:Vision }", "*/*")
    assert response.headers["content-type"] == JSON
    (row,) = response.json()["results"]["bindings"]
    assert row == {"v": {"type": "uri", "value": PREFIXES["pitea"] + "vision"}}
    assert response.json()["head"] == {"vars": ["v"]}


@pytest.mark.parametrize("query", [None, TITLE])
def test_a_browser_gets_the_editor(served: Served, query: str | None) -> None:
    response = get(served, query, BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["vary"].startswith("accept")
    assert "<html" in response.text
    assert (query is None) or "styr:Vision" in response.text


def test_a_client_that_takes_only_json(served: Served) -> None:
    response = get(served, "ASK { ?v a styr:Vision }", "application/json")
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"head": {}, "boolean": True}


# -- formats ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "told"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/csv; header=present", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (XML, XML),
        ("application/xml", "application/xml"),
        ("application/json", "application/json"),
        (f"{XML};q=0.5, {JSON};q=0.9", JSON),
        (f"{XML}, {JSON};q=0.9", XML),
        (f"text/csv;q=0.1,{XML};q=0.2,image/png", XML),
        ("image/png, */*;q=0.1", JSON),
        (f"*/*, {JSON};q=0", XML),
        ("text/html;q=0.1, text/csv", "text/csv; charset=utf-8"),
        ("text/turtle, text/csv;q=0.2", "text/csv; charset=utf-8"),
        (f"TEXT/CSV, {JSON};q=0.5", "text/csv; charset=utf-8"),
    ],
)
def test_what_is_accepted_for_rows(two: Served, accept: str, told: str) -> None:
    response = get(two, TITLE, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, told)


@pytest.mark.parametrize(
    ("accept", "told"),
    [
        ("", "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/rdf+xml", "application/rdf+xml; charset=utf-8"),
        ("application/n-triples", "application/n-triples; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/turtle;q=0.3, application/rdf+xml;q=0.8", "application/rdf+xml; charset=utf-8"),
        (f"{JSON}, text/turtle;q=0.2", "text/turtle; charset=utf-8"),
    ],
)
def test_what_is_accepted_for_a_graph(two: Served, accept: str, told: str) -> None:
    response = get(two, TRIPLE, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, told)


@pytest.mark.parametrize(
    ("query", "accept", "form"),
    [
        (TITLE, "image/png", ""),
        (TITLE, "text/turtle", ""),
        (TRIPLE, "text/csv", ""),
        (TITLE, "*/*;q=0", ""),
        (TITLE, "", "turtle"),
        (TRIPLE, "", "csv"),
        (TITLE, "", "docx"),
    ],
)
def test_what_cannot_be_given_is_told(two: Served, query: str, accept: str, form: str) -> None:
    more = {"format": form} if form else {}
    told = problem(get(two, query, accept, **more), 406, "NotAcceptable")
    assert ("json" in told["detail"]) or ("turtle" in told["detail"])


def test_every_format_of_rows_says_the_same(two: Served) -> None:
    json_ = get(two, BOTH, format="json").json()
    term = {"type": "literal", "value": TEXT, "xml:lang": "sv"}
    assert json_ == {
        "head": {"vars": ["v", "t"]},
        "results": {"bindings": [{"v": {"type": "uri", "value": VISION}, "t": term}]},
    }
    xml = get(two, BOTH, format="xml")
    assert ElementTree.fromstring(xml.content).tag.endswith("sparql")
    for form in (QueryResultsFormat.XML, QueryResultsFormat.TSV):
        body = get(two, BOTH, form.media_type).content
        (row,) = parse_query_results(body, form)  # type: ignore[misc]
        assert (row["v"].value, row["t"].value, row["t"].language) == (VISION, TEXT, "sv")
    lines = list(csv.reader(io.StringIO(get(two, BOTH, format="csv").text, newline="")))
    assert lines == [["v", "t"], [VISION, TEXT]]


@pytest.mark.parametrize("name", sorted(GRAPH_FORMS))
def test_every_format_of_a_graph_says_the_same(two: Served, name: str) -> None:
    response = get(two, TRIPLE, format=name)
    assert response.headers["content-type"] == GRAPH_FORMS[name].content_type()
    quads = list(parse(response.content, GRAPH_FORMS[name].serializer))
    assert [str(quad.triple) for quad in quads] == [
        f"<{VISION}> <http://purl.org/dc/terms/title> {json.dumps(TEXT, ensure_ascii=False)}@sv"
    ]
    assert response.headers["x-rows"] == "1"


@pytest.mark.parametrize("parameter", ["format", "output", "results"])
@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("json", "json"),
        ("CSV", "csv"),
        (JSON, "json"),
        (XML, "xml"),
        ("sparql-results+json", "json"),
        ("sparql-results json", "json"),
        ("text/csv", "csv"),
    ],
)
def test_names_of_formats(two: Served, parameter: str, value: str, told: str) -> None:
    """Whatever Accept says, as for a client that cannot set it."""
    response = get(two, TITLE, BROWSER, **{parameter: value})
    assert response.headers["content-type"] == RESULT_FORMS[told].content_type()


def test_a_byte_order_mark_for_excel(two: Served) -> None:
    plain, marked = get(two, TITLE, format="csv"), get(two, TITLE, format="csv", bom="true")
    assert marked.content == b"\xef\xbb\xbf" + plain.content
    assert get(two, TITLE, format="json", bom="1").content == get(two, TITLE).content


FOR_EXCEL = """SELECT ?titel ?tal ?dubbel ?år ?formel ?negativ ?sak ?tomt {
  ?sak a styr:Vision ; dct:title ?titel
  BIND(1.60 AS ?tal) BIND(1.5e-7 AS ?dubbel) BIND("2026"^^xsd:gYear AS ?år) BIND(-2.5 AS ?negativ)
  BIND('=HYPERLINK("a;b")' AS ?formel) }"""


def test_a_file_that_excel_opens_by_itself_follows_its_language(two: Served) -> None:
    """Semicolons and decimal commas in Swedish; a text is no formula, a negative number no text."""
    swedish = get(two, FOR_EXCEL, format="excel")
    assert swedish.headers["content-type"] == "text/csv; charset=utf-8"
    assert swedish.headers["x-rows"] == "1"
    assert swedish.content.decode() == (
        "\ufefftitel;tal;dubbel;år;formel;negativ;sak;tomt\r\n"
        f'"Å ""ä"", ö 😀";1,6;0,00000015;2026;"\'=HYPERLINK(""a;b"")";-2,5;{VISION};\r\n'
    )
    assert get(two, FOR_EXCEL, format="excel", lang="en").content.decode() == (
        "\ufefftitel,tal,dubbel,år,formel,negativ,sak,tomt\r\n"
        f'"Å ""ä"", ö 😀",1.6,0.00000015,2026,"\'=HYPERLINK(""a;b"")",-2.5,{VISION},\r\n'
    )


def test_excel_is_a_format_of_rows_only(two: Served) -> None:
    assert get(two, "ASK {}", format="excel").content.decode() == "\ufefftrue\r\n"
    told = problem(get(two, TRIPLE, format="excel"), 406, "NotAcceptable")
    assert "turtle" in told["detail"]


@pytest.mark.parametrize("form", [*RESULT_FORMS, *GRAPH_FORMS])
@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("*", "gzip"),
        ("gzip;q=0, *", None),
        ("identity", None),
        ("br;q=0, gzip", "gzip"),
        ("", None),
    ],
)
def test_compressed_is_the_same(two: Served, form: str, accepted: str, told: str | None) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 300"
    if form in GRAPH_FORMS:
        query = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:ontology { ?s ?p ?o } } LIMIT 300"
    place = urlsplit(two.base_url)
    found = []
    for encoding in ("", accepted):
        connection = http.client.HTTPConnection(place.hostname or "", place.port)
        connection.putrequest(
            "GET", f"/sparql?format={form}&query={quote(query)}", skip_accept_encoding=True
        )
        if encoding:
            connection.putheader("Accept-Encoding", encoding)
        connection.endheaders()
        response = connection.getresponse()
        found.append((response.getheader("Content-Encoding"), response.read()))
        connection.close()
    (none, plain), (encoding_told, packed) = found
    assert (none, encoding_told) == (None, told)
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
    assert (unpack[told](packed) if told else packed) == plain
    assert len(plain) > 1024
    assert not told or len(packed) < len(plain) / 2


def test_what_is_small_is_not_compressed(two: Served) -> None:
    response = get(two, TITLE, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in response.headers


# -- requests -----------------------------------------------------------------------------------


def test_three_ways_to_ask(two: Served) -> None:
    address = f"{two.base_url}/sparql"
    ways = [
        httpx.get(address, params={"query": TITLE}),
        httpx.post(address, data={"query": TITLE}),
        httpx.post(address, content=TITLE.encode(), headers=DIRECT),
        httpx.post(
            address,
            content=TITLE.encode(),
            headers={"content-type": "Application/Sparql-Query; Charset=UTF-8"},
        ),
    ]
    assert [titles(response) for response in ways] == [[TEXT]] * 4


def test_parameters_of_a_direct_post_are_in_the_address(two: Served) -> None:
    address = f"{two.base_url}/sparql?format=csv&version=1"
    response = httpx.post(address, content=TITLE.encode(), headers=DIRECT)
    assert response.text == "t\r\nEtt\r\n"


def test_head_is_get_without_the_body(two: Served) -> None:
    for more in ({}, {"query": TITLE}, {"query": TITLE, "format": "csv"}, {"query": "SELECT"}):
        full, head = (
            httpx.request(method, f"{two.base_url}/sparql", params=more)
            for method in ("GET", "HEAD")
        )
        assert (head.status_code, head.content) == (full.status_code, b"")
        left = {"date", "x-time-ms"}
        assert {k: v for k, v in head.headers.items() if k not in left} == {
            k: v for k, v in full.headers.items() if k not in left
        }


def test_what_the_headers_tell(two: Served) -> None:
    headers = get(two, TITLE).headers
    assert (headers["x-version"], headers["x-rows"]) == ("2", "1")
    assert 0 < float(headers["x-time-ms"]) < 60_000
    assert "x-truncated" not in headers
    assert set(headers["vary"].replace(" ", "").lower().split(",")) >= {
        "accept",
        "accept-encoding",
        "accept-language",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert int(headers["content-length"]) == len(get(two, TITLE).content)
    assert "x-rows" not in get(two, "ASK { }").headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(two: Served, method: str) -> None:
    response = httpx.request(method, f"{two.base_url}/sparql", params={"query": "ASK {}"})
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
    assert set(response.headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    ("content", "headers", "status", "name"),
    [
        (b"ASK {}", {"content-type": "text/plain"}, 415, "QueryTypeUnknown"),
        (b"ASK {}", {}, 415, "QueryTypeUnknown"),
        (b"ASK {}", {"content-type": "application/json"}, 415, "QueryTypeUnknown"),
        (
            b"ASK {}",
            {**DIRECT, "content-type": "application/sparql-query;charset=latin-1"},
            415,
            "QueryTypeUnknown",
        ),
        ("ASK { ?s ?p 'å' }".encode("latin-1"), DIRECT, 400, "NotUtf8"),
        (b"query=%E5", {"content-type": "application/x-www-form-urlencoded"}, 400, "NotUtf8"),
        (b"", DIRECT, 400, "QueryBroken"),
        (b"", {"content-type": "application/x-www-form-urlencoded"}, 400, "QueryCount"),
        (
            b"query=ASK{}&query=ASK{}",
            {"content-type": "application/x-www-form-urlencoded"},
            400,
            "QueryCount",
        ),
        (
            b"update=DROP+ALL",
            {"content-type": "application/x-www-form-urlencoded"},
            403,
            "QueryRefused",
        ),
        (b"DROP ALL", {"content-type": "application/sparql-update"}, 403, "QueryRefused"),
        (b"DROP ALL", DIRECT, 403, "QueryRefused"),
        (b"SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", DIRECT, 403, "QueryRefused"),
        (b"SELECT * FROM <http://x/> { ?s ?p ?o }", DIRECT, 403, "QueryRefused"),
        (b"x" * 1_000_001, DIRECT, 413, "about:blank"),
    ],
)
def test_requests_that_are_refused(
    two: Served, content: bytes, headers: dict[str, str], status: int, name: str
) -> None:
    response = httpx.post(f"{two.base_url}/sparql", content=content, headers=headers)
    told = response.json()
    assert (response.status_code, told["type"].removeprefix("#")) == (status, name)
    assert response.headers["content-type"] == "application/problem+json"
    assert told["detail"]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"version": "0"}, "version"),
        ({"version": "x"}, "version"),
        ({"version": "-1"}, "version"),
        ({"version": "1e3"}, "version"),
        ({"rows": "x"}, "rows"),
        ({"rows": "-1"}, "rows"),
    ],
)
def test_parameters_that_are_wrong(two: Served, more: dict[str, str], name: str) -> None:
    told = problem(get(two, TITLE, **more), 400, "ParameterWrong")
    assert name in told["detail"]


# -- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "said"), [("sv", "Frågan går inte att tolka"), ("en", "The query cannot be")]
)
@pytest.mark.parametrize("by", ["parameter", "header"])
def test_errors_in_both_languages_with_their_place(
    two: Served, lang: str, said: str, by: str
) -> None:
    query = "SELECT *\nWHERE {\n  ?s dct:title }"
    more: dict[str, Any] = (
        {"lang": lang}
        if by == "parameter"
        else {"headers": {"accept-language": f"de, {lang};q=0.5"}}
    )
    told = problem(get(two, query, **more), 400, "QueryBroken")
    assert (told["line"], told["column"]) == (3, 16)
    assert told["detail"].startswith(said)


def test_an_error_is_a_page_for_a_browser(two: Served) -> None:
    response = get(two, "SELECT", BROWSER, format="csv")
    assert (response.status_code, response.headers["content-type"]) == (
        400,
        "text/html; charset=utf-8",
    )
    assert "SPARQL" in response.text


# -- caching ------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(two: Served) -> None:
    first = get(two, TITLE)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = get(two, TITLE, headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert get(two, TITLE, headers={"if-none-match": '"other"'}).status_code == 200


def test_what_is_another_answer_has_another_tag(two: Served) -> None:
    """Another query, format, language, encoding, version or limit."""
    ways: list[dict[str, Any]] = [
        {},
        {"format": "csv"},
        {"format": "csv", "bom": "1"},
        {"accept": "application/json"},
        {"lang": "en"},
        {"headers": {"accept-encoding": "gzip"}},
        {"version": "1"},
        {"rows": "10"},
        {"partial": "1"},
        {"default-graph-uri": GRAPH.base + "data"},
    ]
    tags = [get(two, TITLE, **way).headers["etag"] for way in ways]
    tags.append(get(two, TITLE + " ").headers["etag"])
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?t) { }",
        "SELECT (rand() AS ?t) { }",
        "SELECT (UUID() AS ?t) { }",
        "SELECT (STRUUID() AS ?t) { }",
        "SELECT (BNODE() AS ?t) { }",
    ],
)
def test_what_changes_by_itself_has_no_tag(two: Served, query: str) -> None:
    headers = get(two, query).headers
    assert "etag" not in headers
    assert headers["cache-control"] == "no-store"


def test_an_answer_to_post_has_no_tag(two: Served) -> None:
    response = httpx.post(f"{two.base_url}/sparql", data={"query": TITLE})
    assert "etag" not in response.headers


# -- graphs and versions ------------------------------------------------------------------------

PATTERN = "{ ?v a styr:Vision ; dct:title ?t }"
WHERE_FROM = f"SELECT DISTINCT ?g ?t {{ {PATTERN} UNION {{ GRAPH ?g {PATTERN} }} }}"
D, ONE = GRAPH.base + "data", GRAPH.base + "version-1"


@pytest.mark.parametrize(
    ("prologue", "more", "found"),
    [
        ("", {}, [("", TEXT), (D, TEXT)]),
        ("FROM graph:data", {}, [("", TEXT)]),
        (f"FROM <{D}>", {}, [("", TEXT)]),
        ("FROM <../graph/data>", {}, [("", TEXT)]),
        ("FROM NAMED graph:data", {}, [(D, TEXT)]),
        ("FROM graph:ontology FROM NAMED graph:data", {}, [(D, TEXT)]),
        ("FROM graph:version-1", {}, [("", "Ett")]),
        ("FROM graph:data FROM graph:version-1", {}, [("", "Ett"), ("", TEXT)]),
        ("FROM graph:data FROM NAMED graph:version-1", {}, [("", TEXT), (ONE, "Ett")]),
        ("", {"default-graph-uri": D}, [("", TEXT)]),
        ("", {"default-graph-uri": [D, ONE]}, [("", "Ett"), ("", TEXT)]),
        ("", {"named-graph-uri": D}, [(D, TEXT)]),
        ("", {"default-graph-uri": ONE, "named-graph-uri": D}, [("", "Ett"), (D, TEXT)]),
        ("FROM graph:version-1", {"default-graph-uri": D}, [("", TEXT)]),
        ("", {"version": "1"}, [("", "Ett"), (D, "Ett")]),
        ("FROM graph:data", {"version": "1"}, [("", "Ett")]),
        ("", {"version": "2"}, [("", TEXT), (D, TEXT)]),
    ],
)
def test_which_graphs(
    two: Served, prologue: str, more: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    query = WHERE_FROM.replace("{ {", prologue + " { {", 1)
    rows = get(two, query, **more).json()["results"]["bindings"]
    told = sorted((row.get("g", {}).get("value", ""), row["t"]["value"]) for row in rows)
    assert told == sorted(found)


def test_versions_beside_each_other(two: Served) -> None:
    old = "GRAPH graph:version-1 { ?v dct:title ?t }"
    new = "GRAPH graph:version-2 { ?v dct:title ?u }"
    query = f"SELECT ?t {{ {old} {new} }}"
    assert titles(get(two, query)) == ["Ett"]
    assert titles(get(two, TITLE + " # graph:version-1")) == [TEXT]


def test_the_default_graph_is_the_same_when_versions_are_named(two: Served) -> None:
    count = "SELECT (COUNT(*) AS ?t) { ?s ?p ?o }"
    assert titles(get(two, count)) == titles(get(two, count + " # graph:version-1"))


@pytest.mark.parametrize(
    ("more", "status", "name"),
    [
        ({"version": "3"}, 404, "VersionUnknown"),
        ({"default-graph-uri": "http://x/"}, 403, "QueryRefused"),
        ({"named-graph-uri": GRAPH.base + "nej"}, 403, "QueryRefused"),
        ({"default-graph-uri": "not an iri"}, 403, "QueryRefused"),
        ({"default-graph-uri": GRAPH.base + "version-9"}, 403, "QueryRefused"),
    ],
)
def test_graphs_that_there_are_not(
    two: Served, more: dict[str, str], status: int, name: str
) -> None:
    told = problem(get(two, TITLE, **more), status, name)
    assert next(iter(more.values())).split("/")[-1] in told["detail"]


def test_the_version_of_an_answer_is_told(two: Served) -> None:
    assert [get(two, TITLE, **more).headers["x-version"] for more in ({}, {"version": "1"})] == [
        "2",
        "1",
    ]


# -- the service's description ------------------------------------------------------------------


@pytest.mark.parametrize(
    "accept", ["", "*/*", "text/turtle", "application/rdf+xml", "application/ld+json"]
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_description(two: Served, accept: str) -> None:
    response = get(two, None, accept)
    assert response.status_code == 200
    media_type = response.headers["content-type"].split(";")[0]
    assert media_type == (accept if "/" in accept and "*" not in accept else "text/turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    said = rdflib.Graph().parse(data=response.content, format=media_type)
    service = rdflib.URIRef(f"{two.base_url}/sparql")
    assert said.value(service, sd.endpoint) == service
    names = {str(name) for name in said.objects(None, sd.name)}
    assert names >= {
        GRAPH.base + name for name in ("data", "ontology", "provenance", "version-1", "version-2")
    }


@pytest.mark.parametrize("host", ['a"b', "a<b>", "å.example", "[", "a b", "x" * 5000])
def test_a_strange_host_is_no_crash(two: Served, host: str) -> None:
    place = urlsplit(two.base_url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port)
    connection.putrequest("GET", "/sparql", skip_host=True)
    connection.putheader("Host", host.encode())
    connection.endheaders()
    assert connection.getresponse().status in (200, 400)
    connection.close()


# -- the page without JavaScript ----------------------------------------------------------------


def test_the_form_runs_a_query_on_the_page(two: Served) -> None:
    page = get(two, BOTH, BROWSER, run="1")
    assert page.status_code == 200
    assert "Å &#34;ä&#34;, ö 😀" in page.text
    assert VISION in page.text
    assert "<table" in page.text


def test_the_form_runs_a_graph_query_and_a_yes_or_no(two: Served) -> None:
    assert "dct:title" in get(two, TRIPLE, BROWSER, run="1").text
    yes = get(two, "ASK { ?v a styr:Vision }", BROWSER, run="1", lang="en")
    assert yes.status_code == 200
    assert "Yes" in yes.text or "true" in yes.text


def test_the_form_tells_what_is_wrong_and_keeps_the_query(two: Served) -> None:
    page = get(two, "SELECT <x", BROWSER, run="1")
    assert page.status_code == 400
    assert "Frågan går inte att tolka" in page.text
    assert "SELECT &lt;x" in page.text


def test_a_query_is_not_run_by_opening_the_page(two: Served) -> None:
    page = get(two, "SELECT <x", BROWSER)
    assert page.status_code == 200
    assert "SELECT &lt;x" in page.text


@pytest.mark.parametrize("query", ["", " ", "<script>alert(1)</script>", "'\"></textarea><script>"])
def test_nothing_in_a_query_becomes_markup(two: Served, query: str) -> None:
    page = get(two, query, BROWSER, run="1")
    assert "<script>alert" not in page.text
    assert "</textarea><script>" not in page.text


def test_an_unpublished_graph_has_no_versions(tmp_path: Path, example: GovernanceGraph) -> None:
    """What the data folder holds are no versions of it."""
    quads = list(parse(KNOWN + version("Ett"), RdfFormat.TRIG))
    VersionStore(tmp_path).publish(quads, publisher="P", note="", report={})

    async def work() -> list[httpx.Response]:
        async with in_process(example, tmp_path) as client:
            return [
                await client.get("/sparql", params={"query": "ASK { }", **more})
                for more in ({"version": "1"}, {"default-graph-uri": ONE}, {})
            ]

    first, second, third = asyncio.run(work())
    problem(first, 404, "VersionUnknown")
    problem(second, 403, "QueryRefused")
    assert (third.headers["x-version"], third.headers["cache-control"]) == ("0", "no-store")
    assert "etag" not in third.headers
