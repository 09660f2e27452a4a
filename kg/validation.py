"""Checks a graph against the governance rules (SHACL) and says what breaks them, for people.

The data is checked together with the ontology and the concept lists, so that ``sh:class`` and
``sh:targetClass`` see the subclasses. Engines find (`kg.quick`, `kg.shacl`), `kg.explain` makes
results of that, `kg.reports` writes them out.
"""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from kg import quick
from kg.errors import LimitError, ShapesBroken, StyrError
from kg.explain import Explainer, rules
from kg.findings import Finding
from kg.graph import GovernanceGraph, ontology_quads
from kg.names import RDF, STYR
from kg.results import SEVERITIES, Report, Result
from kg.shacl import Reference
from kg.shapes import SHAPES_DIR, Shapes, is_ours, shape_files, shipped

log = logging.getLogger(__name__)
_A_VISION = f"{RDF.type} {STYR.Vision} .".encode()
Engine = Literal["auto", "reference", "quick"]


def validate(
    data: Iterable[ox.Quad],
    shapes: Path | Shapes | None = None,
    extra_shapes: Sequence[Path] = (),
    engine: Engine = "auto",
) -> Report:
    """The report of all graphs of ``data`` (a store or quads) together; it is not changed.

    ``shapes`` (a file, a folder, or read before) replace the shipped rules; ``extra_shapes`` are
    added.
    ``engine`` "auto" takes the quick one for shipped shapes, where it is proven, and pySHACL else.
    Raises `kg.errors.InputError` for shapes that cannot be read, `kg.errors.ShapesBroken` for those
    that cannot be used, and `kg.errors.QueryError` for shapes of others whose SPARQL cannot be read
    or would call out.
    """
    started = time.perf_counter()
    chosen = shapes if isinstance(shapes, Shapes) else choose_shapes(extra_shapes, (), shapes)
    given = _Given(data)
    findings: set[Finding] | None = None
    if engine == "quick" or (engine == "auto" and chosen.ours and quick.available()):
        findings = _quickly(chosen, given)
    engine = "reference" if findings is None else "quick"
    if findings is None:
        findings = _surely(chosen, given.store)
    graph = GovernanceGraph(given.store if findings else ox.Store())
    told = report(findings, chosen, graph, started, engine)
    return replace(told, has_vision=given.has_vision)


def report(
    findings: Iterable[Finding],
    shapes: Shapes,
    graph: GovernanceGraph,
    started: float,
    engine: str,
) -> Report:
    """What ``findings`` on ``graph`` are called; ``started`` is when, by `time.perf_counter`."""
    ordered = tuple(sorted(findings, key=lambda finding: finding.sort_key))
    results = Explainer(shapes, graph).results(ordered)
    return Report(
        conforms=not any(result.severity == "violation" for result in results),
        version_of_shapes=shapes.version,
        results=results,
        summary=_summary(results),
        ms=round((time.perf_counter() - started) * 1000, 1),
        engine="shacl-rust" if engine == "quick" else "pySHACL",
        rules=rules(shapes, {result.shape: result for result in results}),
        findings=ordered,
        shapes=None if shapes is shipped() else shapes,
    )


def _quickly(shapes: Shapes, given: "_Given") -> set[Finding] | None:
    """What the quick engine finds; None when it failed, which is no reason to give up."""
    try:
        return quick.find_in(shapes, given.ntriples)
    except (ChildProcessError, LimitError, RuntimeError, ValueError) as problem:
        log.warning("the quick engine failed (%s): pySHACL takes over", problem)
        return None


def _surely(shapes: Shapes, store: ox.Store) -> set[Finding]:
    """What pySHACL finds. Raises `ShapesBroken` for shapes of others that it cannot use."""
    try:
        return Reference(shapes).find(store)
    except StyrError:
        raise
    except Exception as problem:
        if shapes.ours:
            raise
        reason = " ".join(str(problem).split()) or type(problem).__name__
        raise ShapesBroken(reason=f"{type(problem).__name__}: {reason}") from problem


class _Given:
    """The data with the ontology, in the forms that the engines take, each made when needed."""

    def __init__(self, data: Iterable[ox.Quad]) -> None:
        self._data = data

    @cached_property
    def _own(self) -> bytes:
        return _ntriples(self._data)

    @property
    def ntriples(self) -> bytes:
        return self._own + _ontology_ntriples()

    @property
    def has_vision(self) -> bool:
        return _A_VISION in self._own

    @cached_property
    def store(self) -> ox.Store:
        store = ox.Store()  # bulk_load would give blank nodes other names than the engine saw
        store.bulk_extend(ox.parse(self.ntriples, format=ox.RdfFormat.N_TRIPLES))
        return store


def working_store(data: Iterable[ox.Quad]) -> ox.Store:
    """``data`` and the ontology in one default graph, which is where pySHACL looks."""
    return _Given(data).store


def ontology() -> frozenset[ox.Quad]:
    """The shipped ontology and concept lists in the default graph."""
    return frozenset(ox.parse(_ontology_ntriples(), format=ox.RdfFormat.N_TRIPLES))


@cache
def _ontology_ntriples() -> bytes:
    return _ntriples(ontology_quads())


def _ntriples(data: Iterable[ox.Quad]) -> bytes:
    if isinstance(data, ox.Store):
        graphs = [ox.DefaultGraph(), *data.named_graphs()]
        parts = [data.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=each) for each in graphs]
        return b"".join(part or b"" for part in parts)
    triples = (quad.triple for quad in data)
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def choose_shapes(
    extra: Sequence[Path] = (),
    supplied: Sequence[tuple[str, bytes]] = (),
    instead: Path | None = None,
) -> Shapes:
    """The shipped rules (or ``instead``), ``extra`` files and ``supplied`` content beside them.

    Raises what `Shapes.read` raises. What is shipped is read only once.
    """
    if instead is None and not supplied and all(map(is_ours, extra)):
        return shipped(*extra)
    folders = (instead or SHAPES_DIR, *extra)
    return Shapes.read([file for each in folders for file in shape_files(each)], supplied)


def _summary(results: Iterable[Result]) -> dict[str, int | Mapping[str, int]]:
    counts = dict.fromkeys(SEVERITIES, 0)
    rules: dict[str, int] = {}
    for result in results:
        counts[result.severity] = counts.get(result.severity, 0) + 1
        rules[result.rule] = rules.get(result.rule, 0) + 1
    return {**counts, "rules": dict(sorted(rules.items()))}
