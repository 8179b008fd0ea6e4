"""Styles of a document in Word: an office edits them there, and what is filled in follows."""

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from daoan.edge.documents.layout import Layout
from daoan.edge.documents.runs import element

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}  # fmt: skip
#: Styles by what they are for: what Word lists them as. Their ids are "Daoan" with the key in capitals.
NAMES = {
    "issuer": "Daoan issuer 发文机关标志",
    "number": "Daoan number 发文字号",
    "title": "Daoan title 标题",
    "to": "Daoan addressee 主送机关",
    "body": "Daoan text 正文",
    "heading": "Daoan heading 一级标题",
    "annexnote": "Daoan annex note 附件说明",
    "signed": "Daoan signature 署名",
    "dated": "Daoan date 成文日期",
    "annexmark": "Daoan annex mark 附件标志",
    "annextitle": "Daoan annex title 附件标题",
    "caption": "Daoan caption 图表标题",
    "picture": "Daoan picture 图片",
    "cell": "Daoan cell 表文",
    "cellhead": "Daoan cell head 表头",
    "note": "Daoan note 表注",
    "imprint": "Daoan imprint 版记",
    "mark": "Daoan mark 页眉标注",
}
LEAD = "Daoan lead 二级标题"  # of characters: the lead of an item


@dataclass(frozen=True, slots=True)
class Shape:
    """How a style looks. ``line_pt``: exact distance of lines, ``None``: as the type needs; ``indent_characters``."""

    face: str
    size_pt: float
    align: str = "left"
    line_pt: float | None = None
    before_pt: float = 0.0
    after_pt: float = 0.0
    indent_characters: int = 0
    colour: str = ""
    bold: bool = False
    keep: bool = False
    new_page: bool = False
    tighter_pt: float = 0.0  # below zero: characters stand closer


def style_id(name: str) -> str:
    """The id of a style by what it is for."""
    return f"Daoan{name.capitalize()}"


def shapes_of(layout: Layout, language: str) -> dict[str, Shape]:
    """Every style of a language's page."""
    return _chinese(layout) if language == "zh" else _english(layout)


def _chinese(a: Layout) -> dict[str, Shape]:
    line, body, head = a.line_pt, a.face("body"), a.face("heading")
    text: dict[str, Any] = {"line_pt": line, "tighter_pt": a.tighter_pt}
    two = {**text, "indent_characters": a.indent_characters}
    small = a.caption_pt
    return {
        "issuer": Shape(a.face("title"), a.head_most_pt, "centre", colour=a.red),
        "number": Shape(body, a.body_pt, "centre", line, before_pt=a.number_below_lines * line),
        "title": Shape(
            a.face("title"), a.title_pt, "centre", a.title_pt * 1.55, a.title_below_lines * line,
            a.to_below_lines * line, keep=True,
        ),
        "to": Shape(body, a.body_pt, **text),
        "body": Shape(body, a.body_pt, "both", **two),
        "heading": Shape(head, a.body_pt, keep=True, **two),
        "annexnote": Shape(body, a.body_pt, **two),
        "signed": Shape(body, a.body_pt, "right", line, before_pt=2 * line, keep=True),
        "dated": Shape(body, a.body_pt, "right", line),
        "annexmark": Shape(head, a.body_pt, "left", line, new_page=True),
        "annextitle": Shape(a.face("title"), a.title_pt, "centre", a.title_pt * 1.55, line, line, keep=True),
        "caption": Shape(head, small, "centre", small * 1.6, 8, 3, keep=True),
        "picture": Shape(body, small, "centre", before_pt=4, after_pt=4, keep=True),
        "cell": Shape(body, a.table_pt, "centre", a.table_pt * 1.3, 1, 1),
        "cellhead": Shape(head, a.table_pt, "centre", a.table_pt * 1.3, 1, 1),
        "note": Shape(body, a.table_pt, "left", a.table_pt * 1.5, 3, 8),
        "imprint": Shape(body, a.small_pt, "left", 22, 2, 2),
        "mark": Shape(head, a.caption_pt, "centre", colour="808080"),
    }  # fmt: skip


