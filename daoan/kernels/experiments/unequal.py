"""Draw some of many with unequal chances, each known exactly: systematic sampling along a random order.

======  =====================================================
symbol  meaning
======  =====================================================
w_i     weight of place i, ≥ 0
n       how many are drawn
π_i     chance of place i to be among them; Σ π_i = n
======  =====================================================

::

    π_i = min(1, c w_i),  c so that Σ π_i = n

Places with more than their share are drawn for certain and the rest is shared among the others, again and again. Along
a random order the sums of π are walked through from a random start in [0, 1); where a whole number is passed, that
place is drawn. Source: Madow (1949) doi:10.1214/aoms/1177729988; Hartley & Rao (1962) doi:10.1214/aoms/1177704564.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def chances(weight: Floats, n: int) -> Floats:
    """π (places,) for weights ≥ 0. Places without weight have no chance; with fewer than n that have one, all are
    certain. Raises :class:`ValueError` for weights that are negative or no numbers."""
    if not np.isfinite(weight).all() or (weight < 0).any() or n < 0:
        raise ValueError("weights are finite and none is negative")
    pi = np.zeros(len(weight))
    open_ = weight > 0
    left = n
    while left > 0 and open_.any():
        share = np.zeros(len(weight))
        share[open_] = left * (weight[open_] / weight[open_].sum())
        certain = open_ & (share >= 1.0)
        if not certain.any():
            pi[open_] = share[open_]
            break
        pi[certain] = 1.0
        open_ &= ~certain
        left = n - int((pi == 1.0).sum())
    return pi


def draw(weight: Floats, n: int, uniforms: Floats, start: float) -> Ints:
    """Rows that are drawn, ascending. ``uniforms`` (places,): their random order; ``start`` in [0, 1): where it begins.

    The start must be a number of its own, not one of the uniforms.
    """
    pi = chances(weight, n)
    certain = np.flatnonzero(pi == 1.0)
    rest = np.flatnonzero((pi > 0) & (pi < 1.0))
    rest = rest[np.argsort(uniforms[rest], kind="stable")]
    many = n - len(certain)
    if not len(rest) or many <= 0:
        return np.sort(certain)
    along = np.cumsum(pi[rest])
    along *= many / along[-1]  # rounding must not lose the last one
    passed = np.searchsorted(along, start + np.arange(many), side="right")
    return np.sort(np.concatenate([certain, rest[np.minimum(passed, len(rest) - 1)]]))
