"""Which way a question goes: place the work it describes, ask the library, or say an honest no.

Multinomial logistic regression over what the earlier steps found; the weights in ``route.json`` are
fitted by ``scripts/fit_route.py`` on the development questions. All features are relative to the
graph at hand (standard deviations, shares, probabilities), so the weights carry over to others.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib.resources import files
from math import log
from typing import Literal as OneOf

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import Literal, NamedNode

from assistant.choosing import Choice, asking
from assistant.find import Hit
from assistant.intent import KINDS
from assistant.lexical import content_stems, word_list, words
from assistant.linking import Mention
from assistant.spelling import Spelling
from assistant.themes.examples import theme_examples
from assistant.understand import Understanding
from assistant.walk import Support
from kg.graph import GovernanceGraph
from kg.names import STYR

Route = OneOf["place", "system", "unknown", "off_topic", "help"]
ROUTES = ("place", "system", "no")
"""What is fitted. Which no is given, and what is about the assistant, is told by the kind alone."""

FEATURES = (
    *(f"kind_{kind}" for kind in KINDS),
    "masked_system",
    "masked_support",
    "masked_elsewhere",
    "defined_system",
    "likeness",
    "masked_likeness",
    "defined_likeness",
    "best_score",
    "best_lexical",
    "best_share",
    "names_activity",
    "names_outright",
    "names_thing",
    "names_term",
    "names_strategy_or_vision",
    "question_mark",
    "choice",
    "choice_score",
    "choice_lead",
)
FEW = 2
"""Words that may all be unknown, at most: a sentence is understood by the words around them too."""
FLOOR = 1e-4
SAME = 0.965
"""Cosine to a wording of the library from which it is that wording."""
CERTAIN = 0.97
"""Probability of a kind that even a wording of the library does not outweigh."""
SUPPORTS = word_list("supports", "sv") | word_list("supports", "en")
GOALS = (STYR.Strategy, STYR.Vision)
BETWEEN = (STYR.DevelopmentProgramme, STYR.FocusArea)
"""Classes on the way from an activity to its goals."""
WAY = "path"
"""The question of the library that asks for the way from a thing to the vision."""
PLAIN = 0.6
"""Probability from which small talk, what is off topic, and work are taken for just that."""


LEAST = 0.5
"""Probability that work must have to be placed: a path that is invented is worse than a no."""
ELSEWHERE = 0.8
"""Probability of a kind that nothing is placed against."""


class Router:
    """Routes questions to one graph."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self._graph = graph

    def route(
        self,
        understood: Understanding,
        hits: list[Hit],
        supports: list[Support],
        choice: Choice,
    ) -> Route:
        """The most probable route."""
        if self._only_names_activity(understood):
            return "place"
        model = _model()
        found = np.array(self.features(understood, hits, supports, choice))
        logits = ((found - model["mean"]) / model["deviation"]) @ model["weights"] + model["bias"]
        kinds = understood.kinds[0]
        kind = max(kinds, key=lambda k: kinds[k])
        odds = np.exp(logits - logits.max())
        chosen = ROUTES[int(odds.argmax())]
        doubtful = odds[0] < LEAST * odds.sum() or kinds["elsewhere"] >= ELSEWHERE
        if chosen == "place" and doubtful and not self._names_activity(understood):
            chosen = "no" if kinds["elsewhere"] >= ELSEWHERE else ROUTES[_next(odds)]
        if kind == "help" and (chosen != "system" or kinds[kind] >= PLAIN):
            return "help"
        if kind == "off_topic" and kinds[kind] >= PLAIN:
            return "off_topic"
        if self._is_wording(understood) and (kind == "support" or kinds[kind] < CERTAIN):
            return "system"
        if chosen == "place" or (kind == "support" and kinds[kind] >= PLAIN and chosen == "system"):
            return "place"
        if chosen == "system":
            return "system"
        return "off_topic" if kind == "off_topic" else "unknown"

    def _is_wording(self, understood: Understanding) -> bool:
        """Whether it is a wording of the library, word for word but for the thing it names."""
        if not any(m.whole and self._graph.known(m.node) for m in understood.mentions):
            return False
        masked = understood.kinds[1]
        return understood.likeness[1] >= SAME and masked["system"] > masked["support"]

    def unheard(self, understood: Understanding) -> bool:
        """Whether all that it asks of is a word or two that nothing here has heard of.

        Embeddings place any word somewhere; "vilken strategi stödjer blaffergrunket?" is no work.
        """
        said = [s for s in content_stems(understood.text) if s not in asking()]
        if not 0 < len(said) <= FEW or not self._which_strategy(understood):
            return False
        return not any(s in self._heard or self._heard.alike(s) for s in said)

    @cached_property
    def _heard(self) -> Spelling:
        """The words of the graph's texts, and of the sentences that are known of municipal work."""
        texts = [q.object.value for q in self._graph.store if isinstance(q.object, Literal)]
        texts += [example.text for example in theme_examples()]
        return Spelling({s for text in texts for s in content_stems(text)})

    def asks_the_way(self, understood: Understanding, choice: Choice) -> bool:
        """Whether it asks where an activity leads, whatever else it reads like.

        An activity's way to the vision is what placing it answers, with what speaks for it.
        """
        if self._which_strategy(understood):
            return True
        about = choice.about
        if about is not None and self._graph.is_a(about, STYR.Activity):
            return choice.question is not None and choice.question.name == WAY
        goals = GOALS if about is not None else (*GOALS, *BETWEEN)
        return self._names_activity(understood) and _names(understood.mentions, goals)

    def _which_strategy(self, understood: Understanding) -> bool:
        """Whether it asks which strategy something supports that is no other thing of the system:
        an activity, work that is described, or a word that nobody here knows."""
        said = words(understood.text)
        if (said[:1] != ["vilken"] and said[:1] != ["which"]) or not SUPPORTS.intersection(said):
            return False
        if not _names(understood.mentions, (STYR.Strategy,)):
            return False
        named = [m for m in understood.mentions if m.whole and m.name.main and not m.name.term]
        others = [m for m in named if not self._graph.is_a(m.node, STYR.Activity)]
        return not others and any(s not in asking() for s in content_stems(understood.text))

    def _only_names_activity(self, understood: Understanding) -> bool:
        """Whether it has no words but those of an activity's name ("feriejobben")."""
        said = set(content_stems(understood.text))
        return any(
            said <= {*m.name.stems, *m.matched}
            for m in understood.mentions
            if self._graph.is_a(m.node, STYR.Activity)
        )

    def _names_activity(self, understood: Understanding) -> bool:
        return any(m.whole and self._graph.is_a(m.node, STYR.Activity) for m in understood.mentions)

    def features(
        self,
        understood: Understanding,
        hits: list[Hit],
        supports: list[Support],
        choice: Choice,
    ) -> list[float]:
        """Numbers in the order of `FEATURES`."""
        plain, masked, defined = understood.kinds
        things = [m for m in understood.mentions if self._graph.known(m.node)]
        terms = [m for m in understood.mentions if not self._graph.known(m.node)]
        outright = [m for m in things if m.whole]
        best = hits[0] if hits else None
        return [
            *(_log(plain[kind]) for kind in KINDS),
            _log(masked["system"]),
            _log(masked["support"]),
            _log(masked["elsewhere"]),
            _log(defined["system"]),
            *understood.likeness,
            best.score if best else 0.0,
            best.lexical if best else 0.0,
            supports[0].share if supports else 0.0,
            float(self._names_activity(understood)),
            float(bool(outright)),
            float(bool(things)),
            float(bool(terms)),
            float(_names(terms, GOALS)),
            float("?" in understood.text),
            float(choice.question is not None),
            choice.score,
            choice.lead,
        ]


def _names(mentions: Iterable[Mention], classes: Sequence[NamedNode]) -> bool:
    """Whether one of ``classes`` is named."""
    return any(mention.node in classes for mention in mentions)


def _next(odds: NDArray[np.float64]) -> int:
    """The likeliest route but for the first."""
    return 1 + int(odds[1:].argmax())


def _log(probability: float) -> float:
    return log(max(probability, FLOOR))


@cache
def _model() -> dict[str, NDArray[np.float64]]:
    read = json.loads((files("assistant") / "route.json").read_text(encoding="utf-8"))
    if tuple(read["features"]) != FEATURES or tuple(read["routes"]) != ROUTES:
        raise ValueError("route.json was fitted for other features: run scripts/fit_route.py")
    return {
        name: np.array(read[name], dtype=np.float64)
        for name in ("mean", "deviation", "weights", "bias")
    }
