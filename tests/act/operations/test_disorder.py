"""A disorder point: taken in hand, put right, re-checked by somebody else, closed when it stays quiet, or back."""

from dataclasses import replace

import pytest

from daoan.act.operations.disorder import standings
from daoan.terms.records.registered import Entry
from tests.act.workflow.work_makers import MONDAY, Desk, matter

ONE = "disorder-1"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.begin(matter("disorder", issuer="city", holder="a", entry="p1", point_kind="parking", finish_by="2025-12-20"))
    return desk


def put_right(desk: Desk) -> None:
    desk.do(ONE, "take_in_hand", "a", measure="a guard in the mornings")
    desk.do(ONE, "put_right", "a", result="no car stands there")


def test_from_found_to_closed(desk: Desk) -> None:
    put_right(desk)
    assert desk.state(ONE) == "put_right"
    desk.do(ONE, "recheck", "city")
    assert desk.matters[ONE].closed_at is None  # watched for a while
    desk.do(ONE, "close", "city")
    assert desk.state(ONE) == "closed"


def test_the_day_in_the_register_is_the_deadline(desk: Desk) -> None:
    desk.do(ONE, "take_in_hand", "a", measure="m")
    assert desk.matters[ONE].due_at.isoformat() == "2025-12-20T16:00:00+00:00"  # the day's end in the city
    without = Desk()
    without.begin(matter("disorder", issuer="city", holder="a"))
    without.do(ONE, "take_in_hand", "a", measure="m")
    assert without.matters[ONE].due_at.isoformat() == "2026-01-07T16:00:00+00:00"  # thirty days


def test_who_put_it_right_does_not_recheck_it() -> None:
    desk = Desk()
    desk.begin(matter("disorder", issuer="city", holder="city"))
    desk.do(ONE, "take_in_hand", "city", measure="m")
    desk.do(ONE, "put_right", "city", 1, result="r")
    assert desk.refused(ONE, "recheck", "city", 1) == "same_person"
    desk.do(ONE, "recheck", "city", 2)


def test_it_fails_the_recheck_and_comes_back_and_that_is_counted(desk: Desk) -> None:
    put_right(desk)
    desk.do(ONE, "not_yet", "city")
    desk.do(ONE, "put_right", "a", result="r")
    desk.do(ONE, "recheck", "city")
    desk.do(ONE, "reopen", "a")
    back = desk.matters[ONE]
    assert (back.state, back.values["rejections"], back.values["reopened"]) == ("in_hand", 1, 1)
    assert back.due_at > desk.now  # its old day does not make it late at once


def test_it_is_handed_to_another_unit_and_begins_there_anew(desk: Desk) -> None:
    desk.do(ONE, "take_in_hand", "a", measure="m")
    desk.do(ONE, "hand_on", "city", unit="b")
    assert (desk.state(ONE), desk.matters[ONE].holder) == ("found", "b")
    assert desk.refused(ONE, "hand_on", "city", unit="nowhere") == "unit"


def test_counts_by_unit_and_kind(desk: Desk) -> None:
    def point(name: str, unit: str, kind: str) -> Entry:
        return Entry(name, "disorder_point", unit, 1, MONDAY, "x", {"unit": unit, "kind": kind, "place": name})

    points = [point("p1", "a", "parking"), point("p2", "a", "parking"), point("p3", "b", "school")]
    desk.later(days=40)
    late = desk.matters[ONE]
    back = replace(late, matter_id="d2", holder="b", state="rechecked", due_at=None, values={"reopened": 2})
    by_unit = standings(points, {"p1": late, "p2": back}, "unit", desk.now)
    assert [(s.of, s.points, s.untaken, s.overdue, s.reopened) for s in by_unit] == [
        ("b", 2, 1, 0, 1),
        ("a", 1, 0, 1, 0),
    ]
    by_kind = standings(points, {"p1": late, "p2": back}, "kind", desk.now)
    assert [(s.of, s.points, dict(s.states)) for s in by_kind] == [
        ("parking", 2, {"found": 1, "rechecked": 1}),
        ("school", 1, {}),
    ]
