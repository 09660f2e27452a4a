"""A page for people: printable, without scripts, fetching nothing; the three views one by one."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from kg.reports import groups
from kg.reports.style import STYLE
from kg.reports.summary import foot, sentence
from kg.reports.words import MARKS, Words, clean
from kg.results import Report

LISTED = 20
"""Things that one message shows; the rest of them unfold."""


def to_html(report: Report, lang: str = "sv") -> str:
    """The whole report as one document."""
    words = Words(lang)
    html = _template().render(
        words=words,
        clean=clean,
        style=STYLE,
        marks=MARKS,
        listed=LISTED,
        groups=groups,
        report=report,
        sentence=clean(sentence(report, lang)),
        strategies=groups.by_strategy(report.results),
        rules=groups.by_rule(report),
        owners=groups.by_owner(report.results),
        foot=clean(foot(report, lang)),
    )
    return "".join(f"{line}\n" for line in html.split("\n") if line.strip())


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("kg"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
