"""Where crashes happen: how many times an average cell's crashes each cell has, by gamma–Poisson shrinkage.

======  ======================================================================================================
symbol  meaning
======  ======================================================================================================
N_c     injury crashes of cell c in the record, older ones counting less
μ_c     share of the grid's crashes that such a cell has: by the length of its roads, and by the cells around it
E_c     μ_c Σ N;        u_c  how many times that the cell really has
r       how alike such cells are;   u_c ~ Gamma(r, r),  N_c | u_c ~ Poisson(u_c E_c)
q       how alike the hours of cells are: v_cs ~ Gamma(q, q) for cell c in shift s of the day
======  ======================================================================================================

::

    u_c = (r + N_c) / (r + E_c),       v_cs = (q + N_cs) / (q + u_c E_c p_s)

with p_s the grid's share of crashes in shift s. r and q maximise the likelihood of the counts, a negative binomial
(Hauer 1992, doi:10.1016/0001-4575(92)90021-P). Posterior variances are u² / (r + N_c) and v² / (q + N_cs).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from daoan.assess.outlook.ground import Ground
from daoan.terms.frames import Floats, Ints

#: Candidates for r and q: from "hardly alike" to "all the same".
ALIKE = np.geomspace(0.05, 400.0, 40)

#: Cells are told apart by road length in so many classes, besides those without a road.
_ROAD_CLASSES = 4


@dataclass(frozen=True, slots=True, eq=False)
class CellLevels:
    """What each cell has of the grid's crashes, and how sure that is. Shares of the grid sum to about one."""

    share: Floats  # (cells,) posterior mean share of the grid's crashes
    by_shift: Floats  # (cells, shifts) posterior mean of v
    relative_variance: Floats  # (cells, shifts) of share × v
    alike: float  # r
    alike_by_shift: float  # q


def fit_levels(ground: Ground, cell: Ints, shift: Ints, shifts: int, discount: Floats) -> CellLevels:
    """Fit to crashes, one row a crash: its cell, its shift of the day, and what it counts."""
    cells = len(ground)
    counts = np.bincount(cell, discount, cells).astype(np.float64)
    total = max(float(counts.sum()), 1e-9)
    expected = total * prior_share(ground, counts)
    alike = fit_alike(counts, expected)
    level = (alike + counts) / (alike + expected)
    by = np.zeros((cells, shifts))
    np.add.at(by, (cell, shift), discount)
    of_shift = by.sum(axis=0) / total
    expected_by = (level * expected)[:, None] * of_shift[None, :]
    alike_by_shift = fit_alike(by.ravel(), expected_by.ravel())
    share = level * expected
    return CellLevels(
        share=share / share.sum(),
        by_shift=(alike_by_shift + by) / (alike_by_shift + expected_by),
        relative_variance=1.0 / (alike + counts)[:, None] + 1.0 / (alike_by_shift + by),
        alike=alike,
        alike_by_shift=alike_by_shift,
    )


def prior_share(ground: Ground, counts: Floats) -> Floats:
    """What share of the grid's crashes a cell has by its road length and by the eight cells around it, (cells,).

    Where no crash is known to lie anywhere, all cells are alike.
    """
    if not counts.any():
        return np.full(len(counts), 1.0 / max(len(counts), 1))
    group = _road_class(ground.road_km)
    groups = int(group.max(initial=0)) + 1
    members = np.bincount(group, minlength=groups)
    mean = (np.bincount(group, counts, groups) + counts.mean()) / (members + 1.0)
    expected = mean[group]
    around, expected_around = _around(ground, counts), _around(ground, expected)
    alike = fit_alike(around, expected_around)
    near = (alike + around) / (alike + expected_around)
    share = expected * near
    return np.asarray(share / share.sum())


def fit_alike(counts: Floats, expected: Floats) -> float:
    """The shape of the gamma mixture, of :data:`ALIKE`, under which the counts are likeliest."""
    used = expected > 0
    n, m = counts[used], expected[used]
    if not len(n):
        return 1.0
    values, cells = np.unique(n, return_counts=True)  # few counts are distinct, and Γ is dear
    gammas = [float(cells @ (gammaln(values + r) - gammaln(r))) for r in ALIKE]
    rest = [r * np.log(r) * len(n) - float((n + r) @ np.log(r + m)) for r in ALIKE]
    return float(ALIKE[int(np.argmax(np.add(gammas, rest)))])


def _road_class(road_km: Floats) -> Ints:
    """0 without a road, else quarters of the cells with one, by length."""
    found = np.zeros(len(road_km), dtype=np.int64)
    has = road_km > 0
    if has.any():
        edges = np.quantile(road_km[has], np.arange(1, _ROAD_CLASSES) / _ROAD_CLASSES)
        found[has] = 1 + np.searchsorted(edges, road_km[has], side="right")
    return found


def _around(ground: Ground, values: Floats) -> Floats:
    """Sum of the values of the up to eight cells that touch each cell."""
    column, row = ground.grid.column, ground.grid.row
    wide = int(row.max(initial=0) - row.min(initial=0)) + 3
    name = (column - column.min(initial=0)) * wide + (row - row.min(initial=0))
    order = np.argsort(name)
    named = name[order]
    total = np.zeros(len(values))
    for step in (-wide - 1, -wide, -wide + 1, -1, 1, wide - 1, wide, wide + 1):
        at = np.minimum(np.searchsorted(named, name + step), len(named) - 1)
        there = named[at] == name + step
        total += np.where(there, values[order[at]], 0.0)
    return total
