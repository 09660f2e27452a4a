"""``/catalog``, ``/.well-known/void``, ``/dump/…`` as programs, portals and browsers meet them."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import DefaultGraph, RdfFormat, Store, parse
from rdflib import Graph, URIRef
from rdflib.compare import to_isomorphic

from assistant.errors import SettingWrong
from assistant.settings import Settings
from assistant.setup import open_assistant
from assistant.web.app import create_app
from kg.dump_file import FORMATS
from kg.errors import VersionUnknown
from kg.rdf import in_graph
from kg.versions import VersionStore
from tests.conftest import EXAMPLE, Served

DESCRIPTIONS = ("/catalog", "/.well-known/void")
WRITTEN = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/n-triples": "nt",
}
TURTLE = "text/turtle; charset=utf-8"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture(scope="module")
def http(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.base_url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server of ``--graph FILE``."""
    settings = Settings(
        data=tmp_path_factory.mktemp("graph"),
        embeddings="hashed-words",
        publisher="Exempelby kommun",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
    )
    assistant = open_assistant(settings, [EXAMPLE])
    with TestClient(create_app(settings, assistant)) as client:
        yield client


def graph(response: httpx.Response) -> Graph:
    media_type = response.headers["content-type"].split(";")[0]
    return Graph().parse(response.content, format=WRITTEN[media_type])


# --- descriptions ---


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's JSON-LD parser
@pytest.mark.parametrize("path", DESCRIPTIONS)
def test_every_format_says_the_same(http: httpx.Client, path: str) -> None:
    said = [http.get(path, headers={"accept": each}) for each in WRITTEN]
    assert [r.headers["content-type"].split(";")[0] for r in said] == list(WRITTEN)
    first, *others = [to_isomorphic(graph(response)) for response in said]
    assert len(first) > 100
    for other in others:
        assert other == first
    for short in ("ttl", "jsonld", "rdf", "nt"):
        assert to_isomorphic(graph(http.get(f"{path}?format={short}"))) == first


@pytest.mark.parametrize("path", DESCRIPTIONS)
@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, TURTLE),
        ("*/*", TURTLE),
        ("image/png", TURTLE),
        ("application/json", "application/json"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("application/xml", "application/xml"),
        ("text/plain", "text/plain; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
        ("text/html;q=0.1, application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_each_client_gets_what_it_expects(
    served: Served, path: str, accept: str | None, content_type: str
) -> None:
    with httpx.Client(base_url=served.base_url) as client:
        del client.headers["accept"]
        response = client.get(path, headers={"accept": accept} if accept else {})
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)
    assert response.headers["vary"].startswith("accept")


def test_a_client_that_only_reads_json_reads_it(http: httpx.Client) -> None:
    told = http.get("/catalog", headers={"accept": "application/json"}).json()
    kinds = {kind["@id"] for thing in told for kind in thing.get(RDF_TYPE, [])}
    assert {DCAT + "Catalog", DCAT + "Dataset", DCAT + "DataService"} <= kinds


@pytest.mark.parametrize("path", [*DESCRIPTIONS, "/datasets/dcat"])
def test_what_the_client_has_is_not_sent_again(http: httpx.Client, path: str) -> None:
    first = http.get(path)
    etag = first.headers["etag"]
    for known in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        again = http.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert http.get(path, headers={"if-none-match": '"other"'}).content == first.content
    head = http.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)


def test_the_portal_harvests_rdf_xml_whatever_it_accepts(http: httpx.Client) -> None:
    harvested = http.get("/datasets/dcat", headers={"accept": "text/html"})
    assert harvested.headers["content-type"] == "application/rdf+xml"
    catalog = http.get("/catalog")
    assert to_isomorphic(graph(harvested)) == to_isomorphic(graph(catalog))


