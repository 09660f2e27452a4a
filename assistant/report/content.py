"""The follow-up report in words: what the page, Word and CSV are all made from."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from pyoxigraph import NamedNode

from assistant.cite import Citer
from assistant.errors import TEXTS
from assistant.report.chart import SMALL
from assistant.report.numbers import day
from assistant.report.view import counted, links, shown, source_of
from assistant.report.words import Words
from kg.followup_period import Done, FollowedUp, Part, Period, PeriodReport, period_report
from kg.followup_rule import STATUSES, concept_of
from kg.graph import GovernanceGraph
from kg.names import DCT, STYR

_DASH = "–"


class Content:
    """One report over a graph, in one language.

    ``published`` is the day of the graph's version, None for a graph that was never published;
    ``made`` the day the report is made.
    """

    def __init__(
        self,
        graph: GovernanceGraph,
        period: Period,
        citer: Citer,
        made: date,
        published: date | None = None,
        programmes: Collection[NamedNode] | None = None,
    ) -> None:
        self.graph, self.citer, self.lang = graph, citer, citer.lang
        self.report: PeriodReport = period_report(graph, period, citer.lang, programmes)
        self.made, self.published = made, published
        self.words = Words(graph, citer.lang)

    def text(self, key: str, /, **params: object) -> str:
        """A text under ``[report]``."""
        return TEXTS.get(self.lang, f"report.{key}", **params)

    # -- the head ----------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """”Uppföljning 1 januari 2026 till 31 augusti 2026”."""
        period = self.report.period
        first, last = day(period.first, self.lang), day(period.last, self.lang)
        return self.text("title_period", first=first, last=last)

    @property
    def municipality(self) -> str:
        """The municipality's name; empty where the graph has none."""
        found = self.graph.instances(STYR.Municipality)
        return self.graph.title(found[0], self.lang) if found else ""

    @property
    def version(self) -> str:
        """Which version it is about, and when that was published."""
        if self.published is None:
            return self.text("version_none")
        when = day(self.published, self.lang)
        return self.text("version", number=self.graph.number, day=when)

    @property
    def made_said(self) -> str:
        """The day the report was made, in words."""
        return day(self.made, self.lang)

    @property
    def made_up(self) -> str:
        """What is said of what is illustrative; empty where nothing is."""
        flags = [each.illustrative for each in self._reported()]
        if not any(flags):
            return ""
        return self.text("made_up_all" if all(flags) else "made_up_some")

    @property
    def summary(self) -> list[str]:
        """The counts, in sentences."""
        report = self.report
        if not report.indicators and not report.activities:
            return [self.text("summary_none")]
        told = []
        if report.indicators:
            statuses = ", ".join(
                self.text("summary_one", count=count, status=self.words.status(code).lower())
                for code in STATUSES
                if (count := sum(each.status == code for each in report.indicators))
            )
            told.append(
                self.text("summary_text", indicators=len(report.indicators), statuses=statuses)
            )
        counts = {"activities": len(report.activities), "follow_ups": len(report.follow_ups)}
        return [*told, self.text("summary_activities", **counts)]

    @property
    def overview(self) -> list[dict[str, Any]]:
        """How many indicators have each status: a row for each strategy, then its programmes."""
        parts = self.report.parts
        rows: list[dict[str, Any]] = []
        for strategy in dict.fromkeys(p.section.strategy for p in parts if p.indicators):
            own = [p for p in parts if p.section.strategy == strategy and p.indicators]
            every = {s.indicator: s for part in own for s in part.indicators}.values()
            named = self._named(strategy, "outside")
            rows.append({**named, **counted(list(every)), "level": "strategy"})
            rows += [
                {
                    **self._named(part.section.programme, "direct"),
                    **counted(part.indicators),
                    "level": "programme",
                }
                for part in own
                if part.section.programme or strategy
            ]
        return rows

    # -- the parts ---------------------------------------------------------------------------

    @property
    def strategies(self) -> list[dict[str, Any]]:
        """Strategies in order, each with its parts: ``{title, href, illustrative, parts}``."""
        found: dict[NamedNode | None, list[dict[str, Any]]] = {}
        for n, part in enumerate(self.report.parts):
            found.setdefault(part.section.strategy, []).append(self._part(part, n))
        return [
            {**self._named(strategy, "outside"), "outside": strategy is None, "parts": parts}
            for strategy, parts in found.items()
        ]

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The documents and passages that what is reported rests on, each once."""
        nodes = [
            node for thing in self._reported_nodes() for node in self.graph.nodes(thing, DCT.source)
        ]
        return [source_of(self.graph, node, self.citer) for node in dict.fromkeys(nodes)]

    @property
    def rule(self) -> list[str]:
        """The rule for the statuses, in sentences."""
        statuses = (f"{each['label']}: {each['rule']}" for each in self.words.statuses)
        return [self.words.text("rule"), *statuses]

    def _part(self, part: Part, n: int) -> dict[str, Any]:
        indicators = [
            {**shown(self.graph, each, self.citer, SMALL), "id": f"p{n}i{k}"}
            for k, each in enumerate(part.indicators)
        ]
        outside = ""
        if part.outside:
            key = "outside_period_one" if part.outside == 1 else "outside_period"
            outside = self.text(key, count=part.outside)
        return {
            **self._named(part.section.programme, "direct"),
            "programme": part.section.programme is not None,
            "empty": not (part.indicators or part.activities or part.follow_ups),
            "indicators": indicators,
            "activities": [self._activity(each) for each in part.activities],
            "follow_ups": [self.follow_up(each) for each in part.follow_ups],
            "outside": outside,
            "lacks": [
                {
                    "text": self.text(f"lacks_{lack.what}"),
                    "what": lack.what,
                    "things": links(self.graph, lack.things, self.citer),
                }
                for lack in part.lacks
            ],
        }

    def _activity(self, done: Done) -> dict[str, Any]:
        return {
            **links(self.graph, [done.node], self.citer)[0],
            "status": self.graph.title(done.status, self.lang) if done.status else _DASH,
            "responsible": links(self.graph, done.responsible, self.citer),
            "follow_ups": [self.follow_up(each) for each in done.follow_ups],
        }

    def follow_up(self, told: FollowedUp) -> dict[str, Any]:
        """A follow-up in words; ``status`` is the status whose shape the assessment has."""
        return {
            "iri": told.node.value,
            "about": links(self.graph, [told.thing], self.citer)[0],
            "day": day(told.day, self.lang),
            "iso": told.day.isoformat(),
            "assessment": self.graph.title(told.assessment, self.lang) if told.assessment else "",
            "status": _status_of(told.assessment),
            "text": self.graph.text(told.node, DCT.description, self.lang) or "",
            "by": links(self.graph, told.by, self.citer),
            "illustrative": told.illustrative,
        }

    def _named(self, node: NamedNode | None, otherwise: str) -> dict[str, Any]:
        if node is None:
            return {"iri": "", "title": self.text(otherwise), "href": "", "illustrative": False}
        return links(self.graph, [node], self.citer)[0]

    def _reported(self) -> Iterable[Any]:
        yield from self.report.indicators
        yield from self.report.activities
        yield from self.report.follow_ups

    def _reported_nodes(self) -> Iterable[NamedNode]:
        report = self.report
        yield from (each.indicator for each in report.indicators)
        yield from (each.node for each in report.activities)
        yield from (each.node for each in report.follow_ups)


def _status_of(assessment: NamedNode | None) -> str:
    return next((code for code in STATUSES if concept_of(code) == assessment), "")
