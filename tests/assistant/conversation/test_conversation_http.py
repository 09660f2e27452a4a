"""Conversations over HTTP, in JSON, as a stream and on the page without JavaScript."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.conversation import Conversations
from assistant.settings import Settings
from assistant.web.app import create_app
from tests.conftest import Served

PROGRAMMES = (
    "Trygg uppväxt och skola",
    "Kultur och bibliotek för alla",
    "Kompetens och arbete",
    "Attraktiv arbetsgivare",
)


@pytest.fixture(scope="module")
def http(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.base_url, timeout=60) as client:
        yield client


def ask(http: httpx.Client, question: str, conversation: str | None = None) -> dict[str, Any]:
    body = {"question": question, "conversation": conversation}
    response = http.post("/api/ask", json={k: v for k, v in body.items() if v is not None})
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def test_the_id_that_is_given_out_carries_the_conversation_on(http: httpx.Client) -> None:
    first = ask(http, "Vem ansvarar för programmet Trygg uppväxt och skola?")
    second = ask(http, "och vilka indikatorer har det?", first["conversation"])
    assert second["conversation"] == first["conversation"]
    assert (second["query"], "Trygg uppväxt och skola" in second["answer"]) == ("indicators", True)


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        (["Vem ansvarar för barnen?"], "Vem ansvarar för barnen?"),
        (
            ["Vem ansvarar för programmet Trygg uppväxt och skola?", "och vilka mått har det?"],
            "Med vilka siffror följs ”Trygg uppväxt och skola” upp?",
        ),
        (
            ["Vi ska ordna läger för ungdomar", "Vägar till arbete och egen försörjning"],
            "Vi ska ordna läger för ungdomar: Vägar till arbete och egen försörjning",
        ),
        (
            ["Which strategies do we have?", "tell me more about the second"],
            "What does “A growing and sustainable business life” mean?",
        ),
        (["Vem ansvarar för programmet Trygg uppväxt och skola?", "varför?"], None),
        (["vem ansvarar för det?"], None),
        (["Jag jobbar på biblioteket", "Vilka aktiviteter har vi?"], None),
    ],
)
def test_the_question_as_it_was_understood_stands_alone(
    http: httpx.Client, said: list[str], understood: str | None
) -> None:
    told: dict[str, Any] = {"conversation": None}
    for question in said:
        told = ask(http, question, told["conversation"] or "samtal " + said[0])
    assert told["understood"] == understood
    http.delete(f"/api/conversations/{told['conversation']}")
    if understood:
        alone = ask(http, understood)
        for key in ("verdict", "query", "strategies"):
            assert alone[key] == told[key]


def test_a_conversation_that_is_ended_is_forgotten(http: httpx.Client) -> None:
    first = ask(http, "Vem ansvarar för programmet Trygg uppväxt och skola?")
    path = f"/api/conversations/{first['conversation']}"
    assert [http.delete(path).status_code, http.delete(path).status_code] == [204, 204]
    assert ask(http, "vem ansvarar för det?", first["conversation"])["verdict"] == "unknown"


def test_a_stream_is_part_of_the_same_conversation(http: httpx.Client) -> None:
    first = ask(http, "Vem ansvarar för programmet Trygg uppväxt och skola?")
    body = {"question": "och vilka indikatorer har det?", "conversation": first["conversation"]}
    stream = http.post("/api/ask", json=body, headers={"accept": "text/event-stream"})
    done = json.loads(stream.text.strip().rpartition("data: ")[2])
    whole = ask(http, body["question"], first["conversation"])
    assert {**done, "ms": 0} == {**whole, "ms": 0}
    assert done["query"] == "indicators"


def test_many_at_once_do_not_mix(http: httpx.Client) -> None:
    def talk(number: int) -> tuple[str, bool]:
        title, name = PROGRAMMES[number % len(PROGRAMMES)], f"blandat-{number}"
        ask(http, f"Vem ansvarar för programmet {title}?", name)
        told = ask(http, "och vilka indikatorer har det?", name)
        return told["query"], title in told["answer"]

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(talk, range(20))) == [("indicators", True)] * 20


def test_an_id_that_is_too_long_is_refused(http: httpx.Client) -> None:
    response = http.post("/api/ask", json={"question": "Hej", "conversation": "x" * 101})
    assert response.status_code == 422
    assert "100" in response.json()["detail"]


def test_the_page_without_javascript_goes_on_too(http: httpx.Client) -> None:
    html = {"accept": "text/html"}
    first = http.post("/", data={"q": "Vem ansvarar för Trygg uppväxt och skola?"}, headers=html)
    name = re.search(r'name="conversation" value="([^"]+)"', first.text)
    assert name is not None
    query = {"q": "och vilka indikatorer har det?", "conversation": name[1]}
    second = http.post("/", data=query, headers=html)
    assert "målsatta indikatorer för Trygg uppväxt och skola" in re.sub(r"<[^>]+>", "", second.text)


def test_nothing_is_remembered_where_the_settings_say_so(
    assistant: Assistant, served: Served
) -> None:
    forgetful = replace(Settings(data=served.data), conversation_minutes=0)
    with TestClient(create_app(forgetful, assistant)) as client:
        first = ask(client, "Vem ansvarar för programmet Trygg uppväxt och skola?")
        assert first["conversation"] is None
        assert ask(client, "vem ansvarar för det?", "samtal")["verdict"] == "unknown"


def test_a_conversation_is_over_when_its_minutes_are(assistant: Assistant, served: Served) -> None:
    now = 0.0
    app = create_app(Settings(data=served.data), assistant)
    app.state.conversations = Conversations(10, 5, 5, lambda: now)
    with TestClient(app) as client:
        first = ask(client, "Vem ansvarar för programmet Trygg uppväxt och skola?")
        now = 599
        assert ask(client, "vem ansvarar för det?", first["conversation"])["query"] == "responsible"
        now = 1198
        assert ask(client, "vem ansvarar för det?", first["conversation"])["query"] == "responsible"
        now = 1798
        over = ask(client, "vem ansvarar för det?", first["conversation"])
    assert (over["verdict"], over["conversation"]) == ("unknown", first["conversation"])


def test_what_is_refused_leaves_the_conversation_as_it_was(http: httpx.Client) -> None:
    first = ask(http, "Vem ansvarar för programmet Trygg uppväxt och skola?")
    body = {"question": "vem ansvarar för det? " * 500, "conversation": first["conversation"]}
    assert http.post("/api/ask", json=body).status_code == 413
    told = ask(http, "och vilka indikatorer har det?", first["conversation"])
    assert (told["query"], "Trygg uppväxt och skola" in told["answer"]) == ("indicators", True)


def test_nobody_gets_at_a_conversation_by_asking_for_its_id(http: httpx.Client) -> None:
    first = ask(http, "Vem ansvarar för programmet Trygg uppväxt och skola?")
    name = first["conversation"]
    told = ask(http, f"vad sa de i samtalet {name}?", "nyfiken")
    recalled = ask(http, "vad pratade vi om?", "nyfiken")
    assert "Trygg uppväxt" not in told["answer"] + recalled["answer"]