def test_addresses_are_those_of_the_server_and_answer(http: httpx.Client, served: Served) -> None:
    said = graph(http.get("/catalog")) + graph(http.get("/.well-known/void"))
    ours = {
        str(term)
        for term in said.all_nodes()
        if isinstance(term, URIRef) and term.startswith(served.base_url) and "#" not in term
    }
    addresses = {address.removeprefix(served.base_url) for address in ours}
    dumps = {f"/dump/styrkompassen.{e}{z}" for e in FORMATS for z in ("", ".gz")}
    version = {"/dump/version-1/styrkompassen.nq"}
    assert addresses == {"/sparql", *DESCRIPTIONS, *dumps, *version}
    assert {a: s for a in addresses if (s := http.head(a).status_code) != 200} == {}


def test_behind_a_proxy_addresses_are_the_proxy_s(http: httpx.Client) -> None:
    headers = {"host": "data.example.se", "x-forwarded-proto": "https"}
    said = graph(http.get("/catalog", headers=headers))
    (catalog,) = said.subjects(
        URIRef(RDF_TYPE),
        URIRef(DCAT + "Catalog"),
    )
    assert str(catalog) == "https://data.example.se/catalog"


def test_void_counts_what_sparql_counts(http: httpx.Client) -> None:
    said = graph(http.get("/.well-known/void"))
    (dataset,) = set(said.subjects(URIRef(VOID + "sparqlEndpoint")))

    def rows(query: str) -> dict[str, int]:
        lines = http.get("/sparql", params={"query": query, "format": "csv"}).text.split("\r\n")
        return {key: int(n) for key, _, n in (line.rpartition(",") for line in lines[1:] if line)}

    def partition(kind: str, unit: str) -> dict[str, int]:
        parts = said.objects(dataset, URIRef(f"{VOID}{kind}Partition"))
        return {
            str(said.value(part, URIRef(VOID + kind))): int(said.value(part, URIRef(VOID + unit)))  # type: ignore[arg-type]
            for part in parts
        }

    assert rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == {
        "": int(said.value(dataset, URIRef(VOID + "triples")))  # type: ignore[arg-type]
    }
    assert rows("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p") == partition(
        "property", "triples"
    )
    assert rows("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c") == partition(
        "class", "entities"
    )
    named = URIRef("http://www.w3.org/ns/sparql-service-description#name")
    assert rows("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g") == {
        str(name): int(said.value(part, URIRef(VOID + "triples")))  # type: ignore[arg-type]
        for part, name in said.subject_objects(named)
    }


def test_the_stated_checksum_and_size_are_those_of_the_dump(http: httpx.Client) -> None:
    said = graph(http.get("/catalog"))
    (part,) = said.subjects(URIRef(DCAT + "byteSize"))
    address = said.value(part, URIRef(DCAT + "downloadURL"))
    body = http.get(str(address)).content
    assert int(said.value(part, URIRef(DCAT + "byteSize"))) == len(body)  # type: ignore[arg-type]
    (value,) = said.objects(None, URIRef("http://spdx.org/rdf/terms#checksumValue"))
    assert str(value) == hashlib.sha256(body).hexdigest()


def test_times_are_those_of_the_publication(http: httpx.Client, served: Served) -> None:
    version = VersionStore(served.data).current()
    said = graph(http.get("/catalog"))
    times = {
        str(o)
        for p in ("issued", "modified")
        for o in said.objects(None, URIRef(f"http://purl.org/dc/terms/{p}"))
    }
    assert times == {version.published}


# --- dumps ---


def dumped(http: httpx.Client | TestClient, ending: str, folder: str = "") -> set[str]:
    response = http.get(f"/dump/{folder}styrkompassen.{ending}")
    assert response.status_code == 200
    return {str(q) for q in parse(response.content, FORMATS[ending], rename_blank_nodes=False)}


def test_a_dump_is_what_was_published(http: httpx.Client, served: Served) -> None:
    """No blank nodes are in the shipped graph, so statements can be compared as they are."""
    versions = VersionStore(served.data)
    names = ("data.nq", "derived.nq", "ontology.nq", "provenance.nq")
    quads = [q for n in names for q in parse(versions.content(1, n), RdfFormat.N_QUADS)]
    united = {str(in_graph(quad, DefaultGraph())) for quad in quads}
    for ending, rdf_format in FORMATS.items():
        expected = {str(quad) for quad in quads} if rdf_format.supports_datasets else united
        assert dumped(http, ending) == expected, ending
        assert dumped(http, ending, "version-1/") == expected, ending


