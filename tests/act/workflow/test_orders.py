"""Orders as a duty officer knows them: the fifteen minutes, passing down, misdirection, two audits, any and all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.act.orders.rates import board, figures_of
from daoan.act.orders.turns import Turn, turns_of
from daoan.terms.estimates import Share
from tests.act.workflow.work_makers import MONDAY, UNITS, Desk, matter, ordered


def signed(desk: Desk, *targets: str, **more) -> None:
    ordered(desk, *targets, **more)
    for number, unit in enumerate(targets, start=1):
        desk.do(f"order-1.{number}", "sign", unit)


def finish(desk: Desk, node: str, unit: str, issuer: str = "city") -> None:
    desk.do(node, "feed_back", unit, 1)
    desk.do(node, "first_pass", unit, 2)
    desk.do(node, "final_pass", issuer, 3)


def minutes_left(desk: Desk, matter_id: str) -> float:
    return (desk.matters[matter_id].due_at - desk.now) / timedelta(minutes=1)


def test_the_most_urgent_order_is_late_when_it_lies_unsigned_for_fifteen_minutes():
    desk = Desk()
    ordered(desk, "a", "b")
    desk.later(minutes=14, seconds=59)
    assert desk.clocks() == []
    desk.do("order-1.2", "sign", "b")
    desk.later(seconds=1)
    assert desk.clocks() == ["order-1.1"]
    assert desk.clocks() == []  # written once
    desk.do("order-1.1", "sign", "a")
    assert [s.late for s in desk.steps["order-1.1"] if s.event == "sign"] == [True]
    assert desk.matters["order-1.1"].overdue_at is None
    assert minutes_left(desk, "order-1.1") == 120


@pytest.mark.parametrize(("rule", "after_first"), [("any", "closed"), ("all", "running")])
def test_an_order_closes_with_any_or_with_all_of_its_parts(rule, after_first):
    desk = Desk()
    signed(desk, "a", "b", rule=rule)
    finish(desk, "order-1.1", "a")
    assert desk.state("order-1") == after_first
    assert desk.state("order-1.2") == ("withdrawn" if rule == "any" else "signed")
    if rule == "all":
        finish(desk, "order-1.2", "b")
        assert desk.state("order-1") == "closed"


def test_passing_down_gains_no_time_for_anybody():
    desk = Desk()
    signed(desk, "a")
    desk.later(minutes=110)
    due = desk.matters["order-1.1"].due_at
    desk.do("order-1.1", "pass_down", "a", unit="a1")
    assert desk.matters["order-1.1"].due_at == due
    desk.later(minutes=5)
    desk.do("order-1.1.1", "sign", "a1")
    assert desk.matters["order-1.1.1"].due_at == due
    desk.later(minutes=5)
    assert set(desk.clocks()) == {"order-1.1", "order-1.1.1"}


def test_what_was_passed_down_comes_back_and_is_audited_by_the_brigade_and_then_by_who_issued():
    desk = Desk()
    signed(desk, "a")
    desk.do("order-1.1", "pass_down", "a", unit="a1")
    desk.do("order-1.1", "pass_down", "a", unit="a2")
    assert desk.refused("order-1.1", "pass_down", "a", unit="a2") == "twice"
    for number, squad in ((1, "a1"), (2, "a2")):
        assert desk.state("order-1.1") == "passed_down"
        desk.do(f"order-1.1.{number}", "sign", squad)
        finish(desk, f"order-1.1.{number}", squad, "a")
    assert desk.state("order-1.1") == "fed_back"
    assert set(desk.matters["order-1.1"].values["feedback"]["below"]) == {"a1", "a2"}
    desk.do("order-1.1", "first_pass", "a", 1)
    desk.do("order-1.1", "final_pass", "city", 1)
    assert desk.state("order-1") == "closed"


def test_what_is_passed_down_and_withdrawn_lies_with_the_brigade_again():
    desk = Desk()
    signed(desk, "a")
    due = desk.matters["order-1.1"].due_at
    desk.do("order-1.1", "pass_down", "a", unit="a1")
    desk.do("order-1.1.1", "withdraw", "a")
    assert desk.state("order-1.1") == "signed"
    assert desk.matters["order-1.1"].due_at == due


def test_after_a_rejection_old_parts_below_do_not_answer_for_new_ones():
    desk = Desk()
    signed(desk, "a")
    desk.do("order-1.1", "pass_down", "a", unit="a1")
    desk.do("order-1.1.1", "sign", "a1")
    finish(desk, "order-1.1.1", "a1", "a")
    desk.do("order-1.1", "reject", "city")
    desk.do("order-1.1", "pass_down", "a", unit="a2")
    desk.do("order-1.1.2", "withdraw", "a")
    assert desk.state("order-1.1") == "signed"


def test_a_misdirected_part_is_assigned_anew_or_goes_back_with_the_time_that_was_left():
    desk = Desk()
    signed(desk, "a")
    desk.later(minutes=100)
    desk.do("order-1.1", "return", "a")
    desk.later(minutes=50)  # the issuer takes its time: not the unit's fault
    desk.do("order-1.1", "insist", "city")
    desk.do("order-1.1", "sign", "a")
    assert minutes_left(desk, "order-1.1") == 20
    desk.do("order-1.1", "return", "a")
    assert desk.refused("order-1.1", "reassign", "city", unit="a") == "unit"
    desk.do("order-1.1", "reassign", "city", unit="b")
    assert desk.matters["order-1.1"].holder == "b"
    assert desk.refused("order-1.1", "sign", "a") == "part"
    desk.do("order-1.1", "sign", "b")
    assert minutes_left(desk, "order-1.1") == 120


def test_withdrawing_reaches_every_part_and_an_order_without_parts_lapses():
    desk = Desk()
    signed(desk, "a", "b")
    desk.do("order-1.1", "pass_down", "a", unit="a1")
    assert desk.refused("order-1", "withdraw", "city", note=" ") == "note"
    desk.do("order-1", "withdraw", "city")
    assert {m.state for m in desk.matters.values()} == {"withdrawn"}
    assert desk.refused("order-1.1.1", "sign", "a1") == "closed"
    other = Desk()
    signed(other, "a", "b")
    other.do("order-1.1", "withdraw", "city")
    assert other.state("order-1") == "running"
    other.do("order-1.2", "withdraw", "city")
    assert other.state("order-1") == "withdrawn"


def test_one_person_does_not_audit_what_they_fed_back_nor_audit_it_twice():
    desk = Desk()
    signed(desk, "a")
    desk.do("order-1.1", "feed_back", "a", 1)
    assert desk.refused("order-1.1", "first_pass", "a", 1) == "same_person"
    desk.do("order-1.1", "first_pass", "city", 2)
    assert desk.refused("order-1.1", "final_pass", "city", 2) == "same_person"
    desk.do("order-1.1", "final_pass", "city", 3)


ELEMENTS = [{"name": "number", "required": True, "label": {"en": "number of fines", "zh": "处罚数"}}]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "elements"),
        ({"number": " "}, "elements"),
        ({"number": 1, "handled_at": "2025-12-08T01:59:59+00:00"}, "time_reversed"),
        ({"number": 1, "handled_at": "2025-12-08T03:00:00+00:00"}, "time_reversed"),
        ({"number": 1, "handled_at": "2025-12-08T10:00:00"}, "handled_at"),
        ({"number": 1, "handled_at": 7}, "handled_at"),
        ({"number": 0, "handled_at": "2025-12-08T10:20:00+08:00"}, None),  # none is an answer too
    ],
)
def test_feedback_holds_what_was_asked_and_was_done_after_it_was_asked(values, code):
    desk = Desk()
    signed(desk, "a", elements=ELEMENTS)
    desk.later(minutes=30)
    if code is None:
        desk.do("order-1.1", "feed_back", "a", **values)
    else:
        assert desk.refused("order-1.1", "feed_back", "a", **values) == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"targets": []}, "targets"), ({"targets": ["a", "a"]}, "targets"), ({"targets": ["nowhere"]}, "targets"),
        ({"targets": [["a"]]}, "targets"), ({"rule": "some"}, "rule"), ({"rule": ["any"]}, "rule"),
        ({"elements": [{"label": "x"}]}, "elements"), ({"elements": "x"}, "elements"), ({"urgency": "soon"}, "rule"),
    ],
)  # fmt: skip
def test_an_order_that_says_too_little_is_not_issued(values, code):
    desk = Desk()
    desk.begin(matter("order", holder="city", level="normal", targets=["a"], rule="all"))
    desk.do("order-1", "edit", "city", **values)
    assert desk.refused("order-1", "issue", "city") == code


def log(desk: Desk, now):
    return board("city", list(desk.matters.values()), desk.steps, UNITS, now)


def test_the_board_counts_turns_that_were_judged_by_unit_with_the_units_below():
    desk = Desk()
    ordered(desk, "a", "b")
    desk.do("order-1.1", "sign", "a")  # in time
    own, below = log(desk, desk.now)
    assert (own.to_sign, own.to_feed_back, own.signed) == (1, 1, Share(1, 1))  # b is still in time: not judged yet
    desk.later(minutes=16)
    own, below = log(desk, desk.now)
    assert (own.to_sign_late, own.signed, own.signed_on_time) == (1, Share(1, 2), Share(1, 2))
    desk.do("order-1.2", "sign", "b")  # late
    desk.do("order-1.1", "pass_down", "a", unit="a1")
    own, below = log(desk, desk.now)
    assert [f.unit for f in below] == ["a", "b"]
    assert (own.signed, own.signed_on_time) == (Share(2, 2), Share(1, 2))
    assert below[0].to_sign == 1  # the squad's, below the brigade
    assert below[1].signed_on_time == Share(0, 1)
    desk.later(minutes=200)
    desk.do("order-1.2", "feed_back", "b")  # late
    own, below = log(desk, desk.now)
    assert below[1].fed_back == Share(1, 1)
    assert below[1].fed_back_on_time == Share(0, 1)


def test_the_board_counts_rejections_and_who_was_wrongly_sent_something():
    desk = Desk()
    signed(desk, "a", "b")
    for _ in range(2):
        desk.do("order-1.1", "feed_back", "a", 1)
        desk.do("order-1.1", "reject", "city")
    desk.do("order-1.2", "return", "b")
    desk.do("order-1.2", "reassign", "city", unit="a2")
    own, below = log(desk, desk.now)
    assert (own.rejected_twice, own.misdirected) == (1, 1)
    assert (below[0].misdirected, below[1].misdirected) == (0, 1)
    assert turns_of(desk.matters["order-1.2"], desk.steps["order-1.2"], desk.now)[0] == Turn("sign", "b", True, False)
    assert figures_of("a2", list(desk.matters.values()), desk.steps, UNITS, desk.now).to_sign == 1
    finish(desk, "order-1.1", "a")
    assert log(desk, desk.now)[0].closed == 1


def test_time_does_not_run_back():
    desk = Desk()
    signed(desk, "a")
    desk.now = MONDAY - timedelta(seconds=1)
    assert desk.refused("order-1.1", "feed_back", "a") == "order"


def test_what_cannot_follow_stops_what_it_would_follow_from():
    desk = Desk()
    signed(desk, "a", "b")
    later = replace(desk.matters["order-1.2"], changed_at=MONDAY + timedelta(hours=1))
    desk.matters["order-1.2"] = later
    assert desk.refused("order-1", "withdraw", "city") == "order"  # b's part moved after this, so nothing moves
    assert desk.state("order-1.1") == "signed"
