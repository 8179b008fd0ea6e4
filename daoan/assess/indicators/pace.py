"""The pace of a year: the running total against that of the three years before.

For each day d the earlier running totals have mean m_d; a year's own level moves by a factor whose variance follows
from the overdispersion φ of whole years with mean M, so that

    v_d = m_d · (1 + 1/k) + (φ − 1)/M · m_d² · (1 + 1/k)

====== ==========================================
m_d    mean running total of the k earlier years
M, φ   mean and overdispersion of whole years
====== ==========================================

and the bounds are quantiles of the negative binomial with that mean and variance (see ``chance``).
"""

from datetime import date, timedelta

import numpy as np

from daoan.assess.indicators.chance import dispersion_of, predict_quantile
from daoan.assess.indicators.register import Register
from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.records import PacePoint
from daoan.terms.rulepacks import RulePack


def pace_of(
    register: Register, counted: Bools, year: int, until: date, first_year: int, pack: RulePack
) -> tuple[PacePoint, ...]:
    """A point for each day of ``year``; ``actual`` up to, not including, ``until``, ``None`` after.

    ``counted``: rows that count. ``first_year``: the first wholly recorded year. Empty where fewer earlier years are
    recorded than the pack asks for.
    """
    years = int(pack.get("chance.years"))
    if year - years < first_year:
        return ()
    days = register.local_day[counted]
    totals = np.array([len(_days_of(days, y)) for y in range(first_year, year)], dtype=np.float64)
    earlier = np.array([_running(days, y, year) for y in range(year - years, year)])
    mean = (earlier.sum(axis=0) + 0.5) / years
    spread = 1 + 1 / years
    shock = (dispersion_of(totals) - 1) / max(float(totals[-years:].mean()), 0.5)
    variance = mean * spread + shock * mean**2 * spread
    upper = float(pack.get("pace.upper"))
    low, high = predict_quantile(mean, variance, 1 - upper), predict_quantile(mean, variance, upper)
    return _points(year, until, _running(days, year, year), earlier.mean(axis=0), low, high)


def _points(year: int, until: date, actual: Ints, expected: Floats, low: Floats, high: Floats) -> tuple[PacePoint, ...]:
    calendar = _calendar(year)
    return tuple(
        PacePoint(day, int(actual[i]) if day < until else None, float(expected[i]), float(low[i]), float(high[i]))
        for i, day in enumerate(calendar)
    )


def _running(days: np.ndarray, year: int, like: int) -> Ints:
    """Running total of ``year`` at the end of each day that the year ``like`` has."""
    own = np.sort(_days_of(days, year))
    ends = np.array([np.datetime64(_same_day(day, year)) for day in _calendar(like)])
    return np.searchsorted(own, ends, side="right").astype(np.int64)


def _days_of(days: np.ndarray, year: int) -> np.ndarray:
    return days[(days >= np.datetime64(f"{year:04d}-01-01")) & (days <= np.datetime64(f"{year:04d}-12-31"))]


def _calendar(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def _same_day(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