def test_a_dump_loads_into_another_store_as_it_is_in_ours(http: httpx.Client) -> None:
    store = Store()
    store.load(http.get("/dump/styrkompassen.nq").content, RdfFormat.N_QUADS)
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    there = http.get("/sparql", params={"query": query, "format": "csv"}).text.split()
    assert there == ["n", str(len(store))]


@pytest.mark.parametrize("ending", [*FORMATS, *(f"{ending}.gz" for ending in FORMATS)])
def test_headers_of_a_dump(http: httpx.Client, ending: str) -> None:
    path = f"/dump/styrkompassen.{ending}"
    response = http.get(path)
    body = response.content
    plain = ending.removesuffix(".gz")
    media_type = "application/gzip" if ending != plain else FORMATS[plain].media_type
    assert response.headers["content-type"].split(";")[0] == media_type
    assert "content-encoding" not in response.headers
    assert response.headers["content-length"] == str(len(body))
    assert response.headers["content-disposition"] == (
        f'attachment; filename="styrkompassen-version-1.{ending}"'
    )
    assert response.headers["x-version"] == "1"
    etag = response.headers["etag"]
    assert re.fullmatch(rf'"[0-9a-f]{{20}}-{re.escape(ending)}"', etag)
    head = http.head(path)
    assert (head.content, head.headers["content-length"]) == (b"", str(len(body)))
    unchanged = http.get(path, headers={"if-none-match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    part = http.get(path, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, body[10:20])
    assert http.get(f"/dump/version-1/styrkompassen.{ending}").content == body
    if ending != plain:
        assert gzip.decompress(body) == http.get(f"/dump/styrkompassen.{plain}").content


def test_a_dump_is_the_same_bytes_when_it_is_made_again(
    http: httpx.Client, served: Served, tmp_path: Path
) -> None:
    """From a copy of the folder, by another process."""
    shutil.copytree(served.data / "versions", tmp_path / "versions")
    shutil.copy(served.data / "current", tmp_path)
    from kg.dump import ENDINGS, Dumps

    dumps = Dumps(tmp_path)
    for ending in ENDINGS:
        again = dumps.file(dumps.published(1), ending).read_bytes()
        assert again == http.get(f"/dump/styrkompassen.{ending}").content, ending


@pytest.mark.parametrize(
    "path",
    [
        "/dump/styrkompassen",
        "/dump/styrkompassen.csv",
        "/dump/styrkompassen.gz",
        "/dump/nq",
        "/dump/..%2Fcurrent",
        "/dump/version-1/current",
        "/dump/version-2/styrkompassen.nq",
        "/dump/version-0/styrkompassen.nq",
        "/dump/version-x/styrkompassen.nq",
        "/dump/version-99999999999999999999/styrkompassen.nq",
    ],
)
def test_what_is_not_there_is_told(http: httpx.Client, path: str) -> None:
    response = http.get(path)
    assert (response.status_code, response.json()["status"]) == (404, 404)
    assert response.headers["content-type"] == "application/problem+json"


def test_curl_saves_it_under_its_name(served: Served, tmp_path: Path) -> None:
    address = f"{served.base_url}/dump/styrkompassen.ttl.gz"
    subprocess.run(["curl", "-sfOJ", address], cwd=tmp_path, check=True)
    (saved,) = tmp_path.iterdir()
    assert saved.name == "styrkompassen-version-1.ttl.gz"
    assert list(parse(gzip.decompress(saved.read_bytes()), RdfFormat.TURTLE))


# --- a graph of files ---


def test_a_graph_of_files_is_described_and_dumped(unpublished: TestClient) -> None:
    said = graph(unpublished.get("/catalog"))
    (catalog,) = said.subjects(URIRef(DCAT + "dataset"))
    assert str(catalog) == "http://testserver/catalog"
    (name,) = set(said.objects(None, URIRef("http://xmlns.com/foaf/0.1/name")))
    assert str(name) == "Exempelby kommun"
    assert list(said.objects(None, URIRef(DCAT + "version"))) == []
    assert list(said.objects(None, URIRef("http://purl.org/dc/terms/issued"))) == []
    quads = dumped(unpublished, "nq")
    assert dumped(unpublished, "trig") == quads == dumped(unpublished, "jsonld")
    void = graph(unpublished.get("/.well-known/void"))
    (triples,) = void.objects(URIRef("http://testserver/catalog#dataset"), URIRef(VOID + "triples"))
    assert int(triples) == len(dumped(unpublished, "nt"))  # type: ignore[arg-type]
    response = unpublished.get("/dump/styrkompassen.nq")
    assert response.headers["content-disposition"].endswith('filename="styrkompassen.nq"')
    assert "x-version" not in response.headers


def test_a_graph_of_files_has_no_versions(unpublished: TestClient) -> None:
    response = unpublished.get("/dump/version-1/styrkompassen.nq?lang=sv")
    assert response.status_code == 404
    assert response.json()["detail"] == VersionUnknown(number=1, known="–").message("sv")


# --- the page ---


@pytest.mark.parametrize("path", DESCRIPTIONS)
def test_a_browser_gets_a_page_in_its_language(http: httpx.Client, path: str) -> None:
    pages = {
        lang: http.get(path, headers={"accept": BROWSER, "accept-language": lang}).text
        for lang in ("sv", "en")
    }
    for lang, words in (
        (
            "sv",
            ["Styr- och ledningssystem som länkade data", "Inte angivet", "10\N{NO-BREAK SPACE}"],
        ),
        ("en", ["Governance system as linked data", "Not stated", "10,"]),
    ):
        page = pages[lang]
        assert f'<html lang="{lang}">' in page
        assert [word for word in words if word not in page] == []
        assert page.count("<h1>") == 1
        assert "<script" not in page
        assert " style=" not in page
    assert "668 av 768 saker är märkta som illustrativa" in pages["sv"]


def test_every_link_of_the_page_answers(http: httpx.Client) -> None:
    page = http.get("/catalog?format=html&lang=en").text
    main = page[page.index("<main") : page.index("</main>")]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"#][^"]*)"', main)}
    assert len(links) > 25
    assert {link: s for link in links if (s := http.get(link).status_code) != 200} == {}
    other = re.search(r'href="([^"]*lang=sv)"', page)
    assert other is not None
    assert '<html lang="sv">' in http.get(other[1], headers={"accept": BROWSER}).text


