"""Years that the installed table lacks are taken from the rule pack, whole; until then they are not known."""

from datetime import UTC, date, datetime

import pytest

from daoan.act.working_days import after_working_days, calendar_of
from daoan.terms.calendar.days import gaps_in, list_days
from daoan.terms.calendar.kinds import DayKind
from daoan.terms.calendar.notices import read_notices
from daoan.terms.errors import RulePackInvalid
from daoan.terms.rulepacks import read_rule_pack

HEAD = '[pack]\nversion = "1"\ntitle_en = "t"\ntitle_zh = "t"\nsource = "s"\nstatus = "project_default"\n'
YEAR = (
    HEAD
    + """
[[year]]
year = 2031
source = "drawn for this test"
off = [["2031-01-01", "New Year", "元旦"], ["2031-01-02", "New Year", "元旦"], ["2031-01-03", "New Year", "元旦"]]
worked = [["2030-12-29", "New Year", "元旦"], ["2031-01-05", "New Year", "元旦"]]
"""
)


def notices_of(text: str):
    return read_notices(read_rule_pack(text, "calendar"))


def test_a_year_of_the_pack_is_known_whole():
    notices = notices_of(YEAR)
    days = {d.day: d for d in list_days("CN", date(2030, 12, 28), 12, notices)}
    assert days[date(2031, 1, 3)].kind is DayKind.HOLIDAY
    assert days[date(2031, 1, 5)].kind is DayKind.SHIFTED_WORKDAY
    assert days[date(2030, 12, 29)].kind is DayKind.SHIFTED_WORKDAY
    assert days[date(2031, 1, 6)].kind is DayKind.WORKDAY
    assert days[date(2031, 1, 1)].holiday.zh == "元旦"
    assert all(d.known for d in days.values() if d.day.year == 2031)
    assert not days[date(2030, 12, 30)].known
    assert "2030-12-28" in gaps_in(tuple(days.values()), "CN")[0].en


def test_deadlines_follow_the_notices():
    works = calendar_of("Asia/Shanghai", notices_of(YEAR))
    before = datetime(2030, 12, 31, 4, tzinfo=UTC)
    assert after_working_days(before, 1, "Asia/Shanghai", works) == datetime(
        2031, 1, 5, 16, tzinfo=UTC
    )  # end of the 5th
    assert not calendar_of("Asia/Shanghai")(date(2031, 1, 5))


@pytest.mark.parametrize(
    "change",
    [
        ('"2031-01-05"', '"2031-01-06"'),  # a Monday is worked anyway
        ('"2031-01-02"', '"2031-01-01"'),  # twice
        ('"2031-01-02"', '"2032-01-02"'),  # of another year
        ('source = "drawn for this test"', 'source = ""'),
    ],
)
def test_a_wrong_notice_is_refused(change):
    with pytest.raises(RulePackInvalid, match="calendar"):
        notices_of(YEAR.replace(*change))
