"""What the editor and the page for exploring ask, over HTTP: whole answers, good and bad input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.library import library
from assistant.settings import Settings
from assistant.web.app import create_app
from kg.graph import GovernanceGraph
from kg.names import QUERY_PREFIXES
from kg.query_check import LONGEST

API = "/api/sparql"
S = "https://w3id.org/styrkompass/ns#"
EX = "http://example.org/exempelby/"
PITEA = "https://w3id.org/styrkompass/id/pitea/"
TITLE = "http://purl.org/dc/terms/title"


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, example: GovernanceGraph
) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("data")
    settings = Settings(data=data, embeddings="hashed-words")
    with TestClient(create_app(settings, Assistant(example, settings))) as client:
        yield client


def got(client: TestClient, path: str, **parameters: str) -> Any:
    response = client.get(API + path, params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def sent(client: TestClient, path: str, body: object) -> Any:
    response = client.post(API + path, json=body)
    assert response.status_code in (200, 201), response.text
    return response.json()


# -- words --------------------------------------------------------------------------------------


def test_vocabulary(opened: TestClient) -> None:
    response = opened.get(f"{API}/vocabulary")
    told = response.json()
    assert list(told) == ["version", "prefixes", "classes", "properties", "concepts", "graphs"]
    assert (told["version"], told["prefixes"]) == (0, QUERY_PREFIXES)
    status = next(each for each in told["properties"] if each["name"] == "styr:status")
    assert status == {
        "iri": f"{S}status",
        "name": "styr:status",
        "label": {"sv": "status", "en": "status"},
        "comment": status["comment"],
        "domains": [f"{S}Activity"],
        "ranges": ["http://www.w3.org/2004/02/skos/core#Concept"],
        "kind": "concept",
        "scheme": "https://w3id.org/styrkompass/concept/status",
        "count": 0,
    }
    assert {"sv", "en"} == set(status["comment"])
    keys = {"iri", "name", "label", "comment", "above", "count", "total"}
    assert all(set(each) == keys for each in told["classes"])
    assert [each["name"] for each in told["graphs"]] == [
        *("graph:data", "graph:derived", "graph:ontology", "graph:provenance")
    ]
    assert response.headers["x-version"] == "0"


def test_vocabulary_is_fetched_once_for_each_version(opened: TestClient) -> None:
    first = opened.get(f"{API}/vocabulary")
    tag = first.headers["etag"]
    again = opened.get(f"{API}/vocabulary", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert opened.get(f"{API}/vocabulary", headers={"if-none-match": '"x"'}).status_code == 200


def test_things(opened: TestClient) -> None:
    assert got(opened, "/things", q="laxhj", lang="sv") == {
        "things": [
            {
                "iri": f"{EX}laxhjalp",
                "name": None,
                "title": "Läxhjälp i bygdegården",
                "type": {"iri": f"{S}Activity", "label": "Aktivitet"},
            }
        ]
    }
    english = got(opened, "/things", q="", lang="en", limit="1", **{"class": f"{S}Strategy"})
    assert [(t["title"], t["type"]["label"]) for t in english["things"]] == [
        ("Learning throughout life", "Strategy")
    ]
    for nothing in ({"q": "zzz"}, {"class": "inte en iri"}, {"class": f"{S}Need"}):
        assert got(opened, "/things", **nothing) == {"things": []}


def test_labels(opened: TestClient) -> None:
    iris = [f"{EX}vision", f"{S}Activity", "http://www.w3.org/2000/01/rdf-schema#label"]
    iris += ["http://example.org/nothing", "inte en iri", f"{EX}vision", "http://x/\ud800"]
    answer = sent(opened, "/labels", {"iris": iris[:6], "lang": "en"})
    assert answer == {
        "labels": {
            f"{EX}vision": {
                "title": "A curious Exempelby",
                "type": {"iri": f"{S}Vision", "label": "Vision"},
                "href": "/id/?iri=http%3A%2F%2Fexample.org%2Fexempelby%2Fvision",
            },
            f"{S}Activity": {
                "title": "Activity",
                "type": {"iri": "http://www.w3.org/2002/07/owl#Class", "label": "class"},
                "href": "/id/?iri=https%3A%2F%2Fw3id.org%2Fstyrkompass%2Fns%23Activity",
            },
            "http://www.w3.org/2000/01/rdf-schema#label": {
                "title": "label",
                "type": None,
                "href": None,
            },
        }
    }
    broken = json.dumps({"iris": [iris[6]]})
    headers = {"content-type": "application/json"}
    assert opened.post(f"{API}/labels", content=broken, headers=headers).json() == {"labels": {}}


# -- checks -------------------------------------------------------------------------------------


def test_check(opened: TestClient) -> None:
    query = "SELECT ?a WHERE {\n  ?a a styr:Activity ; styr:staus ?s\n}"
    assert sent(opened, "/check", {"query": query, "lang": "sv"}) == {
        "ok": True,
        "form": "select",
        "variables": ["a"],
        "errors": [
            {
                "message": "styr:staus finns inte i styrmodellen, så det här ger inga träffar. "
                "Menade du styr:status?",
                "line": 2,
                "column": 24,
                "end_line": 2,
                "end_column": 34,
                "severity": "warning",
            }
        ],
        "explanation": [
            {"depth": 0, "text": "Visar varje ?a där det här gäller:"},
            {"depth": 1, "text": "?a är en aktivitet och har ?s som styr:staus"},
        ],
    }


def test_check_of_what_is_no_query(opened: TestClient) -> None:
    answer = opened.post(
        f"{API}/check", json={"query": "SELECT ?a {"}, headers={"accept-language": "en"}
    ).json()
    assert answer == {
        "ok": False,
        "form": None,
        "variables": [],
        "errors": [
            {
                "message": "The query ends, but { on line 1 is not closed. Add }.",
                "line": 1,
                "column": 12,
                "end_line": 1,
                "end_column": 13,
                "severity": "error",
            }
        ],
        "explanation": [],
    }
    long = sent(opened, "/check", {"query": "ASK { #" + "x" * LONGEST, "lang": "en"})
    assert long["errors"][0]["message"].endswith("is not examined. Divide it.")


# -- the query library --------------------------------------------------------------------------


def test_the_library(opened: TestClient) -> None:
    told = {each["name"]: each for each in got(opened, "/queries")["queries"]}
    assert set(told) == {each.name for each in library() if each.select}
    classes = [f"{S}GovernanceSystem", f"{S}Strategy"]
    assert told["ending"]["parameters"] == [
        {
            "name": "during",
            "label": {"sv": "År", "en": "Year"},
            "kind": "year",
            "classes": [],
            "required": False,
            "default": str(date.today().year),
        }
    ]
    validity = told["validity"]
    assert validity["label"] == {
        "sv": "Hur länge gäller det?",
        "en": "For how long is it in force?",
    }
    (about,) = validity["parameters"]
    assert (about["kind"], about["required"], about["default"]) == ("thing", True, None)
    assert set(classes) < set(about["classes"])
    languages = [p for each in told.values() for p in each["parameters"] if p["name"] == "lang"]
    assert {(p["kind"], p["default"]) for p in languages} == {("language", "sv")}


def test_a_query_of_the_library_filled_in(opened: TestClient) -> None:
    about = f"{EX}strategi-natur"
    answer = got(opened, "/queries/activities", about=about, lang="en")
    assert (answer["name"], answer["title"]) == (
        *("activities", "Which activities are part of it? (Living lakes and forests)"),
    )
    assert "?about" not in answer["sparql"]
    assert answer["sparql"].count(f"<{about}>") == 2
    ending = got(opened, "/queries/ending", during="2031", lang="sv")
    assert (ending["title"], '= "2031"' in ending["sparql"]) == ("Vad tar slut i år?", True)
    vision = got(opened, "/queries/vision", lang="en", about="tas inte med")
    assert 'LANG(?own) = "en"' in vision["sparql"]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_query_of_the_library_can_be_filled_in_and_is_right(
    opened: TestClient, lang: str
) -> None:
    for each in got(opened, "/queries")["queries"]:
        things = {p["name"]: f"{EX}vision" for p in each["parameters"] if p["kind"] == "thing"}
        filled = got(opened, f"/queries/{each['name']}", lang=lang, **things)
        found = opened.post(f"{API}/check", json={"query": filled["sparql"], "lang": lang}).json()
        assert [e for e in found["errors"] if e["severity"] == "error"] == []


# -- saved queries ------------------------------------------------------------------------------


def test_saved_shared_changed_and_removed(opened: TestClient) -> None:
    assert got(opened, "/saved") == {"queries": []}
    body = {"title": "Mina frågor 😀", "query": "ASK {}", "description": "Till mötet."}
    response = opened.post(f"{API}/saved", json=body)
    kept = response.json()
    name, key = kept["id"], kept.pop("key")
    assert response.status_code == 201
    assert response.headers["location"] == f"{API}/saved/{name}"
    assert kept == {"id": name, **body, "created": kept["created"]}
    assert got(opened, f"/saved/{name}") == kept
    assert got(opened, "/saved") == {"queries": [kept]}
    changed = opened.put(
        f"{API}/saved/{name}", json={"title": "Ny", "query": "ASK { }"}, headers={"x-key": key}
    )
    assert changed.json() == {**kept, "title": "Ny", "query": "ASK { }", "description": ""}
    for headers in ({}, {"x-key": "fel"}):
        for refused in (
            opened.put(f"{API}/saved/{name}", json=body, headers=headers),
            opened.delete(f"{API}/saved/{name}", headers=headers),
        ):
            assert problem(refused) == (403, "#SavedKeyWrong")
    assert opened.delete(f"{API}/saved/{name}", headers={"x-key": key}).status_code == 204
    assert got(opened, "/saved") == {"queries": []}
    assert problem(opened.get(f"{API}/saved/{name}")) == (404, "#SavedUnknown")


# -- exploring ----------------------------------------------------------------------------------


def test_explore(opened: TestClient) -> None:
    body = {
        "class": f"{S}Activity",
        "columns": [{"path": [{"property": f"{S}responsible"}], "name": "Vem"}],
        "filters": [{"path": [{"property": TITLE}], "op": "contains", "value": "läx"}],
        "order": {"column": 1, "descending": True},
        "limit": 20,
        "lang": "sv",
    }
    assert sent(opened, "/explore", body) == {
        "sparql": """\
