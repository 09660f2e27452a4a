"""Which language a question is in, as far as it matters: Swedish, English, or not to be told.

Function words and letters decide; a few words are enough, and a question in a third language gets
None, so that the caller's setting decides (the search itself is multilingual).
"""

from assistant.lexical import word_list, words

SWEDISH = word_list("language", "sv")
ENGLISH = word_list("language", "en")
ENOUGH = 0.2
"""Share of the words that must be its function words; fewer may be chance."""
SHARED = SWEDISH & ENGLISH


def detect(text: str) -> str | None:
    """``"sv"``, ``"en"``, or None when the words do not tell."""
    found = words(text)
    swedish = sum(w in SWEDISH and w not in SHARED for w in found)
    english = sum(w in ENGLISH and w not in SHARED for w in found)
    if swedish == english:
        return "sv" if not swedish and any(c in "åäö" for c in text.lower()) else None
    chosen, hits = ("sv", swedish) if swedish > english else ("en", english)
    return chosen if hits >= ENOUGH * len(found) else None
