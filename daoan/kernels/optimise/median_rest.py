"""The p-median on the sites that are not decided, as an integer programme by distances.

Minimise    Σ_i (D_i1 + Σ_k (D_i,k+1 − D_ik) z_ik)
subject to  z_ik + Σ_{j: c_ji = D_ik} y_j ≥ z_i,k−1   (z_i0 = 1; the last z_i is 0),   Σ_j y_j = p,   y binary, 0 ≤ z

============== =====================================================================
y_j            whether site j is open
D_i1 < D_i2 …  the different costs at which demand i can be served by sites left
z_ik           whether nothing that costs at most D_ik is open
============== =====================================================================

Demand i never pays more than what the nearest site that is open for good takes, nor more than a price and a bound allow
(see :func:`farthest`), so that few levels are left. Source: Elloumi 2010, Journal of Combinatorial Optimization
19, 69–83; solved by HiGHS through SciPy.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from daoan.kernels.optimise.median_bound import CLOSED, OPEN, Prices
from daoan.kernels.optimise.median_branch import Rest

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Programme:
    """Sites left (s,) and which are open for good, p, what each z costs (Z,), what is paid in any case, and the rows.

    Rows: entries (row, column, value) and least right-hand sides (R,); columns are sites, then z.
    """

    left: Ints
    open: Floats
    p: int
    weight: Floats
    constant: float
    row: Ints
    column: Ints
    value: Floats
    right: Floats


def build_rest(c: Floats, p: int, prices: Prices, useless: float, most: int) -> Programme | None:
    """The programme of answers below ``useless``, c (m, n); None where it would hold more than ``most`` pairs."""
    left = np.flatnonzero(prices.state != CLOSED)
    near = c[left]
    limit = np.minimum(farthest(prices.price, prices.bound, useless), _sure(near, prices.state[left] == OPEN, p))
    kept = near <= limit * (1 + 1e-12) + 1e-12
    if int(kept.sum()) > most:
        return None
    demand, site = np.nonzero(kept.T)
    order = np.lexsort((site, near[site, demand], demand))
    demand, site = demand[order], site[order]
    level_cost = near[site, demand]
    new_demand = np.r_[True, demand[1:] != demand[:-1]]
    new_level = new_demand | np.r_[True, level_cost[1:] != level_cost[:-1]]
    row = np.cumsum(new_level) - 1  # one row a level
    first, cost = new_demand[new_level], level_cost[new_level]
    has_z = np.flatnonzero(np.r_[~first[1:], False])  # all levels of a demand but its last
    z = len(left) + np.arange(len(has_z))
    unserved = int((~kept.any(axis=0)).sum())  # a row that nothing can fulfil: no answer below ``useless``
    return Programme(
        left=left,
        open=(prices.state[left] == OPEN).astype(np.float64),
        p=p,
        weight=cost[has_z + 1] - cost[has_z],
        constant=float(cost[first].sum()),
        row=np.concatenate([row, has_z, has_z + 1]),
        column=np.concatenate([site, z, z]),
        value=np.concatenate([np.ones(len(row)), np.ones(len(z)), -np.ones(len(z))]),
        right=np.concatenate([first.astype(np.float64), np.ones(unserved)]),
    )


def solve_rest(given: Programme, lower: float, useless: float, max_nodes: int) -> Rest:
    """The best answer of the programme; where none costs less than ``useless``, no sites and that as bound."""
    sites, levels, rows = len(given.left), len(given.weight), len(given.right)
    # HiGHS stops at an absolute gap of 1e-6 whatever is asked: in millionths of ``useless`` that is 1e-12 of it.
    factor = 1e6 / max(useless, 1e-300)
    matrix = coo_array(
        (
            np.concatenate([given.value, np.ones(sites)]),
            (np.concatenate([given.row, np.full(sites, rows)]), np.concatenate([given.column, np.arange(sites)])),
        ),
        shape=(rows + 1, sites + levels),
    ).tocsr()
    answer = milp(
        np.concatenate([np.zeros(sites), given.weight * factor]),
        constraints=LinearConstraint(
            matrix, np.append(given.right, float(given.p)), np.append(np.full(rows, np.inf), float(given.p))
        ),
        bounds=Bounds(np.concatenate([given.open, np.zeros(levels)]), 1.0),
        integrality=np.concatenate([np.ones(sites), np.zeros(levels)]),
        options={"node_limit": max_nodes, "mip_rel_gap": 0.0},
    )
    found = np.zeros(0, dtype=np.int64)
    if answer.status == 2:  # there is none
        return Rest(found, useless)
    if answer.x is not None and float(answer.fun) / factor + given.constant < useless:
        found = np.sort(given.left[np.argsort(-answer.x[:sites], kind="stable")[: given.p]]).astype(np.int64)
    bound = lower if answer.mip_dual_bound is None else float(answer.mip_dual_bound) / factor + given.constant
    return Rest(found, min(max(lower, bound), useless))


def farthest(price: Floats, lower: float, useless: float) -> Floats:
    """The most (n,) that each demand can pay in an answer below ``useless``: beyond its price it raises the bound."""
    return np.asarray(price + max(0.0, useless - lower), dtype=np.float64)


def _sure(near: Floats, held: Bools, p: int) -> Floats:
    """The most (n,) that each demand pays whichever p of the sites left (s, n) are open."""
    sure = np.sort(near, axis=0)[max(0, len(near) - p)]
    return np.asarray(np.minimum(sure, near[held].min(axis=0)) if held.any() else sure, dtype=np.float64)
