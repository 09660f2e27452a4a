"""What a query asks, in words that a person who knows no SPARQL understands."""

from kg.graph import GovernanceGraph
from kg.query_terms import Terms
from kg.query_tree import Node
from kg.query_words.naming import TEXTS, Names, form_of
from kg.query_words.sentences import Sentence, Sentences

__all__ = ["TEXTS", "Names", "Sentence", "explain", "form_of"]


def explain(tree: Node, graph: GovernanceGraph, lang: str) -> list[Sentence]:
    """The sentences that tell what the query ``tree`` asks, with the names that ``graph`` has."""
    return Sentences(tree, Names(graph, Terms(tree), lang)).told()
