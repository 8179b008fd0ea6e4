"""Public opinion: assessed, answered, reviewed; rumours are refuted somewhere; clocks keep within what is asked for."""

import pytest

from daoan.act.opinion.opinion import TRUTHS
from tests.act.workflow.work_makers import WORK, Desk, matter

ONE = "opinion-1"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.begin(matter("opinion", issuer="city", holder="city", text="a bridge is said to be closed"))
    return desk


def assigned(desk: Desk, level: str = "red", truth: str = "true") -> None:
    desk.do(ONE, "assess", "city", level=level, truth=truth)
    desk.do(ONE, "assign", "city", unit="a")


def test_from_hearsay_to_quiet(desk: Desk) -> None:
    assigned(desk)
    assert desk.matters[ONE].holder == "a"
    desk.do(ONE, "answer", "a", reply="it is open")
    desk.do(ONE, "accept", "city")
    desk.do(ONE, "close", "city", summary="quiet for a week")
    done = desk.matters[ONE]
    assert (done.state, done.values["summary"], done.values["truth"]) == ("closed", "quiet for a week", "true")


def test_it_is_assessed_by_level_and_truth_and_may_be_assessed_anew(desk: Desk) -> None:
    assert desk.refused(ONE, "assess", "city", level="purple", truth="true") == "level"
    assert desk.refused(ONE, "assess", "city", level="red", truth="maybe") == "truth"
    desk.do(ONE, "assess", "city", level="blue", truth="unclear")
    slow = desk.matters[ONE].due_at
    desk.do(ONE, "assess", "city", level="red", truth="partly")
    assert desk.matters[ONE].due_at < slow  # graver: less time


def test_a_rumour_is_answered_only_with_where_it_was_refuted(desk: Desk) -> None:
    assigned(desk, truth="rumour")
    assert desk.refused(ONE, "answer", "a", reply="not so") == "refuted_where"
    desk.do(ONE, "answer", "a", reply="not so", refuted_where="official account")
    assert desk.matters[ONE].values["refuted_where"] == "official account"


def test_what_was_misdirected_goes_back_and_is_assigned_anew(desk: Desk) -> None:
    assigned(desk)
    desk.do(ONE, "return", "a")
    assert (desk.state(ONE), desk.matters[ONE].holder) == ("assessed", "city")
    desk.do(ONE, "assign", "city", unit="b")
    assert desk.refused(ONE, "assign", "city", unit="nowhere") == "not_now"


def test_who_answered_does_not_accept_and_what_is_sent_back_is_counted(desk: Desk) -> None:
    desk.do(ONE, "assess", "city", level="yellow", truth="true")
    desk.do(ONE, "assign", "city", unit="city")
    desk.do(ONE, "answer", "city", 1, reply="r")
    assert desk.refused(ONE, "accept", "city", 1) == "same_person"
    desk.do(ONE, "send_back", "city", 2, note="say more")
    assert (desk.state(ONE), desk.matters[ONE].values["rejections"]) == ("assigned", 1)


def test_it_flares_up_again(desk: Desk) -> None:
    assigned(desk)
    desk.do(ONE, "answer", "a", reply="r")
    desk.do(ONE, "accept", "city")
    desk.do(ONE, "reopen", "city")
    assert (desk.state(ONE), desk.matters[ONE].holder, desk.matters[ONE].values["flared_up"]) == ("assessed", "city", 1)


def test_silence_is_overdue(desk: Desk) -> None:
    desk.later(minutes=61)
    assert desk.clocks() == [ONE]
    assigned(desk)
    desk.later(minutes=151)
    assert desk.clocks() == [ONE]


@pytest.mark.parametrize(("level", "most_minutes"), [("red", 300), ("orange", 1440), ("yellow", 2880), ("blue", 2880)])
def test_all_clocks_together_stay_within_five_hours_and_two_days(level: str, most_minutes: int) -> None:
    clocks = WORK.get("opinion")
    named = ("assign_minutes", "answer_minutes", "review_minutes")
    assert clocks["assess_minutes"] + sum(clocks[name][level] for name in named) <= most_minutes


def test_truths_have_both_languages() -> None:
    assert all(name.en and name.zh for name in TRUTHS.values())
