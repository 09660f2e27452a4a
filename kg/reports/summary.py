"""The sentence that everything else in a report explains: how much, whose, and what to do now."""

from collections.abc import Sequence

from kg.reports.groups import by_owner, counts
from kg.reports.words import Words
from kg.results import Report, Result, Thing


def sentence(report: Report, lang: str) -> str:
    """ "3 regelbrott och 2 varningar på 4 saker. Mest att göra: … (3). Rätta …"""
    words = Words(lang)
    if not report.results:
        return f"{words('none')}. {_goes_on(report, words)}"
    number = counts(report.results)
    found = words.joined(words.counts(number))
    things = words.count(len({result.focus.iri for result in report.results}), "thing")
    parts = [words("found", counts=found, things=things)]
    if not number["violation"] and not number["warning"]:
        parts = [f"{words('none')}. {parts[0]}"]
    if busy := busiest(report.results):
        owner, count = busy
        parts.append(words("busiest", owner=words.title(owner), count=count))
    return " ".join([*parts, _advice(report, number, words)])


def busiest(results: Sequence[Result]) -> tuple[Thing, int] | None:
    """Whose desk most lies on, and how much; None when nobody answers for two results or more."""
    for group in by_owner(results):
        if group.thing is not None and len(group.results) > 1:
            return group.thing, len(group.results)
    return None


def foot(report: Report, lang: str) -> str:
    """Which rules, and how long it took."""
    words, seconds = Words(lang), f"{report.ms / 1000:.1f}"
    if words.lang == "sv":
        seconds = seconds.replace(".", ",")
    return words("version", version=report.version_of_shapes, seconds=seconds)


def _goes_on(report: Report, words: Words) -> str:
    return words("publishable" if report.has_vision else "no_vision")


def _advice(report: Report, number: dict[str, int], words: Words) -> str:
    if not number["violation"] and not report.has_vision:
        return words("no_vision")
    for severity, advice in (("violation", "mend"), ("warning", "read")):
        if number[severity]:
            return words(f"{advice}_one" if number[severity] == 1 else f"{advice}_many")
    return words("publishable")
