"""The files of a version as statements that every SPARQL server keeps to the letter, and back.

Servers write numbers, dates and language tags in their own way, so what comes back from a graph is
not what was put in and has no checksum. The files themselves are therefore kept beside the graphs:
compressed, in letters that no server touches, in pieces that none is slow with.
"""

import base64
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import Literal, Quad, RdfFormat, parse

from kg.durable import sha256, unseal
from kg.stores.graphs import PARTS, STORE
from kg.versions import MANIFEST, Version

PIECE = 30_000
"""Letters in one statement: Virtuoso's time grows with the square of it."""
LINES = 20_000
"""Statements that are sent at a time."""
FIRST = f"@prefix store: <{STORE.base}> .\n".encode()
"""Begins every body: Virtuoso guesses what it is sent by how that begins."""
_FILE = re.compile(re.escape(STORE.base) + r"file/([a-z]+\.[a-z]+)")


class Graph(NamedTuple):
    """A graph to be written: its Turtle in bodies, and how many statements it will then have.

    ``least`` counts values of one property that a server may hold equal, as 1.0 and 1.00, once.
    """

    bodies: list[bytes]
    least: int
    most: int


def manifest_of(content: bytes) -> tuple[Version, dict[str, str]]:
    """What a manifest tells: the version, and the checksum of each file. Raises ValueError."""
    try:
        told = unseal(content, ("version", "files"))
        sums = {str(name): str(each["sha256"]) for name, each in told["files"].items()}
        return Version(**told["version"]), sums
    except (LookupError, TypeError, AttributeError) as problem:
        raise ValueError("no manifest") from problem


def graphs(content: Mapping[str, bytes]) -> dict[str, Graph]:
    """The graphs of a version, by the ending of their names; its manifest is not among them."""
    parts = {part: _triples(content[f"{part}.nq"], iri) for iri, part in PARTS.items()}
    made = {part: _graph([lines]) for part, lines in parts.items()}
    made[""] = _graph([parts["data"], parts["derived"]])
    made["whole"] = _graph(list(parts.values()))
    packed = [
        line for name, body in content.items() if name != MANIFEST for line in pack(name, body)
    ]
    made["files"] = _graph([packed])
    return made


def pack(name: str, body: bytes) -> Iterator[bytes]:
    """N-Triples of one file."""
    letters = base64.b64encode(gzip.compress(body, mtime=0)).decode()
    subject = STORE[f"file/{name}"]
    for place, start in enumerate(range(0, len(letters), PIECE)):
        piece = Literal(letters[start : start + PIECE])
        yield f"{subject} {STORE[f'piece-{place:06}']} {piece} .\n".encode()


def unpack(pieces: Iterable[tuple[str, str, str]], sums: Mapping[str, str]) -> dict[str, bytes]:
    """The files that pieces (subject, predicate, letters) make up.

    Raises LookupError with the name of a file that is missing or differs from its checksum.
    """
    letters: dict[str, list[tuple[str, str]]] = {}
    for subject, predicate, piece in pieces:
        if found := _FILE.fullmatch(subject):
            letters.setdefault(found[1], []).append((predicate, piece))
    return {name: _whole(name, letters.get(name, []), told) for name, told in sums.items()}


def _whole(name: str, pieces: list[tuple[str, str]], told: str) -> bytes:
    try:
        joined = "".join(piece for _, piece in sorted(pieces))
        body = gzip.decompress(base64.b64decode(joined, validate=True))
    except (ValueError, OSError, EOFError, zlib.error) as problem:
        raise LookupError(name) from problem
    if sha256(body) != told:
        raise LookupError(name)
    return body


def quads_of(content: Mapping[str, bytes]) -> list[Quad]:
    """The quads of a version's files, blank nodes of one apart from those of another."""
    found: list[Quad] = []
    for part in PARTS.values():
        found += parse(content[f"{part}.nq"], RdfFormat.N_QUADS, rename_blank_nodes=True)
    return found


def _triples(nquads: bytes, graph: str) -> list[bytes]:
    """The lines of a file, whose quads are all in one graph, without that graph."""
    ending = f" <{graph}> .".encode()
    return [line.removesuffix(ending) + b" .\n" for line in nquads.splitlines() if line]


def _graph(files: list[list[bytes]]) -> Graph:
    bodies = [body for lines in files for body in _bodies(lines)]
    # Blank nodes of one file are others than those of the next, though they have the same names.
    lines = {(n if b"_:" in line else 0, line) for n, file in enumerate(files) for line in file}
    return Graph(bodies, len({(n, _key(line)) for n, line in lines}), len(lines))


def _bodies(lines: list[bytes]) -> Iterator[bytes]:
    """Turtle of ``lines``, so many at a time; blank nodes are known only within one body."""
    blank = [line for line in lines if b"_:" in line]
    others = [line for line in lines if b"_:" not in line]
    first = LINES - len(blank) if len(blank) < LINES else 0
    yield from (FIRST + b"".join(part) for part in [[*blank, *others[:first]]] if part)
    for start in range(first, len(others), LINES):
        yield FIRST + b"".join(others[start : start + LINES])


def _key(line: bytes) -> bytes:
    """What a statement has in common with those that a server may hold equal to it."""
    subject, predicate, value = line.split(b" ", 2)
    if value.startswith(b'"') and value.endswith(b"> .\n"):
        return subject + b" " + predicate
    return line.lower() if value.startswith(b'"') else line
