"""Whether a question can be answered by its words alone: does it share one with a gold title?"""

from collections.abc import Iterable

from pyoxigraph import NamedNode

from assistant.lexical import content_stems
from kg.graph import GovernanceGraph
from kg.names import DCT

SHORTEST_PART = 5
"""Letters of the shortest part of a compound that counts as a word of it."""


def shares_words(graph: GovernanceGraph, question: str, gold: Iterable[str]) -> bool:
    """Whether a content stem of the question is one of a gold thing's title, in any language.

    A word of five letters or more also counts where it is a part of a compound:
    "trygghetsvandring" shares "trygghet", and the other way round.
    """
    asked = set(content_stems(question))
    titles = (title.value for iri in gold for title in graph.texts(NamedNode(iri), DCT.title))
    named = {stem for title in titles for stem in content_stems(title)}
    return any(_same(one, other) for one in asked for other in named)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    part, whole = sorted((one, other), key=len)
    return len(part) >= SHORTEST_PART and part in whole
