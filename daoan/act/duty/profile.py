"""When in the week crashes fall, by road class, with thin classes leaning on the city.

The week has 168 hours. Of the city and of each class c, with n_c the severity-weighted counts by hour of week:

    p_city = (n + κ₀ · hour × weekday) / (N + κ₀)
    f_c    = (n_c by hour of day + κ · f_city) / (N_c + κ),        p_c ∝ p_city · f_c / f_city

============== ==================================================================================
hour × weekday product of the two margins: what the city's week would be if they did not interact
f              shares of the 24 hours of the day; a class differs from the city in these alone
κ₀, κ          how many crashes' worth of belief the prior has; fitted, Dirichlet-multinomial likelihood
============== ==================================================================================

Weighted counts are scaled to their effective number (Kish 1965), (Σw)² / Σw², so that one death is not nine crashes'
worth of evidence. Source of the likelihood: Minka 2000, "Estimating a Dirichlet distribution".
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from daoan.terms.codes import RoadClass, Severity
from daoan.terms.frames import Codes, CrashFrame, Floats, Ints
from daoan.terms.rulepacks import RulePack

HOURS = 168
WEEKS_PER_YEAR = 365.25 / 7


@dataclass(frozen=True, slots=True)
class WeekProfile:
    """Shares of a year's severity-weighted crashes by hour of week (Monday 00:00 local is 0); rows add up to 1.

    ``by_class``: (road classes, 168) in the order of :class:`RoadClass`. ``prior_city``, ``prior_class``: κ₀ and κ.
    ``crashes``: rows that it was fitted to.
    """

    city: Floats
    by_class: Floats
    prior_city: float
    prior_class: float
    crashes: int

    def share(self, road_class: RoadClass, hours: Ints) -> float:
        """Share of a class's week that falls into some hours of the week."""
        return float(self.by_class[list(RoadClass).index(road_class), hours].sum())


def fit_week_profile(frame: CrashFrame, pack: RulePack, road_class: Codes | None = None) -> WeekProfile:
    """Fit to all rows of a frame.

    ``road_class``: class of the road that each crash lies on, in the frame's order; the source's own where left out.
    Without any crash the week is flat.
    """
    hours = hours_of_week(frame.local_at)
    classes = frame.road_class if road_class is None else road_class
    weight = _weights(frame, pack)
    effective = float(weight.sum() / (weight**2).sum()) if len(weight) else 1.0
    table = np.zeros((len(RoadClass), HOURS))
    known = classes < len(RoadClass)
    np.add.at(table, (classes[known], hours[known]), weight[known] * effective)
    whole = np.bincount(hours, weights=weight * effective, minlength=HOURS).astype(np.float64)
    base = _margins(whole)
    prior_city = _fit_prior(whole[None, :], base)
    city = (whole + prior_city * base) / (whole.sum() + prior_city)
    daily, city_daily = table.reshape(-1, 7, 24).sum(axis=1), city.reshape(7, 24).sum(axis=0)
    prior_class = _fit_prior(daily[daily.sum(axis=1) > 0], city_daily)
    shrunk = (daily + prior_class * city_daily) / (daily.sum(axis=1, keepdims=True) + prior_class)
    by_class = city * np.tile(shrunk / city_daily, 7)
    return WeekProfile(city, by_class / by_class.sum(axis=1, keepdims=True), prior_city, prior_class, len(frame))


def hours_of_week(local_at: np.ndarray) -> Ints:
    """Hour of the week of local times; Monday 00:00 is 0."""
    hours = local_at.astype("datetime64[h]").astype(np.int64)
    return np.asarray((hours + 72) % HOURS, dtype=np.int64)  # the epoch was a Thursday


def _weights(frame: CrashFrame, pack: RulePack) -> Floats:
    fatal = frame.severity == list(Severity).index(Severity.FATAL)
    other = np.where(frame.ksi, float(pack.get("weights.serious")), float(pack.get("weights.other")))
    return np.where(fatal, float(pack.get("weights.fatal")), other).astype(np.float64)


def _margins(whole: Floats) -> Floats:
    week = whole.reshape(7, 24) + 0.5 / HOURS
    product = np.outer(week.sum(axis=1), week.sum(axis=0)).ravel()
    return np.asarray(product / product.sum(), dtype=np.float64)


def _fit_prior(counts: Floats, base: Floats) -> float:
    """κ that maximises the Dirichlet-multinomial likelihood of rows of counts around ``base``."""
    if not len(counts) or counts.sum() <= 0:
        return 1.0
    totals = counts.sum(axis=1)

    def loss(log_prior: float) -> float:
        prior = np.exp(log_prior)
        fixed = gammaln(prior) - gammaln(totals + prior)
        cells = gammaln(counts + prior * base) - gammaln(prior * base)
        return -float(fixed.sum() + cells.sum())

    return float(np.exp(minimize_scalar(loss, bounds=(0.0, np.log(1e6)), method="bounded").x))
