"""The data set in numbers, as VoID (https://www.w3.org/TR/void/): ``/.well-known/void``."""

from pyoxigraph import Literal, NamedNode, Triple

from kg.counts import TARGETS
from kg.dataset import FOAF
from kg.description import (
    FORMAT_IRI,
    SD,
    VOID,
    Offer,
    Statements,
    descriptions,
    moment,
    number,
)
from kg.dump import ENDINGS
from kg.names import DCT, GRAPH, PREFIXES, RDF

_FEATURES = ("N-Quads", "TriG", "Turtle", "N-Triples", "RDF_XML", "JSON-LD")


def void(offer: Offer) -> list[Triple]:
    """The description, sorted."""
    said = Statements()
    _document(said, offer)
    _dataset(said, offer)
    _graphs(said, offer)
    _partitions(said, offer)
    _linksets(said, offer)
    return said.done()


def _document(said: Statements, offer: Offer) -> None:
    document = NamedNode(f"{offer.root}/.well-known/void")
    said.say(document, RDF.type, VOID.DatasetDescription)
    said.texts(document, DCT.title, "void_title")
    said.say(document, FOAF.primaryTopic, offer.dataset)
    said.say(document, NamedNode(f"{PREFIXES['rdfs']}seeAlso"), offer.catalog)


def _dataset(said: Statements, offer: Offer) -> None:
    counts, dataset = offer.statistics, offer.dataset
    said.say(dataset, RDF.type, VOID.Dataset)
    said.texts(dataset, DCT.title, "title")
    said.say(dataset, DCT.description, *descriptions(offer))
    said.say(dataset, FOAF.homepage, offer.catalog)
    said.say(dataset, VOID.sparqlEndpoint, offer.endpoint)
    said.say(dataset, VOID.dataDump, *(offer.dump(ending) for ending in ENDINGS))
    said.say(dataset, VOID.feature, *(FORMAT_IRI[name] for name in _FEATURES))
    said.say(dataset, VOID.triples, number(counts.triples))
    said.say(dataset, VOID.entities, number(counts.entities))
    said.say(dataset, VOID.classes, number(len(counts.classes)))
    said.say(dataset, VOID.properties, number(len(counts.properties)))
    said.say(dataset, VOID.distinctSubjects, number(counts.subjects))
    said.say(dataset, VOID.distinctObjects, number(counts.objects))
    said.say(dataset, VOID.vocabulary, *map(NamedNode, _vocabularies(offer)))
    said.say(dataset, VOID.exampleResource, *offer.about.examples)
    said.say(dataset, VOID.rootResource, *offer.about.roots)
    if counts.uri_space:
        said.say(dataset, VOID.uriSpace, Literal(counts.uri_space))
    if offer.current:
        said.say(dataset, DCT.issued, moment(offer.versions[0].published))
        said.say(dataset, DCT.modified, moment(offer.current.published))
    if offer.about.licence:
        said.say(dataset, DCT.license, NamedNode(offer.about.licence))


def _graphs(said: Statements, offer: Offer) -> None:
    for iri, triples in offer.statistics.graphs.items():
        name = iri.removeprefix(GRAPH.base)
        part = offer.part(f"graph-{name}")
        said.say(offer.dataset, VOID.subset, part)
        said.say(part, RDF.type, VOID.Dataset, SD.NamedGraph)
        said.say(part, SD.name, NamedNode(iri))
        said.say(part, VOID.triples, number(triples))
        if iri in {graph.value for graph in (GRAPH.data, GRAPH.derived, GRAPH.ontology,
                                             GRAPH.provenance)}:  # fmt: skip
            said.texts(part, DCT.title, f"graph_{name}")


def _partitions(said: Statements, offer: Offer) -> None:
    for kind, counted, one, many, unit in (
        ("class", offer.statistics.classes, VOID["class"], VOID.classPartition, VOID.entities),
        ("property", offer.statistics.properties, VOID.property, VOID.propertyPartition,
         VOID.triples),
    ):  # fmt: skip
        for place, (iri, count) in enumerate(counted.items(), 1):
            part = offer.part(f"{kind}-{place}")
            said.say(offer.dataset, many, part)
            said.say(part, one, NamedNode(iri))
            said.say(part, unit, number(count))


def _linksets(said: Statements, offer: Offer) -> None:
    for place, ((predicate, start), count) in enumerate(offer.statistics.links.items(), 1):
        links, target = offer.part(f"links-{place}"), offer.part(f"target-{place}")
        said.say(offer.dataset, VOID.subset, links)
        said.say(links, RDF.type, VOID.Linkset)
        said.say(links, VOID.linkPredicate, NamedNode(predicate))
        said.say(links, VOID.subjectsTarget, offer.dataset)
        said.say(links, VOID.objectsTarget, target)
        said.say(links, VOID.triples, number(count))
        said.say(target, RDF.type, VOID.Dataset)
        said.say(target, DCT.title, Literal(TARGETS[start], language="en"))
        said.say(target, VOID.uriSpace, Literal(start))


def _vocabularies(offer: Offer) -> list[str]:
    """The namespaces of every class and property that is used."""
    terms = [*offer.statistics.classes, *offer.statistics.properties]
    return sorted({term[: max(term.rfind("#"), term.rfind("/")) + 1] for term in terms})
