"""Did a share jump between two stretches of time, or drift along one, by more than its own months vary?

For months m with x_m of n_m rows, before and after:

    φ = max(1, Σ_m (x_m − n_m p̂)² / (n_m p̄(1 − p̄)) / df),        t = (p̂₁ − p̂₀) / √(φ · p̄(1 − p̄)(1/N₀ + 1/N₁))

===== ===================================================================================
p̂     share in the month's own stretch (before or after); p̄ share over both
φ     overdispersion of months inside the stretches, so that season and habit count as noise
df    months less two
===== ===================================================================================

compared with Student's t. Source: quasi-binomial dispersion, McCullagh & Nelder 1989, ch. 4.
"""

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def break_p_value(events_before: Floats, rows_before: Floats, events_after: Floats, rows_after: Floats) -> float:
    """Two-sided probability of so large a jump if nothing changed; 1 where the share is 0 or 1 throughout.

    Arrays are by month; months without rows are left out.
    """
    events, rows = np.r_[events_before, events_after], np.r_[rows_before, rows_after]
    after = np.r_[np.zeros(len(rows_before), bool), np.ones(len(rows_after), bool)]
    events, rows, after = events[rows > 0], rows[rows > 0], after[rows > 0]
    whole = float(events.sum() / rows.sum()) if rows.sum() else 0.0
    spread = whole * (1 - whole)
    freedom = len(rows) - 2
    if spread <= 0 or freedom < 1 or not after.any() or after.all():
        return 1.0
    share = np.where(after, _share(events, rows, after), _share(events, rows, ~after))
    dispersion = max(1.0, float(((events - rows * share) ** 2 / (rows * spread)).sum()) / freedom)
    error = np.sqrt(dispersion * spread * (1 / rows[after].sum() + 1 / rows[~after].sum()))
    jump = _share(events, rows, after) - _share(events, rows, ~after)
    return float(2 * stats.t.sf(abs(jump) / error, freedom))


def drift_p_value(events: Floats, rows: Floats) -> float:
    """Two-sided probability of so steep a drift of a share along its months if it only varied from month to month.

    Arrays by month in order; months without rows are left out. The least-squares slope weighted by rows, against
    Student's t with dispersion from what it leaves:

        b = Σ n_m (m − m̄)(x_m/n_m − p̄) / Σ n_m (m − m̄)²,     t = b / √(φ p̄(1 − p̄) / Σ n_m (m − m̄)²)
    """
    told = rows > 0
    month, events, rows = np.flatnonzero(told).astype(np.float64), events[told], rows[told]
    whole = float(events.sum() / rows.sum()) if rows.sum() else 0.0
    spread = whole * (1 - whole)
    freedom = len(rows) - 2
    if spread <= 0 or freedom < 1:
        return 1.0
    off = month - float((rows * month).sum() / rows.sum())
    lever = float((rows * off**2).sum())
    slope = float((off * (events - rows * whole)).sum()) / lever
    left = events - rows * (whole + slope * off)
    dispersion = max(1.0, float((left**2 / (rows * spread)).sum()) / freedom)
    return float(2 * stats.t.sf(abs(slope) / np.sqrt(dispersion * spread / lever), freedom))


def _share(events: Floats, rows: Floats, chosen: Bools) -> float:
    return float(events[chosen].sum() / rows[chosen].sum())
