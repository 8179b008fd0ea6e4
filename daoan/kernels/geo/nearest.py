"""The nearest line to each point, within a reach.

Lines are broken into straight pieces, and each piece is entered into every cell of a uniform grid that it comes within
reach of. A point then looks at one cell only, so that the work grows with points and pieces, not with their product.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.geo.polylines import Floats, Ints, running_lengths

NOWHERE = -1
TIE_M = 1e-6  # lines that are equally near but for rounding: the one of lowest rank is taken
_MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each point: row of the nearest line (:data:`NOWHERE` if none within reach), metres along it, metres away."""

    line: Ints
    along: Floats
    distance: Floats


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of a plane, and the straight pieces that each comes within reach of."""

    x0: float
    y0: float
    cell: float
    nx: int
    ny: int
    cell_starts: npt.NDArray[np.int64]
    pieces: npt.NDArray[np.int32]  # pieces of each cell, ascending


@njit("void(f8[:,:], i8[:], f8, f8, f8, f8, i8, i8, i8[:], i4[:])", cache=True)
def _enter(
    xy: Floats,
    first: Ints,
    reach: float,
    x0: float,
    y0: float,
    cell: float,
    nx: int,
    ny: int,
    fill: Ints,
    pieces: npt.NDArray[np.int32],
) -> None:
    """Enter pieces into cells. With an empty ``pieces`` it only counts, into ``fill``."""
    counting = len(pieces) == 0
    for k in range(len(first)):
        ax, ay = xy[first[k], 0], xy[first[k], 1]
        bx, by = xy[first[k] + 1, 0], xy[first[k] + 1, 1]
        bottom = max(math.floor((min(ay, by) - reach - y0) / cell), 0)
        top = min(math.floor((max(ay, by) + reach - y0) / cell), ny - 1)
        for row in range(bottom, top + 1):
            left, right = min(ax, bx), max(ax, bx)
            if ay != by:  # the part of the piece that this row of cells can see
                t0 = (y0 + row * cell - reach - ay) / (by - ay)
                t1 = (y0 + (row + 1) * cell + reach - ay) / (by - ay)
                t0, t1 = max(min(t0, t1), 0.0), min(max(t0, t1), 1.0)
                xa, xb = ax + (bx - ax) * t0, ax + (bx - ax) * t1
                left, right = min(xa, xb), max(xa, xb)
            west = max(math.floor((left - reach - x0) / cell), 0)
            east = min(math.floor((right + reach - x0) / cell), nx - 1)
            for column in range(west, east + 1):
                at = row * nx + column
                if not counting:
                    pieces[fill[at]] = k
                fill[at] += 1


@njit(
    "void(f8[:,:], f8[:,:], i8[:], i8[:], f8[:], i8[:], i8[:], i8[:], f8, f8, f8, f8, i8, i8, i8[:], i4[:],"
    "i8[:], f8[:], f8[:])",
    cache=True,
)
def _search(
    points: Floats,
    xy: Floats,
    first: Ints,
    line: Ints,
    running: Floats,
    rank: Ints,
    group: Ints,
    wanted: Ints,
    reach: float,
    x0: float,
    y0: float,
    cell: float,
    nx: int,
    ny: int,
    starts: Ints,
    pieces: npt.NDArray[np.int32],
    out_line: Ints,
    out_along: Floats,
    out_distance: Floats,
) -> None:
    """Look through the cell of each point. A negative entry of ``wanted`` takes lines of any group."""
    for p in range(len(points)):
        x, y = points[p, 0], points[p, 1]
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        column, row = math.floor((x - x0) / cell), math.floor((y - y0) / cell)
        if column < 0 or row < 0 or column >= nx or row >= ny:
            continue
        at = row * nx + column
        best, best_line, best_along = reach, -1, math.nan
        for entry in range(starts[at], starts[at + 1]):
            k = pieces[entry]
            i = line[k]
            if wanted[p] >= 0 and group[i] != wanted[p]:
                continue
            ax, ay = xy[first[k], 0], xy[first[k], 1]
            bx, by = xy[first[k] + 1, 0], xy[first[k] + 1, 1]
            dx, dy = bx - ax, by - ay
            square = dx * dx + dy * dy
            t = ((x - ax) * dx + (y - ay) * dy) / square if square > 0.0 else 0.0
            # Held at an end, the end itself is measured, so that lines that meet there are exactly equally near.
            if t <= 0.0:
                t, nearest_x, nearest_y = 0.0, ax, ay
            elif t >= 1.0:
                t, nearest_x, nearest_y = 1.0, bx, by
            else:
                nearest_x, nearest_y = ax + t * dx, ay + t * dy
            away = math.hypot(x - nearest_x, y - nearest_y)
            if away > reach:
                continue
            nearer = best_line < 0 or away < best - TIE_M
            if nearer or (best_line != i and away <= best + TIE_M and rank[i] < rank[best_line]):
                best, best_line, best_along = away, i, running[first[k]] + t * math.sqrt(square)
        out_line[p] = best_line
        if best_line >= 0:
            out_along[p] = best_along
            out_distance[p] = best


def grid_of(xy: Floats, first: Ints, reach: float) -> Grid:
    """Pieces from each point ``first`` to the next, by cell; as many cells, none smaller than twice the reach."""
    low, high = xy.min(axis=0) - reach, xy.max(axis=0) + reach
    width, height = (float(s) for s in high - low)
    cell = max(2.0 * reach, math.sqrt(width * height / max(2 * len(first), 1)), 1e-3)
    cell = max(cell, math.sqrt(width * height / _MOST_CELLS), width / _MOST_CELLS, height / _MOST_CELLS)
    nx, ny = int(width // cell) + 1, int(height // cell) + 1
    fill = np.zeros(nx * ny, dtype=np.int64)
    _enter(xy, first, reach, low[0], low[1], cell, nx, ny, fill, np.zeros(0, dtype=np.int32))
    cell_starts = np.concatenate([[0], np.cumsum(fill)]).astype(np.int64)
    pieces = np.empty(cell_starts[-1], dtype=np.int32)
    if len(pieces):
        _enter(xy, first, reach, low[0], low[1], cell, nx, ny, cell_starts[:-1].copy(), pieces)
    return Grid(float(low[0]), float(low[1]), cell, nx, ny, cell_starts, pieces)


def nearest_in_group(
    points: Floats, starts: Ints, xy: Floats, reach: float, group: Ints, wanted: Ints, rank: Ints | None = None
) -> Nearest:
    """The nearest line of a wanted group to each point, no farther than ``reach`` metres (above 0, inclusive).

    ``group`` is a number per line, ``wanted`` one per point (negative: any group). Points with NaN are nowhere. Of
    lines that are equally near (to 1e-6 m) the one of lowest ``rank`` is taken; without ranks, the one of lowest row.
    """
    count = np.diff(starts)
    first = np.delete(np.arange(len(xy)), starts[1:] - 1).astype(np.int64)
    line = np.repeat(np.arange(len(count)), count - 1).astype(np.int64)
    out = Nearest(np.full(len(points), NOWHERE), np.full(len(points), np.nan), np.full(len(points), np.nan))
    if len(first) == 0 or len(points) == 0:
        return out
    xy = np.ascontiguousarray(xy, dtype=np.float64)
    ranks = np.arange(len(count)) if rank is None else np.asarray(rank, dtype=np.int64)
    grid = grid_of(xy, first, reach)
    _search(
        np.ascontiguousarray(points, dtype=np.float64),
        xy,
        first,
        line,
        running_lengths(starts, xy),
        ranks,
        np.asarray(group, dtype=np.int64),
        np.asarray(wanted, dtype=np.int64),
        reach,
        grid.x0,
        grid.y0,
        grid.cell,
        grid.nx,
        grid.ny,
        grid.cell_starts,
        grid.pieces,
        out.line,
        out.along,
        out.distance,
    )
    return out


def nearest_segments(points: Floats, starts: Ints, xy: Floats, reach: float, rank: Ints | None = None) -> Nearest:
    """The nearest line to each point, no farther than ``reach`` metres (above 0, inclusive); see the group form."""
    return nearest_in_group(
        points,
        starts,
        xy,
        reach,
        np.zeros(len(starts) - 1, dtype=np.int64),
        np.full(len(points), -1, dtype=np.int64),
        rank,
    )
