"""The instructions to models, in the language that is to be answered in."""

from kg.texts import Texts

_PROMPTS = Texts("assistant.llm")


def prompt(lang: str, use: str) -> str:
    """The instructions for ``phrase``, ``condense`` or ``propose``."""
    return str(_PROMPTS.raw(lang, use)).strip()
