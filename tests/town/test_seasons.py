"""The calendar: lunar days, market sets, sun and day weights."""

from datetime import date

import numpy as np

from daoan.town.parameters import read_parameters
from daoan.town.seasons import NEW_YEARS, day_weights, days_of, lunar_days, market_days, new_moons, sun_hours


def test_lunar_days_of_known_festivals() -> None:
    # lantern festival 1-15, dragon boat 5-5, mid-autumn 8-15, double ninth 9-9, as the calendar has them
    known = {
        date(2018, 3, 2): 15, date(2019, 6, 7): 5, date(2020, 10, 1): 15, date(2021, 6, 14): 5,
        date(2022, 9, 10): 15, date(2023, 10, 23): 9, date(2024, 6, 10): 5, date(2024, 9, 17): 15, date(2025, 5, 31): 5,
    }  # fmt: skip
    for day, lunar in known.items():
        assert lunar_days([day])[0] == lunar, day


def test_lunar_years_begin_at_a_new_moon() -> None:
    firsts = set(new_moons(range(2017, 2027)))
    assert [day for day in NEW_YEARS.values() if day not in firsts] == []


def test_three_market_sets_share_out_the_days() -> None:
    market = market_days(days_of(range(2018, 2026)))
    assert market.sum(axis=1).max() == 1
    assert (np.abs(market.mean(axis=0) - 0.3) < 0.03).all()


def test_spring_festival_weighs_more_than_the_weeks_before() -> None:
    days = days_of(range(2019, 2020))
    weight = day_weights(days, read_parameters())
    festival = weight[[d == date(2019, 2, 5) for d in days]][0]
    ordinary = weight[[d == date(2019, 1, 8) for d in days]][0]  # also a Tuesday
    assert festival > 1.2 * ordinary


def test_sun_rises_early_in_june_and_late_in_december() -> None:
    days = [date(2024, 6, 21), date(2024, 12, 21)]
    rise, sets = sun_hours(days)
    assert 5.2 < rise[0] < 5.9
    assert 20.0 < sets[0] < 20.5
    assert 7.4 < rise[1] < 8.1
    assert 17.4 < sets[1] < 18.0
