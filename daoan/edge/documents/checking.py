"""Whether a .docx is set as GB/T 9704-2012 wants it: every figure of the layout measured in the file itself.

In: the bytes, the layout. Out: findings, each with what was found and what is wanted; none: it passes.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length

from daoan.edge.documents.layout import Layout, points
from daoan.edge.documents.measuring import (
    border_pt,
    colour_of,
    face_of,
    faces_of,
    lines_of,
    rule_mm,
    rule_pt,
    sizes_of,
    tightened_pt,
    trait_of,
)
from daoan.edge.documents.styles import style_id
from daoan.terms.estimates import Text

NUMBER = re.compile(r"^\D*〔(19|20)\d\d〕(?:[1-9]\d*|_+)号$")
DAY = re.compile(r"^(?:\d{4}年[1-9]\d?月[1-9]\d?日|_+年_+月_+日)$")
NEAR_PT = 0.6  # Word tells rules and distances in whole or eighth points


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the standard wants it."""

    code: str
    clause: str  # of the standard
    message: Text


@dataclass(frozen=True, slots=True)
class _Seen:
    """One figure as found, beside what is wanted."""

    code: str
    clause: str
    name: Text
    found: Any
    wanted: Any
    holds: bool


def check_layout(content: bytes, layout: Layout) -> tuple[Finding, ...]:
    """Everything that is not as the layout wants it; empty where all of it is."""
    paper = docx.Document(io.BytesIO(content))
    seen = (*_page(paper, layout), *_type(paper, layout), *_head(paper, layout), *_foot(paper, layout))
    return tuple(_finding(one) for one in (*seen, *_end(paper, layout)) if not one.holds)


def _finding(seen: _Seen) -> Finding:
    name, found, wanted = seen.name, _told(seen.found), _told(seen.wanted)
    message = Text(f"{name.en}: {found}, wanted: {wanted}", f"{name.zh}：实为{found}，应为{wanted}")
    return Finding(seen.code, seen.clause, message)


def _lines(paper: Any, name: str) -> list[Any]:
    return [p for p in lines_of(paper, name) if p.text]


