"""Deadlines on working days, by a calendar that the caller brings."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from daoan.terms.calendar.china import china_day
from daoan.terms.calendar.kinds import DayKind
from daoan.terms.calendar.notices import NONE, Notices
from daoan.terms.times import local_midnight, utc_to_local

#: Tells of a local day whether offices work.
WorkingDay = Callable[[date], bool]


def weekdays_only(day: date) -> bool:
    """Monday to Friday, where no calendar of holidays is known."""
    return day.weekday() < 5


def chinese_working_day(day: date, notices: Notices = NONE) -> bool:
    """The calendar of the State Council with its shifted days 调休; weekdays in years that it does not cover yet."""
    kind, _, known = china_day(day, notices)
    return kind in (DayKind.WORKDAY, DayKind.SHIFTED_WORKDAY) if known else weekdays_only(day)


def calendar_of(zone: str, notices: Notices = NONE) -> WorkingDay:
    """The calendar of a city by its time zone; Monday to Friday where we have none."""
    return partial(chinese_working_day, notices=notices) if zone == "Asia/Shanghai" else weekdays_only


def after_working_days(at: datetime, days: int, zone: str, works: WorkingDay) -> datetime:
    """The end of the ``days``-th working day after the local day of ``at``, in UTC."""
    day = utc_to_local(at, zone).date()
    while days > 0:
        day += timedelta(days=1)
        days -= works(day)
    return local_midnight(day + timedelta(days=1), zone)


def after_days(at: datetime, days: int, zone: str) -> datetime:
    """The end of the ``days``-th calendar day after the local day of ``at``, in UTC."""
    return local_midnight(utc_to_local(at, zone).date() + timedelta(days=days + 1), zone)