SELECT DISTINCT ?aktivitet ?vem WHERE {
  ?aktivitet a styr:Activity .
  OPTIONAL { ?aktivitet styr:responsible ?vem }
  FILTER EXISTS {
    ?aktivitet dct:title ?titel
    FILTER(CONTAINS(LCASE(STR(?titel)), LCASE("läx")))
  }
}
ORDER BY DESC(?vem)
LIMIT 20
""",
        "columns": ["aktivitet", "vem"],
        "explanation": [
            {
                "depth": 0,
                "text": "Visar ?aktivitet och ?vem (lika rader bara en gång) där det här gäller:",
            },
            {"depth": 1, "text": "?aktivitet är en aktivitet"},
            {"depth": 1, "text": "om det finns: ?aktivitet har ?vem som ansvarig"},
            {"depth": 1, "text": "det finns något sådant att allt det här gäller:"},
            {"depth": 2, "text": "?aktivitet har ?titel som titel"},
            {
                "depth": 2,
                "text": "?titel innehåller ”läx” (stora och små bokstäver räknas lika)",
            },
            {"depth": 0, "text": "Sorteras efter ?vem (störst eller senast först)."},
            {"depth": 0, "text": "Högst 20 rader visas."},
        ],
    }


def test_columns_to_choose_from(opened: TestClient) -> None:
    told = got(opened, "/explore/columns", lang="sv", **{"class": f"{S}FocusArea"})["columns"]
    assert {
        "property": f"{S}inFocusArea",
        "inverse": True,
        "name": "aktivitet",
        "label": {"sv": "Aktivitet (ingår i insatsområdet)", "en": "Activity (in focus area)"},
        "kind": "thing",
        "target": f"{S}Activity",
        "scheme": None,
        "count": 2,
    } in told


# -- bad input ----------------------------------------------------------------------------------


def problem(response: Any) -> tuple[int, str]:
    """Status and type, once the error has the one shape that errors have."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert list(body)[:5] == ["type", "title", "status", "detail", "instance"]
    assert body["status"] == response.status_code
    return response.status_code, body["type"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/things?limit=0", (400, "#RequestBroken")),
        ("/things?limit=101", (400, "#RequestBroken")),
        ("/things?lang=de", (422, "#LanguageUnknown")),
        ("/queries/finns-inte", (404, "#LibraryQueryUnknown")),
        ("/queries/path", (404, "#LibraryQueryUnknown")),
        ("/queries/validity", (422, "#LibraryParameterWrong")),
        ("/queries/validity?about=a+b", (422, "#LibraryParameterWrong")),
        ("/queries/ending?during=26", (422, "#LibraryParameterWrong")),
        ("/queries/ending?during=%D9%A1%D9%A2%D9%A3%D9%A4", (422, "#LibraryParameterWrong")),
        ("/queries/vision?lang=%00", (422, "#LanguageUnknown")),
        ("/saved/finnsinte2", (404, "#SavedUnknown")),
        ("/saved/..%2Fcurrent", (404, "about:blank")),
        ("/explore/columns", (400, "#RequestBroken")),
        ("/explore/columns?class=a+b", (422, "#ExploreWrong")),
        ("/explore/columns?class=", (422, "#ExploreWrong")),
        ("/finns-inte", (404, "about:blank")),
    ],
)
def test_a_wrong_address(opened: TestClient, path: str, wanted: tuple[int, str]) -> None:
    assert problem(opened.get(API + path)) == wanted


