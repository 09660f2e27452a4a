"""Which language a question is in, as far as it matters: Swedish, English, or not to be told.

Function words and letters decide; a few words are enough, and a question in a third language gets
None, so that the caller's setting decides (the search itself is multilingual).
"""

from assistant.lexical import words

SWEDISH = frozenset(
    """
    alla att av barnen bidrar de den det där då efter ej eller en ett finns för från gäller går ha har
    hur här hör i ihop in inom inte jag kan kommunen kommunens man med mellan men min mitt mot många när
    någon något nästa och om oss på sig ska skall som sätt till tack under upp ut vad var varför vem vi
    vid vilka vilken vilket vill vår våra vårt är åt hej stödjer stöder värden ansvarar berätta
    """.split()
)
ENGLISH = frozenset(
    """
    a about an and apply are around as at be by can do does for from going has have hello help how i if
    in is it list me my of on our should show tell that the their they this to us was we what when where
    which who why will with you your want start starting plan values support
    """.split()
)
SHARED = SWEDISH & ENGLISH


def detect(text: str) -> str | None:
    """``"sv"``, ``"en"``, or None when the words do not tell."""
    found = words(text)
    swedish = sum(w in SWEDISH and w not in SHARED for w in found)
    english = sum(w in ENGLISH and w not in SHARED for w in found)
    if swedish == english:
        return "sv" if any(c in "åäö" for c in text.lower()) and not english else None
    return "sv" if swedish > english else "en"
