"""Plain text, for a terminal: the sentence that sums up, then one of three views."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from kg.reports.groups import (
    Group,
    RuleGroup,
    by_owner,
    by_rule,
    by_strategy,
    counts,
    level,
    same_message,
    told_once,
)
from kg.reports.summary import foot, sentence
from kg.reports.words import MARKS, Words, clean
from kg.results import Report, Result

VIEWS = ("strategy", "rule", "owner")
WIDTH = 96
LISTED = 10
"""Things that one message lists."""
BLOCKS = 30
"""Things with messages of their own that are shown under one heading."""


def to_text(report: Report, lang: str = "sv", by: str = "strategy") -> str:
    """The report by "strategy" (and in them by programme and thing), "rule" or "owner"."""
    view = _View(Words(lang))
    lines = [*_wrapped(sentence(report, lang), 0)]
    if by == "rule":
        lines += view.rules(by_rule(report))
    elif by == "owner":
        lines += view.owners(by_owner(report.results))
    else:
        lines += view.strategies(by_strategy(report.results))
    return clean("\n".join([*lines, "", foot(report, lang)])) + "\n"


class _View:
    """Lines of one language."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def strategies(self, groups: Iterable[Group]) -> Iterator[str]:
        for group in groups:
            yield from self._heading(self._named(group, "outside"), group.results, "=")
            for part in group.parts:
                if part.thing is not None:
                    yield from self._heading(self.words.name(part.thing), part.results, "-")
                yield from self._told(part.results)
            if not group.parts:
                yield from self._told(group.results)

    def owners(self, groups: Iterable[Group]) -> Iterator[str]:
        for group in groups:
            yield from self._heading(self._named(group, "unowned"), group.results, "=")
            yield from self._told(group.results, owners=False)

    def rules(self, groups: Iterable[RuleGroup]) -> Iterator[str]:
        words = self.words
        for group in groups:
            rule = group.rule
            yield from self._heading(
                f"{rule.id} {words.said(rule.name)}".strip(), group.results, "="
            )
            yield from self._line("why", words.said(rule.description), 0)
            yield from self._line("help", words.said(rule.help), 0)
            messages = same_message(group.results)
            for same in messages[:BLOCKS]:
                yield ""
                yield from self._message(same[0], 0, rule=False)
                yield from self._things(same)
            yield from self._more([r.focus.iri for same in messages[BLOCKS:] for r in same])

    def _named(self, group: Group, otherwise: str) -> str:
        return self.words.name(group.thing) if group.thing else self.words(otherwise)

    def _heading(self, text: str, results: Sequence[Result], line: str) -> Iterator[str]:
        told = ", ".join(self.words.counts(counts(results)))
        lines = list(_wrapped(f"{text}: {told}", 0))
        yield from ("", *lines, line * max(map(len, lines)))

    def _told(self, results: Sequence[Result], owners: bool = True) -> Iterator[str]:
        many, things = told_once(results)
        for same in many:
            yield ""
            yield from self._message(same[0], 0)
            yield from self._line("help", self.words.said(same[0].help), 2)
            yield from self._things(same, owners)
        for group in things[:BLOCKS]:
            yield from self._block(group, owners)
        yield from self._more([group.results[0].focus.iri for group in things[BLOCKS:]])

    def _more(self, left: Sequence[str]) -> Iterator[str]:
        """How many things are not shown."""
        if left:
            yield from ("", self.words("more_things", count=len(set(left))))

    def _block(self, group: Group, owners: bool) -> Iterator[str]:
        """One thing and everything that is wrong with it."""
        focus = group.results[0].focus
        yield from ("", *_wrapped(self.words.name(focus), 0))
        for number, result in enumerate(group.results):
            said = [self.words.said(before.help) for before in group.results[:number]]
            yield from self._message(result, 2)
            if (mend := self.words.said(result.help)) not in said:
                yield from self._line("help", mend, 4)
            yield from self._line("about", self.words.about(result), 4)
            yield from self._line("place", self.words.place(result), 4)
        owner = group.results[0].owner
        if owners and owner is not None:
            yield from self._line("owner", self.words.title(owner), 2)
        yield from _wrapped(focus.iri, 2)

    def _message(self, result: Result, indent: int, rule: bool = True) -> Iterator[str]:
        words, severity = self.words, level(result)
        about = f" {result.rule}" if rule else ""
        told = f"{MARKS[severity]} {words(severity)}{about}: {words.said(result.message)}"
        yield from _wrapped(told, indent)
        if result.suggestion:
            yield from _wrapped(words("suggestion", term=result.suggestion), indent + 2)

    def _things(self, same: Sequence[Result], owners: bool = True) -> Iterator[str]:
        """The things that one message is about."""
        words = self.words
        yield from _wrapped(words.things(same) + ":", 2)
        for result in same[:LISTED]:
            owner = words.title(result.owner) if owners and result.owner else ""
            told = words.title(result.focus), words.about(result), owner, words.place(result)
            yield from _wrapped("- " + ", ".join(filter(None, told)), 2)
        if len(same) > LISTED:
            yield f"  - {words('more', count=len(same) - LISTED)}"

    def _line(self, key: str, text: str, indent: int) -> Iterator[str]:
        if text:
            yield from _wrapped(f"{self.words(key)}: {text}", indent)


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
        break_long_words=False,
    )
