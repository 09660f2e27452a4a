"""What readers are given: one source's bytes, and what has been read so far."""

from collections.abc import Iterable, Iterator, Mapping
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
    """Things that may be referred to by title, whichever source describes them.

    ``titles`` are those of what is being read; ``held`` those of what it is added to.
    """

    titles: dict[str, set[NamedNode]] = field(default_factory=dict)
    held: dict[str, set[NamedNode]] = field(default_factory=dict)
    classes: dict[NamedNode, set[NamedNode]] = field(default_factory=dict)

    def noting(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """``quads`` as they are, noted on the way."""
        for quad in quads:
            self.note(quad)
            yield quad

    def hold(self, quads: Iterable[Quad]) -> None:
        """Remember what is there before, and may be referred to without being read again."""
        for quad in quads:
            self._note(quad, self.held)

    def note(self, quad: Quad) -> None:
        """Remember what ``quad`` says of a thing's title or class."""
        self._note(quad, self.titles)

    def _note(self, quad: Quad, titles: dict[str, set[NamedNode]]) -> None:
        thing, value = quad.subject, quad.object
        if not isinstance(thing, NamedNode):
            return
        if quad.predicate == DCT.title and isinstance(value, Literal):
            titles.setdefault(plain(value.value), set()).add(thing)
        elif quad.predicate == RDF.type and isinstance(value, NamedNode):
            self.classes.setdefault(thing, set()).add(value)


Covered = tuple[NamedNode, str, NamedNode | None]
"""Property, language ("sv" where a value has none), and the value where it is a single one."""


@dataclass(slots=True)
class Reading:
    """What the readers of several sources have in common: places told and things known.

    ``columns`` tells, of each thing that a table describes, what the table has columns for.
    """

    places: Places = field(default_factory=Places)
    known: Known = field(default_factory=Known)
    columns: dict[NamedNode, frozenset[Covered]] = field(default_factory=dict)

    def left_out(self, content: Iterable[Quad]) -> Iterator[Quad]:
        """What ``content`` says of things in tables that the tables have no column for."""
        for quad in content:
            if quad.subject in self.columns and not _covered(quad, self.columns):
                yield quad


def _covered(quad: Quad, columns: Mapping[NamedNode, frozenset[Covered]]) -> bool:
    subject, value = quad.subject, quad.object
    assert isinstance(subject, NamedNode)
    language = getattr(value, "language", None) or "sv"
    single = value if isinstance(value, NamedNode) else None
    wanted = {(quad.predicate, language, None), (quad.predicate, language, single)}
    return not wanted.isdisjoint(columns[subject])


def plain(text: str) -> str:
    """``text`` as it is compared: without regard to case and spacing."""
    return " ".join(text.casefold().split())
