"""Where in its source a thing or a statement stands, in words for people.

Readers of tables say it as they go; of Turtle and its like the text is kept and searched only when
somebody asks, since most statements are never asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from kg.names import PREFIXES
from kg.place import Place

Key = tuple[str, str | None, str | None]
Lines = Mapping[str, int | None]
"""For each subject, the first line of what is said about it, where that is known."""
Within = Callable[[int, str], int]
"""The line of a property, of the thing that begins on a line."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A file of text, what it describes, and where in that a property stands."""

    file: str
    path: str
    lines: Callable[[], Lines]
    within: Within

    def has(self, subject: str) -> bool:
        return subject in self.lines()

    def place(self, subject: str, name: str | None) -> Place:
        begins = self.lines()[subject]
        line = begins if begins is None or name is None else self.within(begins, name)
        return Place(
            self.file, line=line, path=self.path, begins=None if line == begins else begins
        )


class Places:
    """Places of subjects, of their properties and of single values; the first one told is kept.

    Terms are given as plain strings: an IRI, the name of a blank node, the text of a literal.
    """

    def __init__(self) -> None:
        self._places: dict[Key, Place] = {}
        self._texts: list[_Text] = []

    def add(
        self, place: Place, subject: str, predicate: str | None = None, value: str | None = None
    ) -> None:
        """Say where ``subject``, its ``predicate``, or that ``value`` of it stands."""
        for key in ((subject, predicate, value), (subject, predicate, None)):
            self._places.setdefault(key, place)

    def add_text(
        self, file: str, path: str, lines: Callable[[], Lines], within: Within | None = None
    ) -> None:
        """Say that ``file`` describes the subjects of ``lines``, which is called when asked for.

        ``path`` is the file as it was given.
        """
        self._texts.append(_Text(file, path, cache(lines), within or (lambda begins, _: begins)))

    def of(
        self,
        subject: str,
        predicate: str | None = None,
        value: str | None = None,
        lang: str = "sv",
    ) -> str | None:
        """The most exact place known: of the value, else of the property, else of the subject.

        ``predicate`` is an IRI or a short name such as ``styr:status``. None when nothing is known.
        """
        found = self.find(subject, predicate, value)
        return found.phrase().text(lang) if found else None

    def find(
        self, subject: str, predicate: str | None = None, value: str | None = None
    ) -> Place | None:
        """What `of` tells in words."""
        name, predicate = predicate, predicate and _full(predicate)
        for key in ((subject, predicate, value), (subject, predicate, None), (subject, None, None)):
            if key in self._places:
                return self._places[key]
        return next((text.place(subject, name) for text in self._texts if text.has(subject)), None)


def _full(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name
