"""Validation that follows an edit: only what it can matter to is checked again.

`LiveValidator` holds a draft's statements and every finding on them. Its results are those of full
validation (property-tested over random edits); its time grows with the edit.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pyoxigraph as ox

from kg import quick
from kg.affected import Affected
from kg.findings import Finding, Term
from kg.graph import GovernanceGraph
from kg.names import PROVENANCE_GRAPH, RDFS, STYR
from kg.patch import Patch
from kg.results import Report
from kg.shacl import Reference
from kg.shapes import Shapes, shipped
from kg.validation import ontology, report, working_store


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did: the results it ``broke`` and ``mended``, as reports of those alone.

    ``removed`` and ``added`` count the statements that were there and that were new, ``checked``
    the pairs of shape and focus node that were looked at again; ``ms`` is milliseconds.
    """

    broke: Report
    mended: Report
    removed: int
    added: int
    checked: int
    ms: float


class LiveValidator:
    """The findings on statements that are edited, kept right on every edit. Not thread-safe."""

    def __init__(self, quads: Iterable[ox.Quad], shapes: Shapes | None = None) -> None:
        self._shapes = shapes or shipped()
        self._reference = Reference(self._shapes)
        self._affected = Affected(self._shapes)
        self._store = working_store(quads)
        self._ontology = ontology()
        self._find_all()

    @property
    def findings(self) -> set[Finding]:
        """All findings now."""
        return {finding for found in self._found.values() for finding in found}

    def effective(self, patch: Patch) -> Patch:
        """What of ``patch`` would change anything."""
        removed = (q for q in patch.removed if _elsewhere(q) or ox.Quad(*q.triple) in self._store)
        added = (q for q in patch.added if _elsewhere(q) or ox.Quad(*q.triple) not in self._store)
        return Patch(frozenset(removed), frozenset(added), patch.header)

    @property
    def conforms(self) -> bool:
        """Whether nothing violates a rule."""
        return all(finding.severity != "violation" for finding in self.findings)

    def report(self) -> Report:
        """The report on everything."""
        started = time.perf_counter()
        return report(self.findings, self._shapes, self._graph, started, "quick")

    def apply(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> Change:
        """Remove and add statements (graph names do not count) and say what that changed."""
        started = time.perf_counter()
        before = [ox.Quad(*quad.triple) for quad in removed]
        before = [q for q in before if q in self._store and q not in self._ontology]
        after = [q for quad in added if (q := ox.Quad(*quad.triple)) not in self._store]
        if self._day != _today() or any(map(_is_schema, (*before, *after))):
            mended, broke, checked = self._all_again(before, after)
        else:
            mended, broke, checked = self._again(before, after)
        shapes, graph = self._shapes, self._graph
        return Change(
            broke=report(broke, shapes, graph, started, "reference"),
            mended=report(mended, shapes, graph, started, "reference"),
            removed=len(before),
            added=len(after),
            checked=checked,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )

    def _again(
        self, removed: list[ox.Quad], added: list[ox.Quad]
    ) -> tuple[set[Finding], set[Finding], int]:
        ends = self._affected.ends((*removed, *added))
        targeted = {end: self._affected.targeting(self._store, end) for end in ends}
        pairs = _pairs(self._affected.nodes(self._store, removed))
        self._change(removed, added)
        pairs |= _pairs(self._affected.nodes(self._store, added))
        for end in ends:
            now = self._affected.targeting(self._store, end)
            pairs |= {(shape, end) for shape in now ^ targeted[end]}
        old = {f for pair in pairs for f in self._found.pop(pair, ())}
        new = self._reference.find(self._store, self._foci(pairs))
        self._keep(new)
        return old - new, new - old, len(pairs)

    def _foci(self, pairs: set[tuple[str, Term]]) -> dict[str, list[Term]]:
        """Those of ``pairs`` in which the shape has the node as a target, by shape."""
        targeting: dict[Term, set[str]] = {}
        foci: dict[str, list[Term]] = {}
        for shape, node in sorted(pairs, key=str):
            if node not in targeting:
                targeting[node] = self._affected.targeting(self._store, node)
            if shape in targeting[node]:
                foci.setdefault(shape, []).append(node)
        return foci

    def _all_again(
        self, removed: list[ox.Quad], added: list[ox.Quad]
    ) -> tuple[set[Finding], set[Finding], int]:
        old = self.findings
        self._change(removed, added)
        self._find_all()
        new = self.findings
        return old - new, new - old, len(self._found)

    def _change(self, removed: list[ox.Quad], added: list[ox.Quad]) -> None:
        for quad in removed:
            self._store.remove(quad)
        self._store.extend(added)

    def _find_all(self) -> None:
        self._day = _today()
        self._graph = GovernanceGraph(self._store)  # it remembers the classes
        usable = self._shapes.ours and quick.available()
        found = (
            quick.find(self._shapes, self._store) if usable else self._reference.find(self._store)
        )
        self._found: dict[tuple[str, Term], set[Finding]] = {}
        self._keep(found)

    def _keep(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._found.setdefault((finding.shape, finding.focus), set()).add(finding)


def _pairs(nodes: dict[str, set[Term]]) -> set[tuple[str, Term]]:
    return {(shape, node) for shape, found in nodes.items() for node in found}


def _is_schema(quad: ox.Quad) -> bool:
    """Whether it says something of classes or of the model's own terms, which all shapes read."""
    subject = quad.subject
    ours = isinstance(subject, ox.NamedNode) and subject.value.startswith(STYR.base)
    return ours or quad.predicate == RDFS.subClassOf


def _elsewhere(quad: ox.Quad) -> bool:
    """Whether it is told in another graph than the one that is checked."""
    return quad.graph_name == PROVENANCE_GRAPH


def _today() -> date:
    """The day that NOW() in the shapes falls on."""
    return datetime.now(UTC).date()