def _english(a: Layout) -> dict[str, Shape]:
    e, body, head = a.english, a.face("english_body"), a.face("english_heading")
    return {
        "issuer": Shape(head, e.title_pt - 1, after_pt=10, bold=True),
        "number": Shape(body, e.body_pt, after_pt=10),
        "title": Shape(body, e.body_pt + 2, after_pt=8, bold=True, keep=True),
        "to": Shape(body, e.body_pt, after_pt=10),
        "body": Shape(body, e.body_pt, after_pt=6),
        "heading": Shape(body, e.body_pt, before_pt=6, after_pt=3, bold=True, keep=True),
        "annexnote": Shape(body, e.body_pt, after_pt=2),
        "signed": Shape(body, e.body_pt, before_pt=30, after_pt=2, keep=True),
        "dated": Shape(body, e.body_pt, after_pt=2),
        "annexmark": Shape(head, e.body_pt, after_pt=4, new_page=True),
        "annextitle": Shape(head, e.body_pt + 2, after_pt=8, bold=True, keep=True),
        "caption": Shape(head, e.table_pt + 0.5, before_pt=8, after_pt=3, bold=True, keep=True),
        "picture": Shape(body, e.body_pt, "centre", before_pt=3, after_pt=3, keep=True),
        "cell": Shape(body, e.table_pt, "centre", before_pt=1, after_pt=1),
        "cellhead": Shape(head, e.table_pt, "centre", before_pt=1, after_pt=1, bold=True),
        "note": Shape(body, e.table_pt, before_pt=2, after_pt=8),
        "imprint": Shape(body, e.body_pt),
        "mark": Shape(head, e.small_pt, "centre", colour="808080"),
    }


def add_styles(paper: Any, layout: Layout, language: str) -> None:
    """Put every style of a language into a document."""
    for name, shape in shapes_of(layout, language).items():
        style = paper.styles.add_style(NAMES[name], WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), style_id(name))
        style.base_style = paper.styles["Normal"]
        style.quick_style = True
        _set_type(style, shape)
        _set_paragraph(style, shape, layout)
    lead = paper.styles.add_style(LEAD, WD_STYLE_TYPE.CHARACTER)
    lead.element.set(qn("w:styleId"), style_id("lead"))
    face = layout.face("second" if language == "zh" else "english_body")
    size = layout.body_pt if language == "zh" else layout.english.body_pt
    tighter = layout.tighter_pt if language == "zh" else 0.0
    _set_type(lead, Shape(face, size, bold=language == "en", tighter_pt=tighter))


def _set_type(style: Any, shape: Shape) -> None:
    style.font.name, style.font.size, style.font.bold = shape.face, Pt(shape.size_pt), shape.bold
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), shape.face)
    if shape.tighter_pt:
        spacing = element("spacing", {"val": round(shape.tighter_pt * 20)})
        style.element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:sz", "w:szCs", "w:lang")
    if shape.colour:
        style.font.color.rgb = RGBColor.from_string(shape.colour)


def _set_paragraph(style: Any, shape: Shape, layout: Layout) -> None:
    form = style.paragraph_format
    form.alignment = _ALIGN[shape.align]
    form.space_before, form.space_after = Pt(shape.before_pt), Pt(shape.after_pt)
    form.keep_with_next, form.page_break_before, form.widow_control = shape.keep, shape.new_page, False
    if shape.line_pt != layout.line_pt:  # what has a distance of its own stands off the page's grid
        style.element.get_or_add_pPr().insert_element_before(
            element("snapToGrid", {"val": "0"}), "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )
    if shape.line_pt is None:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(shape.line_pt)
    if shape.indent_characters:
        form.first_line_indent = Pt(shape.indent_characters * shape.size_pt)
        indent = style.element.get_or_add_pPr().find(qn("w:ind"))
        indent.set(qn("w:firstLineChars"), str(100 * shape.indent_characters))


def set_page(paper: Any, layout: Layout, language: str) -> None:
    """Size, margins and grid of the page."""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(layout.page_mm[0]), Mm(layout.page_mm[1])
    if language == "en":
        margin = Mm(layout.english.margin_mm)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
        return
    section.top_margin, section.bottom_margin = Mm(layout.top_mm), Mm(layout.bottom_mm)
    section.left_margin, section.right_margin = Mm(layout.left_mm), Mm(layout.right_mm)
    section.footer_distance = Mm(layout.bottom_mm - layout.foot_below_mm - 5.0)  # its line is 5 mm high
