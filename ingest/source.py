"""What readers are given: one source's bytes, and what has been read so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode, Quad

from ingest.places import Places
from kg.names import DCT, RDF


@dataclass(frozen=True, slots=True)
class Source:
    """``path`` is how messages name it, for example "plan/program.ttl"."""

    path: str
    content: bytes

    @property
    def name(self) -> str:
        """The file's own name, without its folder."""
        return PurePath(self.path).name

    @property
    def ending(self) -> str:
        """The file name's ending in lower case, without the dot."""
        return PurePath(self.path).suffix.lower().lstrip(".")


@dataclass(slots=True)
class Known:
    """Things that may be referred to by title, whichever source describes them."""

    titles: dict[str, set[NamedNode]] = field(default_factory=dict)
    classes: dict[NamedNode, set[NamedNode]] = field(default_factory=dict)

    def noting(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """``quads`` as they are, noted on the way."""
        for quad in quads:
            self.note(quad)
            yield quad

    def note(self, quad: Quad) -> None:
        """Remember what ``quad`` says of a thing's title or class."""
        thing, value = quad.subject, quad.object
        if not isinstance(thing, NamedNode):
            return
        if quad.predicate == DCT.title and isinstance(value, Literal):
            self.titles.setdefault(plain(value.value), set()).add(thing)
        elif quad.predicate == RDF.type and isinstance(value, NamedNode):
            self.classes.setdefault(thing, set()).add(value)


@dataclass(slots=True)
class Reading:
    """What the readers of several sources have in common: places told and things known."""

    places: Places = field(default_factory=Places)
    known: Known = field(default_factory=Known)


def plain(text: str) -> str:
    """``text`` as it is compared: without regard to case and spacing."""
    return " ".join(text.casefold().split())
