"""Dates and times as registers write them."""

from datetime import UTC, datetime, time

import pytest

from daoan.sense.feeds.moments import find_moment, find_time
from daoan.terms.codes import Precision


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("55", time(0, 55)),
        ("5", time(0, 5)),
        ("0", time(0, 0)),
        ("815", time(8, 15)),
        ("0815", time(8, 15)),
        ("2359", time(23, 59)),
        ("08:15", time(8, 15)),
        ("8:15:30", time(8, 15)),
        ("2400", None),
        ("60", None),
        ("", None),
        ("12345", None),
        ("-5", None),
        ("٠٥", None),
    ],
)
def test_times_of_day(written, read):
    assert find_time(written) == read


MINUTE, HOUR, DAY = Precision.MINUTE, Precision.HOUR, Precision.DAY


@pytest.mark.parametrize(
    ("written", "utc", "precision"),
    [
        ("2024年3月5日 14时20分", (2024, 3, 5, 6, 20), MINUTE),
        ("2024年3月5日14时20分30秒", (2024, 3, 5, 6, 20, 30), MINUTE),
        ("2024年03月05日14时", (2024, 3, 5, 6), HOUR),
        ("2024年3月5日14点20分", (2024, 3, 5, 6, 20), MINUTE),
        ("2024年3月5日", (2024, 3, 4, 16), DAY),
        ("2024-03-05 14:20", (2024, 3, 5, 6, 20), MINUTE),
        ("2024-03-05T14:20:30", (2024, 3, 5, 6, 20, 30), MINUTE),
        ("2024-03-05T06:20:00Z", (2024, 3, 5, 6, 20), MINUTE),
        ("2024-03-05 14:20:00+08:00", (2024, 3, 5, 6, 20), MINUTE),
        ("2024/3/5 14:20", (2024, 3, 5, 6, 20), MINUTE),
        ("2024.3.5", (2024, 3, 4, 16), DAY),
        ("20240305142000", (2024, 3, 5, 6, 20), MINUTE),
        ("20240305", (2024, 3, 4, 16), DAY),
        ("２０２４年３月５日 １４：２０", (2024, 3, 5, 6, 20), MINUTE),
        ("45356.597222", (2024, 3, 5, 6, 20), MINUTE),
        ("45356", (2024, 3, 4, 16), DAY),
    ],
)
def test_moments_of_a_register_kept_in_china(written, utc, precision):
    assert find_moment(written, "Asia/Shanghai") == (datetime(*utc, tzinfo=UTC), precision)


@pytest.mark.parametrize("written", ["", "2024年2月30日", "2024-13-01", "0024-01-01", "昨天", "2024-03-05 25:00", "1"])
def test_what_is_no_moment(written):
    assert find_moment(written, "Asia/Shanghai") is None
