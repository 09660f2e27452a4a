"""Where in its source something stands."""

from dataclasses import dataclass, replace

from kg.texts import Phrase


@dataclass(frozen=True, slots=True)
class Place:
    """A file and what is known of where in it: a line, or a sheet and a cell or row of it.

    ``path`` is the file as it was given, with its folders. Where ``line`` is that of one of a
    thing's properties, ``begins`` is the one where the thing does.
    """

    file: str
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    path: str | None = None
    begins: int | None = None

    @property
    def start(self) -> "Place":
        """Where the thing itself begins."""
        return self if self.begins is None else replace(self, line=self.begins, begins=None)

    def phrase(self) -> Phrase:
        """The place as a text in the reader's language."""
        if self.cell is not None:
            told = {"file": self.file, "sheet": self.sheet, "cell": self.cell}
            return Phrase("place.cell", told)
        if self.row is not None:
            return Phrase("place.row", {"file": self.file, "sheet": self.sheet, "row": self.row})
        if self.line is not None:
            return Phrase("place.line", {"file": self.file, "line": self.line})
        return Phrase("place.file", {"file": self.file})
