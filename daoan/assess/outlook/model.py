"""The served forecast: when in the city × where on the grid × the cell's own hours.

::

    λ_tc = h_t R_t s_c v_{c, shift(t)},      P(at least one) = 1 − exp(−λ)

R_t crashes of the grid per hour (``factors``), s_c the cell's share and v its own hours (``levels``), h_t hours.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.outlook.factors import FittedFactors, fit_factors
from daoan.assess.outlook.levels import CellLevels, fit_levels
from daoan.assess.outlook.record import CityRecord
from daoan.assess.outlook.seasons import list_factors
from daoan.kernels.stats.intervals import count_interval
from daoan.terms.city import City
from daoan.terms.estimates import Estimate
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack

METHOD = "levels"


@dataclass(frozen=True, slots=True, eq=False)
class FittedOutlook:
    """A city's forecast, ready for any periods of the plan."""

    record: CityRecord
    factors: FittedFactors
    levels: CellLevels
    recent: float  # how many times what the factors say the last weeks had
    overdispersion: float  # variance of a week's total beyond Poisson, relative to its mean squared

    def city_expected(self, rows: Ints) -> Floats:
        """Injury crashes of the whole grid in each period, hours of the clock counted as they are."""
        return np.asarray(self.record.plan.length_hours()[rows] * self.factors.rate(rows) * self.recent)

    def expected(self, rows: Ints) -> Floats:
        """Injury crashes expected, (rows, cells)."""
        shift = rows % len(self.record.plan.hours)
        where = self.levels.share[None, :] * self.levels.by_shift.T[shift]
        return np.asarray(self.city_expected(rows)[:, None] * where / where.sum(axis=1, keepdims=True))

    def total(self, rows: Ints, level: float) -> Estimate:
        """Injury crashes of the whole grid in all the periods, with the interval that holds the count to come."""
        mean = self.city_expected(rows).sum()
        low, high = count_interval(np.array([mean]), self.overdispersion, level=level)
        return Estimate(float(mean), float(low[0]), float(high[0]), level)


def fit_outlook(city: City, record: CityRecord, pack: RulePack) -> FittedOutlook:
    """Fit to the history of a record."""
    factors = fit_factors(
        record.per_period(),
        record.known_hours[: record.until],
        discount_of(record, np.arange(record.until), float(pack.get("model.when_half_life_years"))),
        list_factors(city, record.plan, pack),
        float(pack.get("model.belief_crashes")),
    )
    levels = fit_levels(
        record.ground,
        record.cell,
        record.shift,
        len(record.plan.hours),
        discount_of(record, record.period, float(pack.get("model.where_half_life_years"))),
    )
    recent, spread = _recent(record, factors, pack)
    return FittedOutlook(record, factors, levels, recent, spread)


def discount_of(record: CityRecord, period: Ints, half_life_years: float) -> Floats:
    """What each period counts: 1 at the end of the history, half for every half-life before it."""
    years = (record.until - period) / (len(record.plan.hours) * 365.25)
    return np.asarray(0.5 ** (years / half_life_years))


def _recent(record: CityRecord, factors: FittedFactors, pack: RulePack) -> tuple[float, float]:
    """How the last weeks compare with what the factors say, and how much single weeks stray beyond chance."""
    rows = np.arange(record.until)
    expected = record.known_hours[: record.until] * factors.rate(rows)
    week = 7 * len(record.plan.hours)
    last = int(pack.get("model.recent_weeks")) * week
    belief = float(pack.get("model.recent_belief_crashes"))
    counts = record.per_period()
    recent = (belief + counts[-last:].sum()) / (belief + expected[-last:].sum())
    judged = min(record.until // week, 104) * week
    seen, mean = (values[-judged:].reshape(-1, week).sum(axis=1) for values in (counts, expected))
    mean = mean * seen.sum() / max(float(mean.sum()), 1e-9)
    spread = float(((seen - mean) ** 2 - mean).sum() / max(float((mean**2).sum()), 1e-9))
    return float(recent), max(spread, 0.0)
