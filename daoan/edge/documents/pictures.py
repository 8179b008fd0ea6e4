"""Charts and maps of documents, drawn in Typst's language: as lines in a PDF, as a picture in a .docx.

Colours are the console's; each comes with a shape of its own, so that a grey copy and every eye tell them apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, log10, radians
from pathlib import Path

from daoan.edge.documents.layout import MM_PER_INCH, letters, said
from daoan.edge.documents.typeset import compiled, escaped
from daoan.terms.documents import Chart, Line, Point, Sketch
from daoan.terms.estimates import Text

INK, INK_2, LINE, ACCENT = "#14201c", "#43514b", "#d8dedb", "#0f6b57"
LEVELS = {"red": "#c2172c", "orange": "#c25400", "yellow": "#b08900", "blue": "#1d67ad", "": ACCENT}
TALLEST_MAP_MM, PPI = 115.0, 220
ROW_MM, LABEL_MM, VALUE_MM, AXIS_MM = 7.0, 40.0, 26.0, 9.0
STEPS_MM, TOP_MM = 52.0, 2.5
_LINE, _BAND = Text("; line: interval", "；横线为区间"), Text("; grey: what chance leaves", "；灰色为正常波动范围")
At = Callable[[float, float], tuple[float, float]]
_DASHED = Text("; dashed: ", "；虚线：")


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
        return _map(picture, language, width_mm)
    return (_ranges if picture.kind == "ranges" else _steps)(picture, language, width_mm)


def told_of(picture: Chart | Sketch) -> Text:
    """A picture in words."""
    if isinstance(picture, Sketch):
        count = len(picture.places)
        return Text(f"Map: {picture.caption.en}; {count} numbered places", f"地图：{picture.caption.zh}，标注{count}处")
    en = "; ".join(f"{p.label.en} {_number(p.value)}" for p in picture.points)
    zh = "；".join(f"{p.label.zh} {_number(p.value)}" for p in picture.points)
    return Text(
        f"Chart: {picture.caption.en} ({picture.unit.en}): {en}", f"图：{picture.caption.zh}（{picture.unit.zh}）：{zh}"
    )


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values that span a range, about so many."""
    if high <= low:
        high = low + 1
    raw = (high - low) / about
    size = 10 ** floor(log10(raw))
    step = next(s * size for s in (1, 2, 2.5, 5, 10) if s * size >= raw - 1e-12)
    first, last = floor(low / step), ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def _ranges(chart: Chart, language: str, width_mm: float) -> str:
    """A row a point: the value with its interval, on one axis."""
    bounds = [v for p in chart.points for v in (p.low, p.value, p.high) if v is not None]
    bounds += [chart.reference] if chart.reference is not None else []
    marks = ticks(min(bounds, default=0), max(bounds, default=1))
    wide, tall = width_mm - LABEL_MM - VALUE_MM, ROW_MM * len(chart.points)

    def x(value: float) -> float:
        return LABEL_MM + wide * (value - marks[0]) / (marks[-1] - marks[0])

    parts = []
    for mark in marks:
        parts.append(_line(x(mark), 0, x(mark), tall, LINE, 0.4))
        parts.append(_words(x(mark) - 8, tall + 1, 16, _number(mark), "center"))
    for place, point in enumerate(chart.points):
        y = ROW_MM * (place + 0.5)
        parts.append(_words(0, y - 1.6, LABEL_MM - 2, said(point.label, language), "right"))
        parts += _whisker(point, x, y)
        told = _number(point.value)
        if point.low is not None and point.high is not None:
            told += f" ({_number(point.low)}–{_number(point.high)})"
        parts.append(_words(width_mm - VALUE_MM + 1, y - 1.6, VALUE_MM - 1, told, "left"))
    if chart.reference is not None:
        parts.append(_line(x(chart.reference), 0, x(chart.reference), tall, INK_2, 0.8, dashed=True))
    label = _legend(chart, language)
    parts.append(_words(LABEL_MM, tall + 4.6, wide, label, "center"))
    return _box(width_mm, tall + AXIS_MM, parts, TOP_MM)


