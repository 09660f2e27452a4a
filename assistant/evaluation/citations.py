"""Whether an answer's citations hold: each thing exists, is called that, and says what is quoted.

A sentence that carries ``[n]`` must name that thing, or one that a statement ties it to (the values
of a cited value base), or the thing must be on a path of the answer.
"""

import re
from collections.abc import Iterator
from itertools import chain, takewhile

from pyoxigraph import Literal, NamedNode

from assistant.answer import Answer, Citation
from kg.graph import GovernanceGraph

_NUMBER = re.compile(r"\[(\d+)\]")
_SENTENCE_END = re.compile(r"\n|(?<=[.!?])\s+(?![(\[])")
_MARKED = "\ue000{n}\ue001"
ITEM = "– "
_LONG = 20
"""Characters of a text that is told word for word rather than by chance."""
_MARK = re.compile("\ue000(\\d+)\ue001")


def citations_right(graph: GovernanceGraph, answer: Answer) -> bool:
    """Whether every number has its citation, every citation holds, and every sentence its thing."""
    numbers = {int(n) for n in _NUMBER.findall(answer.answer)}
    if numbers != {citation.n for citation in answer.citations}:
        return False
    if not all(_holds(graph, citation, answer.lang) for citation in answer.citations):
        return False
    on_path = {step.iri for strategy in answer.strategies for step in strategy.path}
    things = {citation.n: NamedNode(citation.iri) for citation in answer.citations}
    return all(
        named or things[n].value in on_path or _tied(graph, things[n], sentence, answer.lang)
        for n, named, sentence in _used(graph, answer)
    )


def _holds(graph: GovernanceGraph, citation: Citation, lang: str) -> bool:
    node = NamedNode(citation.iri)
    if not any(graph.store.quads_for_pattern(node, None, None, None)):
        return False
    if citation.title != graph.title(node, lang):
        return False
    return citation.quote is None or any(citation.quote in text for text in _texts(graph, node))


def _texts(graph: GovernanceGraph, node: NamedNode) -> Iterator[str]:
    """Every text of a thing, and of what it points at: its sources among them."""
    for quad in graph.store.quads_for_pattern(node, None, None, None):
        if isinstance(quad.object, Literal):
            yield quad.object.value
        elif isinstance(quad.object, NamedNode):
            for about in graph.store.quads_for_pattern(quad.object, None, None, None):
                if isinstance(about.object, Literal):
                    yield about.object.value


def _tied(graph: GovernanceGraph, node: NamedNode, sentence: str, lang: str) -> bool:
    """Whether the sentence names a thing that ``node`` has a statement about, or is in one of."""
    said = sentence.casefold()
    about = (quad.object for quad in graph.store.quads_for_pattern(node, None, None, None))
    of = (quad.subject for quad in graph.store.quads_for_pattern(None, None, node, None))
    others = {x for x in chain(about, of) if isinstance(x, NamedNode) and graph.known(x)}
    return any(graph.title(other, lang).casefold() in said for other in others)


def _used(graph: GovernanceGraph, answer: Answer) -> Iterator[tuple[int, bool, str]]:
    """Every ``[n]`` of the answer, whether the sentence it stands in names its thing, and that.

    Titles, and what is told in a thing's own words, are taken out before the text is cut into
    sentences: they may hold full stops.
    """
    titles = {citation.n: citation.title for citation in answer.citations}
    phrases = [(title, n) for n, title in titles.items()]
    phrases += [(text, c.n) for c in answer.citations for text in _own(graph, NamedNode(c.iri))]
    text = answer.answer
    for phrase, n in sorted(phrases, key=lambda pair: -len(pair[0])):
        text = re.sub(re.escape(phrase), _MARKED.format(n=n), text, flags=re.IGNORECASE)
    for marked, whole in _sentences(text):
        sentence = _MARK.sub(lambda found: titles[int(found[1])], whole)
        for n in map(int, _NUMBER.findall(marked)):
            yield n, titles[n].casefold() in sentence.casefold(), sentence


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Every sentence or item of a list; what heads a list also with its items."""
    parts = _SENTENCE_END.split(text)
    for place, part in enumerate(parts):
        items = takewhile(lambda after: after.startswith(ITEM), parts[place + 1 :])
        yield part, " ".join([part, *items]) if part.endswith(":") else part


def _own(graph: GovernanceGraph, node: NamedNode) -> Iterator[str]:
    for quad in graph.store.quads_for_pattern(node, None, None, None):
        if isinstance(quad.object, Literal) and len(quad.object.value) >= _LONG:
            yield quad.object.value.rstrip(".")
