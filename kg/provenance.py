"""Where a version comes from, in PROV-O: who published it, when, from what, by which rules."""

from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from kg.names import DCT, GRAPH, OWL, PROV, PROVENANCE_GRAPH, RDF, RDFS, XSD

_OWN = ("version/", "publication/", "generation/", "agent/", "draft/", "shapes/")

Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]


def is_told(quad: Quad) -> bool:
    """Whether a statement of the provenance graph came with the data, not from `publication`."""
    subject = quad.subject
    own = tuple(GRAPH.base + part for part in _OWN)
    return not (isinstance(subject, NamedNode) and subject.value.startswith(own))


def publication(
    *,
    number: int,
    published: str,
    publisher: str,
    note: str,
    draft: str,
    edit: int,
    restores: int,
    shapes: str,
    shapes_sha256: str,
    **_: object,
) -> Iterator[Quad]:
    """The record of one publication, from the fields of `kg.versions.Version`."""
    version, act = GRAPH[f"version/{number}"], GRAPH[f"publication/{number}"]
    said = [
        *_act(version, act, number, published, note),
        *_by(version, act, publisher),
        *_rules(act, shapes, shapes_sha256),
    ]
    if number > 1:
        said.append((version, PROV.wasRevisionOf, GRAPH[f"version/{number - 1}"]))
    if restores:
        said.append((version, PROV.wasDerivedFrom, GRAPH[f"version/{restores}"]))
    if draft:
        said += _draft(version, act, draft, edit)
    for statement in said:
        yield Quad(*statement, PROVENANCE_GRAPH)


def _act(
    version: NamedNode, act: NamedNode, number: int, published: str, note: str
) -> list[Statement]:
    """The act, and how it made the version, with the time of that (prov:Generation)."""
    when = Literal(published, datatype=XSD.dateTime)
    made = GRAPH[f"generation/{number}"]
    return [
        (version, RDF.type, PROV.Entity),
        (version, PROV.wasGeneratedBy, act),
        (version, PROV.generatedAtTime, when),
        (version, PROV.qualifiedGeneration, made),
        (made, RDF.type, PROV.Generation),
        (made, PROV.activity, act),
        (made, PROV.atTime, when),
        (act, RDF.type, PROV.Activity),
        (act, PROV.endedAtTime, when),
        (act, DCT.description, Literal(note)),
    ]


def _by(version: NamedNode, act: NamedNode, publisher: str) -> list[Statement]:
    agent = GRAPH[f"agent/{quote(publisher, safe='')}"]
    return [
        (act, PROV.wasAssociatedWith, agent),
        (version, PROV.wasAttributedTo, agent),
        (act, DCT.publisher, Literal(publisher)),
        (agent, RDF.type, PROV.Agent),
        (agent, RDFS.label, Literal(publisher)),
    ]


def _rules(act: NamedNode, shapes: str, checksum: str) -> list[Statement]:
    rules = GRAPH[f"shapes/{checksum}"]
    return [
        (act, PROV.used, rules),
        (rules, RDF.type, PROV.Entity),
        (rules, OWL.versionInfo, Literal(shapes)),
        (rules, DCT.identifier, Literal(f"sha256:{checksum}")),
    ]


def _draft(version: NamedNode, act: NamedNode, draft: str, edit: int) -> list[Statement]:
    state = GRAPH[f"draft/{draft}/{edit}"]
    return [
        (act, PROV.used, state),
        (version, PROV.wasDerivedFrom, state),
        (state, RDF.type, PROV.Entity),
        (state, RDFS.label, Literal(f"{draft}, {edit}")),
    ]
