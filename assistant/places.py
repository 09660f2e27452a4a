"""Other municipalities than our own: what they have decided is nothing our graph can tell."""

import re
from functools import cache
from importlib.resources import files

from kg.graph import GovernanceGraph
from kg.names import STYR

PLACES_OF = re.compile(r"(?i)s?\s+(?:kommun|stad)")
COMMON_WORDS = frozenset({"Ale", "Berg", "Bjuv", "Boden", "Habo", "Lund", "Mark", "Sala", "Vara"})
"""Names that are also words or common names: taken for a place only before "kommun" or "stad"."""


@cache
def municipalities() -> frozenset[str]:
    """Names of Sweden's 290 municipalities."""
    lines = (files("assistant") / "municipalities.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def elsewhere(graph: GovernanceGraph, question: str) -> str | None:
    """The other municipality that a question names, if it names one.

    A name counts when "kommun" or "stad" follows, or when it is written with a capital letter
    inside the question.
    """
    own = " ".join(graph.title(node, "sv") for node in graph.instances(STYR.Municipality))
    if not own:
        return None
    for name in municipalities():
        if name in own:
            continue
        for found in re.finditer(rf"\b{re.escape(name)}(?=s?\b)", question):
            if PLACES_OF.match(question, found.end()):
                return name
            if found.start() > 0 and name not in COMMON_WORDS:
                return name
    return None
