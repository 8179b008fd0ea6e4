"""Tables of a document in Word: headings that repeat on every page, rows that stay whole, figures with their marks."""

from collections.abc import Callable
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph

from daoan.edge.documents.layout import WHOLE_ROWS, Layout, left_columns
from daoan.edge.documents.runs import element
from daoan.edge.documents.styles import style_id
from daoan.terms.documents import Cell, Table

Write = Callable[[Paragraph, Cell], None]


def table_of(table: Table, language: str, layout: Layout, parent: Any, write: Write) -> Any:
    """The table as an element to be put into the text. ``write``: puts words or a figure into a paragraph."""
    widths, left = layout.column_widths_mm(table, language), left_columns(table, language)
    grid = DocxTable(_empty(len(table.headings)), parent)
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for number, row in enumerate((table.headings, *table.rows)):
        made = grid.add_row()  # type: ignore[no-untyped-call]
        traits = made._tr.get_or_add_trPr()
        traits.append(element("cantSplit", {}))
        if number == 0:
            traits.append(element("tblHeader", {}))
        for place, (cell, words, width) in enumerate(zip(made.cells, row, widths, strict=True)):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph._p.style = style_id("cellhead" if number == 0 else "cell")
            if number < len(table.rows) <= WHOLE_ROWS:
                paragraph.paragraph_format.keep_with_next = True
            if number and place in left:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            write(paragraph, words)
    return grid._tbl


def _empty(columns: int) -> Any:
    from docx.oxml.table import CT_Tbl

    made = CT_Tbl.new_tbl(0, columns, Mm(100))
    borders = element("tblBorders", {})
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, {"val": "single", "sz": "4", "space": "0", "color": "000000"}))
    traits = made.tblPr
    look = traits.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblLook")
    if look is not None:
        look.addprevious(borders)
    else:
        traits.append(borders)
    return made
