"""An evaluation as a page: no script, nothing fetched; the failures unfold group by group."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from assistant.evaluation.report import Report, failures
from assistant.evaluation.words import Words
from kg.reports.style import STYLE
from kg.reports.words import clean


def to_html(report: Report, lang: str = "sv") -> str:
    """The whole report as one document."""
    words = Words(lang)
    html = _template().render(
        words=words,
        clean=clean,
        style=STYLE,
        run=report.run,
        tables=report.tables(words),
        comparisons=report.comparisons(words),
        failures=list(failures(report.run)),
    )
    return "".join(f"{line}\n" for line in html.split("\n") if line.strip())


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("assistant"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("evaluation.html")
