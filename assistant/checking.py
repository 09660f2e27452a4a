"""Checks what people supply against the rules, in a process of its own with limits.

Reading hostile files, and running shapes that others wrote, happens where neither file nor
connection can be opened, and where it is stopped when it takes too long or too much memory.
"""

import codecs
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad

from assistant.comparing import without_provenance
from assistant.errors import SourcesEmpty, StoredEmpty
from ingest import read_contents, warm_up
from ingest.places import Places
from ingest.rdf import imports
from ingest.source import Source
from ingest.wording import in_workbook
from kg.names import ONTOLOGY_DIR, RDF, STYR
from kg.results import Report, placed
from kg.shapes import Shapes
from kg.texts import LANGUAGES, load
from kg.validation import choose_shapes, validate
from kg.worker import limited

HEALTH = ONTOLOGY_DIR / "health"
"""Shapes for what has gone stale or has no owner: nothing there breaks a rule."""
ENCODINGS = ("cp437", "cp1252", "iso8859-1", "iso8859-15", "utf-16", "utf-16-le", "utf-16-be")
"""What XML and zip files may be written in; Python loads each when it is first used."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The report, and the addresses of ``owl:imports`` that were not followed."""

    report: Report
    not_followed: tuple[str, ...]


def check(
    given: Iterable[Source] | Iterable[Quad],
    shapes: Iterable[tuple[str, bytes]] = (),
    *,
    health: bool = False,
    seconds: float,
    megabytes: int,
) -> Checked:
    """The report on sources together, or on quads; ``shapes`` (name, content) are judged by too.

    ``seconds`` and ``megabytes`` limit the work. Raises `kg.errors.InputError`,
    `kg.errors.QueryError` and `kg.errors.ShapesBroken` for shapes that would call out or cannot be
    used, `kg.errors.LimitError`, and `SourcesEmpty` or `StoredEmpty` when ``given`` says nothing.
    """
    prepare(health)
    work = list(given), list(shapes), health
    return limited(_check, *work, seconds=seconds, megabytes=megabytes)


def _check(given: list[Any], shapes: list[tuple[str, bytes]], health: bool) -> Checked:
    checked, _ = judge(given, chosen_shapes(shapes, health))
    return replace(checked, report=in_workbook(checked.report))


def judge(given: list[Any], shapes: Shapes) -> tuple[Checked, list[Quad]]:
    """The report in the words of the rules, and the statements themselves.

    Raises as `check`, without limits.
    """
    sources = [each for each in given if isinstance(each, Source)]
    quads, places = read_contents(sources) if sources else (given, Places())
    data = without_provenance(quads)
    if not data:
        names = ", ".join(source.name for source in sources)
        raise SourcesEmpty(names=names) if names else StoredEmpty()
    report = placed(validate(data, shapes), places.find)
    return Checked(report, tuple(imports(data))), data


def chosen_shapes(shapes: list[tuple[str, bytes]], health: bool) -> Shapes:
    """The shipped rules, ``shapes`` beside them, and with ``health`` what has gone stale."""
    return choose_shapes(_beside(health), shapes)


def _beside(health: bool) -> Sequence[Path]:
    return (HEALTH,) if health else ()


@cache
def prepare(health: bool) -> None:
    """Load all that the work needs: its process can open no file."""
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    warm_up()
    for lang in LANGUAGES:
        load("assistant", lang)
    broken = [Quad(NamedNode("urn:x"), RDF.type, STYR.Activity)]
    shapes = choose_shapes(_beside(health))
    report = validate(broken, shapes, engine="reference")
    report.graph.serialize(format="turtle")
    pickle.dumps((report, shapes))
