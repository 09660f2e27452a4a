"""How the chat is to be, as the settings have it: for the page and for `GET /api/chat`."""

from typing import Any

from assistant.settings import Settings


def chat_config(settings: Settings) -> dict[str, Any]:
    """Questions to begin with by language, how long a dialogue is kept, and what is asked."""
    starters = {"sv": settings.starters, "en": settings.starters_en}
    parts = {lang: [p.strip() for p in text.split("|")] for lang, text in starters.items()}
    return {
        "starters": {lang: [p for p in found if p] for lang, found in parts.items()},
        "history": settings.history,
        "feedback": settings.feedback == "on",
    }
