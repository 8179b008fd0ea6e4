"""Whether reporting is as regular as chance would have it, and whether it has lately become faster or slower.

Reports of a week k with delay in group j are compared with what the delay law of the whole window expects of them:

    φ = max(1, Σ_kj (n_kj − e_kj)² / v_kj / df),       e = Σ_d g_d N_kd,   v = Σ_d g_d (1 − g_d) N_kd

    z = Σ_d (n⁺_d − N⁺_d n_d / N_d) / √(φ Σ_d w_d),    w = N⁺ N⁻ n (N − n) / (N² (N − 1))

======= =====================================================================
g_d     reverse hazard n_d / N_d of the whole window
n⁺, N⁺  reports and events at risk of the late part; n⁻, N⁻ of the part before
======= =====================================================================

φ is Pearson's dispersion (McCullagh & Nelder 1989, ch. 4). z is the log-rank test in reverse time (for right truncation
Lagakos, Barraj & De Gruttola 1988, doi:10.1093/biomet/75.3.515); z > 0: reports come later than they did.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from daoan.kernels.nowcast.reports import Reports

Floats = npt.NDArray[np.float64]

#: First day of each group of delays; a group is long where reports are rare.
GROUPS = (1, 2, 3, 5, 8, 15, 31)
#: A cell with less variance than this says nothing about dispersion.
LEAST_VARIANCE = 0.5


def report_dispersion(blocks: Sequence[Reports]) -> float:
    """φ over blocks of reporting days; 1 where there is too little to tell."""
    reported, at_risk = (np.array([getattr(b, name) for b in blocks]) for name in ("reported", "at_risk"))
    if not len(blocks):
        return 1.0
    hazard = _ratio(reported.sum(axis=0), at_risk.sum(axis=0))
    starts = [g for g in GROUPS if g < reported.shape[1]]
    if not starts:
        return 1.0
    excess = np.add.reduceat(reported - hazard * at_risk, starts, axis=1)
    variance = np.add.reduceat(hazard * (1 - hazard) * at_risk, starts, axis=1)
    told = variance >= LEAST_VARIANCE
    freedom = int(told.sum()) - int(told.any(axis=0).sum())
    if freedom < 1:
        return 1.0
    return max(1.0, float((excess[told] ** 2 / variance[told]).sum() / freedom))


def lag_change(late: Reports, early: Reports, dispersion: float = 1.0) -> tuple[float, float]:
    """z and two-sided p of the difference between two windows of reports; (0, 1) where there is nothing to compare."""
    n = (late.reported + early.reported)[1:]
    at_risk = (late.at_risk + early.at_risk)[1:]
    chance = _ratio(n, at_risk)
    excess = float((late.reported[1:] - late.at_risk[1:] * chance).sum())
    both = late.at_risk[1:] * early.at_risk[1:]
    variance = float(_ratio(both * n * (at_risk - n), at_risk**2 * np.maximum(at_risk - 1, 1)).sum())
    if variance <= 0:
        return 0.0, 1.0
    z = excess / np.sqrt(dispersion * variance)
    return float(z), float(2 * ndtr(-abs(z)))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
