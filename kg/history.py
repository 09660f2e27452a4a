"""What happened to one thing, version by version.

Which versions changed it is read from the sorted N-Quads as they lie on disk: a few lines of each
file, found by halving. Only for those versions a small graph is made on either side, of the thing
and what is needed to tell about it, and `kg.diff` tells the difference.
"""

import mmap
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Literal as OneOf

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from kg.diff import Change, of_thing
from kg.graph import GovernanceGraph, Node
from kg.names import STYR
from kg.versions import Version, VersionStore

DATA = "data.nq"
_KEPT = 512
_DEEPEST = 9
_HANGING = frozenset((STYR.baseline, STYR.milestone, STYR.target, STYR.outcome))
_UPWARD = frozenset(
    (
        STYR.inFocusArea,
        STYR.focusAreaOf,
        STYR.programmeOf,
        STYR.supportsStrategy,
        STYR.indicatorOf,
        STYR.towards,
        STYR.followsUp,
    )
)

Lines = mmap.mmap | bytes
"""Sorted N-Quads: a file, or nothing (which cannot be mapped)."""
Happened = OneOf["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Revision:
    """A version in which the thing is not as in the version before, and how it differs."""

    version: Version
    happened: Happened
    changes: tuple[Change, ...] = ()


class Histories:
    """Histories of the things in one data folder; the last asked for are kept. Thread-safe."""

    def __init__(self, versions: VersionStore) -> None:
        self._versions = versions
        self._files: dict[str, Lines] = {}
        self._known: OrderedDict[tuple[str, str], tuple[Revision, ...]] = OrderedDict()
        self._lock = Lock()

    def of(self, node: NamedNode) -> tuple[Revision, ...]:
        """What happened to ``node``, newest first; empty for what never was.

        Raises `kg.errors.StoreError` when a version cannot be read.
        """
        with self._lock:
            every = self._versions.all()
            key = node.value, every[-1].data_sha256 + str(len(every)) if every else ""
            if key not in self._known:
                self._known[key] = tuple(self._revisions(node, every))[::-1]
            self._known.move_to_end(key)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return self._known[key]

    def _revisions(self, node: NamedNode, every: Iterable[Version]) -> Iterator[Revision]:
        before: tuple[Version, frozenset[object]] | None = None
        for version in every:
            said = _said(self._file(version), node)
            old = before[1] if before else frozenset()
            if said != old:
                happened: Happened = "changed" if said and old else "added" if said else "removed"
                changes = self._changes(node, before[0], version) if said and before and old else ()
                yield Revision(version, happened, changes)
            before = version, said

    def _changes(self, node: NamedNode, old: Version, new: Version) -> tuple[Change, ...]:
        sides = [GovernanceGraph.from_quads(_around(self._file(v), node)) for v in (old, new)]
        return tuple(of_thing(node, *sides))

    def _file(self, version: Version) -> Lines:
        """The data of a version, its checksum verified when it is first opened."""
        if version.data_sha256 not in self._files:
            self._versions.content(version.number, DATA)
            with self._versions.path(version.number, DATA).open("rb") as file:
                whole = (
                    mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if version.triples else b""
                )
            self._files[version.data_sha256] = whole
        return self._files[version.data_sha256]


def _quads(file: Lines, node: Node) -> list[Quad]:
    """The statements about ``node`` in sorted N-Quads."""
    wanted = f"{node} ".encode()
    low, high = 0, len(file)
    while low < high:
        middle = _line_start(file, (low + high) // 2)
        if middle < low or file[middle : middle + len(wanted)] < wanted:
            end = file.find(b"\n", max(middle, low))
            low = end + 1 if end >= 0 else high
        else:
            high = middle
    end = low
    while file[end : end + len(wanted)] == wanted:
        end = file.find(b"\n", end) + 1 or len(file)
    return list(parse(file[low:end], RdfFormat.N_QUADS)) if end > low else []


def _line_start(file: Lines, place: int) -> int:
    return file.rfind(b"\n", 0, place) + 1


def _said(file: Lines, node: Node, depth: int = 0) -> frozenset[object]:
    """What is said of ``node``: equal for equal things, whatever their blank nodes are called."""
    said: set[object] = set()
    for quad in _quads(file, node) if depth < _DEEPEST else ():
        part = _hanging(quad)
        told = str(quad.object) if part is None else _said(file, part, depth + 1)
        said.add((quad.predicate.value, told))
    return frozenset(said)


def _hanging(quad: Quad) -> Node | None:
    """What a statement points to, if that is told as part of its subject."""
    blank = isinstance(quad.object, BlankNode)
    if isinstance(quad.object, NamedNode | BlankNode) and (blank or quad.predicate in _HANGING):
        return quad.object
    return None


def _around(file: Lines, node: NamedNode) -> list[Quad]:
    """The statements about a thing, what it points to, what hangs on it and the way up from it."""
    found: dict[Node, list[Quad]] = {}
    waiting: list[tuple[Node, int, bool]] = [(node, 0, True)]
    while waiting:
        each, depth, further = waiting.pop()
        known = each in found
        quads = found.setdefault(each, found[each] if known else _quads(file, each))
        if (known and not further) or depth > _DEEPEST:
            continue
        for quad in quads:
            if isinstance(quad.object, NamedNode | BlankNode) and quad.object not in found:
                on = further and (quad.predicate in _UPWARD or _hanging(quad) is not None)
                if each == node or on:
                    waiting.append((quad.object, depth + 1, on))
    return [quad for quads in found.values() for quad in quads]
