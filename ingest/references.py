"""From what a cell says of another thing to that thing: by id, by title, by a concept's label."""

from pyoxigraph import NamedNode

from ingest.cells import CellProblem, did_you_mean
from ingest.layout import Column, Layout, label
from ingest.source import Known, plain
from kg.names import DEFAULT_BASE, PREFIXES, RDF, SKOS, STYR
from kg.suggest import nearest

_MOST_SUGGESTIONS = 100
"""More than anybody reads; each is a walk through all titles."""


class Resolver:
    """Looks up what cells refer to, among what is known when it is asked."""

    def __init__(self, layout: Layout, known: Known) -> None:
        self._layout = layout
        self._known = known
        self._suggestions_left = _MOST_SUGGESTIONS

    def resolve(self, text: str, column: Column) -> NamedNode:
        """The thing that ``text`` means in ``column``. Raises `CellProblem`.

        A whole IRI is taken as it is: what it points to may be in another source.
        """
        if (iri := _whole(text)) is not None:
            return iri
        if SKOS.Concept in column.classes:
            return self._concept(text, column)
        if RDF.Property in column.classes:
            return self._property(text)
        return self._thing(text, column)

    def _concept(self, text: str, column: Column) -> NamedNode:
        found = self._layout.concept_named(text, column)
        if found is None:
            known = ", ".join(sorted(self._layout.concepts(column)))
            raise CellProblem("concept", text=text, known=known)
        return found

    def _property(self, text: str) -> NamedNode:
        found = self._layout.property_named(text, STYR.Activity)
        if found is None:
            hint = did_you_mean(self._layout.nearest_property(text))
            raise CellProblem("property", text=text, nearest=hint)
        return found

    def _thing(self, text: str, column: Column) -> NamedNode:
        if (named := _whole(DEFAULT_BASE + text)) in self._known.classes and named is not None:
            return self._fitting({named}, text, column)
        candidates = self._called(text, column)
        if not candidates:
            raise CellProblem(
                "reference", text=text, nearest=did_you_mean(self._nearest(text, column))
            )
        return self._fitting(candidates, text, column)

    def _called(self, text: str, column: Column) -> set[NamedNode]:
        """Things of that title: those being read go before those that were there before."""
        classes, found = self._known.classes, set[NamedNode]()
        for titles in (self._known.titles, self._known.held):
            called = titles.get(plain(text), set())
            if any(self._layout.fits(classes.get(each, ()), column) for each in called):
                return called
            found |= called
        return found

    def _fitting(self, candidates: set[NamedNode], text: str, column: Column) -> NamedNode:
        classes = self._known.classes
        fitting = [c for c in candidates if self._layout.fits(classes.get(c, ()), column)]
        if not fitting:
            name = label(self._layout.graph, column.term)
            raise CellProblem("wrong_class", text=text, column=name)
        if len(fitting) > 1:
            raise CellProblem("ambiguous", text=text)
        return fitting[0]

    def _nearest(self, text: str, column: Column) -> str | None:
        """The title most like ``text`` of a thing that may stand in ``column``."""
        self._suggestions_left -= 1
        if self._suggestions_left < 0:
            return None
        fits, classes = self._layout.fits, self._known.classes
        return nearest(
            text,
            [
                title
                for titles in (self._known.titles, self._known.held)
                for title, things in titles.items()
                if any(fits(classes.get(thing, ()), column) for thing in things)
            ],
        )


def _whole(text: str) -> NamedNode | None:
    """``text`` as an IRI, written out or with a known prefix; None if it is neither."""
    prefix, colon, local = text.partition(":")
    if not colon or " " in text:
        return None
    try:
        return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else text)
    except ValueError:
        return None
