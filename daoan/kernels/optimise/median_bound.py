"""A lower bound on the p-median by prices on the demands, and sites that no better answer can hold or lack.

Let each demand i offer a price u_i and be served by every open site that is cheaper than it:

    L(u) = Σ_i u_i + sum of the p least ρ_j,      ρ_j = Σ_i min(0, c_ji − u_i)

L(u) is never above the cost of any p sites. Opening a site that is not among the p raises it to L + ρ_j − ρ_(p);
closing one that is, to L − ρ_j + ρ_(p+1). What that lifts to the cost of an answer in hand, or beyond, can be decided
for good, and the search goes on with fewer sites.

========== =============================================================
u_i        price that demand i offers
ρ_j        what site j earns at these prices, ≤ 0
ρ_(k)      the k-th least of them, among sites not yet decided
========== =============================================================

Sources: Cornuéjols, Fisher & Nemhauser 1977, doi 10.1287/mnsc.23.8.789 (bound); Held, Wolfe & Crowder 1974,
doi 10.1007/BF01580223 (steps); Beasley 1993, European Journal of Operational Research 65, 383–399 (deciding sites).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.int8]

FREE, OPEN, CLOSED = 0, 1, 2

#: After so many steps without a better bound the step is halved; below the least step nothing is to be gained.
PATIENCE, LEAST_REACH = 20, 1e-3

#: Two costs closer than this share of them are one.
SAME = 1e-9


def useless_from(value: float, whole: bool) -> float:
    """The cost from which on an answer is no better than one of ``value``; whole costs come in steps of one."""
    return value - 1.0 + 1e-6 if whole else value * (1.0 - SAME)


@dataclass(slots=True)
class Prices:
    """Prices (n,), state of sites (m,) (FREE, OPEN, CLOSED), and the bound that the prices give; changes as it climbs.

    ``reach``: the share of a whole step that the next step takes.
    """

    price: Floats
    state: Bytes
    bound: float
    reach: float = 1.0


def climb(cost: Floats, p: int, prices: Prices, in_hand: float, useless: float, steps: int) -> Ints:
    """Raise the bound by up to ``steps`` steps and decide sites; the sites (p,) of the best step.

    cost: (m, n). in_hand: cost of an answer. useless: an answer that costs this or more is not asked for (at most
    ``in_hand``); a bound there is proof that ``in_hand`` is the best.
    """
    price, bound, reach, sites = _climb(
        cost, p, prices.price, prices.state, prices.bound, prices.reach, in_hand, useless, steps
    )
    prices.price, prices.bound, prices.reach = price, float(bound), float(reach)
    return np.asarray(sites, dtype=np.int64)


@njit(cache=True, nogil=True)
def _climb(
    cost: Floats, p: int, price: Floats, state: Bytes, bound: float, reach: float, in_hand: float, useless: float,
    steps: int,
) -> tuple[Floats, float, float, Ints]:  # fmt: skip
    m, n = cost.shape
    best_price, u, before = price.copy(), price.copy(), np.zeros(n)
    best_sites = np.zeros(p, dtype=np.int64)
    have_sites, since = False, 0
    rho, slack = np.zeros(m), np.empty(n)
    for _ in range(steps):
        for j in range(m):
            if state[j] != CLOSED:
                total = 0.0
                row = cost[j]
                for i in range(n):
                    total += min(0.0, row[i] - u[i])
                rho[j] = total
        sites, last, following = _cheapest(rho, state, p)
        now = u.sum()
        for j in sites:
            now += rho[j]
        better = now > bound
        if better or not have_sites:
            best_sites, have_sites = sites, True
        if better:
            bound, best_price, since = now, u.copy(), 0
            _decide(rho, state, sites, now, last, following, useless)
            if bound >= useless:
                break
        else:
            since += 1
            if since >= PATIENCE:
                since, reach = 0, reach / 2
                if reach < LEAST_REACH:
                    break
                u, before = best_price.copy(), np.zeros(n)
                continue
        slack[:] = 1.0
        for j in sites:
            for i in range(n):
                if cost[j, i] < u[i]:
                    slack[i] -= 1.0
        before = slack + 0.3 * before
        steep = (before * before).sum()
        if steep == 0.0:
            break
        step = reach * max(in_hand - now, 1e-9 * abs(in_hand)) / steep
        u = u + step * before
    return best_price, bound, reach, best_sites


@njit(cache=True, nogil=True)
def _cheapest(rho: Floats, state: Bytes, p: int) -> tuple[Ints, float, float]:
    """Open sites and the free ones that earn most, p in all; the last free one's ρ and the one's that just missed."""
    sites = np.empty(p, dtype=np.int64)
    k = 0
    free = np.flatnonzero(state == FREE)
    for j in range(len(state)):
        if state[j] == OPEN:
            sites[k] = j
            k += 1
    order = free[np.argsort(rho[free], kind="mergesort")]
    room = p - k
    sites[k:] = order[:room]
    last = rho[order[room - 1]] if room > 0 else -np.inf
    following = rho[order[room]] if room < len(order) else np.inf
    return sites, last, following


@njit(cache=True, nogil=True)
def _decide(rho: Floats, state: Bytes, sites: Ints, now: float, last: float, following: float, useless: float) -> None:
    """Close and open for good where the other way would cost ``useless`` or more."""
    taken = np.zeros(len(state), dtype=np.bool_)
    taken[sites] = True
    for j in range(len(state)):
        if state[j] == FREE:
            if taken[j]:
                if now - rho[j] + following >= useless:
                    state[j] = OPEN
            elif now + rho[j] - last >= useless:
                state[j] = CLOSED


@njit(cache=True, nogil=True)
def earned(cost: Floats, price: Floats) -> Floats:
    """What each site (m,) earns at these prices, ρ."""
    rho = np.zeros(len(cost))
    for j in range(len(cost)):
        for i in range(len(price)):
            rho[j] += min(0.0, cost[j, i] - price[i])
    return rho
