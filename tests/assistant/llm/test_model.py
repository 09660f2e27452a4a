"""A model over HTTP: read as a stream, given up in time, and never telling what it was asked."""

import time
from collections.abc import Iterator

import pytest

from assistant.errors import LanguageModelMissing, LanguageModelWrong
from assistant.llm.deadline import Deadline
from assistant.llm.model import LONGEST, ModelFailed, load_language_model, whole
from tests.assistant.llm.answers import saying
from tests.assistant.llm.fake_server import FakeServer, fake_server

KEY = "sk-hemlig-nyckel"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with fake_server() as running:
        yield running


def asked(server: FakeServer, seconds: float = 5.0, key: str = KEY) -> str:
    model = load_language_model("openai:fake", server.url, key, 30)
    return whole(model, "system", "request", Deadline(seconds))


def test_the_reply_is_streamed_and_the_key_is_sent(server: FakeServer) -> None:
    server.behave("Ja, det stödjer strategin [1].")
    assert asked(server) == "Ja, det stödjer strategin [1]."
    sent = server.requests[0]
    assert (sent["model"], sent["stream"], server.keys) == ("fake", True, [f"Bearer {KEY}"])
    assert [m["content"] for m in sent["messages"]] == ["system", "request"]


def test_no_other_key_is_sent_to_a_server_of_ones_own(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    server.behave("Ja.")
    asked(server, key="")
    assert server.keys == ["Bearer -"]


@pytest.mark.parametrize("status", [401, 429, 500])
def test_an_error_of_the_server_is_told_by_its_status_and_not_tried_again(
    server: FakeServer, status: int
) -> None:
    server.behave("Ja.", status=status)
    with pytest.raises(ModelFailed, match=rf"^\w+ \(HTTP {status}\)$"):
        asked(server)
    assert len(server.requests) == 1


def test_a_server_that_is_not_there() -> None:
    model = load_language_model("openai:fake", "http://127.0.0.1:9/v1", KEY, 5)
    with pytest.raises(ModelFailed, match=r"^\w*ConnectionError$"):
        whole(model, "system", "request", Deadline(5))


@pytest.mark.parametrize("behaviour", [{"wait": 3.0}, {"pause": 1.0}, {"wait": 0.5, "pause": 0.5}])
def test_what_takes_too_long_is_given_up(server: FakeServer, behaviour: dict[str, float]) -> None:
    server.behave("ett två tre fyra fem", **behaviour)
    started = time.monotonic()
    with pytest.raises(ModelFailed, match=r"^time-out$"):
        asked(server, seconds=0.8)
    assert time.monotonic() - started >= 0.8


def test_an_endless_reply_is_given_up(server: FakeServer) -> None:
    server.behave("och så vidare " * 100, endless=True)
    with pytest.raises(ModelFailed, match=r"^too long$"):
        asked(server, seconds=60)


def test_a_reply_of_nothing_is_a_failure() -> None:
    with pytest.raises(ModelFailed, match=r"^empty$"):
        whole(saying("  \n "), "system", "request", Deadline(5))


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("<think>hm, [1]</think>Ja.", "Ja."),
        ("\n<think>\nhm\n</think>\n\nJa.", "Ja."),
        ("< think Ja.", "< think Ja."),
        ("<", "<"),
        ("<thi", "<thi"),
        ("Ja <think>nej</think>", "Ja <think>nej</think>"),
    ],
)
def test_thinking_that_a_reply_begins_with_is_left_out(reply: str, read: str) -> None:
    assert whole(saying(reply), "system", "request", Deadline(5)) == read


def test_thinking_that_never_ends_is_nothing() -> None:
    with pytest.raises(ModelFailed, match=r"^empty$"):
        whole(saying("<think> " + "hm " * (LONGEST // 4)), "system", "request", Deadline(5))


def test_a_provider_whose_package_is_not_installed() -> None:
    with pytest.raises(LanguageModelMissing) as problem:
        load_language_model("mistralai:mistral-small", "", KEY, 5)
    assert problem.value.params == {
        "name": "mistralai:mistral-small",
        "package": "langchain-mistralai",
    }


@pytest.mark.parametrize("name", ["gpt", "openai:", ":gpt", "nobody:gpt"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(LanguageModelWrong) as problem:
        load_language_model(name, "", KEY, 5)
    assert KEY not in problem.value.message("sv")


def test_azure_without_an_address_says_so_without_the_key() -> None:
    with pytest.raises(LanguageModelWrong) as problem:
        load_language_model("azure_openai:gpt", "", KEY, 5)
    assert KEY not in problem.value.message("sv")
