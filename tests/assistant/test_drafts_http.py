"""Drafts over HTTP: an edit is kept and judged at once, and what differs is told on a page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.setup import Teller, open_assistant, publish
from assistant.web.app import create_app
from assistant.web.drafts import KEPT, LiveDrafts
from kg.drafts import DraftStore
from kg.names import PROVENANCE_GRAPH
from kg.patch import Patch
from kg.validation import validate
from kg.versions import VersionStore

PITEA = "https://w3id.org/styrkompass/id/pitea/"
STYR = "https://w3id.org/styrkompass/ns#"
ACTIVITY = f"{PITEA}aktivitet-laxhjalp-biblioteket"
PATCH = {"content-type": "application/rdf-patch"}
NO_STATUS = f"""TX .
D <{ACTIVITY}> <{STYR}status> <https://w3id.org/styrkompass/concept/status/ongoing> .
TC .
"""
STATUS_AGAIN = NO_STATUS.replace("D <", "A <")


@pytest.fixture
def settings(data: Path, fake_words: None) -> Settings:
    return Settings.from_environment(data=data)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings, open_assistant(settings))) as opened:
        yield opened


def said(client: TestClient, patch: str, name: str = "hosten") -> dict[str, object]:
    response = client.post(f"/api/drafts/{name}?note=prov", content=patch, headers=PATCH)
    assert response.status_code == 200, response.text
    whole: dict[str, object] = response.json()
    return whole


def rules(results: object) -> list[tuple[str, str]]:
    assert isinstance(results, list)
    return [(result["rule"], result["focus"]["iri"]) for result in results]


def test_an_edit_is_kept_and_judged_at_once(client: TestClient, settings: Settings) -> None:
    broken = said(client, NO_STATUS)
    assert rules(broken["broke"]) == [("R21", ACTIVITY)]
    assert (broken["mended"], broken["conforms"]) == ([], False)
    assert (broken["removed"], broken["added"]) == (1, 0)
    again = said(client, NO_STATUS)
    assert (again["edit"], again["broke"], again["removed"], again["added"]) == (None, [], 0, 0)
    mended = said(client, STATUS_AGAIN)
    assert rules(mended["mended"]) == [("R21", ACTIVITY)]
    assert (mended["broke"], mended["conforms"]) == ([], True)
    assert client.get("/api/drafts").json() == ["hosten"]
    edits = client.get("/api/drafts/hosten").json()
    assert [(e["number"], e["removed"], e["added"]) for e in edits[1:]] == [(2, 1, 0), (3, 0, 1)]
    assert [e["note"] for e in edits[1:]] == ["prov"] * 2
    draft = set(DraftStore(settings.data).read("hosten"))
    assert draft == set(VersionStore(settings.data).quads(1))


def test_an_edit_from_elsewhere_is_seen_by_the_next(client: TestClient, settings: Settings) -> None:
    said(client, "TX .\nTC .\n")
    store = DraftStore(settings.data)
    quads = [q for q in store.read("hosten") if q.graph_name != PROVENANCE_GRAPH]
    towards = [q for q in quads if q.predicate.value == f"{STYR}towards"]
    store.edit("hosten", towards[:1], [], who="någon annan")
    told = said(client, NO_STATUS)
    assert (rules(told["broke"]), told["conforms"]) == ([("R21", ACTIVITY)], False)
    told = said(client, STATUS_AGAIN)
    assert (told["broke"], told["conforms"]) == ([], False)


def test_edits_at_once_are_all_kept_and_judged_like_the_whole(settings: Settings) -> None:
    live = LiveDrafts(settings.data)
    quads = [q for q in VersionStore(settings.data).quads(1) if q.graph_name != PROVENANCE_GRAPH]
    gone = [q for q in quads if q.predicate.value == f"{STYR}status"][:12]

    def edit(some: list[object]) -> None:
        for quad in some:
            live.edit("hosten", Patch(removed=frozenset([quad])), "")  # type: ignore[list-item]

    threads = [threading.Thread(target=edit, args=(gone[start::3],)) for start in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = [q for q in DraftStore(settings.data).read("hosten") if q.graph_name != PROVENANCE_GRAPH]
    assert set(left) == set(quads) - set(gone)
    _, change, conforms = live.edit("hosten", Patch(added=frozenset(gone[:1])), "")
    expected = validate([*left, gone[0]])
    assert not conforms
    assert len(expected.results) == len(gone) - 1
    assert [r.rule for r in change.mended.results] == ["R21"]


def test_only_so_many_drafts_are_kept_at_hand(settings: Settings) -> None:
    live = LiveDrafts(settings.data)
    for number in range(KEPT + 2):
        live.edit(f"utkast-{number}", Patch(), "")
    assert len(live._live) == KEPT


@pytest.mark.parametrize(
    ("content", "headers", "status", "part"),
    [
        ("A <x> <y> <z> .", {"content-type": "text/plain"}, 415, "application/rdf-patch"),
        ("TX .\nA trasig .\nTC .", PATCH, 400, "patch"),
    ],
)
def test_what_is_no_patch_is_refused_and_nothing_kept(
    client: TestClient, content: str, headers: dict[str, str], status: int, part: str
) -> None:
    response = client.post("/api/drafts/hosten", content=content, headers=headers)
    assert (response.status_code, part in response.json()["detail"]) == (status, True)
    assert client.get("/api/drafts").json() == []


def test_a_draft_s_name_must_be_one(client: TestClient) -> None:
    response = client.post("/api/drafts/..%2fversions", content=NO_STATUS, headers=PATCH)
    assert response.status_code == 404
    response = client.post("/api/drafts/Höst!", content=NO_STATUS, headers=PATCH)
    assert (response.status_code, "Höst!" in response.json()["detail"]) == (400, True)


def test_what_differs_in_every_form(client: TestClient) -> None:
    said(client, NO_STATUS)
    page = client.get("/andringar?draft=hosten")
    assert "Läxhjälp på biblioteket" in page.text
    assert 'aria-current="page"' not in page.text
    assert '<a href="/versioner">' in page.text  # the menu of the site
    assert '<a href="/andringar?lang=sv">Alla utkast</a>' in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    told = client.get("/andringar?draft=hosten&form=json").json()
    assert (told["changed"], told["statements"]) == (1, {"removed": 1, "added": 0})
    patch = client.get("/andringar?draft=hosten&form=patch").text
    assert [line for line in patch.splitlines() if line[:2] in ("A ", "D ")] == [
        NO_STATUS.splitlines()[1].replace(" .", " <https://w3id.org/styrkompass/graph/data> .")
    ]
    assert client.get("/andringar?draft=finns-inte").status_code == 404
    assert client.get("/andringar?old=9&draft=hosten").status_code == 404


def test_without_a_draft_the_drafts_are_listed(client: TestClient, settings: Settings) -> None:
    """It was an error about a draft that nobody had asked for."""
    empty = client.get("/andringar")
    assert (empty.status_code, "Det finns inga utkast just nu." in empty.text) == (200, True)
    said(client, NO_STATUS)
    page = client.get("/andringar").text
    assert "<h2>hosten</h2>\n    <p>Utgår från version 1. Senast ändrat den " in page
    assert 'href="/andringar?draft=hosten&amp;lang=sv"' in page
    assert 'href="/validera?check=draft:hosten&amp;lang=sv"' in page
    (settings.data / "drafts" / "hosten" / "head.json").write_text("skräp")
    assert "styrkompass drafts hosten --delete" in client.get("/andringar").text


def test_what_differs_between_versions(client: TestClient, settings: Settings) -> None:
    quads = [
        q
        for q in VersionStore(settings.data).quads(1)
        if ACTIVITY not in (getattr(q.subject, "value", ""), getattr(q.object, "value", ""))
    ]
    publish(VersionStore(settings.data), quads, Teller("sv", quiet=True), "utan läxhjälp")
    page = client.get("/andringar?old=1&new=2").text
    assert "Läxhjälp på biblioteket" in page
