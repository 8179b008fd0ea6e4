"""The days of a company's rating: from signing, calendar or working days, and they stand still while it objects."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from daoan.act.companies.rating import COMPANY_RATING
from daoan.act.workflow.engine import Moved, advance
from daoan.act.workflow.table import Event, Terms
from daoan.act.working_days import after_days, after_working_days, chinese_working_day
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.units import Unit, UnitKind, UnitTree
from tests.act.workflow.work_makers import MONDAY, TERMS, UNITS, WORK, matter, who

ZONE = TERMS.zone


def terms(**changed) -> Terms:
    values = WORK.values | {"company_rating": WORK.values["company_rating"] | changed}
    return replace(TERMS, pack=replace(WORK, values=values))


def step(one: Matter, event: str, at: datetime, by: str = "a", told: Terms = TERMS, **values) -> Matter:
    moved = advance(COMPANY_RATING, one, Event(event, who(by, 2), "n", values), at, told)
    assert isinstance(moved, Moved), moved
    return moved.matter


def signed(told: Terms = TERMS, level: str = "high") -> Matter:
    return step(matter("company_rating", "notified", "city", "a", level), "sign", MONDAY, told=told)


def at_of(one: Matter, name: str) -> datetime:
    return datetime.fromisoformat(one.values[name])


@pytest.mark.parametrize(("level", "days"), [("high", 15), ("middle", 30)])
def test_days_run_from_signing(level: str, days: int) -> None:
    one = signed(level=level)
    assert at_of(one, "appeal_until") == after_days(MONDAY, 7, ZONE)
    assert one.due_at == at_of(one, "rectify_by") == after_days(MONDAY, days, ZONE)


def test_a_rule_pack_may_count_working_days() -> None:
    one = signed(terms(appeal_days_are="working_days"))
    assert at_of(one, "appeal_until") == after_working_days(MONDAY, 7, ZONE, chinese_working_day)
    assert at_of(one, "appeal_until") - after_days(MONDAY, 7, ZONE) == timedelta(days=2)  # a weekend lies between


def test_all_of_a_companys_days_stand_still_while_it_objects() -> None:
    one = signed()
    objected = step(one, "appeal", MONDAY + timedelta(days=3), reason="r")
    assert objected.due == COMPANY_RATING.clocks["appealed"].label
    upheld = step(objected, "uphold", MONDAY + timedelta(days=9, hours=5), "city")
    for name in ("appeal_until", "rectify_by"):
        assert at_of(upheld, name) - at_of(one, name) == timedelta(days=6, hours=5)
    assert upheld.due_at == at_of(upheld, "rectify_by")


def test_a_notified_company_has_its_own_turn_where_it_has_a_unit() -> None:
    own = Unit("firm", UnitKind.COMPANY, Text("f", "f"), "a", company="91X")
    told = replace(TERMS, units=UnitTree([*UNITS.units.values(), own]))
    for company, holder in (("91X", "firm"), ("91Y", "a"), ("", "a")):
        one = matter("company_rating", "reviewed", "city", "a", "high", company=company)
        assert step(one, "notify", MONDAY, told=told).holder == holder
