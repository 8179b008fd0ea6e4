"""Intervals: gamma–Poisson posteriors, counts to come, products, and paired differences.

All are equal-tailed. Arrays in, arrays out; scalars are arrays of no dimension.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, ndtri
from scipy.stats import nbinom, poisson
from scipy.stats import t as student

Floats = npt.NDArray[np.float64]


def gamma_poisson(y: Floats, exposure: Floats, shape: Floats, rate: Floats) -> tuple[Floats, Floats]:
    """Posterior shape and rate of a Poisson rate with prior Gamma(shape, rate) after ``y`` events in ``exposure``.

    Hauer (1992) doi:10.1016/0001-4575(92)90021-P. Prior mean is shape / rate.
    """
    return np.asarray(shape + y), np.asarray(rate + exposure)


def gamma_interval(shape: Floats, rate: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Equal-tailed interval of Gamma(shape, rate)."""
    tail = 0.5 * (1 - level)
    return np.asarray(gammaincinv(shape, tail) / rate), np.asarray(gammaincinv(shape, 1 - tail) / rate)


def poisson_mean_interval(y: Floats, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Exact interval of a Poisson mean after ``y`` events: Garwood (1936) doi:10.1093/biomet/28.3-4.437."""
    tail = 0.5 * (1 - level)
    low = np.where(y > 0, gammaincinv(np.maximum(y, 1e-12), tail), 0.0)
    return np.asarray(low), np.asarray(gammaincinv(y + 1.0, 1 - tail))


def count_interval(mean: Floats, alpha: Floats | float = 0.0, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Interval of a count to come with the given mean and variance mean + α mean² (α 0: Poisson)."""
    tail = 0.5 * (1 - level)
    a = np.broadcast_to(np.asarray(alpha, dtype=np.float64), np.shape(mean))
    size = 1.0 / np.maximum(a, 1e-12)
    chance = size / (size + mean)
    low = np.where(a > 1e-9, nbinom.ppf(tail, size, chance), poisson.ppf(tail, mean))
    high = np.where(a > 1e-9, nbinom.ppf(1 - tail, size, chance), poisson.ppf(1 - tail, mean))
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def product_interval(
    mean: Floats, variance: Floats, other_mean: Floats, other_variance: Floats, *, level: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Mean, low and high of the product of two independent positive quantities known by mean and variance.

    The product's first two moments are exact; the interval is that of the gamma with these moments.
    """
    product = mean * other_mean
    second = (variance + mean**2) * (other_variance + other_mean**2)
    spread = np.maximum(second - product**2, 1e-300)
    shape = np.maximum(product**2 / spread, 1e-3)
    low, high = gamma_interval(shape, shape / np.maximum(product, 1e-300), level=level)
    return np.asarray(product), low, high


def normal_factor(level: float) -> float:
    """Half width of a normal interval in standard deviations."""
    return float(ndtri(0.5 + level / 2))


def paired_t_interval(differences: Floats, *, level: float = 0.95) -> tuple[float, float, float]:
    """Mean of paired differences and its t interval. With one pair the interval is unbounded."""
    n = len(differences)
    mean = float(differences.mean())
    if n < 2:
        return mean, -np.inf, np.inf
    half = float(student.ppf(0.5 + level / 2, n - 1) * differences.std(ddof=1) / np.sqrt(n))
    return mean, mean - half, mean + half


def bootstrap_interval(draws: Floats, *, level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of bootstrap replicates; Efron (1979) doi:10.1214/aos/1176344552."""
    low, high = np.quantile(draws, [0.5 * (1 - level), 0.5 * (1 + level)])
    return float(low), float(high)
