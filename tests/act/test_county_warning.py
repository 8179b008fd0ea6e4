"""A county warning goes its way on the one engine, in time by level and calendar; the system drafts and follows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from daoan.act.county.findings import find_warnings, rungs_for
from daoan.act.county.matters import following, matter_of, unit_of_county
from daoan.act.supervision.rungs import due_rungs
from daoan.act.working_days import after_working_days, calendar_of, weekdays_only
from daoan.terms.codes import Level
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import CountyAssessment, SituationMonth
from daoan.terms.rulepacks import read_rule_pack
from daoan.terms.units import Unit, UnitKind, UnitTree
from tests.act.workflow.work_makers import MONDAY, SUPERVISION_PACK, Desk

ROOT = Path(__file__).parents[2]
PACK = read_rule_pack((ROOT / "rulepacks" / "situation.toml").read_text(encoding="utf-8"), "situation")
NAME = "county_warning-621023-2025-11"

#: The way of an orange warning that was heeded: event, who, the state after, the deadline in local time.
HEEDED = [
    ("submit", "city", 1, "review", None),
    ("publish", "city", 2, "published", "2025-12-11 00:00"),  # two working days after Monday
    ("sign", "a", 1, "signed", "2025-12-16 00:00"),
    ("plan", "a", 1, "planned", "2025-12-16 00:00"),
    ("progress", "a", 1, "rectifying", "2025-12-16 00:00"),
    ("report", "a", 1, "feedback", "2026-01-09 00:00"),
]


def assessment(level: Level, month: str = "2025-11", kind: str = "area") -> CountyAssessment:
    text, score = Text("a", "甲"), Estimate(60.0, 50.0, 70.0)
    return CountyAssessment(
        "621023", kind, text, month, date(2025, 10, 1), date(2025, 12, 1), score, 1, 1, 2, 1, 1, 8, level, level,
        (text,), None, None, (), (), (), months(level), (), "situation@1",
    )  # fmt: skip


def months(*levels: Level, veto: bool = False) -> tuple[SituationMonth, ...]:
    return tuple(
        SituationMonth(f"2025-{i + 1:02d}", 60.0, level, level, veto=veto and i == len(levels) - 1)
        for i, level in enumerate(levels)
    )


def drafted(level: Level = Level.ORANGE) -> Desk:
    desk = Desk()
    (found,) = find_warnings([assessment(level)], MONDAY, PACK)
    desk.begin(matter_of(found, "city", "a", MONDAY))
    return desk


def walked(level: Level = Level.ORANGE) -> Desk:
    desk = drafted(level)
    for event, unit, number, _, _ in HEEDED:
        desk.do(NAME, event, unit, number)
    return desk


def reassessed(desk: Desk, level: Level) -> Desk:
    later = assessment(level, "2025-12")
    found = next(iter(find_warnings([later], MONDAY, PACK)), None)
    event = following(desk.matters[NAME], found, later)
    desk.do(NAME, event.name, "loop", **event.values)
    return desk


def test_the_way_of_a_warning_that_was_heeded():
    desk = drafted()
    for event, unit, number, state, due in HEEDED:
        matter = desk.do(NAME, event, unit, number)
        local = None if matter.due_at is None else (matter.due_at + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")
        assert (matter.state, local) == (state, due)
    assert (matter.holder, matter.values["warned"]) == ("a", "orange")
    matter = reassessed(desk, Level.BLUE).matters[NAME]
    assert (matter.level, matter.values["month"], matter.values["warned"]) == ("blue", "2025-12", "orange")
    assert desk.refused(NAME, "escalate", "city") == "level"
    assert desk.do(NAME, "lift", "city").closed_at == desk.now


def test_a_red_warning_is_signed_sooner():
    desk = drafted(Level.RED)
    desk.do(NAME, "submit", "city", 1)
    assert desk.do(NAME, "publish", "city", 2).due_at == datetime(2025, 12, 9, 16, tzinfo=UTC)


def test_progress_is_due_every_week_anew():
    desk = drafted()
    for event, unit, number, _, _ in HEEDED[:5]:
        desk.do(NAME, event, unit, number)
    first = desk.matters[NAME].due_at
    desk.later(days=5)
    assert desk.do(NAME, "progress", "a").due_at == first + timedelta(days=5)
    desk.later(days=9)
    assert desk.clocks() == [NAME]
    assert desk.do(NAME, "progress", "a").overdue_at is None


def test_who_submitted_does_not_publish_and_who_is_warned_must_be_known():
    desk = drafted()
    desk.do(NAME, "submit", "city", 1)
    assert desk.refused(NAME, "publish", "city", 1) == "same_person"
    assert desk.refused(NAME, "publish", "city", 2, unit="nowhere") == "unit"
    assert desk.do(NAME, "publish", "city", 2, unit="b").holder == "b"


def test_a_warning_that_did_not_help_goes_on_or_leaves_a_draft_of_supervision():
    desk = reassessed(walked(), Level.RED)
    assert desk.refused(NAME, "lift", "city") == "level"
    on = reassessed(walked(), Level.RED)
    on.do(NAME, "continue", "city")
    assert on.state(NAME) == "rectifying"
    desk.do(NAME, "escalate", "city")
    case = desk.matters[f"{NAME}.1"]
    assert (case.kind, case.state, case.level, case.holder) == ("supervision", "draft", "talk", "a")
    assert case.values["about"] == [NAME]
    desk.do(case.matter_id, "issue", "city")
    assert desk.state(case.matter_id) == "issued"


def test_unanswered_it_calls_for_supervision():
    desk = drafted()
    desk.do(NAME, "submit", "city", 1)
    desk.do(NAME, "publish", "city", 2)
    for hours, rung in ((72, "reminder"), (24 * 11, "letter")):
        now = MONDAY + timedelta(hours=hours)
        (due,) = due_rungs(list(desk.matters.values()), desk.steps, now, SUPERVISION_PACK)
        assert (due.unit, due.rung) == ("a", rung)


def test_the_system_keeps_a_draft_fresh_withdraws_a_calm_one_and_leaves_the_rest_to_people():
    red = assessment(Level.RED, "2025-12")
    (found,) = find_warnings([red], MONDAY, PACK)
    desk = drafted(Level.YELLOW)
    event = following(desk.matters[NAME], found, red)
    fresh = desk.do(NAME, event.name, "loop", **event.values)
    assert (fresh.state, fresh.level, fresh.values["month"], fresh.title) == ("draft", "red", "2025-12", found.title.zh)
    assert following(fresh, found, red) is None
    old = find_warnings([assessment(Level.YELLOW, "2025-10")], MONDAY, PACK)[0]
    assert following(fresh, old, assessment(Level.YELLOW, "2025-10")) is None
    calm = assessment(Level.BLUE, "2026-01")
    event = following(fresh, None, calm)
    assert desk.do(NAME, event.name, "loop", note=event.note).state == "withdrawn"
    signed = replace(drafted().matters[NAME], state="signed")
    assert following(signed, None, calm) is None
    back = walked().matters[NAME]
    assert following(back, None, assessment(Level.BLUE, "2025-11")) is None  # the month that it was warned by


def test_only_counties_are_warned_and_only_from_the_level_on():
    assert find_warnings([assessment(Level.BLUE)], MONDAY, PACK) == ()
    assert find_warnings([assessment(Level.RED, kind="road_class")], MONDAY, PACK) == ()
    (found,) = find_warnings([assessment(Level.YELLOW)], MONDAY, PACK)
    assert (found.level, found.rungs, found.measures) == (Level.YELLOW, (), ())


@pytest.mark.parametrize(
    ("history", "rungs"),
    [
        (months(Level.BLUE, Level.ORANGE), ()),
        (months(Level.ORANGE, Level.ORANGE), ("talk",)),
        (months(Level.YELLOW, Level.RED), ("talk",)),
        (months(Level.RED, Level.RED), ("talk", "listed")),
        (months(Level.BLUE, Level.ORANGE, veto=True), ("listed",)),
        ((), ()),
    ],
)
def test_rungs_of_supervision_follow_the_colours(history, rungs):
    assert rungs_for(history, PACK) == rungs


def test_the_county_is_warned_through_its_office_else_its_brigade():
    name = Text("x", "x")
    brigade = Unit("b1", UnitKind.BRIGADE, name, None, "621023")
    office = Unit("o1", UnitKind.COMMITTEE, name, None, "621023")
    assert unit_of_county("621023", UnitTree([brigade, office])) == "o1"
    assert unit_of_county("621023", UnitTree([brigade])) == "b1"
    assert unit_of_county("621024", UnitTree([brigade])) == ""


def test_a_deadline_on_working_days_steps_over_the_holiday():
    def works(day: date) -> bool:  # the first days of October are off, Saturday the 11th is worked
        return day == date(2025, 10, 11) or (weekdays_only(day) and not date(2025, 10, 1) <= day <= date(2025, 10, 8))

    tuesday = datetime(2025, 9, 30, 2, tzinfo=UTC)
    until = after_working_days(tuesday, 3, "Asia/Shanghai", works)
    assert until == datetime(2025, 10, 11, 16, tzinfo=UTC)  # 9, 10 and 11 October


@pytest.mark.parametrize(
    ("zone", "day", "works"),
    [
        ("Asia/Shanghai", date(2025, 10, 6), False),  # a Monday of the national holiday
        ("Asia/Shanghai", date(2025, 10, 11), True),  # a Saturday worked for it
        ("Asia/Shanghai", date(2025, 10, 12), False),
        ("Asia/Shanghai", date(2040, 10, 1), True),  # a Monday of a year without a notice
        ("Europe/London", date(2025, 10, 6), True),
        ("Europe/London", date(2025, 10, 11), False),
    ],
)
def test_offices_work_by_the_calendar_of_their_country(zone, day, works):
    assert calendar_of(zone)(day) is works
