"""Which language a question is in, as far as it matters: Swedish, English, or not to be told.

Function words and letters decide; a few words are enough, and a question in a third language gets
None, so that the caller's setting decides (the search itself is multilingual).
"""

from assistant.lexical import word_list, words

SWEDISH = word_list("language", "sv")
ENGLISH = word_list("language", "en")
SHARED = SWEDISH & ENGLISH


def detect(text: str) -> str | None:
    """``"sv"``, ``"en"``, or None when the words do not tell."""
    found = words(text)
    swedish = sum(w in SWEDISH and w not in SHARED for w in found)
    english = sum(w in ENGLISH and w not in SHARED for w in found)
    if swedish == english:
        return "sv" if any(c in "åäö" for c in text.lower()) and not english else None
    return "sv" if swedish > english else "en"
