"""``POST /api/validate`` as programs and forms use it: every format in and out, and bad input."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse, serialize

from assistant.setup import SHIPPED
from kg.reports import FORMATS
from tests.conftest import Served

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
BROKEN = """@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .

ex:laxhjalp a styr:Activity ;
    dct:title "Läxhjälp på biblioteket"@sv ;
    styr:inFocusaera ex:skola .
"""
MEDIA_TYPES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
RULES = ["R21", "R22", "R27", "R21", "R29"]


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.base_url, timeout=60) as open_client:
        yield open_client


def post(client: httpx.Client, content: str | bytes = BROKEN, **headers: str) -> httpx.Response:
    headers.setdefault("content_type", "text/turtle")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = content.encode() if isinstance(content, str) else content
    return client.post("/api/validate", content=body, headers=named)


def problem(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["detail"]


def test_a_whole_answer(client: httpx.Client) -> None:
    response = post(client, accept="application/json")
    said = response.json()
    assert response.status_code == 200
    assert (said["conforms"], said["not_followed"]) == (False, [])
    assert [result["rule"] for result in said["results"]] == RULES
    (misspelt,) = [result for result in said["results"] if result["rule"] == "R27"]
    assert misspelt.pop("help")
    assert misspelt == {
        "rule": "R27",
        "severity": "violation",
        "focus": {
            "iri": "https://example.org/laxhjalp",
            "title": "Läxhjälp på biblioteket",
            "type": "https://w3id.org/styrkompass/ns#Activity",
        },
        "path": "styr:inFocusaera",
        "value": "https://example.org/skola",
        "message": "Ordet styr:inFocusaera finns inte i styrmodellen. Rätta stavningen.",
        "owner": None,
        "place": "text.ttl, rad 7",
        "suggestion": "styr:inFocusArea",
        "strategy": None,
        "programme": None,
    }


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_every_format_of_rdf_is_read(client: httpx.Client, media_type: str) -> None:
    quads = list(parse(BROKEN, format=RdfFormat.TURTLE))
    rdf_format = MEDIA_TYPES[media_type]
    given = quads if rdf_format.supports_datasets else [quad.triple for quad in quads]
    body = serialize(given, format=rdf_format)
    assert body is not None
    results = post(client, body, content_type=media_type).json()["results"]
    assert [result["rule"] for result in results] == RULES


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_report_is_given(client: httpx.Client, name: str) -> None:
    asked = client.post(
        f"/api/validate?format={name}", content=BROKEN, headers={"content-type": "text/turtle"}
    )
    accepted = post(client, accept=FORMATS[name].media_type)
    media_type = asked.headers["content-type"].partition(";")[0]
    assert (asked.status_code, media_type) == (200, FORMATS[name].media_type)
    assert accepted.headers["content-type"] == asked.headers["content-type"]
    assert "R27" in asked.text or name in ("turtle", "jsonld")


def test_the_w3c_report_has_the_same_results(client: httpx.Client) -> None:
    graph = rdflib.Graph().parse(data=post(client, accept="text/turtle").text, format="turtle")
    assert len(set(graph.objects(None, SH.result))) == len(RULES)
    assert [bool(c) for c in graph.objects(None, SH.conforms)] == [False]


def test_csv_has_a_line_for_each_result(client: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(post(client, accept="text/csv").text)))
    assert [row["rule"] for row in rows] == RULES


def test_several_files_are_judged_together_with_shapes_of_ones_own(client: httpx.Client) -> None:
    own = """@prefix dct: <http://purl.org/dc/terms/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix styr: <https://w3id.org/styrkompass/ns#> .
    <https://example.org/Kort> a sh:NodeShape ; sh:targetClass styr:Vision ;
    sh:property [ sh:path dct:title ; sh:maxLength 5 ; sh:message "För lång titel"@sv ] ."""
    files = [("file", (path.name, path.read_bytes())) for path in sorted(SHIPPED.glob("*.ttl"))]
    said = client.post("/api/validate", files=files).json()
    assert (said["conforms"], said["results"]) == (True, [])
    said = client.post("/api/validate", files=[*files, ("shapes", ("egna.ttl", own))]).json()
    assert {(r["rule"], r["message"]) for r in said["results"]} == {("Kort", "För lång titel")}


def test_the_health_view_is_added_when_asked_for(client: httpx.Client) -> None:
    files = [("file", (path.name, path.read_bytes())) for path in sorted(SHIPPED.glob("*.ttl"))]
    said = client.post("/api/validate?health=true", files=files).json()
    assert said["conforms"]
    assert {result["severity"] for result in said["results"]} == {"info"}


def test_answers_in_the_client_s_language(client: httpx.Client) -> None:
    said = post(client, accept_language="en").json()
    messages = [result["message"] for result in said["results"]]
    assert "The activity has no status. State it with styr:status." in messages
    assert problem(post(client, "ingen turtle", accept_language="en"))[1].startswith("text.ttl ")


def test_imports_are_told_and_not_followed(client: httpx.Client) -> None:
    body = BROKEN + "ex: <http://www.w3.org/2002/07/owl#imports> <http://192.0.2.1/x> ."
    assert post(client, body).json()["not_followed"] == ["http://192.0.2.1/x"]


DEEP = b'{"@graph":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>"""
SERVICE = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/S> a sh:NodeShape ; sh:targetNode <https://example.org/x> ; sh:sparql [
sh:select "SELECT $this WHERE { SERVICE <http://192.0.2.1/> { $this ?p ?o } }" ] ."""
HEAVY = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/S> a sh:NodeShape ; sh:targetNode <https://example.org/laxhjalp> ; sh:sparql [
sh:select '''SELECT $this WHERE { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i .
FILTER(CONCAT(STR(?a), STR(?e), STR(?i)) = "x") }''' ] ."""