def _page(paper: Any, a: Layout) -> Iterator[_Seen]:
    section = paper.sections[0]
    wide, tall = section.page_width.mm, section.page_height.mm
    text_wide = wide - section.left_margin.mm - section.right_margin.mm
    text_tall = tall - section.top_margin.mm - section.bottom_margin.mm
    for code, clause, en, zh, found, wanted in (
        ("page_width", "5.1", "page width, mm", "纸宽（毫米）", wide, a.page_mm[0]),
        ("page_height", "5.1", "page height, mm", "纸高（毫米）", tall, a.page_mm[1]),
        ("top", "5.2.1", "upper margin, mm", "天头（毫米）", section.top_margin.mm, a.top_mm),
        ("left", "5.2.1", "left margin, mm", "订口（毫米）", section.left_margin.mm, a.left_mm),
        ("text_width", "5.2.1", "width of text, mm", "版心宽（毫米）", text_wide, a.text_mm[0]),
        ("text_height", "5.2.1", "height of text, mm", "版心高（毫米）", text_tall, a.text_mm[1]),
    ):
        yield _Seen(code, clause, Text(en, zh), round(found, 1), wanted, abs(found - wanted) <= a.tolerance_mm)
    grid = section._sectPr.find(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch"), "0")) / 20 if grid is not None else 0
    lines = int(points(text_tall) / pitch) if pitch else 0
    yield _same("lines", "5.2.3", "lines on a page", "每面行数", {lines}, a.lines)


def _type(paper: Any, a: Layout) -> Iterator[_Seen]:
    for name, clause, en, zh, face, size in (
        ("title", "7.3.1", "title", "标题", "title", a.title_pt),
        ("body", "5.2.2", "text", "正文", "body", a.body_pt),
        ("heading", "7.3.3", "heading", "一级标题", "heading", a.body_pt),
        ("number", "7.2.5", "number", "发文字号", "body", a.body_pt),
        ("imprint", "7.4", "imprint", "版记", "body", a.small_pt),
    ):
        lines = _lines(paper, name)
        if name == "heading" and not lines:
            continue
        yield _same(f"{name}_face", clause, f"typeface of {en}", f"{zh}字体", _all(faces_of, lines), a.face(face))
        yield _same(f"{name}_size", clause, f"size of {en}, pt", f"{zh}字号（磅）", _all(sizes_of, lines), size)
    body = _lines(paper, "body")
    pitches = {found.pt for p in body if isinstance(found := trait_of(p, "line_spacing"), Length)}
    counts = {int(points(a.text_mm[1]) / p) for p in pitches if p}
    yield _same("line_pitch", "5.2.3", "lines on a page by their distance", "按行距每面行数", counts, a.lines)
    spreads = {size + tightened_pt(p) for p in body for size in sizes_of(p)}
    counts = {int(points(a.text_mm[0]) / s + 1e-6) for s in spreads if s > 0}
    yield _same("characters", "5.2.3", "characters a line", "每行字数", counts, a.characters)
    indents = {round((trait_of(p, "first_line_indent") or Length(0)).pt / a.body_pt, 2) for p in body}
    yield _same("indent", "7.3.3", "indent, characters", "首行缩进（字）", indents, float(a.indent_characters))
    leads = {face_of(r) for p in body for r in p.runs if r._r.style == style_id("lead")}
    if leads:
        yield _same("second_face", "7.3.3", "typeface of second level", "二级标题字体", leads, a.face("second"))


def _head(paper: Any, a: Layout) -> Iterator[_Seen]:
    issuer, number, title = (_lines(paper, name) for name in ("issuer", "number", "title"))
    reds = {colour_of(run, p) for p in issuer for run in p.runs if run.text}
    yield _same("red", "7.2.4", "colour of the head", "发文机关标志颜色", reds, a.red)
    gaps = {round((trait_of(p, "space_before") or Length(0)).mm, 1) for p in issuer}
    yield _near(
        "head_below",
        "7.2.4",
        "head below the text's edge, mm",
        "发文机关标志至版心上边缘（毫米）",
        gaps,
        a.head_below_mm,
        a.tolerance_mm,
    )
    words = {p.text for p in number}
    name = Text("number", "发文字号")
    yield _Seen("number", "7.2.5", name, words, "〔2026〕1号", bool(words) and all(map(NUMBER.match, words)))
    rules = [p._p.find(f".//{qn('w:pBdr')}/{qn('w:bottom')}") for p in number]
    drawn = [r for r in rules if r is not None]
    colours = {r.get(qn("w:color")) for r in drawn}
    yield _same("rule", "7.2.7", "colour of the rule below the number", "版头分隔线颜色", colours, a.red)
    spaces = {float(r.get(qn("w:space"), "0")) for r in drawn}
    yield _near(
        "rule_below",
        "7.2.7",
        "rule below the number, pt",
        "分隔线至发文字号（磅）",
        spaces,
        points(a.rule_below_mm),
        NEAR_PT,
    )
    centred = {trait_of(p, "alignment") == WD_ALIGN_PARAGRAPH.CENTER for p in title}
    yield _same("title_centred", "7.3.1", "title in the middle", "标题居中", centred, True)  # fmt: skip


def _foot(paper: Any, a: Layout) -> Iterator[_Seen]:
    section = paper.sections[0]
    feet = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    outside = [p.alignment for p in feet] == [WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT]
    outside = outside and bool(paper.settings.odd_and_even_pages_header_footer)
    yield _same("page_outside", "7.5", "page number outside", "页码单右双左", {outside}, True)
    words = {"".join(t.text or "" for t in p._p.iter(qn("w:t"), qn("w:instrText"))) for p in feet}
    yield _same("page_dashes", "7.5", "page number", "页码样式", words, "— PAGE —")
    yield _same("page_size", "7.5", "size of page number, pt", "页码字号（磅）", _all(sizes_of, feet), a.small_pt)
    yield _same("page_face", "7.5", "typeface of page number", "页码字体", _all(faces_of, feet), a.face("digits"))
    below = {round(section.bottom_margin.mm - section.footer_distance.mm - 5.0, 1)}
    yield _near("page_below", "7.5", "page number below the text, mm", "页码至版心下边缘（毫米）", below,
                a.foot_below_mm, a.tolerance_mm)  # fmt: skip


def _end(paper: Any, a: Layout) -> Iterator[_Seen]:
    dated = _lines(paper, "dated")
    days = {p.text for p in dated}
    name = Text("day", "成文日期")
    yield _Seen("day", "7.3.5.4", name, days, "2026年1月5日", bool(days) and all(map(DAY.match, days)))
    rights = {round((trait_of(p, "right_indent") or Length(0)).pt / a.body_pt, 1) for p in dated}
    wanted = a.date_from_right_characters
    name = Text("day from the right, characters", "成文日期右空（字）")
    yield _Seen("day_right", "7.3.5.1", name, rights, wanted, bool(rights) and min(rights) >= wanted - 0.1)
    yield from _imprint(paper, a)


def _imprint(paper: Any, a: Layout) -> Iterator[_Seen]:
    """Rules of the imprint, drawn as ours are or as borders of its lines."""
    lines = _lines(paper, "imprint")
    drawn = [p for p in lines_of(paper, "imprint") if rule_pt(p) is not None]
    if drawn:
        wide = {round(rule_mm(p), 1) for p in drawn}
        name = "rules of the imprint across the text, mm", "版记分隔线长（毫米）"
        yield _near("imprint_width", "7.4.1", *name, wide, a.text_mm[0], a.tolerance_mm)
    thick = [rule_pt(p) for p in drawn]
    sides = {"top": thick[:1], "between": thick[1:-1], "bottom": thick[-1:]}
    for side, mm in (("top", a.thick_mm), ("bottom", a.thick_mm), ("between", a.thin_mm)):
        if side == "between" and len(lines) == 1:
            continue
        told = sides[side] if drawn else [border_pt(p, side) for p in lines]
        sizes = {size for size in told if size is not None}
        yield _near(f"imprint_{side}", "7.4.1", "rule of the imprint, pt", "版记分隔线（磅）", sizes, points(mm), 0.13)


def _all(measure: Any, lines: Iterable[Any]) -> set[Any]:
    return {found for line in lines for found in measure(line)}


def _same(code: str, clause: str, en: str, zh: str, found: set[Any], wanted: Any) -> _Seen:
    return _Seen(code, clause, Text(en, zh), found, wanted, found == {wanted})


def _near(code: str, clause: str, en: str, zh: str, found: set[float], wanted: float, by: float) -> _Seen:
    holds = bool(found) and all(abs(one - wanted) <= by for one in found)
    return _Seen(code, clause, Text(en, zh), found, round(wanted, 2), holds)


def _told(value: Any) -> str:
    if isinstance(value, set):
        return "、".join(sorted(map(str, value))) or "—"
    return str(value)
