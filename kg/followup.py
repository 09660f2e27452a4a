"""Follow-up of indicators: where each stands, and what is missing for it to be said.

The values are read by `kg.followup_values`, the status is what `kg.followup_rule` says. Words are
for those who show it: here is only what is so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.followup_rule import UNCOUNTABLE, UNMEASURED, Judgement, judge
from kg.followup_values import Value, Values, read_values
from kg.graph import GovernanceGraph
from kg.names import DCT, STYR

ONE_ONLY = ("baseline", "target")
"""Roles that an indicator has one value of (R14)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one indicator stands, by the outcomes up to a year or by all.

    ``unit`` is what the values are counted in; ``direction`` the concept that is stated, None
    where none is (then `Judgement.way` may still be read from baseline and target).
    ``lacks`` says what is not there or not clear: ``no_`` baseline, milestone, target, outcome,
    direction or unit; ``several_`` baselines or targets; ``same_year`` (two outcomes of one year);
    ``broken_`` and a role, for values without a number or a year.
    """

    indicator: NamedNode
    values: Values
    judgement: Judgement
    unit: str | None
    direction: NamedNode | None
    responsible: tuple[NamedNode, ...]
    illustrative: bool
    lacks: tuple[str, ...]

    @property
    def status(self) -> str:
        """on_track, behind, reached or no_data."""
        return self.judgement.status

    @property
    def baseline(self) -> Value | None:
        """The first of the baselines, None without one."""
        return next(iter(self.values.of("baseline")), None)

    @property
    def milestones(self) -> tuple[Value, ...]:
        """By year."""
        return self.values.of("milestone")

    @property
    def target(self) -> Value | None:
        """The first of the targets, None without one."""
        return next(iter(self.values.of("target")), None)

    @property
    def outcomes(self) -> tuple[Value, ...]:
        """By year."""
        return self.values.of("outcome")


def standing(graph: GovernanceGraph, indicator: NamedNode, until: int | None = None) -> Standing:
    """Where one indicator stands, by outcomes to the year ``until``; by all when None."""
    return standings(graph, [indicator], until)[0]


def standings(
    graph: GovernanceGraph,
    indicators: Sequence[NamedNode] | None = None,
    until: int | None = None,
) -> list[Standing]:
    """Where the indicators stand, in the order given; all in the data by IRI when None."""
    asked = graph.instances(STYR.Indicator) if indicators is None else indicators
    judged = judge(graph, None if indicators is None else asked, until)
    return [_standing(graph, each, judged.get(each, UNMEASURED), until) for each in asked]


def _standing(
    graph: GovernanceGraph, indicator: NamedNode, judgement: Judgement, until: int | None
) -> Standing:
    values = read_values(graph, indicator, until)
    if values.of("outcome") and judgement.reason == UNMEASURED.reason:
        judgement = UNCOUNTABLE
    unit = graph.text(indicator, STYR.unitOfMeasure, "sv")
    direction = next(iter(graph.nodes(indicator, STYR.direction)), None)
    return Standing(
        indicator=indicator,
        values=values,
        judgement=judgement,
        unit=unit,
        direction=direction,
        responsible=tuple(graph.nodes(indicator, STYR.responsible)),
        illustrative=made_up(graph, indicator) or any(v.illustrative for v in values.all),
        lacks=tuple(_lacks(values, unit, direction)),
    )


def made_up(graph: GovernanceGraph, thing: NamedNode) -> bool:
    """Whether a thing, or its title, is marked as made up for illustration."""
    return graph.illustrative(thing, DCT.title)


def _lacks(values: Values, unit: str | None, direction: NamedNode | None) -> Iterable[str]:
    for role in ("baseline", "milestone", "target", "outcome"):
        if not values.of(role):
            yield f"no_{role}"
    for role in ONE_ONLY:
        if len(values.of(role)) > 1:
            yield f"several_{role}s"
    years = [value.year for value in values.of("outcome")]
    if len(years) > len(set(years)):
        yield "same_year"
    yield from (f"broken_{role}" for role, _ in values.broken)
    if direction is None:
        yield "no_direction"
    if not unit:
        yield "no_unit"
