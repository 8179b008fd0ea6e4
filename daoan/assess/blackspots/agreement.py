"""What empirical Bayes expects of an interval of a line, and whether it agrees that the place is bad."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from daoan.assess.blackspots.lines import column_profile
from daoan.assess.blackspots.period import Period
from daoan.kernels.windows.profile import Profile
from daoan.terms.frames import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Agreement:
    """One row an interval; NaN where no model covers the whole of it. Crashes in the period."""

    known: Bools
    expected: Floats
    low: Floats
    high: Floats
    prob_excess: Floats  # posterior probability that the place is worse than its model value


def agreement_on(period: Period, group: Ints, start_m: Floats, end_m: Floats) -> Agreement:
    """Empirical Bayes expectation of intervals, summed over the covered share of each segment.

    ::

        mean = T sum_i share_i eb_i        variance = T^2 sum_i (share_i sd_i)^2

    T years of the period, eb_i and sd_i mean and standard deviation of the posterior rate of segment i. The sum is
    taken as gamma distributed with that mean and variance.
    """
    known = period.is_modelled(group, start_m, end_m)
    blank = np.full(len(group), np.nan)
    if not known.any() or period.risk is None:
        return Agreement(known, blank, blank, blank, blank)
    mean, spread = _posterior(period).between(group, start_m, end_m)
    model = np.where(period.risk.modelled, period.risk.model_per_year, 0.0) * period.covered_years
    usual, _ = column_profile(period.lines, model).between(group, start_m, end_m)
    shape = 1.0 / np.maximum(spread, 1e-9)
    scale = np.maximum(mean, 1e-12) / shape
    return Agreement(
        known=known,
        expected=np.where(known, mean, np.nan),
        low=np.where(known, gamma.ppf(0.025, shape, scale=scale), np.nan),
        high=np.where(known, gamma.ppf(0.975, shape, scale=scale), np.nan),
        prob_excess=np.where(known, gamma.sf(usual, shape, scale=scale), np.nan),
    )


def _posterior(period: Period) -> Profile:
    assert period.risk is not None
    risk, order = period.risk, period.lines.order
    mean = np.where(risk.modelled, risk.eb_per_year, 0.0)
    sd = np.where(risk.modelled, risk.eb_sd_per_year, 0.0)
    spread = np.divide(sd, mean, out=np.zeros_like(mean), where=mean > 0) ** 2
    pieces = column_profile(period.lines, mean * period.covered_years)
    return Profile(pieces.group, pieces.start, pieces.end, pieces.mean, spread[order], 0.0)
