"""What the two descriptions of the data set share: names, addresses, and a list of statements.

`kg.void` counts what is in it (VoID), `kg.catalog` lists how to get it (DCAT-AP-SE 3).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from kg.counts import Statistics
from kg.dataset import DCAT, FOAF, VCARD, About
from kg.dump import NAME
from kg.names import DCT, GRAPH, OWL, PROV, RDFS, SKOS, STYR, XSD, Namespace
from kg.texts import LANGUAGES, Texts
from kg.versions import Version

VOID = Namespace("http://rdfs.org/ns/void#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
FORMAT_IRI = Namespace("http://www.w3.org/ns/formats/")
LANGUAGE_IRI = Namespace("http://publications.europa.eu/resource/authority/language/")
TEXTS = Texts("kg")

PREFIXES: dict[str, str] = {
    "adms": ADMS.base,
    "dcat": DCAT.base,
    "dct": DCT.base,
    "foaf": FOAF.base,
    "graph": GRAPH.base,
    "owl": OWL.base,
    "prov": PROV.base,
    "rdfs": RDFS.base,
    "sd": SD.base,
    "skos": SKOS.base,
    "spdx": SPDX.base,
    "styr": STYR.base,
    "vcard": VCARD.base,
    "void": VOID.base,
    "xsd": XSD.base,
}
_LANGUAGES = {
    "sv": "SWE", "en": "ENG", "fi": "FIN", "se": "SME", "sma": "SMA", "smj": "SMJ", "yi": "YID",
    "no": "NOR", "nb": "NOB", "da": "DAN", "de": "DEU", "fr": "FRA", "es": "SPA", "ar": "ARA",
    "so": "SOM", "uk": "UKR", "pl": "POL", "et": "EST", "fit": "FIT", "rom": "ROM",
}  # fmt: skip

Term = NamedNode | Literal


@dataclass(frozen=True)
class Offer:
    """Everything that a description is made from. ``root`` is the server's address, no final slash.

    ``versions`` are the published ones, oldest first; none for a graph that was never published.
    ``size`` and ``sha256`` are those of the N-Quads dump.
    """

    root: str
    statistics: Statistics
    about: About
    versions: tuple[Version, ...] = ()
    size: int = 0
    sha256: str = ""

    @property
    def current(self) -> Version | None:
        """The version that is described."""
        return self.versions[-1] if self.versions else None

    @property
    def catalog(self) -> NamedNode:
        """The catalogue, whose address is also that of its page."""
        return NamedNode(f"{self.root}/catalog")

    @property
    def endpoint(self) -> NamedNode:
        """The SPARQL endpoint."""
        return NamedNode(f"{self.root}/sparql")

    @property
    def dataset(self) -> NamedNode:
        """The data set, whichever version is current."""
        return self.part("dataset")

    def part(self, name: str) -> NamedNode:
        """Something that the catalogue describes."""
        return NamedNode(f"{self.root}/catalog#{name}")

    def dump(self, ending: str, number: int | None = None) -> NamedNode:
        """The address of a dump: of the current version, or of version ``number``."""
        folder = "" if number is None else f"version-{number}/"
        return NamedNode(f"{self.root}/dump/{folder}{NAME}.{ending}")


@dataclass
class Statements:
    """A description while it is written."""

    triples: list[Triple] = field(default_factory=list)

    def say(self, subject: NamedNode, predicate: NamedNode, *objects: Term | None) -> None:
        """Add a statement for each of ``objects``; None is not known and says nothing."""
        self.triples += [Triple(subject, predicate, each) for each in objects if each is not None]

    def texts(self, subject: NamedNode, predicate: NamedNode, key: str, **params: object) -> None:
        """Say the text ``dataset.KEY`` in every language."""
        self.say(subject, predicate, *(Literal(text(lang, key, **params), language=lang)
                                       for lang in LANGUAGES))  # fmt: skip

    def done(self) -> list[Triple]:
        """What was said, each once, sorted."""
        return sorted(set(self.triples), key=str)


def text(lang: str, key: str, **params: object) -> str:
    """The text ``dataset.KEY``."""
    return TEXTS.get(lang, f"dataset.{key}", **params)


def number(count: int) -> Literal:
    """A count."""
    return Literal(str(count), datatype=XSD.integer)


def moment(when: str) -> Literal:
    """A time, ISO 8601."""
    return Literal(when, datatype=XSD.dateTime)


def descriptions(offer: Offer) -> tuple[Literal, ...]:
    """What the data set is, and how much of it is made up, in every language."""
    return tuple(Literal(" ".join(parts(offer, lang)), language=lang) for lang in LANGUAGES)


def parts(offer: Offer, lang: str) -> list[str]:
    """The parts of the description: what it says of itself, what it holds, what is made up."""
    counts = offer.statistics
    told = [each.value for each in offer.about.descriptions if (each.language or "sv") == lang]
    told.append(text(lang, "holds"))
    if counts.illustrative:
        params = {"illustrative": counts.illustrative, "entities": counts.entities}
        told.append(text(lang, "illustrative", **params))
    return told


def languages(tags: Iterable[str]) -> list[NamedNode]:
    """The EU's names of languages, for those it is known for."""
    codes = {_LANGUAGES.get(tag.split("-")[0]) for tag in tags}
    return [LANGUAGE_IRI[code] for code in sorted(code for code in codes if code)]
