"""The follow-up report as a Word document: real headings, tables with header rows that repeat,
its language set, page numbers, and no picture that would need a text instead."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Whole
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from assistant.report.content import Content
from assistant.report.docx_parts import (
    ACCENT,
    MUTED,
    add_field,
    add_link,
    add_row,
    add_table,
    make_small,
    set_language,
)
from kg.reports.words import clean

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHAPES = {"reached": "✔", "on_track": "↗", "behind": "▲", "no_data": "○"}
"""Stand before the name of a status, so that colour is not needed to tell them apart."""
_LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
_HEADINGS = {"Title": 24, "Heading 1": 17, "Heading 2": 14, "Heading 3": 11.5, "Heading 4": 10.5}


def to_docx(content: Content) -> bytes:
    """The whole report."""
    document = Document()
    _set_up(document, content)
    _front(document, content)
    for n, strategy in enumerate(content.strategies):
        _strategy(document, content, strategy, first=n == 0)
    _back(document, content)
    whole = io.BytesIO()
    document.save(whole)
    return whole.getvalue()


def _set_up(document: Whole, content: Content) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    styles: Any = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    normal.paragraph_format.space_after = Pt(5)
    for name, size in _HEADINGS.items():
        font = styles[name].font
        font.size, font.color.rgb, font.name = Pt(size), ACCENT, "Calibri"
        fonts = styles[name].element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        styles[name].paragraph_format.keep_with_next = True
    set_language(styles.element, _LANGUAGES[content.lang])
    properties = document.core_properties
    properties.title, properties.author = clean(content.title), clean(content.municipality)
    properties.language = _LANGUAGES[content.lang]
    properties.created = datetime.combine(content.made, time(), UTC)
    properties.modified, properties.comments = properties.created, clean(content.version)
    _footer(section.footer.paragraphs[0], content)


def _footer(paragraph: Paragraph, content: Content) -> None:
    said = content.text(
        "footer", title=content.municipality or content.title, version=content.version
    )
    paragraph.add_run(clean(f"{said}   {content.text('page')} "))
    add_field(paragraph, "PAGE")
    paragraph.add_run(f" {content.text('of')} ")
    add_field(paragraph, "NUMPAGES")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8), MUTED


def _front(document: Whole, content: Content) -> None:
    document.add_heading(clean(content.title), 0)
    made = content.text("made", day=content.made_said)
    _quiet(document, " · ".join(filter(None, (content.municipality, content.version, made))))
    if content.made_up:
        _marked(document.add_paragraph(), content.made_up)
    document.add_heading(content.text("summary"), 1)
    for sentence in content.summary:
        document.add_paragraph(clean(sentence))
    _overview(document, content)
    document.add_heading(content.text("rule"), 2)
    rule, *statuses = content.rule
    document.add_paragraph(clean(rule))
    for status in statuses:
        document.add_paragraph(clean(status), style="List Bullet")


def _overview(document: Whole, content: Content) -> None:
    if not content.overview:
        return
    words = content.words
    title = words.text("overview")
    document.add_heading(title, 2)
    first = f"{words.text('strategy')} / {words.text('programme').lower()}"
    statuses = [f"{SHAPES[each['code']]} {each['label']}" for each in words.statuses]
    head = [first, *statuses, words.text("total")]
    table = add_table(document, head, (6.4, 2.3, 2.5, 2.2, 2.4, 1.2), title)
    for row in content.overview:
        cells = add_row(table)
        run = cells[0].paragraphs[0].add_run(clean(row["title"]))
        run.bold = row["level"] == "strategy"
        _mark(cells[0].paragraphs[0], content, row)
        for cell, count in zip(cells[1:], [*row["counts"].values(), row["total"]], strict=True):
            _say(cell, str(count))
    make_small(table)


def _strategy(document: Whole, content: Content, strategy: dict[str, Any], *, first: bool) -> None:
    title = strategy["title"]
    if not strategy["outside"]:
        title = content.text("strategy", title=title)
    heading = document.add_heading(clean(title), 1)
    heading.paragraph_format.page_break_before = not first
    _mark(heading, content, strategy)
    for part in strategy["parts"]:
        if part["programme"] or len(strategy["parts"]) > 1 or not part["empty"]:
            _mark(document.add_heading(clean(part["title"]), 2), content, part)
        _indicators(document, content, part)
        _activities(document, content, part)
        _follow_ups(document, content, part)
        _lacks(document, content, part)


def _indicators(document: Whole, content: Content, part: dict[str, Any]) -> None:
    if not part["indicators"]:
        return
    document.add_heading(content.text("indicators"), 3)
    head = [
        content.text(k)
        for k in ("indicator", "status", "outcome", "expected", "target", "responsible")
    ]
    table = add_table(document, head, (4.2, 2.4, 2.4, 1.8, 2.4, 3.8), content.text("indicators"))
    for each in part["indicators"]:
        cells = add_row(table)
        _titled(cells[0], content, each, each["unit"])
        cells[1].paragraphs[0].add_run(clean(f"{SHAPES[each['status']]} {each['status_label']}"))
        _say(cells[2], _in_year(each["latest"], each["latest_year"], content))
        _say(cells[3], each["expected"] or content.text("none"))
        _say(cells[4], _in_year(each["target"], each["target_year"], content))
        _say(cells[5], _names(each["responsible"]) or content.text("none"))
    make_small(table)


def _activities(document: Whole, content: Content, part: dict[str, Any]) -> None:
    if part["activities"]:
        document.add_heading(content.text("activities"), 3)
        head = [content.text(k) for k in ("activity", "activity_status", "responsible", "followed")]
        table = add_table(document, head, (4.6, 2.2, 3.2, 7.0), content.text("activities"))
        for each in part["activities"]:
            cells = add_row(table)
            _titled(cells[0], content, each)
            _say(cells[1], each["status"])
            _say(cells[2], _names(each["responsible"]) or content.text("none"))
            if not each["follow_ups"]:
                _say(cells[3], content.text("none"))
            for n, told in enumerate(each["follow_ups"]):
                paragraph = cells[3].add_paragraph() if n else cells[3].paragraphs[0]
                _told(paragraph, content, told)
        make_small(table)
    if part["outside"]:
        _quiet(document, part["outside"])


def _follow_ups(document: Whole, content: Content, part: dict[str, Any]) -> None:
    if part["follow_ups"]:
        document.add_heading(content.text("follow_ups"), 3)
    for told in part["follow_ups"]:
        paragraph = document.add_paragraph()
        paragraph.add_run(clean(f"{told['about']['title']}. ")).bold = True
        _told(paragraph, content, told)


def _lacks(document: Whole, content: Content, part: dict[str, Any]) -> None:
    if part["lacks"]:
        document.add_heading(content.text("missing"), 3)
    for lack in part["lacks"]:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(clean(f"{lack['text']}: ")).bold = True
        paragraph.add_run(clean(_names(lack["things"])))


def _back(document: Whole, content: Content) -> None:
    if content.sources:
        document.add_heading(content.text("sources"), 1)
    for source in content.sources:
        paragraph = document.add_paragraph(style="List Bullet")
        if source["url"]:
            add_link(paragraph, source["title"], source["url"])
        else:
            paragraph.add_run(clean(source["title"]))


# -- parts of parts -------------------------------------------------------------------------


def _told(paragraph: Paragraph, content: Content, told: dict[str, Any]) -> None:
    """”12 mars 2026: ↗ Enligt plan. Vad som sägs. (Stadsbiblioteket)”."""
    shape = SHAPES.get(told["status"], "")
    assessed = f" {shape} {told['assessment']}." if told["assessment"] else ""
    by = f" ({_names(told['by'])})" if told["by"] else ""
    paragraph.add_run(clean(f"{told['day']}:{assessed} {told['text']}{by}"))
    _mark(paragraph, content, told)


def _titled(cell: _Cell, content: Content, thing: dict[str, Any], more: str = "") -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(clean(thing["title"])).bold = True
    if more:
        paragraph.add_run(clean(f" ({more})"))
    _mark(paragraph, content, thing)


def _mark(paragraph: Paragraph, content: Content, thing: dict[str, Any]) -> None:
    if thing["illustrative"]:
        _marked(paragraph, f" [{content.text('illustrative')}]")


def _marked(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(clean(text))
    run.italic, run.font.color.rgb, run.bold = True, MUTED, False


def _quiet(document: Whole, text: str) -> None:
    document.add_paragraph().add_run(clean(text)).font.color.rgb = MUTED


def _say(cell: _Cell, text: str) -> None:
    cell.paragraphs[0].add_run(clean(text))


def _in_year(number: str, year: int | None, content: Content) -> str:
    return f"{number} ({year})" if number else content.text("none")


def _names(things: Iterable[dict[str, Any]]) -> str:
    return ", ".join(each["title"] for each in things)
