"""What is expected in a shift: a week of shifts takes a week's part of the year, each by the hours it holds."""

from datetime import timedelta

import numpy as np
import pytest

from daoan.act.deployment.demand import demands_of
from daoan.act.deployment.windows import windows_of
from daoan.act.duty.profile import WEEKS_PER_YEAR, WeekProfile
from daoan.terms.codes import RoadClass
from daoan.terms.records.deploying import ShiftWindow
from tests.act.duty_makers import flat_week, stretch

from .deployment_given import MONDAY, ZONE, pack, shifts


def test_a_week_of_shifts_takes_a_week_of_the_year() -> None:
    (demand,) = demands_of([stretch("a", 10.0)], flat_week(), shifts(21), ZONE)
    assert sum(demand.expected) == pytest.approx(10.0 / WEEKS_PER_YEAR)
    assert demand.expected[0] == pytest.approx(10.0 / WEEKS_PER_YEAR / 21)
    assert demand.relative_sd == pytest.approx(1.5 / 3.92)


def test_a_shift_takes_its_own_hours_of_the_week_and_parts_of_hours() -> None:
    hours = np.zeros(168)
    hours[7] = 1.0  # Mondays 07:00–08:00
    week = WeekProfile(hours, np.tile(hours, (len(RoadClass), 1)), 1.0, 1.0, 0)
    half = ShiftWindow("half", MONDAY, MONDAY + timedelta(minutes=90))  # 06:00–07:30 local
    later = ShiftWindow("later", MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=3))
    around = ShiftWindow("around", MONDAY + timedelta(days=6, hours=20), MONDAY + timedelta(days=7, hours=2))
    (demand,) = demands_of([stretch("a", 52.0)], week, [half, later, around], ZONE)
    assert demand.expected == pytest.approx((26.0 / WEEKS_PER_YEAR, 0.0, 52.0 / WEEKS_PER_YEAR))


def test_nights_are_shifts_with_enough_dark_hours_and_bear_the_day_they_begin_on() -> None:
    windows = windows_of(shifts(6), ZONE, pack())
    assert [w.night is not None for w in windows] == [False, False, True, False, False, True]
    assert windows[2].night == windows[0].day
    evening = ShiftWindow("evening", MONDAY + timedelta(hours=12), MONDAY + timedelta(hours=19))  # 18:00–01:00
    small = ShiftWindow("small", MONDAY + timedelta(hours=18), MONDAY + timedelta(hours=24))  # 00:00–06:00
    both = windows_of([evening, small], ZONE, pack())
    assert [w.night for w in both] == [windows[0].day, windows[0].day]
    assert both[1].day == windows[0].day + timedelta(days=1)
