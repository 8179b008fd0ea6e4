"""Markets, fairs and terms fall on the days that an independent almanac (borax) and a longhand reading of it give."""

import re
from datetime import date, timedelta

import holidays
import pytest
from borax.calendars.lunardate import LunarDate, TermUtils

from daoan.terms.calendar.china import china_day
from daoan.terms.calendar.days import list_days
from daoan.terms.calendar.kinds import DayKind
from daoan.terms.calendar.lunar import SOLAR_TERMS, lunar_days, term_day
from daoan.terms.calendar.recurring import BRANCHES, dates_of
from daoan.terms.calendar.recurring_text import read_recurrence, write_recurrence
from daoan.terms.errors import InputError

FIRST, LAST = date(2015, 1, 1), date(2050, 12, 31)
DAYS = [FIRST + timedelta(k) for k in range((LAST - FIRST).days + 1)]


@pytest.fixture(scope="module")
def moons():
    return {day: LunarDate.from_solar(day) for day in DAYS}


def held(text: str, first: date = FIRST, last: date = LAST) -> set[date]:
    return set(dates_of(read_recurrence(text), first, last))


def test_every_lunar_day_branch_and_term_of_36_years(moons):
    ours = lunar_days(DAYS)
    assert [(d.month, d.day, d.leap) for d in ours] == [(m.month, m.day, bool(m.leap)) for m in moons.values()]
    for branch in BRANCHES:
        assert held(f"逢{branch}日") == {d for d, m in moons.items() if m.gz_day[1] == branch}
    for year in range(2015, 2051):
        assert [term_day(t, year) for t in SOLAR_TERMS] == [TermUtils.nth_term_day(year, n) for n in range(24)]


@pytest.mark.parametrize("digits", ["147", "258", "369", "50", "8"])
def test_every_market_day_by_the_last_digit_of_the_lunar_day(moons, digits):
    """Leap months have their markets too: 22 March to 19 April 2023 is the leap second month."""
    names = "".join("十一二三四五六七八九"[int(d)] for d in digits)
    expected = {day for day, moon in moons.items() if str(moon.day)[-1] in digits}
    assert held(f"农历逢{names}") == expected
    assert any(date(2023, 3, 22) <= day <= date(2023, 4, 19) for day in expected)


def test_every_day_of_the_other_kinds(moons):
    assert held("农历初一、十五") == {d for d, m in moons.items() if m.day in (1, 15)}
    assert held("公历逢五十") == {d for d in DAYS if d.day % 5 == 0}
    assert held("公历每月5日、20日") == {d for d in DAYS if d.day in (5, 20)}
    assert held("每周日") == {d for d in DAYS if d.strftime("%a") == "Sun"}
    assert held("自2015-01-03起每5天") == {FIRST + timedelta(k) for k in range(2, len(DAYS), 5)}
    fair = [d for d, m in moons.items() if (m.month, m.day, m.leap) == (3, 3, 0)]
    assert len(fair) == 36  # one a year, though 2023 and 2042 repeat the second month
    assert held("农历三月初三起3天") == {d + timedelta(k) for d in fair for k in range(3)}
    assert held("公历10月1日起7天") == {d for d in DAYS if d.month == 10 and d.day <= 7}
    qingming = [TermUtils.nth_term_day(y, SOLAR_TERMS.index("清明")) for y in range(2015, 2051)]
    assert held("清明前3天后2天") == {d + timedelta(k) for d in qingming for k in range(-3, 3)}


def test_a_month_of_leap_is_no_second_fair(moons):
    leap = [d for d, m in moons.items() if m.leap and m.day == 15]
    assert leap  # there are some in these years
    months = "正二三四五六七八九十冬腊"
    assert not any(d in held(f"农历{months[moons[d].month - 1]}月十五") for d in leap)


def test_working_days_are_those_of_the_notices_2004_to_2026():
    """Against the table of another library, which names the weekend that each day in lieu was moved from."""
    for year in range(2004, 2027):
        table = {**holidays.country_holidays("CN", years=[year, year + 1])}
        moved = {m for name in table.values() for m in re.findall(r"from (\d\d)/(\d\d)/(\d{4})", name)}
        worked = {date(int(y), int(m), int(d)) for m, d, y in moved}
        for day in list_days("CN", date(year, 1, 1), 365):
            weekend = day.day.weekday() >= 5
            off = day.day in table or weekend
            assert day.is_off == (off and not (weekend and day.day in worked)), day
            assert (china_day(day.day)[0] is DayKind.SHIFTED_WORKDAY) == (weekend and day.day in worked), day
    assert date(2019, 2, 2) in held("工作日", date(2019, 1, 1), date(2019, 3, 1))
    assert date(2019, 2, 5) in held("休息日", date(2019, 1, 1), date(2019, 3, 1))


def test_the_moon_is_the_same_everywhere():
    rule = read_recurrence("农历初一")
    assert dates_of(rule, FIRST, LAST, "GB-ENG") == dates_of(rule, FIRST, LAST, "") == dates_of(rule, FIRST, LAST)
    christmas = dates_of(read_recurrence("days off"), date(2025, 12, 24), date(2025, 12, 26), "GB-ENG")
    assert christmas == (date(2025, 12, 25), date(2025, 12, 26))


def test_what_began_before_the_span_is_still_on():
    assert held("公历10月1日起7天", date(2026, 10, 5), date(2026, 10, 9)) == {date(2026, 10, d) for d in (5, 6, 7)}
    assert dates_of(read_recurrence("每天"), date(2026, 1, 2), date(2026, 1, 1)) == ()


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("逢3、6、9", "农历逢三六九", "lunar days ending in 3, 6, 9"),
        ("逢五逢十集", "农历逢五十", "lunar days ending in 5, 0"),
        ("阳历逢五十", "公历逢五十", "days ending in 5, 0"),
        ("阴历初一十五", "农历初一、十五", "lunar days 1, 15"),
        ("每月5号、20号", "公历每月5日、20日", "days 5, 20"),
        ("逢周日", "每周日", "every Sunday"),
        ("逢子午", "逢鼠马日", "days of the rat, horse"),
        ("十二月二十三", "农历腊月廿三", "lunar 12-23"),
        ("三月廿八庙会起3天", "农历三月廿八起3天", "lunar 3-28 for 3 days"),
        ("清明前后各3天", "清明前3天后3天", "Qingming, 3 days before, 3 after"),
        ("Working days", "工作日", "working days"),
    ],
)
def test_what_people_write_is_read_and_said_in_one_way(written, zh, en):
    rule = read_recurrence(written)
    told = write_recurrence(rule)
    assert (told.zh, told.en) == (zh, en)
    assert read_recurrence(zh) == read_recurrence(en) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "逢",
        "逢甲",
        "农历三十一",
        "公历2月30日",
        "每周八",
        "自2026-01-03起每0天",
        "10-40",
        "lunar 13-1",
        "十" * 79,
        "三" * 200,
    ],
)
def test_what_is_no_rule_is_told_how_to_write_one(text):
    with pytest.raises(InputError, match="农历逢三六九"):
        read_recurrence(text)
