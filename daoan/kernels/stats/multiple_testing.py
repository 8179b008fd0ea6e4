"""False-discovery control over many tests: Benjamini & Hochberg (1995) doi:10.1111/j.2517-6161.1995.tb02031.x."""

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
