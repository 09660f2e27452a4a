"""The data set as a catalogue that data portals harvest: DCAT-AP-SE 3, ``/catalog``.

https://docs.dataportal.se/dcat/sv/ has the profile. One data set, whichever version is current,
with a distribution for each dump format and one for the SPARQL endpoint; earlier versions are its
``dcat:hasVersion`` and no data sets of the catalogue. Titles leave out who publishes, as the
profile's recommendations ask. What is not known is left out, even where the profile demands it.
"""

from pyoxigraph import Literal, NamedNode, Triple

from kg.dataset import DCAT, FOAF, VCARD
from kg.description import (
    ADMS,
    LANGUAGE_IRI,
    SPDX,
    Offer,
    Statements,
    descriptions,
    languages,
    moment,
    text,
)
from kg.dump_file import FORMATS
from kg.names import DCT, GRAPH, PROV, RDF, SKOS, STYR, XSD
from kg.texts import LANGUAGES
from kg.versions import Version

AUTHORITY = "http://publications.europa.eu/resource/authority/"
THEMES = NamedNode(f"{AUTHORITY}data-theme")
GOVERNMENT = NamedNode(f"{AUTHORITY}data-theme/GOVE")
IRREGULAR = NamedNode(f"{AUTHORITY}frequency/IRREG")
LOCAL_AUTHORITY = NamedNode("http://purl.org/adms/publishertype/LocalAuthority")
COMPANY = NamedNode("http://purl.org/adms/publishertype/Company")
SPARQL_PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
RULES = NamedNode("https://w3id.org/styrkompass/shapes")
RESULTS = "application/sparql-results+json"
_KINDS = {
    STYR.Municipality: LOCAL_AUTHORITY,
    STYR.MunicipalGroup: LOCAL_AUTHORITY,
    STYR.Committee: LOCAL_AUTHORITY,
    STYR.Administration: LOCAL_AUTHORITY,
    STYR.Unit: LOCAL_AUTHORITY,
    STYR.MunicipalCompany: COMPANY,
}


def catalog(offer: Offer) -> list[Triple]:
    """The description, sorted."""
    said = Statements()
    _catalog(said, offer)
    _dataset(said, offer)
    for ending in FORMATS:
        _distribution(said, offer, ending)
    _service(said, offer)
    for version in offer.versions:
        _version(said, offer, version)
    return said.done()


def _catalog(said: Statements, offer: Offer) -> None:
    said.say(offer.catalog, RDF.type, DCAT.Catalog)
    said.texts(offer.catalog, DCT.title, "catalog_title")
    said.texts(offer.catalog, DCT.description, "catalog_description")
    said.say(offer.catalog, DCAT.dataset, offer.dataset)
    said.say(offer.catalog, DCAT.service, offer.part("sparql"))
    said.say(offer.catalog, DCAT.themeTaxonomy, THEMES)
    said.say(offer.catalog, FOAF.homepage, offer.catalog)
    said.say(offer.catalog, DCT.language, LANGUAGE_IRI.ENG, LANGUAGE_IRI.SWE)
    _responsible(said, offer, offer.catalog, licensed=True)
    _dates(said, offer, offer.catalog)
    _place(said, offer, offer.catalog)


def _dataset(said: Statements, offer: Offer) -> None:
    dataset, stated = offer.dataset, offer.about.stated
    said.say(dataset, RDF.type, DCAT.Dataset)
    said.texts(dataset, DCT.title, "title")
    said.say(dataset, DCT.description, *descriptions(offer))
    said.say(dataset, DCAT.theme, *(stated.get(DCAT.theme) or (GOVERNMENT,)))
    said.say(dataset, DCAT.keyword, *(stated.get(DCAT.keyword) or offer.about.keywords))
    said.say(dataset, DCAT.landingPage, *(stated.get(DCAT.landingPage) or (offer.catalog,)))
    said.say(dataset, DCT.accessRights, *stated.get(DCT.accessRights, ()))
    said.say(dataset, DCT.language, *languages(offer.statistics.languages))
    said.say(dataset, DCT.conformsTo, offer.about.ontology, RULES if offer.current else None)
    said.say(dataset, DCAT.distribution, *map(offer.part, FORMATS), offer.part("api"))
    _responsible(said, offer, dataset)
    _dates(said, offer, dataset)
    _place(said, offer, dataset)
    _period(said, offer)
    if offer.current:
        frequency = stated.get(DCT.accrualPeriodicity) or (IRREGULAR,)
        said.say(dataset, DCT.accrualPeriodicity, *frequency)
        said.say(dataset, DCAT.version, Literal(str(offer.current.number)))
        said.say(dataset, DCAT.hasCurrentVersion, _part(offer, offer.current))
        said.say(dataset, DCAT.hasVersion, *(_part(offer, each) for each in offer.versions))


def _responsible(
    said: Statements, offer: Offer, about: NamedNode, *, licensed: bool = False
) -> None:
    """Who publishes, and whom to ask. ``licensed`` things state the licence too."""
    if agent := offer.about.publisher:
        node = agent.node or offer.part("publisher")
        said.say(about, DCT.publisher, node)
        said.say(node, RDF.type, FOAF.Agent)
        said.say(node, FOAF.name, *agent.names)
        said.say(node, DCT.type, _KINDS.get(agent.kind) if agent.kind else None)
    if (contact := offer.about.contact) and about != offer.catalog:
        said.say(about, DCAT.contactPoint, offer.part("contact"))
        said.say(offer.part("contact"), RDF.type, VCARD.Organization)
        said.say(offer.part("contact"), VCARD.fn, *contact.names)
        said.say(offer.part("contact"), VCARD.hasEmail, NamedNode(f"mailto:{contact.email}"))
    if licensed and offer.about.licence:
        said.say(about, DCT.license, NamedNode(offer.about.licence))


