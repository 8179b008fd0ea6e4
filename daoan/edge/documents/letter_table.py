"""Tables of a letter's docx: the lists of its annexes, and the imprint 版记 at the foot of its last page."""

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from daoan.edge.documents import layout
from daoan.edge.documents.layout import said
from daoan.edge.documents.runs import set_font
from daoan.terms.documents import Table
from daoan.terms.letters import Letter

LIST_PT = 12.0


def add_table(paper: Any, table: Table, language: str) -> None:
    """A ruled list whose heading repeats on every page; rows stay whole."""
    fonts = layout.LETTER_FONTS if language == "zh" else {"heading": "Arial", "body": "Times New Roman"}
    grid = paper.add_table(rows=0, cols=len(table.headings), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = layout.column_widths_mm(table, language)
    for number, row in enumerate((table.headings, *table.rows)):
        line = grid.add_row()
        traits = line._tr.get_or_add_trPr()
        traits.append(OxmlElement("w:cantSplit"))
        if number == 0:
            mark = OxmlElement("w:tblHeader")
            mark.set(qn("w:val"), "true")
            traits.append(mark)
        for place, (cell, words, width) in enumerate(zip(line.cells, row, widths, strict=True)):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            centred = number == 0 or place == 0
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
            shape = paragraph.paragraph_format
            shape.space_before = shape.space_after = Pt(2)
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LIST_PT * 1.4)
            face = fonts["heading"] if number == 0 else fonts["body"]
            set_font(paragraph.add_run(said(words, language)), face, LIST_PT)


def imprint(paper: Any, letter: Letter) -> None:
    """版记: copies to whom, printed by whom and when, between its rules, at the foot of the last page."""
    grid = paper.add_table(rows=2, cols=1)
    traits = grid._tbl.tblPr
    for name, value in (("tblW", {"w": _twips(layout.TEXT_MM[0]), "type": "dxa"}), ("tblLayout", {"type": "fixed"})):
        for old in traits.findall(qn(f"w:{name}")):
            traits.remove(old)
        traits.append(_element(name, value))
    place = {
        "vertAnchor": "margin", "horzAnchor": "margin", "tblpXSpec": "center", "tblpYSpec": "bottom",
        "leftFromText": "0", "rightFromText": "0",
    }  # fmt: skip
    traits.insert(1, _element("tblpPr", place))
    rules = OxmlElement("w:tblBorders")
    for side, size_pt in (("top", layout.THICK_PT), ("bottom", layout.THICK_PT), ("insideH", layout.THIN_PT)):
        rules.append(_element(side, {"val": "single", "sz": str(round(size_pt * 8)), "space": "0", "color": "000000"}))
    traits.append(rules)
    _imprint_line(grid.rows[0].cells[0], f"抄送：{letter.copies.zh}。")
    _imprint_line(grid.rows[1].cells[0], letter.signed.zh, f"{layout.when(letter.dated, 'zh')}印发")
    last = paper.add_paragraph()  # Word wants a paragraph behind a table; this one takes no room
    last.paragraph_format.line_spacing_rule, last.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    last.paragraph_format.space_after = Pt(0)


def _imprint_line(cell: Any, words: str, right: str = "") -> None:
    cell.width = Mm(layout.TEXT_MM[0])
    paragraph = cell.paragraphs[0]
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(2)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(22)
    pad_mm = 1.9  # what a cell keeps free by itself
    shape.left_indent = shape.right_indent = Pt(layout.FOOT_PT) - Mm(pad_mm)
    if right:
        end = Mm(layout.TEXT_MM[0] - 2 * pad_mm) - shape.right_indent
        shape.tab_stops.add_tab_stop(end, WD_TAB_ALIGNMENT.RIGHT)
    set_font(paragraph.add_run(words + ("\t" + right if right else "")), layout.LETTER_FONTS["body"], layout.FOOT_PT)


def _element(name: str, values: dict[str, Any]) -> Any:
    element = OxmlElement(f"w:{name}")
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def _twips(length_mm: float) -> int:
    return round(length_mm / 25.4 * 1440)
