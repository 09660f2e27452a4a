"""Namespaces and IRIs that the software names; everything else is read from the ontology.

The IRIs are fixed by the governance model (``ontology/CHANGELOG.md``).
"""

from pathlib import Path

from pyoxigraph import NamedNode

ONTOLOGY_DIR = Path(__file__).resolve().parent.parent / "ontology"


class Namespace:
    """``Namespace("http://…#").term`` is the `NamedNode` of ``term`` in that namespace."""

    def __init__(self, base: str) -> None:
        self.base = base

    def __getattr__(self, local: str) -> NamedNode:
        if local.startswith("__"):
            raise AttributeError(local)
        return NamedNode(self.base + local)

    def __getitem__(self, local: str) -> NamedNode:
        return NamedNode(self.base + local)


STYR = Namespace("https://w3id.org/styrkompass/ns#")
STYRSH = Namespace("https://w3id.org/styrkompass/shapes#")
GRAPH = Namespace("https://w3id.org/styrkompass/graph/")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCT = Namespace("http://purl.org/dc/terms/")
ORG = Namespace("http://www.w3.org/ns/org#")
PROV = Namespace("http://www.w3.org/ns/prov#")
SCHEMA = Namespace("https://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")

DEFAULT_BASE = "https://w3id.org/styrkompass/id/"

DATA_GRAPH = GRAPH.data
DERIVED_GRAPH = GRAPH.derived
ONTOLOGY_GRAPH = GRAPH.ontology
PROVENANCE_GRAPH = GRAPH.provenance
SHAPES_GRAPH = GRAPH.shapes

PREFIXES: dict[str, str] = {
    "styr": STYR.base,
    "styrsh": STYRSH.base,
    "pitea": DEFAULT_BASE + "pitea/",
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "owl": OWL.base,
    "xsd": XSD.base,
    "skos": SKOS.base,
    "dct": DCT.base,
    "org": ORG.base,
    "prov": PROV.base,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "schema": SCHEMA.base,
    "sh": SH.base,
    "status": "https://w3id.org/styrkompass/concept/status/",
    "direction": "https://w3id.org/styrkompass/concept/direction/",
    "perspective": "https://w3id.org/styrkompass/concept/perspective/",
    "partner-kind": "https://w3id.org/styrkompass/concept/partner-kind/",
    "assessment": "https://w3id.org/styrkompass/concept/assessment/",
}
"""Prefixes for what the software writes, and the defaults that a query may leave out."""
QUERY_PREFIXES: dict[str, str] = PREFIXES | {"graph": GRAPH.base}
"""Prefixes that a query over HTTP may leave out: those, and that of the named graphs."""
