"""A hazard from ticket to look-back: grades and limits, control, the one extension, every acceptor's word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daoan.act.hazards import draft_tickets
from daoan.act.hazards.matters import by_priority, injuries_per_day, matter_of
from daoan.act.workflow.family import act
from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.workflow.table import Event
from daoan.terms.records.people import LOOP
from tests.act.duty_makers import AS_OF, HAZARDS, spot, stretch
from tests.act.workflow.work_makers import MONDAY, TERMS, Desk, matter, who

PLAN = {"kind": "curve", "measure": "guardrail", "responsible": "roads", "limit": "2025-12-20", "funds": 50_000}


def assigned(grade: str = "general") -> Desk:
    """Reported by the township, graded and assigned by the committee to the roads department."""
    desk = Desk()
    desk.begin(matter("hazard", issuer="town", holder="committee"), who("town"))
    desk.do("hazard-1", "grade", "committee", grade=grade)
    desk.do("hazard-1", "assign", "committee", unit="roads")
    return desk


def rectifying(grade: str = "general") -> Desk:
    desk = assigned(grade)
    desk.do("hazard-1", "sign", "roads")
    desk.do("hazard-1", "plan", "roads", **PLAN)
    if grade == "major":
        desk.do("hazard-1.1", "set_up", "roads")
    desk.do("hazard-1", "start", "roads")
    return desk


def accepting(desk: Desk, *units: str) -> None:
    desk.do("hazard-1", "apply", "roads")
    desk.do("hazard-1", "convene", "committee", acceptors=list(units))


def day_end(days: int) -> datetime:
    """The end of the local day so many days after Monday, 8 December."""
    return datetime(2025, 12, 8, 16, tzinfo=UTC) + timedelta(days=days)


@pytest.mark.parametrize(("grade", "days"), [("general", 30), ("larger", 90), ("major", 180)])
def test_the_limit_is_the_grades_and_runs_from_the_assignment(grade, days):
    hazard = assigned(grade).matters["hazard-1"]
    assert datetime.fromisoformat(hazard.values["rectify_by"]) == day_end(days)
    assert (hazard.holder, hazard.issuer, hazard.values["reported_by"]) == ("roads", "committee", "town")


def test_the_plan_may_shorten_the_limit_but_not_lengthen_it():
    desk = assigned()
    desk.do("hazard-1", "sign", "roads")
    assert desk.refused("hazard-1", "plan", "roads", **PLAN | {"limit": "2026-01-08"}) == "limit"
    assert desk.refused("hazard-1", "plan", "roads", **PLAN | {"limit": "2025-12-07"}) == "limit"
    assert desk.refused("hazard-1", "plan", "roads", **PLAN | {"funds": -1}) == "funds"
    assert desk.refused("hazard-1", "plan", "roads", **PLAN | {"measure": " "}) == "values"
    assert desk.do("hazard-1", "plan", "roads", **PLAN).due_at == datetime(2025, 12, 20, 16, tzinfo=UTC)


def test_who_reported_a_hazard_does_not_grade_it():
    desk = Desk()
    desk.begin(matter("hazard", issuer="committee", holder="committee"), who("committee", 1))
    assert desk.refused("hazard-1", "grade", "committee", 1, grade="major") == "same_person"
    assert desk.refused("hazard-1", "grade", "committee", 2, grade=["major"]) == "grade"
    desk.do("hazard-1", "grade", "committee", 2, grade="major")


def test_the_gravest_grade_waits_for_temporary_control_and_keeps_it_until_it_is_closed():
    desk = assigned("major")
    desk.do("hazard-1", "sign", "roads")
    desk.do("hazard-1", "plan", "roads", **PLAN)
    assert desk.refused("hazard-1", "start", "roads") == "control"
    assert desk.matters["hazard-1.1"].due_at == MONDAY + timedelta(hours=72)
    desk.do("hazard-1.1", "set_up", "roads")
    desk.do("hazard-1", "start", "roads")
    accepting(desk, "town")
    desk.do("hazard-1.2", "refuse", "town")
    assert desk.state("hazard-1.1") == "in_place"
    accepting(desk, "town")
    desk.do("hazard-1.3", "confirm", "town")
    assert (desk.state("hazard-1"), desk.state("hazard-1.1")) == ("closed", "lifted")
    assert [m for m in assigned("larger").matters if m != "hazard-1"] == []


def test_every_acceptor_has_to_confirm_and_one_refusal_returns_it_with_its_old_limit():
    desk = rectifying()
    limit = desk.matters["hazard-1"].due_at
    accepting(desk, "town", "a")
    desk.do("hazard-1.1", "confirm", "town")
    assert desk.state("hazard-1") == "accepting"
    desk.do("hazard-1.2", "refuse", "a")
    assert (desk.state("hazard-1"), desk.matters["hazard-1"].due_at) == ("rectifying", limit)
    accepting(desk, "town", "a")  # the township's word of the first round counts no more
    desk.do("hazard-1.4", "confirm", "a")
    assert desk.state("hazard-1") == "accepting"
    desk.do("hazard-1.3", "confirm", "town")
    assert desk.state("hazard-1") == "closed"


def test_an_acceptor_that_is_withdrawn_does_not_count_as_a_yes():
    desk = rectifying()
    accepting(desk, "town", "a")
    desk.do("hazard-1.1", "confirm", "town")
    desk.do("hazard-1.2", "withdraw", "committee")
    assert desk.state("hazard-1") == "applied"
    other = rectifying()
    other.do("hazard-1", "apply", "roads")
    assert other.refused("hazard-1", "convene", "committee", acceptors=["roads", "town"]) == "own_work"


def test_a_limit_is_extended_once_by_a_unit_above():
    desk = rectifying()
    assert desk.refused("hazard-1", "ask_extension", "roads", days=16) == "days"
    desk.do("hazard-1", "ask_extension", "roads", days=15)
    assert desk.refused("hazard-1", "grant_extension", "roads") == "part"
    limit = desk.matters["hazard-1"].due_at
    desk.later(days=14)
    assert desk.clocks() == ["hazard-1"]
    desk.do("hazard-1", "grant_extension", "committee")
    hazard = desk.matters["hazard-1"]
    assert (hazard.due_at, hazard.overdue_at) == (limit + timedelta(days=15), None)
    assert desk.refused("hazard-1", "ask_extension", "roads", days=1) == "once"


def test_look_back_waits_ninety_days_and_a_listed_hazard_is_not_ended():
    desk = rectifying()
    accepting(desk, "town")
    desk.do("hazard-1.1", "confirm", "town")
    desk.do("hazard-1", "list", "committee")
    desk.later(days=89)
    assert desk.refused("hazard-1", "look_back", "committee") == "early"
    desk.later(days=2)
    assert desk.refused("hazard-1", "look_back", "committee") == "listed"
    desk.do("hazard-1", "unlist", "committee")
    assert desk.do("hazard-1", "look_back", "committee").closed_at == desk.now


def test_what_recurs_is_opened_anew_also_by_the_system():
    desk = rectifying("major")
    accepting(desk, "town")
    desk.do("hazard-1.2", "confirm", "town")
    event = Event("recur", LOOP, "two more crashes")
    for moved in act(WORKFLOWS, desk.family("hazard-1"), "hazard-1", event, desk.now, TERMS).moves:
        desk.keep(moved)
    desk.do("hazard-1", "assign", "committee", unit="roads")
    desk.do("hazard-1", "sign", "roads")
    desk.do("hazard-1", "plan", "roads", **PLAN)
    assert desk.refused("hazard-1", "start", "roads") == "control"  # the old control was lifted
    assert desk.matters["hazard-1"].values["recurrences"] == 1


def test_a_ticket_becomes_a_matter_with_its_evidence_and_what_a_day_costs():
    (ticket,) = draft_tickets([spot("b", "abc", segments=("s1",))], [stretch("s1", 3.6525)], AS_OF, HAZARDS)
    hazard = matter_of(ticket, "h", "committee", "committee", MONDAY)
    assert (hazard.evidence, hazard.segment_id, hazard.level) == (ticket.evidence, "s1", ticket.grade)
    cost, yearly = injuries_per_day(hazard), ticket.injuries_per_year
    assert cost.value == pytest.approx(0.01)
    assert (cost.low * 365.25, cost.high * 365.25) == pytest.approx((yearly.low, yearly.high))


def test_dearest_first_and_what_was_never_estimated_is_not_free():
    def hazard(name, level, value=None):
        told = {} if value is None else {"injuries_per_year": {"value": value, "low": 0.0, "high": 9.0, "level": 0.9}}
        return replace(matter("hazard", level=level, **told), matter_id=name)

    found = by_priority(
        [hazard("w", "general"), hazard("x", "major"), hazard("y", "general", 4.0), hazard("z", "major", 1.0)]
    )
    assert [(p.matter.matter_id, p.injuries_per_day is None) for p in found] == [
        ("y", False), ("z", False), ("x", True), ("w", True),
    ]  # fmt: skip
