"""Peer: the purely spatial scan as one writes it with NumPy and SciPy, all windows of all draws as one matrix product.

No library of the Python world that we know offers Kulldorff's scan (pointpats and esda have none).
"""

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import xlogy

from daoan.kernels.scan.zones import Floats, Ints, Zones


def numpy_scan(zones: Zones, cases: Ints, population: Floats, replications: int, seed: int) -> tuple[float, float]:
    """Highest LLR of the data and its p-value."""
    total = int(cases.sum())
    expected = population * total / population.sum()
    windows = _membership(zones, len(cases))
    inside = np.asarray(windows @ expected)
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(total, expected / total, size=replications)
    top = _highest(windows, cases[None, :], inside, total)[0]
    highest = np.concatenate(
        [_highest(windows, draws[first : first + 50], inside, total) for first in range(0, replications, 50)]
    )
    return float(top), float((1 + (highest >= top - 1e-9).sum()) / (replications + 1))


def _membership(zones: Zones, places: int) -> csr_matrix:
    rows, columns, row = [], [], 0
    for centre in range(len(zones)):
        members = zones.member[zones.starts[centre] : zones.starts[centre + 1]]
        for k in range(1, len(members) + 1):
            rows.append(np.full(k, row))
            columns.append(members[:k])
            row += 1
    column = np.concatenate(columns)
    return csr_matrix((np.ones(len(column)), (np.concatenate(rows), column)), shape=(row, places))


def _highest(windows: csr_matrix, draws: Ints, inside: Floats, total: int) -> Floats:
    c = windows @ draws.T.astype(np.float64)
    e = inside[:, None]
    ratio = xlogy(c, c / e) + xlogy(total - c, (total - c) / (total - e))
    return np.asarray(np.where((c > e) & (c >= 2), ratio, 0.0).max(axis=0))
