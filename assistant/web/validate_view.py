"""A report as the page shows it: what the filters let through, and where each result stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyoxigraph import NamedNode

from assistant.checking_beside import Beside, same
from assistant.cite import Citer
from assistant.web.validate_form import NOBODY, Asked, Filters, of
from kg.diff_report import outline, summary
from kg.graph import GovernanceGraph
from kg.reports import groups
from kg.reports.summary import foot, sentence
from kg.reports.words import MARKS, Words, clean
from kg.results import Report, Result, Thing

SHOWN = 500
"""Results on the page, those that the filters let through first; downloads have them all."""
TOLD = 100
"""New, mended and differing things that the comparison tells one by one."""
BEFORE, AFTER, LONGEST = 1, 5, 240
"""Lines around a place, and letters of a line, that are shown."""
TABLES = (".xlsx", ".xlsm", ".xls")


def shown(
    report: Report,
    asked: Asked,
    beside: Beside | None,
    graph: GovernanceGraph | None,
    base: str,
    lang: str,
) -> dict[str, Any]:
    """The variables of ``_report.html``. ``graph`` is what is published, to link to."""
    words = Words(lang)
    view = _View(words, asked.filters, beside)
    ordered = sorted(report.results, key=lambda result: not view.lets(result))
    first = set(map(id, ordered[:SHOWN]))
    results = [each for each in report.results if id(each) in first]
    return {
        "say": words,
        "view": view,
        "clean": clean,
        "marks": MARKS,
        "groups": groups,
        "sentence": clean(sentence(report, lang)),
        "foot": clean(foot(report, lang)),
        "counts": groups.counts(report.results),
        "total": len(report.results),
        "left": len(report.results) - len(results),
        "results": results,
        "strategies": groups.by_strategy(results),
        "rules": _ruled(report, results),
        "owners": groups.by_owner(results),
        "choices": _choices(report, words),
        "href": _Links(graph, base, lang).href,
        "excerpts": _Excerpts({each.path: each.content for each in asked.sources}, words),
        "beside": _beside(beside, words, lang) if beside else None,
    }


class _View:
    """What the template asks of a result."""

    def __init__(self, words: Words, filters: Filters, beside: Beside | None) -> None:
        self._words, self._filters = words, filters
        self._new = {same(result) for result in beside.new} if beside else set()

    def searched(self, result: Result) -> str:
        """What the text filter looks in."""
        words = self._words
        owner = words.title(result.owner) if result.owner else ""
        said = words.name(result.focus), words.said(result.message), owner, words.about(result)
        return " ".join((result.rule, *said, words.place(result))).lower()

    def lets(self, result: Result) -> bool:
        """Whether the filters let it through."""
        return self._filters.lets(result, self.searched(result))

    def seen(self, results: Iterable[Result]) -> list[Result]:
        """Those that the filters let through."""
        return [result for result in results if self.lets(result)]

    def new(self, result: Result) -> bool:
        """Whether the published version does not have it."""
        return same(result) in self._new

    def data(self, result: Result) -> dict[str, str]:
        """What the page's script filters by."""
        return {
            "severity": groups.level(result),
            "rule": result.rule,
            "strategy": of(result.strategy),
            "owner": of(result.owner),
            "text": self.searched(result),
        }


class _Links:
    """Addresses of the things that are published."""

    def __init__(self, graph: GovernanceGraph | None, base: str, lang: str) -> None:
        self._graph = graph
        self._citer = Citer(graph, lang, base) if graph else None

    def href(self, thing: Thing) -> str | None:
        """The thing's page; None for what is not published."""
        if self._graph is None or self._citer is None or thing.iri.startswith("_:"):
            return None
        try:
            node = NamedNode(thing.iri)
        except ValueError:
            return None
        return self._citer.href(node) if self._graph.known(node) else None


