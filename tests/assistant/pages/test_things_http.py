"""``/id/…``: the page of every kind of thing, its metadata and history, and where there is none."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Quad

from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, DCT, ONTOLOGY_DIR, RDF, STYR
from kg.rdf import read_file
from kg.versions import VersionStore
from tests.assistant.pages.indicator_pages import client, hostile
from tests.assistant.pages.test_tree_http import graph_of, text_of
from tests.kg.conftest import EX

PITEA = "https://w3id.org/styrkompass/id/pitea/"
STATUS = "https://w3id.org/styrkompass/concept/status/"
LAXHJALP = NamedNode(PITEA + "aktivitet-laxhjalp-biblioteket")
CAFE = NamedNode(PITEA + "aktivitet-bokcafe")
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
MUNICIPALITIES = sorted(Path("tests/municipalities").glob("*/graph.ttl"))


@pytest.fixture(scope="module")
def graph() -> GovernanceGraph:
    return GovernanceGraph.from_files(sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl")))


@pytest.fixture(scope="module")
def pitea(graph: GovernanceGraph, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client(graph, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Three versions: Piteå's graph, one with a café and homework help that is paused, and one
    without the café."""
    store = VersionStore(tmp_path_factory.mktemp("versions"))
    first = {
        Quad(q.subject, q.predicate, q.object, DATA_GRAPH)
        for path in sorted((ONTOLOGY_DIR / "pitea").glob("*.ttl"))
        for q in read_file(path)
    }
    was = Quad(LAXHJALP, STYR.status, NamedNode(STATUS + "ongoing"), DATA_GRAPH)
    paused = Quad(LAXHJALP, STYR.status, NamedNode(STATUS + "paused"), DATA_GRAPH)
    cafe = {
        Quad(CAFE, RDF.type, STYR.Activity, DATA_GRAPH),
        Quad(CAFE, DCT.title, Literal("Bokcafé", language="sv"), DATA_GRAPH),
    }
    third = (first - {was}) | {paused}
    for number, quads in enumerate((first, third | cafe, third), start=1):
        store.publish(
            quads,
            publisher="Anna Andersson",
            note=f"Anteckning {number}",
            report={},
            moment=datetime(2026, number, 15, 12, tzinfo=UTC),
        )
    return client(store.load(), store.folder)


def headings(html: str) -> list[str]:
    found = re.findall(r"<(h2|h3|caption)[^>]*>(.*?)</\1>", html, re.DOTALL)
    return [re.sub(r" \d+$", "", text_of(text)) for _, text in found][:-1]


# -- what each kind of thing shows -------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "vision",
            [
                *("Det här ingår", "Strategier mot visionen", "Interna strategier mot visionen"),
                *("Uppgifter", "Antaget genom politiska beslut"),
                *("Styr- och ledningssystem med visionen", "Källor", "Hämta som data"),
            ],
        ),
        (
            "strategi-trygghet",
            [
                *("Vägen till visionen", "Det här ingår", "Utvecklingsprogram", "Uppgifter"),
                *("Antaget genom politiska beslut", "Källor", "Hämta som data"),
            ],
        ),
        (
            "program-uppvaxt",
            [
                *("Syfte", "Bakgrund", "Analys", "Vägen till visionen", "Det här ingår"),
                *("Insatsområden", "Uppgifter", "Uppföljningar", "Vallöften som genomförs här"),
                *("Antaget genom politiska beslut", "Källor", "Hämta som data"),
            ],
        ),
        (
            "insats-skolresultat",
            [
                *("Vägen till visionen", "Det här ingår", "Aktiviteter", "Indikatorer"),
                *("Uppgifter", "Källor", "Hämta som data"),
            ],
        ),
        (
            "aktivitet-laxhjalp-biblioteket",
            ["Vägen till visionen", "Uppgifter", "Uppföljningar", "Källor", "Hämta som data"],
        ),
        (
            "enhet-bibliotek",
            [
                *("Det här bidrar Stadsbiblioteket till", "Uppgifter"),
                *("Ansvarar för aktiviteter", "Ansvarar för indikatorer"),
                "Uppföljningar som rapporterats härifrån",
                *("Källor", "Hämta som data"),
            ],
        ),
        (
            "behov-varierat-boende",
            ["Uppgifter", "Strategier som svarar på behovet", "Källor", "Hämta som data"],
        ),
    ],
)
def test_a_page_has_its_parts_in_order(pitea: TestClient, name: str, expected: list[str]) -> None:
    found = headings(pitea.get(f"/id/pitea/{name}").text)
    assert found == expected


