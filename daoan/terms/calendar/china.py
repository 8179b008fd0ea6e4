"""China's days: the State Council's yearly notices on holidays and the working days shifted for them.

The table (chinesecalendar) holds the notices of whole years; a year's notice appears in the autumn before it. Outside
it the statutory holidays follow from their rule (holidays), whose days in lieu are guesses, and no day is shifted:
such a day is not ``known``.
"""

from datetime import date
from functools import lru_cache

import holidays as holiday_tables
from chinese_calendar.constants import holidays as days_off
from chinese_calendar.constants import workdays

from daoan.terms.calendar.kinds import DayKind
from daoan.terms.calendar.notices import NONE, Notices
from daoan.terms.estimates import Text

FIRST_YEAR, LAST_YEAR = min(days_off).year, max(days_off).year

#: A worked Saturday that the table lacks, by the notice for 2006 (国办发明电〔2005〕35号).
_SHIFTED_TOO = {date(2005, 12, 31): "New Year's Day"}

_SHIFTED = {**workdays, **_SHIFTED_TOO}

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


def china_day(day: date, notices: Notices = NONE) -> tuple[DayKind, Text | None, bool]:
    """Kind of a day, name of its holiday, whether a notice covers it. ``notices``: of years that the table lacks."""
    told = notices.find(day)
    if told is not None:
        return told.kind, told.name, True
    if day.year in notices.years:
        return _plain(day), None, True
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        if day in _SHIFTED:
            return DayKind.SHIFTED_WORKDAY, _named(_SHIFTED[day]), True
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
