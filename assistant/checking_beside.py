"""Checks what people supply beside the published version: what publishing it would break and mend.

What has no vision is part of something: it is put into the published version in place of what that
says about the same things, as `styrkompass ingest --add` does. What has one stands for the whole.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pyoxigraph import Quad, Store

from assistant.checking import Checked, chosen_shapes, judge, prepare
from ingest.wording import in_workbook, result_in_workbook
from kg.derived import derive
from kg.diff import Diff, diff
from kg.graph import GovernanceGraph, ontology_quads
from kg.names import DATA_GRAPH
from kg.rdf import in_graph
from kg.replacement import added_to, replacing
from kg.results import Result
from kg.shapes import Shapes
from kg.validation import validate
from kg.worker import limited


@dataclass(frozen=True, slots=True)
class Beside:
    """What was found, and what it would change.

    ``whole`` tells whether it would stand in place of all that is published. ``new`` and ``mended``
    are results after and before, as many of each as differ; ``diff`` is the content.
    """

    checked: Checked
    whole: bool
    new: tuple[Result, ...]
    mended: tuple[Result, ...]
    diff: Diff


def check_beside(
    given: Iterable[Any],
    published: list[Quad],
    shapes: Iterable[tuple[str, bytes]] = (),
    *,
    health: bool = False,
    seconds: float,
    megabytes: int,
) -> Beside:
    """The report on ``given`` as `assistant.checking.check` gives it, and what differs.

    ``published`` are the published statements, without provenance. Raises as `check`.
    """
    prepare(health)
    _ontology()
    work = list(given), published, list(shapes), health
    return limited(_beside, *work, seconds=seconds, megabytes=megabytes)


def _beside(
    given: list[Any], published: list[Quad], shapes: list[tuple[str, bytes]], health: bool
) -> Beside:
    judged_by = chosen_shapes(shapes, health)
    checked, data = judge(given, judged_by)
    whole = checked.report.has_vision
    after = data if whole else _put_into(published, data)
    results = checked.report.results if whole else _results(after, judged_by)
    before = _results(published, judged_by)
    changed = diff(_graph(published), _graph(after))
    new = tuple(map(result_in_workbook, _without(results, before)))
    told = replace(checked, report=in_workbook(checked.report))
    return Beside(told, whole, new, _without(before, results), changed)


def _graph(data: list[Quad]) -> GovernanceGraph:
    """As `GovernanceGraph.from_quads` makes it, which would open files."""
    store = Store()
    store.extend(in_graph(quad, DATA_GRAPH) for quad in data)
    store.extend(_ontology())
    store.extend(derive(store))
    return GovernanceGraph(store)


@cache
def _ontology() -> tuple[Quad, ...]:
    """Read before the work begins, whose process can open no file."""
    return tuple(ontology_quads())


def _put_into(published: list[Quad], data: list[Quad]) -> list[Quad]:
    change = replacing(published, [*data, *added_to(published, data)])
    return list((set(published) - change.removed) | change.added)


def _results(data: list[Quad], shapes: Shapes) -> tuple[Result, ...]:
    return validate(data, shapes).results


def _without(results: Iterable[Result], others: Iterable[Result]) -> tuple[Result, ...]:
    """Those of ``results`` that have none like them among ``others``, one for one."""
    left = Counter(map(same, others))
    found = []
    for result in results:
        if left[same(result)]:
            left[same(result)] -= 1
        else:
            found.append(result)
    return tuple(found)


def same(result: Result) -> Hashable:
    """Equal for the same breach in two graphs; nodes without names are told by their titles."""
    focus = result.focus
    value = result.value if result.value_thing is None else tuple(result.value_thing.title.items())
    if result.value and result.value.startswith("_:"):
        value = None
    named = tuple(focus.title.items()) if focus.iri.startswith("_:") else focus.iri
    said = tuple(sorted(result.message.items()))
    return result.shape, named, result.path, value, result.component, said
