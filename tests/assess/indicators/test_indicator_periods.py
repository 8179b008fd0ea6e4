"""Which periods a moment has; the end of a year belongs to that year."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from daoan.assess.indicators.periods import Period, list_periods


@pytest.mark.parametrize(
    ("as_of", "zone", "labels", "ends"),
    [
        # a moment, its city: last full year, year to date, last month; end of the year to date
        (datetime(2020, 1, 1, tzinfo=UTC), "Europe/London", ["2019", "2019-YTD", "2019-12"], date(2020, 1, 1)),
        (datetime(2019, 7, 10, 12, tzinfo=UTC), "Europe/London", ["2018", "2019-YTD", "2019-06"], date(2019, 7, 11)),
        (datetime(2019, 6, 30, 23, tzinfo=UTC), "Europe/London", ["2018", "2019-YTD", "2019-06"], date(2019, 7, 1)),
        (datetime(2019, 12, 31, 15, tzinfo=UTC), "Europe/London", ["2018", "2019-YTD", "2019-11"], date(2020, 1, 1)),
        (datetime(2019, 12, 31, 16, tzinfo=UTC), "Asia/Shanghai", ["2019", "2019-YTD", "2019-12"], date(2020, 1, 1)),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), "Asia/Shanghai", ["2023", "2024-YTD", "2024-01"], date(2024, 3, 1)),
    ],
)
def test_periods_of_a_moment(as_of, zone, labels, ends):
    periods = list_periods(as_of, zone, 1)
    assert [p.label for p in periods] == labels
    assert periods[1].ends == ends


def test_months_go_back_without_a_gap():
    months = list_periods(datetime(2020, 1, 1, tzinfo=UTC), "Europe/London", 36)[2:]
    assert months[-1].label == "2017-01"
    assert all(later.starts == earlier.ends for later, earlier in pairwise(months))


def test_a_leap_day_has_a_day_a_year_before():
    assert Period("x", "ytd", date(2024, 1, 1), date(2024, 2, 29)).back(1).ends == date(2023, 2, 28)
