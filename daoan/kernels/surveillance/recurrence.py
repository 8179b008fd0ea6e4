"""What a level of alarm costs: recurrence intervals and budgets of false alarms.

With p-values that hold what they promise, a series without surges falls below α in a share α of its weeks, so S series
that are looked at every week raise α · S · 52.18 false alarms a year on average, whatever their correlation. Weeks that
follow one another share evidence, so the false alarms come in somewhat fewer, longer runs than independent ones would.
Source: Kleinman, Lazarus & Platt 2004, doi:10.1093/aje/kwh029 (recurrence interval).
"""

import numpy as np
import numpy.typing as npt

from daoan.kernels.surveillance.reference import WEEKS_PER_YEAR

Floats = npt.NDArray[np.float64]


def recurrence_weeks(p_value: npt.ArrayLike, series: int = 1) -> Floats:
    """Weeks in which one p-value at most this small is expected among so many series without surges; inf at 0."""
    if series < 1:
        raise ValueError(f"there must be at least one series, not {series}")
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / (np.asarray(p_value, dtype=np.float64) * series))


def false_alarms_per_year(alpha: float, series: int) -> float:
    """Expected weeks of alarm a year if no series surges."""
    if not 0 <= alpha <= 1 or series < 0:
        raise ValueError("alpha is a probability and the number of series is not negative")
    return alpha * series * WEEKS_PER_YEAR


def level_for_budget(false_alarms: float, series: int) -> float:
    """Level at which so many series raise at most ``false_alarms`` a year on average; at most 1."""
    if false_alarms <= 0 or series < 1:
        raise ValueError("a budget needs more than 0 false alarms a year and at least one series")
    return min(1.0, false_alarms / (series * WEEKS_PER_YEAR))
