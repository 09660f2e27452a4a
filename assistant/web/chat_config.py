"""How the chat is to be, as the settings have it: for the page and for `GET /api/chat`."""

from typing import Any

from assistant.settings import Settings


def chat_config(settings: Settings) -> dict[str, Any]:
    """Its name, questions to begin with by language, how long a dialogue is kept, what is asked."""
    starters = {"sv": settings.starters, "en": settings.starters_en}
    return {
        "name": settings.brand_name,
        "starters": {lang: parts(given) for lang, given in starters.items()},
        "history": settings.history,
        "feedback": settings.feedback == "on",
    }


def parts(text: str) -> list[str]:
    """The parts of a setting that has several, between ``|``."""
    return [part.strip() for part in text.split("|") if part.strip()]
