"""Texts that people read, one TOML file per language, looked up by dotted key."""

import tomllib
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
        """The string under ``key`` with ``{name}`` filled in from ``params``."""
        return str(self.raw(lang, key)).format(**params)
