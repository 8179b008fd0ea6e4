"""What stood over a day: alerts from turn to turn, patrols of the plan in force, crashes as they were known then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from daoan.learn.replay.crashes import crashes_of
from daoan.learn.replay.standing import alert_spans, placement_spans
from daoan.terms.codes import Level, Precision, Severity
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import Alert, DutyPlacement, DutyPlan
from tests.store.store_given import crash

MIDNIGHT = datetime(2026, 3, 3, 16, tzinfo=UTC)  # of 4 March in Shanghai
WORDS = Text("words", "词语")


def at(hour: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


def alert(name: str, state: str = "open", level: Level = Level.YELLOW, raised: float = -30) -> Alert:
    return Alert(name, "rule", level, WORDS, WORDS, None, at(raised), (), state=state)


def plan(starts: float, ends: float, rank: int, kind: str = "night") -> DutyPlan:
    placed = DutyPlacement(
        rank, f"s{rank}", None, 107.0, 36.0, "night", at(starts), at(ends), 8.0, Estimate(1, 0, 2), WORDS, 0.0
    )
    share = Share(1, 2)
    return DutyPlan(
        f"p{rank}", kind, WORDS, at(starts), at(ends), 8.0, (placed,), share, share, 0.0, (), "pack"
    )  # fmt: skip


def test_an_alert_stands_from_the_turn_that_showed_it_to_the_one_that_no_longer_did():
    turns = [
        (at(-3), [alert("old"), alert("held", "held")]),
        (at(6), [alert("old", level=Level.RED), alert("held", raised=-30), alert("new", raised=6)]),
        (at(12), [alert("old", "cleared", Level.RED), alert("held"), alert("new", raised=6)]),
        (at(30), [alert("later", raised=30)]),
    ]
    told = [(s.alert.alert_id, s.alert.level, s.since, s.until, s.opens, s.ends) for s in alert_spans(turns, at(24))]
    assert told == [
        ("old", Level.YELLOW, at(-30), at(6), True, False),
        ("old", Level.RED, at(6), at(12), False, True),
        ("held", Level.YELLOW, at(6), None, True, False),
        ("new", Level.YELLOW, at(6), None, True, False),
    ]


def test_a_plan_is_in_force_from_its_turn_until_a_later_one_plans_for_the_same_hours():
    turns = [
        (at(-6), [plan(-4, 4, 1), plan(-4, 900, 9, kind="month")]),
        (at(3), [plan(20, 28, 2)]),  # of the next night: the patrols of this one stay
        (at(22), [plan(20, 28, 3)]),  # of the same night, anew
    ]
    told = [(s.placement.rank, s.since, s.until) for s in placement_spans(turns, at(0), at(24))]
    assert told == [(1, at(-4), at(4)), (2, at(20), at(22)), (3, at(22), at(28))]


def test_a_crash_was_known_since_it_was_first_read_and_graded_as_it_was_read_then():
    before = replace(crash("c1"), happened_at=at(8), known_at=at(9), severity=Severity.SLIGHT)
    again = replace(before, known_at=at(50), severity=Severity.FATAL)
    late = replace(crash("c2"), happened_at=at(7), known_at=at(40), precision=Precision.DAY)
    first, second = crashes_of([before], [again, late])
    assert (first.crash.crash_id, first.known_at, first.severity_then, first.timed) == (
        late.crash_id,
        at(40),
        None,
        False,
    )
    assert (second.known_at, second.severity_then, second.crash.severity) == (at(9), Severity.SLIGHT, Severity.FATAL)
