"""Charts and maps of documents: as lines in a PDF, as a picture in a .docx, in words for who cannot see them."""

from dataclasses import dataclass
from pathlib import Path

from daoan.edge.documents.charts import ranges, steps
from daoan.edge.documents.layout import MM_PER_INCH
from daoan.edge.documents.maps import map_code
from daoan.edge.documents.strokes import number_of
from daoan.edge.documents.typeset import compiled
from daoan.terms.documents import Chart, Sketch
from daoan.terms.estimates import Text

PPI = 220


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, drawn: its bytes, its width, and what it shows in words for who cannot see it."""

    png: bytes
    width_mm: float
    told: Text


def draw(picture: Chart | Sketch, language: str, width_mm: float, web: Path, cache: Path) -> Picture:
    """A picture for a .docx. The same picture gives the same bytes."""
    source = "#set page(width: auto, height: auto, margin: 0pt)\n" + code_of(picture, language, width_mm)
    png: bytes = compiled(source, web, cache, as_png=PPI)
    pixels = int.from_bytes(png[16:20], "big")  # the width stands first in a PNG's header
    return Picture(png, pixels / PPI * MM_PER_INCH, told_of(picture))


def code_of(picture: Chart | Sketch, language: str, width_mm: float) -> str:
    """The picture in Typst's language."""
    if isinstance(picture, Sketch):
        return map_code(picture, language, width_mm)
    return (ranges if picture.kind == "ranges" else steps)(picture, language, width_mm)


def told_of(picture: Chart | Sketch) -> Text:
    """A picture in words."""
    if isinstance(picture, Sketch):
        count = len(picture.places)
        return Text(f"Map: {picture.caption.en}; {count} numbered places", f"地图：{picture.caption.zh}，标注{count}处")
    en = "; ".join(f"{p.label.en} {number_of(p.value)}" for p in picture.points)
    zh = "；".join(f"{p.label.zh} {number_of(p.value)}" for p in picture.points)
    return Text(
        f"Chart: {picture.caption.en} ({picture.unit.en}): {en}", f"图：{picture.caption.zh}（{picture.unit.zh}）：{zh}"
    )
