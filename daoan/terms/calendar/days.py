"""What kind of day each day is, in one place; what no table tells is said, not guessed."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from daoan.terms.calendar.china import china_day
from daoan.terms.calendar.elsewhere import holidays_of, require_place
from daoan.terms.calendar.kinds import DayKind
from daoan.terms.calendar.lunar import LUNAR_YEARS, LunarDay, days_from_new_year, lunar_days
from daoan.terms.calendar.notices import NONE, Notices
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text

CHINA = "CN"

#: The longest span that is laid out at once.
LONGEST = timedelta(days=366 * 60)


@dataclass(frozen=True, slots=True)
class Day:
    """One local day. ``known`` False: no official table covers it, so a shifted working day may be missing."""

    day: date
    kind: DayKind
    holiday: Text | None = None
    known: bool = True
    lunar: LunarDay | None = None  # only where people live by the lunar calendar
    from_new_year: int | None = None  # days since the nearest first day of the lunar year 春节; negative before it

    @property
    def is_off(self) -> bool:
        """People are off work: a weekend or a holiday, no shifted working day."""
        return self.kind in (DayKind.WEEKEND, DayKind.HOLIDAY)


def list_days(place: str, first: date, days: int, notices: Notices = NONE) -> tuple[Day, ...]:
    """Each of ``days`` days from ``first`` on.

    ``place`` is an ISO 3166 code of a country or of a part of one ("CN", "GB-ENG"); "" knows weekends only, and no day
    is then ``known``. ``notices``: of years that the table of China lacks. Raises :class:`InputError` for a place
    without a table, and for a span past :data:`LONGEST`.
    """
    if not 0 <= days <= LONGEST.days:
        raise InputError(f"a calendar is laid out for 0 to {LONGEST.days} days, not for {days}")
    require_place(place)
    years = range(first.year, (first + timedelta(days)).year + 1)
    start = (first - date(first.year, 1, 1)).days
    return tuple(day for year in years for day in _days_of(place, year, notices))[start : start + days]


@lru_cache(maxsize=512)
def _days_of(place: str, year: int, notices: Notices) -> tuple[Day, ...]:
    """Every day of one year."""
    span = [date(year, 1, 1) + timedelta(k) for k in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    if place != CHINA:
        named = holidays_of(place, range(year, year + 1))
        return tuple(_day_elsewhere(day, named.get(day), known=bool(place)) for day in span)
    inside = [day for day in span if day.year in LUNAR_YEARS]
    moons = dict(zip(inside, zip(lunar_days(inside), days_from_new_year(inside), strict=True), strict=True))
    return tuple(Day(day, *china_day(day, notices), *moons.get(day, (None, None))) for day in span)


def _day_elsewhere(day: date, holiday: Text | None, *, known: bool) -> Day:
    if holiday is not None:
        return Day(day, DayKind.HOLIDAY, holiday, known)
    return Day(day, DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY, None, known)


def gaps_in(days: tuple[Day, ...], place: str) -> tuple[Text, ...]:
    """What the calendar does not know about these days, in words; nothing where it knows all."""
    unknown = [day.day for day in days if not day.known]
    if not unknown:
        return ()
    if not place:
        en = "The city's country is not stated (country = in the city's file), so holidays are not told apart."
        return (Text(en, "城市配置未写明所在国家（country项），因此未区分节假日。"),)
    first, last = min(unknown), max(unknown)
    return (
        Text(
            f"No official holiday table covers {len(unknown)} days from {first} to {last}: public holidays there are "
            "taken by rule, and shifted working days are missing.",
            f"{first}至{last}间有{len(unknown)}天不在官方放假安排表内：法定节日按规则推算，调休上班日缺失。",
        ),
    )


def market_share(days: tuple[Day, ...], markets: tuple[tuple[int, ...], ...]) -> list[float]:
    """Share of the ``markets`` held on each day, each given by the last digits of its lunar days (1, 4, 7: 逢一四七).

    A city without markets, or days without a lunar date, have 0.
    """
    if not markets:
        return [0.0] * len(days)
    digits = [day.lunar.day % 10 if day.lunar else -1 for day in days]
    return [sum(digit in market for market in markets) / len(markets) for digit in digits]


__all__ = ["CHINA", "LUNAR_YEARS", "Day", "DayKind", "LunarDay", "gaps_in", "list_days", "market_share"]
