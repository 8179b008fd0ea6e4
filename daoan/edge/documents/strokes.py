"""Strokes of a picture in Typst's language: lines, boxes, signs and words at places in millimetres.

Colours are the console's; each comes with a shape of its own, so that a grey copy and every eye tell them apart.
"""

from collections.abc import Sequence

from daoan.edge.documents.layout import letters
from daoan.edge.documents.typeset import escaped

INK, INK_2, LINE, ACCENT = "#14201c", "#43514b", "#d8dedb", "#0f6b57"
LEVELS = {"red": "#c2172c", "orange": "#c25400", "yellow": "#b08900", "blue": "#1d67ad", "": ACCENT}


def put_sign(x: float, y: float, mark: str, size: float = 1.1) -> str:
    """A disc, for levels another shape each: square, diamond, triangle."""
    fill, s = f'fill: rgb("{LEVELS[mark]}"), stroke: 0.4pt + white', size
    shape = {
        "red": f"rect(width: {2 * s}mm, height: {2 * s}mm, {fill})",
        "orange": f"polygon({fill}, ({s}mm, 0mm), ({2 * s}mm, {s}mm), ({s}mm, {2 * s}mm), (0mm, {s}mm))",
        "yellow": f"polygon({fill}, ({s}mm, 0mm), ({2 * s}mm, {1.8 * s}mm), (0mm, {1.8 * s}mm))",
    }.get(mark, f"circle(radius: {s}mm, {fill})")
    return f"#place(top + left, dx: {x - s:.2f}mm, dy: {y - s:.2f}mm, {shape})"


def put_line(x1: float, y1: float, x2: float, y2: float, colour: str, pt: float, *, dashed: bool = False) -> str:
    """A line between two places, so many points thick."""
    stroke = f'(paint: rgb("{colour}"), thickness: {pt}pt, dash: {chr(34) + "dashed" + chr(34) if dashed else "none"})'
    ends = f"start: ({x1:.2f}mm, {y1:.2f}mm), end: ({x2:.2f}mm, {y2:.2f}mm)"
    return f"#place(top + left, line({ends}, stroke: {stroke}))"


def put_rect(x: float, y: float, wide: float, tall: float, colour: str) -> str:
    """A filled rectangle by its upper left corner and size."""
    shape = f'rect(width: {wide:.2f}mm, height: {tall:.2f}mm, fill: rgb("{colour}"), stroke: none)'
    return f"#place(top + left, dx: {x:.2f}mm, dy: {y:.2f}mm, {shape})"


def put_words(x: float, y: float, wide: float, words: str, side: str, size_pt: float = 8.0, colour: str = INK) -> str:
    """Words within a width, smaller where they are long; ``side``: left, center, right."""
    paint = f'rgb("{colour}")' if colour.startswith("#") else colour
    size = min(size_pt, size_pt * wide * 2.9 / max(letters(words) * size_pt * 0.176 * 2.9, 0.1)) if words else size_pt
    text = f"text({max(size, 5):.1f}pt, fill: {paint})[{escaped(words)}]"
    inner = f"box(width: {wide:.2f}mm, align({side}, {text}))"
    return f"#place(top + left, dx: {x:.2f}mm, dy: {y:.2f}mm, {inner})"


def box(wide: float, tall: float, parts: Sequence[str], above: float = 0.0) -> str:
    """A picture of its size that holds all parts; ``above``: what is kept free over them."""
    inner = "\n".join(parts)
    return (
        f"#box(width: {wide:.2f}mm, height: {tall + above:.2f}mm, inset: (top: {above}mm))["
        "#set par(first-line-indent: 0pt, justify: false, leading: 2pt)\n"
        f'#set text(top-edge: "cap-height", bottom-edge: "baseline")\n{inner}]'
    )


def number_of(value: float | None) -> str:
    """A number as charts tell it."""
    if value is None:
        return "–"
    if abs(value) >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")
