"""What becomes of feedback: a word in a draft, a test question, nothing, or open again."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from pyoxigraph import Literal, NamedNode, Quad

from assistant.errors import FeedbackUndecidable, FeedbackWrong, ThingUnknown
from assistant.feedback import LONGEST, NONE, Said, plain
from assistant.web.api import assistant_of
from assistant.web.drafts import LiveDrafts
from assistant.web.feedback import desk_of
from assistant.web.problems import language
from assistant.web.wording import node as node_named
from kg.graph import GovernanceGraph
from kg.names import DATA_GRAPH, SKOS
from kg.patch import Patch
from kg.texts import load

DRAFT = "ord"
"""The draft that words are added to unless another is named."""
LONGEST_WORD = 200

Fields = Callable[[str], str]
"""What a form holds, by the name of the field; empty for what it has not."""


def decide(request: Request, text: Fields) -> Said:
    """Do what the form says, and give the feedback back as it was before.

    Raises `FeedbackUnknown`, `FeedbackDecided`, `FeedbackUndecidable`, `FeedbackWrong`,
    `ThingUnknown`, or `kg.errors.StoreError`; then nothing is decided.
    """
    desk = desk_of(request)
    with desk.deciding:
        return _decided(request, text)


def _decided(request: Request, text: Fields) -> Said:
    kept, graph, act = desk_of(request).kept, assistant_of(request).graph, text("act")
    said = kept.undecided(text("id"), reopening=act == "reopen")
    lang = language(request)
    match act:
        case "synonym":
            kept.decide(said.id, "synonym", _taught(request, graph, said, text, lang))
        case "test":
            kept.decide(said.id, "test", _test(graph, said, text, lang))
        case "dismiss":
            kept.decide(said.id, "dismissed")
        case "reopen":
            kept.decide(said.id, "")
    return said


def _taught(
    request: Request, graph: GovernanceGraph, said: Said, text: Fields, lang: str
) -> dict[str, Any]:
    """The word added to a draft, as one edit."""
    drafts: LiveDrafts = request.app.state.drafts
    base = request.app.state.settings.base
    words = load("assistant", lang)["feedback"]
    word, asked = plain(text("word")), text("other") or text("thing")
    if not word:
        raise FeedbackUndecidable(missing=words["word"].lower(), field="word")
    if len(word) > LONGEST_WORD:
        raise FeedbackWrong(field="word")
    if not asked:
        raise FeedbackUndecidable(missing=words["thing"].lower(), field="thing")
    node = node_named(address(asked, base), base)
    if known(graph, node.value) is None:
        raise ThingUnknown(iri=asked)
    name = text("draft") or DRAFT
    label = Literal(word, language=said.lang)
    patch = Patch(added=frozenset([Quad(node, SKOS.altLabel, label, DATA_GRAPH)]))
    drafts.edit(name, patch, f"{words['title']}: {word}")
    return {"word": word, "thing": node.value, "draft": name}


def address(asked: str, base: str) -> str:
    """The IRI of a thing by the address of its page, which is what people have at hand."""
    if asked.startswith(base):
        return asked
    before, found, name = asked.partition("/id/")
    return name.split("?")[0] if found and ("://" in before or not before) else asked


def _test(graph: GovernanceGraph, said: Said, text: Fields, lang: str) -> dict[str, Any]:
    """A line for `styrkompass eval`."""
    words = load("assistant", lang)["feedback"]
    gold, question = text("gold"), plain(text("question") or said.question)
    if not question:
        raise FeedbackUndecidable(missing=words["question"].lower(), field="question")
    if len(question) > LONGEST["question"]:
        raise FeedbackWrong(field="question")
    if gold != NONE and known(graph, gold) is None:
        raise FeedbackUndecidable(missing=words["gold"].lower(), field="gold")
    return {"question": question, "gold": gold}


def known(graph: GovernanceGraph, iri: str) -> NamedNode | None:
    """The node of that IRI; None when the graph says nothing of it, or it is none."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return None
    return node if any(graph.store.quads_for_pattern(node, None, None, None)) else None
