"""A graph that a mutation changes, and what it needs to pick a place and tell what follows.

Nothing here reads a shape: what a change breaks is told from the graph alone.
"""

import random
from decimal import Decimal

import pyoxigraph as ox

from kg.graph import GovernanceGraph
from kg.names import DCT, ORG, RDF, RDFS, STYR, XSD, Namespace

Broken = set[tuple[str, ox.NamedNode]]
"""(rule, thing)"""
ONTOLOGY = ox.NamedNode("https://w3id.org/styrkompass/ns")
DIRECTION = Namespace("https://w3id.org/styrkompass/concept/direction/")
PITEA = Namespace("https://w3id.org/styrkompass/id/pitea/")


class Mutant:
    """A graph that is changed and can be put back; ``rng`` picks the places."""

    def __init__(self, graph: GovernanceGraph, rng: random.Random) -> None:
        self.graph = graph
        self.rng = rng
        self._log: list[tuple[bool, ox.Quad]] = []

    def undo(self) -> None:
        """Puts everything back."""
        while self._log:
            added, quad = self._log.pop()
            (self.graph.store.remove if added else self.graph.store.add)(quad)

    def add(self, s: ox.NamedNode, p: ox.NamedNode, o: ox.NamedNode | ox.Literal) -> None:
        quad = ox.Quad(s, p, o)
        if quad not in self.graph.store:
            self._log.append((True, quad))
            self.graph.store.add(quad)

    def remove(
        self, s: ox.NamedNode | None, p: ox.NamedNode, o: ox.NamedNode | ox.Literal | None = None
    ) -> None:
        """Everything that fits."""
        for quad in list(self.graph.store.quads_for_pattern(s, p, o)):
            self._log.append((False, quad))
            self.graph.store.remove(quad)

    def set(self, s: ox.NamedNode, p: ox.NamedNode, o: ox.NamedNode | ox.Literal) -> None:
        self.remove(s, p)
        self.add(s, p, o)

    def retarget(self, p: ox.NamedNode, old: ox.NamedNode, new: ox.NamedNode) -> None:
        """All that points to ``old`` with ``p`` points to ``new`` instead."""
        for subject in self.graph.subjects(p, old):
            self.remove(subject, p, old)
            self.add(subject, p, new)

    def copy(self, node: ox.NamedNode, name: str) -> ox.NamedNode:
        """A thing that says the same under a title of its own, adopted by the same decisions."""
        copied = PITEA[name]
        for quad in list(self.graph.store.quads_for_pattern(node, None, None)):
            if quad.predicate != DCT.title:
                self.add(copied, quad.predicate, quad.object)
        self.add(copied, DCT.title, ox.Literal(f"Kopian {name}", language="sv"))
        for decision in self.graph.subjects(STYR.adopts, node):
            self.add(decision, STYR.adopts, copied)
        return copied

    # -- what there is ------------------------------------------------------------------------

    def things(self, *names: str) -> list[ox.NamedNode]:
        """Everything of the classes, none of a class below them."""
        return [node for name in names for node in self.graph.subjects(RDF.type, STYR[name])]

    def any(self, *names: str) -> ox.NamedNode:
        return self.rng.choice(self.things(*names))

    def two(self, *names: str) -> list[ox.NamedNode]:
        return self.rng.sample(self.things(*names), 2)

    def one(self, s: ox.NamedNode, p: ox.NamedNode) -> ox.NamedNode:
        (found,) = self.graph.nodes(s, p)
        return found

    def year(self, value: ox.NamedNode) -> int:
        (found,) = self.graph.texts(value, STYR.year)
        return int(found.value)

    def number(self, value: ox.NamedNode) -> Decimal:
        (found,) = self.graph.texts(value, STYR.value)
        return Decimal(found.value)

    def milestones(self, indicator: ox.NamedNode) -> list[ox.NamedNode]:
        return sorted(self.graph.nodes(indicator, STYR.milestone), key=self.year)

    def moving(self) -> ox.NamedNode:
        """An indicator that is to increase or decrease, with values that belong to it alone."""
        either = [
            *self.graph.subjects(STYR.direction, DIRECTION.increase),
            *self.graph.subjects(STYR.direction, DIRECTION.decrease),
        ]
        return self.rng.choice(either)

    def sign(self, indicator: ox.NamedNode) -> int:
        return 1 if self.graph.holds(indicator, STYR.direction, DIRECTION.increase) else -1

    def outcome(self) -> ox.NamedNode:
        """A value that no rule but R17 reads."""
        indicator = self.rng.choice(
            [each for each in self.things("Indicator") if self.graph.nodes(each, STYR.outcome)]
        )
        return self.rng.choice(self.graph.nodes(indicator, STYR.outcome))

    def statement(self) -> ox.Quad:
        """Anything that a thing of Piteå says with a term of the model."""
        return self.rng.choice([q for q in self._own() if q.predicate.value.startswith(STYR.base)])

    def link(self, *names: str) -> ox.Quad:
        """Any statement of Piteå's with one of these properties, each property as likely."""
        relation = STYR[self.rng.choice(names)]
        return self.rng.choice([quad for quad in self._own() if quad.predicate == relation])

    def _own(self) -> list[ox.Quad]:
        mine = [q for q in self.graph.store if q.subject.value.startswith(PITEA.base)]
        return sorted(mine, key=str)

    def misspelt(self, word: str) -> str:
        """With a letter left out, doubled, changed for its neighbour or in the other case."""
        at = self.rng.randrange(1, len(word) - 1)
        changed = {
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at].swapcase() + word[at + 1 :],
        }
        return self.rng.choice(sorted(each for each in changed if not self.declared(STYR[each])))

    def declared(self, term: ox.NamedNode) -> bool:
        return self.graph.holds(term, RDFS.isDefinedBy, ONTOLOGY)

    def misspelt_end(self, iri: str) -> str:
        """An IRI whose last part has a letter too many."""
        return iri + self.rng.choice("aerst")

    def set_year(self, value: ox.NamedNode, year: int) -> None:
        self.set(value, STYR.year, ox.Literal(str(year), datatype=XSD.gYear))

    def value_like(self, value: ox.NamedNode, year: int) -> ox.NamedNode:
        """Another indicator value with the same number, for ``year``."""
        new = PITEA["ett-varde-till"]
        self.add(new, RDF.type, STYR.IndicatorValue)
        (number,) = self.graph.texts(value, STYR.value)
        self.add(new, STYR.value, number)
        self.set_year(new, year)
        return new

    # -- what follows by necessity --------------------------------------------------------------

    def idle(self) -> Broken:
        """R20: units and companies that an edit has cut off from every strategy."""
        units = self.things("Unit", "MunicipalCompany")
        return {("R20", unit) for unit in units if self._in_group(unit) and self._is_idle(unit)}

    def empty(self, programme: ox.NamedNode) -> Broken:
        """R11, R12, R13: what a programme lacks once focus areas have left it."""
        areas = self.graph.subjects(STYR.focusAreaOf, programme)
        activities = [a for area in areas for a in self.graph.subjects(STYR.inFocusArea, area)]
        indicators = [
            i for each in (programme, *areas) for i in self.graph.subjects(STYR.indicatorOf, each)
        ]
        has = {"R11": areas, "R12": activities, "R13": indicators}
        return {(rule, programme) for rule, found in has.items() if not found}

    def _in_group(self, unit: ox.NamedNode) -> bool:
        above = self.chain(unit)
        return any(self.graph.is_a(each, STYR.MunicipalGroup) for each in above)

    def chain(self, organisation: ox.NamedNode) -> list[ox.NamedNode]:
        """An organisation and all above it."""
        found = [organisation]
        for each in found:
            found += [o for o in self.graph.nodes(each, ORG.subOrganizationOf) if o not in found]
        return found

    def _is_idle(self, unit: ox.NamedNode) -> bool:
        work = self.graph.subjects(STYR.responsible, unit)
        direct = [
            s for each in (unit, *work) for s in self.graph.nodes(each, STYR.supportsStrategy)
        ]
        areas = [area for each in work for area in self.graph.nodes(each, STYR.inFocusArea)]
        programmes = [p for area in areas for p in self.graph.nodes(area, STYR.focusAreaOf)]
        return not direct and not any(self.graph.nodes(p, STYR.programmeOf) for p in programmes)
