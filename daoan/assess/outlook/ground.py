"""The ground of a city: its squares, and which roads lie in each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.terms.cells import CellGrid, lay_cells
from daoan.terms.frames import CrashFrame, Floats, Ints, Network, Objects
from daoan.terms.places import plane_of

#: Roads are cut into pieces of at most this part of a square's side before each is put into one square.
_PIECE = 0.25

#: So many roads are named for a square, those with most length in it.
_NAMED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Squares with a road or a crash, and the roads in each; sequences (cells,)."""

    grid: CellGrid
    road_km: Floats
    roads: Sequence[tuple[str, ...]]
    area: Sequence[str | None]  # county or district with most road length; None where no road tells it

    def __len__(self) -> int:
        return len(self.grid)


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Short pieces of road, one row each: middle, length, row of the segment."""

    lon: Floats
    lat: Floats
    km: Floats
    segment: Ints


def lay_ground(network: Network, crashes: CrashFrame, size_m: float) -> Ground:
    """Squares of ``size_m`` metres over the roads and over the crashes that have coordinates."""
    pieces = _cut(network, size_m * _PIECE)
    lon, lat = np.concatenate([pieces.lon, crashes.lon]), np.concatenate([pieces.lat, crashes.lat])
    placed = np.isfinite(lon) & np.isfinite(lat)
    if not placed.any():
        return Ground(lay_cells(lon, lat, size_m), np.zeros(0), (), ())
    plane = plane_of(pieces.lon, pieces.lat) if len(pieces.lon) else plane_of(lon, lat)
    grid = lay_cells(lon, lat, size_m, plane)
    cell = grid.find_cells(pieces.lon, pieces.lat)
    areas = _longest(cell, network.area[pieces.segment], pieces.km, len(grid), 1)
    return Ground(
        grid=grid,
        road_km=np.bincount(cell, pieces.km, len(grid)).astype(np.float64),
        roads=_longest(cell, network.road_name[pieces.segment], pieces.km, len(grid), _NAMED),
        area=[names[0] if names else None for names in areas],
    )


def _cut(network: Network, most_m: float) -> _Pieces:
    """The network's lines in pieces of at most ``most_m`` metres."""
    points = np.diff(network.starts)
    segment_of_point = np.repeat(np.arange(len(network)), points)
    if len(segment_of_point) < 2:
        nothing = np.zeros(0)
        return _Pieces(nothing, nothing, nothing, nothing.astype(np.int64))
    begins = np.flatnonzero(segment_of_point[:-1] == segment_of_point[1:])
    a, b = network.coords[begins], network.coords[begins + 1]
    middle = np.cos(np.radians((a[:, 1] + b[:, 1]) / 2.0))
    length_m = 111_195.0 * np.hypot((b[:, 0] - a[:, 0]) * middle, b[:, 1] - a[:, 1])
    parts = np.maximum(np.ceil(length_m / most_m), 1).astype(np.int64)
    row = np.repeat(np.arange(len(begins)), parts)
    step = np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    along = ((step + 0.5) / parts[row])[:, None]
    at = a[row] + (b[row] - a[row]) * along
    return _Pieces(at[:, 0], at[:, 1], length_m[row] / parts[row] / 1000.0, segment_of_point[begins][row])


def _longest(cell: Ints, name: Objects, km: Floats, cells: int, most: int) -> list[tuple[str, ...]]:
    """The names with most length in each square, longest first."""
    named = np.array([n is not None for n in name], dtype=bool)
    totals: dict[tuple[int, str], float] = {}
    for c, n, length in zip(cell[named].tolist(), name[named].tolist(), km[named].tolist(), strict=True):
        totals[c, n] = totals.get((c, n), 0.0) + length
    found: list[list[str]] = [[] for _ in range(cells)]
    for (c, n), _ in sorted(totals.items(), key=lambda item: (-item[1], item[0][1])):
        if len(found[c]) < most:
            found[c].append(n)
    return [tuple(names) for names in found]
