"""Swapping one open site for one closed, as long as it pays: the compiled heart of the p-median search.

Opening j and closing r changes the cost of an answer by

    Δ(j, r) = −gain_j + loss_r − extra_jr
    gain_j   = Σ_i max(0, d1_i − c_ji)
    loss_r   = Σ_{i: near_i = r} (d2_i − d1_i)
    extra_jr = Σ_{i: near_i = r, c_ji < d2_i} (d2_i − max(c_ji, d1_i))

============= ===========================================================================
c_ji          cost of serving demand i from site j
near_i        open site nearest to i; d1_i, d2_i: cost from it, and from the next nearest
============= ===========================================================================

so that one pass over the demands tells the best r for a j. Source: Whitaker 1983, doi 10.1080/03155986.1983.11731889;
Resende & Werneck 2007, doi 10.1007/s10479-006-0154-0 (the three terms).
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: A swap must gain more than this share of the cost, or rounding could go round in circles.
LEAST_GAIN = 1e-12


@njit(cache=True, nogil=True)
def improve(cost: Floats, sites: Ints, first: int) -> float:
    """Swap until no single swap pays; ``sites`` (p ≥ 2) is changed in place, the cost of the answer is returned.

    cost: (m sites, n demands), C order. first: the site from which candidates are tried.
    """
    m, n = cost.shape
    p = len(sites)
    place = np.full(m, -1, dtype=np.int64)  # where in ``sites`` an open site stands
    for k in range(p):
        place[sites[k]] = k
    near, next_near = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    d1, d2 = np.empty(n), np.empty(n)
    for i in range(n):
        _nearest(cost, sites, i, near, next_near, d1, d2)
    loss, extra = np.zeros(p), np.zeros(p)
    for i in range(n):
        loss[near[i]] += d2[i] - d1[i]
    total = d1.sum()
    idle, j = 0, first % m
    while idle < m:
        idle += 1
        if place[j] < 0:
            gain = 0.0
            extra[:] = 0.0
            row = cost[j]
            for i in range(n):
                c = row[i]
                if c < d2[i]:
                    if c < d1[i]:
                        gain += d1[i] - c
                        extra[near[i]] += d2[i] - d1[i]
                    else:
                        extra[near[i]] += d2[i] - c
            best, out = np.inf, -1
            for k in range(p):
                change = loss[k] - extra[k] - gain
                if change < best:
                    best, out = change, k
            if out >= 0 and best < -LEAST_GAIN * total - 1e-15:
                place[sites[out]] = -1
                place[j] = out
                sites[out] = j
                loss[:] = 0.0
                total = 0.0
                for i in range(n):
                    if near[i] == out or next_near[i] == out:
                        _nearest(cost, sites, i, near, next_near, d1, d2)
                    elif row[i] < d1[i]:
                        next_near[i], d2[i] = near[i], d1[i]
                        near[i], d1[i] = out, row[i]
                    elif row[i] < d2[i]:
                        next_near[i], d2[i] = out, row[i]
                    loss[near[i]] += d2[i] - d1[i]
                    total += d1[i]
                idle = 0
        j = j + 1 if j + 1 < m else 0
    return float(total)


@njit(cache=True, nogil=True)
def _nearest(cost: Floats, sites: Ints, i: int, near: Ints, next_near: Ints, d1: Floats, d2: Floats) -> None:
    """The two open sites nearest to demand i, as places in ``sites``."""
    d1[i], d2[i] = np.inf, np.inf
    near[i], next_near[i] = 0, 0
    for k in range(len(sites)):
        c = cost[sites[k], i]
        if c < d1[i]:
            d2[i], next_near[i] = d1[i], near[i]
            d1[i], near[i] = c, k
        elif c < d2[i]:
            d2[i], next_near[i] = c, k


@njit(cache=True, nogil=True)
def open_greedily(cost: Floats, p: int) -> Ints:
    """Open what lowers the cost most, p times (p,). cost: (m sites, n demands). Equal: the one that stands first.

    A site never gains more later than it did before, so only those that looked best are asked again.
    """
    m, n = cost.shape
    sites = np.empty(p, dtype=np.int64)
    totals = np.empty(m)
    for j in range(m):
        totals[j] = cost[j].sum()
    sites[0] = np.argmin(totals)
    d1 = cost[sites[0]].copy()
    gain, asked_at = np.full(m, np.inf), np.zeros(m, dtype=np.int64)
    gain[sites[0]] = -np.inf
    for k in range(1, p):
        chosen = np.argmax(gain)
        while asked_at[chosen] != k:
            total = 0.0
            for i in range(n):
                total += max(0.0, d1[i] - cost[chosen, i])
            gain[chosen], asked_at[chosen] = total, k
            chosen = np.argmax(gain)
        sites[k], gain[chosen] = chosen, -np.inf
        d1 = np.minimum(d1, cost[chosen])
    return sites
