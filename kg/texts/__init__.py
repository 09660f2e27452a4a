"""Texts that people read, one TOML file per language, looked up by dotted key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("sv", "en")


@cache
def load(package: str, lang: str) -> dict[str, Any]:
    """The text file of ``package`` in ``lang``, as nested dicts."""
    source = files(package) / "texts" / f"{lang}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


class Texts:
    """The texts of one package, ``kg`` or ``assistant``."""

    def __init__(self, package: str) -> None:
        self.package = package

    def raw(self, lang: str, key: str) -> Any:
        """What stands under dotted ``key``: a string, list or table. Raises KeyError."""
        node: Any = load(self.package, lang if lang in LANGUAGES else LANGUAGES[0])
        for part in key.split("."):
            node = node[part]
        return node

    def get(self, lang: str, key: str, /, **params: object) -> str:
        """The string under ``key`` with ``{name}`` filled in from ``params``.

        A `Phrase` among them is told in ``lang``, several of them on a line each.
        """
        told = {name: _told(value, lang) for name, value in params.items()}
        return str(self.raw(lang, key)).format(**told)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of ``kg`` under ``key``, filled in later, in the language that its reader wants."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The whole text in ``lang``. Raises KeyError for a key or parameter that is not there."""
        return Texts("kg").get(lang, self.key, **self.params)

    def __str__(self) -> str:
        return self.text("en")


def _told(value: object, lang: str) -> object:
    if isinstance(value, tuple):
        return "\n".join(str(_told(part, lang)) for part in value)
    return value.text(lang) if isinstance(value, Phrase) else value
