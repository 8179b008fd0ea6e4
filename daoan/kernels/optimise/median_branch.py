"""The p-median on the sites that are not decided: branch and bound by prices.

A node of the tree says of some sites that they are open and of others that they are closed, and inherits the prices of
its parent. It is done when its bound (:mod:`daoan.kernels.optimise.median_bound`) shows that nothing in it is better
than the answer in hand, or when it leaves one answer only. Else it is cut in two at the open site that earns most. For
few sites of many, where the bound leaves a gap of about one per cent, this takes a hundredth of what the integer
programme does. Source: Christofides & Beasley 1982, European Journal of Operational Research 10, 196–204.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.optimise.median_bound import CLOSED, FREE, OPEN, Prices, climb, earned, useless_from

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.int8]

#: Price steps in a node, and the share of a whole step that they begin with.
STEPS, REACH = 40, 0.5


@dataclass(frozen=True, slots=True)
class Rest:
    """Sites (p,) of a better answer, or none, and a bound on all answers that are better than the one it began with."""

    sites: Ints
    bound: float


def search_rest(c: Floats, p: int, prices: Prices, in_hand: float, whole: bool, max_nodes: int) -> Rest:
    """Search what the prices have not decided, depth first. c (m, n); ``whole``: all costs are whole numbers."""
    left = np.flatnonzero(prices.state != CLOSED)
    c = np.ascontiguousarray(c[left])
    value, sites = in_hand, np.zeros(0, dtype=np.int64)
    stack = [(prices.bound, prices.price, prices.state[left])]
    for _ in range(max_nodes):
        while stack and stack[-1][0] >= useless_from(value, whole):
            stack.pop()
        if not stack:
            break
        bound, price, state = stack.pop()
        node = Prices(price, state.copy(), -np.inf, REACH)
        for taken in (climb(c, p, node, value, useless_from(value, whole), STEPS), _only(node.state, p)):
            cost = float(c[taken].min(axis=0).sum()) if len(taken) else np.inf
            if cost < value:
                value, sites = cost, left[taken]
        if len(_only(node.state, p)):
            continue
        free = np.flatnonzero(node.state == FREE)
        j = free[earned(c[free], node.price).argmin()]
        for side in (CLOSED, OPEN):
            child = node.state.copy()
            child[j] = side
            stack.append((max(bound, node.bound), node.price, child))
    return Rest(sites, min([useless_from(value, whole), *(bound for bound, _, _ in stack)]))


def _only(state: Bytes, p: int) -> Ints:
    """The one answer (p,) that is left, or none if there are several."""
    held, may = np.flatnonzero(state == OPEN), np.flatnonzero(state != CLOSED)
    return held if len(held) == p else may if len(may) == p else np.zeros(0, dtype=np.int64)
