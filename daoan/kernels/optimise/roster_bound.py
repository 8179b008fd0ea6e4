"""A bound that no answer to a roster exceeds, from prices on presence.

With a price μ_{s,h} ≥ 0 on presence in each cell and ν_d ≥ 0 on each task, every answer is worth at most

    U(μ, ν) = Σ_{s,h} Σ_k max(0, w_{s,h} step_{h,k} − μ_{s,h})  +  Σ_workers (longest path)  −  Σ_d ν_d need_d

where an option is worth  Σ_{s reached} μ_{s,h} + bonus + ν_{task}  (Lagrangian relaxation, Geoffrion 1974, doi
10.1007/BFb0120690). The least U is the worth of the linear relaxation over whole sequences. U has corners where the
search for prices stalls, so it is smoothed: maxima become τ log Σ exp(·/τ) (Nesterov 2005, doi
10.1007/s10107-004-0552-5), over paths by the forward–backward recursion, and L-BFGS-B goes down while τ is lowered.
The smoothed U lies above U, and what is reported is U itself, the least that was met.
"""

from typing import Any

import numpy as np
from numba import njit
from scipy.optimize import minimize

from daoan.kernels.optimise.roster import Floats, Ints, Roster

#: τ as parts of the mean worth of one working period, from coarse to fine.
TEMPERATURES = (0.1, 0.03, 0.01, 0.003)


def bound_of(roster: Roster, taken: Ints, *, steps: int = 60, enough: float = 0.0) -> float:
    """The least bound met in ``steps`` searches at each temperature, beginning with the prices at answer ``taken``.

    Stops early where the bound is within the fraction ``enough`` of the answer's worth.
    """
    worked = max(1, int((taken >= 0).sum()))
    value = roster.worth(taken)
    unit = (roster.saved(taken) or float(roster.weight.sum())) / worked
    classes, count = np.unique(np.column_stack([roster.kind, roster.root]), axis=0, return_counts=True)
    arrays = roster.arrays()
    room = (np.zeros(len(roster.place)), np.zeros((2, len(roster.graph.level))))
    n, shape, dearest = roster.weight.size, roster.weight.shape, roster.weight * roster.step[:, 0]

    def at_prices(mu: Floats, nu: Floats, part: float) -> tuple[float, Floats, Floats]:
        found: tuple[float, Floats, Floats] = _u(arrays, classes, count, mu, nu, part * unit, part, *room)
        return found

    nothing = np.zeros(len(roster.need))
    least = at_prices(np.zeros(shape), nothing, 0.0)[0]
    if unit <= 0.0:
        return float(max(least, value))
    # Prices are searched for in units in which the smoothed U bends about equally: μ = b √(dearest · unit).
    scale = np.concatenate([np.sqrt(dearest.ravel() * unit), np.full(len(nothing), unit)])
    top = np.concatenate([np.sqrt(dearest.ravel() / unit), np.full(len(nothing), np.inf)])
    inside = [(0.0, most) for most in top.tolist()]  # SciPy takes a list much faster than its own Bounds
    b = np.zeros(len(scale))
    b[:n] = np.divide(roster.slope(roster.presence(taken)).ravel(), scale[:n], out=np.zeros(n), where=scale[:n] > 0)

    def smoothed(b: Floats, part: float) -> tuple[float, Floats]:
        prices = b * scale
        worth, g_mu, g_nu = at_prices(prices[:n].reshape(shape), prices[n:], part)
        return worth / unit, np.concatenate([g_mu.ravel(), g_nu]) * scale / unit

    for part in (*TEMPERATURES, 0.0):
        prices = b * scale
        least = min(least, at_prices(prices[:n].reshape(shape), prices[n:], 0.0)[0])
        if part == 0.0 or least - value <= enough * max(least, 0.0):
            break
        b = minimize(
            smoothed, b, args=(part,), jac=True, method="L-BFGS-B", bounds=inside,
            options={"maxiter": steps, "maxfun": 2 * steps, "maxcor": 20},
        ).x  # fmt: skip
    return float(max(least, value))


@njit(cache=True)
def _soft(a: float, b: float, tau: float) -> float:
    """τ log(exp(a/τ) + exp(b/τ)); the larger at τ = 0."""
    top = max(a, b)
    if tau == 0.0 or top == -np.inf:
        return top
    return float(top + tau * np.log(np.exp((a - top) / tau) + np.exp((b - top) / tau)))


