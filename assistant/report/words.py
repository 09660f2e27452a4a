"""Where an indicator stands, in words: status, reason, rule, and what is missing."""

import re
from decimal import Decimal

from pyoxigraph import NamedNode

from assistant.errors import TEXTS
from assistant.report.numbers import number
from kg.followup import Standing
from kg.followup_rule import STATUSES, concept_of, direction_of
from kg.graph import GovernanceGraph

_COUNTED = re.compile(r"^(antal|number of)\b\s*", re.IGNORECASE)


class Words:
    """Texts about standings, in one language."""

    def __init__(self, graph: GovernanceGraph, lang: str) -> None:
        self.graph = graph
        self.lang = lang

    def text(self, key: str, /, **params: object) -> str:
        """A text under ``[indicators]``."""
        return TEXTS.get(self.lang, f"indicators.{key}", **params)

    def title(self, node: NamedNode) -> str:
        """The thing's title."""
        return self.graph.title(node, self.lang)

    def status(self, status: str) -> str:
        """The status's name: the label of the concept that follow-ups use."""
        return self.title(concept_of(status))

    @property
    def statuses(self) -> list[dict[str, str]]:
        """Every status with its name and the rule for it, in the order that they are told."""
        return [
            {"code": code, "label": self.status(code), "rule": self.text(f"rule_{code}")}
            for code in STATUSES
        ]

    def amount(self, value: Decimal, standing: Standing) -> str:
        """The number and the unit: ”25,4 procent”, and ”10 300 besök” for ”antal besök”."""
        said = number(value, self.lang)
        unit = _COUNTED.sub("", standing.unit or "")
        return f"{said} {unit}" if unit else said

    def reason(self, standing: Standing) -> str:
        """Why the status is what it is, with the numbers that decide."""
        judged = standing.judgement
        target = standing.target
        told = {
            "year": judged.latest_year,
            "latest": "" if judged.latest is None else self.amount(judged.latest, standing),
            "expected": self.expected(standing),
            "level": "" if judged.expected is None else self.amount(judged.expected, standing),
            "target": "" if target is None else self.amount(target.number, standing),
        }
        return re.sub(" {2,}", " ", self.text(f"reason_{judged.reason}", **told))

    def expected(self, standing: Standing) -> str:
        """What was expected in the year of the latest outcome, as a sentence; may be empty."""
        judged = standing.judgement
        if judged.expected is None or not judged.years:
            return ""
        told = {
            "expected": self.amount(judged.expected, standing),
            "low": judged.years[0],
            "high": judged.years[-1],
            "year": judged.latest_year,
        }
        return self.text(f"expected_{judged.point}", **told)

    def direction(self, standing: Standing) -> str:
        """Which way the value is to go, and whether that is stated; empty when not known."""
        way = standing.judgement.way
        if way is None:
            return ""
        label = self.title(direction_of(way))
        return label if standing.direction else self.text("inferred", direction=label.lower())

    def lacks(self, standing: Standing) -> list[str]:
        """What is missing or unclear, a sentence each."""
        return [self.text(f"lacks_{lack}") for lack in standing.lacks]

    def described(self, standing: Standing) -> str:
        """The chart in words, for those who cannot see it."""
        parts = [f"{self.status(standing.status)}. {self.reason(standing)}"]
        for role in ("baseline", "milestone", "target", "outcome"):
            values = standing.values.of(role)
            if values:
                told = ", ".join(f"{number(v.number, self.lang)} ({v.year})" for v in values)
                parts.append(f"{self.text(f'role_{role}')}: {told}.")
        if standing.illustrative:
            parts.append(self.text("made_up"))
        return " ".join(parts)
