"""How much likelier the cases are if a window's rate is raised.

======  ==============================================================
symbol  meaning
======  ==============================================================
c       cases in the window
e       cases expected there if nothing is raised anywhere
C       all cases; what is expected everywhere also adds up to C
======  ==============================================================

::

    LLR = c ln(c / e) + (C − c) ln((C − c) / (C − e))      where c > e, else 0

Source: Kulldorff (1997) doi:10.1080/03610929708831995, Poisson; Kulldorff et al. (2005)
doi:10.1371/journal.pmed.0020059, the same formula for the space-time permutation scan.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

from daoan.kernels.stats.shares import share_interval

Floats = npt.NDArray[np.float64]


def log_likelihood_ratio(observed: Floats, expected: Floats, total: float) -> Floats:
    """LLR of windows for high rates; arrays of one shape, ``total`` is C."""
    c, e = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    outside, rest = total - c, np.maximum(total - e, 1e-300)
    inside = xlogy(c, c) - xlogy(c, np.maximum(e, 1e-300))
    ratio = inside + xlogy(outside, outside) - xlogy(outside, rest)
    return np.where(c > e, np.maximum(ratio, 0.0), 0.0)


def relative_risk(
    observed: Floats, expected: Floats, total: float, *, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Rate inside over rate outside, ``(c / e) / ((C − c) / (C − e))``, with its interval.

    Given C, c is binomial with odds ``R e / (C − e)``, R the relative risk; Jeffreys' interval of that share is turned
    into one of R. It does not know that the window was chosen because it is full, so it lies too high.
    """
    c, e = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    odds = np.maximum(total - e, 1e-12) / np.maximum(e, 1e-12)

    def risk(share: Floats) -> Floats:
        return np.asarray(odds * share / np.maximum(1.0 - share, 1e-12))

    low, high = share_interval(c, np.full_like(c, total), level=level)
    return risk(c / total), risk(low), risk(high)
