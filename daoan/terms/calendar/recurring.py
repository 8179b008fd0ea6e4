"""Days that come again 集期·庙会: rules as "the third, sixth and ninth of each ten", and their days.

A rule says on which day something begins (``starts_on``) and how many days it lasts (``length``). In flow a rule and a
span; out flow dates. How rules are written: :mod:`daoan.terms.calendar.recurring_text`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from daoan.terms.calendar.days import CHINA, LONGEST, Day, list_days
from daoan.terms.calendar.lunar import term_day
from daoan.terms.calendar.notices import NONE, Notices
from daoan.terms.errors import InputError

#: Days whose ordinals leave this rest by twelve are days of the first earthly branch 子日: the cycle is unbroken, and
#: 27 November 2026 is 乙巳.
_FIRST_BRANCH = 10
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
#: The longest that something lasts which begins again: a temple fair of a month.
LONGEST_RUN = 31


class Recurrence(Protocol):
    """A rule. One that goes by the moon has no days outside the years of the lunar tables."""

    @property
    def length(self) -> int:
        """Days that it lasts from a day on which it begins."""

    def starts_on(self, day: Day) -> bool:
        """Whether it begins on a day."""


@dataclass(frozen=True, slots=True)
class DayDigits:
    """Days of the month by their last digit, 0 for 10, 20, 30 (逢十). A short month has no thirtieth."""

    digits: tuple[int, ...]
    lunar: bool = True
    length: int = 1

    def starts_on(self, day: Day) -> bool:
        """By the last digit of the day of the month."""
        of_month = _day_of_month(day, lunar=self.lunar)
        return of_month is not None and of_month % 10 in self.digits


@dataclass(frozen=True, slots=True)
class MonthDays:
    """Days of each month, also of leap months 闰月."""

    days: tuple[int, ...]
    lunar: bool = True
    length: int = 1

    def starts_on(self, day: Day) -> bool:
        """By the day of the month."""
        return _day_of_month(day, lunar=self.lunar) in self.days


@dataclass(frozen=True, slots=True)
class WeekDays:
    """Days of the week, 0 for Monday."""

    days: tuple[int, ...]
    length: int = 1

    def starts_on(self, day: Day) -> bool:
        """By the weekday."""
        return day.day.weekday() in self.days


@dataclass(frozen=True, slots=True)
class BranchDays:
    """Days by their earthly branch 地支, 0 for 子 (rat): each comes every twelve days, through months and years."""

    branches: tuple[int, ...]
    length: int = 1

    def starts_on(self, day: Day) -> bool:
        """By the branch of the day."""
        return branch_of(day.day) in self.branches


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Every so many days from a first day on, and not before it."""

    step: int
    since: date
    length: int = 1

    def starts_on(self, day: Day) -> bool:
        """By the days since the first."""
        gone = (day.day - self.since).days
        return gone >= 0 and gone % self.step == 0


@dataclass(frozen=True, slots=True)
class YearDay:
    """Once a year: a temple fair. A leap month 闰月 does not repeat it; the thirtieth of a short month is left out."""

    month: int
    day: int
    lunar: bool = True
    length: int = 1

    def starts_on(self, day: Day) -> bool:
        """By month and day of the year."""
        if not self.lunar:
            return (day.day.month, day.day.day) == (self.month, self.day)
        moon = day.lunar
        return moon is not None and not moon.leap and (moon.month, moon.day) == (self.month, self.day)


@dataclass(frozen=True, slots=True)
class AroundTerm:
    """Days around a solar term 节气, as Qingming: so many before it, itself, so many after."""

    term: str
    before: int
    after: int

    @property
    def length(self) -> int:
        """From the first day before to the last after."""
        return self.before + 1 + self.after

    def starts_on(self, day: Day) -> bool:
        """As many days before the term as the rule says."""
        term = day.day + timedelta(self.before)
        return day.lunar is not None and term_day(self.term, term.year) == term


@dataclass(frozen=True, slots=True)
class WorkDays:
    """Days that are worked (``off`` False) or off, by the official notices; None: every day at all."""

    off: bool | None
    length: int = 1

    def starts_on(self, day: Day) -> bool:
        """By the kind of day."""
        return self.off is None or day.is_off == self.off


def days_on(rule: Recurrence, days: Sequence[Day]) -> list[bool]:
    """Whether it is on, for each of some days that follow one another without gap.

    What began before the first of them is seen only from its beginning: see :func:`dates_of`.
    """
    found, left = [], 0
    for day in days:
        left = rule.length if rule.starts_on(day) else left
        found.append(left > 0)
        left -= 1
    return found


def dates_of(
    rule: Recurrence, first: date, last: date, place: str = CHINA, notices: Notices = NONE
) -> tuple[date, ...]:
    """All days from ``first`` to ``last`` on which it is on, also where it began before ``first``.

    ``place``, ``notices``: whose days off count; the moon is the same everywhere. Raises :class:`InputError` for a span
    that is longer than sixty years.
    """
    if last < first:
        return ()
    if last - first > LONGEST - timedelta(LONGEST_RUN):
        raise InputError("ask for at most sixty years 时间跨度不得超过六十年")
    since = first - timedelta(rule.length - 1)
    days = list_days(place if isinstance(rule, WorkDays) else CHINA, since, (last - since).days + 1, notices)
    return tuple(d.day for d, on in zip(days, days_on(rule, days), strict=True) if on and d.day >= first)


def branch_of(day: date) -> int:
    """The earthly branch 地支 of a day: 0 for 子."""
    return (day.toordinal() - _FIRST_BRANCH) % 12


def _day_of_month(day: Day, *, lunar: bool) -> int | None:
    if not lunar:
        return day.day.day
    return day.lunar.day if day.lunar else None
