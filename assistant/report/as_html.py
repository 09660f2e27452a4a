"""The follow-up report as a page that stands by itself."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from assistant.report.content import Content
from kg.texts import load

_HERE = Path(__file__).resolve().parent.parent
_STYLE = _HERE / "static" / "styrkompassen.css"


def to_html(content: Content) -> str:
    """The page, its style within; the only links are those to sources on the web."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape()
    )
    texts = load("assistant", content.lang)
    return environment.get_template("report_file.html").render(
        report=content,
        words=texts["report"],
        indicator_words=texts["indicators"],
        lang=content.lang,
        style=_STYLE.read_text(encoding="utf-8"),
        linkless=True,
    )
