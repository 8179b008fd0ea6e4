"""Crashes off the network on a square grid, ranked by a rate that chance alone does not lift.

In: crashes with their places on the network. Out: cells of those that no road lies near, and how many have no place at
all. Cells hold more than one road, and traffic off the network is unknown: a high cell is where to look, no finding.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import gamma, nbinom

from daoan.terms.estimates import Estimate
from daoan.terms.frames import CrashFrame, Floats, Ints
from daoan.terms.places import Plane, plane_of
from daoan.terms.records import GridCell
from daoan.terms.times import moment64, years_before

SIZE_M = 500.0


@dataclass(frozen=True, slots=True)
class OffNetwork:
    """Crashes off the network: those on the grid, and those without coordinates, which no map shows."""

    cells: tuple[GridCell, ...]
    crashes: int
    ksi: int
    crashes_unplaced: int
    ksi_unplaced: int


def grid_off_network(crashes: CrashFrame, as_of: datetime, years: int, size_m: float = SIZE_M) -> OffNetwork:
    """Cells of ``size_m`` metres with at least one crash off the network, highest expected rate first.

    ``crashes``: snapped; those of the ``years`` years before ``as_of`` that were known by then are counted. The rate of
    a cell is shrunk towards the mean of all cells with crashes (gamma-Poisson, see :func:`fit_gamma`), 95 % interval.
    """
    seen = crashes.known_by(moment64(as_of))
    begins = moment64(years_before(as_of, years))
    off = seen.where((seen.segment < 0) & (seen.happened_at > begins))
    placed = np.isfinite(off.lon) & np.isfinite(off.lat)
    on_map = off.where(placed)
    return OffNetwork(
        cells=_cells(on_map, years, size_m) if len(on_map) else (),
        crashes=len(on_map),
        ksi=int(on_map.ksi.sum()),
        crashes_unplaced=len(off) - len(on_map),
        ksi_unplaced=int(off.ksi.sum() - on_map.ksi.sum()),
    )


def fit_gamma(counts: Ints) -> tuple[float, float]:
    """Shape and rate of the gamma distribution of cells' expected counts, by maximum likelihood.

    ::

        n ~ NB(r, p = b / (b + 1)), cut at zero;    lambda ~ Gamma(r, b),    lambda | n ~ Gamma(r + n, b + 1)

    r shape, b rate, n crashes of a cell in the whole period, lambda its expected count. Cells without a crash are not
    on the list and not in the fit: many are fields and water, where none could be. Hence the likelihood cut at zero.
    """
    mean = float(counts.mean())
    if mean <= 1.0 + 1e-9:
        return 1.0, 1.0

    def surprise(log_shape: float) -> float:
        shape = np.exp(log_shape)
        rate = _rate_for(shape, mean)
        p = rate / (rate + 1.0)
        logs = nbinom.logpmf(counts, shape, p) - np.log(-np.expm1(shape * np.log(p)))
        return -float(np.sum(logs))

    best = minimize_scalar(surprise, bounds=(-3.0, 4.0), method="bounded")
    shape = float(np.exp(best.x))
    return shape, _rate_for(shape, mean)


def _rate_for(shape: float, mean: float) -> float:
    """The rate at which a negative binomial cut at zero has this mean, by bisection on the log scale."""
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2.0
        rate = float(np.exp(middle))
        cut_mean = shape / rate / -np.expm1(-shape * np.log1p(1.0 / rate))
        low, high = (middle, high) if cut_mean > mean else (low, middle)
    return float(np.exp((low + high) / 2.0))


def _cells(crashes: CrashFrame, years: int, size_m: float) -> tuple[GridCell, ...]:
    plane = plane_of(crashes.lon, crashes.lat)
    x, y = plane.to_metres(crashes.lon, crashes.lat)
    square = np.column_stack([np.floor(x / size_m), np.floor(y / size_m)]).astype(np.int64)
    cells, cell = np.unique(square, axis=0, return_inverse=True)
    counts = np.bincount(cell.ravel(), minlength=len(cells))
    ksi = np.bincount(cell.ravel(), crashes.ksi, len(cells)).astype(np.int64)
    shape, rate = fit_gamma(counts)
    value = (shape + counts) / (rate + 1.0) / years
    low, high = (np.asarray(gamma.ppf(p, shape + counts)) / (rate + 1.0) / years for p in (0.025, 0.975))
    order = np.lexsort((cells[:, 1], cells[:, 0], -ksi, -value))
    centre = (cells.astype(np.float64) + 0.5) * size_m
    lon, lat = plane.to_degrees(centre[:, 0], centre[:, 1])
    return tuple(
        GridCell(
            cell_id=_cell_id(plane, cells[i], size_m),
            lon=float(lon[i]),
            lat=float(lat[i]),
            size_m=size_m,
            crashes=int(counts[i]),
            ksi=int(ksi[i]),
            crashes_per_year=Estimate(float(value[i]), float(low[i]), float(high[i])),
            rank=rank,
        )
        for rank, i in enumerate(order, start=1)
    )


def _cell_id(plane: Plane, cell: Ints | Floats, size_m: float) -> str:
    """Origin of the plane, size and square: the same square has the same id in the next run on the same plane."""
    return f"g{size_m:.0f}:{plane.lon:.1f}:{plane.lat:.1f}:{int(cell[0])}:{int(cell[1])}"
