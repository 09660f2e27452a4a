"""What ways of breaking rules have in common: where they are listed, and words for literals.

A way is handed a `Mutant`, changes it at a place that chance picks, and gives back everything that
is then broken: its own rule on the thing, and what follows by necessity. What follows is said in a
comment, or computed from the changed graph where it depends on the place.
"""

from collections.abc import Callable

import pyoxigraph as ox

from kg.names import XSD, Namespace
from tests.ontology.mutant import Broken, Mutant

Way = Callable[[Mutant], Broken]

KIND = Namespace("https://w3id.org/styrkompass/concept/partner-kind/")
PERSPECTIVE = Namespace("https://w3id.org/styrkompass/concept/perspective/")
STATUS = Namespace("https://w3id.org/styrkompass/concept/status/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")


class Ways(list[tuple[str, Way]]):
    """(rule, way of breaking it) of one module."""

    def breaks(self, rule: str) -> Callable[[Way], Way]:
        """Lists the function below it."""

        def listed(way: Way) -> Way:
            self.append((rule, way))
            return way

        return listed


def sv(text: str) -> ox.Literal:
    """A Swedish text."""
    return ox.Literal(text, language="sv")


def typed(value: object, datatype: str) -> ox.Literal:
    """A literal of an XSD type."""
    return ox.Literal(str(value), datatype=XSD[datatype])
