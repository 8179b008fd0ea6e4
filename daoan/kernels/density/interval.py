"""Interval of a weighted count.

======  ==========================================================
symbol  meaning
======  ==========================================================
y       Σ w_i over the events, v = Σ w_i²
w*      the most that one event more could weigh
======  ==========================================================

::

    low  = (v / 2y) χ²_{α/2}(2 y² / v)
    high = (v* / 2y*) χ²_{1−α/2}(2 y*² / v*),     y* = y + w*,   v* = v + w*²

With all weights 1 it is Garwood's interval of a Poisson mean. Source: Fay & Feuer (1997)
doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

Floats = npt.NDArray[np.float64]


def weighted_count_interval(
    total: Floats, squares: Floats, one_more: Floats, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Low and high of the mean of Σ w_i; arrays of one shape, ``one_more`` > 0."""
    tail = 0.5 * (1.0 - level)
    seen = (total > 0) & (squares > 0)
    y, v = np.where(seen, total, 1.0), np.where(seen, squares, 1.0)
    low = np.where(seen, v / y * gammaincinv(y * y / v, tail), 0.0)
    y, v = np.maximum(total, 0.0) + one_more, squares + one_more**2
    return np.asarray(low), np.asarray(v / y * gammaincinv(y * y / v, 1.0 - tail))