@pytest.mark.parametrize(
    ("path", "body", "wanted"),
    [
        ("/labels", {"iris": "en text"}, (400, "#RequestBroken")),
        ("/labels", {"iris": [f"{EX}{n}" for n in range(501)]}, (400, "#RequestBroken")),
        ("/labels", {"iris": ["x" * 2001]}, (400, "#RequestBroken")),
        ("/labels", {"iris": [], "lang": "fi"}, (422, "#LanguageUnknown")),
        ("/check", {}, (400, "#RequestBroken")),
        ("/check", {"query": ["ASK {}"]}, (400, "#RequestBroken")),
        ("/check", {"query": "ASK {}", "lang": "fi"}, (422, "#LanguageUnknown")),
        ("/check", {"query": "x" * 1_100_000}, (413, "about:blank")),
        ("/saved", {"title": "", "query": "ASK {}"}, (422, "#SavedWrong")),
        ("/saved", {"title": "En", "query": "x" * 50_001}, (422, "#SavedWrong")),
        ("/saved", {"title": "En"}, (400, "#RequestBroken")),
        ("/explore", {}, (400, "#RequestBroken")),
        ("/explore", {"class": "a b"}, (422, "#ExploreWrong")),
        ("/explore", {"class": f"{S}Need", "columns": [{"path": []}]}, (422, "#ExploreWrong")),
        ("/explore", {"class": f"{S}Need", "limit": -1}, (422, "#ExploreWrong")),
        ("/explore", {"class": f"{S}Need", "order": {"column": 4}}, (422, "#ExploreWrong")),
        (
            "/explore",
            {"class": f"{S}Need", "filters": [{"path": [], "op": "like"}]},
            (400, "#RequestBroken"),
        ),
    ],
)
def test_a_wrong_body(opened: TestClient, path: str, body: object, wanted: tuple[int, str]) -> None:
    assert problem(opened.post(API + path, json=body)) == wanted


