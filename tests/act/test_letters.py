"""A letter says who, what, since when, by which rule, until when; its number is the unit's next of the year."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daoan.act.supervision.letter import Around, letter_of
from daoan.act.supervision.letter_words import day_in, span_in
from daoan.act.supervision.numbers import Sent, number_of, sent_of
from daoan.act.supervision.supervision import RUNGS
from daoan.act.workflow.registry import WORKFLOWS
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from tests.act.workflow.work_makers import MONDAY, SUPERVISION_PACK, UNITS, WORK, Desk, matter, ordered

ZONE = "Asia/Shanghai"


def case_on(rung: str = "letter", **values):
    """A case about an urgent order that nobody signed for two days, issued by the city."""
    desk = Desk()
    ordered(desk, "a")
    desk.later(days=2)
    values = {"about": ["order-1.1"], "trigger": "late_order", "text": "逾期超过1日"} | values
    desk.begin(matter("supervision", holder="a", level=rung, **values))
    desk.do("supervision-1", "issue", "city")
    return desk


def told(desk: Desk, **more):
    case = desk.matters["supervision-1"]
    sent = sent_of(case, desk.steps["supervision-1"])
    number = number_of(sent[-1], sent, ZONE) if sent else None
    given = {"sent": sent, "number": number, "mark": "庆交警"} | more
    around = Around(UNITS, WORKFLOWS, WORK, SUPERVISION_PACK, ZONE, desk.now, **given)
    about = [desk.matters[i] for i in case.values["about"]]
    return letter_of(case, about, around)


def words(letter, language: str) -> str:
    say = lambda text: getattr(text, language)  # noqa: E731
    lines = [say(letter.number), *map(say, letter.title), say(letter.to), *map(say, letter.opening)]
    for part in letter.parts:
        lines += [say(part.heading), *(say(i.lead) + say(i.text) for i in part.items)]
    return "\n".join([*lines, say(letter.closing), say(letter.signed)])


def test_a_letter_of_supervision_says_who_what_since_when_and_by_which_rule() -> None:
    letter = told(case_on())
    text = words(letter, "zh")
    for told_of in (
        "庆交警督〔2025〕1号",
        "关于a\n逾期未办事项\n的督办函",
        "编号order-1.1",
        "应于2025年12月8日10时15分前签收",
        "已逾期1日23小时",
        "条款late_order",
        "数值非官方标准",
        "1日内签收，签收后5日内书面回复",
        "升级为通报",
        "联系人：____",
        "特此函告。",
    ):
        assert told_of in text, told_of
    english = words(letter, "en")
    for told_of in (
        "city/S/2025/1",
        "to sign by 10:15 on 8 December 2025, 1 day 23 h late",
        "within 5 days of signing",
    ):
        assert told_of in english, told_of
    assert letter.dated == (MONDAY + timedelta(days=2)).date()


@pytest.mark.parametrize("rung", RUNGS)
def test_every_rung_has_a_letter_in_both_languages(rung: str) -> None:
    letter = told(case_on(rung))
    assert letter.number.zh.startswith("庆交警")
    assert letter.closing.zh.startswith("特此")
    assert all(item.text.en or item.lead.en for part in letter.parts for item in part.items)
    assert ("升级为" in words(letter, "zh")) == (rung != "inquiry")


def test_a_draft_has_neither_number_nor_day_and_a_case_without_rung_no_letter() -> None:
    desk = case_on()
    draft = told(desk, sent=(), number=None, mark="")
    assert draft.number.zh == "____督〔2025〕____号"
    assert draft.dated is None
    desk.matters["supervision-1"] = replace(desk.matters["supervision-1"], level="")
    with pytest.raises(InputError):
        told(desk)


def test_more_matters_than_fit_go_into_an_annex() -> None:
    desk = case_on(about=["order-1.1"] * 4)
    letter = told(desk)
    assert len(letter.annexes[0].rows) == 4
    assert "共4项，详见附件" in words(letter, "zh")


def test_what_happened_after_the_letter_is_not_in_it() -> None:
    desk = case_on()
    before = words(told(desk), "zh")
    desk.later(hours=5)
    assert words(told(desk), "zh") == before  # printed later, it tells of the same moment
    desk.do("order-1.1", "sign", "a")
    assert "已逾期" not in words(told(desk), "zh")


def test_what_a_person_wrote_is_asked_and_a_climb_tells_what_went_before() -> None:
    desk = case_on("reminder", text="请于周五前补报台账", trigger="late")
    assert "具体要求：请于周五前补报台账。" in words(told(desk), "zh")
    desk.later(days=3)
    desk.do("supervision-1", "climb", "city")
    letter = told(desk)
    assert "此前已于2025年12月10日10时发出提示，仍未按要求办结" in words(letter, "zh")
    assert letter.number.zh == "庆交警督〔2025〕1号"  # the first letter of this rung


def test_numbers_run_by_unit_rung_and_local_year() -> None:
    at = datetime(2025, 12, 31, 15, tzinfo=UTC)
    rows = [
        Sent("c1", "city", "letter", at - timedelta(days=9)),
        Sent("c2", "city", "letter", at),
        Sent("c3", "city", "talk", at),
        Sent("c4", "committee", "letter", at),
        Sent("c5", "city", "letter", at + timedelta(hours=2)),  # already the next year in Shanghai
    ]
    assert [number_of(s, rows, ZONE) for s in rows] == [(2025, 1), (2025, 2), (2025, 1), (2025, 1), (2026, 1)]
    assert number_of(rows[4], rows, "UTC") == (2025, 3)


def test_moments_and_spans_as_a_letter_writes_them() -> None:
    assert day_in(datetime(2025, 12, 10, 16, tzinfo=UTC), ZONE) == Text("10 December 2025", "2025年12月10日")
    assert day_in(datetime(2025, 12, 10, 1, 5, tzinfo=UTC), ZONE).zh == "2025年12月10日9时5分"
    assert [span_in(timedelta(minutes=m)).zh for m in (5, 125, 1500, 30_000)] == ["5分钟", "2小时", "1日1小时", "20日"]