def test_no_relation_is_told_by_the_words_of_the_other_direction(
    pitea: TestClient, graph: GovernanceGraph
) -> None:
    """Once "Strategi (leder mot)" stood on the vision; nothing may be left without words."""
    seen = {
        quad.subject for quad in graph.store.quads_for_pattern(None, RDF.type, None, DATA_GRAPH)
    }
    firsts = {
        graph.type_of(node): node for node in sorted(seen, key=str) if isinstance(node, NamedNode)
    }
    assert len(firsts) > 25
    for node in firsts.values():
        for lang in ("sv", "en"):
            page = pitea.get("/id/", params={"iri": node.value, "lang": lang})
            assert page.status_code == 200
            parts = re.findall(r'<section class="relation-part">.*?</h', page.text, re.DOTALL)
            found = [text_of(re.sub(r"<span class=.count.>.*", "", part)) for part in parts]
            assert not [text for text in found if "(" in text or "pekar hit" in text], node


def test_facts_stand_in_a_sensible_order(pitea: TestClient) -> None:
    page = pitea.get("/id/pitea/program-uppvaxt").text
    assert re.findall(r'<th scope="row">(.*?)</th>', page) == [
        *("Ansvarig", "Gäller", "Samverkar med", "Sökord"),
    ]
    assert "2025-01-01 till 2027-06-30" in page


def test_what_is_below_is_counted_and_leads_to_the_tree(pitea: TestClient) -> None:
    page = pitea.get("/id/pitea/program-uppvaxt").text
    assert "Sammanlagt 3 insatsområden, 13 aktiviteter och 5 indikatorer." in page
    assert 'href="/styrkedjan?under=pitea%2Fprogram-uppvaxt"' in page


def test_several_ways_up_are_a_picture_and_lists(pitea: TestClient) -> None:
    page = pitea.get("/id/pitea/aktivitet-skolnarvaro-team").text
    picture = re.findall(r'<svg class="picture".*?</svg>', page, re.DOTALL)[0]
    assert re.findall(r"<title>(.*?)</title>", picture) == [
        "Vision: Sveriges bästa plats att bo på",
        "Strategi: Trygghet genom hela livet",
        "Utvecklingsprogram: Trygg uppväxt och skola",
        "Insatsområde: Fler elever når målen",
        "Insatsområde: Tidigt stöd till barn och familjer",
        "Aktivitet: Närvaroteam i grundskolan",
    ]
    assert page.count('<ol class="path"') == 2
    assert "En annan väg: Tidigt stöd till barn och familjer" in page


def test_many_things_are_folded(pitea: TestClient) -> None:
    page = pitea.get("/id/pitea/dokument-illustrativt").text
    assert "Visa 120 till" in page
    assert page.count("/id/pitea/aktivitet-") == 130
    assert "Aktiviteter som bygger på källan" in page


def test_more_than_a_page_holds_is_said(tmp_path: Path) -> None:
    activities = "".join(
        f'ex:a{n} a styr:Activity ; dct:title "A {n}"@sv ; styr:inFocusArea ex:f .\n'
        for n in range(900)
    )
    page = client(graph_of(activities), tmp_path).get("/id/", params={"iri": EX + "f"}).text
    assert "Här visas 400 av 900. Alla finns i Turtle-filen." in page


def test_asking_about_it(pitea: TestClient) -> None:
    page = pitea.get("/id/pitea/aktivitet-laxhjalp-biblioteket").text
    asked = "Vilken+strategi+st%C3%B6djer+aktiviteten+%E2%80%9DL%C3%A4xhj%C3%A4lp"
    assert asked in page.replace("%20", "+")
    assert ">Fråga om det här</a>" in page


@pytest.mark.parametrize("path", MUNICIPALITIES, ids=lambda path: path.parent.name)
def test_every_thing_of_a_municipality_has_a_page(path: Path, tmp_path: Path) -> None:
    graph = GovernanceGraph.from_files([path])
    http = client(graph, tmp_path)
    things = {q.subject for q in graph.store.quads_for_pattern(None, None, None, DATA_GRAPH)}
    for node in sorted((n for n in things if isinstance(n, NamedNode)), key=str)[::3]:
        page = http.get("/id/", params={"iri": node.value})
        assert page.status_code == 200, node
        assert json.loads(JSON_LD.findall(page.text)[0])["@graph"][0]["@id"] == node.value


# -- for other programs ------------------------------------------------------------------------


