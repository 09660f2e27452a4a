"""What is known about the data set as a whole: who publishes it, under which licence, for when.

Nothing is assumed of a municipality. What the graph says about a ``dcat:Dataset`` in it, else about
its governance system, comes first; what it leaves out is filled in from the settings, or left out.
"""

import re
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.graph import GovernanceGraph, Node
from kg.names import DCT, ORG, OWL, RDF, RDFS, SCHEMA, SKOS, STYR, Namespace

DCAT = Namespace("http://www.w3.org/ns/dcat#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_PERSONAL = re.compile(
    r"(?!(?:info|kontakt|contact|kund|support|registrator|diari|kansli|reception|post|hr|it)[.])"
    r"[^@.]+\.[^@]*@",
    re.IGNORECASE,
)
_NAMES = (DCT.title, FOAF.name, RDFS.label, VCARD.fn)
_MAILBOXES = (VCARD.hasEmail, FOAF.mbox, SCHEMA.email)

EXAMPLES = (
    STYR.Vision,
    STYR.Strategy,
    STYR.DevelopmentProgramme,
    STYR.FocusArea,
    STYR.Activity,
    STYR.Indicator,
)
"""The classes that keywords and examples are taken from."""

Names = tuple[Literal, ...]


@dataclass(frozen=True)
class Agent:
    """Who publishes. ``node`` is None when it is not a thing of the graph, ``kind`` its class."""

    names: Names
    node: NamedNode | None = None
    kind: NamedNode | None = None


@dataclass(frozen=True)
class Contact:
    """A mailbox of a role, never of a person."""

    names: Names
    email: str


@dataclass(frozen=True)
class About:
    """What is known about the data set besides counts; empty or None is not known."""

    descriptions: Names = ()
    publisher: Agent | None = None
    licence: str | None = None
    contact: Contact | None = None
    valid_from: Literal | None = None
    valid_to: Literal | None = None
    place: Names = ()
    code: str | None = None
    """The municipality's code in national statistics."""
    keywords: Names = ()
    """What there is in the data, by the ontology's names of it."""
    ontology: NamedNode | None = None
    """The version of the ontology."""
    roots: tuple[NamedNode, ...] = ()
    """Where to begin."""
    examples: tuple[NamedNode, ...] = ()
    """A thing of each of the main classes."""
    stated: dict[NamedNode, tuple[NamedNode | Literal, ...]] = field(default_factory=dict)
    """What the graph says of a ``dcat:Dataset`` that is passed on as it is."""


PASSED_ON = (
    DCT.accessRights,
    DCT.accrualPeriodicity,
    DCT.spatial,
    DCAT.keyword,
    DCAT.theme,
    DCAT.landingPage,
)


def about(graph: GovernanceGraph, publisher: str = "", licence: str = "") -> About:
    """What the graph says of itself; ``publisher`` (a name, or an IRI of the graph) and ``licence``
    (an IRI) are used where it does not say."""
    system = next(iter(graph.instances(STYR.GovernanceSystem)), None)
    described = next(iter(graph.subjects(RDF.type, DCAT.Dataset)), None)
    places = graph.instances(STYR.Municipality)
    agent = _publisher(graph, [described, system], publisher)
    licences = _said(graph, [described, system], DCT.license)
    place = tuple(graph.texts(places[0], DCT.title)) if len(places) == 1 else ()
    return About(
        descriptions=_texts(graph, [described, system], DCT.description),
        publisher=agent,
        licence=str(licences[0].value) if licences else licence or None,
        contact=_contact(graph, described, agent),
        valid_from=_first(graph, system, STYR.validFrom),
        valid_to=_first(graph, system, STYR.validTo),
        place=place,
        code=_code(graph, places[0]) if place else None,
        keywords=_keywords(graph),
        ontology=next(iter(_versions(graph)), None),
        roots=tuple([system] if system else graph.instances(STYR.Vision)),
        examples=tuple(things[0] for each in EXAMPLES if (things := graph.instances(each))),
        stated={p: _public(graph, described, p) for p in PASSED_ON} if described else {},
    )


def _publisher(graph: GovernanceGraph, nodes: list[NamedNode | None], given: str) -> Agent | None:
    for said in _said(graph, nodes, DCT.publisher):
        if isinstance(said, Literal):
            return _named(graph, said.value)
        if isinstance(said, NamedNode) and (names := _names(graph, said)):
            return Agent(names, said, graph.type_of(said))
    return _named(graph, given) if given else None


def _named(graph: GovernanceGraph, given: str) -> Agent:
    """The organisation of the graph with that title or IRI, else just the name."""
    for organisation in graph.instances(ORG.Organization):
        names = _names(graph, organisation)
        if given == organisation.value or given in {name.value for name in names}:
            return Agent(names, organisation, graph.type_of(organisation))
    return Agent((Literal(given),))


def _contact(
    graph: GovernanceGraph, described: NamedNode | None, agent: Agent | None
) -> Contact | None:
    points: list[Node | Literal] = graph.objects(described, DCAT.contactPoint) if described else []
    points += [agent.node] if agent and agent.node else []
    for point in points:
        if isinstance(point, Literal) or graph.holds(point, RDF.type, VCARD.Individual):
            continue
        for mailbox in (box for p in _MAILBOXES for box in graph.objects(point, p)):
            address = str(mailbox.value).removeprefix("mailto:")
            if "@" in address and not _PERSONAL.match(address):
                names = _names(graph, point) or (Literal(address),)
                return Contact(names, address)
    return None


def _code(graph: GovernanceGraph, place: NamedNode) -> str | None:
    notations = graph.texts(place, SKOS.notation)
    return next((n.value for n in notations if re.fullmatch(r"\d{4}", n.value)), None)


def _names(graph: GovernanceGraph, node: Node) -> Names:
    return next((tuple(found) for p in _NAMES if (found := graph.texts(node, p))), ())


def _texts(graph: GovernanceGraph, nodes: list[NamedNode | None], predicate: NamedNode) -> Names:
    found = (graph.texts(node, predicate) for node in nodes if node)
    return next((tuple(texts) for texts in found if texts), ())


def _said(
    graph: GovernanceGraph, nodes: list[NamedNode | None], predicate: NamedNode
) -> list[Node | Literal]:
    return [term for node in nodes if node for term in graph.objects(node, predicate)]


def _first(graph: GovernanceGraph, node: NamedNode | None, predicate: NamedNode) -> Literal | None:
    return next(iter(graph.texts(node, predicate)), None) if node else None


def _public(
    graph: GovernanceGraph, node: NamedNode, predicate: NamedNode
) -> tuple[NamedNode | Literal, ...]:
    """What is said of it that has a meaning outside the graph: no blank nodes."""
    terms = graph.objects(node, predicate)
    return tuple(term for term in terms if isinstance(term, NamedNode | Literal))


def _keywords(graph: GovernanceGraph) -> Names:
    return tuple(
        Literal(label.value.lower(), language=label.language)
        for each in (STYR.GovernanceSystem, *EXAMPLES)
        if graph.instances(each)
        for label in graph.texts(each, RDFS.label)
        if label.language
    )


def _versions(graph: GovernanceGraph) -> list[NamedNode]:
    return graph.nodes(NamedNode(STYR.base.rstrip("#")), OWL.versionIRI)
