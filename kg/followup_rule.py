"""The rule for how an indicator stands. It is SPARQL, and there is one: the question
``indicator-states`` of the query library, which the chat and analysts use too.

Here it is run with its own conditions in place of ``#where`` and ``#until``, and all its variables
read, so that what a page says is what the rule said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, Store

from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR, PREFIXES, SH
from kg.rdf import read_file

RULE = ONTOLOGY_DIR / "queries" / "indicator-states.ttl"
REACHED, ON_TRACK, BEHIND, NO_DATA = "reached", "on_track", "behind", "no_data"
STATUSES = (REACHED, ON_TRACK, BEHIND, NO_DATA)
_LATER = "FILTER(STR(?oy) <= {until})"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rule says of one indicator.

    ``reason`` is one of reached, on_track, behind, deviates (from a level to be kept), no_outcome,
    early (the latest outcome is not after the baseline), no_plan (nothing to compare with that
    year), no_direction, uncountable. ``expected`` is the value that the line has in the year of
    the latest outcome; ``point`` says what that is: "target", "milestone", or "between" ``years``.
    ``way`` is which way the value is to go: as stated, else from baseline to target.
    """

    status: str
    reason: str
    expected: Decimal | None = None
    point: str | None = None
    years: tuple[int, ...] = ()
    latest: Decimal | None = None
    latest_year: int | None = None
    way: str | None = None


UNMEASURED = Judgement(NO_DATA, "no_outcome")
UNCOUNTABLE = Judgement(NO_DATA, "uncountable")
"""There are outcomes, but larger than SPARQL's arithmetic (38 digits, 18 of them decimals)."""


def judge(
    graph: GovernanceGraph,
    indicators: Sequence[NamedNode] | None = None,
    until: int | None = None,
) -> dict[NamedNode, Judgement]:
    """What the rule says of the indicators (all there are when None), by outcomes to ``until``.

    An indicator with two baselines or targets, which breaks R14, is judged by the first of each.
    """
    text = _text(indicators, until)
    found = graph.store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        raise TypeError(f"{RULE.name}: not a SELECT query")
    judged: dict[NamedNode, list[QuerySolution]] = {}
    for row in found:
        if isinstance(item := row["item"], NamedNode):
            judged.setdefault(item, []).append(row)
    return {item: _judgement(min(rows, key=_first)) for item, rows in judged.items()}


def _first(row: QuerySolution) -> str:
    return str([row[name] for name in ("base", "baseYear", "goal", "goalYear", "direction")])


@cache
def _select() -> str:
    store = Store()
    store.extend(read_file(RULE))
    (quad,) = store.quads_for_pattern(None, SH.select, None, None)
    text = quad.object.value if isinstance(quad.object, Literal) else ""
    return "SELECT DISTINCT * " + text[text.index("WHERE {") :]


def _text(indicators: Sequence[NamedNode] | None, until: int | None) -> str:
    where = "" if indicators is None else f"VALUES ?item {{ {' '.join(map(str, indicators))} }}"
    later = "" if until is None else _LATER.format(until=Literal(f"{until:04}"))
    put_in = {"#where": where, "#until": later, "#filter": ""}
    return "\n".join(put_in.get(line.strip(), line) for line in _select().split("\n"))


def _judgement(row: QuerySolution) -> Judgement:
    reason = _reason(row)
    status = {"deviates": BEHIND}.get(reason, reason if reason in STATUSES else NO_DATA)
    point = next((p for p in ("final", "milestone", "expected") if row[p] is not None), None)
    years = {"final": ("gy",), "milestone": ("y",), "expected": ("ly", "hy"), None: ()}[point]
    way = row["way"]
    return Judgement(
        status,
        reason,
        expected=_decimal(row[point]) if point else None,
        point={"final": "target", "expected": "between"}.get(point or "", point),
        years=tuple(year for name in years if (year := _year(row[name])) is not None),
        latest=_decimal(row["latest"]),
        latest_year=_year(row["y"]),
        way=way.value.rsplit("/", 1)[-1] if isinstance(way, NamedNode) else None,
    )


def _reason(row: QuerySolution) -> str:
    if row["latest"] is None or row["y"] is None:
        return UNMEASURED.reason
    said = {"reached": REACHED, "behind": BEHIND, "deviates": "deviates", "onTrack": ON_TRACK}
    for name, reason in said.items():
        if row[name] is not None:
            return reason
    if row["early"] is not None:
        return "early"
    return "no_direction" if row["due"] is not None else "no_plan"


def _decimal(term: object) -> Decimal | None:
    return Decimal(term.value).normalize() + 0 if isinstance(term, Literal) else None


def _year(term: object) -> int | None:
    return int(term.value) if isinstance(term, Literal) else None


def concept_of(status: str) -> NamedNode:
    """The concept of ``styr:assessment`` whose label and definition tell the status."""
    names = {ON_TRACK: "on-track", NO_DATA: "not-assessed"}
    return NamedNode(PREFIXES["assessment"] + names.get(status, status))


def direction_of(way: str) -> NamedNode:
    """The concept of ``styr:direction`` for `Judgement.way`."""
    return NamedNode(PREFIXES["direction"] + way)
