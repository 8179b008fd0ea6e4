"""Three people for every decision, up and down; time that runs out at the second."""

from datetime import timedelta

import pytest

from tests.act.watches.watch_given import entry
from tests.act.workflow.work_makers import MONDAY, Desk, who

ONE = "w1"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.begin(entry(level="4"), who("a1"))
    return desk


def watched(desk: Desk) -> None:
    desk.do(ONE, "pass_review", "a1", 2)
    desk.do(ONE, "approve", "a", 3)


def test_filed_reviewed_approved_by_three_people_in_two_units(desk: Desk) -> None:
    assert desk.refused(ONE, "pass_review", "a1", 1) == "same_person"
    desk.do(ONE, "pass_review", "a1", 2)
    assert desk.matters[ONE].holder == "a"  # the unit above approves
    assert desk.refused(ONE, "approve", "a1", 3) == "part"
    assert desk.refused(ONE, "approve", "b", 3) == "part"
    desk.do(ONE, "approve", "a", 3)
    one = desk.matters[ONE]
    assert (one.state, one.holder, one.due_at.isoformat()) == ("watching", "a1", one.values["until"])
    assert (one.values["reviewed_by"], one.values["approved_by"]) == ("a1-2", "a-3")
    assert one.values["in_force_from"] == MONDAY.isoformat()


def test_whoever_filed_or_reviewed_does_not_approve() -> None:
    desk = Desk()
    desk.begin(entry(unit="city"), who("city"))
    assert desk.refused(ONE, "refuse_review", "city", 1) == "same_person"
    desk.do(ONE, "pass_review", "city", 2)
    assert desk.refused(ONE, "approve", "city", 1) == "same_person"
    assert desk.refused(ONE, "approve", "city", 2) == "same_person"
    assert desk.refused(ONE, "refuse_approval", "city", 2) == "same_person"
    desk.do(ONE, "approve", "city", 3)  # nobody stands above the city: a third person of it approves


def test_decisions_have_their_time_by_level(desk: Desk) -> None:
    assert desk.matters[ONE].due_at == MONDAY + timedelta(minutes=60)
    desk.later(minutes=60)
    assert desk.clocks() == [ONE]
    desk.do(ONE, "pass_review", "a1", 2)
    assert desk.steps[ONE][-1].late


def test_what_was_refused_is_corrected_and_filed_again_by_whoever_corrects_it(desk: Desk) -> None:
    assert desk.refused(ONE, "refuse_review", "a1", 2, note=" ") == "note"
    desk.do(ONE, "refuse_review", "a1", 2)
    assert desk.refused(ONE, "refile", "a1", 2, until="2028-01-01") == "too_long"
    assert desk.refused(ONE, "refile", "a1", 2, level="9") == "level"
    assert desk.refused(ONE, "refile", "a1", 2, brief=7) == "values"
    desk.do(ONE, "refile", "a1", 2, until="2026-01-31", level="5", brief="b", plate="甘M99999", type="01")
    one = desk.matters[ONE]
    assert (one.level, one.values["brief"], one.values["filed_by"]) == ("5", "b", "a1-2")
    assert (one.values["plate"], one.values["type"]) == ("甘M12345", "04")  # another vehicle is another entry
    assert desk.refused(ONE, "pass_review", "a1", 2) == "same_person"
    desk.do(ONE, "pass_review", "a1", 1)
    desk.do(ONE, "refuse_approval", "a", 3)
    desk.do(ONE, "delete", "a1")
    assert desk.state(ONE) == "deleted"


def test_a_request_is_taken_back(desk: Desk) -> None:
    desk.do(ONE, "take_back", "a1")
    assert desk.refused(ONE, "pass_review", "a1", 2) == "closed"


def test_a_withdrawal_takes_three_people_too_and_the_vehicle_stays_watched_until_then(desk: Desk) -> None:
    watched(desk)
    assert desk.refused(ONE, "ask_withdrawal", "a1") == "values"
    assert desk.refused(ONE, "ask_withdrawal", "a1", reason="expired") == "reason"
    assert desk.refused(ONE, "ask_withdrawal", "a1", note="", reason="other") == "note"
    desk.do(ONE, "ask_withdrawal", "a1", 1, reason="caught")
    assert desk.refused(ONE, "pass_withdrawal", "a1", 1) == "same_person"
    desk.do(ONE, "refuse_withdrawal", "a1", 2)
    assert desk.state(ONE) == "withdrawal_refused"
    desk.do(ONE, "ask_withdrawal", "a1", 2, reason="mistaken")
    desk.do(ONE, "pass_withdrawal", "a1", 1)
    desk.do(ONE, "approve_withdrawal", "a", 3)
    one = desk.matters[ONE]
    assert (one.state, one.values["ended_why"], one.values["ended_at"]) == (
        "withdrawn", "mistaken", MONDAY.isoformat(),
    )  # fmt: skip


def test_of_the_city_too_a_third_person_ends_it() -> None:
    desk = Desk()
    desk.begin(entry(unit="city"), who("city"))
    desk.do(ONE, "pass_review", "city", 2)
    desk.do(ONE, "approve", "city", 3)
    desk.do(ONE, "ask_withdrawal", "city", 1, reason="caught")
    desk.do(ONE, "pass_withdrawal", "city", 2)
    assert desk.refused(ONE, "approve_withdrawal", "city", 1) == "same_person"
    assert desk.refused(ONE, "approve_withdrawal", "city", 2) == "same_person"
    desk.do(ONE, "approve_withdrawal", "city", 3)


def test_it_runs_out_at_its_second_and_not_before(desk: Desk) -> None:
    watched(desk)
    until = desk.matters[ONE].due_at
    desk.now = until - timedelta(seconds=1)
    assert desk.refused(ONE, "expire", "loop") == "still_running"
    desk.now = until
    desk.do(ONE, "expire", "loop")
    assert (desk.state(ONE), desk.matters[ONE].values["ended_why"]) == ("withdrawn", "expired")


def test_nothing_is_approved_after_its_end(desk: Desk) -> None:
    desk.do(ONE, "pass_review", "a1", 2)
    desk.later(days=91)
    assert desk.refused(ONE, "approve", "a", 3) == "past"


def test_a_cure_ends_it_and_says_what_told_of_it(desk: Desk) -> None:
    watched(desk)
    assert desk.refused(ONE, "cure", "loop", reason="caught") == "reason"
    desk.do(ONE, "cure", "loop", reason="inspected", record="register-1")
    one = desk.matters[ONE]
    assert (one.state, one.values["ended_why"], one.values["cured_by"]) == ("withdrawn", "inspected", "register-1")
