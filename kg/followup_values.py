"""The values of an indicator: baseline, milestones, target and outcomes, read as they are."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import BlankNode, NamedNode

from kg.graph import GovernanceGraph
from kg.names import STYR

ROLES = ("baseline", "milestone", "target", "outcome")
"""In the order that they are told, each the property that points at the value."""
_YEAR = re.compile(r"[0-9]{4}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
"""What the rule reads too (``ontology/queries/indicator-states.ttl``)."""


@dataclass(frozen=True, slots=True)
class Value:
    """One number in one year. ``illustrative``: made up, by itself or with its indicator."""

    role: str
    year: int
    number: Decimal
    node: NamedNode | BlankNode
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """All values of an indicator that have a number and a year, by year, then by role.

    ``broken`` counts those that do not, by role; they are left out of ``all``.
    """

    all: tuple[Value, ...]
    broken: tuple[tuple[str, int], ...] = ()

    def of(self, role: str) -> tuple[Value, ...]:
        """Those of one role, by year."""
        return tuple(value for value in self.all if value.role == role)

    @property
    def plan(self) -> tuple[Value, ...]:
        """The points of the expected line, by year: baseline, milestones and target."""
        return tuple(value for value in self.all if value.role != "outcome")


def read_values(graph: GovernanceGraph, indicator: NamedNode, until: int | None = None) -> Values:
    """The indicator's values; outcomes of years after ``until`` are left out."""
    found: list[Value] = []
    broken: dict[str, int] = {}
    made_up = graph.illustrative(indicator)
    for role in ROLES:
        for node in graph.objects(indicator, STYR[role]):
            if not isinstance(node, NamedNode | BlankNode):
                value = None
            else:
                value = _value(graph, node, role, made_up)
            if value is None:
                broken[role] = broken.get(role, 0) + 1
            elif role != "outcome" or until is None or value.year <= until:
                found.append(value)
    found.sort(key=lambda v: (v.year, ROLES.index(v.role), v.number, str(v.node)))
    return Values(tuple(found), tuple(broken.items()))


def _value(
    graph: GovernanceGraph, node: NamedNode | BlankNode, role: str, made_up: bool
) -> Value | None:
    numbers, years = (graph.texts(node, each) for each in (STYR.value, STYR.year))
    if len(numbers) != 1 or len(years) != 1:
        return None
    year, number = years[0].value, numbers[0].value
    if not (_YEAR.fullmatch(year) and _NUMBER.fullmatch(number)):
        return None
    return Value(role, int(year), Decimal(number), node, made_up or graph.illustrative(node))
