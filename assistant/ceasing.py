"""Whether a description says that something is to end or shrink.

The graph says what is done, not what is stopped: closing the music school lies near all that is
said of music schools. Such a question is told what it concerns, never that a strategy supports it.
"""

import re

from assistant.lexical import words

_WHO = r"\b(?:vi|jag|kommunen|nämnden|man)\b(?: \w+){0,2}?"
_SWEDISH = re.compile(
    rf"{_WHO} (?:ska|skall|vill|kommer|tänker|bör) inte\b"
    rf"|{_WHO} (?:sluta|slutar|stänga|stänger|avsluta|avslutar)\b"
    rf"|{_WHO} (?:lägg|dr|skär|bant)\w* (?:\w+ )?(?:ner|ned|in|bort)\b"
    r"|\b(?:avveckl|privatiser|nedlägg|avskaff|nedskär)\w*"
)
_ENGLISH = re.compile(
    r"\b(?:we|i|they)\b(?: \w+){0,3}? (?:not|stop|close|cancel|end|abolish|privati[sz]e)\b"
    r"|\b(?:abolishing|privati[sz]ing|cancelling)\b|\bcut(?:ting)? (?:down|back)\b"
)


def ceases(text: str) -> bool:
    """Whether ``text`` speaks of ending or cutting something, in Swedish or English."""
    said = " ".join(words(text))
    return bool(_SWEDISH.search(said) or _ENGLISH.search(said))