def test_metadata_for_search_engines(pitea: TestClient) -> None:
    page = pitea.get("/id/pitea/aktivitet-laxhjalp-biblioteket").text
    told: dict[str, Any] = json.loads(JSON_LD.findall(page)[0])
    activity, crumbs = told["@graph"]
    assert (told["@context"], activity["@type"]) == ("https://schema.org", "Action")
    assert activity["actionStatus"] == "ActiveActionStatus"
    assert activity["agent"] == [{"@id": PITEA + "enhet-bibliotek", "name": "Stadsbiblioteket"}]
    assert activity["name"] == [
        {"@language": "sv", "@value": "Läxhjälp på biblioteket"},
        {"@language": "en", "@value": "Homework help at the library"},
    ]
    assert [(each["position"], each["name"]) for each in crumbs["itemListElement"]] == [
        (1, "Sveriges bästa plats att bo på"),
        (2, "Trygghet genom hela livet"),
        (3, "Trygg uppväxt och skola"),
        (4, "Fler elever når målen"),
        (5, "Läxhjälp på biblioteket"),
    ]
    assert crumbs["itemListElement"][0]["item"] == "http://testserver/id/pitea/vision"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("vision", "CreativeWork"),
        ("kommun", "GovernmentOrganization"),
        ("indikator-laxhjalp-besok", "StatisticalVariable"),
        ("dokument-illustrativt", "DigitalDocument"),
    ],
)
def test_metadata_has_a_class_of_schema_org(pitea: TestClient, name: str, kind: str) -> None:
    page = pitea.get(f"/id/pitea/{name}").text
    assert json.loads(JSON_LD.findall(page)[0])["@graph"][0]["@type"] == kind


def test_other_formats_are_announced(pitea: TestClient) -> None:
    page = pitea.get("/id/pitea/vision").text
    assert '<link rel="alternate" type="text/turtle" href="/id/pitea/vision?format=ttl">' in page
    turtle = pitea.get("/id/pitea/vision", headers={"accept": "text/turtle"})
    assert turtle.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("n", range(6))
@pytest.mark.parametrize("kind", ["p", "u", "f", "a", "i"])
def test_titles_of_every_kind_break_nothing(tmp_path: Path, kind: str, n: int) -> None:
    page = client(hostile(), tmp_path).get("/id/", params={"iri": f"{EX}{kind}{n}"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert not re.search(r'href="\s*javascript:', page.text, re.IGNORECASE)
    [told] = JSON_LD.findall(page.text)
    assert "<" not in told
    json.loads(told)


# -- history -----------------------------------------------------------------------------------


def test_what_happened_to_a_thing(versions: TestClient) -> None:
    page = versions.get("/id/pitea/aktivitet-laxhjalp-biblioteket").text
    history = text_of(re.findall(r'<ol class="history".*?</ol>', page, re.DOTALL)[0])
    assert history == (
        "Version 2 2026-02-15, Anna Andersson Aktiviteten ”Läxhjälp på biblioteket”: "
        "status ändrades från ”Pågående” till ”Pausad” Anteckning 2 "
        "Version 1 2026-01-15, Anna Andersson Lades till. Anteckning 1"
    )
    assert 'href="/versioner/2"' in page


def test_what_has_not_changed_says_so(versions: TestClient) -> None:
    page = text_of(versions.get("/id/pitea/vision").text)
    assert "Oförändrad sedan den lades till: Version 1 2026-01-15, Anna Andersson" in page


def test_what_was_removed_can_be_read_as_it_was(
    versions: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = versions.get("/id/pitea/aktivitet-bokcafe")
    assert page.status_code == 404
    assert "Saken fanns till och med version 2." in page.text
    assert 'href="/id/pitea/aktivitet-bokcafe?version=2"' in page.text


def test_a_graph_of_files_has_no_history(pitea: TestClient) -> None:
    assert "Historik" not in pitea.get("/id/pitea/vision").text


# -- where there is none -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/id/pitea/aktivitet-laxhjelp-bibliotek", "Läxhjälp på biblioteket"),
        ("/id/pitea/strategi-tryghet", "Trygghet genom hela livet"),
        ("/id/lekplatser", "lekplatser"),
    ],
)
def test_similar_things_are_suggested(pitea: TestClient, address: str, meant: str) -> None:
    page = pitea.get(address)
    assert page.status_code == 404
    similar = re.findall(r'<ul class="things".*?</ul>', page.text, re.DOTALL)
    assert meant in text_of(similar[0])
    assert 'href="/styrkedjan?q=' in page.text


def test_nothing_similar_is_no_list(pitea: TestClient) -> None:
    page = pitea.get("/id/qqqqxzxzx")
    assert (page.status_code, "Kanske letar du efter" in page.text) == (404, False)


@pytest.mark.parametrize("name", ["inte%20en%20iri", "%3Cscript%3Ealert(1)%3C/script%3E", ""])
def test_what_cannot_be_an_address(pitea: TestClient, name: str) -> None:
    page = pitea.get(f"/id/?iri={name}")
    assert page.status_code == 404
    assert "<script>alert" not in page.text


def test_programs_are_told_as_before(pitea: TestClient) -> None:
    told = pitea.get("/id/pitea/finns-inte", headers={"accept": "application/json"})
    assert (told.status_code, told.json()["type"]) == (404, "#ThingUnknown")
