"""Lines for one zoom: those of one style that meet end to end become one, then lose what no pixel would show."""

from itertools import pairwise

import numpy as np
import shapely

from daoan.api.tiling.drawing import Floats, Ints, Shapes

WITHIN_PX = 0.5  # a line may be drawn so far beside its place


def lines_of(points: Floats, starts: Ints) -> Shapes:
    """Lines over ragged points (n, 2): line *i* has ``points[starts[i]:starts[i + 1]]``."""
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return np.asarray(shapely.linestrings(points, indices=owner))


def join_lines(lines: Shapes, style: Ints) -> tuple[Shapes, Ints]:
    """Lines of one style joined where two of them, and no third, meet; and the style of each line that results."""
    if not len(lines):
        return lines, style
    joined: list[Shapes] = []
    styles: list[Ints] = []
    order = np.argsort(style, kind="stable")
    names, begin = np.unique(style[order], return_index=True)
    for name, rows in zip(names, np.split(order, begin[1:]), strict=True):
        found = lines[rows]
        if len(rows) > 1:
            found = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(found)))
        joined.append(found)
        styles.append(np.full(len(found), name, dtype=np.int64))
    return np.concatenate(joined), np.concatenate(styles)


def simplify_lines(lines: Shapes, pixel: float) -> Shapes:
    """Lines without the points that move them by less than half a pixel; ends stay. ``pixel``: on the unit square."""
    return np.asarray(shapely.simplify(lines, pixel * WITHIN_PX, preserve_topology=False))


def drop_short(lines: Shapes, style: Ints, pixel: float) -> tuple[Shapes, Ints]:
    """Without lines shorter than a pixel. Not for what must be seen: a short one is drawn as a dot."""
    seen = shapely.length(lines) >= pixel
    return lines[seen], style[seen]


def pieces_of(points: Floats, pieces: int) -> list[Floats]:
    """A line (n, 2) cut into so many pieces of equal length, end to end."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    bounds = np.linspace(0.0, along[-1], pieces + 1)
    at = np.union1d(along, bounds)
    full = np.column_stack([np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])])
    ends = np.searchsorted(at, bounds)
    return [full[begin : end + 1] for begin, end in pairwise(ends)]
