"""Sentences are the same however the stream is cut, and never given before they are over."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.sentences import in_our_form, numbers_in, sentences

TEXT = (
    "Läxhjälp stödjer ”Utbildning” [1]. Det ingår i t.ex. kultur [2, 3].  Vem? [4] Sant!\n"
    "- rad ett [5]\n\n• rad två. [6] Slut"
)
WHOLE = [
    "Läxhjälp stödjer ”Utbildning” [1].",
    "Det ingår i t.ex. kultur [2, 3].",
    "Vem [4]?",
    "Sant!",
    "rad ett [5]",
    "rad två [6].",
    "Slut",
]


@given(st.lists(st.integers(1, 20), min_size=1))
def test_however_the_stream_is_cut(sizes: list[int]) -> None:
    pieces, start = [], 0
    while start < len(TEXT):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(TEXT[start : start + size])
        start += size
    assert list(sentences(pieces)) == WHOLE


def test_a_sentence_is_given_once_the_next_has_begun() -> None:
    read: list[str] = []

    def stream() -> Iterator[str]:
        for piece in ("Ett [1].", " ", "Två [2].", " [3]", " T", "re."):
            read.append(piece)
            yield piece

    told = sentences(stream())
    assert (next(told), read[-1]) == ("Ett [1].", "Två [2].")
    assert (next(told), read[-1]) == ("Två [2] [3].", " T")
    assert list(told) == ["Tre."]


def test_marks() -> None:
    assert numbers_in("a [1] b [2, 3]") == [1, 2, 3]
    assert in_our_form("a[1] b [2,3].") == "a [1] b [2] [3]."
