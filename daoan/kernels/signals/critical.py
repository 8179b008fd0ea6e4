"""Greens that keep the fullest lane as far from full as can be, and the cycle that fits: Webster's, by lanes.

::

    max X   such that   Σ_p a_lp g_p ≥ X · (q_l / s) · C   for every lane l,   Σ g_p = C − L,   least ≤ g ≤ most
    C₀ = (1.5 L + 5) / (1 − Y),       Y = Σ_p of the smallest shares of green that all lanes can live with

====== ==================================================================
q_l    vehicles a second on the lane, s the most that a green lane passes
a_lp   1 where phase p lets the lane go, less where it must give way, else 0
L      seconds of the cycle that are nobody's green, C the cycle
====== ==================================================================

The first line is a linear programme, since a lane may be open in several phases. Source of the second: Webster 1958,
Traffic signal settings, Road Research Technical Paper 39.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Beyond this share of the cycle Webster's formula runs away; the cycle then is the longest allowed.
MOST_LOADED = 0.95


def critical_share(load: Floats, opens: Floats) -> float:
    """Y: least share of a cycle that serves each lane's load; ``opens`` (lanes, phases) in [0, 1], ``load`` q / s."""
    served = opens.max(axis=1, initial=0.0) > 0
    if not served.any():
        return 0.0
    found: Any = linprog(
        np.ones(opens.shape[1]), A_ub=-opens[served], b_ub=-load[served], bounds=(0, None), method="highs"
    )
    return float(found.fun)


def webster_cycle_s(load: Floats, opens: Floats, lost_s: float) -> float:
    """C₀ in seconds; infinite where the lanes want more than there is."""
    y = critical_share(load, opens)
    return float("inf") if y >= MOST_LOADED else (1.5 * lost_s + 5.0) / (1.0 - y)


def even_greens(load: Floats, opens: Floats, green_s: float, cycle_s: float, least: Ints, most: Ints) -> Floats:
    """Seconds of each phase, adding up to ``green_s`` as far as the limits allow; what is over is spread evenly.

    Among the greens with the best fullest lane those nearest to the load's own proportions are taken.
    """
    phases = opens.shape[1]
    green_s = float(np.clip(green_s, least.sum(), most.sum()))
    need = load * cycle_s
    lanes = (opens.max(axis=1, initial=0.0) > 0) & (need > 0)
    if not lanes.any():
        return np.asarray(least + (green_s - least.sum()) / phases, dtype=np.float64)
    rows = np.hstack([-opens[lanes], need[lanes][:, None]])
    bounds = [*zip(least.tolist(), most.tolist(), strict=True), (0, None)]
    total = np.r_[np.ones(phases), 0.0][None, :]
    cost = np.r_[np.zeros(phases), -1.0]
    found: Any = linprog(
        cost, A_ub=rows, b_ub=np.zeros(len(rows)), A_eq=total, b_eq=[green_s], bounds=bounds, method="highs"
    )
    return np.asarray(found.x[:phases], dtype=np.float64)
