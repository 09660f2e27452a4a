"""How content gets in: one reader per kind of source, each giving draft triples with their source.

A reader is a function from a path to quads. `READERS` is the registry: to add a kind of source,
copy a neighbour and add a line.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad

from ingest.rdf import read_rdf
from kg.errors import FileUnreadable, FormatUnknown
from kg.rdf import FORMATS

Reader = Callable[[Path], Iterator[Quad]]

READERS: dict[str, Reader] = dict.fromkeys(FORMATS, read_rdf)
"""The reader of each file name ending, without the dot."""


def ingest(sources: Iterable[Path]) -> Iterator[Quad]:
    """Quads of all sources; a folder stands for the readable files in it, in order of name.

    Raises `kg.errors.InputError`.
    """
    for source in sources:
        for path in _files(source):
            reader = READERS.get(path.suffix.lower().lstrip("."))
            if reader is not None:
                yield from reader(path)
            elif path == source:
                raise FormatUnknown(name=path.name, known=", ".join(sorted(READERS)))


def _files(source: Path) -> list[Path]:
    try:
        source.stat()
        return sorted(source.iterdir()) if source.is_dir() else [source]
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise FileUnreadable(path=source, reason=reason) from problem
