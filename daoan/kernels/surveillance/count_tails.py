"""Tails and quantiles of counts whose variance is φ times their mean.

A negative binomial of size r = μ / (φ − 1) and success probability 1 / φ has mean μ and variance φ μ; sums of such
counts with one φ stay in the family. φ = 1 is the Poisson. With I the regularised incomplete beta and P the incomplete
gamma function::

    P(Y ≥ k) = I_{1 − 1/φ}(k, r),        φ = 1:  P(Y ≥ k) = P(k, μ)

Source: DLMF 8.17.5, https://dlmf.nist.gov/8.17.E5.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammainc, ndtri

Floats = npt.NDArray[np.float64]

#: Below this much over 1 the dispersion is taken for a Poisson's.
LEAST_OVERDISPERSION = 1e-10

#: A mean or dispersion beyond this bounds nothing: the quantile is given as infinite.
MOST = 1e12


def upper_tail(count: npt.ArrayLike, mean: npt.ArrayLike, dispersion: npt.ArrayLike) -> Floats:
    """P(Y ≥ count), arrays broadcast; 1 at counts of 0 and below, NaN where an argument is NaN."""
    k, mu, phi = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(count, mean, dispersion))
    over = phi - 1.0
    mixed = over > LEAST_OVERDISPERSION
    k_or_one = np.where(k > 0, k, 1.0)
    safe = np.where(mixed, over, 1.0)
    tail = np.where(mixed, betainc(k_or_one, mu / safe, safe / (1.0 + safe)), gammainc(k_or_one, mu))
    known = ~(np.isnan(k) | np.isnan(mu) | np.isnan(phi))
    return np.asarray(np.where(known, np.where(k > 0, tail, 1.0), np.nan))


def middle_tail(count: npt.ArrayLike, mean: npt.ArrayLike, dispersion: npt.ArrayLike) -> Floats:
    """Mid-p value P(Y > count) + ½ P(Y = count): less shy than P(Y ≥ count) where counts are small.

    Source: Lancaster 1961, doi:10.1080/01621459.1961.10482105.
    """
    k = np.asarray(count, dtype=np.float64)
    return np.asarray(0.5 * (upper_tail(k, mean, dispersion) + upper_tail(k + 1.0, mean, dispersion)))


def upper_quantile(level: float, mean: npt.ArrayLike, dispersion: npt.ArrayLike) -> Floats:
    """Smallest count q with P(Y ≤ q) ≥ 1 − ``level``, 0 < level < 1; infinite where the mean is, NaN where it is NaN.

    A bracket around the normal approximation is widened until it holds the quantile, then halved.
    """
    mu, phi = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(mean, dispersion))
    known = ~(np.isnan(mu) | np.isnan(phi))
    bounded = known & (mu < MOST) & (phi < MOST)
    mu, phi = np.where(bounded, mu, 1.0), np.where(bounded, np.maximum(phi, 1.0), 1.0)

    def enough(q: Floats) -> npt.NDArray[np.bool_]:
        return upper_tail(q + 1.0, mu, phi) <= level

    low = np.full(mu.shape, -1.0)
    high = np.ceil(mu + np.maximum(-ndtri(level), 1.0) * np.sqrt(phi * mu)) + 1.0
    while not (found := enough(high) | (high > MOST**2)).all():
        low, high = np.where(found, low, high), np.where(found, high, 2.0 * high)
    while ((high - low) > 1.0).any():
        middle = np.floor((low + high) / 2)
        found = enough(middle)
        low, high = np.where(found, low, middle), np.where(found, middle, high)
    return np.asarray(np.where(bounded, high, np.where(known, np.inf, np.nan)))
