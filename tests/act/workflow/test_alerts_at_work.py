"""An alert in work: clocks by level, a judge who does not close alone, orders that carry the evidence."""

from datetime import timedelta

import pytest

from daoan.act.alerts.matters import matter_of
from daoan.act.alerts.orders import order_from
from daoan.terms.codes import Level
from daoan.terms.estimates import Text
from daoan.terms.records import Alert, Evidence
from tests.act.workflow.work_makers import MONDAY, Desk

EVIDENCE = (Evidence("segment", "s1", Text("stretch", "路段")), Evidence("crash", "c1", Text("crash", "事故")))


def raised(level: Level = Level.RED) -> Desk:
    title, body = Text("Surge", "突增"), Text("b", "乙")
    alert = Alert("al", "surge", level, title, body, "x", MONDAY - timedelta(hours=1), EVIDENCE, 107.1, 36.2)
    desk = Desk()
    desk.begin(matter_of(alert, "alert-1", "a", "city", MONDAY))
    return desk


def valid() -> Desk:
    desk = raised()
    desk.do("alert-1", "sign", "a")
    desk.do("alert-1", "judge_valid", "a")
    return desk


@pytest.mark.parametrize(
    ("level", "minutes"), [(Level.RED, 3), (Level.ORANGE, 10), (Level.YELLOW, 10), (Level.BLUE, 480)]
)
def test_the_clock_of_signing_goes_by_level_from_when_it_came_in(level, minutes):
    assert raised(level).matters["alert-1"].due_at == MONDAY + timedelta(minutes=minutes)


def test_an_order_carries_the_evidence_and_counts_when_it_is_issued_not_when_it_is_drafted():
    desk = valid()
    desk.do("alert-1", "draft_order", "a", targets=["a1"], text="check it")
    order = desk.matters["alert-1.1"]
    assert (order.kind, order.state, order.issuer, order.level) == ("order", "draft", "a", "urgent")
    itself = Evidence("alert", "al", Text("Surge", "突增"), "red")
    assert (order.evidence, order.lon, order.values["alert"]) == ((itself, *EVIDENCE), 107.1, "al")
    assert desk.state("alert-1") == "valid"
    desk.later(minutes=5)
    assert "alert-1" in desk.clocks()  # drafted in time, but not dispatched
    desk.do("alert-1.1", "issue", "a")
    assert desk.state("alert-1") == "ordered"
    assert desk.matters["alert-1.1.1"].evidence == (itself, *EVIDENCE)
    desk.do("alert-1.1.1", "sign", "a1")
    desk.do("alert-1.1.1", "feed_back", "a1", 1)
    desk.do("alert-1.1.1", "first_pass", "a1", 2)
    desk.do("alert-1.1.1", "final_pass", "a", 3)
    assert (desk.state("alert-1.1"), desk.state("alert-1")) == ("closed", "fed_back")
    assert desk.refused("alert-1", "close", "a", 1) == "same_person"
    desk.do("alert-1", "close", "city")
    assert desk.state("alert-1") == "closed"


def test_with_its_order_withdrawn_an_alert_waits_to_be_dispatched_again():
    desk = valid()
    desk.do("alert-1", "draft_order", "a", targets=["a1"])
    assert desk.refused("alert-1", "draft_order", "a") == "order_open"
    assert desk.refused("alert-1", "not_dispatch", "a", reason="watch") == "order_open"
    desk.do("alert-1.1", "issue", "a")
    desk.do("alert-1.1", "withdraw", "a")
    assert desk.state("alert-1") == "valid"
    desk.do("alert-1", "not_dispatch", "a", reason="watch")
    desk.do("alert-1", "close", "city")


def test_invalid_needs_a_reason_and_another_person_and_may_be_sent_back():
    desk = raised()
    desk.do("alert-1", "sign", "a")
    assert desk.refused("alert-1", "judge_invalid", "a") == "values"
    assert desk.refused("alert-1", "judge_invalid", "a", reason="no idea") == "reason"
    assert desk.refused("alert-1", "judge_invalid", "a", reason=["misread"]) == "reason"
    assert desk.refused("alert-1", "judge_invalid", "a", note="", reason="other") == "note"
    desk.do("alert-1", "judge_invalid", "a", 1, reason="misread")
    assert desk.refused("alert-1", "close", "a", 1) == "same_person"
    desk.do("alert-1", "reopen", "a", 2)
    assert desk.state("alert-1") == "signed"


def test_a_second_order_that_is_only_drafted_does_not_stand_for_the_first():
    desk = valid()
    desk.do("alert-1", "draft_order", "a", targets=["a1"])
    desk.do("alert-1.1", "issue", "a")
    desk.do("alert-1", "draft_order", "a")
    desk.do("alert-1.1", "withdraw", "a")
    assert desk.state("alert-1") == "valid"


@pytest.mark.parametrize(
    ("level", "urgency"),
    [(Level.RED, "urgent"), (Level.ORANGE, "pressing"), (Level.YELLOW, "pressing"), (Level.BLUE, "normal")],
)
def test_an_order_is_as_urgent_as_its_alert_and_speaks_both_languages(level, urgency):
    order = order_from(raised(level).matters["alert-1"], {})
    assert (order.level, order.title) == (urgency, "突增")
    assert order.values["title"] == {"en": "Surge", "zh": "突增"}
    assert order.values["text"] == {"en": "b", "zh": "乙"}
    assert (order.values["targets"], order.values["category"]) == ([], "surge")
    assert order_from(raised(level).matters["alert-1"], {"urgency": "normal"}).level == "normal"


def test_words_in_both_languages_stay_until_somebody_writes_others():
    desk = valid()
    desk.do("alert-1", "draft_order", "a", targets=["a1"])
    desk.do("alert-1.1", "edit", "a", title="Surge", text="b")
    order = desk.matters["alert-1.1"]
    assert (order.title, order.values["title"]["en"], order.values["text"]["zh"]) == ("突增", "Surge", "乙")
    desk.do("alert-1.1", "edit", "a", title="Check lorries", text="now")
    order = desk.matters["alert-1.1"]
    assert (order.title, order.values.get("title"), order.values["text"]) == ("Check lorries", None, "now")
