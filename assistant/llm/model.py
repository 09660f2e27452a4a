"""A language model through LangChain: loaded by the settings, read as a stream, given up in time.

A call runs in a thread of its own, so that a server which says nothing, or never ends, holds nobody
longer than the deadline; the thread ends with the connection, which has a time limit of its own.
"""

import logging
import queue
from collections.abc import Generator, Iterator
from contextlib import closing
from importlib import import_module
from threading import Event, Thread
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langsmith import tracing_context

from assistant.errors import LanguageModelMissing, LanguageModelWrong
from assistant.llm.deadline import Deadline

LONGEST = 20_000
"""Characters of one reply that are read; what a model says beyond them is not waited for."""
PLACEHOLDER = "-"
"""Sent as the key to a server of one's own that was given none, so that no other key is."""
THOUGHT = ("<think>", "</think>")
"""What some models put around their thinking, which is nothing for readers."""
LOG = logging.getLogger(__name__)


class ModelFailed(Exception):
    """A call that gave nothing to use; its text is a short reason for the log, no model's words."""


class LanguageModel(Protocol):
    """What the uses need of a model."""

    @property
    def name(self) -> str:
        """As in the setting, for example ``ollama:gemma3``."""
        ...

    def stream(self, system: str, request: str, deadline: Deadline, /) -> Iterator[str]:
        """The reply in pieces; raises `ModelFailed`."""
        ...


class ChatModel:
    """A LangChain chat model with a deadline."""

    def __init__(self, name: str, chat: BaseChatModel) -> None:
        self.name = name
        self._chat = chat

    def stream(self, system: str, request: str, deadline: Deadline, /) -> Iterator[str]:
        """The reply in pieces, without its thinking, `LONGEST` characters at most."""
        return _without_thought(self._bounded(system, request, deadline))

    def _bounded(self, system: str, request: str, deadline: Deadline) -> Iterator[str]:
        pieces: queue.Queue[str | Exception | None] = queue.Queue()
        stopped = Event()
        messages = [SystemMessage(system), HumanMessage(request)]
        args = (self._chat, messages, pieces, stopped)
        Thread(target=_read, args=args, name="language-model", daemon=True).start()
        length = 0
        try:
            while True:
                try:
                    piece = pieces.get(timeout=deadline.left())
                except queue.Empty:
                    raise ModelFailed("time-out") from None
                if piece is None:
                    return
                if isinstance(piece, Exception):
                    raise ModelFailed(_reason(piece)) from piece
                length += len(piece)
                if length > LONGEST or not deadline.left():
                    raise ModelFailed("too long" if deadline.left() else "time-out")
                yield piece
        finally:
            stopped.set()


def whole(model: LanguageModel, system: str, request: str, deadline: Deadline) -> str:
    """The whole reply, stripped. Raises `ModelFailed`, also when nothing was said."""
    said = "".join(model.stream(system, request, deadline)).strip()
    if not said:
        raise ModelFailed("empty")
    return said


def load_language_model(name: str, url: str, key: str, seconds: int) -> ChatModel:
    """The model ``name`` (``provider:model``), for calls of at most ``seconds``.

    ``url`` and ``key`` are empty where the provider's own are meant. Raises `LanguageModelMissing`
    without the provider's package and `LanguageModelWrong` for what the provider does not accept.
    """
    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise LanguageModelWrong(name=name, reason="provider:model")
    try:
        init = import_module("langchain.chat_models").init_chat_model
        chat = init(model, model_provider=provider, **_options(provider, url, key, seconds))
    except ImportError as problem:
        raise LanguageModelMissing(name=name, package=_package(provider)) from problem
    except Exception as problem:  # every provider has errors of its own
        raise LanguageModelWrong(name=name, reason=_without(key, str(problem))) from problem
    return ChatModel(name, chat)


def _options(provider: str, url: str, key: str, seconds: int) -> dict[str, Any]:
    """What the provider's class is made with; the names differ where the common ones do not fit."""
    if provider == "ollama":
        return {"client_kwargs": {"timeout": seconds}} | ({"base_url": url} if url else {})
    options: dict[str, Any] = {"timeout": seconds, "max_retries": 0}
    if url:
        options["azure_endpoint" if provider == "azure_openai" else "base_url"] = url
    if key or (url and provider == "openai"):
        options["api_key"] = key or PLACEHOLDER
    return options


def _package(provider: str) -> str:
    known = {"openai": "langchain-openai", "azure_openai": "langchain-openai"}
    return known.get(provider, f"langchain-{provider.split('_')[0]}")


def _without(key: str, text: str) -> str:
    """The first line of ``text``, never with the key in it."""
    first = text.strip().split("\n", 1)[0][:300]
    return first.replace(key, "…") if key else first


def _read(
    chat: BaseChatModel,
    messages: list[Any],
    pieces: "queue.Queue[str | Exception | None]",
    stopped: Event,
) -> None:
    """Put the reply's pieces into the queue until it ends, fails, or nobody listens."""
    try:
        with tracing_context(enabled=False), closing(_generator(chat, messages)) as reply:
            for piece in reply:
                if stopped.is_set():
                    return
                pieces.put(piece)
        pieces.put(None)
    except Exception as problem:  # every provider has errors of its own
        pieces.put(problem)


def _generator(chat: BaseChatModel, messages: list[Any]) -> Generator[str, None, None]:
    for chunk in chat.stream(messages):
        yield str(chunk.text)


def _reason(problem: Exception) -> str:
    """The kind of error and the HTTP status: never its text, which may hold the question."""
    status = getattr(problem, "status_code", None)
    return type(problem).__name__ + (f" (HTTP {status})" if status else "")


def _without_thought(pieces: Iterator[str]) -> Iterator[str]:
    """What follows the thinking that a reply begins with; all of one that begins otherwise."""
    opening, closing_mark = THOUGHT
    held = ""
    for piece in pieces:
        held += piece
        begun = held.lstrip()
        if opening.startswith(begun[: len(opening)]) and len(begun) < len(opening):
            continue
        if begun.startswith(opening):
            if closing_mark not in begun:
                continue
            held = begun.split(closing_mark, 1)[1]
        break
    else:
        if not held.lstrip().startswith(opening):
            yield held
        return
    yield held
    yield from pieces
