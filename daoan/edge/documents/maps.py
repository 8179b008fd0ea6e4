"""Maps of documents, drawn from our own lines in Typst's language."""

from collections.abc import Callable, Sequence
from math import cos, radians

from daoan.edge.documents.strokes import INK, LEVELS, box, put_line, put_sign, put_words
from daoan.terms.documents import Line, Sketch

TALLEST_MAP_MM = 100.0
At = Callable[[float, float], tuple[float, float]]


def map_code(sketch: Sketch, language: str, width_mm: float) -> str:
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
        parts.append(put_sign(x, y, place.mark, 1.6))
        parts.append(put_words(x - 6, y - 1.25, 12, place.label, "center", 6.5, "white"))
    km = next(k for k in (50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1) if k / 111.2 * scale <= wide / 3)
    long = km / 111.2 * scale
    parts.append(put_line(4, tall - 4, 4 + long, tall - 4, INK, 1.2))
    parts.append(put_words(4, tall - 8, 30, f"{km:g} km", "left"))
    parts.append(put_words(wide - 10, 2, 8, "N ↑" if language == "en" else "北 ↑", "right"))
    return f"#align(center, {box(wide, tall, parts)[1:]})" if wide < width_mm - 1 else box(wide, tall, parts)


def _bounds(sketch: Sketch) -> tuple[float, float, float, float]:
    if sketch.seen is not None:
        return sketch.seen
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
