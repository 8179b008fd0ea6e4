"""Many tests at once.

The rate of false discoveries: Benjamini & Hochberg (1995) doi:10.1111/j.2517-6161.1995.tb02031.x. The probability of
any false one: Holm (1979) Scand. J. Statist. 6, 65–70.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def q_values(p: Floats) -> Floats:
    """The false-discovery rate at which each test would just be reported: min over k ≥ rank of p_(k) m / k."""
    m = len(p)
    order = np.argsort(p, kind="stable")
    stepped = p[order] * m / np.arange(1, m + 1)
    out = np.empty(m)
    out[order] = np.minimum.accumulate(stepped[::-1])[::-1]
    return np.minimum(out, 1.0)


def holm(p_values: Sequence[float], level: float) -> list[bool]:
    """Which hypotheses fall when the probability of any false one among them may be ``level``."""
    order = np.argsort(p_values, kind="stable")
    falls = [False] * len(p_values)
    for step, i in enumerate(order):
        if p_values[i] > level / (len(p_values) - step):
            break
        falls[i] = True
    return falls
