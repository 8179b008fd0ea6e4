"""Posterior of each unit's own rate, given its count, its expectation and the mixing distribution.

::

    p(t | y) ∝ Σ_h w_h π_h(t | v_h + e_i + u_i) · exp(y t − m e^t),      t = ln θ,   rate = m θ / exposure

======  ============================================================================
symbol  meaning
======  ============================================================================
w_h     weight of candidate h of :class:`~daoan.kernels.stats.heterogeneity.Heterogeneity`
π_h     its density of t
e_i     error variance of the unit's log exposure, relative to the mean unit
u_i     variance of its log expectation from the regression's own uncertainty
======  ============================================================================

The integral is taken on a grid around each unit's mode, so the prior may be of any family. With gamma alone and
e = u = 0 this is Hauer's empirical Bayes: mean = w m + (1 − w) y, w = 1 / (1 + α m).

Source: Hauer, Harwood, Council & Griffith (2002) doi:10.3141/1784-16; Casella (1985) doi:10.2307/2682801 and Morris
(1983) doi:10.1080/01621459.1983.10477920 (intervals that do not forget the prior was estimated).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.stats.heterogeneity import Heterogeneity, log_prior, posterior_grid, unit_log_variance

Floats = npt.NDArray[np.float64]

#: Reach of the grid in posterior deviations: farther down, where a gamma's tail is long, than up.
_BELOW, _ABOVE = 11.0, 6.0
_NODES = 69
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class RatePosterior:
    """Posterior of m θ (expected count over the unit's exposure), one row a unit."""

    mean: Floats
    sd: Floats
    low: Floats  # equal tails at the level asked for
    high: Floats
    prob_above: Floats  # P(m θ > threshold)


def rate_posterior(
    y: Floats,
    mean: Floats,
    mixing: Heterogeneity,
    *,
    extra: Floats | None = None,
    own: Floats | None = None,
    threshold: Floats | None = None,
    level: float = 0.95,
) -> RatePosterior:
    """Posterior of every unit's expected count.

    ``y`` (n,) counts ≥ 0; ``mean`` (n,) expectations > 0; ``extra`` (n,) e_i and ``own`` (n,) u_i of the module's table
    (zero where left out); ``threshold`` (n,) what ``prob_above`` compares to (the expectation where left out).
    """
    n = len(y)
    added = np.zeros(n) if extra is None else extra
    doubt = np.zeros(n) if own is None else own
    limit = mean if threshold is None else threshold
    out = np.empty((5, n))
    for start in range(0, n, _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        out[:, rows] = _posterior_rows(y[rows], mean[rows], mixing, added[rows], doubt[rows], limit[rows], level)
    return RatePosterior(*out)


def _posterior_rows(
    y: Floats, mean: Floats, mixing: Heterogeneity, extra: Floats, own: Floats, threshold: Floats, level: float
) -> Floats:
    middle = unit_log_variance(mixing.log_variance, extra) + own
    t = posterior_grid(y, mean, middle, _BELOW, _ABOVE, _NODES)
    value = mean[:, None] * np.exp(t)
    log_joint = y[:, None] * t - value
    log_joint -= log_joint.max(axis=1, keepdims=True)
    prior = np.zeros(t.shape)
    for node in mixing.nodes:
        v = unit_log_variance(node.log_variance, extra) + own
        prior += node.weight * np.exp(log_prior(node.family, t, v))
    density = prior * np.exp(log_joint)
    density /= density.sum(axis=1, keepdims=True)
    first = (density * value).sum(axis=1)
    second = (density * value**2).sum(axis=1)
    cumulative = _cumulative(density)
    tail = 0.5 * (1.0 - level)
    low = mean * np.exp(_quantile(t, density, cumulative, tail))
    high = mean * np.exp(_quantile(t, density, cumulative, 1.0 - tail))
    below = _cdf_at(t, cumulative, np.log(threshold / mean))
    return np.stack([first, np.sqrt(np.maximum(second - first**2, 0.0)), low, high, 1.0 - below])


def _cumulative(density: Floats) -> Floats:
    """Distribution function at the grid points: each step is the integral of the cubic through four points."""
    padded = np.pad(density, ((0, 0), (1, 1)))
    steps = (13.0 * (padded[:, 1:-2] + padded[:, 2:-1]) - padded[:, :-3] - padded[:, 3:]) / 24.0
    steps = np.maximum(steps, 0.0)
    total = np.concatenate([np.zeros((len(density), 1)), np.cumsum(steps, axis=1)], axis=1)
    return np.asarray(total / total[:, -1:])


def _quantile(t: Floats, density: Floats, cumulative: Floats, at: float) -> Floats:
    """Point of each row where the distribution function is ``at``; inside a step the density is taken as a line."""
    rows = np.arange(len(t))
    right = np.clip((cumulative < at).sum(axis=1), 1, t.shape[1] - 1)
    c0, c1 = cumulative[rows, right - 1], cumulative[rows, right]
    f0, f1 = density[rows, right - 1], density[rows, right]
    share = np.where(c1 > c0, (at - c0) / np.where(c1 > c0, c1 - c0, 1.0), 0.5)
    root = f0 + np.sqrt(np.maximum(f0**2 + (f1**2 - f0**2) * share, 0.0))
    part = np.where(root > 0, share * (f0 + f1) / np.where(root > 0, root, 1.0), share)
    return np.asarray(t[rows, right - 1] + part * (t[rows, right] - t[rows, right - 1]))


def _cdf_at(t: Floats, cumulative: Floats, at: Floats) -> Floats:
    """Distribution function of each row at its own point."""
    step = t[:, 1] - t[:, 0]
    place = np.clip((at - t[:, 0]) / step, 0.0, t.shape[1] - 1.0)
    left = np.minimum(place.astype(np.int64), t.shape[1] - 2)
    rows = np.arange(len(t))
    part = place - left
    return np.asarray((1 - part) * cumulative[rows, left] + part * cumulative[rows, left + 1])
