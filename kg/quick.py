"""The quick engine for whole graphs: shacl-rust, for our own shapes only.

It is proven against the reference engine on every example and on mutations of Piteå's graph
(``tests/kg/test_quick.py``), and known to differ on constructs that our shapes avoid: nested shapes
on texts under ``sh:node`` and ``sh:qualifiedValueShape``, and sequences within an alternative path.
"""

import multiprocessing
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

import pyoxigraph as ox

try:
    import shacl_rust
except ImportError:  # no wheel for this machine: pySHACL does it all
    shacl_rust = None

from kg.findings import Bindings, Finding, Term, bindings, term_of
from kg.shapes import Shapes, short
from kg.worker import limited

Result = Mapping[str, Any]
SECONDS, MEGABYTES = 3600.0, 32_000
"""Far more than anybody waits for."""


def available() -> bool:
    """Whether the package is installed."""
    return shacl_rust is not None


def find(shapes: Shapes, store: ox.Store) -> set[Finding]:
    """What the default graph of ``store`` breaks.

    Raises ValueError or RuntimeError for what the engine cannot do.
    """
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return find_in(shapes, data or b"")


def find_in(shapes: Shapes, data: bytes) -> set[Finding]:
    """The same for N-Triples, which spares a store."""
    given = shapes.ntriples.encode(), data
    if multiprocessing.current_process().daemon:
        results = _validate(*given)
    else:
        results = limited(_validate, *given, seconds=SECONDS, megabytes=MEGABYTES)
    reader = _Reader(shapes)
    return {reader.finding(result) for result in results}


def _validate(shapes: bytes, data: bytes) -> list[Result]:
    """Only ever in a process of its own: its threads would not survive the next fork."""
    report = shacl_rust.validate_file(
        BytesIO(data),
        BytesIO(shapes),
        data_format="nt",
        shapes_format="nt",
        experimental_index=True,
    )
    results: list[Result] = report["results"]
    return results


class _Reader:
    """Reads shacl-rust's results."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def finding(self, result: Result) -> Finding:
        source = _plain(result["sourceShape"])
        focus = term_of(result["focusNode"])
        value = term_of(result["value"]) if "value" in result else None
        at_node = self._shapes.path(source) is None
        return Finding(
            shape=self._shapes.node_shape(source),
            source=source,
            focus=focus,
            path=self._path(source, result.get("resultPath")),
            value=None if at_node and value == focus else value,
            component=_local(result["sourceConstraintComponent"]),
            severity=_local(result["severity"]).lower(),
            bindings=self._bindings(source, result["messages"]),
        )

    def _path(self, source: str, said: str | None) -> str | None:
        path = self._shapes.path(source)
        return short(_plain(said)) if path is None and said is not None else path

    def _bindings(self, source: str, said: Iterable[str]) -> Bindings:
        found = bindings(self._shapes, source, said)
        return tuple(
            (lang, text, tuple((name, _said(value)) for name, value in values))
            for lang, text, values in found
        )


def _said(value: str) -> str:
    """A binding in the engine's notation (``"2027"^^<…gYear>``) as plain text."""
    if not value.startswith('"'):
        return _plain(value)
    term: Term = term_of(value)
    return term.value if isinstance(term, ox.Literal) else value


def _plain(iri: str) -> str:
    return iri[1:-1] if iri.startswith("<") and iri.endswith(">") else iri


def _local(iri: str) -> str:
    return _plain(iri).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
