"""How often chance alone makes a cluster as likely as this one.

::

    all R draws made:      p = (1 + #{draws ≥ LLR}) / (R + 1)
    stopped at the h-th:   p = h / L,   L draws made until h of them reached the LLR
    far out in the tail:   p = 1 − exp(−exp(−(LLR − μ) / β)),   β = s √6 / π,   μ = m − γ β

======  ==============================================================
symbol  meaning
======  ==============================================================
m, s    mean and standard deviation of the draws' highest LLRs
γ       Euler's constant
======  ==============================================================

Sources: Dwass (1957) doi:10.1214/aoms/1177707045; Besag & Clifford (1991) doi:10.1093/biomet/78.2.301; Abrams,
Kulldorff & Kleinman (2010) doi:10.1186/1476-072X-9-61.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

#: Where fewer draws than this reach a cluster, counting them tells p only roughly, and the Gumbel tail tells it.
FEW = 10

#: With fewer draws than this a Gumbel distribution is not fitted.
LEAST_DRAWS = 99

#: Draws count as equal to the data when they differ by rounding only.
_ROUNDING = 1e-9


def reached(draws: Floats, ratio: float) -> int:
    """How many draws are at least as high."""
    return int((draws >= ratio - _ROUNDING).sum())


def p_values(ratios: Floats, draws: Floats, stopped: bool) -> tuple[Floats, Bools]:
    """p of each cluster, and whether it comes from the Gumbel tail.

    ``ratios`` (k,) LLRs, likeliest first; ``draws`` (R,) highest LLR of each draw; ``stopped``: the simulation ended
    with the draw that reached the first of them often enough.
    """
    counts = np.array([reached(draws, ratio) for ratio in ratios], dtype=np.float64)
    if stopped:
        return np.minimum(counts / len(draws), 1.0), np.zeros(len(ratios), dtype=bool)
    p = (1.0 + counts) / (len(draws) + 1.0)
    tail = (counts < FEW) & (len(draws) >= LEAST_DRAWS) & (float(np.std(draws)) > 0)
    return np.where(tail, gumbel_tail(ratios, draws), p) if tail.any() else p, tail


def gumbel_tail(ratios: Floats, draws: Floats) -> Floats:
    """P(highest LLR ≥ ratio) under the Gumbel distribution with the draws' mean and variance."""
    scale = float(np.std(draws, ddof=1)) * np.sqrt(6.0) / np.pi
    middle = float(np.mean(draws)) - np.euler_gamma * scale
    return np.asarray(-np.expm1(-np.exp(-(ratios - middle) / scale)))


def recurrence_days(p: Floats, look_every_days: float) -> Floats:
    """Days in which chance alone is expected to show so unlikely a cluster on one look: ``look_every_days / p``.

    One day in so many carries such an alarm, however much one look resembles the next. Source: Kleinman, Lazarus &
    Platt (2004) doi:10.1093/aje/kwh029.
    """
    return np.asarray(look_every_days / np.maximum(p, 1e-300))
