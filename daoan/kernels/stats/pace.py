"""A count at the end of a period, from what was counted so far."""

import numpy as np
import numpy.typing as npt

from daoan.kernels.stats.intervals import count_interval

Floats = npt.NDArray[np.float64]
FEWEST_PARTS = 3  # of a period, before their spread says anything


def dispersion_of(counts: Floats) -> float:
    """Variance over mean of the counts of parts of equal length, 1 or more; 1 (Poisson) for fewer than three parts."""
    if counts.size < FEWEST_PARTS or counts.mean() == 0:
        return 1.0
    return max(1.0, float(counts.var(ddof=1) / counts.mean()))


def count_at_end(
    seen: float, share: float, dispersion: float = 1.0, *, level: float = 0.95
) -> tuple[float, float, float]:
    """Mean, low and high of a count at the end of a period of which ``share`` in (0, 1] is over, ``seen`` in it.

    ========  =================================================================
    seen, f   what was counted, the share of the period that is over
    m         what is to come: (seen + ½)(1 − f) / f, a rate with Jeffreys' prior
    φ         dispersion: variance over mean of the parts so far
    ========  =================================================================

    What is to come has variance φ (m + m² / (seen + ½)); with φ = 1 it is exactly negative binomial.
    """
    if not 0.0 < share <= 1.0:
        raise ValueError(f"a share of a period that is over lies in (0, 1], not {share}")
    mean = (seen + 0.5) * (1.0 - share) / share
    if mean <= 0.0:
        return seen, seen, seen
    variance = dispersion * (mean + mean**2 / (seen + 0.5))
    low, high = count_interval(np.asarray(mean), (variance - mean) / mean**2, level=level)
    return seen + mean, seen + float(low), seen + float(high)
