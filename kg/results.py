"""Results of validation, for people: what is wrong, on what, whose it is, and how to mend it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import rdflib

from kg.findings import Finding
from kg.place import Place
from kg.shapes import Shapes, shipped
from kg.w3c import report_graph

_VALUE = {"sv": "Värdet är ”{value}”.", "en": "The value is “{value}”."}
NOT_IN_LIST = "InConstraintComponent"
SEVERITIES = ("violation", "warning", "info")
"""Most severe first."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A node as people know it: IRI, title in sv and en, IRI and label of its class if known."""

    iri: str
    title: Mapping[str, str]
    type: str | None = None
    kind: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One breach of one rule.

    ``rule`` is "R09", or the shape's own name for shapes that are not of the model. ``shape`` is
    the IRI of the node shape. ``path`` is written as in SPARQL ("^styr:focusAreaOf/…"), None when
    the node itself is at fault; ``column`` is what a workbook that it stands in calls it.
    ``component`` is a local name such as MinCountConstraintComponent.
    ``message`` and ``help`` are by language; ``help`` is empty for shapes without one.
    """

    rule: str
    shape: str
    severity: str
    focus: Thing
    path: str | None
    value: str | None
    component: str
    message: Mapping[str, str]
    help: Mapping[str, str]
    owner: Thing | None
    value_thing: Thing | None = None
    strategy: Thing | None = None
    programme: Thing | None = None
    place: Place | None = None
    suggestion: str | None = None
    column: str = ""

    def sentence(self, lang: str) -> str:
        """The message with the thing named, and the value where the message does not name it."""
        message = self.message.get(lang) or self.message["sv"]
        said = f"”{_in(lang, self.focus.title)}”: {message}"
        value = _in(lang, self.value_thing.title) if self.value_thing else self.value
        told = self.suggestion is not None and self.component != NOT_IN_LIST
        if value is None or value in message or told:
            return said
        return f"{said} {_VALUE.get(lang, _VALUE['sv']).format(value=value)}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule is called, why it exists and how to mend what breaks it, each by language."""

    id: str
    severity: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    help: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """All results, most severe first, then by rule and focus. Warnings do not hinder `conforms`.

    ``summary`` counts each severity, and under ``rules`` each rule that is broken. ``rules`` says
    what each broken shape is called and how to mend it, by the shape's IRI. What has no vision is
    part of something and cannot be published by itself.
    """

    conforms: bool
    version_of_shapes: str
    results: tuple[Result, ...]
    summary: Mapping[str, int | Mapping[str, int]]
    ms: float = field(compare=False)
    has_vision: bool = True
    engine: str = field(default="", compare=False)
    rules: Mapping[str, Rule] = field(default_factory=dict, compare=False, repr=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False, repr=False)
    shapes: Shapes | None = field(default=None, compare=False, repr=False)

    @property
    def judged_by(self) -> Shapes:
        """The shapes that the data was checked against."""
        return self.shapes or shipped()

    @property
    def graph(self) -> rdflib.Graph:
        """The W3C report, in which sh:conforms is false as soon as there is any result."""
        return report_graph(self.findings, self.judged_by)


def _in(lang: str, texts: Mapping[str, str]) -> str:
    return texts.get(lang) or texts["sv"]


def placed(report: Report, find: Callable[[str, str | None, str | None], Place | None]) -> Report:
    """``report`` with the place in the source of each result.

    ``find`` gives the place of a subject, of its property, or of that property's value.
    """
    results = tuple(
        replace(result, place=find(result.focus.iri, result.path, result.value))
        for result in report.results
    )
    return replace(report, results=results)