def test_the_example_on_the_page_works_as_it_stands(http: httpx.Client, tmp_path: Path) -> None:
    import html

    page = http.get("/catalog?format=html&lang=sv").text
    shell, pandas = (
        html.unescape(c) for c in re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.S)
    )
    done = subprocess.run(shell + " -sf", shell=True, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "s"
    assert len(done.stdout.splitlines()) == 5
    known: dict[str, object] = {}
    exec(pandas, known)
    assert list(known["frame"].columns) == ["title", "year", "value"]  # type: ignore[attr-defined]
    assert len(known["frame"]) == 119  # type: ignore[arg-type]


def test_a_title_with_markup_is_shown_and_not_run(tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text(
        """@prefix styr: <https://w3id.org/styrkompass/ns#> .
        @prefix dct: <http://purl.org/dc/terms/> .
        <https://e.example/v> a styr:Vision ; dct:title "<script>alert(1)</script>"@sv .
        <https://e.example/s> a styr:GovernanceSystem ; dct:license <javascript:alert(1)> ;
          dct:publisher "<b>x</b>" ; dct:description "<img src=x onerror=alert(1)>"@sv .""",
        encoding="utf-8",
    )
    settings = Settings(data=tmp_path / "data", embeddings="hashed-words")
    with TestClient(create_app(settings, open_assistant(settings, [path]))) as client:
        page = client.get("/catalog?format=html&lang=sv").text
    assert "<script" not in page
    assert "<b>" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("value", ["CC0", "javascript:alert(1)", "https://a b", "ftp://l.example/"])
def test_a_licence_that_is_no_web_address_is_named(value: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        Settings.from_environment({"STYRKOMPASS_LICENCE": value})
    assert caught.value.params["name"] == "STYRKOMPASS_LICENCE"
    assert value in caught.value.message("sv")
