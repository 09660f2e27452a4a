"""The levels of a governance system, and the words that municipalities have for them.

What one calls a strategy is a goal area or a priority elsewhere. A word that the data itself gives
as the label of a class counts first; else an everyday word (``levels.toml``) means the level it
most often stands for, or the nearest one that the graph has.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from pyoxigraph import NamedNode

from assistant.lexical import WORD
from assistant.naming import own_classes
from kg.graph import GovernanceGraph
from kg.names import RDFS, STYR

LEVELS = (STYR.Strategy, STYR.DevelopmentProgramme, STYR.FocusArea, STYR.Activity, STYR.Indicator)
"""From the most general down."""
_PLACED = LEVELS[:3]
"""Those that everyday words are known for."""
_ENDINGS = (("erna", "arna", "orna", "na"), ("er", "ar", "or"), ("en", "et"))
_LONGEST_ENDING = 4
_SEVERAL = re.compile(r"(?i)\b(?:vilka|alla|många|våra|lista|which|all|many|our|list)\b")


class Levels:
    """The levels of one graph and what they are called there."""

    def __init__(self, graph: GovernanceGraph) -> None:
        self.graph = graph
        self.counts = {level: n for level in LEVELS if (n := len(graph.instances(level)))}
        self._own = [each for c in own_classes(graph) for each in self._labels(c)]

    def in_common_words(self, text: str, lang: str) -> str:
        """``text`` with the municipality's words for levels replaced by the ontology's."""
        for called, level in self._own:
            text = called.sub(partial(self._form, text, level, lang), text)
        several = bool(_SEVERAL.search(text))
        return WORD.sub(lambda found: self._common(found[0], several=several), text)

    def _labels(self, own: NamedNode) -> Iterator[tuple[re.Pattern[str], NamedNode]]:
        level = next((x for x in reversed(_PLACED) if x in self.graph.above.get(own, ())), None)
        if level is None:
            return
        for literal in self.graph.texts(own, RDFS.label):
            parts = [f"{re.escape(_base(word))}\\w{{0,5}}" for word in literal.value.split()]
            yield re.compile(r"(?i)\b" + r"\s+".join(parts) + r"\b"), level

    def _form(self, text: str, level: NamedNode, lang: str, found: re.Match[str]) -> str:
        """The ontology's word for ``level`` in the form of the one that was found."""
        forms = _forms()[lang][level.value.removeprefix(STYR.base)]
        for endings, form in zip(_ENDINGS, (forms[3], forms[2], forms[1]), strict=True):
            if found[0].lower().endswith(endings):
                return form
        return forms[2] if _SEVERAL.search(text) else forms[0]

    def _common(self, word: str, *, several: bool) -> str:
        everyday = _everyday().get(word.lower())
        if everyday is None:
            return word
        meant, form, lang = everyday
        if several and form == 0:  # many words have one form for one and for several
            form = 2
        level = self._nearest(meant)
        return _forms()[lang][level][form] if level else word

    def _nearest(self, meant: str) -> str | None:
        """The level that is meant if the graph has it, else the next below, else above."""
        order = [level.value.removeprefix(STYR.base) for level in _PLACED]
        at = order.index(meant)
        have = {level.value.removeprefix(STYR.base) for level in self.counts}
        return next((each for each in (*order[at:], *reversed(order[:at])) if each in have), None)


def _base(word: str) -> str:
    """A word without the vowel that its endings replace."""
    return word[:-1] if len(word) > _LONGEST_ENDING and word[-1] in "aey" else word


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads((files("assistant") / "levels.toml").read_text(encoding="utf-8"))


@cache
def _forms() -> Mapping[str, Mapping[str, list[str]]]:
    return {
        lang: {level: forms.split() for level, forms in levels.items()}
        for lang, levels in _read()["forms"].items()
    }


@cache
def _everyday() -> Mapping[str, tuple[str, int, str]]:
    """For every form of every everyday word: the level it means, which form it is, its language."""
    found: dict[str, tuple[str, int, str]] = {}
    for lang, levels in _read()["everyday"].items():
        for level, lines in levels.items():
            for line in lines.split("\n"):
                for form, word in enumerate(line.split()):
                    found.setdefault(word, (level, form, lang))
    return found