class _Excerpts:
    """The lines of the sources around the places of results."""

    def __init__(self, sources: Mapping[str, bytes], words: Words) -> None:
        self._words = words
        self._sources = {k: v for k, v in sources.items() if not k.lower().endswith(TABLES)}
        self._lines: dict[str, list[str]] = {}

    def around(self, result: Result, *, exact: bool = True) -> list[tuple[int, str, bool]]:
        """Number, text and whether it is the place itself; empty where there are no lines.

        ``exact`` as for `line`.
        """
        lines, line = self._text(result), self.line(result, exact=exact)
        if result.place is None or line is None:
            return []
        first = max((result.place.start.line or line) - BEFORE, line - AFTER, 1)
        return [
            (number, clean(text.rstrip("\r")[:LONGEST]), number == line)
            for number, text in enumerate(lines[first - 1 : line + AFTER], start=first)
        ]

    def line(self, result: Result, *, exact: bool = True) -> int | None:
        """Where the property at fault stands, else where the thing begins; None if not known.

        Always where the thing begins unless ``exact``.
        """
        place = result.place
        if place is None or not self._text(result):
            return None
        return place.line if exact else place.start.line

    def told(self, result: Result, *, exact: bool = True) -> str:
        """The place in words, with the line that `line` gives."""
        line = self.line(result, exact=exact)
        if result.place is None or line is None:
            return self._words.place(result)
        return self._words.place(result if exact else replace(result, place=result.place.start))

    def elsewhere(self, result: Result, thing: Result) -> bool:
        """Whether it stands at another place than ``thing``, the first result on the same thing."""
        return result.place != (thing.place.start if thing.place else None)

    def _text(self, result: Result) -> list[str]:
        path = result.place.path if result.place else None
        if path is None or path not in self._sources:
            return []
        if path not in self._lines:
            content = self._sources[path].removeprefix(b"\xef\xbb\xbf")
            self._lines[path] = content.decode("utf-8", "replace").split("\n")
        return self._lines[path]


def _ruled(report: Report, results: Sequence[Result]) -> tuple[groups.RuleGroup, ...]:
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.shape, []).append(result)
    every = groups.by_rule(report)
    return tuple(
        groups.RuleGroup(group.rule, tuple(found[group.results[0].shape]))
        for group in every
        if group.results[0].shape in found
    )


def _choices(report: Report, words: Words) -> dict[str, list[tuple[str, str, int]]]:
    """For each filter its values: value, what it is called, and how many results."""
    rules: dict[str, list[Result]] = {}
    for result in report.results:
        rules.setdefault(result.rule, []).append(result)
    return {
        "rule": [
            (rule, _named(report, rule, rules[rule][0], words), len(rules[rule]))
            for rule in sorted(rules)
        ],
        "strategy": _grouped(groups.by_strategy(report.results), words, "outside"),
        "owner": _grouped(groups.by_owner(report.results), words, "unowned"),
    }


def _named(report: Report, rule: str, result: Result, words: Words) -> str:
    told = report.rules.get(result.shape)
    name = words.said(told.name) if told else ""
    return clean(f"{rule} {name}".strip())


def _grouped(found: Iterable[groups.Group], words: Words, none: str) -> list[tuple[str, str, int]]:
    return [
        (
            group.thing.iri if group.thing else NOBODY,
            words.title(group.thing) if group.thing else words(none),
            len(group.results),
        )
        for group in found
    ]


def _beside(beside: Beside, words: Words, lang: str) -> dict[str, Any]:
    left = TOLD
    parts = []
    for heading, places in outline(beside.diff, lang):
        kept = []
        for place, sentences in places:
            kept.append((place, sentences[: max(left, 0)]))
            left -= len(sentences)
        parts.append((heading, [(place, some) for place, some in kept if some]))
    return {
        "whole": beside.whole,
        "new": _told(beside.new, words, lang),
        "mended": _told(beside.mended, words, lang),
        "summary": summary(beside.diff, lang),
        "parts": parts,
        "left": max(-left, 0),
    }


def _told(results: Sequence[Result], words: Words, lang: str) -> dict[str, Any]:
    said = [(groups.level(each), clean(each.sentence(lang))) for each in results[:TOLD]]
    return {"count": len(results), "said": said, "left": max(len(results) - TOLD, 0)}
