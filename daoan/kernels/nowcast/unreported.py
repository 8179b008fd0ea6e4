"""The distribution of a period's events that are not heard of yet.

    λ ~ Gamma(shape, rate),   K | λ ~ Poisson(λF),   U | λ ~ Poisson(λ(1 − F))

so that with K known

    U | K, F ~ NegativeBinomial(size = shape + K,  mean = (shape + K)(1 − F) / (rate + F))

===== ==============================================================================================
λ     expected events of the period; its prior is the level of earlier periods, as steady as these were
K, U  events known by now, and not yet known
F     share known by now: its posterior (:class:`~daoan.kernels.nowcast.delays.Known`) is mixed over
===== ==============================================================================================

Where reports come in batches (φ > 1) the share known of one period varies by more than the posterior of its mean: then
(φ − 1) F(1 − F) / E(K + U) is added to the variance of F. Source: Lawless (1994) Canad. J. Statist. 22, 15–31.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import nbinom

from daoan.kernels.nowcast.delays import Known

Floats = npt.NDArray[np.float64]

#: Points of the posterior of F that are mixed over: middles of equally probable slices.
SLICES = 40
#: Probability beyond which the distribution is cut off.
CUT = 1e-6


@dataclass(frozen=True, slots=True)
class Level:
    """Gamma prior of a period's expected events: mean is shape / rate."""

    shape: float
    rate: float


def level_of(counts: Floats, known: Floats, least_variation: float) -> Level:
    """The level of earlier periods of equal length.

    ``counts`` (n,) events known of each; ``known`` (n,) share known, > 0; ``least_variation``: coefficient of variation
    below which no level is thought to be steady. All-zero counts give half an event over all periods.
    """
    total = float(counts.sum()) + 0.5
    mean = total / float(known.sum())
    surplus = float(np.mean((counts / known - mean) ** 2 - mean / known)) if len(counts) > 1 else 0.0
    variation = max(least_variation**2, surplus / mean**2) + 1.0 / total
    return Level(1.0 / variation, 1.0 / (variation * mean))


def unreported_pmf(count: int, known: Known, level: Level, dispersion: float = 1.0) -> Floats:
    """Probability of 0, 1, 2 … events not heard of yet; sums to 1."""
    share = _for_one_period(known, count, level, dispersion).quantiles((np.arange(SLICES) + 0.5) / SLICES)
    share = np.clip(share, 1e-6, 1.0)
    size = level.shape + count
    mean = size * (1 - share) / (level.rate + share)
    chance = size / (size + mean)
    most = int(np.max(nbinom.ppf(1 - CUT, size, chance))) + 1
    pmf = np.mean(nbinom.pmf(np.arange(most + 1)[:, None], size, chance[None, :]), axis=1)
    return np.asarray(pmf / pmf.sum())


def pmf_interval(pmf: Floats, level: float) -> tuple[float, float, float]:
    """Mean and equal-tailed interval of a count with these probabilities of 0, 1, 2 …

    A count's own probability is halved between below and above (mid-p; Lancaster 1961,
    doi:10.1080/01621459.1961.10482105), so that intervals of whole numbers hold ``level`` on average and not more.
    """
    below = np.cumsum(pmf) - 0.5 * pmf
    inside = np.flatnonzero((below > 0.5 * (1 - level)) & (below < 0.5 * (1 + level)))
    return float(np.arange(len(pmf)) @ pmf), float(inside[0]), float(inside[-1])


def _for_one_period(known: Known, count: int, level: Level, dispersion: float) -> Known:
    events = max(count, (level.shape + count) / (level.rate + known.mean), 1.0)
    batches = (dispersion - 1.0) * known.mean * (1 - known.mean) / events
    return Known(known.mean, known.variance + batches)
