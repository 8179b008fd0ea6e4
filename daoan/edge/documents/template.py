"""The template that ships: the page of GB/T 9704-2012 in Chinese, a plain page in English, with marks to be filled.

An office takes it out, edits it in Word, and hands it in as its own. ``{{name}}`` stands for words, a line that is
nothing but ``{{body}}``, ``{{annexes}}`` or ``{{annex_pages}}`` for what the document brings.
"""

import base64
import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from daoan.edge.documents.layout import MM_PER_INCH, Layout, points
from daoan.edge.documents.packing import packed_alike
from daoan.edge.documents.runs import element, name_fallbacks, page_field, set_font
from daoan.edge.documents.styles import add_styles, set_page, style_id

TWIPS_PER_PT = 20
RULE_LINE_PT = 3  # of the line that a rule of the imprint stands on
#: One black pixel.
BLACK_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="
)
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")


def default_template(layout: Layout, language: str) -> bytes:
    """The bytes of the template of a language."""
    paper = docx.Document()
    paper.core_properties.author, paper.core_properties.comments = "Daoan 道安", ""
    set_page(paper, layout, language)
    add_styles(paper, layout, language)
    _set_normal(paper, layout, language)
    _mark(paper)
    if language == "zh":
        _chinese(paper, layout)
    else:
        _english(paper, layout)
    out = io.BytesIO()
    paper.save(out)
    return packed_alike(out.getvalue())


def _chinese(paper: Any, layout: Layout) -> None:
    _grid(paper, layout)
    _numbers(paper, layout)
    name_fallbacks(paper, layout.faces.values())
    line(paper, "issuer", "{{issuer}}").paragraph_format.space_before = Mm(layout.head_below_mm)
    _red_rule(line(paper, "number", "{{number}}"), layout)
    line(paper, "title", "{{title}}")
    line(paper, "to", "{{to}}：")
    line(paper, "body", "{{body}}")
    line(paper, "annexnote", "{{annexes}}")
    line(paper, "signed", "{{signed}}")
    dated = line(paper, "dated", "{{dated}}")
    dated.paragraph_format.right_indent = Pt(layout.date_from_right_characters * layout.body_pt)
    line(paper, "body", "{{annex_pages}}")
    _imprint(paper, layout)


def _english(paper: Any, layout: Layout) -> None:
    foot = paper.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = foot.add_run()
    set_font(run, layout.face("english_body"), layout.english.small_pt)
    page_field(run)
    line(paper, "issuer", "{{issuer}}")
    line(paper, "dated", "{{dated}}")
    line(paper, "number", "Our reference: {{number}}")
    line(paper, "to", "To: {{to}}")
    line(paper, "title", "{{title}}")
    line(paper, "body", "{{body}}")
    line(paper, "signed", "{{signed}}")
    line(paper, "annexnote", "{{annexes}}")
    line(paper, "imprint", "Copy: {{copies}}")
    line(paper, "body", "{{annex_pages}}")


def line(paper: Any, style: str, words: str) -> Any:
    """A paragraph in one of our styles."""
    paragraph = paper.add_paragraph(words)
    paragraph._p.style = style_id(style)
    return paragraph


def _set_normal(paper: Any, layout: Layout, language: str) -> None:
    normal = paper.styles["Normal"]
    face = layout.face("body" if language == "zh" else "english_body")
    normal.font.name = face
    normal.font.size = Pt(layout.body_pt if language == "zh" else layout.english.body_pt)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    for told in paper.styles.element.iter(qn("w:lang")):  # else Chinese stops stand in the middle of their square
        told.set(qn("w:eastAsia"), "zh-CN")
    for told in paper.settings.element.iter(qn("w:themeFontLang")):
        told.set(qn("w:eastAsia"), "zh-CN")


def _mark(paper: Any) -> None:
    """What stands at the head of every page of a simulated city; the line goes where there is nothing to say."""
    section = paper.sections[0]
    head = section.header.paragraphs[0]
    head._p.style = style_id("mark")
    head.add_run("{{simulated}}")


def _grid(paper: Any, layout: Layout) -> None:
    section, grid = paper.sections[0], OxmlElement("w:docGrid")
    pitch = points(layout.text_mm[1]) * TWIPS_PER_PT / layout.lines
    for name, value in (("type", "lines"), ("linePitch", int(pitch))):
        grid.set(qn(f"w:{name}"), str(value))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)


def _numbers(paper: Any, layout: Layout) -> None:
    """Page numbers outside: odd pages right, even pages left, one character in from the edge."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    even = section.even_page_header.paragraphs[0]
    even._p.style = style_id("mark")
    even.add_run("{{simulated}}")
    sides = (section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    for foot, side in sides:
        number = foot.paragraphs[0]
        number.alignment = side
        number.paragraph_format.left_indent = number.paragraph_format.right_indent = Pt(layout.small_pt)
        for words in ("— ", "", " —"):
            run = number.add_run(words)
            set_font(run, layout.face("digits"), layout.small_pt)
            if not words:
                page_field(run)


def _red_rule(paragraph: Any, layout: Layout) -> None:
    borders = OxmlElement("w:pBdr")
    space = round(points(layout.rule_below_mm))
    given = {"val": "single", "sz": round(layout.red_pt * 8), "space": space, "color": layout.red}
    borders.append(element("bottom", given))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


def _imprint(paper: Any, layout: Layout) -> None:
    """版记: copies to whom, printed by whom and when, between its rules, in a frame at the foot of the last page."""
    _rule(paper, layout, layout.thick_mm)
    _imprint_line(paper, "抄送：{{copies}}。", layout)
    _rule(paper, layout, layout.thin_mm)
    _imprint_line(paper, "{{printed_by}}\t{{printed_on}}印发", layout)
    _rule(paper, layout, layout.thick_mm)
    last = line(paper, "imprint", "")  # what the frame hangs on: it keeps the room that the frame lies over
    last.paragraph_format.space_before = last.paragraph_format.space_after = Pt(0)


def _imprint_line(paper: Any, words: str, layout: Layout) -> None:
    paragraph = line(paper, "imprint", words)
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Pt(layout.small_pt)
    if "\t" in words:
        shape.tab_stops.add_tab_stop(Mm(layout.text_mm[0]) - shape.right_indent, WD_TAB_ALIGNMENT.RIGHT)
    _frame(paragraph, layout)


def _rule(paper: Any, layout: Layout, thick_mm: float) -> None:
    """A rule across the page. A picture: borders of a paragraph keep its indents, and where they differ from one to the
    next, LibreOffice takes both out of their frame."""
    paragraph = line(paper, "imprint", "")
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after = Pt(RULE_LINE_PT), Pt(0), Pt(0)
    shown = paragraph.add_run().add_picture(io.BytesIO(BLACK_PNG), width=Mm(layout.text_mm[0]), height=Mm(thick_mm))
    for side in ("distT", "distB", "distL", "distR"):  # where nothing is said, LibreOffice leaves 3 mm
        shown._inline.set(side, "0")
    _frame(paragraph, layout)


def _frame(paragraph: Any, layout: Layout) -> None:
    place = {
        "w": round(layout.text_mm[0] / MM_PER_INCH * 1440), "hSpace": 0, "wrap": "around",
        "vAnchor": "margin", "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom",
    }  # fmt: skip
    traits = paragraph._p.get_or_add_pPr()
    traits.insert_element_before(element("framePr", place), "w:widowControl", *_AFTER_BORDERS)
