"""Whole seconds handed out in proportion to weights, between limits, adding up exactly."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def apportion(total: int, weights: Floats, least: Ints, most: Ints) -> Ints:
    """``total`` seconds over rows: ``least`` each, the rest by weight, none above ``most``.

    A total that the limits do not allow is moved to the nearest that they do. Weights > 0, least ≤ most; the largest
    remainders get the seconds that rounding leaves, the first row first where they are equal.
    """
    total = int(np.clip(total, least.sum(), most.sum()))
    shares = least.astype(np.float64)
    free = most > least
    left = float(total - least.sum())
    while left > 1e-9 and free.any():
        extra = np.where(free, weights, 0.0)
        extra *= left / extra.sum()
        shares = np.minimum(shares + extra, most)
        left = total - float(shares.sum())
        free = shares < most - 1e-9
    whole = np.floor(shares + 1e-9).astype(np.int64)
    missing = int(total - whole.sum())
    order = np.argsort(-(shares - whole), kind="stable")
    for row in order[whole[order] < most[order]][:missing]:
        whole[row] += 1
    return whole
