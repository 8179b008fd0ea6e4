"""When crashes happen: the weight of each day of the years, and of each hour by kind of road.

The spring festival comes from a table of the calendar's first days of the lunar year, market days from computed new
moons.
"""

from datetime import date, timedelta

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.town.parameters import Parameters

#: First day of the lunar year 春节.
NEW_YEARS = {
    2017: date(2017, 1, 28), 2018: date(2018, 2, 16), 2019: date(2019, 2, 5), 2020: date(2020, 1, 25),
    2021: date(2021, 2, 12), 2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10),
    2025: date(2025, 1, 29), 2026: date(2026, 2, 17),
}  # fmt: skip
#: Last digits of the lunar days on which a township holds its market; a township keeps one of the three sets.
MARKET_SETS = ((1, 4, 7), (2, 5, 8), (3, 6, 9))

#: Share of crashes by local hour: motorways run through the night, country roads by daylight, streets until late.
HOURS = {
    "motorway": [
        3.2, 3.2, 3.1, 3.0, 3.0, 3.2, 3.6, 4.0, 4.2, 4.5, 4.6, 4.5,
        4.3, 4.6, 4.9, 5.0, 5.0, 4.9, 4.8, 4.8, 4.6, 4.3, 4.0, 3.6,
    ],
    "rural": [
        1.1, 0.8, 0.7, 0.6, 0.8, 1.6, 3.2, 5.0, 5.6, 5.7, 5.8, 5.4,
        4.8, 5.0, 5.5, 6.0, 6.6, 7.4, 7.6, 6.8, 5.0, 3.6, 2.6, 1.8,
    ],
    "street": [
        1.6, 1.0, 0.7, 0.6, 0.6, 1.0, 2.6, 5.8, 6.4, 5.2, 5.2, 5.4,
        5.0, 4.8, 5.2, 5.6, 6.2, 7.2, 7.4, 6.6, 5.6, 4.6, 3.4, 2.3,
    ],
}  # fmt: skip


def days_of(years: range) -> list[date]:
    """Every day of the years."""
    first = date(years[0], 1, 1)
    return [first + timedelta(k) for k in range((date(years[-1] + 1, 1, 1) - first).days)]


def new_moons(years: range) -> list[date]:
    """First days of the lunar months that touch the years, on the calendar of UTC+8.

    Mean new moon k: JDE = 2451550.09766 + 29.530588861 k, with the largest periodic terms in the sun's anomaly M, the
    moon's anomaly M′ and its argument of latitude F; good to half an hour. Source: Meeus, *Astronomical Algorithms*
    (2nd ed., 1998), chapter 49.
    """
    k = np.arange(int((years[0] - 2000) * 12.3685) - 2, int((years[-1] + 1 - 2000) * 12.3685) + 2, dtype=np.float64)
    sun, moon, node = (
        np.radians(start + step * k)
        for start, step in ((2.5534, 29.10535670), (201.5643, 385.81693528), (160.7108, 390.67050284))
    )
    day = 2451550.09766 + 29.530588861 * k
    day += -0.40720 * np.sin(moon) + 0.17241 * np.sin(sun) + 0.01608 * np.sin(2 * moon) + 0.01039 * np.sin(2 * node)
    day += 0.00739 * np.sin(moon - sun) - 0.00514 * np.sin(moon + sun) + 0.00208 * np.sin(2 * sun)
    # Julian day 2440587.5 is the first moment of 1970 in UTC; the clock of the formula runs 69 s ahead of it
    return [date(1970, 1, 1) + timedelta(int(d)) for d in np.floor(day - 69 / 86_400 - 2440587.5 + 8 / 24)]


def lunar_days(days: list[date]) -> Ints:
    """Day of the lunar month of each day, 1 to 30."""
    firsts = np.array([d.toordinal() for d in new_moons(range(days[0].year, days[-1].year + 1))])
    at = np.array([d.toordinal() for d in days])
    return np.asarray(at - firsts[np.searchsorted(firsts, at, side="right") - 1] + 1, dtype=np.int64)


def market_days(days: list[date]) -> Bools:
    """Whether each day is a market day of each of the three sets, (days, 3)."""
    digit = lunar_days(days) % 10
    return np.column_stack([np.isin(digit, market) for market in MARKET_SETS])


def day_weights(days: list[date], parameters: Parameters) -> Floats:
    """Relative number of crashes of each day, for roads without a market: month, weekday, spring festival."""
    t = parameters["time"]
    weight = np.array([t["months"][d.month - 1] * t["weekdays"][d.weekday()] for d in days])
    for day in NEW_YEARS.values():
        near = np.array([abs((d - day).days) <= 10 for d in days])
        weight[near] *= t["spring_festival"]
    return weight


def harvest_days(days: list[date]) -> Bools:
    """The wheat harvest, 10 June to 5 July."""
    return np.array([(d.month, d.day) >= (6, 10) and (d.month, d.day) <= (7, 5) for d in days])


def sun_hours(days: list[date]) -> tuple[Floats, Floats]:
    """Sunrise and sunset on the clock of UTC+8 at 36.2° N, 107.5° E, in hours; good to ten minutes.

    cos(w) = −tan(φ) tan(δ), δ = −23.44° cos(2π (N + 10) / 365): half the day's arc w, declination δ, day of year N.
    """
    n = np.array([d.timetuple().tm_yday for d in days])
    declination = np.radians(-23.44) * np.cos(2 * np.pi * (n + 10) / 365.0)
    half = np.degrees(np.arccos(-np.tan(np.radians(36.2)) * np.tan(declination))) / 15.0
    noon = 12.0 + (120.0 - 107.5) / 15.0
    return noon - half, noon + half


def draw_rows(cumulative: Floats, size: int, rng: np.random.Generator) -> Ints:
    """``size`` positions drawn in proportion to weights given as their cumulative sum."""
    return np.searchsorted(cumulative, rng.uniform(0, cumulative[-1], size), side="right").astype(np.int64)
