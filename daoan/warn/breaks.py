"""Did a share jump between two stretches of time, by more than its own months vary?

For months m with x_m of n_m rows, before and after:

    φ = max(1, Σ_m (x_m − n_m p̂)² / (n_m p̄(1 − p̄)) / df),        t = (p̂₁ − p̂₀) / √(φ · p̄(1 − p̄)(1/N₀ + 1/N₁))

===== ===================================================================================
p̂     share in the month's own stretch (before or after); p̄ share over both
φ     overdispersion of months inside the stretches, so that season and habit count as noise
df    months less two
===== ===================================================================================

compared with Student's t. Source: quasi-binomial dispersion, McCullagh & Nelder 1989, ch. 4. Many tests are made at
once; :func:`holm` keeps the probability of any false alarm (Holm 1979, Scand. J. Statist. 6, 65–70).
"""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from daoan.terms.frames import Floats


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


def holm(p_values: Sequence[float], level: float) -> list[bool]:
    """Which hypotheses fall when the probability of any false one among them may be ``level``."""
    order = np.argsort(p_values, kind="stable")
    falls = [False] * len(p_values)
    for step, i in enumerate(order):
        if p_values[i] > level / (len(p_values) - step):
            break
        falls[i] = True
    return falls


def _share(events: Floats, rows: Floats, chosen: np.ndarray) -> float:
    return float(events[chosen].sum() / rows[chosen].sum())