@njit(cache=True)
def _cells(weight: Any, step: Any, mu: Any, part: float, g: Any) -> float:
    total = 0.0
    for s in range(weight.shape[0]):
        for h in range(weight.shape[1]):
            if weight[s, h] == 0.0:
                continue
            tau = part * weight[s, h] * step[h, 0]
            for k in range(step.shape[1]):
                d = weight[s, h] * step[h, k] - mu[s, h]
                total += _soft(0.0, d, tau)
                if tau > 0.0:
                    z = min(d / tau, 700.0)
                    g[s, h] -= 1.0 / (1.0 + np.exp(-z)) if z > -700.0 else 0.0
    return total


@njit(cache=True)
def _u(r: Any, classes: Any, count: Any, mu: Any, nu: Any, tau: float, part: float, worth: Any, value: Any) -> Any:
    """U and, where τ > 0, its gradient in μ and ν."""
    ptr, cell, option_ptr, place, task, bonus = r[2], r[3], r[4], r[5], r[6], r[7]
    forced, need, level, skip, work = r[8], r[11], r[12], r[13], r[14]
    H, P, n = mu.shape[1], len(ptr) - 1, len(level)
    g_mu, g_nu = np.zeros(mu.shape), -need.astype(np.float64)
    total = _cells(r[0], r[1], mu, part, g_mu)
    for d in range(len(need)):
        total -= nu[d] * need[d]
    at_place, on_place = np.zeros((P, H)), np.zeros((P, H))
    for p in range(P):
        for j in range(ptr[p], ptr[p + 1]):
            for h in range(H):
                at_place[p, h] += mu[cell[j], h]
    best, flow, last = np.zeros(H), np.zeros(H), -1
    for c in range(len(classes)):
        kind, root = classes[c, 0], classes[c, 1]
        if kind != last:
            _rewards(option_ptr, place, task, bonus, nu, at_place, kind, tau, worth, best)
            for s in range(n - 1, -1, -1):
                h = level[s]
                if h == H:
                    value[0, s] = 0.0
                    continue
                skipped = value[0, skip[s]] if not forced[kind, h] else -np.inf
                worked = value[0, work[s]] + best[h] if work[s] >= 0 else -np.inf
                value[0, s] = _soft(skipped, worked, tau)
            last = kind
        total += count[c] * value[0, root]
        if tau == 0.0:
            continue
        flow[:] = 0.0
        value[1, :] = 0.0
        value[1, root] = count[c]
        for s in range(root, n):
            h = level[s]
            if h == H or value[1, s] == 0.0:
                continue
            moved = 0.0
            if work[s] >= 0:
                moved = value[1, s] * np.exp((value[0, work[s]] + best[h] - value[0, s]) / tau)
                value[1, work[s]] += moved
                flow[h] += moved
            value[1, skip[s]] += value[1, s] - moved
        for h in range(H):
            for o in range(option_ptr[kind * H + h], option_ptr[kind * H + h + 1]):
                taken = flow[h] * np.exp((worth[o] - best[h]) / tau)
                on_place[place[o], h] += taken
                if task[o] >= 0:
                    g_nu[task[o]] += taken
    for p in range(P):
        for j in range(ptr[p], ptr[p + 1]):
            for h in range(H):
                g_mu[cell[j], h] += on_place[p, h]
    return total, g_mu, g_nu


@njit(cache=True)
def _rewards(option_ptr: Any, place: Any, task: Any, bonus: Any, nu: Any, at_place: Any, kind: int,
             tau: float, worth: Any, best: Any) -> None:  # fmt: skip
    """Worth of each option of a kind, and of the best (softly) in each period."""
    H = len(best)
    for h in range(H):
        top, low, high = -np.inf, option_ptr[kind * H + h], option_ptr[kind * H + h + 1]
        for o in range(low, high):
            worth[o] = at_place[place[o], h] + bonus[o]
            if task[o] >= 0:
                worth[o] += nu[task[o]]
            top = max(top, worth[o])
        best[h] = top
        if tau > 0.0 and high > low:
            total = 0.0
            for o in range(low, high):
                total += np.exp((worth[o] - top) / tau)
            best[h] = top + tau * np.log(total)
