"""An upper bound by prices, and the proof that some units cannot belong to any better choice.

Put a price on the budget and on every pool. At prices π_p = λ + μ_p the problem falls apart into groups:

    L(λ, μ) = λ·budget + Σ_p μ_p·cap_p + Σ_g max(0, V_g),    V_g = Σ_{i∈g,k} max(0, gain[i,k] − π·cost_i) − π·setup_g

========= ===========================================================================
λ, μ_p    prices, ≥ 0; for every choice of them L bounds the best value from above
V_g       what entering the group earns at these prices
========= ===========================================================================

Forcing one unit in changes only its group's term, so if L with that unit forced does not exceed a value already in
hand, no better choice holds the unit, and it may be left out. Sources: Held, Wolfe & Crowder 1974,
doi 10.1007/BF01580223 (subgradient steps); Geoffrion 1974, doi 10.1007/BFb0120690 (Lagrangian bound).
"""

from dataclasses import dataclass

import numpy as np

from daoan.kernels.optimise.problem import Bools, Floats, Problem


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices that gave the lowest bound found: of the budget, of each pool (P,), and the bound."""

    budget: float
    pools: Floats
    bound: float


def find_prices(problem: Problem, in_hand: float, steps: int = 200) -> Prices:
    """Prices with a low bound, by ``steps`` subgradient steps towards the value ``in_hand``."""
    caps = np.minimum(problem.cap, problem.budget)
    price, pools = _starting_price(problem), np.zeros(len(caps))
    best, reach, since = Prices(price, pools, np.inf), 1.0, 0
    for _ in range(steps):
        bound, used = _bound_at(problem, price, pools)
        if bound < best.bound:
            best, since = Prices(price, pools, bound), 0
        else:
            since += 1
        if since == 10:
            reach, since, price, pools = reach / 2, 0, best.budget, best.pools
            bound, used = _bound_at(problem, price, pools)
        over_budget, over_caps = used.sum() - problem.budget, used - caps
        steep = over_budget**2 + float(over_caps @ over_caps)
        if steep == 0 or bound - in_hand <= 1e-12:
            break
        step = reach * (bound - in_hand) / steep
        price = max(0.0, price + step * over_budget)
        pools = np.maximum(0.0, pools + step * over_caps)
    return best


def at_prices(problem: Problem, prices: Prices) -> Prices:
    """The same prices with their bound for this problem."""
    return Prices(prices.budget, prices.pools, _bound_at(problem, prices.budget, prices.pools)[0])


def bounds_if_taken(problem: Problem, prices: Prices) -> Floats:
    """Bound (n, K) on the value of any choice that holds a unit; a unit at or below a value in hand is useless."""
    reduced, value = _group_values(problem, prices.budget, prices.pools)
    forced = prices.bound - np.maximum(0.0, value)[problem.group] + value[problem.group]
    return np.asarray(forced[:, None] + np.minimum(0.0, reduced), dtype=np.float64)


def worthy_groups(problem: Problem, prices: Prices, factor: float) -> Bools:
    """Groups (G,) that earn more than they cost when every price is multiplied by ``factor``."""
    return np.asarray(_group_values(problem, factor * prices.budget, factor * prices.pools)[1] > 0, dtype=np.bool_)


def _group_values(problem: Problem, price: float, pools: Floats) -> tuple[Floats, Floats]:
    rate = price + pools
    reduced = problem.gain - (rate[problem.item_pool] * problem.cost)[:, None]
    earned = np.bincount(problem.group, weights=np.maximum(0.0, reduced).sum(axis=1), minlength=len(problem.setup))
    return reduced, earned - rate[problem.pool] * problem.setup


def _bound_at(problem: Problem, price: float, pools: Floats) -> tuple[float, Floats]:
    caps = np.minimum(problem.cap, problem.budget)
    reduced, value = _group_values(problem, price, pools)
    bound = price * problem.budget + float(pools @ caps) + float(np.maximum(0.0, value).sum())
    entered = value > 0
    units = np.where(entered[problem.group], (reduced > 0).sum(axis=1), 0)
    items = np.bincount(problem.item_pool, weights=units * problem.cost, minlength=len(caps))
    fees = np.bincount(problem.pool, weights=problem.setup * entered, minlength=len(caps))
    return bound, np.asarray(items + fees, dtype=np.float64)


def _starting_price(problem: Problem) -> float:
    """Gain per cost of the unit at which the budget would run out if there were no fees and caps."""
    ratio = (problem.gain / problem.cost[:, None]).ravel()
    cost = np.repeat(problem.cost, problem.gain.shape[1])
    order = np.argsort(-ratio, kind="stable")
    last = int(np.searchsorted(np.cumsum(cost[order]), problem.budget))
    return float(ratio[order[min(last, len(order) - 1)]]) if len(order) else 0.0
