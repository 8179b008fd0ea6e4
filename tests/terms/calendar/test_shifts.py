"""Shifts cover every moment of every day once, also where the clock is changed."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.terms.calendar.shifts import ShiftPlan
from daoan.terms.errors import InputError
from daoan.terms.times import utc_to_local

SIXES = (0, 6, 12, 18)


def test_a_shift_is_as_long_as_the_clock_makes_it():
    spring = ShiftPlan(date(2019, 3, 30), 2, SIXES, "Europe/London")
    autumn = ShiftPlan(date(2019, 10, 27), 1, SIXES, "Europe/London")
    assert spring.length_hours().tolist() == [6, 6, 6, 6, 5, 6, 6, 6]
    assert autumn.length_hours().tolist() == [7, 6, 6, 6]


def test_moments_fall_into_the_shift_that_the_wall_clock_says():
    plan = ShiftPlan(date(2019, 3, 30), 2, SIXES, "Europe/London")
    moments = ["2019-03-29T23:59:59", "2019-03-30T00:00", "2019-03-30T17:59", "2019-03-31T18:00", "2019-04-01T00:00"]
    at = np.array(moments, dtype="datetime64[s]")
    assert plan.period_of(at).tolist() == [-1, 0, 2, 7, -1]


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 1095 * 86400),
    st.sets(st.integers(1, 23), max_size=5),
    st.sampled_from(["Europe/London", "Asia/Shanghai", "America/Santiago"]),
)
def test_every_moment_lies_in_the_period_that_began_last(second, later, zone):
    plan = ShiftPlan(date(2018, 1, 1), 3 * 366, (0, *sorted(later)), zone)
    local = utc_to_local(datetime(2018, 1, 1, tzinfo=UTC) + timedelta(seconds=second), zone).replace(tzinfo=None)
    row = int(plan.period_of([local])[0])
    starts = plan.starts().astype(datetime)
    if row == -1:
        assert local < starts[0] or local >= starts[-1] + timedelta(days=1)
        return
    assert starts[row] <= local
    assert row == len(plan) - 1 or local < starts[row + 1]


@pytest.mark.parametrize("hours", [(), (6, 12), (0, 12, 6), (0, 0), (0, 24)])
def test_hours_that_make_no_day_are_refused(hours):
    with pytest.raises(InputError, match="ascend"):
        ShiftPlan(date(2019, 1, 1), 1, hours, "UTC")
