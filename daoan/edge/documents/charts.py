"""Charts of documents, drawn in Typst's language: rows with their intervals, columns over time."""

from collections.abc import Callable
from math import ceil, floor, log10

from daoan.edge.documents.layout import letters, said
from daoan.edge.documents.strokes import INK_2, LEVELS, LINE, box, number_of, put_line, put_rect, put_sign, put_words
from daoan.terms.documents import Chart, Point
from daoan.terms.estimates import Text

ROW_MM, LABEL_MM, VALUE_MM, AXIS_MM = 7.0, 40.0, 26.0, 9.0
STEPS_MM, TOP_MM = 42.0, 2.5
WIDEST_MM = 14.0  # of a column
_LINE, _BAND = Text("; line: interval", "；横线为区间"), Text("what chance leaves", "正常波动范围")
_DASHED = Text("; dashed: ", "；虚线：")


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values that span a range, about so many."""
    if high <= low:
        high = low + 1
    raw = (high - low) / about
    size = 10 ** floor(log10(raw))
    step = next(s * size for s in (1, 2, 2.5, 5, 10) if s * size >= raw - 1e-12)
    first, last = floor(low / step), ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def ranges(chart: Chart, language: str, width_mm: float) -> str:
    """A row a point: the value with its interval, on one axis."""
    bounds = [v for p in chart.points for v in (p.low, p.value, p.high) if v is not None]
    bounds += [chart.reference] if chart.reference is not None else []
    marks = ticks(min(bounds, default=0), max(bounds, default=1))
    wide, tall = width_mm - LABEL_MM - VALUE_MM, ROW_MM * len(chart.points)

    def x(value: float) -> float:
        return LABEL_MM + wide * (value - marks[0]) / (marks[-1] - marks[0])

    parts = []
    for mark in marks:
        parts.append(put_line(x(mark), 0, x(mark), tall, LINE, 0.4))
        parts.append(put_words(x(mark) - 8, tall + 1, 16, number_of(mark), "center"))
    for place, point in enumerate(chart.points):
        y = ROW_MM * (place + 0.5)
        parts.append(put_words(0, y - 1.6, LABEL_MM - 2, said(point.label, language), "right"))
        parts += _whisker(point, x, y)
        told = number_of(point.value)
        if point.low is not None and point.high is not None:
            told += f" ({number_of(point.low)}–{number_of(point.high)})"
        parts.append(put_words(width_mm - VALUE_MM + 1, y - 1.6, VALUE_MM - 1, told, "left"))
    if chart.reference is not None:
        parts.append(put_line(x(chart.reference), 0, x(chart.reference), tall, INK_2, 0.8, dashed=True))
    label = _legend(chart, language)
    parts.append(put_words(LABEL_MM, tall + 4.6, wide, label, "center"))
    return box(width_mm, tall + AXIS_MM, parts, TOP_MM)


def _whisker(point: Point, x: Callable[[float], float], y: float) -> list[str]:
    colour, parts = LEVELS[point.mark], []
    if point.low is not None and point.high is not None:
        low, high = x(point.low), x(point.high)
        parts.append(put_line(low, y, high, y, colour, 1.4))
        parts += [put_line(end, y - 1, end, y + 1, colour, 1.4) for end in (low, high)]
    if point.value is not None:
        parts.append(put_sign(x(point.value), y, point.mark))
    return parts


def steps(chart: Chart, language: str, width_mm: float) -> str:
    """Columns over time; a band where a range is given, a cross-line at the value."""
    bounds = [v for p in chart.points for v in (p.low, p.value, p.high) if v is not None]
    marks = ticks(0, max(bounds, default=1), 4)
    left, tall = 12.0, STEPS_MM
    wide = width_mm - left - 8

    def y(value: float) -> float:
        return tall * (1 - value / marks[-1])

    parts = []
    for mark in marks:
        parts.append(put_line(left, y(mark), left + wide, y(mark), LINE, 0.4))
        parts.append(put_words(0, y(mark) - 1.6, left - 1.5, number_of(mark), "right"))
    each = wide / max(len(chart.points), 1)
    every = ceil(max((letters(said(p.label, language)) for p in chart.points), default=1) * 1.75 / each)
    for place, point in enumerate(chart.points):
        middle, column = left + each * (place + 0.5), min(each * 0.44, WIDEST_MM)
        if point.low is not None and point.high is not None:
            height = max(y(point.low) - y(point.high), 0.2)
            parts.append(put_rect(middle - column * 0.95, y(point.high), column * 1.9, height, "#c9d4d0"))
        if point.value is not None:
            height = y(0) - y(point.value)
            parts.append(put_rect(middle - column / 2, y(point.value), column, max(height, 0.1), LEVELS[point.mark]))
        if place % every == (len(chart.points) - 1) % every:
            parts.append(put_words(middle - 12, tall + 1, 24, said(point.label, language), "center"))
    if chart.reference is not None:
        parts.append(put_line(left, y(chart.reference), left + wide, y(chart.reference), INK_2, 0.8, dashed=True))
    parts.append(put_words(left, tall + 5, wide, _legend(chart, language), "center"))
    return box(width_mm, tall + AXIS_MM + 0.5, parts, TOP_MM)


def _legend(chart: Chart, language: str) -> str:
    words = said(chart.unit, language)
    if any(p.low is not None for p in chart.points):
        band = chart.band or _BAND
        told = _LINE if chart.kind == "ranges" else Text(f"; grey: {band.en}", f"；灰色为{band.zh}")
        words += said(told, language)
    if chart.reference_label is not None:
        words += said(_DASHED, language) + said(chart.reference_label, language)
    return words
