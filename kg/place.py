"""Where in its source something stands."""

from dataclasses import dataclass

from kg.texts import Phrase


@dataclass(frozen=True, slots=True)
class Place:
    """A file and what is known of where in it: a line, or a sheet and a cell or row of it.

    ``path`` is the file as it was given, with its folders.
    """

    file: str
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    path: str | None = None

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
