"""The ladder of supervision, what calls for it, joint tasks, and who is told of a deadline that has passed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.act.supervision.matters import matter_of
from daoan.act.supervision.rungs import due_rungs
from daoan.act.supervision.supervision import RUNGS
from daoan.act.workflow.registry import escalation
from daoan.terms.errors import RulePackInvalid
from daoan.terms.records.people import Person
from daoan.terms.roles import Role
from tests.act.workflow.work_makers import MONDAY, SUPERVISION_PACK, UNITS, WORK, Desk, matter, ordered


def issued(rung: str = "reminder", **values) -> Desk:
    desk = Desk()
    desk.begin(matter("supervision", holder="a", level=rung, text="answer", **values))
    desk.do("supervision-1", "issue", "city")
    return desk


def due(desk: Desk) -> list[tuple[str, str, str]]:
    found = due_rungs(list(desk.matters.values()), desk.steps, desk.now, SUPERVISION_PACK)
    return [(d.unit, d.rung, d.trigger) for d in found]


def test_it_climbs_rung_by_rung_when_nobody_answers_in_time_and_no_further_than_the_last():
    desk = issued()
    for rung in list(RUNGS)[1:]:
        assert desk.refused("supervision-1", "climb", "city") == "in_time"
        desk.later(days=3)
        assert [d[1] for d in due(desk)] == [rung]
        desk.do("supervision-1", "climb", "city")
        assert (desk.matters["supervision-1"].level, desk.state("supervision-1")) == (rung, "issued")
    desk.later(days=3)
    assert desk.refused("supervision-1", "climb", "city") == "top"
    assert due(desk) == []


def test_a_case_that_climbs_is_called_after_its_new_rung():
    told = {"title": {"en": "Reminder: late", "zh": "提示：已逾期"}}
    desk = issued("reminder", **told)
    desk.later(days=3)
    case = desk.do("supervision-1", "climb", "city")
    assert case.values["title"] == {"en": "Letter of supervision: late", "zh": "督办函：已逾期"}
    assert case.title == "督办函：已逾期"


def test_a_reply_is_accepted_by_another_and_a_rejected_one_may_climb_at_once():
    desk = issued()
    desk.do("supervision-1", "sign", "a")
    desk.do("supervision-1", "reply", "a", reply="done")
    desk.do("supervision-1", "reject", "city")
    desk.do("supervision-1", "climb", "city")
    desk.do("supervision-1", "sign", "a")
    desk.do("supervision-1", "reply", "a", reply="done so and so")
    desk.do("supervision-1", "accept", "city")
    assert desk.matters["supervision-1"].closed_at == desk.now


@pytest.mark.parametrize(("rung", "field"), [("listed", "rechecked_on"), ("inquiry", "finding")])
def test_listed_supervision_ends_after_a_recheck_and_an_inquiry_with_its_finding(rung, field):
    desk = issued(rung)
    desk.do("supervision-1", "sign", "a")
    desk.do("supervision-1", "reply", "a", reply="r")
    assert desk.refused("supervision-1", "accept", "city") == "shown"
    desk.do("supervision-1", "accept", "city", **{field: "2025-12-08"})


def test_a_day_of_the_supervising_body_cuts_the_time_to_reply():
    desk = issued("listed", finish_by="2025-12-10")
    assert desk.do("supervision-1", "sign", "a").due_at == MONDAY.replace(hour=16) + timedelta(days=2)


def test_lateness_calls_for_a_reminder_and_then_for_a_letter_but_never_twice_for_the_same():
    desk = Desk()
    ordered(desk, "a1")
    desk.later(minutes=15 + 59)
    assert due(desk) == []
    desk.later(minutes=1)
    assert due(desk) == [("a1", "reminder", "late")]
    (found,) = due_rungs(list(desk.matters.values()), desk.steps, desk.now, SUPERVISION_PACK)
    desk.begin(matter_of(found, "sup", "city", desk.now))
    desk.do("sup", "issue", "city")
    assert desk.matters["sup"].title == "提示：已逾期"
    assert due(desk) == []
    desk.later(hours=23)
    assert due(desk) == [("a1", "letter", "late_order")]


def test_whoever_lets_the_deadline_pass_is_called_to_account_not_whoever_holds_it():
    desk = Desk()
    ordered(desk, "a")
    desk.do("order-1.1", "sign", "a")
    desk.do("order-1.1", "feed_back", "a", 1)
    desk.do("order-1.1", "first_pass", "a", 2)
    desk.later(hours=2)  # the city has not audited
    assert due(desk) == [("city", "reminder", "late")]


def test_rejections_recurrences_and_many_misses_have_their_rungs():
    desk = Desk()
    ordered(desk, "a", urgency="normal")
    desk.matters["order-1.1"] = replace(desk.matters["order-1.1"], values={"rejections": 2})
    assert due(desk) == [("a", "letter", "rejected_twice")]
    other = Desk()
    for number in range(10):
        one = matter("hazard", "signed", holder="roads", level="general")
        other.begin(replace(one, matter_id=f"h{number}", root=f"h{number}"))
    other.later(days=4)
    other.clocks()
    other.matters = {i: replace(m, due_at=None) for i, m in other.matters.items()}
    assert due(other) == [("roads", "talk", "very_many_missed")]
    other.later(days=31)
    assert due(other) == []


def test_a_trigger_that_counts_something_unknown_is_said_so():
    trigger = {**SUPERVISION_PACK.values["trigger"][0], "counts": "moods"}
    pack = replace(SUPERVISION_PACK, values={"trigger": [trigger]})
    with pytest.raises(RulePackInvalid):
        due_rungs([matter("order_node")], {}, MONDAY, pack)


def test_joint_tasks_wait_for_everybody_and_an_inspection_for_its_summary():
    desk = Desk()
    asked = {"targets": ["roads", "town"], "finish_by": "2025-12-31", "text": "t"}
    desk.begin(matter("inspection", issuer="committee", holder="committee", **asked))
    desk.do("inspection-1", "issue", "committee")
    for number, unit in ((1, "roads"), (2, "town")):
        part = f"inspection-1.{number}"
        desk.do(part, "sign", unit)
        assert desk.do(part, "reply", unit, reply="r").due == desk.matters[part].due
        assert desk.state("inspection-1") == "running"
        desk.do(part, "accept", "committee")
    assert desk.state("inspection-1") == "to_sum_up"
    assert desk.refused("inspection-1", "sum_up", "committee") == "values"
    desk.do("inspection-1", "sum_up", "committee", summary="s")
    assert desk.state("inspection-1") == "closed"


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("decision", {"targets": ["roads"], "finish_by": "2025-12-31", "text": "t"}, "meeting"),
        ("notice", {"targets": ["roads"], "finish_by": "2025-12-07", "text": "t"}, "day"),
        ("notice", {"targets": [], "finish_by": "2025-12-31", "text": "t"}, "targets"),
        ("notice", {"targets": ["roads"], "finish_by": "soon", "text": "t"}, "day"),
        ("notice", {"targets": ["roads"], "finish_by": "2025-12-31"}, "text"),
    ],
)
def test_a_joint_task_says_who_until_when_and_what(kind, values, code):
    desk = Desk()
    desk.begin(matter(kind, issuer="committee", holder="committee", **values))
    assert desk.refused(f"{kind}-1", "issue", "committee") == code


PEOPLE = [
    Person("o", "O", "a1", (Role.OFFICER,)),
    Person("gone", "G", "a1", (Role.BRIGADE,), active=False),
    Person("l", "L", "a", (Role.BRIGADE,)),
    Person("p", "P", "a", (Role.OFFICER,)),
]


def test_the_units_leader_is_told_first_and_the_unit_above_later():
    desk = Desk()
    ordered(desk, "a1")
    node = desk.matters["order-1.1"]
    assert escalation(node, node.due_at - timedelta(seconds=1), UNITS, PEOPLE, WORK) == ()
    (first,) = escalation(node, node.due_at, UNITS, PEOPLE, WORK)
    assert (first.unit, first.people) == ("a1", ("o",))  # nobody there leads any more, so everybody at work is told
    told = escalation(node, node.due_at + timedelta(minutes=30), UNITS, PEOPLE, WORK)
    assert [(t.unit, t.people) for t in told] == [("a1", ("o",)), ("a", ("l",))]


def test_words_of_a_draft_stay_in_both_languages_until_somebody_writes_others():
    desk = Desk()
    told = {"en": "late", "zh": "已逾期"}
    desk.begin(matter("supervision", holder="a", level="letter", text=told))
    assert desk.do("supervision-1", "edit", "city", text="late").values["text"] == told
    assert desk.do("supervision-1", "edit", "city", text="answer by Friday").values["text"] == "answer by Friday"
