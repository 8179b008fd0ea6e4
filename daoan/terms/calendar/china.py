"""China's days: the State Council's yearly notices on holidays and the working days shifted for them.

The table (chinesecalendar) holds the notices of whole years; a year's notice appears in the autumn before it. Outside
it the statutory holidays follow from their rule (holidays), whose days in lieu are guesses, and no day is shifted:
such a day is not ``known``.
"""

from datetime import date
from functools import lru_cache

import holidays as holiday_tables
from chinese_calendar.constants import holidays as days_off
from chinese_calendar.constants import workdays as days_shifted

from daoan.terms.calendar.kinds import DayKind
from daoan.terms.estimates import Text

FIRST_YEAR, LAST_YEAR = min(days_off).year, max(days_off).year

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def china_day(day: date) -> tuple[DayKind, Text | None, bool]:
    """Kind of a day, name of its holiday, and whether a notice covers it."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        if day in days_shifted:
            return DayKind.SHIFTED_WORKDAY, _named(days_shifted[day]), True
        if day in days_off:
            return DayKind.HOLIDAY, _named(days_off[day]), True
        return _plain(day), None, True
    name = _by_rule(day.year).get(day)
    if name is None:
        return _plain(day), None, False
    return DayKind.HOLIDAY, Text("public holiday (by rule)", "法定节假日（按规则推算）"), False


def _plain(day: date) -> DayKind:
    return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY


def _named(english: str) -> Text:
    return Text(english, _NAMES.get(english, "法定节假日"))


@lru_cache(maxsize=64)
def _by_rule(year: int) -> dict[date, str]:
    return dict(holiday_tables.country_holidays("CN", years=[year]))
