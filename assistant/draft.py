"""An answer while it is written: sentences, each with the things it rests on."""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from assistant.answer import Verdict
from assistant.walk import Support

MARK = "\ue000{iri}\ue001"
"""Stands in a sentence where the number of the thing with that IRI goes."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or line; ``cites`` are the things it rests on.

    `MARK` in the text says where a thing's number goes; one that is not marked goes to the end.

    ``claims`` is false for what says nothing about the municipality (a greeting, a hint), which
    needs no source. ``item`` marks a line of a list, ``apart`` the first of a paragraph.
    ``illustrative`` is true where the words
    themselves are made up for illustration, though the thing they describe is not.
    """

    text: str
    cites: tuple[NamedNode, ...] = ()
    claims: bool = True
    item: bool = False
    illustrative: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A thing to choose: what it is ``called``, and the ``whole`` question about it, if short."""

    node: NamedNode
    called: str
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What `compose` writes and `check` verifies.

    ``about`` is the thing that a question of the library was about. ``offers`` are things that the
    answer asks the reader to choose between; their whole questions are among the ``follow_ups``.

    ``sparql`` is a query that the language model ``model`` proposed and that gave it.
    """

    verdict: Verdict
    sentences: tuple[Sentence, ...]
    supports: tuple[Support, ...] = ()
    values: tuple[NamedNode, ...] = ()
    follow_ups: tuple[str, ...] = ()
    query: str | None = None
    sparql: str | None = None
    model: str | None = None
    about: NamedNode | None = None
    offers: tuple[Offer, ...] = ()
