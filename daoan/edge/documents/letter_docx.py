"""An official letter as docx: in Chinese by GB/T 9704-2012 党政机关公文格式, in English as a plain business letter.

The Chinese page: 156 × 225 mm of text, 22 lines of 28 characters; the issuing unit in red 35 mm below the top of the
text; number, red rule, title; text in 三号 with 一、（一）; annexes named below it; the imprint 版记 between rules at
the foot of the last page; page numbers outside, "— 1 —".
"""

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from daoan.edge.documents import layout
from daoan.edge.documents.letter_english import english_docx
from daoan.edge.documents.letter_table import add_table, imprint
from daoan.edge.documents.runs import name_fallbacks, page_field, set_font
from daoan.terms.letters import Item, Letter

F = layout.LETTER_FONTS
BODY = layout.BODY_PT


def letter_docx(letter: Letter, language: str) -> bytes:
    """The bytes of a .docx file. ``language``: "zh" or "en"."""
    return english_docx(letter) if language == "en" else _chinese(letter)


def _chinese(letter: Letter) -> bytes:
    paper = docx.Document()
    _page(paper)
    _numbers(paper)
    _head(paper, letter)
    _line(paper, letter.to.zh + "：")
    for text in letter.opening:
        _body(paper, text.zh)
    for place, part in enumerate(letter.parts):
        _body(paper, f"{layout.NUMERALS[place]}、{part.heading.zh}", F["heading"], keep=True)
        _items(paper, part.items)
    _body(paper, letter.closing.zh)
    _annex_names(paper, letter)
    _signature(paper, letter)
    for place, annex in enumerate(letter.annexes, start=1):
        _line(paper, f"附件{place if len(letter.annexes) > 1 else ''}", F["heading"], new_page=True)
        _line(paper, annex.caption.zh, F["title"], layout.TITLE_PT, centred=True, before_lines=1, after_lines=1)
        add_table(paper, annex, "zh")
    imprint(paper, letter)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_MM[0]), Mm(layout.PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(layout.MARGIN_TOP_MM), Mm(layout.MARGIN_BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(layout.MARGIN_LEFT_MM), Mm(layout.MARGIN_RIGHT_MM)
    section.footer_distance = Mm(layout.MARGIN_BOTTOM_MM - layout.FOOT_BELOW_MM - 5.0)  # its line is 5 mm high
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = F["body"], Pt(BODY)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), F["body"])
    grid = OxmlElement("w:docGrid")
    pitch = layout.TEXT_MM[1] / 25.4 * 1440 / layout.LINES_A_PAGE
    spread = (layout.TEXT_MM[0] / 25.4 * 72 / layout.CHARS_A_LINE - BODY) * 4096
    for name, value in (("type", "linesAndChars"), ("linePitch", int(pitch)), ("charSpace", round(spread))):
        grid.set(qn(f"w:{name}"), str(value))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)
    name_fallbacks(paper, layout.FALLBACKS)


def _numbers(paper: Any) -> None:
    """Page numbers outside: odd pages right, even pages left, one character in from the edge."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    for foot, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = foot.paragraphs[0]
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(layout.FOOT_PT)
        for words in ("— ", "", " —"):
            run = line.add_run(words)
            set_font(run, F["digits"], layout.FOOT_PT)
            if not words:
                page_field(run)


def _head(paper: Any, letter: Letter) -> None:
    below_mm = layout.HEAD_BELOW_MM
    if letter.simulated:
        _line(paper, layout.SIMULATED.zh, F["heading"], layout.FOOT_PT, centred=True, colour="808080")
        below_mm -= layout.LINE_PT / 72 * 25.4
    head = _line(
        paper, letter.head.zh, F["title"], layout.head_pt(letter.head.zh), centred=True, colour=layout.HEAD_RED
    )
    head.paragraph_format.space_before = Mm(below_mm)
    head.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    number = _line(paper, letter.number.zh, centred=True, before_lines=2)
    _red_rule(number)
    lines = layout.title_lines([piece.zh for piece in letter.title])
    for place, words in enumerate(lines):
        first, last = place == 0, place == len(lines) - 1
        _line(paper, words, F["title"], layout.TITLE_PT, centred=True, before_lines=2 * first, after_lines=int(last))


def _red_rule(paragraph: Any) -> None:
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    space_pt = round(layout.RULE_BELOW_MM / 25.4 * 72)
    size = round(layout.RED_RULE_PT * 8)
    for name, value in (("val", "single"), ("sz", size), ("space", space_pt), ("color", layout.HEAD_RED)):
        rule.set(qn(f"w:{name}"), str(value))
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)


def _line(
    paper: Any, words: str, font: str = F["body"], size_pt: float = BODY, *, centred: bool = False,
    colour: str | None = None, before_lines: int = 0, after_lines: int = 0, new_page: bool = False,
) -> Any:  # fmt: skip
    paragraph = paper.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before_lines * layout.LINE_PT), Pt(after_lines * layout.LINE_PT)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(max(layout.LINE_PT, size_pt * 1.55))
    shape.page_break_before = new_page
    shape.widow_control = False
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if words:
        set_font(paragraph.add_run(words), font, size_pt, colour)
    return paragraph


def _body(paper: Any, words: str, font: str = F["body"], *, keep: bool = False) -> Any:
    """A paragraph that begins two characters in."""
    paragraph = _line(paper, words, font)
    _indent_two(paragraph)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.keep_with_next = keep
    return paragraph


def _indent_two(paragraph: Any) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY)
    indent = paragraph._p.get_or_add_pPr().find(qn("w:ind"))
    indent.set(qn("w:firstLineChars"), "200")


def _items(paper: Any, items: tuple[Item, ...]) -> None:
    numbered = len(items) > 1
    for place, item in enumerate(items):
        paragraph = _body(paper, "")
        sign = f"（{layout.NUMERALS[place]}）" if numbered else ""
        lead = f"{sign}{item.lead.zh}"
        if lead:
            set_font(paragraph.add_run(lead), F["second"], BODY)
        if item.text.zh:
            set_font(paragraph.add_run(item.text.zh), F["body"], BODY)


def _annex_names(paper: Any, letter: Letter) -> None:
    for place, annex in enumerate(letter.annexes, start=1):
        lead = "附件：" if place == 1 else "　　　"
        number = f"{place}." if len(letter.annexes) > 1 else ""
        line = _body(paper, f"{lead}{number}{annex.caption.zh}")
        if place == 1:
            line.paragraph_format.space_before = Pt(layout.LINE_PT)


def _signature(paper: Any, letter: Letter) -> None:
    """The unit centred over the day, the day four characters in from the right, with room for a seal above."""
    dated = layout.when(letter.dated, "zh")
    name_pt, date_pt = (layout.letters(words) * BODY / 2 for words in (letter.signed.zh, dated))
    beside = (name_pt - date_pt) / 2
    from_right = max(4 * BODY, beside)
    for words, indent_pt, before in ((letter.signed.zh, from_right - beside, 2), (dated, from_right, 0)):
        line = _line(paper, words, before_lines=before)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(max(indent_pt, 0))
        line.paragraph_format.keep_with_next = before > 0
