"""How far chance alone would carry a figure from its three-year mean.

Under no change a year's figure Y has mean μ and variance φμ. From k earlier years with sum S the prediction is negative
binomial with

    m = (S + ½) / k,        v = φ · m · (1 + 1/k)

===== =====================================================================================
m, v  mean and variance of the prediction; with φ = 1 it is the Jeffreys prediction of a Poisson count
φ     overdispersion from year to year, at least 1
===== =====================================================================================

    φ = mean over years of (y_t − y_{t−1})² / (y_t + y_{t−1})

which is 1 for Poisson counts and, unlike the plain variance, does not take a steady trend for noise. Sources: mean
square successive difference, von Neumann 1941, doi 10.1214/aoms/1177731677; dispersion of quasi-likelihood, McCullagh &
Nelder 1989; prediction limits for counts, Krishnamoorthy & Peng 2011, J. Stat. Plan. Inference 141. The uncertainty of
φ itself is not carried: with few years the interval is somewhat narrow (a test measures by how much).
"""

import numpy as np
from scipy import stats

from daoan.terms.estimates import Estimate
from daoan.terms.frames import Floats


def dispersion_of(series: Floats) -> float:
    """φ of yearly figures in order of time, at least 1; 1 where fewer than two years tell."""
    pairs = series[1:] + series[:-1]
    told = pairs > 0
    if not told.any():
        return 1.0
    return max(1.0, float(np.mean(np.diff(series)[told] ** 2 / pairs[told])))


def expect_count(series: Floats, years: int, level: float) -> Estimate | None:
    """The mean of the last ``years`` of a series with the interval for the next; ``None`` where there are fewer years.

    ``series``: all comparable earlier figures, oldest first, so that φ is learnt from more than ``years`` of them.
    """
    if len(series) < years:
        return None
    past = series[-years:]
    low, high = _interval(float(past.sum()), years, dispersion_of(series), level)
    return Estimate(float(past.mean()), low, high, level)


def expect_amount(series: Floats, years: int, level: float) -> Estimate | None:
    """As :func:`expect_count` for money: normal, variance from successive differences, t with their number."""
    if len(series) < max(years, 3):
        return None
    mean = float(series[-years:].mean())
    variance = float(np.mean(np.diff(series) ** 2)) / 2
    reach = float(stats.t.ppf((1 + level) / 2, len(series) - 1)) * float(np.sqrt(variance * (1 + 1 / years)))
    return Estimate(mean, max(0.0, mean - reach), mean + reach, level)


def predict_quantile(mean: Floats, variance: Floats, probability: float) -> Floats:
    """Quantile of a negative binomial of given mean > 0 and variance > mean."""
    size = mean**2 / np.maximum(variance - mean, 1e-12)
    return np.asarray(stats.nbinom.ppf(probability, size, mean / variance), dtype=np.float64)


def _interval(total: float, years: int, dispersion: float, level: float) -> tuple[float, float]:
    mean = np.array([(total + 0.5) / years])
    variance = dispersion * mean * (1 + 1 / years)
    low = predict_quantile(mean, variance, (1 - level) / 2)[0]
    return float(low), float(predict_quantile(mean, variance, (1 + level) / 2)[0])
