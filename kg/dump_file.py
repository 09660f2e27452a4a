"""Writes one dump file from sorted N-Quads, in a process of its own.

    python -m kg.dump_file FORMAT OUT GRAPH.nq…

A process of its own has its own memory and processor time, so that a large dump does not slow the
server down. It reads, merges and writes statement by statement. It exits with 0, or with `NO_DISK`
or `NO_WORDS` and the reason on standard output.
"""

import gzip
import heapq
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import IO, TypeVar

from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, Triple, parse, serialize

from kg.names import PREFIXES

NO_DISK, NO_WORDS = 3, 4
FORMATS: dict[str, RdfFormat] = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
"""By file name ending. Those that hold named graphs keep them, the others hold their union."""
ZIPPED = ".gz"
LETTERS = "defghijklmno"
"""One for each file: canonical blank nodes have the same names (c14n0, …) in all of them."""

_LOCAL_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_T = TypeVar("_T")


class Unsayable(Exception):
    """The format has no way to write a statement, which is the argument."""


def write(ending: str, out: Path, graphs: list[Path]) -> None:
    """Write what ``graphs`` hold to ``out``: sorted N-Quads files, a graph each, no two the same.

    ``ending`` is a key of `FORMATS`, with `ZIPPED` after it for gzip. Equal files give equal bytes.
    Raises OSError or `Unsayable`.
    """
    rdf_format = FORMATS[ending.removesuffix(ZIPPED)]
    files = [_quads(path, letter) for path, letter in zip(graphs, LETTERS, strict=False)]
    with _opened(out, zipped=ending.endswith(ZIPPED)) as target:
        if rdf_format.supports_datasets:
            everything = (quad for file in files for quad in file)
            serialize(everything, target, rdf_format, prefixes=PREFIXES)
        else:
            union = _union(files)
            checked = _sayable(union) if rdf_format == RdfFormat.RDF_XML else union
            serialize(checked, target, rdf_format, prefixes=PREFIXES)


@contextmanager
def _opened(out: Path, *, zipped: bool) -> Iterator[IO[bytes]]:
    with out.open("wb") as file:
        if zipped:  # without name and time, so that the bytes are the same each time
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                yield packed  # type: ignore[misc]
        else:
            yield file
        file.flush()
        os.fsync(file.fileno())


def _quads(path: Path, letter: str) -> Iterator[Quad]:
    for quad in parse(path=str(path), format=RdfFormat.N_QUADS):
        if any(isinstance(term, BlankNode | Triple) for term in (quad.subject, quad.object)):
            yield Quad(
                _renamed(quad.subject, letter),
                quad.predicate,
                _renamed(quad.object, letter),
                quad.graph_name,
            )
        else:
            yield quad


def _renamed(term: _T, letter: str) -> _T:
    if isinstance(term, BlankNode):
        return BlankNode(letter + term.value[1:])  # type: ignore[return-value]
    if isinstance(term, Triple):
        inner = _renamed(term.subject, letter), term.predicate, _renamed(term.object, letter)
        return Triple(*inner)  # type: ignore[return-value]
    return term


def _union(files: list[Iterator[Quad]]) -> Iterator[Triple]:
    """Every statement once. A file has one graph, so its lines are sorted by statement too."""
    merged = heapq.merge(*files, key=lambda quad: str(quad.triple))
    return (triple for triple, _ in groupby(quad.triple for quad in merged))


def _sayable(triples: Iterable[Triple]) -> Iterator[Triple]:
    """``triples``, if RDF/XML can say them: properties are XML names, texts in XML's characters."""
    seen: dict[str, bool] = {}
    for triple in triples:
        name = triple.predicate.value
        if name not in seen:
            seen[name] = bool(_LOCAL_NAME.match(re.split(r"[/#:]", name)[-1]))
        literal = triple.object
        if not seen[name] or (isinstance(literal, Literal) and _NOT_XML.search(literal.value)):
            raise Unsayable(str(triple))
        yield triple


def main(arguments: list[str]) -> int:
    """The process. Gives what it exits with."""
    ending, out, *graphs = arguments
    os.nice(10)
    try:
        write(ending, Path(out), [Path(each) for each in graphs])
    except OSError as problem:
        print(problem.errno or 0, problem.strerror or problem, sep="\n")
        return NO_DISK
    except Unsayable as problem:
        print(problem)
        return NO_WORDS
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