def _whisker(point: Point, x: Callable[[float], float], y: float) -> list[str]:
    colour, parts = LEVELS[point.mark], []
    if point.low is not None and point.high is not None:
        low, high = x(point.low), x(point.high)
        parts.append(_line(low, y, high, y, colour, 1.4))
        parts += [_line(end, y - 1, end, y + 1, colour, 1.4) for end in (low, high)]
    if point.value is not None:
        parts.append(_sign(x(point.value), y, point.mark))
    return parts


def _steps(chart: Chart, language: str, width_mm: float) -> str:
    """Columns over time; a band where a range is given, a cross-line at the value."""
    bounds = [v for p in chart.points for v in (p.low, p.value, p.high) if v is not None]
    marks = ticks(0, max(bounds, default=1), 4)
    left, tall = 12.0, STEPS_MM
    wide = width_mm - left - 2

    def y(value: float) -> float:
        return tall * (1 - value / marks[-1])

    parts = []
    for mark in marks:
        parts.append(_line(left, y(mark), left + wide, y(mark), LINE, 0.4))
        parts.append(_words(0, y(mark) - 1.6, left - 1.5, _number(mark), "right"))
    each = wide / max(len(chart.points), 1)
    every = ceil(max((letters(said(p.label, language)) for p in chart.points), default=1) * 1.75 / each)
    for place, point in enumerate(chart.points):
        middle = left + each * (place + 0.5)
        if point.low is not None and point.high is not None:
            height = max(y(point.low) - y(point.high), 0.2)
            parts.append(_rect(middle - each * 0.42, y(point.high), each * 0.84, height, "#c9d4d0"))
        if point.value is not None:
            height = y(0) - y(point.value)
            parts.append(_rect(middle - each * 0.22, y(point.value), each * 0.44, max(height, 0.1), LEVELS[point.mark]))
        if place % every == (len(chart.points) - 1) % every:
            parts.append(_words(middle - 12, tall + 1, 24, said(point.label, language), "center"))
    if chart.reference is not None:
        parts.append(_line(left, y(chart.reference), left + wide, y(chart.reference), INK_2, 0.8, dashed=True))
    parts.append(_words(left, tall + 5, wide, _legend(chart, language), "center"))
    return _box(width_mm, tall + AXIS_MM + 0.5, parts, TOP_MM)


def _legend(chart: Chart, language: str) -> str:
    words = said(chart.unit, language)
    if any(p.low is not None for p in chart.points):
        told = _LINE if chart.kind == "ranges" else _BAND
        words += said(told, language)
    if chart.reference_label is not None:
        words += said(_DASHED, language) + said(chart.reference_label, language)
    return words


def _map(sketch: Sketch, language: str, width_mm: float) -> str:
    """North up, with a scale and the numbered places over the lines."""
    west, south, east, north = _bounds(sketch)
    squeeze = cos(radians((south + north) / 2))
    scale = min(width_mm / ((east - west) * squeeze), TALLEST_MAP_MM / (north - south))  # mm per degree of latitude
    wide, tall = (east - west) * squeeze * scale, (north - south) * scale

    def at(lon: float, lat: float) -> tuple[float, float]:
        return (lon - west) * squeeze * scale, (north - lat) * scale

    lines = _paths(sketch.roads, at, "#aeb8b3", 0.25) + _paths(sketch.borders, at, "#43514b", 0.35, dashed=True)
    lines += _paths(sketch.stretches, at, LEVELS["red"], 0.9)
    frame = f'<rect width="{wide:.2f}" height="{tall:.2f}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.2f} {tall:.2f}">{frame} fill="#fbfbfa"/>{lines}'
        f'{frame} fill="none" stroke="#8a929a" stroke-width="0.2"/></svg>'
    ).replace('"', "'")
    parts = [f'#place(top + left, image(bytes("{svg}"), format: "svg", width: {wide:.2f}mm))']
    for place in sketch.places:
        x, y = at(place.lon, place.lat)
        parts.append(_sign(x, y, place.mark, 1.6))
        parts.append(_words(x - 6, y - 1.25, 12, place.label, "center", 6.5, "white"))
    km = next(k for k in (50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1) if k / 111.2 * scale <= wide / 3)
    long = km / 111.2 * scale
    parts.append(_line(4, tall - 4, 4 + long, tall - 4, INK, 1.2))
    parts.append(_words(4, tall - 8, 30, f"{km:g} km", "left"))
    parts.append(_words(wide - 10, 2, 8, "N ↑" if language == "en" else "北 ↑", "right"))
    return f"#align(center, {_box(wide, tall, parts)[1:]})" if wide < width_mm - 1 else _box(wide, tall, parts)