@pytest.mark.parametrize(
    ("media_type", "body", "part"),
    [
        ("text/turtle", b"ingenting alls " * 700_000, "rad 1, kolumn 1"),
        ("application/ld+json", DEEP, "200"),
        ("application/rdf+xml", LAUGHS, "entitet"),
        ("application/ld+json", b'{"@context": "http://192.0.2.1/c", "@id": "x"}', "192.0.2.1"),
        ("text/turtle", b"", "ingenting att granska"),
        ("application/pdf", b"hej", "application/pdf"),
    ],
    ids=["garbage", "deep", "entities", "remote context", "nothing", "format"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    client: httpx.Client, media_type: str, body: bytes, part: str
) -> None:
    started = time.monotonic()
    status, detail = problem(post(client, body, content_type=media_type))
    assert (status in (400, 415), part.lower() in detail.lower()) == (True, True), detail
    assert time.monotonic() - started < 60  # it did not run into its limit
    assert client.get("/ready").status_code == 200


def test_broken_turtle_is_told_with_its_place_text_and_what_was_expected(
    client: httpx.Client,
) -> None:
    detail = problem(post(client, BROKEN.replace("Activity ;", "Activity")))[1]
    assert "rad 6" in detail
    assert 'dct:title "Läxhjälp på biblioteket"@sv' in detail
    assert "^" in detail


def test_shapes_that_would_call_out_are_refused(client: httpx.Client) -> None:
    files = [("file", ("a.ttl", BROKEN)), ("shapes", ("egna.ttl", SERVICE))]
    status, detail = problem(client.post("/api/validate", files=files))
    assert (status, "SERVICE" in detail) == (403, True)


def test_shapes_without_end_are_stopped(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant import checking
    from ingest.source import Source
    from kg.errors import TooSlow

    with pytest.raises(TooSlow):
        checking.check(
            [Source("a.ttl", BROKEN.encode())],
            [("tung.ttl", HEAVY.encode())],
            seconds=3,
            megabytes=1000,
        )


def test_a_workbook_is_told_by_sheet_and_cell(client: httpx.Client, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Aktiviteter"
    sheet.append(["Titel", "Status"])
    sheet.append(["Läxhjälp på biblioteket", "Pågående"])
    book.save(tmp_path / "plan.xlsx")
    files = {"file": ("plan.xlsx", (tmp_path / "plan.xlsx").read_bytes())}
    said = client.post("/api/validate", files=files).json()
    assert {(r["rule"], r["place"]) for r in said["results"]} == {
        ("R21", "plan.xlsx, bladet Aktiviteter, rad 2"),
        ("R22", "plan.xlsx, bladet Aktiviteter, rad 2"),
        ("R29", "plan.xlsx, bladet Aktiviteter, rad 2"),
    }


def test_more_than_the_limit_is_refused(client: httpx.Client) -> None:
    status, detail = problem(post(client, b" " * 20_000_001))
    assert (status, "för stort: högst 20 MB" in detail) == (413, True)


def test_json_is_what_the_interface_says(client: httpx.Client) -> None:
    said = json.loads(post(client).text)
    assert {"conforms", "version_of_shapes", "results", "summary", "ms"} <= set(said)


def test_a_misspelt_concept_is_told_with_its_line_and_what_was_meant(client: httpx.Client) -> None:
    """The line was that of the thing here and on the command line, and nothing was suggested."""
    misspelt = BROKEN.replace(
        "styr:inFocusaera ex:skola",
        "styr:status <https://w3id.org/styrkompass/concept/status/pagar>",
    )
    results = post(client, misspelt).json()["results"]
    (found,) = (each for each in results if each["rule"] == "R28")
    assert (found["suggestion"], found["place"]) == ("status:ongoing", "text.ttl, rad 7")
