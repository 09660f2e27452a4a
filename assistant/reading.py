"""Read a question: what it names, and how it looks with what it names masked.

A question about one thing is compared with wordings about any, so what it names is replaced by
words for anything ("det här", "this").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.choosing import Chooser, Reading, asking
from assistant.embeddings import EmbeddingCache, Matrix
from assistant.intent import spoken
from assistant.levels import Levels
from assistant.lexical import WORD, stem, words
from assistant.library import ABOUT, OTHER
from assistant.linking import Linker, Mention
from kg.graph import GovernanceGraph
from kg.names import STYR

LEFT = 1
"""Words that must be left when a thing is masked; a bare name asks nothing."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that was read.

    ``asked`` are its readings by `assistant.choosing.PLAIN` and on: as it is, with the surest thing
    it names masked, with the surest term masked, and with two things masked. In all of them levels
    are called what the ontology calls them.
    """

    text: str
    mentions: tuple[Mention, ...]
    asked: tuple[Reading, Reading, Reading, Reading]


class Reader:
    """Reads questions to one graph."""

    def __init__(self, graph: GovernanceGraph, cache: EmbeddingCache) -> None:
        self._graph = graph
        self._model = cache.model
        self.linker = Linker(graph, asking())
        self._levels = Levels(graph)
        self.chooser = Chooser(self.linker, cache)

    def read(self, text: str, lang: str, vector: Matrix | None = None) -> Asking:
        """Read ``text``, to be answered in ``lang``; ``vector`` is its own, if that is known."""
        common = self._levels.in_common_words(text, lang)
        mentions = self._mentions(text, common)
        known = {} if vector is None else {text: vector}
        return Asking(text, mentions, self._asked(common, lang, mentions, known))

    def mentions(self, text: str, lang: str) -> tuple[Mention, ...]:
        """What ``text`` names."""
        return self._mentions(text, self._levels.in_common_words(text, lang))

    def reading(self, text: str, lang: str) -> Reading:
        """``text`` as it is, but for levels, which are called what the ontology calls them."""
        common = self._levels.in_common_words(text, lang)
        return Reading(common, self._vector(common))

    def _mentions(self, text: str, common: str) -> tuple[Mention, ...]:
        """What is named, also when levels are called what the ontology calls them."""
        mentions = self.linker.mentions(text)
        if common != text:
            named = {m.node for m in mentions}
            mentions += [m for m in self.linker.mentions(common) if m.node not in named]
        return tuple(mentions)

    def _asked(
        self, text: str, lang: str, mentions: Sequence[Mention], known: Mapping[str, Matrix]
    ) -> tuple[Reading, Reading, Reading, Reading]:
        """The question as it is, with the thing, with the term, and with two things masked.

        ``known`` are vectors of texts that need not be made again.
        """
        graph = self._graph
        things = [m for m in mentions if graph.known(m.node)]
        terms = [m for m in mentions if not graph.known(m.node)]
        maskable = [m for m in things if not graph.is_a(m.node, STYR.Vision)]
        about = self._masked(text, lang, maskable[:1])
        term = self._masked(text, lang, terms[:1])
        pair = about
        if self.chooser.may_be_pair(text):
            beside = (self.chooser.named_beside(each) for each in (things, terms))
            two = next((found for each in beside if (found := _two(each))), [])
            pair = self._masked(text, lang, two)
        texts = dict.fromkeys((text, about, term, pair))
        vectors = {t: known[t] if t in known else self._vector(t) for t in texts}
        read = [Reading(each, vectors[each]) for each in (text, about, term, pair)]
        return read[0], read[1], read[2], read[3]

    def _vector(self, text: str) -> Matrix:
        return np.asarray(self._model.embed_query(text), dtype=np.float32)

    def _masked(self, text: str, lang: str, mentions: Sequence[Mention]) -> str:
        """``text`` with mentions replaced by words for anything; as it is if nothing is left."""
        spans = sorted(span for m in mentions if (span := _span(text, m)))
        masked, marks = text, (ABOUT, OTHER)
        for mark, (start, end) in reversed(list(zip(marks, spans, strict=False))):
            before = self.chooser.without_class(masked[:start])
            masked = before + mark + masked[end:]
        left = masked.replace(ABOUT, " ").replace(OTHER, " ")
        return spoken(masked, lang) if len(words(left)) >= LEFT else text


def _span(text: str, mention: Mention) -> tuple[int, int] | None:
    """Where a question names a thing: the whole name, or from its first word to its last.

    An ending belongs to it ("aktiviteter" names what "aktivitet" does).
    """
    at = text.lower().find(mention.name.text.lower())
    if at >= 0:
        end = at + len(mention.name.text)
        ending = WORD.match(text, end)
        return at, ending.end() if ending else end
    stems = mention.name.stems
    found = [w.span() for w in WORD.finditer(text.lower()) if stem(w.group()) in stems]
    return (found[0][0], found[-1][1]) if found else None


def _two(mentions: Sequence[Mention]) -> list[Mention]:
    """The two surest that are named by words of their own; none where there is only one."""
    for other in mentions[1:]:
        if not other.matched & mentions[0].matched:
            return [mentions[0], other]
    return []
