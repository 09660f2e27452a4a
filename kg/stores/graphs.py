"""What the graphs of a version are called on a SPARQL server.

::

    graph/version-7-0f3a…             data of version 7 and what was derived from it
    graph/version-7-0f3a…-data        and each part by itself: what a query calls graph/data …
    graph/version-7-0f3a…-derived
    graph/version-7-0f3a…-ontology
    graph/version-7-0f3a…-provenance
    graph/version-7-0f3a…-whole       the four parts together: the default graph of a query
    graph/version-7-0f3a…-files       its files as they were published, packed (kg.stores.packing)
    graph/versions                    for each published version its manifest and its graphs
    graph/versions-begun              publications that have begun

No server merges several default graphs without counting what is in two of them twice, hence
``whole``. Names hold the beginning of the manifest's checksum, so two who publish at once do not
write over each other. A graph is written once and never changed, and a version is published by one
request to ``graph/versions`` when all of them are there: nobody ever sees half of one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.durable import sha256
from kg.names import (
    DATA_GRAPH,
    DERIVED_GRAPH,
    GRAPH,
    ONTOLOGY_GRAPH,
    PROVENANCE_GRAPH,
    Namespace,
)

STORE = Namespace("https://w3id.org/styrkompass/store#")
VERSIONS, BEGUN = GRAPH.versions.value, GRAPH["versions-begun"].value
PROBE = GRAPH.probe.value
NOTHING = GRAPH.empty.value
"""A graph that is never written: stands for no graph, where none at all would mean all."""
PARTS = {
    DATA_GRAPH.value: "data",
    DERIVED_GRAPH.value: "derived",
    ONTOLOGY_GRAPH.value: "ontology",
    PROVENANCE_GRAPH.value: "provenance",
}
"""The graphs of a version as a query names them, and the files that hold them."""
EVERY = ("", *PARTS.values(), "whole", "files")
"""The endings of the graphs of a version."""
_VERSION = re.compile(re.escape(GRAPH.base) + r"version-([1-9][0-9]{0,8})", re.ASCII)
_KEY = 16


def key_of(manifest: bytes) -> str:
    """What tells the version with this manifest from others of the same number."""
    return sha256(manifest)[:_KEY]


def graph_of(number: int, key: str, part: str = "") -> str:
    """The IRI of a graph of version ``number``."""
    return GRAPH[f"version-{number}-{key}" + (f"-{part}" if part else "")].value


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a query about version ``number`` may use; ``keys`` are those of `key_of`."""

    number: int
    keys: Mapping[int, str]

    @property
    def whole(self) -> str:
        """The graph that is the default graph."""
        return graph_of(self.number, self.keys[self.number], "whole")

    def on_server(self, iri: str) -> str | None:
        """What the server calls the graph that a query calls ``iri``; None if there is none."""
        if part := PARTS.get(iri):
            return graph_of(self.number, self.keys[self.number], part)
        found = _VERSION.fullmatch(iri)
        key = self.keys.get(int(found[1])) if found else None
        return graph_of(int(found[1]), key) if found and key else None
