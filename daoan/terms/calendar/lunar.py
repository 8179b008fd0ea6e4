"""The lunar calendar 农历: months, days, and how far the spring festival is."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor

from lunar_python import LunarYear

from daoan.terms.errors import InputError

#: Gregorian years that the tables are good for; other years have no lunar date here.
LUNAR_YEARS = range(1951, 2089)

#: Solar terms 节气 of a year in their order, from the first that falls into January.
SOLAR_TERMS = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip
_TERMS_BEFORE = 2  # terms that the almanac lists of the year before

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


@lru_cache(maxsize=512)
def term_day(term: str, year: int) -> date:
    """The day of a solar term, on the calendar of UTC+8. Raises :class:`InputError` for a stranger and other years."""
    if term not in SOLAR_TERMS:
        raise InputError(f"no solar term is called {term!r:.20} 没有该节气")
    _require(date(year, 1, 1))
    noon = LunarYear.fromYear(year).getJieQiJulianDays()[SOLAR_TERMS.index(term) + _TERMS_BEFORE]
    return date.fromordinal(floor(noon + 0.5) - _JULIAN_TO_ORDINAL)


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
