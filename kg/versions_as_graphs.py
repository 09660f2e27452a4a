"""Published versions as named graphs, which a query can name beside the current one's.

``graph:version-3`` holds the data of version 3 and what was derived from it then. It is put
into the store, in the worker, for those queries that name it, so versions cost nothing until asked
for. ``GRAPH ?g`` ranges over the graphs that are there for that query.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kg.errors import VersionsTooMany
from kg.names import DATA_GRAPH, DERIVED_GRAPH, GRAPH
from kg.versions import VersionStore

_START = GRAPH.base + "version-"
_NAMED = re.compile(r"(?:[:/])version-([1-9][0-9]{0,8})(?![0-9A-Za-z_-])", re.ASCII)
MOST = 10
"""Versions that one query can name."""


def graph_of(number: int | None) -> str:
    """The IRI of the graph of version ``number``; None gives what they all begin with."""
    return _START + ("" if number is None else str(number))


def named_in(texts: Iterable[str], known: Iterable[int]) -> tuple[int, ...]:
    """The versions among ``known`` whose graphs are named in ``texts`` (a query, graph IRIs).

    ``known`` is only read when some are named. Raises `VersionsTooMany`.
    """
    found = {int(match) for text in texts for match in _NAMED.findall(text)}
    named = tuple(sorted(found & set(known))) if found else ()
    if len(named) > MOST:
        raise VersionsTooMany(count=len(named), most=MOST)
    return named


def with_versions(store: Store, folder: Path, numbers: Iterable[int]) -> Store:
    """A copy of ``store`` with the graphs of versions. Raises `kg.errors.StoreError`.

    It is a copy, because others read the store while this process was forked.
    """
    together = Store()
    together.bulk_extend(store)
    versions = VersionStore(folder)
    for number in numbers:
        graph = NamedNode(graph_of(number))
        loaded = versions.load(number).store
        for name in (DATA_GRAPH, DERIVED_GRAPH):
            found = loaded.quads_for_pattern(None, None, None, name)
            together.bulk_extend(Quad(q.subject, q.predicate, q.object, graph) for q in found)
    return together


def only_version(folder: Path, number: int) -> Store:
    """The store of one version, as it was served then. Raises `kg.errors.StoreError`."""
    return VersionStore(folder).load(number).store
