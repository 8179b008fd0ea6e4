"""The most that n sites can cover, exactly or as a bound: maximal covering as an integer programme.

Maximise    Σ_c m_c y_c
subject to  y_c ≤ Σ_{s reaches c} x_s,   Σ_s x_s ≤ n,   x binary, 0 ≤ y ≤ 1

======== =================================================
x_s, y_c whether a site is taken; whether a cell is reached
m_c      mass of a cell, ≥ 0
======== =================================================

Cells that the same sites reach are one cell. Source: Church & ReVelle (1974) doi:10.1007/BF01942293; solved by HiGHS
through SciPy.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity, vstack

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MostCovered:
    """An upper bound on the mass that any choice covers, and the best choice found; ``proved``: the bound is its value.

    ``sites`` is empty where the solver found none in its time.
    """

    bound: float
    sites: Ints
    proved: bool


def most_covered(
    pair_site: Ints, pair_cell: Ints, mass: Floats, sites: int, number: int, *, seconds: float = 10.0
) -> MostCovered:
    """Bound the mass covered by ``number`` of ``sites`` sites; pairs (m,) say which reaches which cell."""
    reached = csr_array((np.ones(len(pair_site)), (pair_cell, pair_site)), shape=(len(mass), sites))
    reached.sum_duplicates()
    reached.data[:] = 1.0
    cover, weight = _joined(reached, mass)
    if not len(weight) or number <= 0:
        return MostCovered(0.0, np.zeros(0, dtype=np.int64), True)
    if number == 1:
        alone = weight @ cover
        return MostCovered(float(alone.max()), np.array([alone.argmax()], dtype=np.int64), True)
    cells, everything = len(weight), float(weight.sum())
    # HiGHS stops at an absolute gap of 1e-6 whatever is asked: in millionths of all mass that is 1e-12 of it.
    factor = 1e6 / everything
    # y − A x ≤ 0 and 1'x ≤ n
    rows = vstack(
        [
            hstack([-cover, identity(cells, format="csr")]),
            csr_array(np.append(np.ones(sites), np.zeros(cells))[None, :]),
        ],
        format="csr",
    )
    limits = LinearConstraint(rows, -np.inf, np.append(np.zeros(cells), float(number)))
    solved = milp(
        np.append(np.zeros(sites), -weight * factor), constraints=limits, bounds=Bounds(0.0, 1.0),
        integrality=np.append(np.ones(sites), np.zeros(cells)), options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )  # fmt: skip
    bound = everything if solved.mip_dual_bound is None else min(everything, -float(solved.mip_dual_bound) / factor)
    taken = np.flatnonzero(solved.x[:sites] > 0.5) if solved.x is not None else np.zeros(0, dtype=np.int64)
    return MostCovered(bound, taken.astype(np.int64), solved.status == 0)


def _joined(reached: csr_array, mass: Floats) -> tuple[csr_array, Floats]:
    """Cells by the set of sites that reach them; those that none reaches left out."""
    reached.sort_indices()
    found: dict[bytes, int] = {}
    first: list[int] = []
    weight: list[float] = []
    for cell in np.flatnonzero((np.diff(reached.indptr) > 0) & (mass > 0)).tolist():
        key = reached.indices[reached.indptr[cell] : reached.indptr[cell + 1]].tobytes()
        place = found.setdefault(key, len(found))
        if place == len(first):
            first.append(cell)
            weight.append(0.0)
        weight[place] += float(mass[cell])
    return csr_array(reached[np.array(first, dtype=np.int64)]), np.array(weight)