@pytest.mark.parametrize("path", ["/labels", "/check", "/saved", "/explore"])
def test_a_body_that_is_no_json(opened: TestClient, path: str) -> None:
    for content, kind in ((b"{", "application/json"), (b'{"query": "ASK {}"}', "text/plain")):
        response = opened.post(API + path, content=content, headers={"content-type": kind})
        assert problem(response) == (400, "#RequestBroken")


def test_errors_are_told_in_the_language_asked_for(opened: TestClient) -> None:
    swedish, english = (
        opened.get(f"{API}/queries/finns-inte", params={"lang": lang}).json()["detail"]
        for lang in ("sv", "en")
    )
    assert swedish.startswith("Det finns ingen fråga som heter finns-inte")
    assert english.startswith("There is no query called finns-inte")


# -- a published version ------------------------------------------------------------------------


def test_the_versions_are_graphs_too(data: Path, fake_words: None) -> None:
    from assistant.setup import open_assistant

    settings = Settings.from_environment(data=data)
    with TestClient(create_app(settings, open_assistant(settings))) as client:
        response = client.get(f"{API}/vocabulary")
        assert response.headers["etag"].startswith('W/"1-')
        assert response.json()["graphs"][-1] == {
            "iri": "https://w3id.org/styrkompass/graph/version-1",
            "name": "graph:version-1",
            "label": {"sv": "Version 1", "en": "Version 1"},
        }
        (thing,) = client.get(f"{API}/things?q=laxhjalp bibl").json()["things"]
        assert thing["name"] == "pitea:aktivitet-laxhjalp-biblioteket"
        labels = client.post(f"{API}/labels", json={"iris": [f"{PITEA}vision"]}).json()["labels"]
        assert labels[f"{PITEA}vision"]["href"] == "/id/pitea/vision"
        kept = client.post(f"{API}/saved", json={"title": "En", "query": "ASK {}"}).json()
        assert (data / "queries" / f"{kept['id']}.json").exists()
