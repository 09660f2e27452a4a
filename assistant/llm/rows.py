"""The rows of a proposed query as an answer: a list, each row with the things it rests on."""

from pyoxigraph import NamedNode

from assistant.compose_system import ROWS_SHOWN
from assistant.draft import MARK, Draft, Sentence
from assistant.errors import TEXTS
from assistant.llm.propose import Proposal
from kg.graph import GovernanceGraph
from kg.names import DCT, XSD

_DECIMAL = (XSD.decimal.value, XSD.double.value, XSD.float.value)
Binding = dict[str, dict[str, str]]
Kinds = tuple[NamedNode, ...]


def answered(graph: GovernanceGraph, proposal: Proposal, model: str, lang: str) -> Draft | None:
    """The answer that the rows give; None where nothing, or nothing that can be cited, was found.

    A row of mere values, such as a number of things, rests on the classes that the query names.
    """
    rows = [_sentence(graph, row, proposal, lang) for row in proposal.rows[:ROWS_SHOWN]]
    rows = [row for row in rows if row.cites]
    if not rows:
        return None
    sentences = [Sentence(TEXTS.get(lang, "llm.proposed", model=model), claims=False), *rows]
    if len(proposal.rows) > ROWS_SHOWN:
        more = TEXTS.get(lang, "answer.more", count=len(proposal.rows) - ROWS_SHOWN)
        sentences.append(Sentence(more, claims=False, item=True))
    return Draft("answered", tuple(sentences), sparql=proposal.sparql, model=model)


def _sentence(graph: GovernanceGraph, row: Binding, proposal: Proposal, lang: str) -> Sentence:
    things, shown = [], []
    for name in proposal.names:
        if name not in row:
            continue
        term = row[name]
        node = NamedNode(term["value"]) if term["type"] == "uri" else None
        if node is not None and _told_of(graph, node):
            things.append(node)
            shown.append(graph.title(node, lang) + MARK.format(iri=node.value))
        elif term["type"] != "bnode":
            shown.append(_value(term, lang))
    made_up = _made_up(graph, things, row, proposal.classes)
    text = ", ".join(dict.fromkeys(part for part in shown if part))
    if made_up:
        text += f" ({TEXTS.get(lang, 'label.illustrative')})"
    cites = tuple(dict.fromkeys(things)) or proposal.classes
    return Sentence(text, cites if shown else (), item=True, illustrative=made_up)


def _told_of(graph: GovernanceGraph, node: NamedNode) -> bool:
    """Whether the data or the ontology says something about it."""
    return any(graph.store.quads_for_pattern(node, None, None, None))


def _made_up(graph: GovernanceGraph, things: list[NamedNode], row: Binding, kinds: Kinds) -> bool:
    """Whether a row rests on something illustrative; a value may rest on all of its classes."""
    if any(graph.illustrative(thing, DCT.title) for thing in things):
        return True
    if all(term["type"] == "uri" for term in row.values()):
        return False
    counted = (node for kind in kinds for node in graph.instances(kind))
    return any(graph.illustrative(node, DCT.title) for node in counted)


def _value(term: dict[str, str], lang: str) -> str:
    text = " ".join(term["value"].split())
    if lang == "sv" and term.get("datatype") in _DECIMAL:
        return text.replace(".", ",")
    return text
