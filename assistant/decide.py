"""Decide the verdict: what may be claimed, from how probable each strategy is.

The shares are probabilities (`assistant.walk`), so the limits are too: what is claimed as
``supported`` is right about as often as they say (``docs/measurements.md`` has the table).
"""

from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from assistant.answer import Verdict
from assistant.ceasing import ceases
from assistant.find import Hit
from assistant.lexical import content_stems
from assistant.themes.thesaurus import shipped
from assistant.understand import Understanding
from assistant.walk import Support
from kg.graph import GovernanceGraph
from kg.names import STYR

SURE = 0.75
"""Share from which a strategy is said to support the work, not only to be likely."""
MOST = 0.5
"""Share of the words that must be an activity's name where more speaks for another strategy."""
SECOND = 0.25
"""Share from which a second strategy is shown too."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, the strategies to show, and the registered activity it rests on, if any.

    ``candidates`` are the likeliest strategies, shown or not: what separates them can be asked.
    ``by_title`` is false where only an alternative wording names the activity, ``ceases`` true
    where the work described is to end.
    """

    verdict: Verdict
    supports: tuple[Support, ...] = ()
    candidates: tuple[Support, ...] = ()
    registered: NamedNode | None = None
    by_title: bool = True
    ceases: bool = False


def decide(
    graph: GovernanceGraph,
    understood: Understanding,
    hits: list[Hit],
    supports: list[Support],
) -> Decision:
    """The verdict on described work."""
    if not supports:
        return Decision("unknown")
    registered = _registered(graph, understood, hits)
    own = [s for s in supports if any(h.entry.node == registered for h in s.hits)]
    if own and (supports[0] in own or _mostly_names(understood, registered)):
        own = [replace(support, share=1 / len(own)) for support in own]
        by_title = any(m.node == registered and m.name.main for m in understood.mentions)
        decision = Decision("supported", tuple(own), (), registered, by_title)
    else:
        decision = _placed(graph, supports)
    if ceases(understood.text) and decision.verdict != "internal":
        return replace(decision, verdict="likely", registered=None, ceases=True)
    return decision


def _registered(
    graph: GovernanceGraph, understood: Understanding, hits: list[Hit]
) -> NamedNode | None:
    """The registered activity that the question names, if the search finds it near the top too."""
    near = {hit.entry.node for hit in hits[:5]}
    for mention in understood.mentions:
        if mention.whole and mention.node in near and graph.is_a(mention.node, STYR.Activity):
            return mention.node
    return None


def _mostly_names(understood: Understanding, activity: NamedNode | None) -> bool:
    """Whether most of the words are the activity's name, not of work that only takes place there.

    Neither what a level is called ("vilken strategi …") nor a word of no theme ("vi drar igång …")
    tells of other work.
    """
    of_levels = {s for m in understood.mentions if m.name.term for s in m.name.stems}
    named = {s for m in understood.mentions if m.node == activity for s in m.name.stems}
    said = set(content_stems(understood.text))
    other = {s for s in said - named - of_levels if shipped().evidence(s).any()}
    return len(said & named) >= MOST * len(said & named | other)


def _placed(graph: GovernanceGraph, supports: list[Support]) -> Decision:
    best, *others = supports
    if graph.is_a(best.strategy, STYR.InternalStrategy):
        return Decision("internal", (best,))
    sure = best.share >= SURE
    shown = (best, *(other for other in others[:1] if other.share >= SECOND and not sure))
    return Decision("supported" if sure else "likely", shown, tuple(supports[:2]))
