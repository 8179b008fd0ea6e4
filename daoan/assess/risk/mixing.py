"""Scatter between like stretches, class by class, and the posterior of every stretch's crash rate.

Motorways differ less among themselves than village streets, and flows are known better on some classes than on others;
one dispersion for all would be too wide here and too narrow there. Each class is drawn to what the others show by a
prior on ln c of standard deviation :data:`CLASS_LOG_C_SD`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from daoan.assess.exposure import Exposure
from daoan.assess.risk.neighbours import Surroundings
from daoan.assess.risk.spf import Spf
from daoan.kernels.stats.heterogeneity import LOG_C_CENTRE, LOG_C_SD, Heterogeneity, fit_heterogeneity
from daoan.kernels.stats.log_rate import RatePosterior, rate_posterior
from daoan.kernels.threads import map_in_threads
from daoan.terms.frames import Codes, Floats, Ints

#: How far a class's ln c may lie from that of all classes, before its own crashes are looked at.
CLASS_LOG_C_SD = 0.7
#: A class with fewer stretches than this is taken with the scatter of all.
FEWEST_STRETCHES = 30


@dataclass(frozen=True, slots=True)
class Mixing:
    """Mixing distribution of all stretches together, and of each road class (by code) that was fitted by itself."""

    pooled: Heterogeneity
    by_class: Mapping[int, Heterogeneity]


def fit_mixing(y: Floats, around: Surroundings, exposure: Exposure, road_class: Codes) -> Mixing:
    """Fit the scatter of counts ``y`` (n,) around what the road and its surroundings let expect."""
    expected = around.spf.expected
    pooled = fit_heterogeneity(y, expected, around.doubt)

    def fit_class(rows: Ints) -> Heterogeneity:
        centre, doubt = _centre_of_others(rows, y, expected, around.doubt)
        return fit_heterogeneity(
            y[rows],
            expected[rows],
            around.doubt[rows] + _exposure_noise(around.spf, exposure, rows),
            log_c_centre=centre,
            log_c_sd=min(float(np.hypot(CLASS_LOG_C_SD, doubt)), LOG_C_SD),
        )

    large = [rows for rows in _class_rows(road_class) if len(rows) >= FEWEST_STRETCHES]
    fits = map_in_threads(fit_class, large)
    by_class = {int(road_class[rows[0]]): fit for rows, fit in zip(large, fits, strict=True)}
    return Mixing(pooled, by_class)


def _centre_of_others(rows: Ints, y: Floats, expected: Floats, doubt: Floats) -> tuple[float, float]:
    """Mean and doubt of ln c among the stretches of every other class, so that no crash is counted twice."""
    other = np.setdiff1d(np.arange(len(y)), rows)
    if len(other) < FEWEST_STRETCHES:
        return LOG_C_CENTRE, LOG_C_SD
    return fit_heterogeneity(y[other], expected[other], doubt[other]).log_c


def posterior_by_class(
    y: Floats,
    around: Surroundings,
    mixing: Mixing,
    exposure: Exposure,
    road_class: Codes,
    threshold: Floats,
    level: float,
) -> RatePosterior:
    """Posterior of the expected crashes over the counted years; ``threshold`` (n,) is for ``prob_above``."""

    def posterior_of(rows: Ints) -> RatePosterior:
        return rate_posterior(
            y[rows],
            around.spf.expected[rows],
            mixing.by_class.get(int(road_class[rows[0]]), mixing.pooled),
            extra=around.doubt[rows] + _exposure_noise(around.spf, exposure, rows),
            own=around.spf.log_variance[rows],
            threshold=threshold[rows],
            level=level,
        )

    classes = _class_rows(road_class)
    columns = np.empty((5, len(y)))
    for rows, post in zip(classes, map_in_threads(posterior_of, classes), strict=True):
        columns[:, rows] = (post.mean, post.sd, post.low, post.high, post.prob_above)
    return RatePosterior(*columns)


def _class_rows(road_class: Codes) -> list[Ints]:
    return [np.flatnonzero(road_class == code) for code in np.unique(road_class)]


def _exposure_noise(spf: Spf, exposure: Exposure, rows: Ints) -> Floats:
    """Variance of ln expected crashes from the error of the flow, relative to the mean of these stretches."""
    noise = (spf.flow_exponent[rows] * exposure.log_sd[rows]) ** 2
    return np.asarray(noise - noise.mean())
