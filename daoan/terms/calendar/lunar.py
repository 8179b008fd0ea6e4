"""The lunar calendar 农历: months, days, and how far the spring festival is."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lunar_python import LunarYear

from daoan.terms.errors import InputError

#: Gregorian years that the tables are good for; other years have no lunar date here.
LUNAR_YEARS = range(1951, 2089)

_JULIAN_TO_ORDINAL = 1_721_425  # Julian day number at noon minus the proleptic Gregorian ordinal


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar. ``leap``: of a leap month 闰月, which repeats the number of the month before."""

    month: int  # 1 to 12
    day: int  # 1 to 30
    leap: bool = False


def lunar_days(days: Sequence[date]) -> list[LunarDay]:
    """The lunar date of each day. Raises :class:`InputError` outside :data:`LUNAR_YEARS`."""
    if not days:
        return []
    starts, months = _months(_require(min(days)), _require(max(days)))
    found = []
    for day in days:
        at = bisect_right(starts, day.toordinal()) - 1
        month = months[at]
        found.append(LunarDay(abs(month), day.toordinal() - starts[at] + 1, month < 0))
    return found


def days_from_new_year(days: Sequence[date]) -> list[int]:
    """Days from the nearest first day of the lunar year 正月初一 to each day: 0 on it, negative before."""
    if not days:
        return []
    starts, months = _months(_require(min(days)), _require(max(days)))
    firsts = [start for start, month in zip(starts, months, strict=True) if month == 1]
    return [min((day.toordinal() - first for first in firsts), key=abs) for day in days]


def _require(day: date) -> int:
    if day.year not in LUNAR_YEARS:
        raise InputError(
            f"the lunar calendar is known for {LUNAR_YEARS[0]} to {LUNAR_YEARS[-1]}, and {day} lies outside"
        )
    return day.year


@lru_cache(maxsize=16)
def _months(first_year: int, last_year: int) -> tuple[list[int], list[int]]:
    """Ordinals of the first days of lunar months, ascending, and the months' numbers, negative for a leap month.

    From the year before the first to the year after the last, so that each day has a month and a new year either side.
    """
    found = {
        int(month.getFirstJulianDay()) - _JULIAN_TO_ORDINAL: int(month.getMonth())
        for year in range(first_year - 1, last_year + 2)
        for month in LunarYear.fromYear(year).getMonths()
    }
    return sorted(found), [found[start] for start in sorted(found)]
