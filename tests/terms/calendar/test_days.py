"""Days are what official notices and almanacs say; what nobody says is marked."""

from datetime import date

import pytest

from daoan.terms.calendar.days import gaps_in, list_days, market_share
from daoan.terms.calendar.kinds import DayKind
from daoan.terms.errors import InputError


def day_of(place: str, *ymd: int):
    return list_days(place, date(*ymd), 1)[0]


# State Council notices 国办发明电〔2018〕15号 (2019) and 国办发明电〔2022〕16号 (2023).
@pytest.mark.parametrize(
    ("ymd", "kind"),
    [
        ((2019, 2, 2), DayKind.SHIFTED_WORKDAY),
        ((2019, 2, 3), DayKind.SHIFTED_WORKDAY),
        ((2019, 2, 4), DayKind.HOLIDAY),
        ((2019, 2, 10), DayKind.HOLIDAY),
        ((2019, 2, 11), DayKind.WORKDAY),
        ((2019, 2, 16), DayKind.WEEKEND),
        ((2023, 10, 7), DayKind.SHIFTED_WORKDAY),
        ((2023, 10, 6), DayKind.HOLIDAY),
    ],
)
def test_chinese_days_follow_the_notices(ymd, kind):
    day = day_of("CN", *ymd)
    assert (day.kind, day.known) == (kind, True)
    assert day.is_off == (kind in (DayKind.HOLIDAY, DayKind.WEEKEND))


# First days of the lunar year, and the leap fourth month of 2020, from published almanacs.
@pytest.mark.parametrize(
    ("ymd", "month", "lunar_day", "leap", "since"),
    [
        ((2019, 2, 5), 1, 1, False, 0),
        ((2019, 2, 4), 12, 30, False, -1),
        ((2020, 1, 25), 1, 1, False, 0),
        ((2020, 5, 23), 4, 1, True, 119),
        ((2020, 4, 23), 4, 1, False, 89),
        ((2023, 1, 22), 1, 1, False, 0),
        ((2023, 9, 29), 8, 15, False, -134),
    ],
)
def test_lunar_days(ymd, month, lunar_day, leap, since):
    day = day_of("CN", *ymd)
    assert (day.lunar.month, day.lunar.day, day.lunar.leap) == (month, lunar_day, leap)
    assert day.from_new_year == since


def test_beyond_the_notices_rules_stand_in_and_say_so():
    days = list_days("CN", date(2030, 9, 25), 20)
    assert not any(day.known for day in days)
    assert any(day.kind is DayKind.HOLIDAY and day.day == date(2030, 10, 1) for day in days)
    assert not any(day.kind is DayKind.SHIFTED_WORKDAY for day in days)
    (gap,) = gaps_in(days, "CN")
    assert "20 days" in gap.en
    assert "调休" in gap.zh


def test_far_years_have_no_lunar_date_and_still_weekdays():
    day = day_of("CN", 2150, 1, 3)
    assert day.lunar is None
    assert day.kind is DayKind.WEEKEND


def test_elsewhere_by_country_and_part():
    assert day_of("GB-ENG", 2019, 12, 25).kind is DayKind.HOLIDAY
    assert day_of("GB-SCT", 2019, 12, 2).kind is DayKind.HOLIDAY  # St Andrew's Day in lieu, in Scotland alone
    assert day_of("GB-ENG", 2019, 12, 2).kind is DayKind.WORKDAY
    assert gaps_in(list_days("GB-ENG", date(2019, 12, 20), 14), "GB-ENG") == ()


def test_an_unknown_country_knows_weekends_only_and_says_so():
    days = list_days("", date(2019, 12, 21), 7)
    assert [day.kind for day in days[:3]] == [DayKind.WEEKEND, DayKind.WEEKEND, DayKind.WORKDAY]
    assert days[4].kind is DayKind.WORKDAY  # Christmas, which nobody told
    assert "country" in gaps_in(days, "")[0].en


@pytest.mark.parametrize("place", ["XX", "GB-NOWHERE", "cn", "CN-"])
def test_a_place_without_a_table_is_refused(place):
    with pytest.raises(InputError, match="ISO 3166"):
        list_days(place, date(2020, 1, 1), 1)


def test_a_span_of_centuries_is_refused():
    with pytest.raises(InputError, match="days"):
        list_days("CN", date(2000, 1, 1), 10**6)


def test_markets_go_by_the_last_digit_of_the_lunar_day():
    days = list_days("CN", date(2019, 2, 5), 12)  # lunar days 1 to 12
    assert market_share(days, ((1, 4, 7),)) == [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0]
    assert market_share(days, ((1, 4, 7), (2, 5, 8)))[:3] == [0.5, 0.5, 0.0]
    assert market_share(list_days("GB-ENG", date(2019, 2, 5), 2), ((1, 4, 7),)) == [0, 0]
    assert market_share(days, ()) == [0.0] * 12
