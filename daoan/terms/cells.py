"""Cells 网格: a city cut into squares, those that hold a road or a crash, and which of them a place lies in.

What lies in no cell is nowhere on the grid (-1); whoever counts says how much that is.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.terms.errors import InputError
from daoan.terms.places import Plane, plane_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_WIDE = np.int64(1) << 31  # no city has so many columns of squares


@dataclass(frozen=True, slots=True, eq=False)
class CellGrid:
    """Squares of ``size_m`` metres on a plane, in order of column then row; all arrays (cells,)."""

    plane: Plane
    size_m: float
    column: Ints  # squares east of the plane's origin
    row: Ints  # squares north of it

    def __len__(self) -> int:
        return len(self.column)

    @property
    def x_m(self) -> Floats:
        """East of the plane's origin, at the centre of each cell, metres."""
        return np.asarray((self.column + 0.5) * self.size_m)

    @property
    def y_m(self) -> Floats:
        """North of the plane's origin, at the centre of each cell, metres."""
        return np.asarray((self.row + 0.5) * self.size_m)

    def centres(self) -> tuple[Floats, Floats]:
        """WGS-84 lon and lat of the cells' centres."""
        return self.plane.to_degrees(self.x_m, self.y_m)

    def corners(self) -> Floats:
        """WGS-84 lon and lat of the cells' corners, (cells, 4, 2), anticlockwise from the south-west."""
        steps = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
        x = (self.column[:, None] + steps[:, 0]) * self.size_m
        y = (self.row[:, None] + steps[:, 1]) * self.size_m
        lon, lat = self.plane.to_degrees(x.ravel(), y.ravel())
        return np.asarray(np.column_stack([lon, lat]).reshape(len(self), 4, 2))

    def ids(self) -> list[str]:
        """A cell's name: size, origin of the plane, square. The next grid on the same plane names it alike."""
        head = f"c{self.size_m:.0f}:{self.plane.lon:.1f}:{self.plane.lat:.1f}"
        return [f"{head}:{c}:{r}" for c, r in zip(self.column.tolist(), self.row.tolist(), strict=True)]

    def find_cells(self, lon: Floats, lat: Floats) -> Ints:
        """The cell that each place lies in; -1 for a place in none, or without coordinates."""
        inside = np.full(len(lon), -1, dtype=np.int64)
        placed = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        if not len(self) or not len(placed):
            return inside
        names = _name_squares(*squares_of(self.plane, self.size_m, lon[placed], lat[placed]))
        mine = _name_squares(self.column, self.row)
        at = np.minimum(np.searchsorted(mine, names), len(mine) - 1)
        inside[placed] = np.where(mine[at] == names, at, -1)
        return inside


def lay_cells(lon: Floats, lat: Floats, size_m: float, plane: Plane | None = None) -> CellGrid:
    """The squares that hold at least one of the places; NaN are passed over.

    ``size_m``: side of a square, more than 0. ``plane``: by default the one around the middle of the places. Raises
    :class:`InputError` for a size that is none.
    """
    if not (np.isfinite(size_m) and size_m > 0):
        raise InputError(f"a cell's side must be a length above zero, not {size_m}")
    placed = np.isfinite(lon) & np.isfinite(lat)
    if not placed.any():
        nothing = np.zeros(0, dtype=np.int64)
        return CellGrid(plane or Plane(0.0, 0.0), size_m, nothing, nothing)
    on = plane or plane_of(lon, lat)
    names = np.unique(_name_squares(*squares_of(on, size_m, lon[placed], lat[placed])))
    return CellGrid(on, size_m, names // _WIDE, names % _WIDE - _WIDE // 2)


def squares_of(plane: Plane, size_m: float, lon: Floats, lat: Floats) -> tuple[Ints, Ints]:
    """Column and row of the square that each place lies in."""
    x, y = plane.to_metres(lon, lat)
    return np.floor(x / size_m).astype(np.int64), np.floor(y / size_m).astype(np.int64)


def _name_squares(column: Ints, row: Ints) -> Ints:
    """One whole number a square, ascending with column, then row."""
    return np.asarray(column * _WIDE + (row + _WIDE // 2))