def _bounds(sketch: Sketch) -> tuple[float, float, float, float]:
    focus = sketch.borders or sketch.stretches
    points = [p for line in focus for p in line] + [(p.lon, p.lat) for p in sketch.places]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    pad = max(max(lons) - min(lons), max(lats) - min(lats), 0.004) * 0.04
    return min(lons) - pad, min(lats) - pad, max(lons) + pad, max(lats) + pad


def _paths(lines: Sequence[Line], at: At, colour: str, width_mm: float, *, dashed: bool = False) -> str:
    dash = f' stroke-dasharray="{width_mm * 4} {width_mm * 3}"' if dashed else ""
    found = []
    for line in lines:
        steps: list[str] = []
        for lon, lat in line:
            x, y = at(lon, lat)
            step = f"{x:.1f} {y:.1f}"
            if not steps or steps[-1] != step:
                steps.append(step)
        if len(steps) > 1:
            found.append("M" + "L".join(steps))
    whole = " ".join(found)
    if not whole:
        return ""
    return f'<path d="{whole}" fill="none" stroke="{colour}" stroke-width="{width_mm}" stroke-linejoin="round"{dash}/>'


def _sign(x: float, y: float, mark: str, size: float = 1.1) -> str:
    """A disc, for levels another shape each: square, diamond, triangle."""
    fill, s = f'fill: rgb("{LEVELS[mark]}"), stroke: 0.4pt + white', size
    shape = {
        "red": f"rect(width: {2 * s}mm, height: {2 * s}mm, {fill})",
        "orange": f"polygon({fill}, ({s}mm, 0mm), ({2 * s}mm, {s}mm), ({s}mm, {2 * s}mm), (0mm, {s}mm))",
        "yellow": f"polygon({fill}, ({s}mm, 0mm), ({2 * s}mm, {1.8 * s}mm), (0mm, {1.8 * s}mm))",
    }.get(mark, f"circle(radius: {s}mm, {fill})")
    return f"#place(top + left, dx: {x - s:.2f}mm, dy: {y - s:.2f}mm, {shape})"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, pt: float, *, dashed: bool = False) -> str:
    stroke = f'(paint: rgb("{colour}"), thickness: {pt}pt, dash: {chr(34) + "dashed" + chr(34) if dashed else "none"})'
    ends = f"start: ({x1:.2f}mm, {y1:.2f}mm), end: ({x2:.2f}mm, {y2:.2f}mm)"
    return f"#place(top + left, line({ends}, stroke: {stroke}))"


def _rect(x: float, y: float, wide: float, tall: float, colour: str) -> str:
    shape = f'rect(width: {wide:.2f}mm, height: {tall:.2f}mm, fill: rgb("{colour}"), stroke: none)'
    return f"#place(top + left, dx: {x:.2f}mm, dy: {y:.2f}mm, {shape})"


def _words(x: float, y: float, wide: float, words: str, side: str, size_pt: float = 8.0, colour: str = INK) -> str:
    paint = f'rgb("{colour}")' if colour.startswith("#") else colour
    size = min(size_pt, size_pt * wide * 2.9 / max(letters(words) * size_pt * 0.176 * 2.9, 0.1)) if words else size_pt
    text = f"text({max(size, 5):.1f}pt, fill: {paint})[{escaped(words)}]"
    inner = f"box(width: {wide:.2f}mm, align({side}, {text}))"
    return f"#place(top + left, dx: {x:.2f}mm, dy: {y:.2f}mm, {inner})"


def _box(wide: float, tall: float, parts: Sequence[str], above: float = 0.0) -> str:
    inner = "\n".join(parts)
    return (
        f"#box(width: {wide:.2f}mm, height: {tall + above:.2f}mm, inset: (top: {above}mm))["
        "#set par(first-line-indent: 0pt, justify: false, leading: 2pt)\n"
        f'#set text(top-edge: "cap-height", bottom-edge: "baseline")\n{inner}]'
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    if abs(value) >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")
