"""What readers say of answers: kept without telling who, made into words and test questions."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode

from assistant.assistant import Assistant
from assistant.errors import FeedbackFull, FeedbackPersonal, FeedbackUnknown, FeedbackWrong
from assistant.evaluation import read_questions
from assistant.feedback import REASONS, Feedback, Said
from assistant.settings import Settings
from assistant.web import feedback
from assistant.web.app import create_app
from assistant.web.pace import Pace
from kg.drafts import DraftStore
from kg.names import SKOS
from kg.texts import load

PITEA = "https://w3id.org/styrkompass/id/pitea/"
SAFETY, INTERNAL = f"{PITEA}strategi-trygghet", f"{PITEA}strategi-intern"
HOMEWORK = f"{PITEA}aktivitet-laxhjalp-biblioteket"
WRONG = {
    "right": False,
    "lang": "sv",
    "reason": "strategy",
    "strategy": SAFETY,
    "comment": "Kråkboet är läxhjälp.",
    "question": "Vilken strategi   stödjer kråkboet?",
    "consent": True,
    "verdict": "likely",
    "version": 1,
    "shown": [f"{PITEA}strategi-boende"],
    "things": [HOMEWORK],
}
HTML = {"accept": "text/html", "accept-language": "sv"}


@pytest.fixture
def settings(data: Path) -> Settings:
    return Settings.from_environment(data=data)


@pytest.fixture
def client(settings: Settings, assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_app(settings, assistant)) as opened:
        yield opened


def kept(settings: Settings) -> list[Said]:
    return Feedback(settings.data, settings.feedback_days).all()


def given(client: TestClient, **other: object) -> str:
    response = client.post("/api/feedback", json={**WRONG, **other})
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def test_what_was_said_is_kept_and_nothing_else(client: TestClient, settings: Settings) -> None:
    name = given(client)
    (said,) = kept(settings)
    assert said == Said(
        right=False,
        lang="sv",
        reason="strategy",
        strategy=SAFETY,
        comment="Kråkboet är läxhjälp.",
        question="Vilken strategi stödjer kråkboet?",
        verdict="likely",
        version=1,
        shown=(f"{PITEA}strategi-boende",),
        things=(HOMEWORK,),
        id=name,
        at=said.at,
    )
    line = json.loads((settings.data / "feedback/feedback.jsonl").read_text(encoding="utf-8"))
    assert set(line) == {
        "right", "lang", "reason", "strategy", "comment", "question", "verdict", "version",
        "shown", "things", "id", "at",
    }  # fmt: skip


def test_without_consent_the_question_is_not_kept(client: TestClient, settings: Settings) -> None:
    given(client, consent=False)
    given(client, right=True, consent=False)
    yes, no = sorted(kept(settings), key=lambda said: not said.right)
    assert "kråkboet?" not in (settings.data / "feedback/feedback.jsonl").read_text("utf-8")
    assert (no.question, no.comment) == ("", "Kråkboet är läxhjälp.")
    assert (yes.reason, yes.strategy, yes.comment) == ("", "", "")


@pytest.mark.parametrize(
    ("other", "status", "part"),
    [
        ({"question": "Jag heter 19811218-9876"}, 422, "personnummer"),
        ({"comment": "fråga 811218-9876", "consent": False}, 422, "personnummer"),
        ({"reason": "hittepå"}, 422, "reason"),
        ({"strategy": "https://example.org/finns-inte"}, 422, "strategy"),
        ({"strategy": HOMEWORK}, 422, "strategy"),
        ({"comment": "x" * 1001}, 422, "comment"),
        ({"lang": "fi"}, 422, "lang"),
        ({"shown": ["x" * 501]}, 422, "shown"),
        ({"shown": ["x"] * 31}, 400, "shown"),
        ({"right": "kanske"}, 400, "right"),
    ],
)
def test_what_is_wrong_is_refused_and_not_kept(
    client: TestClient, settings: Settings, other: dict[str, object], status: int, part: str
) -> None:
    response = client.post(
        "/api/feedback", json={**WRONG, **other}, headers={"accept-language": "sv"}
    )
    assert (response.status_code, part in response.json()["detail"]) == (status, True)
    assert kept(settings) == []


def test_no_more_than_so_many_in_a_while(client: TestClient) -> None:
    for _ in range(feedback.BY_ONE):
        given(client)
    response = client.post("/api/feedback", json=WRONG)
    assert (response.status_code, response.json()["type"]) == (429, "#FeedbackTooOften")


def test_the_pace_is_counted_by_client_and_together() -> None:
    now = [0.0]
    pace = Pace(2, 3, 10.0, clock=lambda: now[0])
    assert [pace.allows(who) for who in "aaabc"] == [True, True, False, True, False]
    now[0] = 10.0
    assert [pace.allows(who) for who in "abbb"] == [True, True, True, False]


def test_the_settings_can_turn_it_off(settings: Settings, assistant: Assistant) -> None:
    off = replace(
        settings, feedback="off", brand_name="Kompassen", starters="Ett? | Två?|", history="none"
    )
    with TestClient(create_app(off, assistant)) as client:
        assert client.post("/api/feedback", json=WRONG).status_code == 404
        assert client.get("/tyck-till", headers=HTML).status_code == 404
        assert "avstängd i inställningarna" in client.get("/aterkoppling", headers=HTML).text
        told = client.get("/api/chat").json()
        page = client.get("/?q=Vad+är+visionen%3F", headers=HTML).text
    assert told == {
        "name": "Kompassen",
        "starters": {"sv": ["Ett?", "Två?"], "en": []},
        "history": "none",
        "feedback": False,
    }
    assert "/tyck-till" not in page
    assert json.loads(re.findall(r"config='([^']*)'", page)[0]) == told


def test_the_strategies_there_are(client: TestClient) -> None:
    told = client.get("/api/strategies?lang=sv").json()["strategies"]
    assert [each["title"] for each in told] == [
        "Attraktivt boende och livsmiljö",
        "Ett växande och hållbart näringsliv",
        "Mycket att göra och uppleva",
        "Samhällstjänster av högsta kvalitet",
        "Trygghet genom hela livet",
    ]
    assert {"iri": SAFETY, "title": "Trygghet genom hela livet"} in told


# -- without scripts --


def test_the_form_without_scripts(client: TestClient, settings: Settings) -> None:
    answer = client.post("/?lang=sv", data={"q": "Vad är visionen?"}, headers=HTML).text
    told = answer[answer.index('<form class="tell"') :]
    opened = dict(re.findall(r'name="(\w+)" value="([^"]*)"', told[: told.index("</form>")]))
    assert opened == {"question": "Vad är visionen?", "verdict": "answered", "open": "yes"}
    asked_for = re.findall(r'action="([^"]+)"', told)[0]
    form = client.post(asked_for, data={**opened, "shown": [SAFETY, "x"], "right": "no"})
    assert (form.status_code, form.text.count("checked"), "fault" in form.text) == (200, 0, False)
    assert 'name="question" value="Vad är visionen?"' in form.text
    assert re.findall(r'name="shown" value="([^"]*)"', form.text) == [SAFETY]
    assert not re.search(r'href="[^"]*(q=|visionen%3F)', form.text)
    asked = "/tyck-till?q=Kr%C3%A5kboet&verdict=likely&strategy=" + SAFETY + "&lang=sv"
    page = client.get(asked, headers=HTML).text
    assert page.count("Trygghet genom hela livet</option>") == 1
    assert f'name="shown" value="{SAFETY}"' in page
    fields = {
        "right": "no", "reason": "invented", "strategy": "none", "comment": "Nej.",
        "question": "Kråkboet", "verdict": "likely", "shown": SAFETY,
    }  # fmt: skip
    response = client.post("/tyck-till?lang=sv", data=fields, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/tyck-till?tack=1&lang=sv",
    )
    assert "Tack!" in client.get(response.headers["location"], headers=HTML).text
    client.post("/tyck-till?lang=sv", data={**fields, "consent": "yes"})
    found = kept(settings)
    assert sorted(said.question for said in found) == ["", "Kråkboet"]
    assert {(s.reason, s.strategy, s.verdict, s.shown) for s in found} == {
        ("invented", "none", "likely", (SAFETY,))
    }


# -- what strategists do with it --


def decide(client: TestClient, name: str, act: str, **fields: str) -> int:
    page = client.get("/aterkoppling?lang=sv", headers=HTML).text
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    told = {"token": token, "id": name, "act": act, **fields}
    response = client.post("/aterkoppling?lang=sv", data=told, follow_redirects=False)
    return response.status_code


def test_the_page_tells_what_was_said(client: TestClient) -> None:
    assert "inga synpunkter som väntar" in client.get("/aterkoppling", headers=HTML).text
    given(client, question="<script>alert(1)</script> & “kråkbo”")
    given(client, right=True)
    page = client.get("/aterkoppling?lang=sv", headers=HTML)
    assert page.headers["cache-control"] == "no-store"
    for part in (
        "Rätt: 1. Fel: 1.",
        "Väntar på dig (1)",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "Kråkboet är läxhjälp.",
        "Fel strategi",
        "Attraktivt boende och livsmiljö",
        ">Läxhjälp på biblioteket</option>",
        "Trygghet genom hela livet</option>",
    ):
        assert part in page.text
    assert "<script>alert" not in page.text


def test_a_word_is_taught_in_a_draft(client: TestClient, settings: Settings) -> None:
    name = given(client)
    assert decide(client, name, "synonym", word="kråkboet", thing=HOMEWORK, draft="ord") == 303
    label = Literal("kråkboet", language="sv")
    found = [q for q in DraftStore(settings.data).read("ord") if q.object == label]
    assert [(q.subject, q.predicate) for q in found] == [(NamedNode(HOMEWORK), SKOS.altLabel)]
    (said,) = kept(settings)
    assert (said.outcome, said.result) == (
        "synonym",
        {"word": "kråkboet", "thing": HOMEWORK, "draft": "ord"},
    )
    page = client.get("/aterkoppling?lang=sv", headers=HTML).text
    assert "Ordet ”kråkboet” är tillagt för Läxhjälp på biblioteket i utkastet ord." in page
    assert 'href="/andringar?draft=ord"' in page


@pytest.mark.parametrize(
    "address", [HOMEWORK, "http://localhost:8000/id/pitea/aktivitet-laxhjalp-biblioteket?lang=sv",
                "/id/pitea/aktivitet-laxhjalp-biblioteket"],
)  # fmt: skip
def test_a_thing_is_named_by_its_address(
    client: TestClient, settings: Settings, address: str
) -> None:
    assert decide(client, given(client), "synonym", word="kråkboet", other=address) == 303
    assert (kept(settings)[0].result or {})["thing"] == HOMEWORK


def test_test_questions_can_be_evaluated(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    for question, gold in (("Kråkboet?", SAFETY), ("Tvätta bilen?", "none"), ("Löner?", INTERNAL)):
        assert decide(client, given(client), "test", question=question, gold=gold) == 303
    response = client.get("/aterkoppling/fragor.jsonl")
    assert response.headers["content-disposition"] == 'attachment; filename="fragor.jsonl"'
    file = tmp_path / "fragor.jsonl"
    file.write_text(response.text, encoding="utf-8")
    read = sorted(read_questions(file), key=lambda each: each.question)
    assert [(q.question, q.kind, q.gold, q.lang) for q in read] == [
        ("Kråkboet?", "described", (SAFETY,), "sv"),
        ("Löner?", "internal", (INTERNAL,), "sv"),
        ("Tvätta bilen?", "unknown", (), "sv"),
    ]
    assert {q.id for q in read} == {f"aterkoppling-{said.id}" for said in kept(settings)}


def test_dismissed_and_opened_again(client: TestClient, settings: Settings) -> None:
    name = given(client)
    assert decide(client, name, "dismiss") == 303
    assert decide(client, name, "test", gold="none") == 409
    assert kept(settings)[0].outcome == "dismissed"
    assert decide(client, name, "reopen") == 303
    assert kept(settings)[0].outcome == ""


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("synonym", {"word": "", "thing": HOMEWORK}, 422),
        ("synonym", {"word": "kråkboet"}, 422),
        ("synonym", {"word": "\u202e\x07", "thing": HOMEWORK}, 422),
        ("synonym", {"word": "x" * 201, "thing": HOMEWORK}, 422),
        ("test", {"gold": "none", "question": "x" * 2001}, 422),
        ("synonym", {"word": "kråkboet", "thing": f"{PITEA}finns-inte"}, 404),
        ("synonym", {"word": "kråkboet", "thing": "inte en <IRI>"}, 404),
        ("synonym", {"word": "kråkboet", "thing": HOMEWORK, "draft": "../versions"}, 400),
        ("test", {"gold": f"{PITEA}finns-inte"}, 422),
    ],
)
def test_what_cannot_be_decided_changes_nothing(
    client: TestClient, settings: Settings, act: str, fields: dict[str, str], status: int
) -> None:
    assert decide(client, given(client), act, **fields) == status
    assert kept(settings)[0].outcome == ""
    assert DraftStore(settings.data).names() == []


def test_another_site_cannot_decide(client: TestClient, settings: Settings) -> None:
    told = {"token": "gissat", "id": given(client), "act": "dismiss"}
    assert client.post("/aterkoppling", data=told, headers=HTML).status_code == 403
    assert kept(settings)[0].outcome == ""
    assert decide(client, "finns-inte", "dismiss") == 404


# -- the file --


@pytest.fixture
def store(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path, 30)


SAID = Said(right=False, reason="other", comment="Nej.")


def test_what_is_too_old_is_neither_shown_nor_left(store: Feedback, tmp_path: Path) -> None:
    old, new = store.say(SAID), store.say(SAID)
    store.decide(old.id, "dismissed")
    path = tmp_path / "feedback/feedback.jsonl"
    long_ago = (datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="seconds")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(f'"{old.id}", "at": "{old.at}"', f'"{old.id}", "at": "{long_ago}"')
    )
    assert [said.id for said in store.all()] == [new.id]
    store.decide(new.id, "test", {"question": "Q", "gold": "none"})
    assert old.id not in path.read_text(encoding="utf-8")
    (left,) = store.all()
    assert (left.id, left.outcome) == (new.id, "test")
    with pytest.raises(FeedbackUnknown):
        store.get(old.id)


def test_the_newest_is_first_within_a_second_too(store: Feedback) -> None:
    said = [store.say(SAID).id for _ in range(5)]
    assert [each.id for each in store.all()] == said[::-1]


def test_what_is_said_is_made_plain(store: Feedback) -> None:
    said = store.say(replace(SAID, comment=" a\r\nb\rc\x1b[31m\u202e 👩‍👧 \n", question="\x00q"))
    assert (said.comment, said.question) == ("a\nb\nc[31m 👩‍👧", "q")
    assert store.all() == [said]


def test_half_a_line_is_left_out_and_does_not_harm_the_next(
    store: Feedback, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = store.say(SAID)
    path = tmp_path / "feedback/feedback.jsonl"
    path.write_bytes(path.read_bytes() + b'{"right": fal')
    with caplog.at_level(logging.WARNING):
        assert [said.id for said in store.all()] == [first.id]
    assert "line 2" in caplog.text
    second = store.say(SAID)
    assert {said.id for said in store.all()} == {first.id, second.id}
    assert path.read_bytes().count(b"\n") == 2


def test_there_is_an_end_to_what_is_kept(store: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.feedback.MOST", 2)
    store.say(SAID)
    store.say(SAID)
    with pytest.raises(FeedbackFull):
        store.say(SAID)
    with pytest.raises(FeedbackWrong):
        store.say(replace(SAID, reason=""))
    with pytest.raises(FeedbackPersonal):
        store.say(replace(SAID, comment="8112189876"))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_reason_has_words(lang: str) -> None:
    assert tuple(load("assistant", lang)["feedback"]["reasons"]) == REASONS
