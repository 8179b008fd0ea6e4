"""Small pieces of a .docx: a run in its typeface, the number of the page, a typeface that another may stand in for."""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor


def set_font(run: Any, font: str, size_pt: float, colour: str | None = None, *, bold: bool = False) -> None:
    """Typeface, size in points and colour of a run, for Latin and Chinese characters alike."""
    run.font.name = font
    run.font.size = Pt(size_pt)
    run.font.bold = bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def page_field(run: Any) -> None:
    """Make a run show the number of its page."""
    for kind, content in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.text = content
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def name_fallbacks(paper: Any, fallbacks: Iterable[tuple[str, str]]) -> None:
    """Say in the table of fonts which typeface stands in where one is not installed: (name, stand-in)."""
    part = next(p for p in paper.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml")
    rows = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/><w:charset w:val="86"/></w:font>'
        for name, other in fallbacks
    )
    part._blob = part.blob.replace(b"</w:fonts>", rows.encode() + b"</w:fonts>")


def element(name: str, values: dict[str, Any]) -> Any:
    """An element of WordprocessingML with its attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made
