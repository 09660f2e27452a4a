"""What an engine finds: one breach of one constraint, before anything is said about it to people.

Engines differ in how they write results; a `Finding` is what they must agree on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.shapes import Shapes

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation.

    ``source`` is the shape that holds the constraint, ``shape`` the one with the targets.
    ``path`` is as in SPARQL; None when the node itself is at fault, and then ``value`` is None
    too. ``component`` and ``severity`` are local names ("MinCountConstraintComponent",
    "violation"). ``bindings`` are the messages and what fills their places.
    """

    shape: str
    source: str
    focus: Term
    path: str | None
    value: Term | None
    component: str
    severity: str
    bindings: "Bindings"

    @property
    def sort_key(self) -> tuple[str, ...]:
        """An order that does not depend on the engine."""
        value = "" if self.value is None else str(self.value)
        return (self.shape, str(self.focus), self.source, self.path or "", self.component, value)


Bindings = tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
"""(language, message template, (name, value) of each place in it) of each message."""


def bindings(shapes: Shapes, source: str, said: Iterable[str]) -> Bindings:
    """(language, template, values) of each message ``said`` that a template of ``source`` made.

    What an engine adds in its own words is left out, unless there is nothing else.
    """
    templates = shapes.templates(source)
    said = sorted(said)
    found = []
    for text in said:
        for template in templates:
            values = template.values(text)
            if values is not None:
                entry = (template.lang, template.text, tuple(sorted(values.items())))
                if entry not in found:
                    found.append(entry)
                break
    return tuple(sorted(found)) or tuple(("", text, ()) for text in said[:1])


def term_of(text: str) -> Term:
    """The term that N-Triples writes as ``text``; what is none is a literal of that text."""
    try:
        quad = next(ox.parse(f"<s:s> <p:p> {text} .", format=ox.RdfFormat.N_TRIPLES))
    except (SyntaxError, StopIteration):
        return ox.Literal(text)
    return quad.object if not isinstance(quad.object, ox.Triple) else ox.Literal(text)
