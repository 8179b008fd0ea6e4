r"""Rates of many small groups, each drawn towards the mean of all by how little is known of it (empirical Bayes).

For counts :math:`y_i` over exposures :math:`n_i` the rates :math:`\theta_i` are taken to vary between groups with mean
:math:`m` and variance :math:`A`; for shares likewise, with binomial noise. Marshall's moments (1991,
`doi:10.2307/2347593 <https://doi.org/10.2307/2347593>`_):

======================= ==========================================================
:math:`m`               :math:`\sum y_i / \sum n_i`
:math:`s^2`             :math:`\sum n_i (y_i/n_i - m)^2 / \sum n_i`
:math:`A`               :math:`s^2 - v(m)/\bar n`, with :math:`v(m)=m` or :math:`m(1-m)`
======================= ==========================================================

The prior is the gamma or beta distribution with these moments. A variance that comes out smaller than ``least_cv``
times the mean, squared, is raised to that: a city whose groups happen to look alike has not proved that they are.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc, gammaincinv

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Rates as they are to be believed. ``own``: the weight in [0, 1] that a group's own rate has in its mean."""

    prior_mean: float
    mean: Floats
    variance: Floats
    own: Floats


def shrink_counts(counts: Floats, exposure: Floats, *, least_cv: float, floor: float) -> Shrunk:
    """Rates of counts per unit of exposure. ``floor``: the smallest prior mean, so that none proves nothing.

    Groups without exposure have the prior mean and its variance.
    """
    return _gamma(counts, exposure, max(_mean(counts, exposure), floor), least_cv)


def shrink_ratios(counts: Floats, expected: Floats, *, least_cv: float) -> Shrunk:
    """How many times as many as expected, drawn towards 1; as :func:`shrink_counts`."""
    return _gamma(counts, expected, 1.0, least_cv)


def _gamma(counts: Floats, exposure: Floats, mean: float, least_cv: float) -> Shrunk:
    between = _between(counts, exposure, mean, mean, least_cv)
    b = mean / between
    posterior = (mean * b + counts) / (b + exposure)
    return Shrunk(mean, posterior, posterior / (b + exposure), exposure / (b + exposure))


def shrink_shares(parts: Floats, wholes: Floats, *, least_cv: float, floor: float) -> Shrunk:
    """Shares of wholes, in [0, 1]; as :func:`shrink_counts`."""
    mean = min(max(_mean(parts, wholes), floor), 1.0 - floor)
    noise = mean * (1.0 - mean)
    between = min(_between(parts, wholes, mean, noise, least_cv), 0.5 * noise)
    size = noise / between - 1.0
    posterior = (mean * size + parts) / (size + wholes)
    variance = posterior * (1.0 - posterior) / (size + wholes + 1.0)
    return Shrunk(mean, posterior, variance, wholes / (size + wholes))


def _mean(counts: Floats, exposure: Floats) -> float:
    total = float(exposure.sum())
    return float(counts.sum()) / total if total > 0.0 else 0.0


def _between(counts: Floats, exposure: Floats, mean: float, noise: float, least_cv: float) -> float:
    """Variance between groups beyond what chance alone gives."""
    seen = exposure > 0.0
    least = (least_cv * mean) ** 2
    if not seen.any():
        return least
    weight = exposure[seen]
    spread = float((weight * (counts[seen] / weight - mean) ** 2).sum() / weight.sum())
    return max(spread - noise / float(weight.mean()), least)


def sum_interval(mean: Floats, variance: Floats, level: float) -> tuple[Floats, Floats]:
    """Interval of a sum of such rates, by the gamma distribution with its mean and variance."""
    shape, scale = mean**2 / variance, variance / mean
    tail = (1.0 - level) / 2.0
    return np.asarray(gammaincinv(shape, tail) * scale), np.asarray(gammaincinv(shape, 1.0 - tail) * scale)


def sum_above(mean: Floats, variance: Floats, cut: float) -> Floats:
    """Probability that such a sum is at least ``cut``."""
    return np.asarray(gammaincc(mean**2 / variance, cut * mean / variance))
