"""An official letter in English as docx: a plain business letter, sender and date above, one page where it can be."""

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from daoan.edge.documents import layout
from daoan.edge.documents.letter_table import add_table
from daoan.edge.documents.runs import page_field, set_font
from daoan.terms.letters import BLANK, Item, Letter

SERIF, SANS, SIZE_PT = "Times New Roman", "Arial", 11.0


def english_docx(letter: Letter) -> bytes:
    """The bytes of a .docx file."""
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_MM[0]), Mm(layout.PAGE_MM[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25.4)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = foot.add_run()
    set_font(run, SERIF, 9)
    page_field(run)
    if letter.simulated:
        _line(paper, layout.SIMULATED.en, size_pt=9, colour="808080")
    _line(paper, letter.head.en, SANS, 15, bold=True, after_pt=14)
    _line(paper, layout.when(letter.dated, "en"), after_pt=2)
    _line(paper, f"Our reference: {letter.number.en}", after_pt=12)
    _line(paper, f"To: {letter.to.en}", after_pt=12)
    _line(paper, "Dear colleagues,", after_pt=8)
    _line(paper, " ".join(piece.en for piece in letter.title), SERIF, 12, bold=True, after_pt=8)
    for text in letter.opening:
        _line(paper, text.en)
    for place, part in enumerate(letter.parts, start=1):
        _line(paper, f"{place}. {part.heading.en}", bold=True, before_pt=4, after_pt=2, keep=True)
        _items(paper, part.items)
    _line(paper, "Yours faithfully,", before_pt=8, after_pt=30, keep=True)
    _line(paper, f"{BLANK}{BLANK}{BLANK} (name, post)", after_pt=2, keep=True)
    _line(paper, letter.signed.en, after_pt=10)
    if letter.annexes:
        _line(paper, "Enclosed: " + "; ".join(a.caption.en for a in letter.annexes), after_pt=2)
    _line(paper, f"Copy: {letter.copies.en}", after_pt=0)
    for annex in letter.annexes:
        heading = _line(paper, annex.caption.en, SANS, 13, bold=True, after_pt=8)
        heading.paragraph_format.page_break_before = True
        add_table(paper, annex, "en")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _items(paper: Any, items: tuple[Item, ...]) -> None:
    for place, item in enumerate(items):
        line = _line(paper, f"({chr(ord('a') + place)}) " if len(items) > 1 else "")
        line.paragraph_format.left_indent = Mm(7)
        line.paragraph_format.first_line_indent = Mm(-7) if len(items) > 1 else Mm(0)
        if item.lead.en:
            set_font(line.add_run(item.lead.en + " "), SERIF, SIZE_PT, bold=True)
        if item.text.en:
            set_font(line.add_run(item.text.en), SERIF, SIZE_PT)


def _line(
    paper: Any, words: str, font: str = SERIF, size_pt: float = SIZE_PT, *, bold: bool = False,
    colour: str | None = None, before_pt: float = 0, after_pt: float = 6, keep: bool = False,
) -> Any:  # fmt: skip
    paragraph = paper.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before_pt), Pt(after_pt), keep
    if words:
        set_font(paragraph.add_run(words), font, size_pt, colour, bold=bold)
    return paragraph
