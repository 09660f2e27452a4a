"""Writes what differs: for people (text, HTML), by strategy and programme, and for programs (JSON).

``lang`` is "sv" or "en". ``before`` and ``after`` are what the two sides are called.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

from kg.diff import Change, Diff, Kind
from kg.diff_side import named
from kg.errors import TEXTS
from kg.reports.style import STYLE
from kg.reports.words import clean
from kg.results import Thing

_PARTS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("disappears", ("removed",)),
    ("changes", ("moved", "changed")),
    ("new", ("added",)),
)
"""The parts of a page, in order, and the kinds of change that each has."""


def to_json(diff: Diff, lang: str = "sv") -> dict[str, Any]:
    """Counts, and every change with its sentence, ready for ``json.dumps``."""
    return {
        "removed": diff.things("removed"),
        "added": diff.things("added"),
        "changed": diff.things("moved", "changed"),
        "statements": {"removed": diff.lost, "added": diff.gained},
        "changes": [_change_json(change, lang) for change in diff.changes],
    }


def to_text(diff: Diff, before: str, after: str, lang: str = "sv") -> str:
    """Plain text for a terminal."""
    lines = [_title(before, after, lang), summary(diff, lang)]
    for heading, places in outline(diff, lang):
        lines += ["", heading]
        for place, sentences in places:
            lines += [f"  {place}", *(f"    {each}" for each in sentences)]
    return "\n".join(lines) + "\n"


def outline(
    diff: Diff, lang: str = "sv", *, done: bool = False
) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """The sentences under headings (what disappears, changes, is new), in them by place.

    ``done`` when it has happened already, as between two versions."""
    return [
        (heading, [(place, _sentences(inside, lang)) for place, inside in _by_place(changes, lang)])
        for heading, changes in _parts(diff, lang, done)
    ]


def to_html(diff: Diff, before: str, after: str, lang: str = "sv") -> str:
    """A page that can be printed: no script, nothing fetched."""
    title = escape(_title(before, after, lang))
    parts = "".join(
        f"<h2>{escape(heading)}</h2>\n{_lists(places)}" for heading, places in outline(diff, lang)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n<p>{escape(summary(diff, lang))}</p>\n{parts}"
        "</main>\n</body>\n</html>\n"
    )


def summary(diff: Diff, lang: str = "sv") -> str:
    """How much differs, in a sentence."""
    if not diff:
        return _text(lang, "none")
    counts = _text(
        lang,
        "summary",
        removed=diff.things("removed"),
        added=diff.things("added"),
        changed=diff.things("moved", "changed"),
        lost=diff.lost,
        gained=diff.gained,
    )
    return counts if diff.changes else f"{counts} {_text(lang, 'invisible')}"


def disappearing(diff: Diff, lang: str = "sv") -> list[str]:
    """What disappears, under a heading; empty if nothing does."""
    gone = diff.of_kind("removed")
    heading = [_text(lang, "disappears", count=len(gone))] if gone else []
    return [*heading, *(f"  {each}" for each in _sentences(gone, lang))]


def _change_json(change: Change, lang: str) -> dict[str, Any]:
    def thing(each: Thing | None) -> dict[str, str | None] | None:
        if each is None:
            return None
        return {"iri": each.iri, "title": each.title[lang], "type": each.type}

    return {
        "kind": change.kind,
        "thing": thing(change.thing),
        "strategy": thing(change.strategy),
        "programme": thing(change.programme),
        "property": change.property[lang] if change.property else None,
        "before": change.before[lang] if change.before else None,
        "after": change.after[lang] if change.after else None,
        "sentence": change.sentence(lang),
    }


def _title(before: str, after: str, lang: str) -> str:
    return _text(lang, "title", before=before, after=after)


def _parts(diff: Diff, lang: str, done: bool) -> Iterator[tuple[str, list[Change]]]:
    for key, kinds in _PARTS:
        if changes := diff.of_kind(*kinds):
            key = "disappeared" if done and key == "disappears" else key
            yield _text(lang, key, count=diff.things(*kinds)), changes


def _by_place(changes: list[Change], lang: str) -> Iterator[tuple[str, list[Change]]]:
    """Under ”strategy › programme”, those that lie in neither last."""
    ordered = sorted(changes, key=lambda change: _place_key(change, lang))
    for (_, place), inside in groupby(ordered, key=lambda change: _place_key(change, lang)):
        yield place, list(inside)


def _place_key(change: Change, lang: str) -> tuple[bool, str]:
    above = [named(each, lang) for each in (change.strategy, change.programme) if each]
    place = clean(" › ".join(each[:1].upper() + each[1:] for each in above))
    return (False, place) if place else (True, _text(lang, "elsewhere"))


def _sentences(changes: list[Change], lang: str) -> list[str]:
    return [clean(change.sentence(lang)) for change in changes]


def _lists(places: list[tuple[str, list[str]]]) -> str:
    return "".join(
        f"<h3>{escape(place)}</h3>\n<ul>\n"
        + "".join(f"<li>{escape(each)}</li>\n" for each in sentences)
        + "</ul>\n"
        for place, sentences in places
    )


def _text(lang: str, key: str, **params: object) -> str:
    return TEXTS.get(lang, f"diff.{key}", **params)
