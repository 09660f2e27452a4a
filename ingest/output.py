"""Writes what was read, or a version, to a file whose name's ending tells the format."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Triple

from ingest.workbook_writer import write_workbook
from kg.errors import FileTaken, FormatUnknown
from kg.names import PREFIXES
from kg.rdf import FORMATS, write_rdf

_WORKBOOK = "xlsx"


def check_target(path: Path) -> None:
    """Raises `FormatUnknown` for an ending that nothing is written under, or `FileTaken`.

    Somebody may have filled in a workbook: it is never replaced.
    """
    ending = _ending(path)
    if ending != _WORKBOOK and ending not in FORMATS:
        raise FormatUnknown(name=path.name, known=", ".join(sorted({*FORMATS, _WORKBOOK})))
    if ending == _WORKBOOK and path.exists():
        raise FileTaken(path=path)


def write(path: Path, triples: Iterable[Triple]) -> list[Triple]:
    """Write ``triples``; gives those that the format cannot hold, sorted.

    Raises what `check_target` does, or `kg.errors.FolderNotWritable`.
    """
    check_target(path)
    if _ending(path) == _WORKBOOK:
        return write_workbook(path, triples)
    write_rdf(path, triples, PREFIXES, FORMATS[_ending(path)])
    return []


def _ending(path: Path) -> str:
    return path.suffix.lower().lstrip(".")
