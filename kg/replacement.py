"""Puts things into a graph in place of what was said about them before, leaving all else."""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad

from kg.names import RDF, STYR
from kg.patch import Patch


def replacing(content: Iterable[Quad], described: Iterable[Quad]) -> Patch:
    """The patch that makes ``described`` all that is said about the things it describes.

    What hung on them (blank nodes, values of indicators) goes too, unless something else points
    to it.
    """
    content, new = set(content), frozenset(described)
    things = {quad.subject for quad in new}
    removed = {quad for quad in content if quad.subject in things}
    values = {q.subject for q in content if q.predicate == RDF.type and q.object == _VALUE}
    waiting = set(removed)
    while waiting:
        pointed = {quad.object for quad in waiting} - things
        kept = {quad.object for quad in content - removed} | {quad.object for quad in new}
        loose = {each for each in pointed - kept if isinstance(each, BlankNode) or each in values}
        waiting = {quad for quad in content if quad.subject in loose} - removed
        removed |= waiting
    return Patch(frozenset(removed) - new, new - content)


def added_to(content: Iterable[Quad], described: Iterable[Quad]) -> Iterator[Quad]:
    """What ``content`` says of things that ``described`` tells something of, but not what they are.

    A statement about a thing is more of it, not all of it: a word that it is called too, say.
    """
    told = set(described)
    whole = {quad.subject for quad in told if quad.predicate == RDF.type}
    parts = {quad.subject for quad in told} - whole
    return (quad for quad in content if quad.subject in parts)


_VALUE: NamedNode = STYR.IndicatorValue
