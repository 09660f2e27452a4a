"""What somebody wants checked, and how they want to read it: from a form, or from an address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from assistant.errors import NothingChosen
from assistant.settings import Settings
from assistant.web.strategist import MOST_FILES
from ingest import READERS
from ingest.source import Source
from kg.errors import FormatUnknown
from kg.reports import FORMATS
from kg.reports.groups import level
from kg.results import SEVERITIES, Result, Thing

ACCEPTED = sorted(READERS.keys() - {"xls"})
"""Endings of files that can be checked."""
DOWNLOADS = ("html", "csv", "json", "sarif", "turtle")
"""Formats that the page offers, in order."""
ENDINGS = {
    "ttl": "Turtle",
    "trig": "TriG",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "rdf": "RDF/XML",
    "jsonld": "JSON-LD",
}
"""What pasted text may be, by file name ending."""
NOBODY = "-"
"""In a filter: under no strategy, on nobody's desk."""
_JSON = re.compile(r"\s*[\[{]\s*[\"\[\]{}]")
_XML = re.compile(r"\s*<(\?xml|!--|!DOCTYPE|rdf:|[\w-]+:?RDF\b)", re.IGNORECASE)
_NQUAD = re.compile(r"(<[^<>\s]*>|_:\S+)\s+<[^<>\s]*>\s+.+\s(<[^<>\s]*>|_:\S+)\s*\.\s*$")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which results to show: empty shows all. ``text`` is looked for in what a result says."""

    severities: frozenset[str] = frozenset()
    rule: str = ""
    strategy: str = ""
    owner: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.severities or self.rule or self.strategy or self.owner or self.text)

    def lets(self, result: Result, searched: str) -> bool:
        """Whether ``result`` is shown; ``searched`` is what it says, in small letters."""
        return (
            (not self.severities or level(result) in self.severities)
            and self.rule in ("", result.rule)
            and self.strategy in ("", of(result.strategy))
            and self.owner in ("", of(result.owner))
            and self.text.strip().lower() in searched
        )

    def pairs(self) -> list[tuple[str, str]]:
        """As fields of a form."""
        single = (("rule", self.rule), ("strategy", self.strategy), ("owner", self.owner))
        fields = [("severity", each) for each in SEVERITIES if each in self.severities]
        return [*fields, *(pair for pair in (*single, ("q", self.text)) if pair[1])]


def of(thing: Thing | None) -> str:
    """The value that a filter has for a thing."""
    return thing.iri if thing else NOBODY


@dataclass(frozen=True, slots=True)
class Asked:
    """What to check and how to show it.

    ``what`` is "published" or "draft:NAME", "" for ``sources`` that were sent. ``text`` was pasted,
    ``kind`` what it was said to be. ``beside`` compares with the published version. ``form`` is the
    format of a download, "" for the page.
    """

    what: str = ""
    sources: tuple[Source, ...] = ()
    shapes: tuple[tuple[str, bytes], ...] = ()
    text: str = ""
    kind: str = ""
    beside: bool = False
    health: bool = False
    form: str = ""
    filters: Filters = field(default_factory=Filters)

    @property
    def files(self) -> bool:
        """Whether files were sent, which a browser does not keep in the form."""
        return any(PurePath(each.path).stem not in PASTED for each in self.sources)


PASTED = ("inklistrad-text", "pasted-text")


def from_address(request: Request) -> Asked:
    """What ``?check=`` and the rest of the address ask for. Raises `FormatUnknown`."""
    query = request.query_params
    return _asked(query, query.getlist("severity"))


async def from_form(request: Request, lang: str) -> Asked:
    """What the multipart form holds. Raises `FormatUnknown`."""
    settings: Settings = request.app.state.settings
    largest = settings.max_upload * 1_000_000
    async with request.form(max_files=MOST_FILES, max_part_size=largest) as form:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        named = [each for each in form.getlist("severity") if isinstance(each, str)]
        asked = _asked({**fields, "check": ""}, named)
        text, kind = fields.get("text", "").replace("\r\n", "\n"), fields.get("kind", "")
        sources = await _files(form.getlist("file"))
        shapes = await _files(form.getlist("shapes"))
    if text.strip():
        sources.append((f"{PASTED[lang == 'en']}.{_ending(text, kind)}", text.encode()))
    return Asked(
        sources=tuple(Source(*each) for each in _distinct(sources)),
        shapes=tuple(shapes),
        text=text,
        kind=kind if kind in ENDINGS else "",
        beside=asked.beside,
        health=asked.health,
        form=asked.form,
        filters=asked.filters,
    )


def must_have_something(asked: Asked) -> None:
    """Raise `NothingChosen` when neither file nor text was sent."""
    if not asked.sources:
        raise NothingChosen()


def _asked(fields: Mapping[str, str], severities: Iterable[str]) -> Asked:
    chosen = frozenset(severities) & frozenset(SEVERITIES)
    form = fields.get("format", "")
    if form and form not in FORMATS:
        raise FormatUnknown(name=form, known=", ".join(FORMATS))
    return Asked(
        what=fields.get("check", ""),
        beside=bool(fields.get("compare")),
        health=bool(fields.get("health")),
        form=form,
        filters=Filters(
            severities=frozenset() if len(chosen) == len(SEVERITIES) else chosen,
            rule=fields.get("rule", ""),
            strategy=fields.get("strategy", ""),
            owner=fields.get("owner", ""),
            text=fields.get("q", "")[:200],
        ),
    )


async def _files(fields: list[Any]) -> list[tuple[str, bytes]]:
    """Name and content; a file field that was left empty is none."""
    files = [each for each in fields if isinstance(each, UploadFile) and each.filename]
    return [(str(each.filename), await each.read()) for each in files]


def _distinct(files: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """With a name of its own for each: browsers send files of several folders without those."""
    found: dict[str, bytes] = {}
    for name, content in files:
        path, number, wanted = PurePath(name), 2, name
        while wanted in found:
            wanted = f"{path.stem} ({number}){path.suffix}"
            number += 1
        found[wanted] = content
    return list(found.items())


def _ending(text: str, kind: str) -> str:
    """What pasted text is: as was said, else as it looks."""
    if kind in ENDINGS:
        return kind
    if _JSON.match(text):
        return "jsonld"
    if _XML.match(text):
        return "rdf"
    lines = (line.strip() for line in text.split("\n", 50)[:50])
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if _NQUAD.fullmatch(first):
        return "nq"
    return "trig" if re.search(r"(^|[\s>])\{", text) else "ttl"
