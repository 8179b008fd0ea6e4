"""Traits of paragraphs and runs in a .docx as they take effect: by themselves, or by the styles that they stand on."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from daoan.edge.documents.styles import style_id

EMU_PER_PT, EMU_PER_MM = 12_700, 36_000


def lines_of(paper: Any, name: str) -> list[Any]:
    """Every paragraph in one of our styles."""
    return [p for p in paper.paragraphs if p._p.style == style_id(name)]


def trait_of(paragraph: Any, name: str) -> Any:
    """A trait of a paragraph's format; ``None`` where nothing says it."""
    own = getattr(paragraph.paragraph_format, name)
    style = paragraph.style
    while own is None and style is not None:
        own = getattr(style.paragraph_format, name)
        style = style.base_style
    return own


def sizes_of(paragraph: Any) -> set[float]:
    """Sizes of a paragraph's type, in points."""
    return {_size(run, paragraph) for run in paragraph.runs if run.text or run._r.findall(qn("w:instrText"))}


def faces_of(paragraph: Any) -> set[str]:
    """Typefaces of a paragraph's Chinese characters, leads of items left out."""
    return {face_of(run, paragraph) for run in paragraph.runs if run.text.strip() and run._r.style is None}


def face_of(run: Any, paragraph: Any = None) -> str:
    """The typeface of a run's Chinese characters."""
    own = run._r.rPr.rFonts if run._r.rPr is not None else None
    told = own.get(qn("w:eastAsia")) if own is not None else None
    return told or _east_asian(run.style if run._r.style is not None or paragraph is None else paragraph.style)


def colour_of(run: Any, paragraph: Any) -> str:
    """The colour of a run, as six hexadecimal digits."""
    if run.font.color is not None and run.font.color.rgb is not None:
        return str(run.font.color.rgb)
    return str(next((s.font.color.rgb for s in _chain(paragraph.style) if s.font.color.rgb is not None), "000000"))


def tightened_pt(paragraph: Any) -> float:
    """By how much a paragraph's characters stand apart from their size, in points."""
    for style in _chain(paragraph.style):
        spacing = style.element.find(f"{qn('w:rPr')}/{qn('w:spacing')}")
        if spacing is not None:
            return int(spacing.get(qn("w:val"))) / 20
    return 0.0


def rule_pt(paragraph: Any) -> float | None:
    """Thickness in points of a rule that is all of a paragraph: a picture. ``None``: it is no rule."""
    sizes = list(paragraph._p.iter(qn("wp:extent")))
    return int(sizes[0].get("cy")) / EMU_PER_PT if len(sizes) == 1 and not paragraph.text else None


def rule_mm(paragraph: Any) -> float:
    """How far such a rule goes, in millimetres."""
    return int(next(paragraph._p.iter(qn("wp:extent"))).get("cx")) / EMU_PER_MM


def border_pt(paragraph: Any, side: str) -> float | None:
    """Thickness of the border at a side of a paragraph, in points; ``None``: there is none."""
    rule = paragraph._p.find(f".//{qn('w:pBdr')}/{qn(f'w:{side}')}")
    return int(rule.get(qn("w:sz"))) / 8 if rule is not None else None


def _size(run: Any, paragraph: Any) -> float:
    styles = (*(_chain(run.style) if run._r.style is not None else ()), *_chain(paragraph.style))
    size = run.font.size or next((s.font.size for s in styles if s.font.size is not None), None)
    return round(size.pt, 1) if size is not None else 0.0


def _east_asian(style: Any) -> str:
    for one in _chain(style):
        fonts = one.element.find(f".//{qn('w:rFonts')}")
        if fonts is not None and fonts.get(qn("w:eastAsia")):
            return str(fonts.get(qn("w:eastAsia")))
    return "—"


def _chain(style: Any) -> Iterator[Any]:
    while style is not None:
        yield style
        style = style.base_style