def _dates(said: Statements, offer: Offer, about: NamedNode) -> None:
    if offer.current:
        said.say(about, DCT.issued, moment(offer.versions[0].published))
        said.say(about, DCT.modified, moment(offer.current.published))


def _place(said: Statements, offer: Offer, about: NamedNode) -> None:
    known, place = offer.about, offer.part("place")
    if stated := known.stated.get(DCT.spatial):
        said.say(about, DCT.spatial, *stated)
    elif known.place:
        said.say(about, DCT.spatial, place)
        said.say(place, RDF.type, DCT.Location)
        said.say(place, SKOS.prefLabel, *known.place)
        said.say(place, DCT.identifier, Literal(known.code) if known.code else None)


def _period(said: Statements, offer: Offer) -> None:
    known, period = offer.about, offer.part("period")
    if known.valid_from or known.valid_to:
        said.say(offer.dataset, DCT.temporal, period)
        said.say(period, RDF.type, DCT.PeriodOfTime)
        said.say(period, DCAT.startDate, known.valid_from)
        said.say(period, DCAT.endDate, known.valid_to)


def _distribution(
    said: Statements, offer: Offer, ending: str, version: Version | None = None
) -> None:
    name = ending if version is None else f"version-{version.number}-{ending}"
    part = offer.part(name)
    media_type = FORMATS[ending].media_type
    said.say(part, RDF.type, DCAT.Distribution)
    for lang in LANGUAGES:
        title = text(lang, "dump_title", format=FORMATS[ending].name)
        said.say(part, DCT.title, Literal(title, language=lang))
    key = "dump_named" if FORMATS[ending].supports_datasets else "dump_union"
    said.texts(part, DCT.description, key)
    said.say(part, DCAT.accessURL, offer.catalog)
    said.say(part, DCAT.downloadURL, offer.dump(ending, version.number if version else None))
    said.say(part, DCT["format"], Literal(media_type))
    said.say(part, DCAT.mediaType, _iana(media_type))
    said.say(part, DCT.language, *languages(offer.statistics.languages))
    if offer.about.licence:
        said.say(part, DCT.license, NamedNode(offer.about.licence))
    if issued := version or offer.current:
        said.say(part, DCT.issued, moment(issued.published))
    if ending == "nq" and version is None and offer.sha256:
        _checksum(said, offer, part)


def _checksum(said: Statements, offer: Offer, part: NamedNode) -> None:
    node = offer.part("nq-checksum")
    said.say(part, DCAT.byteSize, Literal(str(offer.size), datatype=XSD.nonNegativeInteger))
    said.say(part, SPDX.checksum, node)
    said.say(node, RDF.type, SPDX.Checksum)
    said.say(node, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    said.say(node, SPDX.checksumValue, Literal(offer.sha256, datatype=XSD.hexBinary))


def _service(said: Statements, offer: Offer) -> None:
    service, api = offer.part("sparql"), offer.part("api")
    said.say(service, RDF.type, DCAT.DataService)
    said.texts(service, DCT.title, "service_title")
    said.texts(service, DCT.description, "service_description")
    said.say(service, DCAT.endpointURL, offer.endpoint)
    said.say(service, DCAT.endpointDescription, offer.endpoint)
    said.say(service, DCAT.servesDataset, offer.dataset)
    said.say(service, DCT.conformsTo, SPARQL_PROTOCOL)
    said.say(service, DCT["format"], Literal(RESULTS))
    said.say(service, DCAT.theme, GOVERNMENT)
    said.say(service, DCAT.keyword, *offer.about.keywords)
    _responsible(said, offer, service, licensed=True)
    said.say(api, RDF.type, DCAT.Distribution)
    said.texts(api, DCT.title, "service_title")
    said.texts(api, DCT.description, "service_description")
    said.say(api, DCAT.accessURL, offer.endpoint)
    said.say(api, DCAT.accessService, service)
    said.say(api, DCT["format"], Literal(RESULTS))
    if offer.about.licence:
        said.say(api, DCT.license, NamedNode(offer.about.licence))


def _version(said: Statements, offer: Offer, version: Version) -> None:
    part = _part(offer, version)
    said.say(part, RDF.type, DCAT.Dataset)
    said.texts(part, DCT.title, "version_title", number=version.number)
    said.texts(part, DCT.description, "version_description", number=version.number)
    said.say(part, DCAT.isVersionOf, offer.dataset)
    said.say(part, DCAT.version, Literal(str(version.number)))
    said.say(part, ADMS.versionNotes, Literal(version.note) if version.note else None)
    said.say(part, DCT.issued, moment(version.published))
    said.say(part, PROV.wasGeneratedBy, GRAPH[f"publication/{version.number}"])
    said.say(part, DCAT.distribution, offer.part(f"version-{version.number}-nq"))
    if version.number > 1:
        said.say(part, DCAT.previousVersion, offer.part(f"version-{version.number - 1}"))
    _responsible(said, offer, part)
    _distribution(said, offer, "nq", version)


def _part(offer: Offer, version: Version) -> NamedNode:
    return offer.part(f"version-{version.number}")


def _iana(media_type: str) -> NamedNode:
    return NamedNode(f"https://www.iana.org/assignments/media-types/{media_type}")
