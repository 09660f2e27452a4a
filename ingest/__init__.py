"""How content gets in: one reader per kind of source, each giving draft triples with their source.

A reader is a function from a source to quads that tells places on the way. `READERS` is the
registry: to add a kind of source, copy a neighbour and add a line.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad

from ingest.layout import shipped_layout
from ingest.places import Places
from ingest.rdf import read_rdf
from ingest.source import Reading, Source
from ingest.workbook import read_workbook
from ingest.workbook_writer import workbook
from kg.errors import FileUnreadable, SourceUnknown
from kg.rdf import FORMATS
from kg.texts import LANGUAGES, load

Reader = Callable[[Source, Reading], Iterator[Quad]]

READERS: dict[str, Reader] = {
    **dict.fromkeys(FORMATS, read_rdf),
    **dict.fromkeys(("xlsx", "xlsm", "xls"), read_workbook),
}
"""The reader of each file name ending, without the dot. That of .xls says what to do instead."""

_HIDDEN = (".", "~$")
"""How names begin of hidden files, and of those that Excel keeps while a workbook is open."""

_USUAL = {form: ending for ending, form in reversed(FORMATS.items())}
KINDS = {
    "rdf": ", ".join(f".{ending}" for ending in FORMATS if ending in _USUAL.values()),
    "excel": ".xlsx",
}
"""What can be read, as people are told: .xlsm is read too, and .xls is told to be saved anew."""


def ingest(sources: Iterable[Path], reading: Reading | None = None) -> Iterator[Quad]:
    """Quads of all sources; a folder stands for the readable files in it, in order of name.

    ``reading`` tells what may be referred to besides, and is told what was read.
    Raises `kg.errors.InputError`.
    """
    return _read(loaded(sources), reading or Reading())


def loaded(sources: Iterable[Path]) -> Iterator[Source]:
    """The sources with their content; a folder stands for the readable files in it.

    Raises `kg.errors.FileUnreadable` or `kg.errors.SourceUnknown`.
    """
    return map(_loaded, _paths(sources))


def read_contents(sources: Iterable[Source]) -> tuple[list[Quad], Places]:
    """What sources already in memory hold, and where each statement stands. Opens no file.

    Raises `kg.errors.InputError`.
    """
    reading = Reading()
    return list(_read(sources, reading)), reading.places


def warm_up() -> None:
    """Load all that readers open files for, before work where no file can be opened."""
    shipped_layout()
    for lang in LANGUAGES:
        load("kg", lang)
    list(read_workbook(Source("x.xlsx", workbook(())), Reading()))


def _read(sources: Iterable[Source], reading: Reading) -> Iterator[Quad]:
    """RDF comes first: tables refer to it by title."""
    read = [(_reader(source), source) for source in sources]
    tables = [pair for pair in read if pair[0] is not read_rdf]
    for reader, source in [pair for pair in read if pair[0] is read_rdf] + tables:
        quads = reader(source, reading)
        yield from reading.known.noting(quads) if tables else quads


def _reader(source: Source) -> Reader:
    reader = READERS.get(source.ending)
    if reader is None:
        raise SourceUnknown(name=source.name, **KINDS)
    return reader


def _paths(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        for path in _files(source):
            if path.suffix.lower().lstrip(".") in READERS:
                yield path
            elif path == source:
                raise SourceUnknown(name=path.name, **KINDS)


def _files(source: Path) -> list[Path]:
    try:
        source.stat()
        if not source.is_dir():
            return [source]
        return sorted(path for path in source.iterdir() if not path.name.startswith(_HIDDEN))
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise FileUnreadable(path=source, reason=reason) from problem


def _loaded(path: Path) -> Source:
    try:
        return Source(str(path), path.read_bytes())
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise FileUnreadable(path=path, reason=reason) from problem
