"""Which years the loop judges: those that had ended by the city's own calendar and that the record covers."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from daoan.steps.learn import judged_years
from tests.learn.scorecard.toy_roads import crashes_of


def frame_until(last_local):
    """A crash in every May from 2008 on, and one at a local moment at the end."""
    end = np.datetime64(last_local, "s")
    years = end.astype("datetime64[Y]").astype(int) + 1970 - 2008 + 1
    frame = crashes_of(np.ones((1, years), dtype=int), np.zeros((1, years), dtype=int), 2008)
    local = np.array([np.datetime64(f"{2008 + t}-01-02T12:00:00") for t in range(years - 1)] + [end])
    return replace(frame, local_at=local)


@pytest.mark.parametrize(
    ("as_of", "zone", "last_local", "last"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), "Europe/London", "2019-12-30T08:00:00", 2019),
        (datetime(2025, 12, 31, 16, tzinfo=UTC), "Asia/Shanghai", "2025-12-31T20:00:00", 2025),
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "Asia/Shanghai", "2025-12-31T20:00:00", 2024),
        (datetime(2020, 1, 1, tzinfo=UTC), "America/New_York", "2019-12-30T08:00:00", 2018),
        (datetime(2020, 1, 22, tzinfo=UTC), "Europe/London", "2020-01-21T08:00:00", 2019),  # three weeks are no year
        (datetime(2021, 6, 1, tzinfo=UTC), "Europe/London", "2020-01-21T08:00:00", 2019),  # nor once the feed is silent
        (datetime(2021, 6, 1, tzinfo=UTC), "Europe/London", "2019-12-02T08:00:00", 2019),
    ],
)
def test_the_last_judged_year_had_ended_and_was_recorded_to_its_end(as_of, zone, last_local, last):
    assert judged_years(frame_until(last_local), as_of, zone, 3, 5) == [last - 2, last - 1, last]
    assert datetime(last + 1, 1, 1, tzinfo=ZoneInfo(zone)) <= as_of


def test_years_with_too_little_before_them_are_not_judged():
    frame = frame_until("2014-12-30T08:00:00")
    as_of = datetime(2015, 1, 1, tzinfo=UTC)
    assert judged_years(frame, as_of, "Europe/London", 6, 5) == [2013, 2014]
    assert judged_years(frame.where(np.zeros(len(frame), dtype=bool)), as_of, "Europe/London", 6, 5) == []
