"""Parts of Word documents that python-docx has no words for: table heads, fields, links."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from kg.reports.words import clean

ACCENT, MUTED = RGBColor(0x0B, 0x5A, 0x66), RGBColor(0x4A, 0x5C, 0x64)


def set_language(styles: Any, code: str) -> None:
    """What the document's text is written in, for spelling and for screen readers."""
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), code)


def add_field(paragraph: Paragraph, code: str) -> None:
    """Something that Word works out, such as ``PAGE``."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    look, size = OxmlElement("w:rPr"), OxmlElement("w:sz")
    size.set(qn("w:val"), "16")  # half points
    look.append(size)
    run.append(look)
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def add_table(document: Document, head: Sequence[str], widths: Sequence[float], title: str) -> Any:
    """A table whose first row is its head: repeated on every page, and marked as one."""
    table: Any = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, text, width in zip(table.rows[0].cells, head, widths, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].add_run(clean(text)).bold = True
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
        _shade(cell, "EEF4F4")
    _row_property(table.rows[0], "w:tblHeader")
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), clean(title))
    properties = table._tbl.tblPr
    properties.append(caption)
    look = properties.find(qn("w:tblLook"))
    for part in (_borders(), _margins()):
        look.addprevious(part)
    return table


def _borders() -> Any:
    """Thin lines between the rows, and none beside them."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        shown = "nil" if side in ("left", "right", "insideV") else "single"
        for name, value in (("val", shown), ("sz", "4"), ("space", "0"), ("color", "C3D2D4")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def _margins() -> Any:
    """Room within the cells, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", "50"), ("left", "80"), ("bottom", "50"), ("right", "80")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def add_row(table: Any) -> tuple[_Cell, ...]:
    """One more row, which no page break divides."""
    row = table.add_row()
    _row_property(row, "w:cantSplit")
    for cell, column in zip(row.cells, table.columns, strict=True):
        if column.width is not None:
            cell.width = column.width
    return tuple(row.cells)


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def make_small(table: Any) -> None:
    """Text of nine points, so that a table has room on the page."""
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(1)
                for run in paragraph.runs:
                    run.font.size = Pt(9)


def add_link(paragraph: Paragraph, text: str, address: str) -> None:
    """A link to a web address."""
    related = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link, run, said = (OxmlElement(name) for name in ("w:hyperlink", "w:r", "w:t"))
    link.set(qn("r:id"), related)
    look, colour, line = (OxmlElement(name) for name in ("w:rPr", "w:color", "w:u"))
    colour.set(qn("w:val"), str(ACCENT))
    line.set(qn("w:val"), "single")
    look.append(colour)
    look.append(line)
    said.text = clean(text)
    run.append(look)
    run.append(said)
    link.append(run)
    paragraph._p.append(link)
