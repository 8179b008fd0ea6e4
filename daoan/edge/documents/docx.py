"""A document as docx, in the layout of GB/T 9704."""

import io
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from daoan.edge.documents import layout
from daoan.edge.documents.layout import said
from daoan.edge.documents.runs import page_field, set_font
from daoan.terms.documents import Document, Table


def docx_of(document: Document, language: str) -> bytes:
    """The bytes of a .docx file. ``language``: "zh" or "en"."""
    paper = docx.Document()
    _set_page(paper)
    fonts = layout.FONTS[language]
    if document.simulated:
        _line(paper, said(layout.SIMULATED, language), fonts["heading"], layout.FOOT_PT, centred=True, colour="666666")
    _line(paper, said(document.issuer, language), fonts["title"], layout.HEAD_PT, centred=True, colour=layout.RED)
    number = _line(paper, said(document.number, language), fonts["body"], layout.BODY_PT, centred=True)
    _rule_below(number)
    _line(
        paper, said(document.title, language), fonts["title"], layout.TITLE_PT, centred=True, before_pt=20, after_pt=14
    )
    for text in document.opening:
        _body(paper, said(text, language), language)
    for position, section in enumerate(document.sections):
        _line(
            paper, layout.numbered(position, section.heading, language), fonts["heading"], layout.BODY_PT, indent=True
        )
        for text in section.paragraphs:
            _body(paper, said(text, language), language)
        for table in section.tables:
            _table(paper, table, language)
    _signature(paper, document, language)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _set_page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_MM[0]), Mm(layout.PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(layout.MARGIN_TOP_MM), Mm(layout.MARGIN_BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(layout.MARGIN_LEFT_MM), Mm(layout.MARGIN_RIGHT_MM)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words in ("— ", "PAGE", " —"):
        run = foot.add_run("" if words == "PAGE" else words)
        set_font(run, "宋体", layout.FOOT_PT)
        if words == "PAGE":
            page_field(run)


def _line(
    paper: Any,
    words: str,
    font: str,
    size_pt: float,
    *,
    centred: bool = False,
    indent: bool = False,
    colour: str | None = None,
    before_pt: float = 0,
    after_pt: float = 0,
) -> Any:
    paragraph = paper.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before_pt), Pt(after_pt)
    shape.keep_with_next = True
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        shape.first_line_indent = Pt(2 * size_pt)
    set_font(paragraph.add_run(words), font, size_pt, colour)
    return paragraph


def _body(paper: Any, words: str, language: str) -> None:
    paragraph = paper.add_paragraph()
    shape = paragraph.paragraph_format
    shape.first_line_indent = Pt(2 * layout.BODY_PT)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.LINE_PT)
    shape.space_after = Pt(0)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if language == "zh" else WD_ALIGN_PARAGRAPH.LEFT
    set_font(paragraph.add_run(words), layout.FONTS[language]["body"], layout.BODY_PT)


def _rule_below(paragraph: Any) -> None:
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", layout.RED)):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)


def _table(paper: Any, table: Table, language: str) -> None:
    fonts = layout.FONTS[language]
    _line(paper, said(table.caption, language), fonts["heading"], 12, centred=True, before_pt=10, after_pt=4)
    grid = paper.add_table(rows=1, cols=len(table.headings), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, words in zip(grid.rows[0].cells, table.headings, strict=True):
        _cell(cell, said(words, language), fonts["heading"], bold=language == "en")
    _repeat_heading(grid.rows[0])
    for row in table.rows:
        cells = grid.add_row().cells
        for position, (cell, words) in enumerate(zip(cells, row, strict=True)):
            _cell(cell, said(words, language), fonts["table"], left=position == 0)
    _set_widths(grid, layout.column_widths_mm(table, language))
    if table.note:
        _line(paper, said(table.note, language), fonts["table"], layout.TABLE_PT, before_pt=3, after_pt=8)


def _cell(cell: Any, words: str, font: str, *, left: bool = False, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(1)
    set_font(paragraph.add_run(words), font, layout.TABLE_PT, bold=bold)


def _set_widths(grid: Any, widths_mm: list[float]) -> None:
    grid.autofit = False
    for column, width in zip(grid.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in grid.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)


def _repeat_heading(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _signature(paper: Any, document: Document, language: str) -> None:
    dated = document.dated
    when = f"{dated.year}年{dated.month}月{dated.day}日" if language == "zh" else f"{dated.day} {dated:%B %Y}"
    for words in (said(document.signed, language), when):
        paragraph = _line(paper, words, layout.FONTS[language]["body"], layout.BODY_PT, before_pt=12)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(4 * layout.BODY_PT if language == "zh" else 0)
        paragraph.paragraph_format.keep_with_next = False
